"""Entering and changing events: who may, what the form says before saving, and what organisations' accounts see."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import get_resolver

from accounts.keys import make_key
from events.entry import rules as entry_rules
from events.models import Contributor, Event, EventContact, EventParty
from portfolio.middleware import ContributorsFence
from projects.models import Organisation, Place
from tests import builders

pytestmark = pytest.mark.django_db

NEW = "/calendar/new/"


def account(organisation: str) -> Client:
    person = get_user_model().objects.create_user(f"of-{organisation}")
    Contributor.objects.create(user=person, organisation=builders.organisation(organisation))
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def body() -> Client:
    """Returns a client signed in as the account of the organisation "body"."""
    return account("body")


def given(**values: Any) -> dict[str, Any]:
    return {"title": "Network meeting", "kind": "meeting", "status": "tentative", "starts": "2030-05-10", **values}


def own_event(slug: str = "own", **values: Any) -> Event:
    event = builders.event(slug, starts="2030-05-10", **values)
    EventParty.objects.create(event=event, role="organising", organisation=builders.organisation("body"))
    return Event.objects.get(pk=event.pk)


def opened(client: Client, event: Event) -> dict[str, Any]:
    """Returns the values of an event's form as it opens, ready to be sent back."""
    form = client.get(f"{event.get_absolute_url()}edit/").context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, "", [], False)}


def test_an_organisation_enters_its_own_event(body: Client) -> None:
    city = builders.city()
    answer = body.post(NEW, given(place=city.pk, audience=["police"], participants=["other"], ends="2030-05-11"))
    # The other organisation does not exist yet; its field says so
    assert answer.status_code == 400
    builders.organisation("other")
    answer = body.post(NEW, given(place=city.pk, audience=["police"], participants=["other"], ends="2030-05-11"))
    event = Event.objects.get()
    assert answer["Location"] == "/calendar/events/network-meeting/"
    assert (event.title_en, event.status, str(event.ends), str(event.audience)) == (
        "Network meeting",
        "tentative",
        "2030-05-11",
        "police",
    )
    assert {(one.party.slug, one.role) for one in event.parties.all()} == {
        ("body", "organising"),
        ("other", "participating"),
    }
    assert event.source.document.slug == "calendar-of-body"
    assert event.history.get().history_user.username == "of-body"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"starts": ""}, "starts"),
        ({"starts": "2030-13"}, "starts"),
        ({"ends": "2030-05-09"}, "ends"),
        ({"ends": "2040-05-09"}, "ends"),
        ({"status": "confirmed"}, "status"),
        ({"title": ""}, "title"),
        ({"recurrence": "FREQ=NEVER"}, "recurrence"),
        ({"starts": "2030", "recurrence": "FREQ=WEEKLY"}, "recurrence"),
        ({"starts": "", "starts_at_0": "2030-05-10", "starts_at_1": "09:00"}, "timezone"),
        ({"place": "9999"}, "place"),
    ],
)
def test_bad_input_is_an_error_at_its_field_and_saves_nothing(body: Client, values: dict[str, str], field: str) -> None:
    answer = body.post(NEW, given(**values))
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert not Event.objects.exists()


def test_checking_the_date_shows_the_clashes_and_saves_nothing(body: Client) -> None:
    own_event()
    answer = body.post(NEW, given(check="1"))
    assert [clash.event.slug for clash in answer.context["findings"].clashes] == ["own"]
    assert "Both are organised by body." in answer.content.decode()
    assert Event.objects.count() == 1


def test_a_date_that_clashes_seriously_is_saved_only_in_spite_of_it(body: Client) -> None:
    own_event(status="confirmed")
    stopped = body.post(NEW, given())
    assert (stopped.status_code, Event.objects.count()) == (400, 1)
    assert "Save in spite of these clashes" in stopped.content.decode()
    assert body.post(NEW, given(in_spite="on")).status_code == 302
    assert Event.objects.count() == 2


def test_others_events_are_nobodys_to_change(body: Client) -> None:
    theirs = builders.event("theirs", parties=["body"])
    EventParty.objects.create(event=theirs, role="organising", organisation=builders.organisation("other"))
    joint = own_event("joint")
    EventParty.objects.create(event=joint, role="organising", council=builders.council("MR-S"))
    for event in (theirs, joint, builders.event("nobodys")):
        assert body.get(f"{event.get_absolute_url()}edit/").status_code == 404
        assert body.post(f"{event.get_absolute_url()}edit/", given()).status_code == 404
    own = own_event()
    EventParty.objects.create(event=own, role="co-organising", organisation=builders.organisation("other"))
    assert body.get(f"{own.get_absolute_url()}edit/").status_code == 200


