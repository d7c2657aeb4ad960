"""A proposal is checked in one place, shown as a difference, and applied whole or not at all."""

from typing import Any

import pytest
from django.utils import translation

from changes import tables
from changes.apply import Outcome, Refused, apply
from changes.check import standing_on
from changes.models import Change, RecordChange, Way
from changes.proposal import Proposal
from changes.undo import restore, undo
from changes.version import version_of
from projects.models import Organisation, Partnership, Project
from tests import builders

pytestmark = pytest.mark.django_db

NEW = {
    "reference": "P-1",
    "title": "A study",
    "kind": "study",
    "status": "ongoing",
    "portfolio": "ours",
    "source": {"document": "paper", "section": "one", "item": None},
}


@pytest.fixture(autouse=True)
def register() -> None:
    builders.source()
    builders.portfolio()
    builders.council("MR-A")
    builders.council("MR-B")
    builders.organisation("body")


def propose(*proposals: Proposal, **facts: Any) -> Outcome:
    return apply(proposals=proposals, way=Way.API, **facts)


def grant(number: int, amount: str, **values: Any) -> dict[str, Any]:
    return {"reference": f"P-1-A{number}", "amount": amount, "source": NEW["source"], **values}


def test_four_facts_and_a_reference_make_a_project() -> None:
    outcome = propose(Proposal.create("project", NEW), reason="Found in the archive")
    project = Project.objects.get()
    assert (project.title_en, project.kind, project.source.slug) == ("A study", "study", "paper-1")
    assert outcome.change is not None
    assert (outcome.change.reason, outcome.change.records.get().key) == ("Found in the archive", "P-1")


def test_what_belongs_to_a_record_is_written_with_it() -> None:
    councils = [{"code": "MR-B", "role": "funding"}, {"code": "MR-A", "role": "audience"}]
    partners = [{"organisation": "body", "role": "hosting"}]
    notes = [{"field": "councils", "value": "MR-B", "inferred": True, "text": "It says so elsewhere."}]
    data = {**NEW, "councils": councils, "partners": partners, "allocations": [grant(1, "100.50")], "notes": notes}
    propose(Proposal.create("project", data))
    project = Project.objects.get()
    assert {(one.council.code, one.role, one.inferred) for one in project.council_roles.all()} == {
        ("MR-A", "audience", False),
        ("MR-B", "funding", True),
    }
    assert str(project.allocations.get().amount) == "100.50"


def test_every_error_is_said_at_once_each_at_its_field() -> None:
    wrong = {
        "reference": "p 1",
        "title": "A <b>study</b>",
        "kind": "opera",
        "status": None,
        "portfolio": "nobody's",
        "starts": "2006-13",
        "councils": [{"code": "MR-A", "role": "funding"}, {"code": "MR-X", "role": "funding"}],
        "allocations": [grant(1, "-5")],
        "colour": "blue",
    }
    with pytest.raises(Refused) as refused:
        propose(Proposal.create("project", {**NEW, **wrong}))
    errors = refused.value.errors[0]
    assert set(errors) == {"status", "portfolio", "starts", "councils", "colour"}
    assert list(errors["councils"]) == ["1"]
    good = {name: NEW[name] for name in ("status", "portfolio")}
    still = {name: wrong[name] for name in ("reference", "title", "kind", "allocations")}
    with pytest.raises(Refused) as refused:
        propose(Proposal.create("project", {**NEW, **still, **good}))
    assert set(refused.value.errors[0]) == {"reference", "title", "kind", "allocations"}
    assert list(refused.value.errors[0]["allocations"]["0"]) == ["amount"]
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", {"en": ["deep"]}),
        ("title", "NUL \x00"),
        ("title", {"xx": "no such language"}),
        ("status", {"a": {"b": {}}}),
        ("status", 5),
        ("starts", True),
        ("councils", "MR-A"),
        ("councils", ["MR-A"]),
        ("councils", [{"code": "MR-A", "role": "funding"}, {"code": "MR-A", "role": "funding"}]),
        ("councils", [{"code": "MR-A", "role": "funding", "shoe": 1}]),
        ("councils", [{"role": "funding"}]),
        ("core_areas", ["unknown"]),
        ("source", {"document": "paper"}),
        ("source", {"document": {"a": 1}, "section": "one"}),
        ("source", None),
        ("allocations", [grant(1, "NaN")]),
        ("allocations", [grant(1, "1.005")]),
        ("notes", [{"field": "councils", "value": "MR-B", "inferred": False, "text": "of nothing"}]),
        ("follows", ["P-1"]),
    ],
)
def test_bad_input_is_refused_at_its_field_and_nothing_is_written(field: str, value: Any) -> None:
    builders.project("P-1")
    with pytest.raises(Refused) as refused:
        propose(Proposal.update("project", "P-1", {field: value}))
    assert list(refused.value.errors[0]) == [field]
    assert not Change.objects.exists()


