"""A date of the address stands in its field as the reader's language writes it, and is read back as the same date."""

from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from projects.partial_date import PartialDate
from tests import builders
from tests.rights import people

pytestmark = pytest.mark.django_db
LANGUAGES = list(dict(settings.LANGUAGES))
WRITTEN = {
    "da": "8. maj 2027",
    "sv": "8 maj 2027",
    "nb": "8. mai 2027",
    "fi": "8. toukokuuta 2027",
    "is": "8. maí 2027",
    "en": "8 May 2027",
}
PAGES = {
    "/": {"starts_after": "2027-05-08", "ends_before": "2027-05", "measure": "paid", "on": "2027-05-08"},
    "/projects/": {"starts_before": "2027-05-08", "ends_after": "2027", "measure": "paid", "on": "2027-05-08"},
    "/allocations/": {"on": "2027-05-08"},
    "/entries/": {"since": "2027-05-08", "until": "2027-11-30", "on": "2027-12-31"},
    "/calendar/": {"view": "list", "starts_after": "2027-05-08"},
    "/calendar/clashes/": {"from": "2027-05-08", "to": "2027-12"},
    "/calendar/free-dates/": {"length": "2", "from": "2027-05-08", "to": "2027-06-30"},
    "/changes/": {"since": "2027-05-08", "until": "2027-06"},
    "/reports/debt/": {"on": "2027-05-08"},
    "/reports/changes/": {"since": "2027-05-08"},
}


class _Inputs(HTMLParser):
    """The values of the text inputs of the form of the page's filters, by name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "input" and said.get("type") == "text" and said.get("name"):
            self.found[str(said["name"])] = unescape(said.get("value") or "")


@pytest.fixture
def chief(db: None) -> Client:
    grant = builders.allocation(builders.project("P-1"), "100.00")
    builders.entry(grant, "paid", "2025-03-01", "40.00")
    client = Client()
    client.force_login(people.account(people.CHIEF))
    return client


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_field_shows_the_date_in_the_readers_language_and_reads_it_back(chief: Client, language: str) -> None:
    with translation.override(language):
        assert PartialDate(2027, 5, 8).in_words() == WRITTEN[language]
    for page, asked in PAGES.items():
        answer = chief.get(page, {**asked, "lang": language})
        assert answer.status_code == 200, page
        shown = _Inputs(answer.text).found
        dates = {name: value for name, value in asked.items() if value[:2] == "20"}
        with translation.override(language):
            assert {name: shown[name] for name in dates} == {
                name: PartialDate.parse(value).in_words() for name, value in dates.items()
            }, page
        again = chief.get(page, {**asked, **{name: shown[name] for name in dates}, "lang": language})
        assert again.status_code == 200, page
        assert {name: again.wsgi_request.GET[name] for name in dates} == dates, page


def test_a_state_of_a_difference_is_a_day_a_number_or_a_seal(chief: Client) -> None:
    builders.project("P-2")
    for asked, shown in (("2026-03-01", "1 March 2026"), ("1", "1"), ("seal:12", "seal:12")):
        page: Any = chief.get("/reports/difference/", {"to": asked, "lang": "en"})
        assert _Inputs(page.text).found["to"] == shown


def test_what_is_no_date_stays_as_it_was_typed(chief: Client) -> None:
    answer = chief.get("/entries/", {"since": "soon", "on": "2027-13-45", "lang": "da"})
    shown = _Inputs(answer.text).found
    assert (answer.status_code, shown["since"], shown["on"]) == (400, "soon", "2027-13-45")
