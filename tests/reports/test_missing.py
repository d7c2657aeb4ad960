"""What is missing, as a work list: it holds every incomplete project, and each gap links to its field."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from projects.choices import Gap
from reports.kinds.gaps import edit_address
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(django_user_model: Any) -> Client:
    user = django_user_model.objects.create_user("editor", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label__in=["projects", "budgets"]))
    client = Client()
    client.force_login(user)
    return client


def test_each_gap_leads_to_its_section_for_those_who_may_edit(editor: Client, reader: Client) -> None:
    builders.project("P-1")
    page = editor.get("/reports/gaps/").content.decode()
    for section in ("dates", "people", "money", "places"):
        assert f'<a href="/projects/P-1/?edit={section}#section-{section}">missing</a>' in page
    assert "?edit=" not in reader.get("/reports/gaps/").content.decode()


@pytest.mark.parametrize("gap", Gap)
def test_every_gap_has_a_section_that_opens(editor: Client, gap: Gap) -> None:
    address = edit_address(builders.project("P-1"), gap)
    assert "data-keeping" in editor.get(address).content.decode()


def test_every_project_is_on_a_page_of_the_list(reader: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("reports.views.PAGE_SIZE", 2)
    for number in range(1, 6):
        builders.project(f"P-{number}")
    pages = [reader.get(f"/reports/gaps/?page={number}").content.decode() for number in (1, 2, 3)]
    found = [reference for page in pages for reference in re.findall(r">(P-\d)</a>", page)]
    assert found == ["P-1", "P-2", "P-3", "P-4", "P-5"]
