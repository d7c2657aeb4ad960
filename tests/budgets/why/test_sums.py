"""A script without our code adds up the tree of any figure, and finds the figure that the totals state."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from budgets.choices import Measure
from scripts.why import differences
from tests import random_portfolios
from tests.budgets.entries import random_ledgers
from tests.budgets.entries.random_ledgers import DAYS, Grant
from tests.cases import examples
from tests.changes.as_of import histories
from tests.random_portfolios import FILTERS, LAYOUTS, MODES, PORTFOLIOS, Plan

pytestmark = pytest.mark.django_db


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
