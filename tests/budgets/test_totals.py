"""Totals of Dokument 8. Each figure was added up by hand from the annex."""

import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from budgets.grouping.claims import claim_in_words
from budgets.models import Allocation
from budgets.totals import figures_of, totals
from projects.models import Project
from tests import builders


def page_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


pytestmark = pytest.mark.django_db

# Ongoing, items 1-6: 500,000 + 500,000 + 1,200,000 + 1,300,000 + 3,150,000 + not stated = 6,650,000
# Closed, items 1-11: not stated + 200,000 + 100,000 + 50,000 + not stated + 100,000 + 550,000 + 1,500,000
#                     + 200,000 + 1,000,000 + 1,650,000 = 5,350,000
TOTAL = {"projects": 17, "allocations": 14, "budget_dkk": "12000000.00"}

# Group: projects, projects without a budget, allocations, DKK
Expected = dict[str, tuple[int, int, int, str | None]]
BY_STATUS: Expected = {
    "ongoing": (6, 1, 5, "6650000.00"),
    "closed": (11, 2, 9, "5350000.00"),
}
BY_COUNCIL: Expected = {
    "MR-JÄM": (1, 1, 0, None),  # closed 1, initiated by MR-JÄM, no amount
    "MR-S": (1, 0, 1, "500000.00"),  # ongoing 2, "MR-S totalt 500.000 DKK"
    "MR-JÄM+MR-NARKO": (1, 0, 1, "550000.00"),  # closed 7
    "MR-JÄM+MR-S": (1, 0, 1, "100000.00"),  # closed 3
    "MR-JÄM+MR-LAG+MR-S": (1, 0, 1, "50000.00"),  # closed 4, a seminar for the three
    # the rest: 12,000,000 - 500,000 - 550,000 - 100,000 - 50,000; without budget: ongoing 6, closed 5
    "not-stated": (12, 2, 10, "10800000.00"),
}
BY_COUNCIL_MENTIONED: Expected = {
    "MR-JÄM": (4, 1, 3, "700000.00"),  # closed 1, 3, 4, 7
    "MR-LAG": (1, 0, 1, "50000.00"),  # closed 4
    "MR-NARKO": (1, 0, 1, "550000.00"),  # closed 7
    "MR-S": (3, 0, 3, "650000.00"),  # ongoing 2, closed 3, 4
    "not-stated": (12, 2, 10, "10800000.00"),
}
BY_YEAR: Expected = {  # no grant states its year: the year in which the project starts
    "2003": (2, 0, 2, "1200000.00"),  # closed 9, 10: 200,000 + 1,000,000
    "2004": (3, 0, 3, "2150000.00"),  # closed 6, 7, 8: 100,000 + 550,000 + 1,500,000
    "2005": (1, 1, 0, None),  # closed 5
    "2006": (2, 0, 2, "150000.00"),  # closed 3, 4: 100,000 + 50,000
    "2007": (1, 0, 1, "3150000.00"),  # ongoing 5
    "2008": (2, 1, 1, "200000.00"),  # closed 1 without a budget, 2
    # ongoing 1-4 and closed 11: 500,000 + 500,000 + 1,200,000 + 1,300,000 + 1,650,000; ongoing 6 without a budget
    "not-stated": (6, 1, 5, "5150000.00"),
}
BY_FUND: Expected = {
    "adjacent-area": (1, 0, 1, "550000.00"),  # closed 7
    "not-stated": (16, 3, 13, "11450000.00"),
}
BY_SCOPE: Expected = {
    "whole": (13, 0, 13, "11900000.00"),
    "share": (1, 0, 1, "100000.00"),  # closed 6, co-financed by the European Union
    "not-stated": (3, 3, 0, None),
}
BY_CORE_AREA_MENTIONED: Expected = {
    "prevention": (3, 0, 3, "3500000.00"),  # ongoing 3, 4, closed 10: 1,200,000 + 1,300,000 + 1,000,000
    "capacity-building": (2, 0, 2, "4450000.00"),  # ongoing 4, 5: 1,300,000 + 3,150,000
    # ongoing 2, 5, closed 5 (without a budget), 6, 7, 10: 500,000 + 3,150,000 + 100,000 + 550,000 + 1,000,000
    "cross-sector": (6, 1, 5, "5300000.00"),
    # ongoing 1, closed 2, 3, 4, 8, 9, 11; without a budget: ongoing 6, closed 1
    "not-stated": (9, 2, 7, "4200000.00"),
}
BY_PORTFOLIO: Expected = {"dokument-8": (17, 3, 14, "12000000.00")}


