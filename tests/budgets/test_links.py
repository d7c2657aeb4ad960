"""The links of figures: each leads to the list that the figure counts, or nowhere."""

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
