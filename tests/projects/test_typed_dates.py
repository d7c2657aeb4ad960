"""Years, months and days are read as people write them, in every language, and never as a different day."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django_filters import DateFilter
from hypothesis import given
from hypothesis import strategies as st

from budgets.filtersets import AllocationFilterSet
from budgets.rules.filtersets import FindingsFilterSet
from budgets.why.question import WhyFilterSet
from events.filtersets import EventFilterSet
from pages.changes.forms import ChangesForm
from projects.fields import PartialDateFormField
from projects.filtering.typed import READ
from projects.language.amounts import AmountField
from projects.language.typed_dates import examples, parse_date
from projects.partial_date import PartialDate
from reports.forms import OnForm, SinceForm
from tests import builders
from tests.projects.test_partial_date import PARTIAL_DATES

LANGUAGES = ["en", "da", "sv", "nb", "fi", "is"]


@given(PARTIAL_DATES, st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES))
def test_what_a_language_writes_every_language_reads(date: PartialDate, writer: str, reader: str) -> None:
    with translation.override(writer):
        text = date.in_words()
    with translation.override(reader):
        assert parse_date(text) == date
        assert parse_date(str(date)) == date


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2027", "2027"),
        ("2027-05", "2027-05"),
        ("2027-5-8", "2027-05-08"),
        ("8.9.2006", "2006-09-08"),
        ("08.09.2006", "2006-09-08"),
        ("8. 9. 2006", "2006-09-08"),
        ("31/12/2006", "2006-12-31"),
        ("9/2006", "2006-09"),
        ("maj 2027", "2027-05"),
        ("mai 2027", "2027-05"),
        ("May 2027", "2027-05"),
        ("maí 2027", "2027-05"),
        ("toukokuu 2027", "2027-05"),
        ("toukokuussa 2027", "2027-05"),
        ("september 2006", "2006-09"),
        ("sept. 2006", "2006-09"),
        ("syyskuu 2006", "2006-09"),
        ("syys 2006", "2006-09"),
        ("8. syyskuuta 2006", "2006-09-08"),
        ("8. september 2006", "2006-09-08"),
        ("den 8:e september 2006", "2006-09-08"),
        ("d. 8. sept. 2006", "2006-09-08"),
        ("8th of September 2006", "2006-09-08"),
        ("September 8, 2006", "2006-09-08"),
        ("ágúst 2006", "2006-08"),
        ("ág. 2006", "2006-08"),
        ("okt 2006", "2006-10"),
        ("lokakuu 2006", "2006-10"),
        ("des. 2006", "2006-12"),
        ("joulukuu 2006", "2006-12"),
        ("marraskuu 2006", "2006-11"),
        ("mars 2006", "2006-03"),
        ("maalis 2006", "2006-03"),
    ],
)
def test_a_date_is_read_in_every_language(text: str, iso: str, language: str) -> None:
    with translation.override(language):
        assert str(parse_date(text)) == iso


@pytest.mark.parametrize(
    ("text", "language", "iso"),
    [("9/8/2006", "da", "2006-08-09"), ("9-8-2006", "sv", "2006-08-09"), ("mar 2006", "da", "2006-03")],
)
def test_a_language_decides_between_readings(text: str, language: str, iso: str) -> None:
    with translation.override(language):
        assert str(parse_date(text)) == iso


def test_a_date_with_two_readings_is_refused_with_both() -> None:
    with translation.override("en"), pytest.raises(ValueError, match="9 August 2006 or 8 September 2006"):
        parse_date("9/8/2006")
    with translation.override("fi"), pytest.raises(ValueError, match=r"\w"):
        parse_date("mar 2006")


@pytest.mark.parametrize(
    "text",
    ["", "8.9.06", "32.1.2006", "30.2.2006", "8.13.2006", "ma 2006", "smarch 2006", "maj", "8 2006 maj", "4 March",
     "2006-13", "1850", "maj 1850", "next week", "x" * 10_000, "8.9.2006 10:00", "２００６"],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ .*\."):
        parse_date(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_placeholder_shows_dates_that_are_read(language: str) -> None:
    with translation.override(language):
        year, month, day = examples().split(", ")
        assert [str(parse_date(one)) for one in (year, month, day)] == ["2027", "2027-05", "2027-05-08"]


def test_pages_read_every_filter_that_takes_an_amount_or_a_date() -> None:
    filters = {**AllocationFilterSet.base_filters, **EventFilterSet.base_filters}
    inner = {name: getattr(one, "extra", {}).get("inner") for name, one in filters.items()}
    typed = {name for name, field in inner.items() if isinstance(field, AmountField | PartialDateFormField)}
    of_days = {**WhyFilterSet.base_filters, **FindingsFilterSet.base_filters}
    typed |= {name for name, one in of_days.items() if isinstance(one, DateFilter)}
    for form in (SinceForm, ChangesForm, OnForm):
        typed |= {name for name, field in form.base_fields.items() if isinstance(field, PartialDateFormField)}
    assert typed | {"from", "to"} == {*READ}


@pytest.mark.django_db
class TestAddresses:
    @pytest.fixture(autouse=True)
    def projects(self) -> None:
        builders.allocation(builders.project("P-1", starts="2006-09-08"), "900000.50")
        builders.allocation(builders.project("P-2", starts="2006-10"), "900000.51")

    def found(self, client: Client, **query: str) -> list[str]:
        answer = client.get("/projects/", query)
        assert answer.status_code == 200
        return [one.reference for one in answer.context["page"]]

    @pytest.mark.parametrize("text", ["900000,50", "900.000,50", "900 000,50", "900,000.50", "900000.50"])
    def test_a_page_reads_an_amount_as_typed(self, admin_client: Client, text: str) -> None:
        assert self.found(admin_client, budget_max=text, lang="da") == ["P-1"]

    @pytest.mark.parametrize("text", ["september 2006", "8.9.2006", "30.9.2006", "2006-09"])
    def test_a_page_reads_a_date_as_typed(self, admin_client: Client, text: str) -> None:
        assert self.found(admin_client, starts_before=text, lang="sv") == ["P-1"]

    def test_links_of_a_page_carry_plain_values(self, admin_client: Client) -> None:
        answer = admin_client.get("/projects/", {"budget_max": "900.000,50", "starts_before": "maj 2027", "lang": "da"})
        page = answer.content.decode()
        assert "budget_max=900000.50&amp;starts_before=2027-05" in page
        assert "900.000%2C50" not in page
        assert "900.000,50" in page  # the amount as it was understood

    def test_a_page_refuses_two_readings_and_names_both(self, admin_client: Client) -> None:
        answer = admin_client.get("/projects/", {"budget_min": "1.250"})
        assert answer.status_code == 400
        assert "can mean 1,250 or 1.25" in answer.content.decode()
        dated = admin_client.get("/projects/", {"starts_after": "9/8/2006"})
        assert "can mean 9 August 2006 or 8 September 2006" in dated.content.decode()

    @pytest.mark.parametrize(
        "query", [{"budget_min": "1.250.000"}, {"budget_min": "900000,50"}, {"starts_after": "maj 2027"}]
    )
    def test_the_api_takes_plain_values_only(self, admin_client: Client, query: dict[str, Any]) -> None:
        assert admin_client.get("/api/v1/projects/", query).status_code == 400

    @pytest.mark.parametrize(
        ("address", "name"),
        [("why/", "on"), ("why/", "after"), ("entries/", "on"), ("entries/", "until"), ("allocations/", "on")],
    )
    @pytest.mark.parametrize("root", ["/", "/api/v1/"])
    @pytest.mark.parametrize("text", ["04/03/2026", "03/04/26"])
    def test_no_language_reads_two_readings_as_one(
        self, admin_client: Client, root: str, address: str, name: str, text: str
    ) -> None:
        query = {name: text, "measure": "paid"} if address == "why/" else {name: text}
        assert admin_client.get(f"{root}{address}", query).status_code == 400


@pytest.mark.parametrize("text", ["32.1.2006", "2006-13", "30 februar 2006", "13/2006", "29. feb. 2007"])
def test_a_date_that_does_not_exist_is_named_as_it_was_typed(text: str) -> None:
    with pytest.raises(ValueError, match=rf"^There is no such date: {re.escape(text)}\.$"):
        parse_date(f" {text} ")
