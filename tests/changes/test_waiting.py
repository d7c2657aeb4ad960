"""The records of a change are written together: with the same result, errors included, as one after the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgets.models import Entry, Rule
from changes.apply import Refused, apply
from changes.models import RecordChange, Way
from changes.parts.blank import blank
from changes.proposal import Proposal
from changes.reading import snapshots
from changes.together.waiting import Waiting
from projects.models import Organisation, Project
from tests import builders

pytestmark = pytest.mark.django_db

RANDOM = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def body(slug: str, **data: Any) -> Proposal:
    return Proposal.create("organisation", {"slug": slug, "name": {"en": slug}, "kind": "public", **data})


def money(reference: str, kind: str, amount: str, grant: str = "P-1-A1", **data: Any) -> Proposal:
    facts = {"allocation": grant, "kind": kind, "amount": amount, "day": "2025-03-01"}
    return Proposal.create("entry", {"reference": reference, **facts, **data})


def project(reference: str, partner: str, **data: Any) -> Proposal:
    facts: dict[str, Any] = {
        "title": {"en": reference},
        "original_language": "en",
        "kind": "project",
        "status": "ongoing",
    }
    source = {"document": "paper", "section": "one", "item": None}
    partners = [{"organisation": partner, "role": "hosting"}]
    grant = {"reference": f"{reference}-A1", "amount": "100.00", "currency": "DKK", "scope": "whole", "source": source}
    facts |= {"portfolio": "ours", "source": source, "partners": partners, "allocations": [grant]}
    return Proposal.create("project", {"reference": reference, **facts, **data})


def errors(*proposals: Proposal) -> dict[int, dict[str, Any]]:
    """Returns place → field → sentences; empty if the proposals are accepted. Nothing is written."""
    try:
        apply(proposals=proposals, way=Way.IMPORT, dry_run=True)
    except Refused as refused:
        return refused.errors
    return {}


@pytest.fixture
def grant() -> Any:
    return builders.allocation(builders.project("P-1"), "1000.00", granted="2025-01-01")


@pytest.mark.parametrize("more", [20, 40])
def test_new_records_cost_few_statements_more_however_many_they_are(more: int) -> None:
    builders.project("P-0")
    builders.organisation("host")

    def statements(first: int, number: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            apply(proposals=[project(f"N-{first + place}", "host") for place in range(number)], way=Way.IMPORT)
        return len(seen)

    statements(0, 1)
    # SQLite takes about twenty rows by one INSERT; written one by one, each project cost ten statements
    assert statements(200, more) - statements(100, 2) <= more


@pytest.mark.parametrize("more", [20, 40])
def test_changed_records_cost_hardly_more_statements_however_many_they_are(more: int) -> None:
    for place in range(more):
        builders.project(f"P-{place}", status="ongoing")

    def statements(number: int, status: str) -> int:
        proposals = [Proposal.update("project", f"P-{place}", {"status": status}) for place in range(number)]
        with CaptureQueriesContext(connection) as seen:
            apply(proposals=proposals, way=Way.IMPORT)
        return len(seen)

    statements(1, "closed")
    assert statements(more, "ongoing") - statements(2, "closed") <= more // 10
    assert Project.objects.filter(status="closed").count() == 2


def test_the_titles_of_closed_projects_are_changed_together() -> None:
    for place in range(20):
        builders.project(f"P-{place}", status="closed")

    def statements(number: int, title: str) -> int:
        proposals = [Proposal.update("project", f"P-{place}", {"title": {"en": title}}) for place in range(number)]
        with CaptureQueriesContext(connection) as seen:
            apply(proposals=proposals, way=Way.IMPORT)
        return len(seen)

    statements(1, "First")
    assert statements(20, "Second") - statements(2, "Third") <= 4


def test_what_follows_from_a_changed_column_is_written_with_it() -> None:
    for place in range(3):
        builders.organisation(f"body-{place}")
    name = {"name": {"en": "Østern"}}
    apply(proposals=[Proposal.update("organisation", f"body-{place}", name) for place in (0, 2)], way=Way.IMPORT)
    found = Organisation.objects.order_by("slug")
    assert [row.name_en for row in found] == ["Østern", "body-1", "Østern"]
    assert [row.slug for row in Organisation.objects.matching("østern").order_by("slug")] == ["body-0", "body-2"]
    alone = Organisation.objects.get(slug="body-0")
    kept = (alone.search_text, alone.sort_key_da, alone.sort_key_sv)
    alone.save()
    alone.refresh_from_db()
    assert (alone.search_text, alone.sort_key_da, alone.sort_key_sv) == kept


def test_every_error_among_many_changed_records_is_named_at_its_place() -> None:
    for place in range(6):
        builders.project(f"P-{place}")
    wrong = {1: {"starts": "2010", "ends": "2009"}, 3: {"title": {}}, 4: {"reference": "p-0"}}
    data = [wrong.get(place, {"starts": "2008", "ends": "2009"}) for place in range(6)]
    found = errors(*(Proposal.update("project", f"P-{place}", data[place]) for place in range(6)))
    assert {place: [*fields] for place, fields in found.items()} == {1: ["ends"], 3: ["title"], 4: ["reference"]}


def test_two_new_records_of_one_code_are_refused_at_the_second() -> None:
    found = errors(*(body(f"body-{place}") for place in range(9)), body("body-4"), body("last"))
    assert [*found] == [9]
    assert [*found[9]] == ["slug"]


def test_every_error_among_many_new_records_is_named_at_its_place() -> None:
    builders.organisation("known")
    wrong = {3: body("known"), 8: body("x", kind="none such"), 11: body("body-1"), 12: body("BODY-2")}
    found = errors(*(wrong.get(place, body(f"body-{place}")) for place in range(20)))
    assert {place: [*fields] for place, fields in found.items()} == {
        3: ["slug"],
        8: ["kind"],
        11: ["slug"],
        12: ["slug"],
    }
    assert not Organisation.objects.filter(slug__startswith="body").exists()


def test_a_new_record_may_name_one_that_still_waits() -> None:
    builders.project("P-0")
    apply(proposals=[body("parent"), body("child", part_of="parent"), project("N-1", "child")], way=Way.IMPORT)
    assert Organisation.objects.get(slug="child").part_of.slug == "parent"
    assert Project.objects.get(reference="N-1").partnerships.get().organisation.slug == "child"
    assert Project.objects.get(reference="N-1").granted_ore == 100_00


def test_an_entry_is_judged_by_those_before_it_in_the_same_change(grant: Any) -> None:
    before = [money("E-1", "contracted", "100.00"), money("E-2", "paid", "60.00")]
    assert errors(*before, money("E-3", "paid", "40.00")) == {}
    found = errors(*before, money("E-3", "paid", "41.00"), money("E-4", "paid", "40.00"))
    assert {place: [*fields] for place, fields in found.items()} == {2: ["amount"]}


def test_an_entry_that_the_database_refuses_does_not_count_for_those_after_it(grant: Any) -> None:
    negative = money("E-2", "released", "-50.00")
    found = errors(money("E-1", "contracted", "100.00"), negative, money("E-3", "paid", "120.00"))
    assert {place: [*fields] for place, fields in found.items()} == {1: ["amount"], 2: ["amount"]}
    twice = [money("E-1", "contracted", "100.00"), money("E-1", "contracted", "50.00")]
    assert [*errors(*twice, money("E-3", "paid", "120.00"))] == [1, 2]


def test_an_entry_may_correct_one_that_still_waits(grant: Any) -> None:
    wrong, right = money("E-1", "contracted", "100.00"), money("E-2", "contracted", "90.00", corrects="E-1")
    apply(proposals=[wrong, right], way=Way.IMPORT)
    assert Entry.objects.get(reference="E-2").corrects.reference == "E-1"
    found = errors(money("E-3", "paid", "91.00"))
    assert {place: [*fields] for place, fields in found.items()} == {0: ["amount"]}


def test_a_rule_that_is_written_in_the_same_change_judges_the_entries_after_it(grant: Any) -> None:
    words = {"sentence_en": "Sign first.", "label_en": "Signed", "basis_en": "Terms"}
    rule = Rule.objects.create(code="signed", check_name="contract-signed", severity="warns", **words)
    contract, paid = money("E-1", "contracted", "100.00"), money("E-2", "paid", "60.00")
    assert errors(contract, paid) == {}
    stricter = Proposal.update("rule", rule.code, {"severity": "stops"})
    found = errors(contract, stricter, paid)
    assert {place: [*fields] for place, fields in found.items()} == {2: ["day"]}


@pytest.mark.parametrize("model", [Organisation, Project, Entry])
def test_a_blank_row_is_what_the_model_makes(model: Any) -> None:
    made, fast = model(), blank(model)
    assert {name: value for name, value in vars(fast).items() if name != "_state"} == {
        name: value for name, value in vars(made).items() if name != "_state"
    }
    assert fast._state.adding
    assert blank(model, 7).pk == 7
    assert blank(model).pk is None


@contextmanager
def one_by_one() -> Iterator[None]:
    """Writes each record before the next one is checked, and each changed one by itself."""
    take = Waiting.take

    def at_once(self: Waiting, checked: Any, **_options: Any) -> None:
        take(self, checked, alone=True)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Waiting, "take", at_once)
        patch.setattr(Waiting, "may_wait", lambda _self, _checked: False)
        yield


def outcome_of(proposals: list[Proposal]) -> Any:
    """Returns the errors, or else all that the register, its history and its changes say afterwards. Takes it back."""
    with transaction.atomic():
        try:
            apply(proposals=proposals, way=Way.IMPORT)
        except Refused as refused:
            return refused.errors
        finally:
            states = [_states(kind, model) for kind, model in (("organisation", Organisation), ("entry", Entry))]
            changes = RecordChange.objects.order_by("kind", "key").values_list(
                "kind", "key", "action", "before", "after"
            )
            history = Entry.history.order_by("reference").values_list("reference", "history_type", "until_change")
            found = states, list(changes), list(history)
            transaction.set_rollback(True)
    return found


def _states(kind: str, model: Any) -> list[Any]:
    said = snapshots(kind, list(model.objects.values_list("pk", flat=True)))
    return sorted(said.values(), key=repr)


CODES = st.sampled_from(["a", "b", "c", "B", "known"])
BODIES = st.builds(
    lambda code, parent, kind: body(code, kind=kind, part_of=parent),
    CODES,
    st.none() | CODES,
    st.sampled_from(["public", "public", "public", "wrong"]),
)
CHANGED = st.builds(
    lambda code, data: Proposal.update("organisation", code, data),
    CODES,
    st.fixed_dictionaries(
        {},
        optional={
            "kind": st.sampled_from(["public", "ngo", "wrong"]),
            "name": st.sampled_from([{"en": "Renamed"}, {"en": "Ålborg", "da": "Aalborg"}, {}]),
            "part_of": st.none() | CODES,
            "slug": CODES,
        },
    ),
)
MONEY = st.builds(
    lambda number, kind, amount, grant, corrects: money(f"E-{number}", kind, amount, grant, corrects=corrects),
    st.integers(0, 9),
    st.sampled_from(["contracted", "paid", "released", "withdrawn"]),
    st.sampled_from(["10.00", "20.00", "30.00", "1001.00", "-1.00"]),
    st.sampled_from(["P-1-A1", "P-1-A1", "P-2-A1", "nowhere"]),
    st.none() | st.integers(0, 9).map(lambda number: f"E-{number}"),
)


@RANDOM
@given(st.lists(BODIES | CHANGED | MONEY, min_size=2, max_size=9))
def test_written_together_is_the_same_as_written_one_after_the_other(proposals: list[Proposal]) -> None:
    if not Organisation.objects.filter(slug="known").exists():
        builders.organisation("known")
        for reference in ("P-1", "P-2"):
            builders.allocation(builders.project(reference), "1000.00", granted="2025-01-01")
    together = outcome_of(proposals)
    with one_by_one():
        assert together == outcome_of(proposals)
