"""Renaming a record touches the records that name it: the feed, undo and versions of all of them stay right."""

from typing import Any

import pytest

from changes.apply import apply
from changes.models import Change, RecordChange, Way
from changes.proposal import Proposal
from changes.reading import snapshot
from changes.undo import undo
from changes.version import version_of
from projects.models import Document, Organisation, Partnership, Project
from tests import builders

pytestmark = pytest.mark.django_db


def rename(kind: str, key: str, **code: Any) -> Change:
    outcome = apply(proposals=[Proposal.update(kind, key, code)], way=Way.PROGRAM)
    assert outcome.change is not None
    return outcome.change


def with_partner(reference: str, slug: str) -> Project:
    project = builders.project(reference)
    Partnership.objects.create(project=project, organisation=builders.organisation(slug), role="implementing")
    return project


def partners(record: RecordChange, when: str) -> list[str]:
    return [partner["organisation"] for partner in getattr(record, when)["partners"]]


def test_a_renamed_organisation_changes_the_projects_that_name_it() -> None:
    project, other = with_partner("P-1", "body"), with_partner("P-2", "another")
    change = rename("organisation", "body", slug="new-name")
    touched = change.records.get(kind="project")
    assert (touched.row, touched.key, touched.action) == (project.pk, "P-1", "update")
    assert (partners(touched, "before"), partners(touched, "after")) == (["body"], ["new-name"])
    assert touched.after == snapshot("project", project.pk)
    assert version_of("project", project.pk) == change.number
    assert version_of("project", other.pk) == 0


def test_a_renamed_document_changes_what_names_it_by_a_source() -> None:
    project = builders.project("P-1")
    document = project.source.document
    change = rename("document", document.slug, slug="renamed")
    touched = change.records.get(kind="project").after or {}
    assert touched["source"]["document"] == "renamed"
    assert (change.records.get(kind="project").before or {})["source"]["document"] == document.slug


def test_cities_name_their_country_by_its_iso_code_which_stays() -> None:
    builders.city("riga", "LV")
    change = rename("place", builders.country("LV").slug, slug="the-land")
    assert [record.key for record in change.records.all()] == ["the-land"]


def test_undoing_the_renaming_gives_back_every_record() -> None:
    project = with_partner("P-1", "body")
    before = snapshot("project", project.pk)
    change = rename("organisation", "body", slug="new-name")
    undo(change=change)
    assert snapshot("project", project.pk) == before
    assert Organisation.objects.filter(slug="body").exists()


def test_two_codes_that_change_places_are_seen_by_those_who_name_them() -> None:
    project = with_partner("P-1", "a")
    builders.organisation("b")
    swap = [
        Proposal.update("organisation", "a", {"slug": "between"}),
        Proposal.update("organisation", "b", {"slug": "a"}),
        Proposal.update("organisation", "between", {"slug": "b"}),
    ]
    change = apply(proposals=swap, way=Way.PROGRAM).change
    assert change is not None
    touched = change.records.get(kind="project")
    assert (partners(touched, "before"), partners(touched, "after")) == (["a"], ["b"])
    assert version_of("project", project.pk) == change.number


def test_another_value_of_a_record_touches_nobody_else() -> None:
    with_partner("P-1", "body")
    change = rename("organisation", "body", website="https://body.example/")
    assert [record.kind for record in change.records.all()] == ["organisation"]
    assert not Document.objects.filter(slug="renamed").exists()
