"""Two books: rows that belong together, the kinds of differences, and sums that always add up."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from budgets.books.compare import compare
from budgets.books.names import Names
from budgets.books.rows import BookRow, Comparison, Finding, Kind, Place, Written, folded
from tests.budgets.books.planted import TEN, generated, plant, row


def kinds(found: Comparison) -> list[tuple[str, ...]]:
    return sorted(tuple(kind.value for kind in finding.kinds) for finding in found.findings)


HERE = row()
PAIRS = [
    ("alike", {}, []),
    ("on another day of the period", {"day": date(2026, 3, 31)}, []),
    ("under a voucher that is written differently", {"voucher": "0001"}, []),
    ("under another grant", {"grant": "G2"}, [("grant",)]),
    ("under another post", {"post": "2026-4-9"}, [("post",)]),
    ("in another period", {"day": date(2026, 4, 1), "period": "2026-04"}, [("period",)]),
    ("with the opposite sign", {"ore": -10_000}, [("sign",)]),
    ("with another amount", {"ore": 10_001}, [("amount",)]),
    ("under another voucher", {"voucher": "2"}, [("voucher",)]),
    ("without its voucher", {"voucher": "", "day": date(2026, 3, 9)}, [("voucher",)]),
    ("under another grant and post", {"grant": "G2", "post": "2026-4-9"}, [("grant", "post")]),
    ("under another grant with another amount", {"grant": "G2", "ore": 1}, [("grant", "amount")]),
    (
        "under another voucher on another day",
        {"voucher": "2", "day": date(2026, 3, 9)},
        [("only-here",), ("only-there",)],
    ),
]


@pytest.mark.parametrize(("values", "expected"), [case[1:] for case in PAIRS], ids=[case[0] for case in PAIRS])
def test_the_ledger_has_the_row(values: Any, expected: Any) -> None:
    assert kinds(compare([HERE], [row(**values)])) == expected


IN_SEK = {"currency": "SEK", "foreign": 15_000}
CURRENCIES = [
    ("at the same rate", {**IN_SEK, "ore": 10_000}, []),
    ("at another rate", {**IN_SEK, "ore": 10_100}, [("rate",)]),
    ("as if it were kroner", {**IN_SEK, "ore": 15_000}, [("currency",)]),
    ("as if it were kroner, in a ledger without currencies", {"ore": 15_000}, [("currency",)]),
    ("with another amount", {**IN_SEK, "foreign": 16_000, "ore": 10_667}, [("amount",)]),
]


@pytest.mark.parametrize(
    ("values", "expected"), [case[1:] for case in CURRENCIES], ids=[case[0] for case in CURRENCIES]
)
def test_the_ledger_converts(values: Any, expected: Any) -> None:
    assert kinds(compare([row(**IN_SEK)], [row(**values)])) == expected


def test_a_row_that_one_book_has_twice_is_doubled() -> None:
    assert kinds(compare([HERE], [HERE, HERE])) == [("doubled-there",)]
    assert kinds(compare([HERE, HERE, HERE], [HERE])) == [("doubled-here",), ("doubled-here",)]


def test_instalments_alike_without_a_voucher_are_doubled_only_on_the_same_day() -> None:
    without = row(voucher="")
    assert kinds(compare([without], [without, without])) == [("doubled-there",)]
    assert kinds(compare([without], [without, row(voucher="", day=date(2026, 3, 11))])) == [("only-there",)]


def test_a_voucher_of_several_grants_is_paired_by_grant() -> None:
    register = [row("G1", 100), row("G2", 100), row("G3", 200)]
    found = compare(register, [row("G3", 250), row("G2", 100), row("G1", 100)])
    assert [(finding.here.grant, finding.kinds) for finding in found.findings if finding.here] == [("G3", ("amount",))]


def test_two_rows_that_could_both_be_meant_are_not_paired() -> None:
    found = compare([row(voucher="1")], [row(voucher="2"), row(voucher="3")])
    assert kinds(found) == [("only-here",), ("only-there",), ("only-there",)]


def test_columns_that_the_ledger_lacks_are_not_compared() -> None:
    there = row(voucher="", post="")
    assert kinds(compare([HERE], [there], without=frozenset({"post", "voucher"}))) == []
    assert kinds(compare([HERE], [row(voucher="", ore=5)], without=frozenset({"voucher"}))) == [("amount",)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("B 0012/7", "b-12-7"),
        ("b-12-7", "b-12-7"),
        ("000", "0"),
        ("B12", "b12"),
        ("Ø 1", "ø-1"),
        (" ", ""),
        ("1-23", "1-23"),
    ],
)
def test_a_code_is_the_same_however_it_is_written(text: str, expected: str) -> None:
    assert folded(text) == expected


def test_a_code_of_a_project_means_its_only_grant() -> None:
    names = Names(grants={"p-1": ("G1",)})
    assert kinds(compare([HERE], [row("P-1")], names)) == []


def test_a_code_of_several_grants_means_the_one_with_the_voucher() -> None:
    names = Names(grants={"p-1": ("G1", "G2")})
    register = [row("G1", voucher="1"), row("G2", voucher="2")]
    assert kinds(compare(register, [row("P-1", voucher="2"), row("P-1", voucher="1")], names)) == []
    left = compare(register, [row("P-1", voucher="3", ore=7)], names)
    assert [finding.there.grant for finding in left.findings if finding.there] == ["P-1"]


def test_a_post_without_its_year_means_that_of_the_voucher_or_of_the_day() -> None:
    names = Names(posts={"4-2210": ("2025-4-2210", "2026-4-2210")})
    assert kinds(compare([row(post="2025-4-2210")], [row(post="4-2210")], names)) == []
    (left,) = compare([], [row(post="4-2210")], names).findings
    assert left.there
    assert left.there.post == "2026-4-2210"


def test_a_kept_match_makes_two_rows_equal() -> None:
    there = row("Projekt 77", voucher="X9", post="konto 5")
    assert len(compare([HERE], [there]).findings) == 2
    names = Names(
        matched_grants={"projekt-77": "G1"},
        matched_posts={"konto-5": "2026-4-2210"},
        matched_vouchers={("G1", "x9"): "1"},
    )
    found = compare([HERE], [there], names)
    assert kinds(found) == []
    assert found.pairs[0][1].written == Written("Projekt 77", "konto 5", "X9")


def test_a_voucher_is_matched_for_its_own_grant_only() -> None:
    names = Names(matched_vouchers={("G2", "x9"): "1"})
    assert kinds(compare([HERE], [row(voucher="X9", day=date(2026, 3, 1))], names)) == [("only-here",), ("only-there",)]


def test_groups_say_what_is_equal_and_what_differs() -> None:
    register = [row(), row("G2", 500, "2"), row("G3", 700, "3"), row("G4", 900, "4")]
    ledger = [row(), row("G2", 400, "2"), row("G5", 50, "5"), row("G4", 900, "4"), row("G4", 30, "6")]
    found = compare(register, ledger)
    assert [
        (place.grant, group.state, group.here, group.there, group.explained, group.unexplained)
        for place, group in found.groups.items()
    ] == [
        ("G1", "equal", 10_000, 10_000, 0, 0),
        ("G2", "differs", 500, 400, -100, 0),
        ("G3", "only-here", 700, 0, 0, -700),
        ("G4", "differs", 900, 930, 0, 30),
        ("G5", "only-there", 0, 50, 0, 50),
    ]
    total = found.total
    assert (total.difference, total.explained, total.unexplained, total.findings) == (-720, -100, -620, 4)


def test_a_row_in_another_group_counts_in_both() -> None:
    found = compare([row("G1")], [row("G2")])
    assert found.groups[Place("G1", "2026-4-2210", "2026-03")].explained == -10_000
    assert found.groups[Place("G2", "2026-4-2210", "2026-03")].explained == 10_000
    assert found.total.explained == 0


def as_planted(finding: Finding) -> tuple[Any, str, str]:
    kind = finding.kinds[0] if len(finding.kinds) == 1 else finding.kinds
    here = finding.here.key if finding.here else ""
    return kind, here, finding.there.key if finding.there else ""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_of_a_thousand_planted_differences_all_are_found_and_none_is_invented(seed: int) -> None:
    books = plant(generated(6_000, seed), each=100, seed=seed)
    found = compare(books.register, books.ledger)
    assert len(books.differences) == len(found.findings) == 1_000
    assert {as_planted(finding) for finding in found.findings} == books.differences
    assert Counter(finding.kinds[0] for finding in found.findings) == dict.fromkeys(TEN, 100)
    total = found.total
    assert total.here == sum(row.ore for row in books.register)
    assert total.there == sum(row.ore for row in books.ledger)
    assert total.explained + total.unexplained == total.there - total.here


def test_vouchers_that_are_typed_differently_are_found_among_the_others() -> None:
    kinds = (*TEN, Kind.VOUCHER)
    books = plant(generated(3_000, 4), each=20, seed=4, kinds=kinds)
    found = compare(books.register, books.ledger)
    assert {as_planted(finding) for finding in found.findings} == books.differences


ROWS = some.lists(
    some.builds(
        BookRow,
        grant=some.sampled_from(["G1", "G2", "?"]),
        post=some.sampled_from(["P", "Q", ""]),
        period=some.sampled_from(["2026-01", "2026-02"]),
        day=some.dates(date(2026, 1, 1), date(2026, 1, 3)),
        voucher=some.sampled_from(["", "1", "01", "2"]),
        ore=some.integers(-3, 3),
        key=some.text("abc", max_size=2),
        currency=some.just("SEK"),
        foreign=some.one_of(some.none(), some.integers(-2, 2)),
    ),
    max_size=9,
)
WITHOUT = some.sets(some.sampled_from(["post", "voucher"])).map(frozenset)


@given(ROWS, ROWS, WITHOUT)
def test_explained_and_unexplained_are_the_difference_of_the_totals(
    register: list[BookRow], ledger: list[BookRow], without: frozenset[str]
) -> None:
    found = compare(register, ledger, without=without)
    total = found.total
    assert (total.here, total.there) == (sum(row.ore for row in register), sum(row.ore for row in ledger))
    assert total.explained + total.unexplained == total.difference
    for group in found.groups.values():
        assert group.explained + group.unexplained == group.there - group.here
    assert sum(finding.ore for finding in found.findings if finding.explained) == total.explained


@given(ROWS, ROWS, WITHOUT)
def test_each_row_is_in_one_pair_or_one_difference(
    register: list[BookRow], ledger: list[BookRow], without: frozenset[str]
) -> None:
    found = compare(register, ledger, without=without)
    here = [pair[0] for pair in found.pairs] + [one.here for one in found.findings if one.here]
    there = [pair[1] for pair in found.pairs] + [one.there for one in found.findings if one.there]
    assert Counter(one.key for one in here) == Counter(row.key for row in register)
    assert Counter(one.key for one in there) == Counter(row.key for row in ledger)


@given(ROWS, ROWS, some.randoms(use_true_random=False))
def test_the_order_of_the_rows_makes_no_difference(register: list[BookRow], ledger: list[BookRow], random: Any) -> None:
    before = compare(register, ledger)
    random.shuffle(register)
    random.shuffle(ledger)
    after = compare(register, ledger)
    assert before.groups == after.groups
    assert Counter(finding.kinds for finding in before.findings) == Counter(one.kinds for one in after.findings)


@given(ROWS)
def test_a_book_never_differs_from_itself(rows: list[BookRow]) -> None:
    assert not compare(rows, list(rows)).findings


@given(ROWS, ROWS)
def test_the_books_changed_round_differ_by_the_opposite(register: list[BookRow], ledger: list[BookRow]) -> None:
    one, other = compare(register, ledger).total, compare(ledger, register).total
    assert one.difference == -other.difference