def test_one_wrong_proposal_stops_all() -> None:
    with pytest.raises(Refused) as refused:
        propose(
            Proposal.create("project", NEW), Proposal.create("project", {**NEW, "reference": "P-2", "kind": "opera"})
        )
    assert list(refused.value.errors) == [1]
    assert not Project.objects.exists()


def test_a_proposal_may_name_what_one_before_it_makes() -> None:
    partners = [{"organisation": "new-body", "role": "hosting"}]
    body = Proposal.create("organisation", {"slug": "new-body", "name": "New body"})
    outcome = propose(body, Proposal.create("project", {**NEW, "partners": partners}))
    assert outcome.change is not None
    assert outcome.change.records.count() == 2


def test_a_dry_run_says_the_difference_and_writes_nothing() -> None:
    builders.project("P-1", status="closed")
    outcome = propose(Proposal.update("project", "P-1", {"status": "ongoing", "kind": "project"}), dry_run=True)
    found = [(one.field, one.before, one.after) for one in outcome.differences[0]]
    assert found == [("status", "closed", "ongoing")]
    assert Project.objects.get().status == "closed"
    assert not Change.objects.exists()


def test_money_says_what_it_does_to_the_totals() -> None:
    builders.allocation(builders.project("P-1"), "100.00", council=builders.council("MR-A"))
    more = [grant(1, "100.00", council="MR-A"), grant(2, "250.00", council="MR-A")]
    outcome = propose(Proposal.update("project", "P-1", {"allocations": more}), dry_run=True)
    assert [(one.total, str(one.moved)) for one in outcome.effects] == [("MR-A", "250.00")]


def test_a_text_is_written_in_the_language_in_which_it_is_read() -> None:
    builders.project("P-1", title_en="", title_da="Et studie", original_language="da")
    propose(Proposal.update("project", "P-1", {"title": "En undersøgelse"}))
    propose(Proposal.update("project", "P-1", {"title": "A study", "title_language": "en"}))
    project = Project.objects.get()
    assert (project.title_da, project.title_en) == ("En undersøgelse", "A study")


def seen_then(others: dict[str, Any], ours: dict[str, Any]) -> Outcome:
    """Ours, proposed by somebody who saw the project before others changed it."""
    propose(Proposal.create("project", {**NEW, "councils": [{"code": "MR-A", "role": "funding"}]}))
    seen = version_of("project", Project.objects.get().pk)
    propose(Proposal.update("project", "P-1", others))
    return propose(Proposal.update("project", "P-1", ours, seen=seen))


def test_two_people_on_different_fields_do_not_meet() -> None:
    seen_then({"status": "closed"}, {**NEW, "kind": "seminar"})
    project = Project.objects.get()
    assert (project.status, project.kind) == ("closed", "seminar")


def test_two_people_on_different_rows_do_not_meet() -> None:
    seen_then(
        {"councils": [{"code": "MR-A", "role": "funding"}, {"code": "MR-B", "role": "funding"}]},
        {"councils": [{"code": "MR-A", "role": "audience"}]},
    )
    assert roles() == {("MR-A", "audience"), ("MR-B", "funding")}


def roles() -> set[tuple[str, str]]:
    return {(one.council.code, one.role) for one in Project.objects.get().council_roles.all()}


