"""The causes of a difference: one case for each, with figures written by hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest

from budgets.models import Allocation
from changes import reading
from changes.apply import apply
from changes.as_of.asked import point_of
from changes.models import Change, Way
from changes.opened import changing
from changes.parts.rows import OneRow
from changes.proposal import Proposal
from changes.undo import undo
from projects.models import CouncilRole, Project
from reports.difference.asked import Asked
from reports.difference.difference import Difference, difference
from reports.difference.lines import told
from tests import builders

pytestmark = pytest.mark.django_db
RATED: dict[str, Any] = {"currency": "SEK", "rate": "0.65", "rate_date": date(2026, 3, 1), "rate_source": "ECB"}


def change(write: Callable[[], Any], reason: str = "") -> int:
    """Writes in a change and returns its number."""
    with changing(way=Way.PAGE, reason=reason) as opened:
        write()
    made: Any = opened.change
    return int(made.number)


def compare(before: int, after: int, **asked: Any) -> Difference:
    return difference(point_of(str(before)), point_of(str(after)), Asked(**asked))


def said(answer: Difference) -> dict[str, tuple[Any, Any, dict[str, str]]]:
    """Returns each group, and the total under "": before, after, and the amount of each cause."""
    groups = {" · ".join(member.label for member in group.members.values()): group for group in answer.groups}
    return {
        name: (
            group.before and str(group.before),
            group.after and str(group.after),
            {cause.value: str(caused.dkk) for cause, caused in group.in_order},
        )
        for name, group in {**groups, "": answer.total}.items()
    }


def lines(answer: Difference) -> list[tuple[Any, ...]]:
    """Returns the lines of all groups: cause, grant or entry, what it was, what it is, amount, number of the change."""
    found = told(answer, [line for group in answer.groups for line in group.lines])
    return [
        (one.line.cause.value, one.reference, one.was, one.now, str(one.dkk), one.change and one.change.number)
        for one in found
    ]


@pytest.fixture
def begun() -> int:
    """P-1 of MR-S has 500 DKK of 2004, P-2 of MR-A has 650 DKK (1,000 SEK at 0.65) of 2005. The change's number."""

    def write() -> None:
        one = builders.project("P-1", councils=["MR-S"], status="ongoing", starts="2004")
        builders.allocation(one, "500.00", year=2004)
        two = builders.project("P-2", councils=["MR-A"], status="closed", starts="2005")
        builders.allocation(two, "1000.00", year=2005, **RATED)

    return change(write)


def grant(reference: str) -> Allocation:
    return Allocation.objects.get(reference=reference)


def saved(row: Any, **values: Any) -> Callable[[], None]:
    def write() -> None:
        for name, value in values.items():
            setattr(row, name, value)
        row.save()

    return write


def test_a_new_grant(begun: int) -> None:
    after = change(lambda: builders.allocation(Project.objects.get(reference="P-1"), "70.00"))
    answer = compare(begun, after, group_by=("council",))
    assert said(answer) == {
        "MR-S": ("500.00", "570.00", {"new": "70.00"}),
        "": ("1150.00", "1220.00", {"new": "70.00"}),
    }
    assert lines(answer) == [("new", "P-1-A2", "", "70 DKK", "70.00", after)]
    assert answer.rest is not None
    assert (answer.rest.before, answer.rest.after) == (Decimal("650.00"), Decimal("650.00"))


def test_a_deleted_project_takes_its_grants_with_it(begun: int) -> None:
    after = change(lambda: Project.objects.get(reference="P-2").delete())
    answer = compare(begun, after, group_by=("status",))
    assert said(answer) == {
        "Closed": ("650.00", None, {"deleted": "-650.00"}),
        "": ("1150.00", "500.00", {"deleted": "-650.00"}),
    }
    assert lines(answer) == [("deleted", "P-2-A1", "1,000 SEK", "", "-650.00", after)]


def test_a_corrected_amount(begun: int) -> None:
    after = change(saved(grant("P-1-A1"), amount="620.50"), "The letter says 620.50")
    answer = compare(begun, after)
    assert said(answer) == {"": ("1150.00", "1270.50", {"corrected": "120.50"})}
    assert lines(answer) == [("corrected", "P-1-A1", "500 DKK", "620.50 DKK", "120.50", after)]


