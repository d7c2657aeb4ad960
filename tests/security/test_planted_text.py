"""A text that somebody typed is shown and never obeyed: in every column, on every page, in every file and feed."""

import html
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models
from django.test import Client

from changes.models import Way
from changes.opened import changing
from letters.mail import mail_of
from letters.models import Letter
from projects.models import Project
from reports.formats import RENDERERS
from tests import builders
from tests.rights import people
from tests.security import every, planted

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ECHOED = quote(planted.LONG)
OLD, NEW = "_simple_history", "_add"
"""Ends of the names of the pages of an old version, and of a new row, on the editing side."""
LEAST_COLUMNS = 60
"""Fewer columns with the text would mean that the test plants nothing."""


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def known() -> dict[str, Any]:
    """Makes the register with a change of each planted text, and gives everything in it to a superuser."""
    known = people.register()
    assert len(planted.plant()) > LEAST_COLUMNS
    with changing(way=Way.ADMIN, actor=User.objects.get(), reason=planted.LONG):
        Project.objects.update(summary_en=f"{planted.LONG} once more")
    return known


@pytest.fixture
def owner(known: dict[str, Any]) -> Client:
    User.objects.update(is_superuser=True, is_staff=True)
    client = Client()
    client.force_login(User.objects.get())
    return client


def is_page(answer: Any) -> bool:
    return str(answer.get("Content-Type", "")).startswith("text/html")


@pytest.mark.parametrize("area", every.AREAS)
def test_no_page_obeys_a_planted_text(area: str, known: dict[str, Any], owner: Client) -> None:
    shown, broken = set(), {}
    for name, address in every.addresses(area, known):
        answer = owner.get(address)
        if is_page(answer):
            page = answer.getvalue().decode()
            shown |= {name} if planted.MARK in page else set()
            if found := planted.broken_out(page):
                broken[name] = found[:3]
    assert not broken
    assert len(shown) >= {every.PAGES: 40, every.API: 0, every.ADMIN: 120}[area]
    if area == every.ADMIN:
        assert len([name for name in shown if name.endswith(OLD)]) >= 15
        assert len([name for name in shown if name.endswith(NEW)]) >= 15


SECTIONS = ("texts", "facts", "dates", "people", "places", "money", "lineage", "documents", "notes", "close")


def test_no_form_obeys_a_planted_text(known: dict[str, Any], owner: Client) -> None:
    code = known["codes"]
    asked = [f"/projects/P-1/?edit={section}" for section in SECTIONS]
    asked += [f"/projects/P-1/?edit=entry&kind=paid&corrects={code['entry']}", "/projects/P-1/?edit=entry&kind=changed"]
    asked += [f"/projects/P-1/?edit=contract&code={code['contract']}", "/projects/P-1/?edit=co-financing"]
    asked += [f"/{kind}s/{code[kind]}/?edit=facts" for kind in ("organisation", "place", "document", "fund")]
    asked += ["/projects/P-1/duplicate/", "/projects/new/?follows=P-1", "/projects/several/?tick=P-1"]
    for address in asked:
        answer = owner.get(address)
        assert answer.status_code == 200, address
        assert not planted.broken_out(answer.content.decode()), address


def test_no_page_obeys_what_its_address_says(known: dict[str, Any], owner: Client) -> None:
    """An unknown parameter, a search and a name are repeated on the page that refuses or finds them."""
    for name, address in every.addresses(every.PAGES, known):
        mark = "&" if "?" in address else "?"
        answer = owner.get(f"{address}{mark}{ECHOED}={ECHOED}&search={ECHOED}&edit={ECHOED}&on={ECHOED}")
        assert not is_page(answer) or not planted.broken_out(answer.getvalue().decode()), name
        below = owner.get(f"{address.partition('?')[0]}{ECHOED}/")
        assert not is_page(below) or not planted.broken_out(below.getvalue().decode()), name


def test_no_page_obeys_what_a_form_says(known: dict[str, Any], owner: Client) -> None:
    for name, address in every.addresses(every.PAGES, known):
        fields = ("username", "name", "text", "title", "language", "query", "page", "kind", "reason", "file", "search")
        answer = owner.post(address, dict.fromkeys(fields, planted.LONG))
        assert not is_page(answer) or not planted.broken_out(answer.getvalue().decode()), name
        owner.force_login(User.objects.get(is_superuser=True))


def test_data_is_never_taken_for_a_page(known: dict[str, Any], owner: Client) -> None:
    for name, address in every.addresses(every.API, known):
        answer = owner.get(address)
        if not is_page(answer):
            assert answer["X-Content-Type-Options"] == "nosniff", name