FUNDING, AUDIENCE = {"code": "MR-A", "role": "funding"}, {"code": "MR-A", "role": "audience"}
INITIATING = {"code": "MR-A", "role": "initiating"}


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        pytest.param([AUDIENCE], [INITIATING], id="two roles"),
        pytest.param([], [AUDIENCE], id="removed and changed"),
        pytest.param([AUDIENCE], [], id="changed and removed"),
        pytest.param([FUNDING, AUDIENCE], [FUNDING, INITIATING], id="two more roles"),
        pytest.param([{**FUNDING, "note": {"en": "Theirs"}}], [AUDIENCE], id="note and role"),
    ],
)
def test_two_people_who_change_the_same_council_meet(theirs: Any, ours: Any) -> None:
    with pytest.raises(Refused) as refused:
        seen_then({"councils": theirs}, {"councils": ours})
    conflict = refused.value.conflicts[0][0]
    assert (conflict.field, [met.about for met in conflict.met]) == ("councils", ["MR-A"])
    assert roles() == {(one["code"], one["role"]) for one in theirs}


def test_two_people_who_add_the_same_organisation_in_two_roles_meet() -> None:
    with pytest.raises(Refused) as refused:
        seen_then(
            {"partners": [{"organisation": "body", "role": "hosting"}]},
            {"partners": [{"organisation": "body", "role": "initiating"}]},
        )
    assert [met.about for met in refused.value.conflicts[0][0].met] == ["body"]


def test_two_people_who_make_the_same_change_to_a_row_do_not_meet() -> None:
    assert seen_then({"councils": [AUDIENCE]}, {"councils": [AUDIENCE]}).change is None
    assert roles() == {("MR-A", "audience")}


def test_a_stale_proposal_of_the_same_field_is_refused_with_all_three_values() -> None:
    with pytest.raises(Refused) as refused:
        seen_then({"kind": "seminar"}, {"kind": "campaign"})
    conflict = refused.value.conflicts[0][0]
    assert (conflict.field, conflict.seen, conflict.now, conflict.wanted) == ("kind", "study", "seminar", "campaign")
    assert Project.objects.get().kind == "seminar"


def seen_grant_then(others: dict[str, Any], ours: dict[str, Any]) -> Outcome:
    """Ours, proposed by somebody who saw the grant of 100 DKK before others changed it."""
    propose(Proposal.create("project", {**NEW, "allocations": [grant(1, "100.00")]}))
    seen = version_of("project", Project.objects.get().pk)
    propose(Proposal.update("project", "P-1", {"allocations": [grant(1, **{"amount": "100.00", **others})]}))
    data = {"allocations": [grant(1, **{"amount": "100.00", **ours})]}
    return propose(Proposal.update("project", "P-1", data, seen=seen))


def test_two_people_on_different_values_of_a_row_do_not_meet() -> None:
    seen_grant_then({"amount": "200.00"}, {"year": 2005, "fund": None})
    allocation = Project.objects.get().allocations.get()
    assert (str(allocation.amount), allocation.year) == ("200.00", 2005)


def test_a_value_of_a_row_that_both_changed_is_named_and_the_others_are_merged() -> None:
    with pytest.raises(Refused) as refused:
        seen_grant_then({"amount": "200.00", "year": 2004}, {"amount": "300.00", "granted": "2005-03-01"})
    conflict = refused.value.conflicts[0][0]
    assert [(met.about, met.values) for met in conflict.met] == [("P-1-A1", ("amount",))]
    (row,) = conflict.merged
    assert (row["amount"], row["year"], row["granted"]) == ("300.00", 2004, "2005-03-01")
    assert str(Project.objects.get().allocations.get().amount) == "200.00"


def test_an_amount_and_its_currency_are_one_value() -> None:
    """Merged, the amount of one person would be in the currency of the other."""
    euro = {"currency": "EUR", "rate": "7.46", "rate_date": "2009-03-04", "rate_source": "Bank"}
    with pytest.raises(Refused) as refused:
        seen_grant_then({"amount": "200.00"}, euro)
    assert refused.value.conflicts[0][0].met[0].values == ("amount", *euro)


