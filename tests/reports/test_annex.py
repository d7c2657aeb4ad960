"""The annex compared with Dokument 8 (J.nr. 09-00283-1): the figures below were read by hand from the document."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from budgets.models import Allocation, Fund
from projects.models import Organisation, Partnership, ProjectNote
from reports.annex.annex import Annex, Item, annex_filterset, annex_of
from reports.formats import OF_THE_ANNEX
from tests import builders

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)

# The annex "Oversigt over projektaktiviteter" from its first item to its last: words that identify the item there,
# and the amount printed in parentheses after it; None: no amount is printed
ONGOING = [
    ("DOK8-O01", "Nordic-Baltic knowledge overview and action plan", "500.000 DKK"),
    ("DOK8-O02", "Peer Review", "500.000 DKK"),
    ("DOK8-O03", "My vision", "1.200.000 DKK"),
    ("DOK8-O04", "Preventing trafficking in teenagers in institutions", "1.300.000 DKK"),
    ("DOK8-O05", "Efforts in fighting against trafficking in human beings", "3.150.000 DKK"),
    ("DOK8-O06", "Northern Dimension Partnership on Public Health and Social Wellbeing", None),
]
CLOSED = [
    ("DOK8-C01", "Konference om Prostitution i Norden", None),
    ("DOK8-C02", "Cooperation to combat trafficking in human beings", "200.000 DKK"),
    ("DOK8-C03", "Nordic cooperation, gender equality and sustainable development", "100.000 DKK"),
    ("DOK8-C04", "MR-S, MR-JÄM", "50.000 DKK"),
    ("DOK8-C05", "The Nordic Baltic Campaign against Trafficking in Women", None),
    ("DOK8-C06", "Pol-E-Quality Wanted", "100.000 DKK"),
    ("DOK8-C07", "Drugs, prostitution, trafficking in women", "550.000 DKK"),
    ("DOK8-C08", "Gender equality, drugs, sexual health", "1.500.000 DKK"),
    ("DOK8-C09", "Prostitution – a social problem?", "200.000 DKK"),
    ("DOK8-C10", "Mapping of situation and project against trafficking in women", "1.000.000 DKK"),
    ("DOK8-C11", "Joint Nordic Baltic Campaign against Trafficking in Women in 2002", "1.650.000 DKK"),
]


def annex(query: str = "", language: str = "en") -> Annex:
    with translation.override(language):
        filterset = annex_filterset(QueryDict(query))
        assert filterset.is_valid(), filterset.errors
        return annex_of(filterset, TODAY)


def items(made: Annex) -> list[Item]:
    return [item for section in made.sections for item in section.items]


def line(item: Item, name: str) -> str | None:
    return next((one.text for one in item.lines if one.name == name), None)


@pytest.mark.usefixtures("dokument8")
def test_the_danish_annex_has_the_items_of_dokument_8_in_its_order_with_its_amounts() -> None:
    made = annex(language="da")
    assert [section.status for section in made.sections] == ["ongoing", "closed"]
    for section, printed in zip(made.sections, (ONGOING, CLOSED), strict=True):
        assert [item.number for item in section.items] == list(range(1, len(printed) + 1))
        for item, (reference, title, amount) in zip(section.items, printed, strict=True):
            assert item.project.reference == reference
            assert title in item.title.text
            assert (amount or "(") in item.amount
            assert ("DKK" in item.amount) == (amount is not None)


@pytest.mark.usefixtures("dokument8")
def test_subtotals_and_total_are_those_of_the_document() -> None:
    made = annex()
    # 500 + 500 + 1200 + 1300 + 3150 thousand; 200 + 100 + 50 + 100 + 550 + 1500 + 200 + 1000 + 1650 thousand
    figures = [
        (one.figures.projects, one.figures.projects_without_budget, one.figures.allocations, one.figures.budget_dkk)
        for one in made.sections
    ]
    assert figures == [(6, 1, 5, Decimal(6_650_000)), (11, 2, 9, Decimal(5_350_000))]
    total = made.totals.total
    assert (total.projects, total.projects_without_budget, total.allocations) == (17, 3, 14)
    assert total.budget_dkk == Decimal(12_000_000)
    assert made.sections[0].subtotal == [
        "6 projects, 5 allocations, 6,650,000 DKK",
        "1 project whose budget is not stated",
    ]
    assert [fact.text for fact in made.explained] == [
        "17 projects, 14 allocations, 12,000,000 DKK",
        "3 projects whose budget is not stated",
    ]


@pytest.mark.once
@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("language", "amount"),
    [
        ("da", "1.200.000 DKK"),
        ("sv", "1\N{NO-BREAK SPACE}200\N{NO-BREAK SPACE}000 DKK"),
        ("nb", "1\N{NO-BREAK SPACE}200\N{NO-BREAK SPACE}000 DKK"),
        ("fi", "1\N{NO-BREAK SPACE}200\N{NO-BREAK SPACE}000 DKK"),
        ("is", "1.200.000 DKK"),
        ("en", "1,200,000 DKK"),
    ],
)
def test_amounts_are_written_in_the_way_of_the_language(language: str, amount: str) -> None:
    made = annex(language=language)
    assert made.language == language
    item = items(made)[2]
    assert amount in item.amount
    assert item.amount.startswith("(")
    assert item.amount.endswith(")")


@pytest.mark.usefixtures("dokument8")
def test_only_the_council_that_the_source_names_as_payer_is_said_to_pay() -> None:
    amounts = {item.project.reference: item.amount for item in items(annex())}
    assert amounts["DOK8-O02"] == "(500,000 DKK in total, paid by MR-S)"
    assert [reference for reference, amount in amounts.items() if "paid by" in amount] == ["DOK8-O02"]
    assert amounts["DOK8-C07"] == "(550,000 DKK in total, fund: Adjacent-area funds)"
    seminar = items(annex())[9]
    assert line(seminar, "councils") == "MR-JÄM – audience; MR-LAG – audience; MR-S – audience"
    assert seminar.amount == "(50,000 DKK in total)"


@pytest.mark.usefixtures("dokument8")
def test_a_share_of_a_co_financed_project_says_so() -> None:
    shares = {one.project.reference: one.amount for one in items(annex()) if "share" in one.amount}
    assert shares == {"DOK8-C06": "(100,000 DKK in total, the Council's share of a co-financed project)"}


@pytest.mark.usefixtures("dokument8")
def test_what_the_source_does_not_say_is_told_and_never_0() -> None:
    partnership = items(annex())[5]
    assert partnership.amount == "(budget not stated)"
    assert line(partnership, "not_stated") == "councils named, period"
    assert line(partnership, "period") is None


@pytest.mark.usefixtures("dokument8")
def test_periods_are_as_exact_as_the_source() -> None:
    periods = {item.project.reference: line(item, "period") for item in items(annex())}
    assert periods["DOK8-O05"] == "from 2007"
    assert periods["DOK8-C01"] == "October 2008"
    assert periods["DOK8-C03"] == "8 September 2006"
    assert periods["DOK8-C06"] == "2004 – 2005"
    assert periods["DOK8-C11"] == "until April 2003"


@pytest.mark.usefixtures("dokument8")
def test_each_item_names_its_place_in_the_document_and_inferred_facts_are_marked() -> None:
    made = annex()
    assert line(items(made)[12], "source") == "Closed projects, no. 7"
    assert items(made)[12].lines[-1].pieces[0].language == "en"
    assert line(items(made)[6], "partners") == "Nordic Gender Institute (NIKK) – inferred"
    assert [note.number for note in made.notes] == list(range(1, len(made.notes) + 1))
    inferred = [(note.reference, note.about) for note in made.notes if note.inferred]
    assert ("DOK8-C01", "Partners (Nordic Gender Institute)") in inferred
    assert [str(document.slug) for document in made.sources] == ["dokument-8"]


@pytest.mark.usefixtures("dokument8")
def test_initiatives_of_others_never_slip_into_the_annex() -> None:
    assert len(items(annex())) == 17
    everything = annex("portfolio=all")
    assert len(items(everything)) > 17
    assert everything.totals.total.budget_dkk == Decimal(12_000_000)
    assert all(line(item, "portfolio") for item in items(everything))


@pytest.mark.usefixtures("dokument8")
def test_filters_are_told_in_words_and_narrow_items_and_totals_alike() -> None:
    made = annex("status=closed&year=2004")
    assert [(fact.label, fact.text) for fact in made.asked][1:] == [
        ("Status", "Closed"),
        ("Active in the year", "2004"),
    ]
    assert [item.project.reference for item in items(made)] == ["DOK8-C06", "DOK8-C07", "DOK8-C08"]
    assert made.totals.total.budget_dkk == Decimal(2_150_000)  # 100 + 550 + 1500 thousand
    assert [section.status for section in made.sections] == ["closed"]


def test_an_empty_selection_is_a_whole_annex_without_items() -> None:
    made = annex("search=nothing")
    assert made.sections == []
    assert made.totals.total.projects == 0
    assert made.totals.total.budget_dkk is None


def test_a_text_that_is_missing_in_the_language_stands_in_the_original_and_says_in_which() -> None:
    builders.project("P-1", title_sv="Mot människohandel", title_en="", original_language="sv", summary_en="A summary.")
    (item,) = items(annex(language="fi"))
    assert (item.title.text, item.title.language) == ("Mot människohandel", "sv")
    assert (item.summary.text, item.summary.language) == ("A summary.", "en")
    assert len(item.particulars) == 4
    (item,) = items(annex(language="sv"))
    assert len(item.particulars) == 3  # The title is in the reader's language; only the summary is not
    (item,) = items(annex())
    assert item.particulars == ["P-1", "Project", "language of the title: Swedish"]


def test_an_amount_in_another_currency_without_a_rate_is_told_and_never_added() -> None:
    project = builders.project("P-1")
    builders.allocation(project, "1000.00")
    builders.allocation(project, "500.00", currency="EUR")
    alone = builders.project("P-2")
    builders.allocation(alone, "70.00", currency="NOK")
    first, second = items(annex())
    assert first.amount == "(1,000 DKK in total)"
    assert line(first, "grants") == "1,000 DKK; 500 EUR (not counted: no rate)"
    assert second.amount == "(no amount that counts in DKK)"
    assert line(second, "grants") == "70 NOK (not counted: no rate)"
    assert annex().sections[0].subtotal == [
        "2 projects, 1 allocation, 1,000 DKK",
        "allocations in another currency without a rate, not counted: 2",
    ]
    assert [fact.text for fact in annex().explained][1:] == [
        "1 allocation in another currency without a rate: 500 EUR",
        "1 allocation in another currency without a rate: 70 NOK",
    ]


def test_a_converted_amount_tells_its_rate_and_where_that_comes_from() -> None:
    rated = {"currency": "EUR", "rate": "7.45", "rate_date": date(2009, 1, 2), "rate_source": "Danmarks Nationalbank"}
    fund = Fund.objects.create(slug="fund", name_en="A fund")
    builders.allocation(
        builders.project("P-1"), "100.00", **rated, council=builders.council("MR-S"), fund=fund, scope="share"
    )
    (item,) = items(annex())
    assert item.amount == "(745 DKK in total)"
    assert line(item, "grants") == (
        "100 EUR = 745 DKK (rate 7.45 of 2 January 2009, Danmarks Nationalbank), "
        "paid by MR-S, fund: A fund, share of a co-financed project"
    )


def test_the_annex_takes_as_many_queries_for_many_projects_as_for_one() -> None:
    def fill(number: int) -> None:
        project = builders.project(f"P-{number}", councils=["MR-S", "MR-LAG"], status="ongoing")
        organisation = Organisation.objects.create(slug=f"o-{number}", name_en=f"Organisation {number}")
        Partnership.objects.create(project=project, organisation=organisation, role="hosting")
        ProjectNote.objects.create(project=project, field="kind", text="Why.")
        builders.allocation(project, council=builders.council("MR-S"))

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as context:
            made = annex("status=ongoing")
            assert all(item.lines and item.notes for item in items(made))
        return len(context)

    fill(1)
    one = queries()
    for number in range(2, 12):
        fill(number)
    assert queries() == one


# The API


@pytest.mark.usefixtures("dokument8")
def test_the_api_gives_the_annex_as_data(get: Any) -> None:
    data = get("annex/", lang="en")
    assert (data["title"], data["language"]) == ("Overview of project activities", "en")
    assert data["filters"] == {"portfolio": ["dokument-8"]}
    assert data["total"] == {"projects": 17, "allocations": 14, "budget_dkk": "12000000.00"}
    assert data["not_counted"] == {"projects_without_budget": 3, "other_currency": []}
    ongoing, closed = data["sections"]
    assert (ongoing["status"], ongoing["heading"]) == ("ongoing", "Ongoing projects")
    assert closed["subtotal"] == {
        "projects": 11,
        "allocations": 9,
        "budget_dkk": "5350000.00",
        "projects_without_budget": 2,
        "allocations_not_counted": 0,
    }
    item = ongoing["items"][1]
    assert (item["number"], item["reference"], item["budget_dkk"]) == (2, "DOK8-O02", "500000.00")
    assert item["amount_in_words"] == "(500,000 DKK in total, paid by MR-S)"
    assert item["allocations"][0]["council"] == "MR-S"
    assert item["source"] == {"document": "dokument-8", "section": "ongoing", "item": 2}
    assert ongoing["items"][5]["budget_dkk"] is None
    assert [source["slug"] for source in data["sources"]] == ["dokument-8"]


@pytest.mark.usefixtures("dokument8")
def test_an_item_of_the_data_is_the_project_of_the_api(get: Any) -> None:
    project = get("projects/DOK8-C07/", lang="sv")
    item = get("annex/", lang="sv")["sections"][1]["items"][6]
    assert {name: item[name] for name in project if name in item} == {
        name: value for name, value in project.items() if name in item
    }
    assert set(project) - set(item) == {"events"}


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"format": "exe"}, "format"),
        ({"format": "pdf", "lang": "xx"}, "lang"),
        ({"format": "pdf", "stauts": "closed"}, "stauts"),
        ({"format": "docx", "status": "banana"}, "status"),
        ({"lang": "de"}, "lang"),
    ],
)
def test_what_makes_no_sense_is_a_400_in_json_that_names_it(get: Any, parameters: dict[str, str], field: str) -> None:
    assert list(get("annex/", expect=400, **parameters)) == [field]


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("name", "media_type", "begins"),
    [
        ("pdf", "application/pdf", b"%PDF-"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
    ],
)
def test_a_document_comes_with_its_name_and_language(reader: Client, name: str, media_type: str, begins: bytes) -> None:
    response = reader.get("/api/v1/annex/", {"format": name, "lang": "is", "status": "ongoing"})
    assert response.status_code == 200
    assert response["Content-Type"] == media_type
    assert response["Content-Language"] == "is"
    assert response["Content-Disposition"].startswith('attachment; filename="annex-20')
    assert response["Content-Disposition"].endswith(f'-is.{name}"')
    assert response.content.startswith(begins)


@pytest.mark.parametrize("name", ["json", "pdf", "docx"])
def test_reading_the_annex_needs_an_account(client: Client, name: str) -> None:
    response = client.get("/api/v1/annex/", {"format": name})
    assert response.status_code == 401
    assert response["Content-Type"] == "application/json"
    assert client.get("/reports/annex/").status_code == 302


# The page


@pytest.mark.usefixtures("dokument8")
def test_every_figure_of_the_page_leads_to_what_it_is_made_of(reader: Client) -> None:
    page = reader.get("/reports/annex/", {"status": "closed"}).content.decode()
    for reference in ("DOK8-C01", "DOK8-C11"):
        assert f'href="/projects/{reference}/"' in page
    # The budget of the second project is not stated
    assert 'href="/why/?portfolio=all&amp;project=DOK8-C11"' in page
    (section,) = annex("status=closed").sections
    assert section.why_url in page
    behind = reader.get(section.why_url).context["tree"]
    assert behind.added.amount == section.figures.budget_dkk == Decimal(5_350_000)
    assert reader.get(section.projects_url).context["totals"].total.projects == 11
    assert "/api/v1/annex/?status=closed&amp;format=pdf&amp;lang=en" in page


def test_an_amount_without_a_rate_leads_to_the_grants_that_are_left_out(reader: Client) -> None:
    builders.allocation(builders.project("P-1"), "500.00", currency="EUR")
    page = reader.get("/reports/annex/").content.decode()
    (link,) = set(re.findall(r'href="(/why/[^"]*currency=EUR[^"]*)"', page))
    tree = reader.get(link.replace("&amp;", "&"))
    assert (tree.status_code, "500 EUR" in tree.content.decode()) == (200, True)


@pytest.mark.usefixtures("dokument8")
def test_the_page_marks_every_text_with_its_language(reader: Client) -> None:
    page = reader.get("/reports/annex/", {"lang": "da"}).content.decode()
    assert '<span lang="en">Pol-E-Quality Wanted</span>' in page
    assert '<span lang="en">Konference' not in page


def test_the_page_of_an_empty_selection_says_so(reader: Client) -> None:
    response = reader.get("/reports/annex/", {"search": "nothing"})
    assert response.status_code == 200
    assert "No projects match." in response.content.decode()


def test_the_page_shows_no_figure_beside_an_error(reader: Client) -> None:
    response = reader.get("/reports/annex/", {"typo": "1"})
    assert response.status_code == 400
    assert "typo" in response.content.decode()
    assert "annex" not in response.context


def test_no_contact_reaches_the_annex(get: Any) -> None:
    organisation = Organisation.objects.create(slug="o", name_en="Organisation")
    organisation.contacts.create(post="Adviser", person="Somebody Else", email="somebody@example.org")
    project = builders.project("P-1")
    Partnership.objects.create(project=project, organisation=organisation, role="hosting")
    assert Allocation.objects.count() == 0
    assert "somebody" not in str(get("annex/")).lower()


@pytest.mark.usefixtures("dokument8")
def test_the_pages_of_the_annex_hold_every_item_once_in_its_order(reader: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("reports.views.ITEMS_PER_PAGE", 4)
    whole = [(item.number, item.project.reference) for item in items(annex())]
    found = []
    for number in range(1, 6):
        context = reader.get("/reports/annex/", {"page": str(number)}).context
        found += [(item.number, item.project.reference) for item in items(context["annex"])]
        assert context["annex"].totals.total.budget_dkk == 12_000_000
    assert found == whole
    second = reader.get("/reports/annex/", {"page": "3"}).content.decode()
    assert '<ol class="annex-items" start="3">' in second


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("name", ["pdf", "docx"])
def test_a_document_of_too_many_projects_is_refused_with_the_way_out(
    reader: Client, get: Any, monkeypatch: Any, name: str
) -> None:
    for renderer in OF_THE_ANNEX:
        monkeypatch.setattr(renderer, "most", 16 if renderer.format != "json" else None)
    monkeypatch.setattr("reports.views.MOST_PROJECTS", 16)
    (sentence,) = get("annex/", expect=400, format=name, lang="en")["format"]
    assert sentence == (
        "As a document, the annex holds 16 projects, not 17. Choose fewer with the filters, "
        "for example by status, council, year or country. JSON holds them all."
    )
    page = reader.get("/reports/annex/", {"lang": "en"}).content.decode()
    assert sentence in page
    assert "format=json" in page
    assert f"format={name}" not in page
    assert reader.get("/api/v1/annex/", {"format": name, "status": "closed"}).status_code == 200
    with pytest.raises(CommandError, match="Choose fewer"):
        call_command("report", "annex", "--format", name)


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("query", ["", "?status=closed", "?portfolio=all&lang=da", "?search=nothing-like-this"])
def test_the_annex_of_many_projects_is_streamed_with_the_same_bytes(
    reader: Client, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    whole = reader.get(f"/api/v1/annex/{query}")
    assert not whole.streaming
    monkeypatch.setattr("reports.api_views.FEW", -1)
    # So few at a time that a section is read in several parts, of which the last is not full
    monkeypatch.setattr("reports.annex.streaming.PART", 4)
    streamed: Any = reader.get(f"/api/v1/annex/{query}")
    assert streamed.streaming
    assert streamed["Content-Type"] == whole["Content-Type"]
    assert b"".join(streamed.streaming_content) == whole.content
