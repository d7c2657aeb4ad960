"""Sessions: when they end, who sees and ends them, and what their last use does not touch."""

import time
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.test import Client

from accounts.models import OpenSession
from accounts.sessions.agents import browser_of, shortened
from accounts.sessions.keeping import forget_old
from changes.models import Change, Way
from changes.opened import changing
from changes.version import version
from projects.models import Project
from tests import builders
from tests.pages.test_pages import text_of

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
HOUR, DAY = 3600, 24 * 3600


@pytest.fixture
def anna() -> User:
    return User.objects.create_user("anna", password="right")


def signed_in(name: str = "anna", **options: Any) -> Client:
    client = Client(**options)
    assert client.post("/sign-in/", {"username": name, "password": "right"}).status_code == 302
    return client


@pytest.fixture
def later(monkeypatch: Any) -> Any:
    """Stops the clock of the sessions, and returns a function that moves it to so many seconds from now."""
    start = int(time.time())

    def move(seconds: float) -> None:
        monkeypatch.setattr("accounts.sessions.keeping.time", SimpleNamespace(time=lambda: start + seconds))

    move(0)
    return move


def is_in(client: Client) -> bool:
    return bool(client.get("/account/sessions/").status_code == 200)


@pytest.mark.usefixtures("anna")
def test_a_session_ends_after_twelve_hours_without_use(later: Any) -> None:
    client = signed_in()
    later(12 * HOUR - 60)
    assert is_in(client)
    later(24 * HOUR - 180)
    assert is_in(client)
    later(36 * HOUR)
    assert client.get("/account/sessions/").headers["location"] == "/sign-in/?next=/account/sessions/"
    assert not Session.objects.exists()
    assert not OpenSession.objects.exists()


@pytest.mark.usefixtures("anna")
def test_a_session_of_a_clock_that_was_ahead_ends_as_any_other(later: Any) -> None:
    later(24 * HOUR)
    client = signed_in()
    later(0)
    assert is_in(client)
    later(12 * HOUR - 60)
    assert is_in(client)
    later(24 * HOUR)
    assert not is_in(client)


@pytest.mark.usefixtures("anna")
def test_a_session_ends_after_seven_days_however_much_it_is_used(later: Any) -> None:
    client = signed_in()
    for hours in range(10, 7 * 24, 10):
        later(hours * HOUR)
        assert is_in(client), hours
    later(7 * DAY + 1)
    assert not is_in(client)


@pytest.mark.usefixtures("anna")
def test_the_api_and_open_pages_know_that_the_session_has_ended(later: Any, settings: Any) -> None:
    client = signed_in()
    later(13 * HOUR)
    assert client.get("/api/v1/projects/").status_code == 401
    settings.OPEN_READING = True
    client = signed_in()
    later(26 * HOUR)
    assert 'href="/sign-in/?next=' in client.get("/projects/").content.decode()


@pytest.mark.usefixtures("anna")
def test_the_cookie_of_a_session_lives_no_longer_than_the_session() -> None:
    assert signed_in().cookies["sessionid"]["max-age"] == 7 * DAY


@pytest.mark.usefixtures("anna")
def test_the_last_use_is_written_every_five_minutes_and_moves_no_version(later: Any) -> None:
    client = signed_in()
    first, data = OpenSession.objects.get().seen, version()
    later(299)
    client.get("/calendar/")
    assert OpenSession.objects.get().seen == first
    later(301)
    client.get("/calendar/")
    assert (OpenSession.objects.get().seen - first).seconds >= 300
    assert version() == data


@pytest.mark.usefixtures("anna")
def test_reading_as_of_an_earlier_change_writes_no_last_use(later: Any) -> None:
    builders.project("P-1")
    with changing(way=Way.ADMIN):
        Project.objects.update(status="ongoing")
    client = signed_in()
    first = OpenSession.objects.get().seen
    later(301)
    number = Change.objects.latest("number").number
    file = client.get(f"/as-of/{number}/api/v1/projects/?format=csv")
    assert (file.status_code, file.streaming) == (200, True)
    file.getvalue()
    assert OpenSession.objects.get().seen == first


@pytest.mark.usefixtures("anna")
def test_a_page_is_shown_although_the_last_use_cannot_be_written(later: Any, monkeypatch: Any) -> None:
    client = signed_in()
    later(301)

    def full(*_args: Any, **_options: Any) -> None:
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr("accounts.sessions.keeping._list", full)
    assert client.get("/calendar/").status_code == 200


@pytest.mark.usefixtures("anna")
def test_a_request_needs_no_query_for_the_limits(django_assert_num_queries: Any) -> None:
    client = signed_in()
    client.get("/healthz")
    with django_assert_num_queries(2):
        # The session, the account
        client.post("/account/sessions/")