def test_an_undo_takes_back_only_the_values_that_its_change_wrote() -> None:
    propose(Proposal.create("project", {**NEW, "allocations": [grant(1, "100.00")]}))
    change = propose(Proposal.update("project", "P-1", {"allocations": [grant(1, "200.00")]})).change
    propose(Proposal.update("project", "P-1", {"allocations": [grant(1, "200.00", year=2005)]}))
    undo(change=change)
    allocation = Project.objects.get().allocations.get()
    assert (str(allocation.amount), allocation.year) == ("100.00", 2005)


def test_a_record_that_others_refer_to_is_not_deleted_and_says_what_refers_to_it() -> None:
    fund = builders.Allocation._meta.get_field("fund").related_model.objects.create(slug="fund", name_en="Fund")
    builders.allocation(builders.project("P-1"), fund=fund)
    with pytest.raises(Refused, match="P-1-A1"):
        propose(Proposal.delete("fund", "fund"))


def test_a_country_that_a_region_spans_is_not_deleted_and_names_the_region() -> None:
    country = builders.country("SE")
    with_region = Proposal.create("place", {"slug": "north", "name": "North", "kind": "region", "spans": ["SE"]})
    propose(with_region)
    with pytest.raises(Refused) as refused:
        propose(Proposal.delete("place", country.slug))
    assert refused.value.errors[0] == {
        "non_field_errors": [f"It cannot be deleted: place North: spans {country} refer to it."]
    }
    with translation.override("da"), pytest.raises(Refused, match=f"sted North: omfatter {country}"):
        propose(Proposal.delete("place", country.slug))


def test_an_undone_change_leaves_what_was_before() -> None:
    before = propose(Proposal.create("project", NEW)).change
    change = propose(Proposal.update("project", "P-1", {"status": "closed", "allocations": [grant(1, "5")]})).change
    undone = undo(change=change, reason="By mistake").change
    assert undone is not None
    assert (undone.way, undone.undoes) == (Way.UNDO, change)
    project = Project.objects.get()
    assert (project.status, project.allocations.count()) == ("ongoing", 0)
    undo(change=before)
    assert not Project.objects.exists()


def test_an_undo_is_refused_where_something_newer_stands_on_it() -> None:
    change = propose(Proposal.create("organisation", {"slug": "new-body", "name": "New body"})).change
    propose(Proposal.create("project", {**NEW, "partners": [{"organisation": "new-body", "role": "hosting"}]}))
    with pytest.raises(Refused, match="New body"):
        undo(change=change)
    assert Organisation.objects.filter(slug="new-body").exists()


def test_an_undo_leaves_what_others_changed_since_in_other_fields() -> None:
    propose(Proposal.create("project", NEW))
    change = propose(Proposal.update("project", "P-1", {"kind": "seminar"})).change
    propose(Proposal.update("project", "P-1", {"status": "closed"}))
    undo(change=change)
    project = Project.objects.get()
    assert (project.kind, project.status) == ("study", "closed")


def test_a_version_of_a_record_is_restored() -> None:
    propose(Proposal.create("project", NEW))
    propose(Proposal.update("project", "P-1", {"kind": "seminar"}))
    propose(Proposal.update("project", "P-1", {"kind": "campaign"}))
    first = RecordChange.objects.order_by("change_id").first()
    restore(record=first)
    assert Project.objects.get().kind == "study"


@pytest.mark.parametrize("make", [builders.organisation, builders.project, lambda: builders.council("MR-X")])
def test_one_query_says_that_nothing_refers_to_a_record(make: Any, django_assert_num_queries: Any) -> None:
    row = make()
    kind = tables.kind_of(type(row))
    assert kind is not None
    with django_assert_num_queries(1):
        assert standing_on(row, kind) == []


def test_every_kind_of_row_that_refers_to_an_organisation_is_named() -> None:
    body = builders.organisation("body")
    Partnership.objects.create(project=builders.project("P-1"), organisation=body, role="hosting")
    builders.contact("Adviser", of="body")
    Organisation.objects.create(slug="part", name_en="Part", part_of=body)
    names = standing_on(body, "organisation")
    assert len(names) == 3
    assert any("P-1" in name for name in names)
    assert any(name.endswith("Part") for name in names)
    assert not any("Adviser" in name for name in names)
