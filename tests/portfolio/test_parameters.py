"""A parameter that takes one value is refused with two, and a value that nothing has is refused in every list."""

from typing import Any

import pytest
from django.test import Client

from budgets.rules.filtersets import FindingsFilterSet
from events.filtersets import EventFilterSet
from portfolio.api_urls import router
from tests import builders
from tests.rights import people

pytestmark = pytest.mark.django_db
TWICE = "This parameter is in the address twice."


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("totals/?measure=paid&on=2025-01-01&on=2025-12-31", "on"),
        ("totals/?measure=paid&measure=debt", "measure"),
        ("totals/?mode=exclusive&mode=mentioned", "mode"),
        ("totals/?on=&on=2025-12-31", "on"),
        ("differences/?measure=paid&on=2025-01-01&on=2025-12-31", "on"),
        ("why/?measure=paid&measure=debt", "measure"),
        ("why/?project=P-1&project=P-2", "project"),
        ("entries/?since=2025-01-01&since=2025-12-31", "since"),
        ("entries/?contract=P-1-K1&contract=P-1-K2", "contract"),
        ("allocations/?on=2025-01-01&on=2025-12-31", "on"),
        ("findings/?on=2025-01-01&on=2025-12-31", "on"),
        ("projects/?page=1&page=2", "page"),
        ("projects/?page_size=1&page_size=2", "page_size"),
        ("projects/?cursor=&cursor=x", "cursor"),
        ("projects/?lang=da&lang=en", "lang"),
        ("projects/P-1/?lang=da&lang=en", "lang"),
        ("projects/?format=csv&format=ndjson", "format"),
        ("projects/?format=csv&dialect=&dialect=excel", "dialect"),
        ("events/clashes/?from=2025&to=2025&to=2026", "to"),
        ("events/free-dates/?length=2&from=2026&to=2026&length=3", "length"),
        ("annex/?lang=da&lang=en", "lang"),
    ],
)
def test_the_api_refuses_two_values_where_one_is_taken(get: Any, address: str, name: str) -> None:
    builders.entry(builders.allocation(builders.project("P-1"), "100.00"), "paid", "2025-03-01", "40.00")
    path, _sign, query = address.partition("?")
    assert get(f"{path}?{query}", expect=400)[name] == [TWICE]


@pytest.mark.parametrize(
    "address",
    [
        "?measure=paid&measure=debt",
        "projects/?on=2025-01-01&on=2025-12-31",
        "projects/?page=1&page=2",
        "projects/?format=csv&format=xlsx",
        "projects/P-1/?lang=da&lang=en",
        "allocations/?on=2025-01-01&on=2025-12-31",
        "entries/?contract=P-1-K1&contract=P-1-K2",
        "why/?project=P-1&project=P-2",
        "reports/?mode=exclusive&mode=mentioned",
        "reports/debt/?on=2025-01-01&on=2025-12-31",
        "reports/changes/?since=2025-01-01&since=2025-12-31",
        "reports/by-council/?format=csv&format=xlsx",
        "calendar/?view=list&view=year",
        "calendar/clashes/?from=2025&from=2026",
        "calendar/free-dates/?length=2&from=2026&to=2026&to=2027",
        "calendar/documents/?page=1&page=2",
        "register/?lang=da&lang=en",
        "my-work/?whose=mine&whose=all",
        "changes/?since=2025-01-01&since=2025-12-31",
    ],
)
def test_pages_refuse_it_too(address: str) -> None:
    builders.entry(builders.allocation(builders.project("P-1"), "100.00"), "paid", "2025-03-01", "40.00")
    client = Client()
    client.force_login(people.account(people.CHIEF))
    answer = client.get(f"/{address}", headers={"accept-language": "en"})
    assert answer.status_code == 400
    assert TWICE in answer.text


@pytest.mark.parametrize("where", ["/", "/projects/", "/projects/P-1/", "/api/v1/projects/", "/as-of/1/projects/"])
def test_an_address_names_one_day(reader: Client, where: str) -> None:
    builders.project("P-1")
    answer = reader.get(f"{where}?as_of=2&as_of=3")
    assert (answer.status_code, "names two days" in answer.text) == (400, True)


