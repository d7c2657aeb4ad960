"""A script without our code adds up the tree of any figure, and finds the figure that the totals state."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from budgets.choices import Measure, PostMeasure
from budgets.models import BudgetPost
from scripts.why import SIGNS, differences
from tests import random_portfolios
from tests.budgets.entries import random_ledgers
from tests.budgets.entries.random_ledgers import DAYS, Grant
from tests.cases import examples
from tests.changes.as_of import histories
from tests.random_portfolios import FILTERS, LAYOUTS, MODES, PORTFOLIOS, Plan

pytestmark = pytest.mark.django_db
WHY = "/api/v1/why/"


def tree(get: Any, url: str, **more: Any) -> dict[str, Any]:
    """Reads a tree whole, adds it up by the script, and returns its first page."""
    parts, pages = urlsplit(url), []
    path, asked = parts.path.removeprefix("/api/v1/"), parse_qs(parts.query) | more
    while True:
        pages.append(get(path, **asked))
        if pages[-1]["next"] is None:
            break
        asked = parse_qs(urlsplit(pages[-1]["next"]).query)
    assert list(differences(pages)) == []
    return pages[0]


def figure(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["budget_dkk"], row["allocations"]


def figure_of(answer: dict[str, Any]) -> tuple[Any, ...]:
    return answer["sum"]["amount_dkk"], answer["sum"]["rows"]


@examples(15)
@given(plans=PORTFOLIOS, filters=FILTERS, names=LAYOUTS, mode=MODES)
def test_the_trees_of_what_is_granted(
    get: Any, plans: list[Plan], filters: dict[str, list[str]], names: list[str], mode: str
) -> None:
    random_portfolios.clear()
    random_portfolios.build(plans)
    answer = get("totals/", **filters, group_by=names, mode=mode)
    for row in [*answer["rows"], *(row for rows in answer["margins"].values() for row in rows)]:
        assert figure_of(tree(get, row["why_url"], page_size=2)) == figure(row)
    whole = tree(get, "/api/v1/why/", **filters, group_by=names, mode=mode)
    assert figure_of(whole) == figure(answer["total"])
    groups = [(group["amount_dkk"], group["rows"], group["why_url"]) for group in whole["groups"]["rows"]]
    assert groups == [(*figure(row), row["why_url"]) for row in answer["rows"]]


@examples(15)
@given(
    plans=random_ledgers.PLANS,
    measure=st.sampled_from(Measure.values),
    on=st.one_of(st.none(), DAYS),
    mode=MODES,
    names=st.lists(st.sampled_from(random_ledgers.DIMENSIONS), min_size=1, max_size=2, unique=True),
)
def test_the_trees_of_every_measure_on_any_day(
    get: Any, plans: list[Grant], measure: str, on: date | None, mode: str, names: list[str]
) -> None:
    random_ledgers.build(plans)
    asked = {"measure": measure, **({"on": on.isoformat()} if on else {})}
    answer = get("totals/", **asked, group_by=names, mode=mode)
    for row in answer["rows"]:
        assert figure_of(tree(get, row["why_url"])) == figure(row)
    assert figure_of(tree(get, "/api/v1/why/", **asked)) == figure(answer["total"])


@examples(15)
@given(
    plans=random_ledgers.PLANS,
    measure=st.sampled_from(Measure.values),
    on=st.one_of(st.none(), DAYS),
    name=st.sampled_from(random_ledgers.DIMENSIONS),
    few=st.integers(1, 3),
)
def test_the_rows_beside_some_groups_are_those_of_the_other_groups(
    get: Any, plans: list[Grant], measure: str, on: date | None, name: str, few: int
) -> None:
    random_ledgers.build(plans)
    asked = {"measure": measure, **({"on": on.isoformat()} if on else {})}
    groups = get("totals/", **asked, group_by=name)["rows"]
    found = tree(get, WHY, **asked, beside=[f"{name}:{row[name]['value']}" for row in groups[:few]])["sum"]
    others = groups[few:]
    assert found["rows"] == sum(row["allocations"] for row in others)
    assert Decimal(found["amount_dkk"] or 0) == sum(Decimal(row["budget_dkk"] or 0) for row in others)


@examples(15)
@given(
    plans=random_ledgers.PLANS,
    measure=st.sampled_from(Measure.values),
    days=st.lists(DAYS, min_size=2, max_size=2).map(sorted),
)
def test_what_moved_a_figure_between_two_days_is_the_difference_of_its_trees(
    get: Any, plans: list[Grant], measure: str, days: list[date]
) -> None:
    random_ledgers.build(plans)
    after, on = (Decimal(tree(get, WHY, measure=measure, on=day)["sum"]["amount_dkk"] or 0) for day in days)
    moved = tree(get, WHY, measure=measure, after=days[0], on=days[1])["sum"]["amount_dkk"]
    assert Decimal(moved or 0) == on - after


@examples(15)
@given(
    plans=random_ledgers.PLANS,
    measure=st.sampled_from(Measure.values),
    on=st.one_of(st.none(), DAYS),
    chosen=st.fixed_dictionaries(
        {},
        optional={
            "allocation": st.lists(st.sampled_from(["G1", "G2", "G3"]), min_size=1, max_size=2, unique=True),
            "post": st.lists(st.sampled_from(["2025-1", "2025-2"]), min_size=1, max_size=2, unique=True),
            "post_stated": st.sampled_from(["true", "false"]),
            "owing": st.sampled_from(["true", "false"]),
        },
    ),
)
def test_the_trees_of_chosen_grants_and_posts(
    get: Any, plans: list[Grant], measure: str, on: date | None, chosen: dict[str, Any]
) -> None:
    random_ledgers.build(plans)
    known = [f"G{number}" for number in range(1, len(plans) + 1)]
    if "allocation" in chosen:
        chosen["allocation"] = [name for name in chosen["allocation"] if name in known] or ["G1"]
    day = {"on": on} if on else {}
    by_hand = added_by_hand(plans, measure, on, chosen)
    assert tree(get, WHY, measure=measure, **chosen, **day)["sum"]["amount_dkk"] == by_hand


def added_by_hand(plans: list[Grant], measure: str, on: date | None, chosen: dict[str, Any]) -> str | None:
    """Returns the sum of the rows that the filters choose, without SQL; None if there are none."""
    ore = [
        sign * fact_ore
        for number, plan in enumerate(plans, 1)
        if f"G{number}" in chosen.get("allocation", [f"G{number}"])
        and chosen.get("owing", owes(plan, on)) == owes(plan, on)
        for sign, fact_ore, post in rows_by_hand(plan, measure, on)
        if post in chosen.get("post", [post]) and chosen.get("post_stated", stated(post)) == stated(post)
    ]
    return f"{Decimal(sum(ore)).scaleb(-2):.2f}" if ore else None


def rows_by_hand(plan: Grant, measure: str, on: date | None) -> list[tuple[int, int, str | None]]:
    """Returns the rows of a grant that a measure adds up: the sign, the amount in øre, and the code of the post."""
    if measure == "granted":
        return [(1, plan.ore, code_of(plan.post))] if random_ledgers.is_decided(plan, on) else []
    counting = [fact for fact in random_ledgers.in_force(plan.ledger, on) if fact.ore is not None]
    return [
        (SIGNS[measure][fact.kind], fact.dkk(), code_of(plan.post if fact.post is None else fact.post))
        for fact in counting
        if fact.kind in SIGNS[measure]
    ]


@examples(10)
@given(
    plans=random_ledgers.PLANS,
    measure=st.sampled_from(PostMeasure.values),
    on=st.one_of(st.none(), DAYS),
    over=st.lists(st.integers(-1000, 1000), min_size=2, max_size=2),
    chosen=st.sampled_from([[], ["2025-1"], ["2025-2"], ["2025-1", "2025-2"]]),
)
def test_the_trees_of_what_posts_have(
    get: Any, plans: list[Grant], measure: str, on: date | None, over: list[int], chosen: list[str]
) -> None:
    random_ledgers.build(plans)
    for number, carried in enumerate(over, 1):
        BudgetPost.objects.filter(code=f"2025-{number}").update(carried_over=carried)
    day = {"on": on} if on else {}
    answer = tree(get, WHY, measure=measure, portfolio="all", post=chosen, page_size=1, **day)
    had = 0
    for number in (1, 2):
        code = f"2025-{number}"
        if code in (chosen or [code]):
            decided = [rows_by_hand(plan, "granted", on) for plan in plans if code_of(plan.post) == code]
            used = sum(ore for rows in decided for _sign, ore, _post in rows)
            adopted, carried = 1_000_000_00, over[number - 1] * 100
            had += {"adopted": adopted, "carried_over": carried, "undisposed": adopted + carried - used}[measure]
    assert Decimal(answer["sum"]["amount_dkk"]) == Decimal(had).scaleb(-2)


def owes(plan: Grant, on: date | None) -> str:
    return "true" if sum(sign * ore for sign, ore, _post in rows_by_hand(plan, "debt", on)) else "false"


def code_of(post: int | None) -> str | None:
    return None if post is None else f"2025-{post + 1}"


def stated(post: str | None) -> str:
    return "false" if post is None else "true"


@examples(4)
@given(history=histories.HISTORIES.map(lambda steps: steps[:4]))
def test_the_trees_as_of_a_change_are_those_of_then(reader: Client, history: Any) -> None:
    def answers(number: int) -> list[Any]:
        found = []
        for measure in ("granted", "paid"):
            asked = f"measure={measure}&portfolio=all&as_of={number}"
            why = reader.get(f"/api/v1/why/?{asked}").json()
            total = reader.get(f"/api/v1/totals/?{asked}").json()["total"]
            assert list(differences([why])) == []
            assert why["question"]["as_of_change"] == number
            assert figure_of(why) == figure(total)
            written = [row["changes"] for project in why["projects"] for row in project["rows"]]
            assert all(changes and changes[-1]["change"] <= number for changes in written)
            found.append(why)
        return found

    with histories.begun():
        said = {number: answers(number) for steps in history if (number := histories.write(steps))}
        for number, then in said.items():
            assert answers(number) == then
