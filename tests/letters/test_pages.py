"""The pages of letters, the button Follow, stopping with one click, and the feed."""

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.models import Contributor
from letters.choices import State
from letters.models import Following, Letter
from letters.sending import send_letters
from letters.services import MOST_FOLLOWINGS, renew_feed
from projects.models import Project
from tests import builders
from tests.letters.conftest import change, following, let_see_changes, letters_of_today, view_of

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def client(anna: Any) -> Client:
    """Anna's browser."""
    browser = Client()
    browser.force_login(anna)
    return browser


@pytest.fixture
def letter(anna: Any) -> Letter:
    following(anna, builders.project("P-1", title_en="<b>Safe</b> house"))
    change(lambda: Project.objects.update(status="ongoing"), actor=anna)
    (made,) = letters_of_today()
    return made


def follow_by_form(client: Client, thing: Any, rhythm: str = "daily", kind: str = "") -> Any:
    kind = kind or thing._meta.model_name
    return client.post("/letters/follow/", {"kind": kind, "key": thing.pk, "rhythm": rhythm}, follow=True)


# Following


def test_projects_organisations_and_saved_views_have_the_button(client: Client, anna: Any) -> None:
    project, body, view = builders.project("P-1"), builders.organisation("body"), view_of(anna)
    for path, thing, kind in (
        ("/projects/P-1/", project, "project"),
        ("/organisations/body/", body, "organisation"),
        ("/views/", view, "view"),
    ):
        page = " ".join(client.get(path).content.decode().split())
        assert 'action="/letters/follow/"' in page
        assert f'<label for="follow-{kind}-{thing.pk}">Letters<span class="hidden">: {thing}</span></label>' in page
        answer = follow_by_form(client, thing, kind=kind)
        assert answer.redirect_chain == [(path, 302)]
        page = answer.content.decode()
        assert "Letters about it come daily." in page
        assert "You follow this: daily" in page
    assert Following.objects.filter(user=anna).count() == 3


def test_following_again_changes_how_often_letters_come(client: Client) -> None:
    project = builders.project("P-1")
    follow_by_form(client, project)
    follow_by_form(client, project, "weekly")
    assert [row.rhythm for row in Following.objects.all()] == ["weekly"]


def test_many_views_on_the_page_take_one_query_for_their_buttons(client: Client, anna: Any) -> None:
    for number in range(20):
        view_of(anna, name=f"View {number}")
    with CaptureQueriesContext(connection) as queries:
        client.get("/views/")
    assert sum('FROM "letters_following"' in query["sql"] for query in queries) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "council", "key": "1", "rhythm": "daily"},
        {"kind": "project", "key": "999", "rhythm": "daily"},
        {"kind": "project", "key": "x", "rhythm": "daily"},
        {"kind": "project", "key": "99999999999999999999", "rhythm": "daily"},
        {"kind": "project", "key": "1", "rhythm": "hourly"},
        {},
    ],
)
def test_a_wrong_form_is_refused(client: Client, values: dict[str, str]) -> None:
    assert client.post("/letters/follow/", values).status_code == 400
    assert not Following.objects.exists()


def test_a_private_view_of_somebody_else_cannot_be_followed(client: Client, bo: Any) -> None:
    assert follow_by_form(client, view_of(bo), kind="view").status_code == 400
    assert not Following.objects.exists()


def test_nobody_follows_more_than_a_letter_can_say(client: Client, anna: Any) -> None:
    Following.objects.bulk_create(
        [Following(user=anna, kind="project", row=10_000 + number) for number in range(MOST_FOLLOWINGS)]
    )
    answer = follow_by_form(client, builders.project("P-1"))
    assert f"You follow {MOST_FOLLOWINGS} things already." in answer.content.decode()
    assert Following.objects.count() == MOST_FOLLOWINGS


def test_visitors_and_contributors_have_no_button_and_no_letters(bo: Any, settings: Any) -> None:
    settings.OPEN_READING = True
    project = builders.project("P-1")
    assert "/letters/follow/" not in Client().get("/projects/P-1/").content.decode()
    assert follow_by_form(Client(), project).redirect_chain[0][0].startswith("/sign-in/")
    Contributor.objects.create(user=bo, organisation=builders.organisation("body"))
    browser = Client()
    browser.force_login(bo)
    assert browser.get("/letters/").status_code == 403
    assert follow_by_form(browser, project).status_code == 403
    assert not Following.objects.exists()


def test_the_page_lists_letters_and_what_is_followed(client: Client, letter: Letter) -> None:
    page = client.get("/letters/").content.decode()
    assert "1 project changed" in page
    assert "P-1 &lt;b&gt;Safe&lt;/b&gt; house" in page
    read = client.get(f"/letters/{letter.uid}/").content.decode()
    assert "&lt;b&gt;Safe&lt;/b&gt; house" in read
    assert "Status: Closed → Ongoing" in read
    assert "Anna" in read


def test_a_letter_leads_to_its_change_and_can_stop_what_it_is_about(client: Client, letter: Letter) -> None:
    let_see_changes(letter.user)
    page = " ".join(client.get(letter.get_absolute_url()).content.decode().split())
    assert '<a href="/changes/1/">Change 1</a>' in page
    stop = f"/letters/followings/{Following.objects.get().pk}/stop/"
    assert f'action="{stop}"' in page
    client.post(stop)
    assert not Following.objects.exists()
    assert "Stop following this" not in client.get(letter.get_absolute_url()).content.decode()


