"""Signing in: the limit on tries, and that the editing side has no sign-in page of its own."""

from typing import Any

import pytest
from django.test import Client

from tests.pages.test_pages import text_of

pytestmark = pytest.mark.django_db
WRONG = {"username": "anna", "password": "wrong"}


def test_too_many_tries_wait_and_are_told_how_long(client: Client, django_user_model: Any) -> None:
    django_user_model.objects.create_user("anna", password="right")
    # Both pages count together
    for number in range(10):
        path = "/sign-in/" if number % 2 else "/api/v1/token/"
        assert client.post(path, WRONG).status_code in (200, 400)
    refused = client.post("/sign-in/?lang=da", {**WRONG, "password": "right"})
    assert refused.status_code == 429
    assert 14 * 60 < int(refused.headers["Retry-After"]) <= 15 * 60
    assert "15 " in text_of(refused)
    assert "_auth_user_id" not in client.session
    program = client.post("/api/v1/token/", WRONG)
    assert (program.status_code, int(program.headers["Retry-After"]) > 0) == (429, True)
    assert "Try again in 15 minutes." in program.json()["detail"]
    # Opening the page is not a try, and another address has its own limit
    assert client.get("/sign-in/").status_code == 200
    assert client.post("/sign-in/", {**WRONG, "password": "right"}, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_the_editing_side_leads_to_the_sites_own_sign_in(client: Client) -> None:
    for path in ("/admin/", "/admin/projects/project/"):
        shown = client.get(path, follow=True)
        assert shown.redirect_chain[-1][0] == f"/sign-in/?next={path}"
    assert client.post("/admin/login/", WRONG).headers["location"] == "/sign-in/?next=/admin/"


def test_who_is_not_on_the_staff_is_told_so_and_not_sent_round(reader: Client, admin_client: Client) -> None:
    assert reader.get("/admin/", follow=True).status_code == 403
    assert admin_client.get("/admin/login/").headers["location"] == "/admin/"