def test_another_rate(begun: int) -> None:
    after = change(saved(grant("P-2-A1"), rate="0.7"))
    answer = compare(begun, after, group_by=("council",))
    assert said(answer) == {
        "MR-A": ("650.00", "700.00", {"rate": "50.00"}),
        "": ("1150.00", "1200.00", {"rate": "50.00"}),
    }
    assert lines(answer) == [("rate", "P-2-A1", "0.65 DKK/SEK", "0.7 DKK/SEK", "50.00", after)]


def test_a_rate_where_there_was_none(begun: int) -> None:
    def write() -> None:
        builders.allocation(Project.objects.get(reference="P-1"), "100.00", currency="EUR")

    before = change(write)
    rated = {"rate": "7.45", "rate_date": date(2026, 3, 1), "rate_source": "ECB"}
    after = change(saved(grant("P-1-A2"), **rated))
    assert lines(compare(before, after)) == [("rate", "P-1-A2", "No rate", "7.45 DKK/EUR", "745.00", after)]


def test_another_rate_and_another_amount_are_split_in_this_order(begun: int) -> None:
    """650 DKK: at 0.7 that would be 700 DKK, and 1,100 SEK are 770 DKK."""
    after = change(saved(grant("P-2-A1"), rate="0.7", amount="1100.00"))
    answer = compare(begun, after)
    assert said(answer) == {"": ("1150.00", "1270.00", {"rate": "50.00", "corrected": "70.00"})}


def test_another_currency_is_a_correction(begun: int) -> None:
    after = change(saved(grant("P-1-A1"), **RATED))
    assert said(compare(begun, after)) == {"": ("1150.00", "975.00", {"corrected": "-175.00"})}


def test_a_grant_of_another_year(begun: int) -> None:
    after = change(saved(grant("P-1-A1"), year=2005))
    answer = compare(begun, after, group_by=("year",))
    assert said(answer) == {
        "2004": ("500.00", None, {"re-dated": "-500.00"}),
        "2005": ("650.00", "1150.00", {"re-dated": "500.00"}),
        "": ("1150.00", "1150.00", {"re-dated": "0.00"}),
    }
    assert lines(answer) == [
        ("re-dated", "P-1-A1", "2004", "2005", "-500.00", after),
        ("re-dated", "P-1-A1", "2004", "2005", "500.00", after),
    ]


def test_a_grant_that_is_dated_after_the_day_of_the_question(begun: int) -> None:
    after = change(saved(grant("P-1-A1"), year=2006))
    answer = compare(begun, after, on=date(2005, 12, 31))
    assert said(answer) == {"": ("1150.00", "650.00", {"re-dated": "-500.00"})}
    assert lines(answer) == [("re-dated", "P-1-A1", "2004", "2006", "-500.00", after)]


def test_a_grant_of_another_council(begun: int) -> None:
    def write() -> None:
        CouncilRole.objects.create(
            project=Project.objects.get(reference="P-1"), council=builders.council("MR-A"), role="co-operating"
        )

    after = change(write)
    assert said(compare(begun, after, group_by=("council",))) == {
        "MR-S": ("500.00", None, {"re-classified": "-500.00"}),
        "MR-A + MR-S": (None, "500.00", {"re-classified": "500.00"}),
        "": ("1150.00", "1150.00", {"re-classified": "0.00"}),
    }
    # Under each of its values the grant stays where it was
    assert said(compare(begun, after, group_by=("council",), mode="mentioned")) == {
        "MR-A": ("650.00", "1150.00", {"re-classified": "500.00"}),
        "": ("1150.00", "1150.00", {"re-classified": "0.00"}),
    }


def test_everything_at_once_is_split_in_the_order_of_the_documentation(begun: int) -> None:
    """The year first, then the council, then the rate (+50), then the amount (+70)."""

    def write() -> None:
        two = Project.objects.get(reference="P-2")
        CouncilRole.objects.filter(project=two).update(council=builders.council("MR-S"))
        saved(grant("P-2-A1"), rate="0.7", amount="1100.00", year=2006)()

    after = change(write)
    assert said(compare(begun, after, group_by=("council", "year"))) == {
        "MR-A · 2005": ("650.00", None, {"re-dated": "-650.00"}),
        "MR-A · 2006": (None, None, {"re-dated": "650.00", "re-classified": "-650.00"}),
        "MR-S · 2006": (None, "770.00", {"re-classified": "650.00", "rate": "50.00", "corrected": "70.00"}),
        "": (
            "1150.00",
            "1270.00",
            {"re-dated": "0.00", "re-classified": "0.00", "rate": "50.00", "corrected": "70.00"},
        ),
    }


