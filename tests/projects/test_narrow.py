"""Lists that are read without model objects give the bytes of the serializer."""

import json
from typing import Any

import orjson
import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.renderers import JSONRenderer

from events.models import Event
from portfolio.serializers import WholeProjectSerializer
from projects.models import Document, Lineage, Project, ProjectDocument, ProjectNote
from projects.narrow.reading import read_projects
from projects.narrow.written import read_written
from tests import builders
from tests.random_portfolios import PORTFOLIOS, Plan, build, clear

pytestmark = pytest.mark.django_db

LANGUAGES = ["da", "sv", "nb", "fi", "is", "en"]
NAMES = list(WholeProjectSerializer().fields)
RANDOM = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def bytes_of(rows: Any) -> bytes:
    return JSONRenderer().render(rows)


def serialized(projects: Any, names: list[str]) -> list[Any]:
    """Returns the projects as the serializer of a single project gives them."""
    serializer = WholeProjectSerializer()
    for name in set(serializer.fields) - set(names):
        serializer.fields.pop(name)
    return [serializer.to_representation(project) for project in projects]


def compare(names: list[str]) -> None:
    projects = list(Project.objects.for_list())
    keys = [project.pk for project in projects]
    narrow = read_projects(keys, names)
    assert bytes_of(narrow) == bytes_of(serialized(projects, names))
    assert [orjson.dumps(one) for one in read_written(iter(keys), names)] == [orjson.dumps(one) for one in narrow]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_seeds_are_the_same_in_every_language(dokument8: None, language: str) -> None:
    with translation.override(language):
        compare(NAMES)


def test_projects_that_are_gone_are_left_out_of_a_file(dokument8: None) -> None:
    first, last = Project.objects.order_by("pk")[:2]
    with transaction.atomic():
        lines = [orjson.loads(orjson.dumps(one)) for one in read_written(iter([first.pk, -5, last.pk]), ["reference"])]
    assert lines == [{"reference": first.reference}, {"reference": last.reference}]


@RANDOM
@given(plans=PORTFOLIOS, language=st.sampled_from(LANGUAGES), names=st.sets(st.sampled_from(NAMES), min_size=1))
def test_any_portfolio_is_the_same_with_any_fields(plans: list[Plan], language: str, names: set[str]) -> None:
    Event.objects.all().delete()
    Lineage.objects.all().delete()
    clear()
    build(plans)
    _add_texts_and_notes()
    with translation.override(language):
        compare([name for name in NAMES if name in names])
        compare(NAMES)


def _add_texts_and_notes() -> None:
    """Adds texts in other languages, notes on fields and facts, documents and lineage to what is there."""
    document = Document.objects.get_or_create(slug="d", defaults={"title_sv": "Ett papper", "kind": "report"})[0]
    projects = list(Project.objects.order_by("reference"))
    for number, project in enumerate(projects):
        project.original_language = LANGUAGES[number % 6]
        project.title_en, project.title_fi, project.summary_is = "", "Otsikko \u2028 <&>", 'Um "verkefnið" 🎉'
        project.save()
        ProjectDocument.objects.create(project=project, document=document, note_nb="Hvorfor", inferred=True)
        ProjectNote.objects.create(project=project, field="status", text_da="Fordi", inferred=bool(number % 2))
        Lineage.objects.create(project=project, earlier=builders.project(f"E-{number}"), note_en="So", note_fi="Näin")
        event = builders.event(f"e-{number}")
        event.event_projects.create(project=project)
    for role in [role for project in projects for role in project.council_roles.all()[:1]]:
        role.note_sv = "Därför"
        role.save()


def test_a_list_answers_in_the_order_of_its_fields(dokument8: None, get: Any) -> None:
    whole = get("projects/", page_size=500)["results"]
    assert list(whole[0]) == NAMES
    some = get("projects/", page_size=500, fields="status,reference")["results"]
    assert some == [{"reference": row["reference"], "status": row["status"]} for row in whole]
    without = get("projects/", page_size=500, omit="notes,councils")["results"]
    assert without == [{k: v for k, v in row.items() if k not in ("notes", "councils")} for row in whole]
    assert whole[0] == get(f"projects/{whole[0]['reference']}/")


def test_the_file_of_all_objects_has_the_objects_of_the_list(dokument8: None, get: Any, reader: Client) -> None:
    whole = get("projects/", portfolio="all", page_size=500, fields="reference,notes,allocations")["results"]
    address = "/api/v1/projects/?portfolio=all&format=ndjson&fields=reference,notes,allocations"
    answer: Any = reader.get(address)
    assert [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()] == whole
