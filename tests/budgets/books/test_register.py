"""The register's side of the two books, and the matches that people keep."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from budgets.books import services
from budgets.books.reading.headings import Field
from budgets.books.reading.ledger import read_sheet
from budgets.books.register import names, periods, register_rows, whole_periods
from budgets.books.rows import Kind, Place, folded
from budgets.models import Allocation, BookMatch, Entry, LedgerColumns, LedgerFile, Period
from projects.models import Project
from tests import builders
from tests.budgets.books.planted import row

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def grant() -> Allocation:
    return builders.allocation(builders.project("P-1"), reference="P-1-A1", post=builders.post("2026-4-2210"))


@pytest.fixture
def anna() -> Any:
    return get_user_model().objects.create_user("anna")


def rows() -> list[tuple[Any, ...]]:
    found = register_rows(FIRST, LAST, periods())
    return [(row.key, row.grant, row.post, row.period, row.voucher, row.ore) for row in found]


def test_payments_and_repayments_are_the_rows_of_the_register(grant: Allocation) -> None:
    builders.entry(grant, "contracted", "2026-01-05", "900.00")
    builders.entry(grant, "paid", "2026-01-10", "500.00", voucher="B-1")
    builders.entry(grant, "repaid", "2026-03-10", "20.50", voucher="B-2")
    assert rows() == [
        ("P-1-A1-E2", "P-1-A1", "2026-4-2210", "2026-01", "B-1", 50_000),
        ("P-1-A1-E3", "P-1-A1", "2026-4-2210", "2026-03", "B-2", -2_050),
    ]


def test_a_payment_in_another_currency_has_both_amounts(grant: Allocation) -> None:
    builders.entry(
        grant, "paid", "2026-01-10", "100.00", currency="SEK", rate="0.65", rate_kind="day", rate_source="Nationalbank"
    )
    (row,) = register_rows(FIRST, LAST, periods())
    assert (row.ore, row.currency, row.foreign) == (6_500, "SEK", 10_000)


def test_the_post_of_the_entry_comes_before_that_of_the_grant(grant: Allocation) -> None:
    builders.entry(grant, "paid", "2026-01-10", "1.00", post=builders.post("2025-4-2210"))
    assert [row[2] for row in rows()] == ["2025-4-2210"]


def test_a_correction_in_the_same_period_takes_the_place_of_the_entry(grant: Allocation) -> None:
    wrong = builders.entry(grant, "paid", "2026-01-10", "500.00", voucher="B-1")
    right = builders.entry(grant, "paid", "2026-01-20", "450.00", voucher="B-1", corrects=wrong)
    assert [(row[0], row[-1]) for row in rows()] == [(right.reference, 45_000)]
    builders.entry(grant, "withdrawn", "2026-01-31", corrects=right)
    assert rows() == []


def test_a_later_correction_is_a_row_with_the_difference(grant: Allocation) -> None:
    wrong = builders.entry(grant, "paid", "2026-01-10", "500.00", voucher="B-1")
    again = builders.entry(grant, "paid", "2026-03-20", "450.00", voucher="B-9", corrects=wrong)
    assert [(row[3], row[4], row[5]) for row in rows()] == [("2026-01", "B-1", 50_000), ("2026-03", "B-9", -5_000)]
    builders.entry(grant, "withdrawn", "2026-05-31", corrects=again)
    assert [(row[3], row[5]) for row in rows()] == [("2026-01", 50_000), ("2026-03", -5_000), ("2026-05", -45_000)]


def test_a_correction_that_moves_a_payment_to_another_post_has_two_rows(grant: Allocation) -> None:
    wrong = builders.entry(grant, "paid", "2026-01-10", "500.00")
    builders.entry(grant, "paid", "2026-03-20", "500.00", corrects=wrong, post=builders.post("2026-9-1"))
    assert [(row[2], row[3], row[5]) for row in rows()] == [
        ("2026-4-2210", "2026-01", 50_000),
        ("2026-4-2210", "2026-03", -50_000),
        ("2026-9-1", "2026-03", 50_000),
    ]


def test_a_period_of_the_accounts_comes_before_the_month() -> None:
    Period.objects.create(code="2026-Q1", first_day=date(2026, 1, 1), last_day=date(2026, 3, 31))
    Period.objects.create(code="2026", first_day=date(2026, 1, 1), last_day=date(2026, 9, 30))
    assert [periods()(day) for day in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 10, 1))] == [
        "2026-Q1",
        "2026",
        "2026-10",
    ]
    assert whole_periods([date(2026, 2, 3), date(2026, 12, 5)]) == (date(2026, 1, 1), date(2026, 12, 31))
    assert whole_periods([date(2025, 12, 5)]) == (date(2025, 12, 1), date(2025, 12, 31))


def test_a_ledger_may_name_the_grant_the_project_or_the_contract(grant: Allocation) -> None:
    builders.contract(grant, code="P-1-K1")
    known = names([row("P-1-A1"), row("P-1"), row("P-1-K1")])
    assert {known.grants[code] for code in ("p-1-a1", "p-1", "p-1-k1")} == {("P-1-A1",)}
    assert known.posts["4-2210"] == known.posts["2026-4-2210"] == ("2026-4-2210",)


def test_only_the_grants_that_the_ledger_or_a_match_names_are_kept(grant: Allocation, anna: Any) -> None:
    builders.allocation(builders.project("P-2"), reference="P-2-A1")
    builders.allocation(builders.project("P-3"), reference="P-3-A1")
    services.keep_match(person=anna, kind="grant", theirs="77", ours="P-3-A1", reason="Their number")
    known = names([row("p-1"), row("Nobody")])
    assert known.grants == {"p-1": ("P-1-A1",), "p-3-a1": ("P-3-A1",)}


PIECES = some.lists(some.text("AB01", min_size=1, max_size=3), min_size=1, max_size=3)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(codes=some.sets(PIECES.map("-".join), min_size=1, max_size=5), asked=PIECES, sign=some.sampled_from("-/ ._"))
def test_the_database_finds_every_grant_whose_code_is_folded_like_that_of_the_ledger(
    db: None, codes: set[str], asked: list[str], sign: str
) -> None:
    Allocation.objects.all().delete()
    for code in codes:
        builders.allocation(Project.objects.filter(reference="X").first() or builders.project("X"), reference=code)
    theirs = sign.join(asked).lower()
    expected = {code for code in codes if folded(code) == folded(theirs)}
    assert set(names([row(theirs)]).grants.get(folded(theirs), ())) == expected


def test_codes_of_the_register_stay_in_memory_only_where_a_ledger_has_them(grant: Allocation) -> None:
    folded.cache_clear()
    names([row("Nobody")])
    asked = folded.cache_info().currsize
    for number in range(20):
        builders.allocation(builders.project(f"Q-{number}"), reference=f"Q-{number}-A1")
    names([row("Nobody")])
    assert folded.cache_info().currsize == asked


ENTRIES = some.lists(
    some.tuples(
        some.sampled_from(["paid", "repaid"]),
        some.integers(1, 9_999),
        some.integers(0, 150),
        some.one_of(some.none(), some.integers(0, 5)),
        some.booleans(),
    ),
    max_size=7,
)


@contextmanager
def taken_back() -> Iterator[None]:
    """Takes back what is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def enter(grant: Allocation, facts: list[Any]) -> None:
    """Writes entries, each of which may correct or withdraw one before it that is not corrected yet."""
    open_ones: list[Any] = []
    for number, (kind, ore, days, corrected, withdrawn) in enumerate(facts):
        day, reference = FIRST + timedelta(days=days), f"E{number}"
        old = open_ones.pop(corrected % len(open_ones)) if corrected is not None and open_ones else None
        day = max(day, date.fromisoformat(str(old.day))) if old else day
        if old and withdrawn:
            builders.entry(grant, "withdrawn", day.isoformat(), corrects=old, reference=reference)
            continue
        amount = Decimal(ore) / 100
        open_ones.append(builders.entry(grant, kind, day.isoformat(), amount, corrects=old, reference=reference))


