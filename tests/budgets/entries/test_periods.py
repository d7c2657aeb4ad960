"""Accounting periods: each day is in one, and closing one and opening it again need their rights and leave a trace."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from budgets.models import Period
from changes.models import Change
from tests import builders
from tests.admin_pages import address, opened
from tests.changes.api.program import Program

pytestmark = pytest.mark.django_db

RIGHTS = ("add_period", "change_period", "view_period", "reopen_period")


def account(name: str, *rights: str) -> Any:
    row = get_user_model().objects.create_user(name, is_staff=True)
    row.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return row


@pytest.fixture
def quarter() -> Period:
    return Period.objects.create(code="2025-Q1", first_day="2025-01-01", last_day="2025-03-31")


@pytest.fixture
def controller() -> Program:
    return Program(account("anna", *RIGHTS))


@pytest.fixture
def bookkeeper() -> Program:
    """An account that may close periods, and not open them again."""
    return Program(account("bo", *RIGHTS[:3]))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2025-03-31", "2025-06-30"),
        ("2024-12-01", "2025-01-01"),
        ("2025-02-01", "2025-02-28"),
        ("2024-01-01", "2025-12-31"),
    ],
)
def test_periods_that_share_a_day_are_refused(controller: Program, quarter: Period, first: str, last: str) -> None:
    answer = controller.send("post", "periods/", {"code": "NEW", "first_day": first, "last_day": last})
    sentence = "Each day is in one period. The period 2025-Q1 is from 1 January 2025 to 31 March 2025."
    assert (answer.status_code, answer.json()) == (400, {"first_day": [sentence]})
    assert Period.objects.count() == 1


def test_periods_beside_each_other_are_kept(controller: Program, quarter: Period) -> None:
    for first, last in (("2024-10-01", "2024-12-31"), ("2025-04-01", "2025-06-30")):
        made = controller.send("post", "periods/", {"code": f"P-{first}", "first_day": first, "last_day": last})
        assert made.status_code == 201, made.content
    assert controller.send("patch", "periods/2025-Q1/", {"first_day": "2025-01-02"}).status_code == 200
    assert controller.send("patch", "periods/2025-Q1/", {"last_day": "2025-04-01"}).status_code == 400


def test_a_program_closes_a_period_and_the_change_says_who_and_when(bookkeeper: Program, quarter: Period) -> None:
    answer = bookkeeper.send("post", "periods/2025-Q1/close/?reason=Accounted+for")
    assert answer.status_code == 200, answer.content
    change = Change.objects.get(number=answer["X-Change"])
    assert (str(change.actor), change.reason, change.way) == ("bo", "Accounted for", "api")
    quarter.refresh_from_db()
    assert answer.json()["closed_at"] is not None
    assert str(quarter.closed_by) == "bo"
    again = bookkeeper.send("post", "periods/2025-Q1/close/")
    assert (again.status_code, "X-Change" in again) == (200, False)
    assert again.json() == answer.json()


def test_a_dry_run_closes_nothing(bookkeeper: Program, quarter: Period) -> None:
    answer = bookkeeper.send("post", "periods/2025-Q1/close/?dry_run=true")
    assert [one["field"] for one in answer.json()["difference"]] == ["closed_at"]
    assert not Period.objects.get().closed


def test_closing_and_opening_need_their_rights(bookkeeper: Program, controller: Program, quarter: Period) -> None:
    reader = Program(account("rita", "view_period"))
    assert reader.send("post", "periods/2025-Q1/close/").status_code == 403
    assert bookkeeper.send("post", "periods/2025-Q1/close/").status_code == 200
    refused = bookkeeper.send("post", "periods/2025-Q1/reopen/", {"reason": "A late voucher"})
    assert refused.status_code == 403
    assert refused.json() == {"detail": "You do not have the right to open a closed period again."}
    assert Period.objects.get().closed
    assert controller.send("post", "periods/2025-Q1/reopen/").json() == {
        "reason": ["Say why the period is opened again."]
    }
    opened_again = controller.send("post", "periods/2025-Q1/reopen/", {"reason": "A late voucher"})
    assert opened_again.json()["closed_at"] is None
    change = Change.objects.get(number=opened_again["X-Change"])
    assert (str(change.actor), change.reason) == ("anna", "A late voucher")


def test_undo_opens_no_period_for_an_account_without_the_right(
    bookkeeper: Program, controller: Program, quarter: Period
) -> None:
    number = bookkeeper.send("post", "periods/2025-Q1/close/")["X-Change"]
    assert bookkeeper.send("post", f"changes/{number}/undo/").status_code == 403
    assert Period.objects.get().closed
    assert controller.send("post", f"changes/{number}/undo/").status_code == 201
    assert not Period.objects.get().closed


def test_a_person_opens_a_period_again_and_says_why(quarter: Period) -> None:
    staff, bookkeeper = Client(), Client()
    staff.force_login(account("anna", *RIGHTS))
    bookkeeper.force_login(account("bo", *RIGHTS[:3]))
    bookkeeper.post("/periods/2025-Q1/close/")
    assert "/periods/2025-Q1/reopen/" not in bookkeeper.get("/periods/2025-Q1/").content.decode()
    assert bookkeeper.post("/periods/2025-Q1/reopen/", {"reason": "x"}).status_code == 403
    assert "/periods/2025-Q1/reopen/" in staff.get("/periods/2025-Q1/").content.decode()
    assert "Open the period 2025-Q1 again?" in staff.get("/periods/2025-Q1/reopen/").content.decode()
    answer = staff.post("/periods/2025-Q1/reopen/", {"reason": " "})
    assert answer.status_code == 400
    assert "Say why the period is opened again." in answer.content.decode()
    answer = staff.post("/periods/2025-Q1/reopen/", {"reason": "A late voucher"}, follow=True)
    assert "The period 2025-Q1 is open again." in answer.content.decode()
    assert not Period.objects.get().closed
    assert Change.objects.latest("number").reason == "A late voucher"


def test_an_earlier_version_on_the_editing_side_opens_no_period(admin_client: Client, quarter: Period) -> None:
    typed = {"code": "2025-Q1", "first_day": "2025-01-01", "last_day": "2025-03-30"}
    saved = admin_client.post(address(quarter), {**opened(admin_client, quarter), **typed})
    assert saved.status_code == 302
    admin_client.post("/periods/2025-Q1/close/")
    version = quarter.history.order_by("history_id").first()
    page = f"/admin/budgets/period/{quarter.pk}/history/{version.pk}/"
    admin_client.post(page, {**typed, "_save": "1"})
    assert Period.objects.get().closed


def test_a_rate_is_not_frozen_with_a_grant_of_a_closed_period(quarter: Period) -> None:
    from budgets.rates import parse_rates
    from budgets.services import NoRate, freeze_rates
    from tests.budgets.test_rates import HISTORY, TODAY

    grant = builders.allocation(builders.project("P-1"), currency="SEK", granted="2009-03-04")
    Period.objects.create(code="2009", first_day="2009-01-01", last_day="2009-12-31", closed_at="2010-02-01T09:00Z")
    rates = parse_rates(HISTORY, today=TODAY)
    assert [one.why_not for one in freeze_rates(rates=rates)] == [NoRate.CLOSED_PERIOD]
    grant.refresh_from_db()
    assert grant.rate is None
    Period.objects.filter(code="2009").update(closed_at=None)
    assert [one.why_not for one in freeze_rates(rates=rates)] == [None]


def test_a_period_is_closed_only_after_its_last_day(bookkeeper: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    period = Period.objects.create(code="2025-Q1", first_day="2025-01-01", last_day="2025-03-31")
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_moment: date(2025, 3, 31))
    person = Client()
    person.force_login(get_user_model().objects.get(username="bo"))
    sentence = "The period ends on 31 March 2025. It can be closed from the day after."
    for path in ("periods/2025-Q1/close/", "periods/2025-Q1/close/?dry_run=true"):
        answer = bookkeeper.send("post", path)
        assert (answer.status_code, answer.json()) == (400, {"last_day": [sentence]})
    page = person.get("/periods/2025-Q1/close/").content.decode()
    assert sentence in page
    assert 'name="reason"' not in page
    assert "/periods/2025-Q1/close/" not in person.get("/periods/2025-Q1/").content.decode()
    assert person.post("/periods/2025-Q1/close/").status_code == 409
    period.refresh_from_db()
    assert not period.closed
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_moment: date(2025, 4, 1))
    assert "/periods/2025-Q1/close/" in person.get("/periods/2025-Q1/").content.decode()
    assert bookkeeper.send("post", "periods/2025-Q1/close/").status_code == 200


def test_the_message_after_closing_speaks_of_undo_to_those_who_may_undo(quarter: Period) -> None:
    for name, rights, words in (
        ("bo", RIGHTS[:3], "See change 1</a>"),
        ("anna", RIGHTS, "See change 2 or undo it</a>"),
    ):
        person = Client()
        person.force_login(account(name, *rights))
        answer = person.post("/periods/2025-Q1/close/", follow=True)
        assert words in answer.content.decode()
        Period.objects.update(closed_at=None)


def test_the_page_of_a_closed_period_does_not_offer_to_delete_it(controller: Program, quarter: Period) -> None:
    person = Client()
    person.force_login(account("dora", *RIGHTS, "delete_period"))
    assert "/periods/2025-Q1/delete/" in person.get("/periods/2025-Q1/").content.decode()
    controller.send("post", "periods/2025-Q1/close/")
    assert "/periods/2025-Q1/delete/" not in person.get("/periods/2025-Q1/").content.decode()
    page = person.get("/periods/2025-Q1/delete/").content.decode()
    assert "The period is closed. Open it first." in page
    assert "Nothing refers to it" not in page
    assert person.post("/periods/2025-Q1/delete/", {"seen": "9"}).status_code == 409
    assert Period.objects.exists()