def test_letters_and_their_feed_show_a_planted_text(known: dict[str, Any]) -> None:
    letter = Letter.objects.get()
    mail = mail_of(letter)
    assert not planted.broken_out(str(mail.alternatives[0][0]))
    assert "\n" not in mail.subject
    feed = Client().get(people.address_of("letters/feed/<str:token>/", "letters-feed", known))
    # The feed is ours, not a stranger's
    entries = ElementTree.fromstring(feed.content).iter("{http://www.w3.org/2005/Atom}content")  # noqa: S314
    bodies = [entry.text or "" for entry in entries]
    assert bodies
    assert planted.MARK in bodies[0]
    assert not any(planted.broken_out(body) for body in bodies)


BREAKS = "Meeting\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:forged\r\nATTACH:file:///etc/passwd"


def test_a_line_break_in_a_text_adds_nothing_to_a_calendar(owner: Client) -> None:
    builders.event("forged", title_en=BREAKS, description_en=BREAKS, address=BREAKS)
    calendar = owner.get("/calendar.ics").content.decode()
    lines = calendar.split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT")
    assert not [line for line in lines if line == "UID:forged" or line.startswith("ATTACH")]
    assert "\n" not in calendar.replace("\r\n", "")


FORMULAS = ('=HYPERLINK("https://evil.example","x")', "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "\t=1+1", "＝1+1")


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_file_of_the_site_runs_a_formula(formula: str, owner: Client) -> None:
    """Whichever text a person typed: every list and report, in CSV for programs and for Excel."""
    Project.objects.update(title_en=formula, summary_en=formula)
    for path in ("/api/v1/projects/", "/api/v1/allocations/", "/api/v1/entries/", "/reports/", "/reports/by-partner/"):
        for dialect in ("", "&dialect=excel"):
            answer = owner.get(f"{path}?format=csv{dialect}")
            if answer.status_code == 200:
                cells = [cell.strip('"') for line in answer.getvalue().decode("utf-8-sig").splitlines()
                         for cell in line.replace(";", ",").split(",")]  # fmt: skip
                assert not [cell for cell in cells if cell.startswith(formula[:4])], path


TYPST = '#eval("1+1") #read("/etc/passwd") $ x $ *bold* _it_ \\ @cite <label> #import "x"'


@pytest.mark.parametrize("format_", ["pdf", "docx"])
def test_no_document_obeys_a_planted_text(format_: str, owner: Client) -> None:
    if format_ not in {renderer.format for renderer in RENDERERS}:
        pytest.fail(f"{format_} is no format any more")
    Project.objects.update(title_en=TYPST, summary_en=TYPST)
    for path in ("/reports/", "/reports/annex/", "/reports/by-partner/"):
        answer = owner.get(f"{path}?format={format_}", follow=True)
        assert answer.status_code == 200, path
        assert b"root:" not in answer.getvalue()


NAMES = ('x"; filename=evil.exe', "../../etc/passwd", "a\r\nX-Evil: 1", "résumé €", "a/b\\c:d*e")


@pytest.mark.parametrize("name", NAMES)
def test_the_name_of_a_file_adds_no_header_and_no_folder(name: str, owner: Client) -> None:
    answer = owner.get(f"/reports/?format=csv&lang={quote(name)}")
    assert "X-Evil" not in answer
    for path in ("/reports/", "/reports/by-partner/", "/api/v1/projects/"):
        said = owner.get(path, {"format": "csv"})["Content-Disposition"]
        assert "\n" not in said
        assert "/" not in said.replace("filename*=utf-8''", "")


PATHS = (
    "../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "....//....//etc/passwd",
    "..\\..\\windows\\win.ini", "/etc/passwd", "file:///etc/passwd",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_no_address_reads_a_file_of_the_machine(path: str, owner: Client) -> None:
    for start in ("/static/", "/reports/", "/letters/", "/api/v1/projects/", "/calendar/feed/", "/documents/", "/"):
        answer = owner.get(f"{start}{path}", follow=False)
        assert answer.status_code in (301, 302, 400, 404), (start, path)
        assert b"root:" not in answer.getvalue()


ADDRESSES = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "//x",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_column_of_addresses_takes_one_that_runs(address: str) -> None:
    fields = [
        (model, field)
        for room in planted.ROOMS
        for model in people.apps.get_app_config(room).get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.URLField)
    ]
    assert fields
    for model, field in fields:
        with pytest.raises(ValidationError):
            field.clean(address, None)
        assert model


def test_the_test_itself_sees_what_breaks_out() -> None:
    assert planted.broken_out(f"<p>{planted.LONG}</p>")
    assert planted.broken_out(f'<input value="{planted.LONG}">')
    assert planted.broken_out(f"<p title='{planted.LONG}'>")
    assert planted.broken_out(f"<script type='application/json'>\"{planted.LONG}\"</script>")
    assert planted.broken_out('<a href=" JavaScript:alert(1)">x</a>')
    assert not planted.broken_out(f'<p title="{html.escape(planted.LONG)}">{html.escape(planted.LONG)}</p>')