def test_a_project_that_leaves_the_selection_and_one_that_joins_it(begun: int) -> None:
    def write() -> None:
        saved(Project.objects.get(reference="P-1"), status="closed")()
        saved(Project.objects.get(reference="P-2"), status="ongoing")()
        # It counts in one state only, so that its amount of that state moves whole
        saved(grant("P-1-A1"), amount="900.00")()

    after = change(write)
    answer = compare(begun, after, filters={"status": ["ongoing"]}, group_by=("council",))
    assert said(answer) == {
        "MR-A": (None, "650.00", {"selection": "650.00"}),
        "MR-S": ("500.00", None, {"selection": "-500.00"}),
        "": ("500.00", "650.00", {"selection": "150.00"}),
    }
    assert lines(answer) == [
        ("selection", "P-2-A1", "Not in the selection", "1,000 SEK", "650.00", after),
        ("selection", "P-1-A1", "500 DKK", "Not in the selection", "-500.00", after),
    ]


def test_a_filter_that_knows_its_value_in_one_state_only(begun: int) -> None:
    def write() -> None:
        builders.allocation(builders.project("P-3", councils=["MR-NEW"]), "30.00")

    after = change(write)
    answer = compare(begun, after, filters={"council": ["MR-NEW", "MR-S"]})
    assert said(answer) == {"": ("500.00", "530.00", {"new": "30.00"})}


def test_a_place_that_moves_to_another_country_moves_its_projects(begun: int) -> None:
    """The place is a record of its own: no change touched the project, and the line names the change of the place."""

    def write() -> None:
        Project.objects.get(reference="P-1").project_places.create(place=builders.city("narva", "RU"))

    def move() -> None:
        saved(builders.city("narva"), country=builders.country("EE"))()

    before, after = change(write), change(move)
    answer = compare(before, after, group_by=("country",))
    assert said(answer)["EE"] == (None, "500.00", {"re-classified": "500.00"})
    assert lines(answer)[0] == ("re-classified", "P-1-A1", "RU", "EE", "500.00", after)


def test_the_change_is_the_one_that_moved_the_amount_not_the_last_one(begun: int) -> None:
    corrected = change(saved(grant("P-1-A1"), amount="501.00"))
    after = change(saved(grant("P-1-A1"), year=2006))
    assert lines(compare(begun, after)) == [("corrected", "P-1-A1", "500 DKK", "501 DKK", "1.00", corrected)]


def test_what_is_taken_back_makes_no_difference(begun: int) -> None:
    change(saved(grant("P-1-A1"), amount="501.00"))
    after = change(saved(grant("P-1-A1"), amount="500.00"))
    assert said(compare(begun, after)) == {"": ("1150.00", "1150.00", {})}
    assert said(compare(after, after)) == {"": ("1150.00", "1150.00", {})}


# Entries


@pytest.fixture
def paid(begun: int) -> int:
    """800 DKK contracted and 300 DKK paid of P-1: 500 DKK are owed. The number of the change."""

    def write() -> None:
        builders.entry(grant("P-1-A1"), "contracted", "2026-01-01", "800.00")
        builders.entry(grant("P-1-A1"), "paid", "2026-02-01", "300.00")

    return change(write)


def test_an_entry_and_its_correction_are_one_line(paid: int) -> None:
    first = grant("P-1-A1").entries.get(kind="paid")

    def write() -> None:
        builders.entry(grant("P-1-A1"), "paid", "2026-02-15", "350.00", corrects=first)

    after = change(write)
    assert lines(compare(paid, after, measure="paid")) == [
        ("corrected", "P-1-A1-E3", "300 DKK", "350 DKK", "50.00", after)
    ]
    # What is paid lowers what is owed
    assert lines(compare(paid, after, measure="debt")) == [
        ("corrected", "P-1-A1-E3", "-300 DKK", "-350 DKK", "-50.00", after)
    ]


