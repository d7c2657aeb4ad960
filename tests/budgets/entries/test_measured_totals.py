"""Totals of every measure, by every dimension, on any day, equal a reckoner without SQL and the lists behind them."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgets.choices import Measure
from budgets.grouping.answers import totals_of
from projects.filtersets import ProjectFilterSet
from projects.models import Project
from reports.kinds.totals import explained
from tests import builders
from tests.budgets.entries import random_ledgers as random
from tests.budgets.entries.random_ledgers import DAYS, PLANS, Grant

pytestmark = pytest.mark.django_db
SOME = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ON = st.one_of(st.none(), DAYS)
MEASURES = st.sampled_from(Measure.values)
MODES = st.sampled_from(["exclusive", "mentioned"])
NAMES = st.lists(st.sampled_from(random.DIMENSIONS), min_size=1, max_size=2, unique=True)


def asked(get: Any, measure: str, on: date | None, **parameters: Any) -> Any:
    return get("totals/", measure=measure, **({"on": on.isoformat()} if on else {}), **parameters)


def ore(text: str | None) -> int | None:
    return None if text is None else int(text.replace(".", ""))


def figures(row: dict[str, Any]) -> tuple[int, int, int | None]:
    return row["projects"], row["allocations"], ore(row["budget_dkk"])


@SOME
@given(plans=PLANS, measure=MEASURES, on=ON, mode=MODES, names=NAMES)
def test_groups_are_those_of_a_reckoner_without_sql(
    get: Any, plans: list[Grant], measure: str, on: date | None, mode: str, names: list[str]
) -> None:
    random.build(plans)
    answer = asked(get, measure, on, group_by=names, mode=mode)
    assert (answer["measure"], answer["on"]) == (measure, on and on.isoformat())
    found = {tuple(row[name]["value"] for name in names): figures(row) for row in answer["rows"]}
    assert found == random.reckon(plans, measure, on, names, mode)
    assert {(): figures(answer["total"])} == random.reckon(plans, measure, on, [], "exclusive")
    for name, rows in answer["margins"].items():
        assert {(row[name]["value"],): figures(row) for row in rows} == random.reckon(plans, measure, on, [name], mode)


@SOME
@given(plans=PLANS, measure=MEASURES, on=ON, mode=MODES, names=NAMES)
def test_the_list_behind_a_figure_adds_up_to_it(
    get: Any, plans: list[Grant], measure: str, on: date | None, mode: str, names: list[str]
) -> None:
    random.build(plans)
    answer = asked(get, measure, on, group_by=names, mode=mode)
    for row in answer["rows"]:
        url = urlsplit(row.get("entries_url") or row["allocations_url"])
        listed = get(url.path.removeprefix("/api/v1/"), **parse_qs(url.query), page_size=500)["results"]
        signs = random.SIGNS.get(measure, {})
        counted = [one for one in listed if one["amount_dkk"] is not None]
        amounts = [(ore(one["amount_dkk"]) or 0) * signs.get(one.get("kind"), 1) for one in counted]
        assert (len(counted), sum(amounts)) == (row["allocations"], ore(row["budget_dkk"]) or 0)
        if "projects_url" in row:
            url = urlsplit(row["projects_url"])
            assert get("projects/", **parse_qs(url.query))["count"] == row["projects"]


def test_the_project_debt_by_council_on_three_days_by_hand(get: Any) -> None:
    grant = builders.allocation(
        builders.project("P-1"), "1000.00", granted="2025-01-15", council=builders.council("MR-A")
    )
    other = builders.allocation(builders.project("P-2", councils=["MR-B"]), "500.00", year=2025)
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    builders.entry(other, "contracted", "2025-02-20", "500.00")
    paid = builders.entry(grant, "paid", "2025-03-10", "400.00")
    builders.entry(other, "released", "2025-03-31", "100.00")
    builders.entry(grant, "paid", "2025-04-10", "350.00", corrects=paid)

    def debt(on: str | None) -> dict[str, str | None]:
        rows = asked(get, "debt", date.fromisoformat(on) if on else None, group_by="council")["rows"]
        return {row["council"]["value"]: row["budget_dkk"] for row in rows}

    assert debt("2025-01-31") == {"not-stated": None, "MR-B": None}
    assert debt("2025-02-28") == {"MR-A": "900.00", "MR-B": "500.00"}
    assert debt("2025-03-31") == {"MR-A": "500.00", "MR-B": "400.00"}
    assert debt("2025-04-10") == debt(None) == {"MR-A": "550.00", "MR-B": "400.00"}


@pytest.mark.usefixtures("dokument8")
def test_dokument_8_is_granted_and_nothing_of_it_is_contracted(get: Any) -> None:
    plain = get("totals/", group_by="council", portfolio="dokument-8")
    granted = get("totals/", group_by="council", portfolio="dokument-8", measure="granted")
    assert granted == plain
    assert plain["total"] == {"projects": 17, "allocations": 14, "budget_dkk": "12000000.00"}
    debt = get("totals/", portfolio="dokument-8", measure="debt")
    assert debt["total"] == {"projects": 17, "allocations": 0, "budget_dkk": None}


@pytest.mark.parametrize("query", ["measure=owed", "on=soon", "on=2025-02-30", "measure=paid&measure="])
def test_a_measure_or_a_day_that_makes_no_sense_is_refused(reader: Client, query: str) -> None:
    answer = reader.get(f"/api/v1/totals/?{query}")
    assert answer.status_code == 400


def test_a_file_says_its_measure_and_its_day(reader: Client) -> None:
    grant = builders.allocation(builders.project("P-1"), "1000.00")
    builders.entry(grant, "contracted", "2025-02-01", "900.00")
    filterset = ProjectFilterSet(QueryDict(""), Project.objects.all())
    day = date(2025, 2, 28)
    facts = explained(totals_of(filterset, ["status"], measure="contracted", on=day), filterset, day)
    said = {str(fact.label): fact.text for fact in facts}
    assert (said["Measure"], said["As of"]) == ("Contracted", "28 February 2025")
    answer: Any = reader.get("/api/v1/totals/?group_by=status&measure=contracted&on=2025-02-28&format=csv")
    assert b"900.00" in b"".join(answer.streaming_content)