@pytest.mark.parametrize(
    "address",
    [
        "api/v1/projects/?status=ongoing&status=closed&fields=reference&fields=title",
        "api/v1/totals/?group_by=council&group_by=fund",
        "api/v1/projects/?ordering=status&ordering=-starts",
        "api/v1/projects/?format=xlsx&columns=status&columns=budget",
        "api/v1/projects/?search=a&search=b&starts_after=2001&starts_after=2002",
        "api/v1/entries/?entry_kind=paid&entry_kind=released&in_force=true&in_force=false",
        "api/v1/events/free-dates/?length=2&from=2026-01&to=2026-03&audience=police&audience=prosecutors",
        "reports/?group_by=council&group_by=fund",
        "projects/?columns=status&columns=budget",
        "calendar/clashes/?kind=meeting&kind=conference",
        "calendar/?view=list&status=confirmed&status=tentative",
        # The same value twice is one value
        "api/v1/totals/?measure=paid&measure=paid",
        "projects/?page=1&page=1",
    ],
)
def test_what_takes_several_values_still_takes_them(reader: Client, address: str) -> None:
    builders.project("P-1")
    assert reader.get(f"/{address}").status_code == 200


def lists() -> dict[str, Any]:
    """Every list of the API that has filters, with its filterset."""
    found = {prefix: viewset.filterset_class for prefix, viewset, _name in router.registry}
    return {**found, "findings": FindingsFilterSet, "deadlines": EventFilterSet}


FREE = {"search"}
"""Filters that take any text."""


@pytest.mark.parametrize(
    ("path", "name"),
    [(path, name) for path, filterset in lists().items() for name in filterset.base_filters if name not in FREE],
)
def test_every_filter_of_every_list_refuses_what_nothing_has(get: Any, path: str, name: str) -> None:
    assert name in get(f"{path}/", expect=400, **{name: "NO-SUCH-VALUE"})


@pytest.mark.parametrize(
    ("page", "name"),
    [("budget-posts", "council"), ("entries", "contract"), ("allocations", "post"), ("my-work", "rule")],
)
def test_the_pages_of_these_lists_refuse_it_too(page: str, name: str) -> None:
    client = Client()
    client.force_login(people.account(people.CHIEF))
    answer = client.get(f"/{page}/?{name}=NO-SUCH-VALUE")
    assert answer.status_code == 400
    assert "NO-SUCH-VALUE" in answer.text


def test_budget_posts_are_found_by_an_alias_of_their_council_and_by_several_years(get: Any) -> None:
    one, other = builders.council("MR-A"), builders.council("MR-B")
    one.aliases.create(alias="MR-OLD")
    for number, (council, year) in enumerate(((one, 2024), (one, 2025), (other, 2025), (None, 2026)), 1):
        builders.post(f"{year}-{number}", council=council)

    def codes(**asked: Any) -> list[str]:
        return [row["code"] for row in get("budget-posts/", **asked)["results"]]

    assert codes(council="MR-OLD") == ["2024-1", "2025-2"]
    assert codes(council=["MR-A", "MR-B"]) == ["2024-1", "2025-2", "2025-3"]
    assert codes(council="not-stated") == ["2026-4"]
    assert codes(year=[2024, 2026]) == ["2024-1", "2026-4"]
    assert codes(council="MR-A", year=2025) == ["2025-2"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("projects/?dialect=excel", "csv, xlsx, ndjson, json"),
        ("reports/by-council/?dialect=excel", "csv, xlsx, pdf, docx, ndjson"),
        ("api/v1/projects/?dialect=excel", "csv, xlsx, ndjson, json"),
        ("api/v1/totals/?dialect=excel", "csv, xlsx, pdf, docx, ndjson"),
    ],
)
def test_a_dialect_without_a_format_says_what_is_missing(reader: Client, address: str, said: str) -> None:
    answer = reader.get(f"/{address}")
    assert answer.status_code == 400
    assert f"A dialect needs a format: add “format”. The formats are: {said}." in answer.text


@pytest.mark.parametrize("query", ["on=1", "on=2025-12-31", "kind=paid", "edit=texts&code=P-1-K1", "nonsense=1"])
def test_the_page_of_a_project_refuses_what_it_does_not_take(query: str) -> None:
    builders.project("P-1")
    client = Client()
    client.force_login(people.account(people.CHIEF))
    answer = client.get(f"/projects/P-1/?{query}")
    assert answer.status_code == 400
    assert "There is no parameter" in answer.text