def test_a_withdrawn_entry(paid: int) -> None:
    first = grant("P-1-A1").entries.get(kind="paid")
    after = change(lambda: builders.entry(grant("P-1-A1"), "withdrawn", "2026-02-15", corrects=first))
    assert lines(compare(paid, after, measure="paid")) == [("deleted", "P-1-A1-E2", "300 DKK", "", "-300.00", after)]
    assert said(compare(paid, after, measure="debt")) == {"": ("500.00", "800.00", {"deleted": "300.00"})}


def test_a_new_entry_counts_from_its_day(paid: int) -> None:
    after = change(lambda: builders.entry(grant("P-1-A1"), "paid", "2026-05-01", "100.00"))
    assert said(compare(paid, after, measure="paid", on=date(2026, 4, 30))) == {"": ("300.00", "300.00", {})}
    assert said(compare(paid, after, measure="paid", on=date(2026, 5, 1))) == {
        "": ("300.00", "400.00", {"new": "100.00"})
    }


def test_a_grant_whose_stage_is_another_one_the_next_day(begun: int) -> None:
    """Nothing is written between the two days, but the period begins."""

    def write() -> None:
        builders.contract(grant("P-1-A1"), starts=date(2027, 1, 1))
        builders.entry(grant("P-1-A1"), "contracted", "2026-01-01", "500.00")

    number = change(write)
    point = point_of(str(number))
    answer = difference(
        replace(point, day=date(2026, 12, 31)), replace(point, day=date(2027, 1, 1)), Asked(group_by=("stage",))
    )
    assert said(answer)["Running"] == (None, "500.00", {"re-classified": "500.00"})


def numbers(answer: Difference) -> set[Any]:
    """Returns the changes that the lines name."""
    return {line[-1] for line in lines(answer)}


def of_status(status: str) -> Callable[[], None]:
    return saved(Project.objects.get(reference="P-1"), status=status)


def renamed() -> None:
    saved(Project.objects.get(reference="P-1"), title="Another title")()


def test_a_line_that_left_the_selection_names_the_change_that_moved_it(begun: int) -> None:
    closed = change(of_status("closed"))
    change(renamed)
    after = change(saved(grant("P-1-A1"), amount="501.00"))
    assert numbers(compare(begun, after, filters={"status": ["ongoing"]})) == {closed}
    assert numbers(compare(begun, after, filters={"status": ["closed"]})) == {closed}


def test_a_line_of_another_group_names_the_change_that_moved_it_there_last(begun: int) -> None:
    change(of_status("closed"))
    change(of_status("ongoing"))
    last = change(of_status("closed"))
    after = change(renamed)
    assert numbers(compare(begun, after, group_by=("status",))) == {last}


def test_a_change_of_another_field_of_the_grant_does_not_move_it(begun: int) -> None:
    moved = change(
        lambda: CouncilRole.objects.filter(project__reference="P-1").update(council=builders.council("MR-A"))
    )
    after = change(saved(grant("P-1-A1"), year=2006))
    assert numbers(compare(begun, after, group_by=("council",))) == {moved}


def test_a_moved_year_and_a_moved_status_name_a_change_each(begun: int) -> None:
    dated = change(saved(grant("P-1-A1"), year=2006))
    closed = change(of_status("closed"))
    after = change(renamed)
    found = {line[0]: line[-1] for line in lines(compare(begun, after, group_by=("year", "status")))}
    assert found == {"re-dated": dated, "re-classified": closed}


def test_a_place_that_moves_is_named_though_the_project_changed_later(begun: int) -> None:
    def write() -> None:
        Project.objects.get(reference="P-1").project_places.create(place=builders.city("narva", "RU"))

    def move() -> None:
        saved(builders.city("narva"), country=builders.country("EE"))()

    before, moved, after = change(write), change(move), change(renamed)
    assert numbers(compare(before, after, group_by=("country",))) == {moved}


