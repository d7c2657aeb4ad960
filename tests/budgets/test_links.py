"""The links of figures: each leads to the list that the figure counts, or there is no link."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from budgets.links import narrowed
from tests import builders


def test_a_figure_has_no_link_where_a_filter_rules_its_value_out() -> None:
    assert narrowed({"status": ["closed"]}, "status", "ongoing") == ""
    assert narrowed({"status": ["closed", "ongoing"]}, "status", "ongoing") == "/projects/?status=ongoing"
    assert narrowed({"status": ["closed"]}, "status", "closed") == "/projects/?status=closed"
    assert narrowed({"kind": ["study"]}, "status", "closed") == "/projects/?kind=study&status=closed"


@pytest.mark.django_db
def test_the_dashboard_of_closed_projects_has_no_link_to_ongoing_ones(admin_client: Client) -> None:
    builders.project("P-1", status="closed")
    builders.project("P-2", status="ongoing")
    links = admin_client.get("/?status=closed").context["board"].links
    assert (links["ongoing"], links["closed"]) == ("", "/projects/?status=closed")
    assert "status=ongoing" in admin_client.get("/").context["board"].links["ongoing"]


@pytest.mark.django_db
class TestLinksOfRows:
    """The address of a row names its group, the filters in force and nothing else."""

    @staticmethod
    def asked(get: Any, name: str, **query: Any) -> list[dict[str, list[str]]]:
        builders.allocation(builders.project("P-1", status="closed", councils=["MR-A", "MR-B"]), "5.00")
        return [parse_qs(urlsplit(row[name]).query) for row in get("totals/", **query)["rows"]]

    def test_of_a_combination(self, get: Any) -> None:
        asked = self.asked(get, "projects_url", group_by="council", kind="project")
        assert asked == [{"kind": ["project"], "group": ["council:MR-A+MR-B"]}]

    def test_of_its_allocations(self, get: Any) -> None:
        assert self.asked(get, "allocations_url", group_by="council") == [{"belongs_to": ["council:MR-A+MR-B"]}]

    def test_of_each_value_among_others(self, get: Any) -> None:
        asked = self.asked(get, "projects_url", group_by="council", mode="mentioned")
        assert asked == [{"group": ["council:with:MR-A"]}, {"group": ["council:with:MR-B"]}]

    def test_of_a_cell(self, get: Any) -> None:
        asked = self.asked(get, "projects_url", group_by="council,fund")
        assert asked == [{"group": ["council:MR-A+MR-B/fund:not-stated"]}]

    def test_of_a_trait_with_its_own_filter(self, get: Any) -> None:
        assert self.asked(get, "projects_url", group_by="status") == [{"status": ["closed"]}]

    def test_of_a_group_within_a_group(self, get: Any) -> None:
        asked = self.asked(get, "projects_url", group_by="fund", group="council:with:MR-A")
        assert asked == [{"group": ["council:with:MR-A,fund:not-stated"]}]