def test_a_session_from_before_the_list_is_listed_at_its_next_use(anna: User) -> None:
    client = Client()
    client.force_login(anna)
    session = client.session
    del session["open_session"]
    session.save()
    OpenSession.objects.all().delete()
    assert is_in(client)
    assert OpenSession.objects.get().session_key == session.session_key


def test_a_person_sees_browser_system_and_a_shortened_address(anna: User) -> None:
    client = Client(headers={"user-agent": FIREFOX})
    client.post("/sign-in/", {"username": "anna", "password": "right"}, REMOTE_ADDR="192.0.2.77")
    page = text_of(client.get("/account/sessions/"))
    assert "Firefox on Windows" in page
    assert "192.0.2.…" in page
    assert "192.0.2.77" not in page
    assert str(client.session.session_key) not in client.get("/account/sessions/").content.decode()


@pytest.mark.usefixtures("anna")
def test_a_person_ends_another_session_or_all_others() -> None:
    here, lost, phone = signed_in(), signed_in(), signed_in()
    row = OpenSession.objects.get(session_key=lost.session.session_key)
    here.post(f"/account/sessions/{row.pk}/end/")
    assert [is_in(client) for client in (here, lost, phone)] == [True, False, True]
    answer = here.post("/account/sessions/others/end/", follow=True)
    assert "1 session is ended." in text_of(answer)
    assert [is_in(client) for client in (here, phone)] == [True, False]
    own = OpenSession.objects.get()
    assert here.post(f"/account/sessions/{own.pk}/end/").headers["location"] == "/sign-in/"
    assert not is_in(here)


@pytest.mark.usefixtures("anna")
def test_nobody_sees_or_ends_the_sessions_of_others() -> None:
    User.objects.create_user("bo", password="right")
    anna, bo = signed_in(headers={"user-agent": FIREFOX}), signed_in("bo")
    row = OpenSession.objects.get(session_key=anna.session.session_key)
    assert bo.post(f"/account/sessions/{row.pk}/end/").status_code == 404
    bo.post("/account/sessions/others/end/")
    assert "Firefox" not in text_of(bo.get("/account/sessions/"))
    assert is_in(anna)


@pytest.mark.usefixtures("anna")
def test_a_changed_password_ends_the_other_sessions_and_the_list_says_so() -> None:
    here, other = signed_in(), signed_in()
    new = "a sentence that nobody knows"
    here.post("/password/", {"old_password": "right", "new_password1": new, "new_password2": new})
    assert "You are signed in nowhere else." in text_of(here.get("/account/sessions/"))
    assert OpenSession.objects.of(User.objects.get()).get().session_key == here.session.session_key
    assert not is_in(other)


def test_an_administrator_ends_a_session(anna: User, admin_client: Client) -> None:
    client = signed_in()
    row = OpenSession.objects.get(user=anna)
    assert "anna" in text_of(admin_client.get("/admin/accounts/opensession/"))
    admin_client.post(f"/admin/accounts/opensession/{row.pk}/delete/", {"post": "yes"})
    assert not is_in(client)
    client = signed_in()
    row = OpenSession.objects.get(user=anna)
    data = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    admin_client.post("/admin/accounts/opensession/", data)
    assert not is_in(client)


@pytest.mark.usefixtures("anna")
def test_signing_out_takes_the_session_off_the_list() -> None:
    client = signed_in()
    client.post("/sign-out/")
    assert not OpenSession.objects.exists()


@pytest.mark.usefixtures("anna")
def test_ended_sessions_are_removed_from_the_list() -> None:
    here, other = signed_in(), signed_in()
    Session.objects.filter(session_key=other.session.session_key).delete()
    assert forget_old() == 1
    assert OpenSession.objects.get().session_key == here.session.session_key


@pytest.mark.parametrize(
    ("agent", "names"),
    [
        (FIREFOX, ("Firefox", "Windows")),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", ("Edge", "Windows")),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", ("Chrome", "Linux")),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", ("Safari", "macOS")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140.0 Safari/604.1", ("Chrome", "iPhone")),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", ("Chrome", "Android")),
        ("", ("", "")),
        ("curl/8", ("", "")),
    ],
)
def test_browsers_have_the_names_that_people_know(agent: str, names: tuple[str, str]) -> None:
    assert browser_of(agent) == names


@pytest.mark.parametrize(
    ("address", "short"),
    [
        ("192.0.2.77", "192.0.2.…"),
        ("::ffff:192.0.2.77", "192.0.2.…"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:…"),
        ("", ""),
        ("unix", ""),
    ],
)
def test_an_address_is_kept_without_its_end(address: str, short: str) -> None:
    assert shortened(address) == short