def test_readers_who_may_not_see_changes_get_no_link_to_them(letter: Letter, bo: Any) -> None:
    following(bo, Project.objects.get())
    change(lambda: Project.objects.update(status="closed"))
    (theirs,) = [made for made in letters_of_today() if made.user == bo]
    browser = Client()
    browser.force_login(bo)
    assert "/changes/" not in browser.get(theirs.get_absolute_url()).content.decode().partition("<main")[2]


def test_people_read_only_their_own_letters(letter: Letter, bo: Any) -> None:
    browser = Client()
    browser.force_login(bo)
    assert browser.get(f"/letters/{letter.uid}/").status_code == 404
    assert "1 project changed" not in browser.get("/letters/").content.decode()
    assert browser.post(f"/letters/followings/{Following.objects.get().pk}/stop/").status_code == 404


def test_unknown_parameters_are_refused(client: Client, letter: Letter) -> None:
    for path in ("/letters/", f"/letters/{letter.uid}/"):
        assert client.get(path, {"typo": "1"}).status_code == 400
    assert client.get("/letters/?page=2").status_code == 400


def test_a_deleted_project_stays_in_the_list_until_it_is_stopped(client: Client, letter: Letter) -> None:
    change(lambda: Project.objects.all().delete() and None)
    assert "This is deleted, or you may not see it any more." in client.get("/letters/").content.decode()
    client.post(f"/letters/followings/{Following.objects.get().pk}/stop/")
    assert not Following.objects.exists()


# Stopping


def test_one_click_stops_one_following_without_signing_in(letter: Letter) -> None:
    path = f"/letters/stop/{Following.objects.get().stop_token}/"
    visitor = Client(enforce_csrf_checks=True)
    page = visitor.get(path)
    assert page.status_code == 200
    assert Following.objects.exists()
    assert "Stop the letters about “P-1 &lt;b&gt;Safe&lt;/b&gt; house”?" in page.content.decode()
    # As a mail program posts it (RFC 8058)
    assert visitor.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Following.objects.exists()
    assert visitor.post(path).status_code == 200
    assert visitor.get(path).status_code == 404


def test_the_address_in_the_head_of_a_mail_stops_everything(anna: Any, settings: Any) -> None:
    settings.SENDS_MAIL = True
    settings.DEFAULT_FROM_EMAIL = "oversigt@example.org"
    following(anna, builders.project("P-1"))
    following(anna, builders.project("P-2"), "weekly")
    change(lambda: Project.objects.update(status="ongoing"))
    letters_of_today()
    path = f"/letters/stop/{anna.recipient.stop_token}/"
    assert "Stop all letters from Oversigt?" in Client().get(path).content.decode()
    Client(enforce_csrf_checks=True).post(path)
    assert not Following.objects.exists()
    assert Letter.objects.get().state == State.STOPPED
    send_letters()
    assert mail.outbox == []


def test_an_invented_token_stops_nothing(letter: Letter) -> None:
    assert Client().get("/letters/stop/nothing/").status_code == 404
    Client().post("/letters/stop/nothing/")
    assert Following.objects.exists()


# The feed


def test_the_feed_is_atom_with_stable_ids(client: Client, letter: Letter) -> None:
    let_see_changes(letter.user)
    page = client.post("/letters/feed/")
    assert page["Cache-Control"] == "no-store"
    found = re.search(r"<code>http://testserver(/letters/feed/[\w-]+/)</code>", page.content.decode())
    assert found
    answer = Client().get(found[1])
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 (our own feed)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}id") == letter.user.recipient.uid.urn
    assert feed.findtext(f"{ATOM}updated") == letter.made.isoformat()
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Oversigt"
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == letter.uid.urn
    assert entry.findtext(f"{ATOM}updated") == letter.made.isoformat()
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert content.text is not None
    assert content.get("type") == "html"
    assert '<a href="http://testserver/projects/P-1/">P-1 &lt;b&gt;Safe&lt;/b&gt; house</a>' in content.text
    assert '<a href="http://testserver/changes/1/">Change 1</a>' in content.text
    assert letter.user.recipient.stop_token not in answer.content.decode()
    assert Following.objects.get().stop_token not in answer.content.decode()


def test_a_feed_that_did_not_change_is_not_sent_again(anna: Any) -> None:
    path = f"/letters/feed/{renew_feed(user=anna)}/"
    first = Client().get(path)
    assert Client().get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    following(anna, builders.project("P-1"))
    change(lambda: Project.objects.update(status="ongoing"))
    letters_of_today()
    assert Client().get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_new_address_ends_the_one_before(anna: Any) -> None:
    before = renew_feed(user=anna)
    after = renew_feed(user=anna)
    assert Client().get(f"/letters/feed/{before}/").status_code == 404
    assert Client().get(f"/letters/feed/{after}/").status_code == 200
    assert after not in str(list(type(anna.recipient).objects.values()))


def test_the_feed_of_somebody_who_may_not_read_any_more_is_closed(anna: Any, bo: Any) -> None:
    of_anna, of_bo = (f"/letters/feed/{renew_feed(user=person)}/" for person in (anna, bo))
    anna.is_active = False
    anna.save()
    Contributor.objects.create(user=bo, organisation=builders.organisation("body"))
    assert Client().get(of_anna).status_code == 404
    assert Client().get(of_bo).status_code == 404