@given(ENTRIES)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_rows_of_whole_periods_add_up_to_what_the_measures_say(grant: Allocation, facts: list[Any]) -> None:
    """Whatever corrects what: the rows until the end of a month are what counts as paid less repaid on that day."""
    with taken_back():
        enter(grant, facts)
        for end in (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 6, 30)):
            counted = Entry.objects.in_force(end)
            paid = sum(entry.amount for entry in counted if entry.kind == "paid")
            repaid = sum(entry.amount for entry in counted if entry.kind == "repaid")
            assert sum(row.ore for row in register_rows(FIRST, end, periods())) == int((paid - repaid) * 100)


def compared(text: str, **choices: Any) -> services.Compared:
    sheet = read_sheet(text.encode())
    usual = services.usual_choices(sheet)
    return services.compare_sheet(sheet, services.Choices(usual.columns, **choices))


HEADINGS = "Dato;Projekt;Budgetpost;Bilag;Beløb\n"


def test_a_ledger_is_compared_with_the_register_by_grant_post_and_period(grant: Allocation) -> None:
    builders.entry(grant, "paid", "2026-01-10", "500.00", voucher="B-1")
    builders.entry(grant, "paid", "2026-02-10", "300.00", voucher="B-2")
    found = compared(f"{HEADINGS}10.1.2026;P-1;4-2210;B 1;500,00\n12.2.2026;P-1-A1;4-2210;B 2;250,00\n")
    assert (found.first_day, found.last_day) == (date(2026, 1, 1), date(2026, 2, 28))
    groups = {place: group.state for place, group in found.comparison.groups.items()}
    assert groups == {
        Place("P-1-A1", "2026-4-2210", "2026-01"): "equal",
        Place("P-1-A1", "2026-4-2210", "2026-02"): "differs",
    }
    assert found.comparison.total.difference == found.comparison.total.explained == -5_000


