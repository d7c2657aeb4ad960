"""The filters of projects on Dokument 8. The expected projects were read from the annex by hand."""

from typing import Any

import pytest

from projects.choices import NOT_STATED
from projects.models import Partnership, Project
from tests import builders


def refs(*numbers: str) -> list[str]:
    return [f"DOK8-{number}" for number in numbers]


ALL = [*(f"DOK8-O{n:02}" for n in range(1, 7)), *(f"DOK8-C{n:02}" for n in range(1, 12))]

FOUND: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ALL),
    ({"status": "ongoing"}, ALL[:6]),
    ({"status": ["ongoing", "closed"]}, ALL),
    ({"status": ""}, ALL),
    ({"portfolio": "dokument-8"}, ALL),
    ({"kind": "study"}, refs("C09")),
    ({"kind": ["campaign", "study"]}, refs("C09", "C11")),
    ({"council": "MR-JÄM"}, refs("C01", "C03", "C04", "C07")),
    ({"council": "MR-JÅM"}, refs("C01", "C03", "C04", "C07")),
    ({"council": "MR-LOV"}, refs("C04")),
    ({"council": "mr-lag"}, refs("C04")),
    ({"council": ["MR-NARKO", "MR-LAG"]}, refs("C04", "C07")),
    ({"council": "MR-JÄM+MR-NARKO"}, refs("C07")),
    ({"council": "MR-JÄM MR-NARKO"}, refs("C07")),  # the address turned the plus into a space
    ({"council": "MR-S+MR-JÄM"}, refs("C03")),
    ({"council": NOT_STATED}, [r for r in ALL if r not in refs("O02", "C01", "C03", "C04", "C07")]),
    ({"council": "MR-S,MR-JÄM"}, refs("C03", "C04")),  # both, with or without others
    ({"group": "council:MR-S"}, refs("O02")),
    ({"group": "council:with:MR-S,council:with:MR-LAG"}, refs("C04")),
    ({"group": "council:MR-JÄM"}, refs("C01")),  # no allocation: the project itself belongs to the group
    ({"group": "council:with:MR-S"}, refs("O02", "C03", "C04")),
    ({"partner": "nbpn"}, refs("C06")),
    ({"partner": "nbpn", "role": "implementing"}, refs("C06")),
    ({"partner": "nbpn", "role": "hosting"}, []),
    ({"fund": "adjacent-area"}, refs("C07")),
    ({"fund": NOT_STATED}, [r for r in ALL if r != "DOK8-C07"]),
    ({"place": "narva"}, refs("C07")),
    ({"country": "EE", "kind": "study"}, refs("C09")),  # the Baltic countries are Estonia, Latvia, Lithuania
    ({"year": "2005"}, refs("C05", "C06")),
    ({"year": ["2005", "2006"]}, refs("C03", "C04", "C05", "C06")),
    ({"year": "2009"}, refs("O05")),
    ({"year": "2003"}, refs("C09", "C10", "C11")),
    ({"starts_after": "2008"}, refs("C01", "C02")),
    ({"starts_after": "2008-05"}, refs("C01")),
    ({"starts_before": "2003"}, refs("C09", "C10")),
    ({"starts_after": "2006-09-08", "starts_before": "2006-09-08"}, refs("C03", "C04")),  # "September 2006" matches
    ({"ends_after": "2008-10-31"}, refs("C01")),
    ({"ends_before": "2003-04-01"}, refs("C11")),
    ({"budget_min": "1500000"}, refs("O05", "C08", "C11")),
    ({"budget_min": "1500000.01"}, refs("O05", "C11")),
    ({"budget_max": "50000"}, refs("C04")),
    ({"budget_max": ["50000", "100000"]}, refs("C03", "C04", "C06")),
    ({"budget_stated": "false"}, refs("O06", "C01", "C05")),
    ({"budget_stated": ["true", "false"]}, ALL),
    ({"search": "pol-e-quality"}, refs("C06")),
    ({"search": "policewomen"}, refs("C06")),  # a partner's name
    ({"search": "dok8-c1"}, refs("C10", "C11")),
    ({"search": "POLICEWOMEN network"}, refs("C06")),
    ({"search": "no such words"}, []),
]


@pytest.mark.django_db
@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(("query", "expected"), FOUND, ids=[str(query) for query, _ in FOUND])
def test_a_filter_finds_what_the_annex_says(get: Any, query: dict[str, Any], expected: list[str]) -> None:
    assert [project["reference"] for project in get("projects/", **query)["results"]] == expected