def rows(answer: dict[str, Any], dimension: str) -> Expected:
    return {
        row[dimension]["value"]: tuple(
            row[name] for name in ("projects", "projects_without_budget", "allocations", "budget_dkk")
        )
        for row in answer["rows"]
    }


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("dimension", "mode", "expected"),
    [
        ("status", "exclusive", BY_STATUS),
        ("status", "mentioned", BY_STATUS),
        ("portfolio", "exclusive", BY_PORTFOLIO),
        ("year", "exclusive", BY_YEAR),
        ("fund", "exclusive", BY_FUND),
        ("scope", "mentioned", BY_SCOPE),
        ("core_area", "mentioned", BY_CORE_AREA_MENTIONED),
        ("council", "exclusive", BY_COUNCIL),
        ("council", "mentioned", BY_COUNCIL_MENTIONED),
    ],
)
def test_groups_are_those_of_the_annex(get: Any, dimension: str, mode: str, expected: Expected) -> None:
    answer = get("totals/", group_by=dimension, mode=mode)
    assert answer["total"] == TOTAL
    assert answer["not_counted"] == {"projects_without_budget": 3, "other_currency": []}
    assert rows(answer, dimension) == expected
    assert [row[dimension]["value"] for row in answer["rows"]] == [*expected]
    assert answer["overlapping"] is (mode == "mentioned" and dimension in ("council", "core_area"))


@pytest.mark.usefixtures("dokument8")
def test_only_the_row_of_a_paying_council_says_paid(get: Any) -> None:
    paid = {row["council"]["value"]: row["paid_by_council_dkk"] for row in get("totals/", group_by="council")["rows"]}
    assert paid == {**dict.fromkeys(BY_COUNCIL), "MR-S": "500000.00"}


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("query", [{"group_by": ["status", "council"]}, {"group_by": "status,council"}])
def test_two_dimensions_make_a_cross_table(get: Any, query: dict[str, Any]) -> None:
    answer = get("totals/", **query)
    cells = {(row["status"]["value"], row["council"]["value"]): row["budget_dkk"] for row in answer["rows"]}
    assert cells == {
        ("ongoing", "MR-S"): "500000.00",
        ("ongoing", "not-stated"): "6150000.00",
        ("closed", "MR-JÄM"): None,
        ("closed", "MR-JÄM+MR-NARKO"): "550000.00",
        ("closed", "MR-JÄM+MR-S"): "100000.00",
        ("closed", "MR-JÄM+MR-LAG+MR-S"): "50000.00",
        ("closed", "not-stated"): "4650000.00",
    }


@pytest.mark.usefixtures("dokument8")
def test_the_answer_names_the_portfolio_that_counts_when_none_was_asked_for(get: Any) -> None:
    assert get("totals/")["filters"] == {"portfolio": ["dokument-8"]}
    assert get("totals/", status="closed", portfolio="all")["filters"] == {"portfolio": ["all"], "status": ["closed"]}


@pytest.mark.usefixtures("dokument8")
def test_a_label_follows_the_language_and_a_value_does_not(get: Any) -> None:
    row = get("totals/", group_by="status", lang="en")["rows"][0]["status"]
    assert row == {"value": "ongoing", "label": "Ongoing"}


def test_where_nothing_was_counted_the_total_is_not_stated_and_never_zero(get: Any) -> None:
    assert get("totals/")["total"] == {"projects": 0, "allocations": 0, "budget_dkk": None}


def test_another_currency_without_a_rate_is_listed_and_never_added(get: Any) -> None:
    project = builders.project()
    builders.allocation(project, "100.00")
    builders.allocation(project, "70.00", currency="SEK")
    builders.allocation(project, "30.00", currency="SEK")
    builders.allocation(builders.project("P-2"), "5.00", currency="NOK")
    answer = get("totals/", group_by="status")
    assert answer["total"] == {"projects": 2, "allocations": 1, "budget_dkk": "100.00"}
    assert answer["not_counted"] == {
        "projects_without_budget": 0,
        "other_currency": [
            {"currency": "NOK", "allocations": 1, "amount": "5.00"},
            {"currency": "SEK", "allocations": 2, "amount": "100.00"},
        ],
    }


def test_a_council_named_twice_for_a_project_counts_once(get: Any) -> None:
    project = builders.project(councils=["MR-A"])
    project.council_roles.create(council=builders.council("MR-A"), role="funding")
    builders.allocation(project, "100.00")
    for mode in ("exclusive", "mentioned"):
        assert rows(get("totals/", group_by="council", mode=mode), "council") == {"MR-A": (1, 0, 1, "100.00")}