def test_a_line_that_only_the_day_moves_names_no_change(begun: int) -> None:
    def write() -> None:
        builders.contract(grant("P-1-A1"), starts=date(2027, 1, 1))
        builders.entry(grant("P-1-A1"), "contracted", "2026-01-01", "500.00")

    number, later = change(write), change(renamed)
    before = replace(point_of(str(number)), day=date(2026, 12, 31))
    after = replace(point_of(str(later)), day=date(2027, 1, 1))
    answer = difference(before, after, Asked(group_by=("stage",)))
    assert said(answer)["Running"] == (None, "500.00", {"re-classified": "500.00"})
    assert numbers(answer) == {None}


def test_where_many_lines_moved_none_of_them_names_a_change(begun: int, monkeypatch: Any) -> None:
    """A corrected amount still does."""
    monkeypatch.setattr("reports.difference.difference.MOST_MOVED", 0)
    change(of_status("closed"))
    corrected = change(saved(grant("P-1-A1"), amount="501.00"))
    found = {line[0]: line[-1] for line in lines(compare(begun, corrected, group_by=("status",)))}
    assert found == {"re-classified": None, "corrected": corrected}


def undone(number: int) -> int:
    """Takes a change back and returns the number of the change that does."""
    taken_back = undo(change=Change.objects.get(number=number))
    made: Any = taken_back.change
    return int(made.number)


def test_a_project_that_was_deleted_and_brought_back_makes_no_difference(begun: int) -> None:
    after = undone(change(lambda: Project.objects.get(reference="P-2").delete()))
    answer = compare(begun, after, group_by=("council",))
    assert said(answer) == {"": ("1150.00", "1150.00", {})}
    assert lines(answer) == []


def test_a_grant_that_was_brought_back_and_corrected_is_one_line(begun: int) -> None:
    undone(change(lambda: grant("P-1-A1").delete()))
    corrected = change(saved(grant("P-1-A1"), amount="620.50"))
    after = change(renamed)
    answer = compare(begun, after)
    assert lines(answer) == [("corrected", "P-1-A1", "500 DKK", "620.50 DKK", "120.50", corrected)]


def with_reference(old: str, **said: Any) -> int:
    """Writes one grant as programs do, and returns the number of the change."""
    proposal = Proposal.update("project", "P-1", {"allocations": OneRow(old, said)})
    made: Any = apply(proposals=[proposal], way=Way.API).change
    return int(made.number)


def test_a_grant_with_another_reference_is_the_same_grant(begun: int) -> None:
    key = grant("P-1-A1").pk
    after = with_reference("P-1-A1", reference="P-1-B1")
    assert grant("P-1-B1").pk == key
    assert lines(compare(begun, after, group_by=("council",))) == []
    back = undone(after)
    assert (grant("P-1-A1").pk, lines(compare(after, back))) == (key, [])
    again = with_reference("P-1-A1", reference="P-1-C1")
    corrected = change(saved(grant("P-1-C1"), amount="620.50"))
    assert lines(compare(begun, corrected)) == [("corrected", "P-1-C1", "500 DKK", "620.50 DKK", "120.50", corrected)]
    assert lines(compare(again, corrected))[0][-1] == corrected


def test_of_two_grants_that_get_other_references_each_stays_itself(begun: int) -> None:
    project = Project.objects.get(reference="P-1")
    more = change(lambda: builders.allocation(project, "500.00", year=2005))
    keys = {row.year: row.pk for row in project.allocations.all()}
    before = cast(Any, reading.snapshot("project", project.pk))["allocations"]
    renamed_rows = [{**row, "reference": row["reference"].replace("-A", "-B")} for row in before]
    outcome: Any = apply(proposals=[Proposal.update("project", "P-1", {"allocations": renamed_rows})], way=Way.API)
    assert {row.year: row.pk for row in project.allocations.all()} == keys
    assert lines(compare(more, outcome.change.number, group_by=("year",))) == []


def test_another_grant_in_the_place_of_one_is_new(begun: int) -> None:
    after = with_reference("P-1-A1", reference="P-1-B1", amount="510.00")
    assert [line[:2] for line in lines(compare(begun, after))] == [("new", "P-1-B1"), ("deleted", "P-1-A1")]


def test_a_grant_that_was_corrected_and_then_brought_back_names_the_correction(begun: int) -> None:
    corrected = change(saved(grant("P-1-A1"), amount="620.50"))
    after = undone(change(lambda: grant("P-1-A1").delete()))
    assert numbers(compare(begun, after)) == {corrected}
