"""As of a day: pages, the API and files answer as it was, say so, and their links keep the day."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import OperationalError, close_old_connections, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from changes.models import Change, Way
from changes.opened import changing
from projects.models import Project
from tests import builders
from tests.seals.made import person

pytestmark = pytest.mark.django_db
THEN = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def two() -> tuple[int, int]:
    """Two changes of different days: a project with 100 DKK, then with another title and 250 DKK. Their numbers."""
    with changing(way=Way.PAGE) as opened:
        grant = builders.allocation(builders.project("P-1", title_en="Early title", councils=("MR-A",)), "100.00")
    early: Any = opened.change
    first = early.number
    Change.objects.filter(number=first).update(moment=THEN)
    with changing(way=Way.PAGE) as opened:
        grant.project.title_en = "Late title"
        grant.project.save()
        grant.amount = "250.00"
        grant.save()
    late: Any = opened.change
    return first, late.number


def test_a_day_that_does_not_exist_is_refused_in_the_language_of_each_reader(
    reader: Client, two: tuple[int, int]
) -> None:
    for language, words in (("da", "er hverken en dag"), ("en", "is no day, moment"), ("da", "er hverken en dag")):
        answer = reader.get("/as-of/2027-02-29/projects/", headers={"accept-language": language})
        assert answer.status_code == 400
        assert words in answer.content.decode()


@pytest.mark.usefixtures("two")
def test_only_pages_that_have_a_past_offer_a_day() -> None:
    client = Client()
    client.force_login(person("adviser"))
    offering = ("/", "/projects/", "/projects/P-1/", "/reports/by-council/", "/calendar/")
    of_today = (
        "/seals/",
        "/letters/",
        "/projects/P-1/?edit=facts",
        "/reports/difference/",
        "/annexes/",
        reverse("work"),
    )
    pages = {path: client.get(path) for path in (*offering, *of_today)}
    assert {path for path, page in pages.items() if page.status_code != 200} == set()
    offers = {path: 'name="as_of"' in page.content.decode() for path, page in pages.items()}
    assert offers == dict.fromkeys(offering, True) | dict.fromkeys(of_today, False)


def test_a_day_a_moment_and_a_number_name_the_same_change(get: Any, two: tuple[int, int]) -> None:
    for asked in ("2026-03-01", "2026-03-01T12:00:00Z", "2026-03-01T13:00:00+01:00", str(two[0])):
        answer = get("projects/P-1/", as_of=asked)
        assert (answer["title"], answer["budget_dkk"]) == ("Early title", "100.00")
    # A plus that is not escaped arrives as a blank
    assert get("projects/P-1/?as_of=2026-03-01T13:00:00+01:00")["title"] == "Early title"
    assert get("projects/P-1/", as_of=timezone.localdate().isoformat())["budget_dkk"] == "250.00"
    assert get("projects/P-1/")["budget_dkk"] == "250.00"


@pytest.mark.parametrize(
    "asked",
    [
        "2026-02-28",  # before the first change
        "2999-01-01",
        "2027-02-29",
        "2026-02-30",
        "999999",
        "0",
        ".",
        "..",
        "01/03/2027",
        "2026-03-01T12:00:00Z" * 3,
        "yesterday",
        "2026-03",
        "2026-03-01T12:00:00",
        "2999-01-01T00:00:00Z",
        "9999-12-31",
        "0000-00-00",
        "9" * 30,
        "2026-03-01T99:99:99Z",
        "-1",
        "٣",
    ],
)
def test_what_the_register_does_not_know_is_a_sentence(reader: Client, two: tuple[int, int], asked: str) -> None:
    response = reader.get("/api/v1/projects/", {"as_of": asked})
    assert response.status_code == 400, asked
    assert response.json()["as_of"][0].endswith(".")
    page = reader.get("/projects/", {"as_of": asked}, follow=True)
    assert page.status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "projects/?as_of=2026-03-01&as_of=2026-03-02",
        "as-of/1/projects/?as_of=2",
        "projects/?as_of=..",
        "projects/?as_of=March 2026",
        f"projects/?as_of={'2026-03-01' * 5}",
        f"as-of/{'2026-03-01' * 5}/projects/",
        "as-of/yesterday/projects/",
    ],
)
def test_what_names_no_day_is_refused_before_any_redirect(reader: Client, two: tuple[int, int], address: str) -> None:
    page = reader.get(f"/{address}")
    assert page.status_code == 400
    assert re.search(r"names two days|is no day, moment or number", page.content.decode())
    api = address.replace("projects/", "api/v1/projects/")
    assert reader.get(f"/{api}").json()["as_of"][0].endswith(".")


def test_the_title_and_the_field_name_the_day_or_the_change(reader: Client, two: tuple[int, int]) -> None:
    page = " ".join(reader.get("/as-of/2026-03-01/projects/").content.decode().split())
    assert "· as of 1 March 2026 · Oversigt</title>" in page
    assert field_of(page) == "1 March 2026"
    page = " ".join(reader.get(f"/as-of/{two[0]}/projects/").content.decode().split())
    assert f"· as of change {two[0]} · Oversigt</title>" in page
    assert field_of(page) == str(two[0])


def field_of(page: str) -> str:
    """Returns what the field of the banner holds."""
    return re.findall(r'name="as_of"[^>]* value="([^"]*)"', page)[0]


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        *(("da", text) for text in ("1.3.2026", "1. marts 2026", " 1/3/2026 ", "den 1. marts 2026")),
        *(("sv", "1 mars 2026"), ("nb", "1.3.2026"), ("fi", "1. maaliskuuta 2026"), ("is", "1. mars 2026")),
        *(("en", text) for text in ("1 March 2026", "March 1, 2026", "1.3.2026", "2026-03-01", "2026-3-1")),
    ],
)
def test_a_day_is_read_as_the_readers_language_writes_it(
    reader: Client, two: tuple[int, int], language: str, typed: str
) -> None:
    for address in ("/projects/", "/as-of/2026-03-01/projects/"):
        answer = reader.get(address, {"as_of": typed, "lang": language})
        assert answer["Location"] == f"/as-of/2026-03-01/projects/?lang={language}"


@pytest.mark.parametrize("language", ["da", "sv", "nb", "fi", "is", "en"])
def test_the_field_holds_a_day_as_it_is_read_again(reader: Client, two: tuple[int, int], language: str) -> None:
    held = field_of(reader.get(f"/as-of/2026-03-01/projects/?lang={language}").text)
    assert "2026" in held
    assert held != "2026-03-01"
    answer = reader.get("/projects/", {"as_of": held}, headers={"accept-language": language})
    assert answer["Location"] == "/as-of/2026-03-01/projects/"


def test_a_day_with_two_readings_is_refused_with_both(reader: Client, two: tuple[int, int]) -> None:
    answer = reader.get("/projects/", {"as_of": "1/3/2026", "lang": "en"})
    assert answer.status_code == 400
    assert "can mean 1 March 2026 or 3 January 2026" in answer.text


def test_the_api_takes_days_in_iso_8601_only(reader: Client, two: tuple[int, int]) -> None:
    answer = reader.get("/api/v1/projects/", {"as_of": "1.3.2026", "lang": "da"})
    assert list(answer.json()) == ["as_of"]


def test_a_page_of_the_past_leads_to_what_happened_to_a_deleted_project(reader: Client, two: tuple[int, int]) -> None:
    with changing(way=Way.PAGE):
        Project.objects.get(reference="P-1").delete()
    assert "Early title" in reader.get(f"/as-of/{two[0]}/projects/P-1/").content.decode()
    clerk = Client()
    clerk.force_login(person("controller"))
    assert 'name="rhythm"' not in clerk.get(f"/as-of/{two[0]}/projects/P-1/").content.decode()
    gone = clerk.get("/projects/P-1/")
    assert (gone.status_code, "The project was deleted." in gone.content.decode()) == (404, True)
    assert 'href="/changes/?record=project%3AP-1"' in gone.content.decode()
    assert clerk.get("/changes/?record=project%3AP-1").status_code == 200
    assert "was deleted" not in clerk.get("/projects/P-2/").content.decode()
    assert "was deleted" not in Client().get("/projects/P-1/").content.decode()


def test_an_empty_day_is_ignored(reader: Client, get: Any, two: tuple[int, int]) -> None:
    assert get("projects/P-1/?as_of=")["title"] == "Late title"
    assert "Late title" in reader.get("/projects/?as_of=").content.decode()
    assert "Early title" in reader.get("/as-of/2026-03-01/projects/?as_of=").content.decode()
    assert reader.get("/as-of/2026-03-01/projects/?as_of=2026-03-01").status_code == 302


def test_the_last_slash_may_be_left_out(reader: Client, two: tuple[int, int]) -> None:
    assert reader.get("/as-of/2026-03-01?lang=da")["Location"] == "/as-of/2026-03-01/?lang=da"


@pytest.mark.parametrize(
    "asked",
    [
        "2026-03-01 13:00:00+01:00",
        "2026-03-01T13:00:00 01:00",
        "2026-03-01t12:00:00z",
        "2026-03-01T12:00:00+00:00",
        "2026-03-01T12:00:00Z",
    ],
)
def test_links_hold_a_moment_in_one_spelling(reader: Client, two: tuple[int, int], asked: str) -> None:
    assert reader.get("/projects/", {"as_of": asked})["Location"] == "/as-of/2026-03-01T12:00:00Z/projects/"
    page = reader.get(f"/as-of/{asked}/projects/").content.decode()
    links = set(re.findall(r'href="(/as-of/[^/]*/)', page))
    assert links == {"/as-of/2026-03-01T12:00:00Z/"}
    assert "As of 1 March 2026, 13:00." in page
    answer = reader.get("/api/v1/totals/", {"as_of": asked, "group_by": "status"}).json()
    address = answer["rows"][0]["projects_url"]
    assert reader.get(address.removeprefix("http://testserver")).json()["count"] == 1


@pytest.mark.parametrize("address", ["/", "/calendar/", "/deadlines/"])
def test_remembered_answers_keep_the_day_as_the_reader_named_it(
    reader: Client, two: tuple[int, int], address: str
) -> None:
    for asked in ("2026-03-01", str(two[0]), "2026-03-01T12:00:00Z"):
        page = reader.get(f"/as-of/{asked}{address}").content.decode()
        assert set(re.findall(r'href="/as-of/([^/]*)/', page)) == {asked}


def test_the_field_of_the_banner_holds_its_day(reader: Client, two: tuple[int, int]) -> None:
    page = reader.get("/as-of/2026-03-01/projects/?kind=project&lang=is").content.decode()
    banner = page.partition('class="as-of"')[2].partition("</form>")[0]
    assert 'action="/projects/"' in banner
    assert field_of(banner) == "1. mars 2026"
    assert "1. mars 2026 13:00" in banner


def test_a_visitor_is_not_told_what_the_register_knows(client: Client, two: tuple[int, int]) -> None:
    assert client.get("/api/v1/projects/?as_of=2026-02-28").status_code == 401
    assert "/sign-in/" in client.get("/as-of/2026-02-28/projects/")["Location"]


def test_a_page_says_of_which_day_it_is_and_its_links_keep_the_day(reader: Client, two: tuple[int, int]) -> None:
    response = reader.get("/projects/", {"as_of": "2026-03-01", "kind": "project"})
    assert response.status_code == 302
    assert response["Location"] == "/as-of/2026-03-01/projects/?kind=project"
    page = reader.get(response["Location"])
    html = page.content.decode()
    assert "Early title" in html
    assert "Late title" not in html
    assert "As of 1 March 2026." in html
    assert page["X-As-Of-Change"] == str(two[0])
    links = re.findall(r'(?:href|action)="(/[^"]*)"', html)
    lost = {link for link in links if not link.startswith(("/as-of/2026-03-01/", "/static/"))}
    assert lost == {"/projects/?kind=project", "/projects/"}


def test_links_of_the_api_keep_the_day(get: Any, two: tuple[int, int]) -> None:
    answer = get("totals/", group_by="status", as_of=str(two[0]))
    assert answer["rows"][0]["projects_url"].startswith(f"http://testserver/as-of/{two[0]}/api/v1/projects/")
    assert answer["total"]["budget_dkk"] == "100.00"


def test_a_question_in_a_body_may_name_the_day(reader: Client, two: tuple[int, int]) -> None:
    body = {"as_of": str(two[0]), "reference": []}
    response = reader.post("/api/v1/projects/query/", {"as_of": body["as_of"]}, content_type="application/json")
    assert response.json()["results"][0]["title"] == "Early title"


@pytest.mark.parametrize("name", ["csv", "xlsx", "ndjson"])
def test_a_file_is_as_it_was(reader: Client, two: tuple[int, int], name: str) -> None:
    response = reader.get("/api/v1/projects/", {"as_of": str(two[0]), "format": name})
    content = b"".join(response.streaming_content)
    if name != "xlsx":
        assert b"Early title" in content
        assert b"Late title" not in content
    response = reader.get("/api/v1/projects/", {"format": "csv"})
    assert b"Late title" in b"".join(response.streaming_content)


def test_a_download_that_is_given_up_leaves_the_register_of_now(reader: Client, two: tuple[int, int]) -> None:
    response = reader.get("/api/v1/projects/", {"as_of": str(two[0]), "format": "csv"})
    # As the web server does it; a test keeps its connection
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)
    assert "Late title" in reader.get("/projects/").content.decode()


def test_nothing_is_changed_as_of_a_day(two: tuple[int, int], admin_client: Client) -> None:
    for address in ("/as-of/2026-03-01/projects/P-1/edit/texts/", "/as-of/2026-03-01/api/v1/projects/"):
        response = admin_client.post(address, {}, content_type="application/json")
        assert response.status_code == 400, address
    response = admin_client.patch("/api/v1/projects/P-1/?as_of=2026-03-01", {}, content_type="application/json")
    assert response.status_code == 400
    page = admin_client.get("/as-of/2026-03-01/projects/P-1/")
    assert 'id="section-close"' not in page.content.decode()
    assert 'id="section-close"' in admin_client.get("/projects/P-1/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        *("projects/new/", "organisations/new/", "organisations/body/delete/", "projects/several/", "calendar/new/"),
        *("organisations/body/contacts/new/", "calendar/events/meeting/edit/", "calendar/import/"),
    ],
)
def test_a_page_that_changes_something_names_the_day_as_the_reason(
    two: tuple[int, int], admin_client: Client, address: str
) -> None:
    with changing(way=Way.PAGE) as opened:
        builders.organisation("body")
        builders.event("meeting")
    change: Any = opened.change
    page = admin_client.get(f"/as-of/{change.number}/{address}")
    assert page.status_code == 403
    html = page.content.decode()
    assert "Nothing is changed as of an earlier day." in html
    assert f'href="/{address}"' in html
    assert "Ask an administrator" not in html


def test_a_form_of_a_person_is_answered_from_any_page(reader: Client, two: tuple[int, int]) -> None:
    response = reader.post("/as-of/2026-03-01/language/", {"language": "da", "next": "/as-of/2026-03-01/projects/"})
    assert response["Location"] == "/as-of/2026-03-01/projects/"
    assert reader.get("/as-of/2026-03-01/letters/")["Location"] == "/letters/"


def test_remembered_answers_and_tags_are_kept_apart(reader: Client, two: tuple[int, int]) -> None:
    now = reader.get("/api/v1/totals/?group_by=status")
    then = reader.get(f"/api/v1/totals/?group_by=status&as_of={two[0]}")
    again = reader.get("/api/v1/totals/?group_by=status")
    assert now["ETag"] == again["ETag"] != then["ETag"]
    assert then.json()["total"]["budget_dkk"] == "100.00"
    assert again.json()["total"]["budget_dkk"] == "250.00"
    same = reader.get(f"/api/v1/totals/?group_by=status&as_of={two[0]}", headers={"if-none-match": then["ETag"]})
    assert same.status_code == 304


def test_today_is_the_named_day(get: Any, two: tuple[int, int], reader: Client) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    answer = reader.get("/api/v1/projects/", {"as_of": yesterday.isoformat(), "format": "csv"})
    assert f"projects-{yesterday.isoformat()}-change-{two[0]}.csv" in answer["Content-Disposition"]
    answer.getvalue()


def test_a_statement_that_is_stopped_has_its_own_status(two: tuple[int, int], reader: Client) -> None:
    def stop(execute: Any, sql: str, *rest: Any) -> Any:
        if "projects_project" in sql and "VIEW" not in sql:
            if connection.vendor == "sqlite":
                raise OperationalError("interrupted")
            execute("SET LOCAL statement_timeout = 50", *rest)
            sql, rest = "SELECT pg_sleep(5)", (None, *rest[1:])
        return execute(sql, *rest)

    reader.raise_request_exception = False
    with connection.execute_wrapper(stop):
        answers = [reader.get(f"/as-of/{two[0]}{address}") for address in ("/projects/", "/api/v1/projects/")]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert "Late title" in reader.get("/projects/").content.decode()


@pytest.mark.parametrize(
    "address",
    [
        *("/my-work/", "/drafts/", "/account/data/", "/calendar/to-confirm/", "/proposals/", "/reports/books/"),
        *("/projects/P-1/?edit=texts", "/organisations/body/?edit=names"),
    ],
)
def test_pages_of_work_are_those_of_today(two: tuple[int, int], admin_client: Client, address: str) -> None:
    assert admin_client.get(f"/as-of/2026-03-01{address}")["Location"] == address
    assert admin_client.post(f"/as-of/2026-03-01{address}").status_code in (400, 405)


def test_no_view_is_saved_as_of_a_day(two: tuple[int, int], reader: Client) -> None:
    assert "save-view-form" in reader.get("/projects/").content.decode()
    assert "save-view-form" not in reader.get("/as-of/2026-03-01/projects/").content.decode()


def test_names_of_files_and_the_calendar_say_the_change(two: tuple[int, int], reader: Client) -> None:
    first = two[0]
    for address, name in {
        "/api/v1/projects/?format=csv": f"projects-2026-03-01-change-{first}.csv",
        "/api/v1/annex/?format=docx&lang=en": f"annex-2026-03-01-change-{first}-en.docx",
    }.items():
        response = reader.get(f"/as-of/{first}{address}")
        assert name in response["Content-Disposition"]
        response.getvalue()
    annex = reader.get(f"/as-of/{first}/api/v1/annex/").json()
    assert (annex["date"], annex["change"]) == ("2026-03-01", first)
    assert reader.get("/api/v1/annex/").json()["change"] is None
    calendar = reader.get(f"/as-of/{first}/calendar.ics").content.decode()
    assert f"X-WR-CALDESC:1 March 2026\\, as known after change {first}" in calendar
    assert "CALDESC" not in reader.get("/calendar.ics").content.decode()