def test_money_that_a_council_pays_is_not_spread_over_those_named(get: Any) -> None:
    project = builders.project(councils=["MR-A", "MR-B"])
    builders.allocation(project, "100.00", council=builders.council("MR-A"))
    builders.allocation(project, "50.00")
    assert rows(get("totals/", group_by="council"), "council") == {
        "MR-A": (1, 0, 1, "100.00"),
        "MR-A+MR-B": (1, 0, 1, "50.00"),
    }
    assert rows(get("totals/", group_by="council", mode="mentioned"), "council") == {
        "MR-A": (1, 0, 2, "150.00"),
        "MR-B": (1, 0, 1, "50.00"),
    }


def test_ore_are_not_lost_in_many_small_amounts(get: Any) -> None:
    project = builders.project()
    for _ in range(30):
        builders.allocation(project, "0.10")
    assert get("totals/")["total"]["budget_dkk"] == "3.00"


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"group_by": "colour"}, ["group_by"]),
        ({"group_by": "status,status"}, ["group_by"]),
        ({"group_by": ["status", "kind", "council"]}, ["group_by"]),
        ({"mode": "both"}, ["mode"]),
        ({"typo": "1", "mode": "both", "status": "x"}, ["status", "typo", "mode"]),
        ({"format": "exe"}, ["format"]),
    ],
)
def test_nonsense_is_a_400_that_names_the_parameter(get: Any, query: dict[str, Any], named: list[str]) -> None:
    assert [*get("totals/", expect=400, **query)] == named


def behind(reader: Any, url: str) -> list[dict[str, Any]]:
    return reader.get(url).json()["results"]


def test_a_choice_of_projects_by_council_leaves_out_none_of_their_money(get: Any, reader: Any) -> None:
    """Two allocations, 100 paid by MR-A and 50 by MR-B; a link once showed the 100 behind a row of 150."""
    project = builders.project()
    builders.allocation(project, "100.00", council=builders.council("MR-A"))
    builders.allocation(project, "50.00", council=builders.council("MR-B"))
    (row,) = get("totals/", group="council:MR-A", group_by="status")["rows"]
    assert row["budget_dkk"] == "150.00"
    assert [one["amount_dkk"] for one in behind(reader, row["allocations_url"])] == ["100.00", "50.00"]


def test_a_link_to_a_row_keeps_the_council_that_the_reader_chose(get: Any, reader: Any) -> None:
    both, other = builders.project("P-1"), builders.project("P-2")
    for project in (both, other):
        builders.allocation(project, "50.00", council=builders.council("MR-B"))
    builders.allocation(both, "100.00", council=builders.council("MR-A"))
    answer = get("totals/", group="council:MR-A", group_by="council")
    links = {row["council"]["value"]: row["projects_url"] for row in answer["rows"]}
    assert [one["reference"] for one in behind(reader, links["MR-B"])] == ["P-1"]


@pytest.mark.parametrize(
    ("group", "named"),
    [
        ("council:MR-X", "MR-X"),
        ("council:", "council"),
        ("council:with:MR-A+MR-B", "MR-A+MR-B"),
        ("council:with:not-stated", "not-stated"),
        ("colour:red", "colour"),
        ("MR-A", "MR-A"),
        ("year:20004", "20004"),
        ("status:with:closed", "with:closed"),
        ("council:MR-A/", "status"),
        ("council:MR-A,year:x", "x"),
    ],
)
def test_a_group_that_does_not_exist_is_named_in_the_error(get: Any, group: str, named: str) -> None:
    for code in ("MR-A", "MR-B"):
        builders.council(code)
    (sentence,) = get("totals/", expect=400, group=group)["group"]
    assert named.lower() in sentence.lower()


def test_the_year_of_a_grant_is_its_own_before_that_of_its_project(get: Any) -> None:
    project = builders.project(starts="2003-05")
    builders.allocation(project, "1.00", year=2005)
    builders.allocation(project, "2.00", granted="2004-12-31")
    builders.allocation(project, "4.00")
    assert rows(get("totals/", group_by="year"), "year") == {
        "2003": (1, 0, 1, "4.00"),
        "2004": (1, 0, 1, "2.00"),
        "2005": (1, 0, 1, "1.00"),
    }


def test_an_alias_finds_the_group_of_its_council(get: Any) -> None:
    law = builders.council("MR-LAG")
    law.aliases.create(alias="MR-LOV")
    builders.allocation(builders.project(councils=["MR-LAG"]), "70.00")
    assert get("totals/", group="council:mr-lov")["total"]["budget_dkk"] == "70.00"