def test_staff_confirm_and_confirm_anew_where_time_or_place_change(body: Client, admin_client: Client) -> None:
    event = own_event(status="tentative")
    confirm = f"{event.get_absolute_url()}confirm/"
    assert body.post(confirm).status_code == 403
    assert admin_client.post(confirm, {"opened": event.history.latest("history_id").history_id}).status_code == 302
    event.refresh_from_db()
    assert event.status == "confirmed"
    answer = body.post(f"{event.get_absolute_url()}edit/", {**opened(body, event), "starts": "2030-05-11"}, follow=True)
    event.refresh_from_db()
    assert (event.status, str(event.starts)) == ("tentative", "2030-05-11")
    assert "staff have to confirm it again" in answer.content.decode()


def test_two_people_never_overwrite_each_other_silently(body: Client, admin_client: Client) -> None:
    event = own_event()
    address = f"{event.get_absolute_url()}edit/"
    mine = opened(body, event)
    admin_client.post(address, {**opened(admin_client, event), "title": "By staff"})
    answer = body.post(address, {**mine, "title": "By body"})
    assert answer.status_code == 400
    assert "was changed by admin" in answer.content.decode()
    event.refresh_from_db()
    assert event.title_en == "By staff"


def test_nor_do_they_what_belongs_to_an_event(body: Client, admin_client: Client) -> None:
    event = own_event()
    address = f"{event.get_absolute_url()}edit/"
    builders.organisation("third")
    mine = opened(body, event)
    admin_client.post(address, {**opened(admin_client, event), "participants": ["third"]})
    assert body.post(address, {**mine, "title": "By body"}).status_code == 400
    assert event.parties.filter(organisation__slug="third").exists()


def test_contacts_of_others_are_neither_seen_nor_lost(body: Client) -> None:
    event = own_event()
    for of in ("body", "other"):
        EventContact.objects.create(event=event, contact=builders.contact(of=of, person=f"Person of {of}"))
    page = body.get(f"{event.get_absolute_url()}edit/").content.decode()
    assert "Adviser, body" in page
    assert "other" not in page.partition('name="contacts"')[2].partition("</select>")[0]
    body.post(f"{event.get_absolute_url()}edit/", {**opened(body, event), "contacts": []})
    assert [one.contact.organisation.slug for one in event.event_contacts.all()] == ["other"]


def test_who_has_no_right_enters_nothing(reader: Client, client: Client) -> None:
    assert reader.get(NEW).status_code == 403
    assert reader.post(NEW, given()).status_code == 403
    assert reader.get(f"{own_event().get_absolute_url()}edit/").status_code == 404
    assert client.get(NEW).status_code == 302


def test_free_dates_lead_to_the_form_with_the_days_filled_in(body: Client) -> None:
    builders.city()
    asked = {"length": "2", "from": "2030-05-01", "to": "2030-05-31", "place": "st-petersburg"}
    page = body.get("/calendar/free-dates/", asked).content.decode()
    # On Monday 6 May, Latvia has the day off for Saturday 4 May
    assert "/calendar/new/?starts=2030-05-07&amp;ends=2030-05-08&amp;place=st-petersburg" in page
    form = body.get(NEW, {"starts": "2030-05-07", "ends": "2030-05-08", "place": "st-petersburg"}).context["form"]
    assert (form["starts"].value(), form["ends"].value()) == ("2030-05-07", "2030-05-08")
    assert form["place"].value() is not None


def test_free_dates_hand_on_for_whom_and_by_whom(admin_client: Client) -> None:
    builders.country("DK")
    body = builders.organisation("institute")
    asked = {"length": "2", "from": "2030-05", "to": "2030-05", "audience": ["police", "schools"], "country": "DK"}
    page = admin_client.get("/calendar/free-dates/", {**asked, "organiser": "institute"}).content.decode()
    (address,) = {found for found in re.findall(r'href="(/calendar/new/[^"]+)"', page) if "starts=2030-05-06" in found}
    form = admin_client.get(unescape(address)).context["form"]
    assert form["audience"].value() == ["police", "schools"]
    assert form["audience_countries"].value() == [Place.objects.get(code="DK").pk]
    assert form["organisers"].value() == [body.slug]


def test_free_dates_name_what_a_week_would_meet(admin_client: Client, dokument8: None) -> None:
    asked = {"length": "2", "from": "2008-04", "to": "2008-04", "place": "st-petersburg"}
    page = admin_client.get("/calendar/free-dates/", asked).content.decode()
    assert page.count('href="/calendar/events/cooperation-to-combat-trafficking/"') == 5
    assert "Both are in St Petersburg." in page