@pytest.mark.django_db
@pytest.mark.usefixtures("dokument8")
def test_initiatives_of_others_are_found_only_when_asked_for(get: Any) -> None:
    assert get("projects/", portfolio="all")["count"] > 17
    assert get("projects/", search="CAPE")["count"] == 0
    assert get("projects/", search="CAPE", portfolio="initiatives-of-others")["count"] == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("ordering", "first", "last"),
    [
        ("reference", "DOK8-C01", "DOK8-O06"),
        ("-reference", "DOK8-O06", "DOK8-C01"),
        ("-budget_dkk", "DOK8-O05", None),
        ("budget_dkk", "DOK8-C04", None),
    ],
)
def test_ordering_puts_the_unknown_last_either_way(get: Any, ordering: str, first: str, last: str | None) -> None:
    results = get("projects/", ordering=ordering)["results"]
    assert results[0]["reference"] == first
    if last is None:
        assert [project["budget_dkk"] for project in results[-3:]] == [None, None, None]
    else:
        assert results[-1]["reference"] == last


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("typo", "1"),
        ("status", "open"),
        ("kind", "Project"),
        ("council", "MR-XYZ"),
        ("council", "+"),
        ("council", "with:"),
        ("council", "MR-S,"),
        ("group", "council:with:MR-A+MR-B"),
        ("core_area", "prevntion"),
        ("country", "XX"),
        ("place", "atlantis"),
        ("partner", "nobody"),
        ("role", "boss"),
        ("fund", "none"),
        ("year", "206"),
        ("year", "two"),
        ("year", "9" * 400),
        ("starts_after", "2006-13"),
        ("starts_before", "2006-02-30"),
        ("ends_after", "tomorrow"),
        ("ends_before", "0206"),
        ("budget_min", "-1"),
        ("budget_min", "1e999"),
        ("budget_max", "NaN"),
        ("budget_max", "0.001"),
        ("budget_stated", "perhaps"),
        ("portfolio", "dokument-9"),
        ("search", "x" * 7_000),
        ("ordering", "budget"),
        ("ordering", "--title"),
        ("page", "0"),
        ("page", "99999999999999999999"),
        ("page", "1; DROP TABLE"),
        ("page_size", "501"),
        ("page_size", "ten"),
        ("format", "exe"),
        ("100%", "%s"),
    ],
)
def test_what_makes_no_sense_is_a_400_that_names_the_parameter(get: Any, parameter: str, value: str) -> None:
    assert [*get("projects/", expect=400, **{parameter: value})] == [parameter]


@pytest.mark.django_db
def test_a_filter_over_two_relations_multiplies_nothing(get: Any) -> None:
    """Two councils and two allocations: a join of both would give 600 for a true 300."""
    project = builders.project(councils=["MR-A", "MR-B"])
    builders.allocation(project, "100.00")
    builders.allocation(project, "200.00")
    answer = get("totals/", council=["MR-A", "MR-B"], fund=NOT_STATED)
    assert answer["total"] == {"projects": 1, "allocations": 2, "budget_dkk": "300.00"}


@pytest.mark.django_db
def test_a_role_counts_only_for_the_partners_that_are_chosen(admin_client: Any) -> None:
    """P-1: A implements and B hosts, so A does not host it; P-2: A hosts."""
    first, second = builders.project("P-1"), builders.project("P-2")
    a, b = builders.organisation("a"), builders.organisation("b")
    for project, partner, role in ((first, a, "implementing"), (first, b, "hosting"), (second, a, "hosting")):
        Partnership.objects.create(project=project, organisation=partner, role=role)
    found = {
        query: [one.reference for one in admin_client.get(f"/projects/?{query}").context["page"]]
        for query in ("partner=a&role=hosting", "partner=b&role=hosting", "partner=b&role=implementing", "role=hosting")
    }
    assert found == {
        "partner=a&role=hosting": ["P-2"],
        "partner=b&role=hosting": ["P-1"],
        "partner=b&role=implementing": [],
        "role=hosting": ["P-1", "P-2"],
    }


@pytest.mark.django_db
def test_a_search_of_which_no_word_is_left_finds_nothing() -> None:
    """A soft hyphen is no letter. Left out, it would widen the list to all projects."""
    builders.project("P-1")
    assert list(Project.objects.matching("\u00ad")) == []
    assert [project.reference for project in Project.objects.matching("  ")] == ["P-1"]
