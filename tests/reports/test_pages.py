"""The pages of reports: the figures of the API, each with its list, in the layout that the reader chooses."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from changes.models import Way
from changes.opened import changing
from projects.models import Contact, Organisation, Partnership, Project
from reports.ready_made import REPORTS
from tests import builders

pytestmark = pytest.mark.django_db
PAGES = ["/reports/", *(f"/reports/{name}/" for name in REPORTS)]


def text_of(response: Any) -> str:
    """Returns the words of a page, without the tags."""
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(words).split())


def table_of(response: Any) -> list[list[str]]:
    """Returns the rows of the table on a page as people read them, its foot included."""
    page = response.content.decode()
    table = page[page.index('<table class="report') : page.index("</table>", page.index('<table class="report'))]
    rows = re.findall(r"<tr>(.*?)</tr>", table[table.index("<tbody>") :], flags=re.S)
    return [[_words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, flags=re.S)] for row in rows]


def _words(cell: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split())


def links_of(response: Any) -> list[tuple[str, str]]:
    """Returns the figures of the table with the addresses of their links."""
    page = response.content.decode()
    table = page[page.index('<table class="report') : page.index("</table>", page.index('<table class="report'))]
    return [(_words(text), unescape(url)) for url, text in re.findall(r'<a href="([^"]+)">(.*?)</a>', table)]


# Figures


@pytest.mark.usefixtures("dokument8")
def test_totals_are_by_council_where_nothing_is_chosen(reader: Client) -> None:
    assert table_of(reader.get("/reports/")) == [
        ["MR-JÄM", "1", "1", "0", "0", "named for the project", "Not stated"],
        ["MR-S", "1", "0", "1", "0", "paid by the council", "500,000"],
        ["MR-JÄM + MR-NARKO", "1", "0", "1", "0", "named for the project", "550,000"],
        ["MR-JÄM + MR-S", "1", "0", "1", "0", "named for the project", "100,000"],
        ["MR-JÄM + MR-LAG + MR-S", "1", "0", "1", "0", "named for the project", "50,000"],
        ["Not stated", "12", "2", "10", "0", "", "10,800,000"],
        ["In total", "17", "3", "14", "0", "", "12,000,000"],
    ]


@pytest.mark.usefixtures("dokument8")
def test_a_cross_table_tells_what_is_empty_from_what_is_not_stated(reader: Client) -> None:
    assert table_of(reader.get("/reports/?group_by=year&group_by=status")) == [
        ["2003", "", "1,200,000", "1,200,000"],
        ["2004", "", "2,150,000", "2,150,000"],
        ["2005", "", "Not stated", "Not stated"],
        ["2006", "", "150,000", "150,000"],
        ["2007", "3,150,000", "", "3,150,000"],
        ["2008", "", "200,000", "200,000"],
        ["Not stated", "3,500,000", "1,650,000", "5,150,000"],
        ["In total", "6,650,000", "5,350,000", "12,000,000"],
    ]


@pytest.mark.usefixtures("dokument8")
def test_the_page_says_what_was_counted_and_what_was_not(reader: Client) -> None:
    said = text_of(reader.get("/reports/"))
    assert "17 projects, 14 allocations, 12,000,000 DKK" in said
    assert "3 projects whose budget is not stated" in said
    assert "Dokument 8: Report to the Nordic Council 2009" in said


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    "query",
    ["group_by=council", "group_by=core_area&mode=mentioned", "group_by=partner&status=closed", "group_by=fund"],
)
def test_the_figures_of_the_page_are_those_of_the_api_for_the_same_query_string(
    reader: Client, get: Any, query: str
) -> None:
    rows = get("totals/", **parse_qs(query))["rows"]
    dimension = parse_qs(query)["group_by"][0]
    expected = [[row[dimension]["label"], row["projects"], row["budget_dkk"]] for row in rows]
    page = reader.get(f"/reports/?{query}").context
    name, projects, amount = (
        [column.name for column in page["table"].columns].index(name)
        for name in (f"{dimension}_label", "projects", "budget_dkk")
    )
    shown = [[row.values[name], row.values[projects], row.values[amount]] for row in page["page"]]
    assert [[*one[:2], one[2] and str(one[2])] for one in shown] == expected


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("path", ["/reports/", "/reports/?group_by=year,status", "/reports/joint-financing/"])
def test_every_amount_leads_to_a_tree_that_adds_up_to_it(reader: Client, path: str) -> None:
    followed = 0
    for words, url in links_of(reader.get(path)):
        if urlsplit(url).path == "/why/":
            assert reader.get(url).context["tree"].added.amount == Decimal(words.replace(",", ""))
            followed += 1
    assert followed >= 5


@pytest.mark.usefixtures("dokument8")
def test_an_amount_that_is_not_stated_leads_to_its_projects(reader: Client) -> None:
    links = [url for words, url in links_of(reader.get("/reports/")) if words == "Not stated"]
    assert [urlsplit(url).path for url in links] == ["/projects/"]
    assert reader.get(links[0]).context["totals"].total.projects == 1


@pytest.mark.usefixtures("dokument8")
def test_the_chart_names_the_largest_stated_amount_and_draws_the_bar_not_stated_hatched(reader: Client) -> None:
    answer = reader.get("/reports/")
    assert "The most: MR-JÄM + MR-NARKO, 550,000 DKK." in text_of(answer)
    assert [bar.stated for bar in answer.context["chart"].bars] == [True] * 5 + [False]
    assert answer.content.decode().count('class="bar hatch"') == 1


@pytest.mark.usefixtures("dokument8")
def test_bars_stand_in_the_order_of_their_amounts_and_years_in_their_own(reader: Client) -> None:
    by_council = [bar.amount for bar in reader.get("/reports/").context["chart"].bars]
    assert by_council == [550_000, 500_000, 100_000, 50_000, None, 10_800_000]  # the last bar is "not stated"
    by_year = [bar.label for bar in reader.get("/reports/?group_by=year").context["chart"].bars]
    assert by_year == ["2003", "2004", "2005", "2006", "2007", "2008", "Not stated"]


def test_of_many_rows_the_chart_draws_the_largest_and_says_so(reader: Client) -> None:
    for number in range(1, 24):
        builders.allocation(builders.project(f"P-{number:02}", councils=[f"MR-{chr(64 + number)}"]), f"{number}.00")
    answer = reader.get("/reports/")
    assert "The 20 largest of 23 rows are drawn; the table has them all." in text_of(answer)
    assert [bar.amount for bar in answer.context["chart"].bars][-1] == 4
    assert len(table_of(answer)) == 24


# Laying out


@pytest.mark.usefixtures("dokument8")
def test_the_form_shows_the_layout_of_the_address_and_filters_keep_it(reader: Client) -> None:
    page = reader.get("/reports/?group_by=partner,year&mode=mentioned&status=closed").content.decode()
    assert re.findall(r'<option value="(\w*)" selected>', page) == ["partner", "year", "mentioned", ""]
    assert 'href="?group_by=partner%2Cyear&amp;mode=mentioned"' in page  # the chip of the status


@pytest.mark.usefixtures("dokument8")
def test_columns_left_blank_are_no_columns(reader: Client) -> None:
    blank = reader.get("/reports/?group_by=council&group_by=&mode=&search=&year=")
    assert table_of(blank) == table_of(reader.get("/reports/"))


@pytest.mark.usefixtures("dokument8")
def test_a_report_is_asked_for_a_mode_only_where_there_can_be_several(reader: Client) -> None:
    assert 'name="mode"' in reader.get("/reports/by-partner/").content.decode()
    assert 'name="mode"' not in reader.get("/reports/by-status-and-year/").content.decode()
    assert 'name="since"' in reader.get("/reports/changes/").content.decode()


@pytest.mark.usefixtures("dokument8")
def test_a_reports_own_filter_is_shown_and_cannot_be_taken_off(reader: Client) -> None:
    answer = reader.get("/reports/joint-financing/?status=closed")
    chips = {chip.name: chip.without for chip in answer.context["filterset"].chips()}
    assert chips == {"joint": "", "status": "?joint=true"}
    assert "Financing: Joint" in text_of(answer)
    assert 'name="joint"' not in answer.content.decode()


@pytest.mark.usefixtures("dokument8")
def test_the_readers_filters_go_along_to_the_other_reports(reader: Client) -> None:
    page = reader.get("/reports/joint-financing/?status=closed&mode=mentioned").content.decode()
    assert 'href="/reports/by-partner/?status=closed"' in page


@pytest.mark.once
@pytest.mark.usefixtures("dokument8")
def test_the_dashboards_charts_lead_to_their_reports_with_the_filters_kept(reader: Client) -> None:
    page = unescape(reader.get("/?status=closed").content.decode())
    for url in ("/reports/?status=closed&group_by=council", "/reports/gaps/?status=closed"):
        assert f'href="{url}"' in page
        assert reader.get(url).status_code == 200


# Errors and empty answers


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("path", PAGES)
def test_every_report_answers_with_and_without_filters_and_refuses_a_typing_error(reader: Client, path: str) -> None:
    assert reader.get(path).status_code == 200
    assert reader.get(f"{path}?status=closed&council=MR-S").status_code == 200
    refused = reader.get(f"{path}?statsu=closed")
    assert refused.status_code == 400
    assert "statsu" in text_of(refused)
    assert "12,000,000" not in text_of(refused)


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("query", "field", "typed"),
    [
        ("/reports/?group_by=x", "group_by", '<option value="x" selected>'),
        ("/reports/?mode=x", "mode", '<option value="x" selected>'),
        ("/reports/changes/?since=209", "since", 'value="209"'),
    ],
)
def test_what_is_wrong_with_the_layout_stands_at_its_field_and_at_the_top(
    reader: Client, query: str, field: str, typed: str
) -> None:
    answer = reader.get(query)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'<a href="#filter-{field}">' in page
    assert f'id="filter-{field}"' in page
    assert page.count('class="errorlist"') == 1
    assert typed in page


@pytest.mark.usefixtures("dokument8")
def test_the_way_out_of_an_error_keeps_the_rest(reader: Client) -> None:
    page = unescape(reader.get("/reports/?group_by=year&status=closed&starts_after=206").content.decode())
    assert 'href="?group_by=year&status=closed"' in page


@pytest.mark.once
@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("path", PAGES)
def test_where_no_project_matches_the_page_says_how_to_loosen(reader: Client, path: str) -> None:
    answer = reader.get(f"{path}?status=ongoing&year=1950")
    assert answer.status_code == 200
    assert "No projects match. Remove Status: Ongoing , Active in the year: 1950 or clear all" in text_of(answer)
    # The difference has two dates
    for label in ["From", "To"] if path == "/reports/difference/" else ["Date of the data"]:
        assert re.search(rf"<dt>{label}</dt>|<th[^>]*>{label}</th>", answer.content.decode()), label


@pytest.mark.usefixtures("dokument8")
def test_a_format_that_does_not_exist_is_named_with_a_way_back_to_the_page(reader: Client) -> None:
    answer = reader.get("/reports/?format=papyrus&dialect=x&group_by=year")
    assert answer.status_code == 400
    assert [(one.name, one.without) for one in answer.context["layout"].problems] == [("format", "?group_by=year")]


def test_a_report_that_does_not_exist_is_not_found(reader: Client) -> None:
    assert reader.get("/reports/by-moon/").status_code == 404


@pytest.mark.parametrize("query", ["page=0", "page=2", "page=x"])
def test_a_page_number_without_a_page_is_a_400_that_says_so(reader: Client, query: str) -> None:
    answer = reader.get(f"/reports/?{query}")
    assert answer.status_code == 400
    assert "There is no page" in text_of(answer)


def test_the_totals_of_a_long_table_are_of_all_its_pages(reader: Client) -> None:
    for number in range(120):
        builders.allocation(builders.project(f"P-{number}", starts=str(1900 + number)), "10.00")
    first, second = (reader.get(f"/reports/?group_by=year&page={page}") for page in (1, 2))
    assert (len(table_of(first)), len(table_of(second))) == (101, 21)
    assert table_of(first)[-1] == table_of(second)[-1] == ["In total", "120", "0", "120", "0", "1,200"]
    assert "Rows 101 to 120 of 120. The totals are of all rows." in text_of(second)


# What is missing, and what changed


@pytest.mark.usefixtures("dokument8")
def test_the_counts_of_what_is_missing_lead_to_their_lists(reader: Client) -> None:
    counts = [(words, url) for words, url in links_of(reader.get("/reports/gaps/")) if "gap=" in url]
    assert [words for words, _url in counts] == ["3", "12", "9", "6", "3", "4", "8"]
    for words, url in counts:
        assert reader.get(url).context["totals"].total.projects == int(words)


def test_a_register_in_which_nothing_is_missing_says_so(reader: Client, monkeypatch: Any) -> None:
    builders.project()
    monkeypatch.setattr("projects.querysets.ProjectQuerySet.with_a_gap", lambda projects: projects.none())
    assert "Nothing is missing in these projects." in text_of(reader.get("/reports/gaps/"))


def test_a_time_without_changes_says_so(reader: Client) -> None:
    with changing(way=Way.PAGE):
        builders.project()
    answer = reader.get(f"/reports/changes/?since={timezone.localdate() + timedelta(days=1)}")
    assert "These projects have not changed since then." in text_of(answer)


def test_only_staff_read_who_changed_something(reader: Client, django_user_model: Any) -> None:
    author = django_user_model.objects.create_user("astrid", is_staff=True)
    row = builders.project()
    with changing(way=Way.PAGE, actor=author):
        row.status = "ongoing"
        row.save()
    assert "Status: Closed → Ongoing" in text_of(reader.get("/reports/changes/"))
    assert "astrid" not in text_of(reader.get("/reports/changes/"))
    reader.force_login(django_user_model.objects.create_superuser("bo"))
    assert "astrid" in text_of(reader.get("/reports/changes/"))


@pytest.mark.once
@pytest.mark.parametrize("path", PAGES)
def test_contacts_stand_on_no_report(client: Client, path: str, django_user_model: Any) -> None:
    organisation = Organisation.objects.create(slug="home", name_en="Home", kind="ngo")
    Partnership.objects.create(project=builders.project(), organisation=organisation, role="hosting")
    Contact.objects.create(organisation=organisation, post="Key person of the home", email="post@home.example")
    client.force_login(django_user_model.objects.create_superuser("bo"))
    said = text_of(client.get(path))
    assert "Key person" not in said
    assert "home.example" not in said


@pytest.mark.once
def test_markup_in_a_title_is_shown_and_not_obeyed(reader: Client) -> None:
    builders.project(title_en="<script>alert(1)</script>", councils=["MR-<b>"])
    for path in ("/reports/", "/reports/gaps/", "/reports/changes/"):
        assert "<script>alert" not in reader.get(path).content.decode()
        assert "MR-<b>" not in reader.get(path).content.decode()


def grow(numbers: range) -> None:
    for number in numbers:
        row: Project = builders.project(f"Q-{number}", councils=["MR-A", f"MR-B{chr(65 + number)}"])
        builders.allocation(row)
        builders.allocation(row, currency="SEK")


@pytest.mark.once
@pytest.mark.parametrize("path", [*PAGES, "/reports/?group_by=council&group_by=year"])
def test_a_report_takes_the_same_number_of_queries_at_any_size(reader: Client, path: str) -> None:
    grow(range(2))
    with CaptureQueriesContext(connection) as few:
        assert reader.get(path).status_code == 200
    grow(range(2, 14))
    with CaptureQueriesContext(connection) as many:
        assert reader.get(path).status_code == 200
    assert len(many) == len(few), "\n".join(query["sql"][:200] for query in many)