@pytest.mark.parametrize(
    "asked", [{"length": "0"}, {"length": "2", "from": "2030", "to": "2032"}, {"length": "9", "x": "1"}]
)
def test_free_dates_refuse_nonsense(body: Client, asked: dict[str, str]) -> None:
    assert body.get("/calendar/free-dates/", asked).status_code == 400


# What contributors may not open or change


def test_an_organisations_account_sees_the_calendar_and_no_budget(dokument8: None) -> None:
    client = account("body")
    assert client.get("/")["Location"] == "/calendar/"
    register = ("/projects/", "/projects/DOK8-O01/", "/allocations/", "/organisations/tf-thb/", "/documents/")
    for page in (*register, "/search/", "/map/", "/reports/", "/reports/annex/", "/views/", "/admin/"):
        assert client.get(page).status_code == 403, page
    for path in ("projects/", "allocations/", "totals/", "annex/", "documents/", "funds/"):
        assert client.get(f"/api/v1/{path}").status_code == 403, path
    for page in (
        "/calendar/",
        "/calendar/documents/",
        "/calendar/clashes/",
        "/calendar/free-dates/",
        NEW,
        "/calendar.ics",
        "/api/v1/events/",
    ):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "DKK" not in answer.content.decode(), page
        assert 'href="/projects/' not in answer.content.decode(), page


def test_a_token_is_no_way_round_the_fence(dokument8: None) -> None:
    account("body")
    token = make_key(user=Contributor.objects.get().user, name="Reader")
    program = Client(headers={"Authorization": f"Token {token}"})
    assert program.get("/api/v1/projects/").status_code == 403
    assert program.get("/api/v1/totals/?group_by=status").status_code == 403
    assert program.get("/api/v1/events/").status_code == 200


def test_the_fence_names_pages_that_exist() -> None:
    names: set[str] = set()

    def collect(patterns: Any, prefix: str = "") -> None:
        for one in patterns:
            if hasattr(one, "url_patterns"):
                collect(one.url_patterns, f"{prefix}{one.namespace}:" if one.namespace else prefix)
            elif one.name:
                names.add(f"{prefix}{one.name}")

    collect(get_resolver().url_patterns)
    assert names >= ContributorsFence.OPEN


def test_an_account_that_is_staff_stays_staff(admin_client: Client, admin_user: Any) -> None:
    Contributor.objects.create(user=admin_user, organisation=builders.organisation("body"))
    assert admin_client.get("/projects/").status_code == 200
    assert Organisation.objects.filter(contributors__user=admin_user).exists()


def test_a_new_event_without_countries_meets_the_holidays_of_all_nordic_and_baltic_countries(
    admin_client: Client,
) -> None:
    # 6 May 2027 is Ascension Day, a day off in the Nordic countries and not in Latvia
    riga = builders.city("riga", "LV")
    sent = {"title": "Meeting", "kind": "meeting", "status": "tentative", "starts": "2027-05-05", "ends": "2027-05-06"}
    page = admin_client.post("/calendar/new/", {**sent, "place": riga.pk, "check": "1"}).content.decode()
    assert "6 May 2027 is a public holiday in " in page
    assert "Åland Islands" in page
    assert page.count("6 May 2027 is a public holiday") == 1
    assert "Nothing is in the way." not in page


def test_the_series_of_an_organisations_account_are_bounded_on_the_form_too(
    body: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry_rules, "MOST_OF_ORGANISATION", 15)
    series = given(repeats="rule", recurrence="FREQ=DAILY;COUNT=10")
    assert body.post(NEW, series).status_code == 302
    refused = body.post(NEW, {**series, "title": "A second series"})
    sentence = "With it, the events of the organisation would take place more than 15 times."
    assert (refused.status_code, refused.context["form"].errors["repeats"]) == (400, [sentence])
    assert (
        body.post(
            NEW, {**series, "recurrence": "FREQ=DAILY;COUNT=5", "title": "A second", "starts": "2031-05-10"}
        ).status_code
        == 302
    )
    # An event makes room for its own new times
    own = Event.objects.get(slug="network-meeting")
    moved = {**opened(body, own), "recurrence": "FREQ=DAILY;COUNT=9"}
    assert body.post(f"{own.get_absolute_url()}edit/", moved).status_code == 302


def test_places_are_looked_for_among_thousands_on_both_forms(body: Client) -> None:
    builders.city("riga", "LV")
    for number in range(120):
        builders.city(f"town-{number}")
    for address in ("/calendar/free-dates/", NEW):
        page = body.get(address).content.decode()
        assert 'name="find_place"' in page
        assert "town-7" not in page
    asked = {"length": "2", "from": "2030-05", "to": "2030-05", "find": "place", "find_place": "riga"}
    found = body.get("/calendar/free-dates/", asked).content.decode()
    assert re.search(r'type="radio" name="place" value="riga"', found)