def test_totals_by_any_two_dimensions_ask_a_constant_number_of_times(get: Any, django_assert_num_queries: Any) -> None:
    for number in range(3):
        builders.allocation(builders.project(f"P-{number}", councils=["MR-A", "MR-B"][: number % 2 + 1]), "1.00")
    # Session, reader, the reader's account, version of the data; the projects, their councils, partners, allocations;
    # the names of the councils and of the partners; the own portfolio's slug (2)
    with django_assert_num_queries(12):
        get("totals/", group_by="council,partner")
    builders.allocation(builders.project("P-9", councils=["MR-C", "MR-B"]), "1.00")
    with django_assert_num_queries(12):
        get("totals/", group_by="council,partner")


class TestPaidAndNamed:
    """In a group that holds both, amounts that a council pays and amounts for which it is only named are separate."""

    @pytest.fixture(autouse=True)
    def mixed(self) -> None:
        paid = builders.project("P-1", councils=["MR-A"])
        builders.allocation(paid, "500000", council=builders.council("MR-A"))
        builders.project("P-2", councils=["MR-A"])  # only named, without a budget
        named = builders.project("P-3", councils=["MR-A"])
        builders.allocation(named, "150000")

    def test_the_api_counts_the_projects_that_the_council_pays(self, get: Any) -> None:
        (row,) = get("totals/", group_by="council")["rows"]
        figures = {name: row[name] for name in ("projects", "budget_dkk", "paid_by_council_dkk")}
        assert figures == {"projects": 3, "budget_dkk": "650000.00", "paid_by_council_dkk": "500000.00"}
        assert row["projects_paid_by_council"] == 1

    def test_pages_and_reports_say_both_with_projects_and_amounts(self, admin_client: Client) -> None:
        said = "paid by the council: 500,000 DKK, 1 project; only named: 150,000 DKK, 2 projects"
        for path in ("/", "/councils/MR-A/", "/reports/?group_by=council"):
            assert said in strip_tags(admin_client.get(path).content.decode()), path

    def test_each_amount_of_the_sentence_opens_its_own_tree(self, admin_client: Client) -> None:
        for path, filters in (("/", ""), ("/reports/by-council/", ""), ("/councils/MR-A/", "council=MR-A&")):
            found = re.findall(
                r'<a(?: class="why")? href="(/why/[^"]*belongs_to[^"]*paid_by[^"]*)">([^<]*)</a>',
                page_of(admin_client, path),
            )
            amounts = {unescape(url): amount for url, amount in found}
            assert amounts == {
                f"/why/?{filters}belongs_to=council%3AMR-A&paid_by=MR-A": "500,000",
                f"/why/?{filters}belongs_to=council%3AMR-A&paid_by=not-stated": "150,000",
            }
            for url, amount in amounts.items():
                assert f"<b>{amount} DKK</b>" in page_of(admin_client, url)

    def test_no_link_lies_in_another(self, admin_client: Client) -> None:
        for path in ("/", "/councils/MR-A/"):
            assert not re.search(r"<a\b(?:(?!</a>).)*<a\b", page_of(admin_client, path), re.DOTALL), path

    def test_a_council_that_pays_everything_is_said_to_pay(self) -> None:
        Project.objects.exclude(reference="P-1").delete()
        (row,) = totals(Project.objects.all(), ["council"]).rows
        assert claim_in_words(row.figures) == "paid by the council"

    def test_a_named_project_without_a_budget_is_not_said_to_be_paid(self) -> None:
        Project.objects.filter(reference="P-3").delete()
        (row,) = totals(Project.objects.all(), ["council"]).rows
        said = "paid by the council: 500,000 DKK, 1 project; only named: 1 project"
        assert claim_in_words(row.figures) == said

    def test_of_one_project_a_part_may_be_paid_and_the_rest_named(self) -> None:
        Project.objects.exclude(reference="P-1").delete()
        builders.allocation(Project.objects.get(), "250000")
        (row,) = totals(Project.objects.all(), ["council"]).rows
        said = "paid by the council: 500,000 DKK, 1 project; only named: 250,000 DKK of the same projects"
        assert claim_in_words(row.figures) == said

    def test_an_allocation_without_a_rate_is_paid_too(self) -> None:
        Project.objects.exclude(reference="P-2").delete()
        builders.allocation(Project.objects.get(), "100", currency="SEK", council=builders.council("MR-A"))
        builders.project("P-4", councils=["MR-A"])
        (row,) = totals(Project.objects.all(), ["council"]).rows
        said = "paid by the council: 1 project, not counted in DKK; only named: 1 project"
        assert claim_in_words(row.figures) == said

    def test_the_figures_of_a_list_of_allocations_count_the_same(self) -> None:
        figures = figures_of(Allocation.objects.all())
        assert (figures.projects, figures.projects_paid, figures.named_dkk) == (2, 1, Decimal(150000))