def test_a_payment_booked_in_the_year_before_is_found_as_one_of_another_period(grant: Allocation) -> None:
    builders.entry(grant, "paid", "2025-12-30", "500.00", voucher="B-1")
    builders.entry(grant, "paid", "2025-12-29", "70.00", voucher="B-0")
    found = compared(f"{HEADINGS}2.1.2026;P-1;4-2210;B-1;500\n")
    assert [(one.kinds, one.ore) for one in found.comparison.findings] == [((Kind.PERIOD,), 0)]
    assert (found.comparison.total.here, found.comparison.total.there) == (50_000, 50_000)


def test_rows_outside_the_chosen_days_are_left_out_with_their_sum(grant: Allocation) -> None:
    with translation.override("en"):
        found = compared(f"{HEADINGS}2.1.2026;P-1;4-2210;B-1;5\n2.2.2026;X;;B-2;7\n", last_day=date(2026, 1, 31))
    assert found.reasons() == [("The day is outside the days that are compared.", 1, 700)]
    assert [one.kinds for one in found.comparison.findings] == [(Kind.ONLY_THERE,)]
    assert found.unknown_grants == frozenset()
    assert compared(f"{HEADINGS}2.2.2026;X;;B-2;7\n").unknown_grants == {"X"}


def test_comparing_changes_nothing(grant: Allocation, django_assert_num_queries: Any) -> None:
    builders.entry(grant, "paid", "2026-01-10", "500.00", voucher="B-1")
    with django_assert_num_queries(11) as queries:
        # The columns of the last file; periods, twice; grants by their own code, by their project's, by a contract's;
        # posts, matches; the rows of the register, and those before and after the days
        compared(f"{HEADINGS}10.1.2026;P-1;4-2210;B 7;500,00\n")
    assert all(query["sql"].startswith("SELECT") for query in queries)


def test_a_match_is_kept_with_who_when_and_why_and_used(grant: Allocation, anna: Any) -> None:
    builders.entry(grant, "paid", "2026-01-10", "500.00", voucher="B-1")
    text = f"{HEADINGS}11.1.2026;Sag 77;konto 5;X9;500,00\n"
    assert len(compared(text).comparison.findings) == 2
    keep = {"person": anna, "reason": "Telephone call with the accounts"}
    services.keep_match(kind="grant", theirs="SAG-77", ours="p-1-a1", **keep)
    services.keep_match(kind="post", theirs="Konto 5", ours="2026-4-2210", **keep)
    match = services.keep_match(kind="voucher", theirs="x9", ours="b 1", grant="P-1-A1", **keep)
    assert (match.ours, match.person, match.withdrawn) == ("B-1", anna, None)
    assert compared(text).comparison.findings == []
    assert services.withdraw_match(match=match, person=anna)
    assert not services.withdraw_match(match=match, person=anna)
    match.refresh_from_db()
    assert match.withdrawn_by == anna
    assert len(compared(text).comparison.findings) == 2


