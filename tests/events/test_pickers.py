"""Pickers for lists of any length: a page never contains a long list, and searched rows are found and kept."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.models import Contributor, Event
from projects.filtering.pickers import MOST_FOUND, MOST_WHOLE
from projects.models import Document, Organisation
from tests import builders
from tests.cases import once
from tests.events.test_entry import account, given

pytestmark = pytest.mark.django_db
NEW = "/calendar/new/"


def many_organisations() -> None:
    rows = [Organisation(slug=f"body-{number:03}", name_en=f"Body {number:03}") for number in range(MOST_WHOLE)]
    Organisation.objects.bulk_create([*rows, Organisation(slug="jamtland", name_sv="Länsstyrelsen i Östersund")])


def picker(answer: Any, name: str) -> str:
    return unescape(answer.content.decode()).split(f'data-picker="{name}"')[1].split("</details>")[0]


def offered(answer: Any, name: str) -> list[str]:
    return re.findall(r'type="(?:checkbox|radio)" name="\w+" value="([^"]+)"', picker(answer, name))


def ticked(answer: Any, name: str) -> list[str]:
    return re.findall(r'value="([^"]+)" checked', picker(answer, name))


@pytest.mark.once
def test_a_short_list_stands_whole_without_a_search(admin_client: Client) -> None:
    for slug in ("b", "a"):
        builders.organisation(slug)
    answer = admin_client.get(NEW)
    assert offered(answer, "organisers") == ["a", "b"]
    assert "find_organisers" not in picker(answer, "organisers")
    assert "None chosen" in picker(answer, "organisers")


def test_a_long_list_is_on_no_page_but_what_is_looked_for_is_found(admin_client: Client) -> None:
    many_organisations()
    answer = admin_client.get(NEW)
    assert offered(answer, "organisers") == []
    assert "A long list: look for a name." in picker(answer, "organisers")
    # A search as people type it: without the dots, in any order, in capitals
    found = admin_client.post(NEW, given(find="organisers", find_organisers="OSTERSUND lans"))
    assert offered(found, "organisers") == ["jamtland"]
    assert "1 found" in picker(found, "organisers")
    none = admin_client.post(NEW, given(find="organisers", find_organisers="nobody"))
    assert "Nothing is found." in picker(none, "organisers")
    some = admin_client.post(NEW, given(find="organisers", find_organisers="body"))
    assert len(offered(some, "organisers")) == MOST_FOUND
    assert "Many are found: these are the first." in picker(some, "organisers")


@pytest.mark.once
def test_looking_for_something_keeps_what_was_typed_and_chosen_and_judges_nothing(admin_client: Client) -> None:
    many_organisations()
    sent = given(title="Half a title", starts="2030-13", organisers=["body-007"], find="organisers")
    answer = admin_client.post(NEW, {**sent, "find_organisers": "ostersund"})
    assert answer.status_code == 200
    assert (offered(answer, "organisers"), ticked(answer, "organisers")) == (["body-007", "jamtland"], ["body-007"])
    page = answer.content.decode()
    assert 'value="Half a title"' in page
    assert "Nothing is saved yet" not in page
    assert "errorlist" not in page
    assert not Event.objects.exists()


@pytest.mark.once
def test_what_was_looked_for_and_not_chosen_is_told_before_saving(admin_client: Client) -> None:
    many_organisations()
    sent = given(organisers=["jamtland"])
    refused = admin_client.post(NEW, {**sent, "find_participants": "body 00"})
    assert refused.status_code == 400
    assert refused.context["form"].errors == {"participants": ["Nothing is chosen from the results for “body 00”."]}
    assert len(offered(refused, "participants")) == 10, "Body 000 to Body 009, to be chosen now"
    chosen = admin_client.post(NEW, {**sent, "find_participants": "body 00", "participants": ["body-001", "body-050"]})
    assert chosen.status_code == 302
    event = Event.objects.get()
    assert {one.party.slug for one in event.parties.all()} == {"jamtland", "body-001", "body-050"}


def test_councils_stand_beside_organisations_and_are_found_by_an_alias(admin_client: Client) -> None:
    council = builders.council("MR-LAG")
    council.aliases.create(alias="MR-LOV")
    many_organisations()
    found = admin_client.post(NEW, given(find="hosts", find_hosts="mr-lov"))
    assert offered(found, "hosts") == ["MR-LAG"]
    known = admin_client.post(NEW, given(find="hosts", hosts=["MR-LOV"]))
    assert ticked(known, "hosts") == ["MR-LAG"]


@pytest.mark.once
def test_one_source_is_chosen_or_none(admin_client: Client) -> None:
    source = builders.source()
    builders.organisation("body")
    answer = admin_client.get(NEW)
    assert 'type="radio" name="source" value="" checked' in picker(answer, "source")
    admin_client.post(NEW, given(source=source.pk))
    assert Event.objects.get().source == source
    assert ticked(admin_client.get(f"{Event.objects.get().get_absolute_url()}edit/"), "source") == [str(source.pk)]


def test_contacts_of_others_are_not_found_by_an_organisation(admin_client: Client) -> None:
    body = account("body")
    theirs = builders.contact("Adviser", of="other")
    for number in range(MOST_WHOLE + 1):
        builders.contact(f"Clerk {number}", of="body")
    for words in ("adviser", "other", ""):
        answer = body.post(NEW, given(find="contacts", find_contacts=words, contacts=[theirs.pk]))
        assert "Adviser" not in answer.content.decode()
    assert len(offered(admin_client.post(NEW, given(find="contacts", find_contacts="adviser")), "contacts")) == 1
    assert len(offered(body.post(NEW, given(find="contacts", find_contacts="body clerk 10")), "contacts")) == 2
    for name in ("projects", "documents", "source", "organisers"):
        assert f'data-picker="{name}"' not in body.get(NEW).content.decode()


@pytest.mark.parametrize("words", ["\0", "%", *map(once, ("_", "' OR 1=1 --", "x" * 100_000, "<script>", "²", " "))])
@pytest.mark.parametrize("name", ["organisers", "projects", "documents", "contacts", "source"])
def test_hostile_words_and_values_find_nothing_and_break_nothing(admin_client: Client, name: str, words: str) -> None:
    builders.project()
    builders.contact()
    answer = admin_client.post(NEW, given(find=name, **{f"find_{name}": words, name: [words]}))
    assert answer.status_code == 200
    assert ticked(answer, name) == []
    assert "<script>" not in answer.content.decode().split("<main")[1].split("</main>")[0]
    # No other field has an error
    saved = admin_client.post(NEW, given(**{"organisers": ["body"], name: [words]}))
    assert saved.status_code == 400
    # Organisations are entered as words; blanks alone mean that no organisation is chosen
    nobody = name == "organisers" and not words.strip()
    assert list(saved.context["form"].errors) == ["source" if nobody else name]
    assert not Event.objects.exists()


@pytest.mark.once
def test_the_free_dates_find_too_and_the_api_knows_no_such_parameter(admin_client: Client) -> None:
    many_organisations()
    asked = {"length": "2", "from": "2030-05", "to": "2030-06"}
    looking = admin_client.get("/calendar/free-dates/", {**asked, "find": "organiser", "find_organiser": "ostersund"})
    assert (looking.status_code, offered(looking, "organiser")) == (200, ["jamtland"])
    assert "weeks" not in looking.context
    refused = admin_client.get("/calendar/free-dates/", {**asked, "find_organiser": "ostersund"})
    assert refused.status_code == 400
    answered = admin_client.get("/calendar/free-dates/", {**asked, "organiser": "jamtland", "find_organiser": "x"})
    assert answered.status_code == 200
    assert answered.context["weeks"]
    api = admin_client.get("/api/v1/events/free-dates/", {**asked, "find_organiser": "x"})
    assert api.status_code == 400
    assert "find_organiser" in api.json()


@pytest.mark.once
def test_the_import_finds_the_organisation_before_there_is_a_file(admin_client: Client) -> None:
    many_organisations()
    answer = admin_client.post("/calendar/import/", {"find": "organisation", "find_organisation": "ostersund"})
    key = str(Organisation.objects.get(slug="jamtland").pk)
    assert (answer.status_code, offered(answer, "organisation")) == (200, [key])
    assert "errorlist" not in answer.content.decode()


@pytest.mark.once
def test_the_form_takes_the_same_queries_and_bytes_with_any_number_of_rows(admin_client: Client) -> None:
    many_organisations()
    sizes, counts = [], []
    for more in range(2):
        for number in range(MOST_WHOLE + 1):
            builders.contact(f"Clerk {more}-{number}", of="body-001")
            Document.objects.create(slug=f"paper-{more}-{number}", title_en=f"Paper {number}", kind="report")
            builders.project(f"Q-{more}-{number}")
        with CaptureQueriesContext(connection) as queries:
            sizes.append(len(admin_client.get(NEW).content))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    # Except for a token, which changes each time but keeps its length
    assert sizes[0] == sizes[1]


@pytest.mark.once
def test_filters_without_counts_offer_what_is_chosen_out_of_a_very_long_list(admin_client: Client) -> None:
    many_organisations()
    many = [Organisation(slug=f"more-{number:03}", name_en=f"More {number:03}") for number in range(100)]
    Organisation.objects.bulk_create(many)
    page = unescape(admin_client.get("/calendar/?organisation=body-007&at=2030-05").content.decode())
    assert 'name="organisation" value="body-007" checked' in page
    assert 'value="more-001"' not in page


@pytest.mark.once
def test_an_account_of_an_organisation_is_told_of_all_it_may_choose(admin_client: Client) -> None:
    body = account("body")
    builders.organisation("other")
    assert Contributor.objects.count() == 1
    assert offered(body.get(NEW), "participants") == ["body", "other"]
