"""The pages of councils, organisations, places and documents: what they show, and that each figure has its list."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pages import register
from projects.models import Contact, Council, Document, Organisation, Partnership, Place, ProjectPlace
from tests import builders
from tests.pages.test_pages import text_of

pytestmark = pytest.mark.django_db
LISTS = ["/register/", "/councils/", "/organisations/", "/places/", "/documents/"]
DETAILS = ["/councils/MR-S/", "/organisations/tf-thb/", "/places/st-petersburg/", "/documents/dokument-8/"]
TYPED = "/councils/MR-J%C3%84M/"


@pytest.fixture
def staff(db: None, django_user_model: Any) -> Client:
    client = Client()
    client.force_login(django_user_model.objects.create_superuser("anna"))
    return client


@pytest.mark.usefixtures("dokument8")
def test_every_page_needs_an_account(client: Client) -> None:
    for path in [*LISTS, *DETAILS]:
        assert client.get(path).headers["location"].startswith("/sign-in/")


# By hand from Dokument 8: MR-S pays O02; C03 names MR-S and MR-JÄM, C04 both and MR-LAG, C07 MR-NARKO and MR-JÄM, C01
# only MR-JÄM, without an amount.
COUNCILS = {
    "MR-S": (3, "650000", "500000", "150000", {"MR-S", "MR-JÄM + MR-S", "MR-JÄM + MR-LAG + MR-S"}),
    "MR-JÄM": (4, "700000", None, "700000", {"MR-JÄM", "MR-JÄM + MR-NARKO", "MR-JÄM + MR-S", "MR-JÄM + MR-LAG + MR-S"}),
    "MR-SAM": (0, None, None, None, set()),
}


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("code", COUNCILS)
def test_what_a_council_pays_stands_apart_from_what_it_is_named_for(reader: Client, code: str) -> None:
    projects, total, *parts, names = COUNCILS[code]
    page = reader.get(f"/councils/{code}/").context
    amounts = [None if amount is None else Decimal(amount) for amount in (total, *parts)]
    assert page["work"].total.projects == projects
    assert [page["work"].total.budget_dkk, *(part.figures.budget_dkk for part in page["parts"])] == amounts
    assert {part.label for part in page["combinations"]} == names


@pytest.mark.usefixtures("dokument8")
def test_every_figure_of_a_council_leads_to_the_list_that_adds_up_to_it(reader: Client) -> None:
    page = reader.get("/councils/MR-S/").context
    for part in [*page["parts"], *page["combinations"]]:
        assert reader.get(part.url).context["tree"].added.amount == part.figures.budget_dkk
    assert reader.get(page["work"].links["projects"]).context["totals"].total == page["work"].total


def test_the_parts_of_a_councils_money_add_up_where_others_pay_too(reader: Client) -> None:
    row = builders.project(councils=["MR-A"])
    for payer, amount in ((builders.council("MR-A"), "1.00"), (builders.council("MR-B"), "20.00"), (None, "300.00")):
        builders.allocation(row, amount, council=payer)
    page = reader.get("/councils/MR-A/").context
    assert [part.figures.budget_dkk for part in page["parts"]] == [Decimal(1), Decimal(300), Decimal(20)]
    assert page["work"].total.budget_dkk == Decimal(321)
    for part in page["parts"]:
        assert reader.get(part.url).context["tree"].added.amount == part.figures.budget_dkk


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("typed", "path"),
    [("MR-LOV", "/councils/MR-LAG/"), ("mr-lag", "/councils/MR-LAG/"), ("MR-JÅM", TYPED), ("mr-jam", TYPED)],
)
def test_every_code_of_a_council_leads_to_it(reader: Client, typed: str, path: str) -> None:
    answer = reader.get(f"/councils/{typed}/?lang=da&portfolio=all")
    assert (answer.status_code, answer.headers["location"]) == (301, f"{path}?lang=da&portfolio=all")
    assert reader.get(answer.headers["location"]).status_code == 200


@pytest.mark.usefixtures("dokument8")
def test_projects_of_other_portfolios_are_told_and_not_counted(reader: Client) -> None:
    own = text_of(reader.get("/organisations/tf-thb/"))
    assert "No projects of the Council's own. 1 project of another portfolio is not counted here." in own
    every = text_of(reader.get("/organisations/tf-thb/?portfolio=all"))
    assert "CAPE" in every
    assert "not counted here" not in every


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/organisations/nbpn/", ["1 project , 100,000 DKK", "DOK8-C06", "Implementing"]),
        ("/organisations/vindelns-kommun/", ["No projects of the Council's own."]),
        ("/organisations/nordic-council-of-ministers/", ["Parts", "office in Riga"]),
        ("/places/st-petersburg/", ["4 projects , 2,350,000 DKK", "Lies in Russia", "S:t Petersburg", "Seminar"]),
        ("/places/nordic-countries/", ["Spans Denmark 4 projects Finland 5 projects"]),
        # O05, C01, C06 and C11 through the Nordic countries, C10 in Sweden itself
        (
            "/places/sweden/",
            ["5 projects , 5,900,000 DKK", "Nordic countries Note Where the visits take place.", "Party"],
        ),
        ("/documents/dokument-8/", ["17 projects , 12,000,000 DKK", "17 projects, 14 allocations, 24 events"]),
        ("/documents/action-plan-denmark/", ["30,000,000 DKK", "never added to any total", "Denmark"]),
        ("/documents/beijing-platform-for-action/", ["Known from it Nothing", "No projects of the Council's own."]),
    ],
)
def test_a_page_tells_what_the_register_knows(reader: Client, path: str, words: list[str]) -> None:
    said = text_of(reader.get(path))
    for one in words:
        assert one in said


@pytest.mark.usefixtures("dokument8")
def test_contacts_are_told_to_staff_and_to_nobody_else(reader: Client, staff: Client) -> None:
    body = Organisation.objects.get(slug="vindelns-kommun")
    Contact.objects.create(organisation=body, post="Head", person="A. Person", email="a@example.org", telephone="+46 1")
    told = text_of(staff.get("/organisations/vindelns-kommun/"))
    for word in ("Head", "A. Person", "a@example.org", "+46 1", "working group for gender equality : Vacant"):
        assert word in told
    page = reader.get("/organisations/vindelns-kommun/").content.decode()
    for word in ("Contacts", "Head", "A. Person", "a@example.org", "+46 1", "Vacant"):
        assert word not in page


@pytest.mark.usefixtures("dokument8")
def test_the_number_in_a_list_is_that_of_the_list_it_leads_to() -> None:
    kinds: list[tuple[Any, Any]] = [
        (register.counted_councils(Council.objects.all()), lambda row: {"council": [row.code]}),
        (register.counted_organisations(Organisation.objects.all()), lambda row: {"partner": [row.slug]}),
        (register.counted_places(Place.objects.all()), register.filters_of_place),
        (register.counted_documents(Document.objects.all()), lambda row: {"document": [row.slug]}),
    ]
    for rows, filters in kinds:
        for row in list(rows)[::2]:
            assert row.projects_own == register.count_of(filters(row)), row


@pytest.mark.usefixtures("dokument8")
def test_names_lead_to_their_pages(reader: Client) -> None:
    page = reader.get("/projects/DOK8-C07/").content.decode()
    for path in (TYPED, "/councils/MR-NARKO/", "/places/st-petersburg/", "/places/russia/", "/documents/dokument-8/"):
        assert f'href="{path}"' in page
    assert 'href="/organisations/nbpn/"' in reader.get("/projects/DOK8-C06/").content.decode()
    assert 'href="/councils/MR-S/"' in reader.get("/allocations/?paid_by=mr-s").content.decode()


@pytest.mark.usefixtures("dokument8")
def test_staff_come_from_a_page_to_its_form_and_back(reader: Client, staff: Client) -> None:
    council = Council.objects.get(code="MR-S")
    form = f"/admin/projects/council/{council.pk}/change/"
    assert f'href="{form}"' in staff.get("/councils/MR-S/").content.decode()
    assert "/admin/" not in reader.get("/councils/MR-S/").content.decode()
    back = next(part for part in staff.get(form).content.decode().split('"') if part.startswith("/admin/r/"))
    assert staff.get(back).headers["location"].endswith("/councils/MR-S/")


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("/councils/?search=lov", 200, "MR-LAG"),
        ("/councils/?code=MR-S", 400, "code"),
        ("/councils/MR-X/", 404, ""),
        ("/councils/MR-S/?portfolio=banana", 400, "banana"),
        ("/councils/MR-S/?status=closed", 400, "status"),
        ("/organisations/?kind=banana", 400, "banana"),
        ("/organisations/?search=%CC%81", 200, "Nothing matches."),
        ("/organisations/?search=%25", 200, "Nothing matches."),
        ("/organisations/?page=99", 400, "There is no page"),
        ("/organisations/x%27--/", 404, ""),
        (f"/places/?search={'a' * 7_000}", 400, "200"),
        ("/places/?country=SE&kind=city", 200, "2 places"),
        ("/documents/?search=%00", 400, "NUL"),
        ("/documents/dokument-8/?lang=xx", 400, "xx"),
        ("/register/?x=1", 400, "x"),
        ("/allocations/?paid_by=MR-LOV&paid_by=mr-s", 200, "1 allocation"),
        ("/allocations/?paid_by=MR-S%2BMR-LAG", 200, "No allocations match."),
        ("/allocations/?paid_by=not-stated", 200, "13 allocations"),
        ("/allocations/?paid_by=MR-X", 400, "MR-X"),
    ],
)
def test_what_an_address_asks_for_is_found_or_refused(reader: Client, path: str, status: int, word: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == status
    assert word in text_of(answer)


def test_markup_in_a_name_is_shown_and_not_obeyed(reader: Client) -> None:
    hostile = '<script>alert(1)</script>"onload="x'
    body = Organisation.objects.create(slug="o", name_en=hostile, abbreviation=hostile[:30], note=hostile)
    Place.objects.create(slug="p", kind="region", name_en=hostile, other_names=hostile)
    Document.objects.create(slug="d", title_en=hostile, kind="report", url="https://example.org/?<script>")
    Partnership.objects.create(project=builders.project(title_en=hostile), organisation=body, role="hosting")
    for path in ("/organisations/", "/organisations/o/", "/places/p/", "/documents/d/", "/search/?search=script"):
        page = reader.get(path).content.decode()
        assert "<script>alert" not in page
        assert "&lt;" in page


def grow(numbers: range) -> None:
    """Creates more rows of every kind that the pages below list."""
    country = Place.objects.get_or_create(slug="land", kind="country", name_en="Land", code="XX")[0]
    for number in numbers:
        row = builders.project(f"Q-{number}", councils=["MR-A", f"MR-B{chr(65 + number)}"])
        builders.allocation(row, council=builders.council("MR-A"))
        place = Place.objects.create(slug=f"city-{number}", kind="city", name_en="City", country=country)
        ProjectPlace.objects.create(project=row, place=place)
        builders.event(f"event-{number}", parties=["body"], place=place)
        body = Organisation.objects.get(slug="body")
        Organisation.objects.create(slug=f"part-{number}", name_en="Part", part_of=body, country=country)
        Partnership.objects.create(project=row, organisation=body, role="hosting")


@pytest.mark.once
@pytest.mark.parametrize(
    "path",
    [*LISTS[1:], "/councils/MR-A/", "/organisations/body/", "/places/land/", "/documents/paper/", "/search/?search=q"],
)
def test_a_page_takes_the_same_number_of_queries_at_any_length(reader: Client, path: str) -> None:
    grow(range(2))
    with CaptureQueriesContext(connection) as few:
        assert reader.get(path).status_code == 200
    grow(range(2, 6))
    with CaptureQueriesContext(connection) as many:
        assert reader.get(path).status_code == 200
    assert len(many) == len(few), "\n".join(query["sql"][:200] for query in many)


# Iceland sorts under I in English and Swedish, and in Icelandic under Í, a separate letter; there Germany is last
COUNTRIES = {
    "en": "Belgium Denmark Estonia Finland Germany Iceland Latvia Lithuania Norway Poland Russia Sweden",
    "sv": "Belgien Danmark Estland Finland Island Lettland Litauen Norge Polen Ryssland Sverige Tyskland",
    "is": "Belgía Danmörk Eistland Finnland Ísland Lettland Litháen Noregur Pólland Rússland Svíþjóð Þýskaland",
}


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("language", COUNTRIES)
def test_lists_stand_in_the_order_of_the_readers_alphabet(reader: Client, language: str) -> None:
    page = reader.get(f"/places/?kind=country&lang={language}").context["page"]
    assert [place.name for place in page] == COUNTRIES[language].split()