BAD = {
    "an unknown grant": ({"kind": "grant", "theirs": "77", "ours": "P-9-A9"}, "ours"),
    "an unknown post": ({"kind": "post", "theirs": "5", "ours": "9"}, "ours"),
    "a voucher without its grant": ({"kind": "voucher", "theirs": "5", "ours": "B-1"}, "ours"),
    "a voucher of an unknown grant": ({"kind": "voucher", "theirs": "5", "ours": "B-1", "grant": "X"}, "grant"),
    "a voucher that no entry has": ({"kind": "voucher", "theirs": "5", "ours": "B-2", "grant": "P-1-A1"}, "ours"),
    "only signs": ({"kind": "grant", "theirs": " - ", "ours": "P-1-A1"}, "theirs"),
    "an unknown kind": ({"kind": "sum", "theirs": "5", "ours": "B-1", "grant": "P-1-A1"}, "ours"),
    "no reason": ({"kind": "grant", "theirs": "5", "ours": "P-1-A1", "reason": ""}, "reason"),
    "markup": ({"kind": "grant", "theirs": "<b>5", "ours": "P-1-A1"}, "theirs"),
    "too long": ({"kind": "grant", "theirs": "5" * 101, "ours": "P-1-A1"}, "theirs"),
}


@pytest.mark.parametrize(("values", "name"), BAD.values(), ids=BAD)
def test_a_match_of_what_does_not_exist_is_refused(grant: Allocation, anna: Any, values: Any, name: str) -> None:
    builders.entry(grant, "paid", "2026-01-10", "500.00", voucher="B-1")
    with pytest.raises(ValidationError) as error:
        services.keep_match(person=anna, **{"reason": "Typed differently", **values})
    assert name in error.value.message_dict
    assert not BookMatch.objects.exists()


def test_a_code_has_one_match_until_it_is_withdrawn(grant: Allocation, anna: Any) -> None:
    values = {"person": anna, "kind": "grant", "ours": "P-1-A1", "reason": "The same"}
    first = services.keep_match(theirs="77", **values)
    with translation.override("en"), pytest.raises(ValidationError, match="matched already"):
        services.keep_match(theirs="0077", **values)
    services.withdraw_match(match=first, person=anna)
    services.keep_match(theirs="0077", **values)
    assert BookMatch.objects.count() == 2


def test_the_columns_of_a_file_are_remembered_for_the_next(anna: Any) -> None:
    data = b"When;Who;Kroner\n2026-01-10;P-1;5\n"
    ledger = services.keep_ledger(person=anna, name="a.csv", data=data)
    sheet = services.sheet_of(ledger)
    assert services.usual_choices(sheet).columns == {}
    chosen = services.Choices({services.Field.DAY: 0, services.Field.GRANT: 1, services.Field.AMOUNT: 2}, True)
    services.save_choices(ledger=ledger, choices=chosen)
    assert services.usual_choices(sheet) == chosen
    assert LedgerColumns.objects.count() == 1
    ledger.refresh_from_db()
    assert services.choices_of(ledger) == chosen


def test_only_the_latest_ledgers_of_a_person_are_kept(anna: Any) -> None:
    for number in range(7):
        services.keep_ledger(person=anna, name=f"{number}.csv", data=b"Date;Project;Amount\n2026-01-10;P-1;5\n")
    assert [ledger.name for ledger in LedgerFile.objects.all()] == ["6.csv", "5.csv", "4.csv", "3.csv", "2.csv"]


@pytest.mark.parametrize(
    ("headings", "first", "place"),
    [
        ("Date;Reference;Amount", "p-1-a1", 1),
        ("Date;Reference;Amount", "B-77", None),
        ("Date;Reference;Grant;Amount", "P-1-A1", 2),
    ],
)
def test_a_column_of_references_is_that_of_the_grants_where_it_holds_one(
    grant: Allocation, headings: str, first: str, place: int | None
) -> None:
    more = "P-1-A1;" if "Grant" in headings else ""
    sheet = read_sheet(f"{headings}\n2026-03-31;{first};{more}1250,50\n".encode())
    assert services.usual_choices(sheet).columns.get(Field.GRANT) == place
