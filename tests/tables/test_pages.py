"""The pages of tables: from the file to the change, without JavaScript."""

import tracemalloc
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from projects.models import Organisation, Project
from tables import jobs, services
from tables.annotated import annotated_xlsx
from tables.checking.results import Result
from tables.choices import State
from tables.management.commands.import_tables import work_on
from tables.models import TableFile
from tables.reading.cells import Line, Sheet
from tests import builders
from tests.tables import sheets

pytestmark = pytest.mark.django_db
ROWS = [["Name", "Abbreviation", "Country"], ["Shelter", "SH", "NO"], ["Help", "HE", "Nowhere"]]


@pytest.fixture
def browser(django_user_model: Any) -> Client:
    builders.country("NO")
    client = Client()
    client.force_login(django_user_model.objects.create_superuser("boss"))
    return client


def sent(browser: Client, rows: Any = ROWS, name: str = "list.csv") -> TableFile:
    answer = browser.post("/tables/", {"file": SimpleUploadedFile(name, sheets.csv(rows))})
    assert answer.status_code == 302, answer.content.decode()
    table: TableFile = TableFile.objects.latest("pk")
    assert answer["Location"] == f"/tables/{table.uid}/columns/"
    return table


def checked(browser: Client, table: TableFile, **values: Any) -> TableFile:
    columns = {f"column-{place}": name for place, name in table.columns.items()}
    answer = browser.post(f"/tables/{table.uid}/columns/", {**columns, **values})
    assert answer.status_code == 302, answer.content.decode()
    table.refresh_from_db()
    return table


def test_from_the_file_to_the_change(browser: Client) -> None:
    table = sent(browser)
    page = browser.get(f"/tables/{table.uid}/columns/").content.decode()
    assert "A: Name" in page
    checked(browser, table)
    page = browser.get(f"/tables/{table.uid}/").content.decode()
    assert "There is no “Nowhere”." in page
    assert "Abbreviation" in page
    page = browser.get(f"/tables/{table.uid}/?show=new").content.decode()
    assert "Shelter" in page
    answer = browser.post(f"/tables/{table.uid}/apply/", {"apply": "1", "reason": "The list"})
    assert answer.status_code == 302
    assert [str(row) for row in Organisation.objects.all()] == ["Shelter"]
    table.refresh_from_db()
    assert (table.state, bool(table.change)) == (State.APPLIED, True)


def test_what_changes_is_shown_in_words_and_can_be_left_out(browser: Client) -> None:
    builders.organisation("shelter")
    rows = [["Reference", "Name", "Abbreviation"], ["shelter", "Shelter", "SH"], ["help", "Help", ""]]
    table = checked(browser, sent(browser, rows))
    page = browser.get(f"/tables/{table.uid}/?show=changed").content.decode()
    assert "Abbreviation" in page
    browser.post(f"/tables/{table.uid}/apply/", {"shown": ["2"], "take": [], "show": "changed"})
    browser.post(f"/tables/{table.uid}/apply/", {"apply": "1"})
    assert Organisation.objects.get(slug="shelter").abbreviation == ""
    assert Organisation.objects.filter(slug="help").exists()


def test_the_file_comes_back_with_its_faults_as_comments(browser: Client) -> None:
    table = checked(browser, sent(browser))
    answer = browser.get(f"/tables/{table.uid}/file/")
    import io

    page: Any = load_workbook(io.BytesIO(answer.content)).active
    assert page["C3"].value == "Nowhere"
    assert "There is no “Nowhere”." in page["C3"].comment.text
    assert page["C2"].comment is None


def test_a_file_that_cannot_be_read_says_why(browser: Client) -> None:
    answer = browser.post("/tables/", {"file": SimpleUploadedFile("a.xls", b"\xd0\xcf\x11\xe0" + b"x" * 600)})
    assert answer.status_code == 400
    assert "password" in answer.content.decode()


def test_columns_can_be_corrected_and_a_field_has_one_column(browser: Client) -> None:
    table = sent(browser)
    answer = browser.post(f"/tables/{table.uid}/columns/", {"column-0": "name", "column-1": "name"})
    assert answer.status_code == 400
    browser.post(f"/tables/{table.uid}/columns/", {"kind": "projects"})
    table.refresh_from_db()
    assert table.kind == "projects"


def test_large_tables_are_checked_apart_and_show_how_far_they_are(browser: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(jobs, "FEW", 1)
    monkeypatch.setattr("tables.views.FEW", 1)
    started: list[Any] = []
    monkeypatch.setattr(jobs, "start_soon", started.append)
    monkeypatch.setattr("tables.views.start_soon", started.append)
    table = checked(browser, sent(browser))
    assert started == [table]
    answer = browser.get(f"/tables/{table.uid}/")
    assert answer["Refresh"] == "3"
    TableFile.objects.update(state=State.CHECKING, done=1, beat=timezone.now())
    assert "1 of 3 rows" in browser.get(f"/tables/{table.uid}/").content.decode()
    TableFile.objects.update(state=State.TO_CHECK)
    table.refresh_from_db()
    assert work_on(table) == State.CHECKED
    browser.post(f"/tables/{table.uid}/apply/", {"apply": "1"})
    table.refresh_from_db()
    assert table.state == State.TO_APPLY
    assert work_on(table) == State.APPLIED
    assert Organisation.objects.count() == 1


def test_a_check_can_be_cancelled(browser: Client, monkeypatch: Any) -> None:
    table = sent(browser)
    TableFile.objects.update(state=State.TO_CHECK)
    table.refresh_from_db()
    browser.post(f"/tables/{table.uid}/cancel/")
    assert services.check_table(table) is None
    table.refresh_from_db()
    assert table.state == State.CANCELLED


def test_work_that_ended_without_a_word_can_begin_again(browser: Client) -> None:
    table = checked(browser, sent(browser))
    TableFile.objects.update(state=State.CHECKING, beat=timezone.now() - services.SILENCE * 2)
    assert "Begin again" in browser.get(f"/tables/{table.uid}/").content.decode()
    browser.post(f"/tables/{table.uid}/apply/", {"again": "1"})
    table.refresh_from_db()
    assert table.state == State.CHECKED


def test_a_check_that_has_just_begun_again_counts_as_at_work(browser: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("tables.views.check_soon", lambda table: None)
    table = checked(browser, sent(browser))
    TableFile.objects.update(made=timezone.now() - services.SILENCE * 2, beat=None)
    browser.post(f"/tables/{table.uid}/apply/", {"again": "1"})
    page = browser.get(f"/tables/{table.uid}/").content.decode()
    assert "Waits to be checked" in page
    assert "Begin again" not in page


def test_applying_that_begins_again_keeps_to_the_chosen_rows(browser: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("tables.views.start_soon", lambda table: None)
    table = checked(browser, sent(browser, [ROWS[0], ROWS[1], ["Help", "HE", "NO"]]))
    assert services.result_of(table).counts() == {"new": 2}
    browser.post(f"/tables/{table.uid}/apply/", {"shown": ["2", "3"], "take": ["3"], "show": "new"})
    # Its process was killed
    TableFile.objects.update(state=State.APPLYING, beat=timezone.now() - services.SILENCE * 2)
    assert "Begin again" not in browser.get(f"/tables/{table.uid}/").content.decode()
    TableFile.objects.update(beat=timezone.now() - services.WHILE_APPLYING * 2)
    browser.post(f"/tables/{table.uid}/apply/", {"again": "1"})
    table.refresh_from_db()
    assert (work_on(table), TableFile.objects.get().problem) == (State.APPLIED, "")
    assert [str(row) for row in Organisation.objects.all()] == ["Help"]


def test_nobody_sees_the_tables_of_others_and_readers_send_none(browser: Client, django_user_model: Any) -> None:
    table = sent(browser)
    other = Client()
    other.force_login(django_user_model.objects.create_superuser("other"))
    assert other.get(f"/tables/{table.uid}/").status_code == 404
    assert other.post(f"/tables/{table.uid}/apply/", {"apply": "1"}).status_code == 404
    other.force_login(django_user_model.objects.create_user("reader"))
    assert other.get("/tables/").status_code == 403


def test_old_copies_are_deleted_and_what_was_applied_is_still_recognised(browser: Client) -> None:
    table = checked(browser, sent(browser))
    browser.post(f"/tables/{table.uid}/apply/", {"apply": "1"})
    TableFile.objects.update(made=timezone.now() - services.LONGEST_KEPT * 2)
    again = sent(browser)
    table.refresh_from_db()
    assert bytes(table.cells) == b""
    assert services.earlier_of(again)[0][0] == table
    assert Project.objects.count() == 0


def test_all_rows_of_a_list_are_taken_or_none_of_them(browser: Client) -> None:
    rows = [["Name", "Abbreviation"], *([f"Shelter no. {number}", f"S{number}"] for number in range(60))]
    table = checked(browser, sent(browser, rows))
    page = browser.get(f"/tables/{table.uid}/?show=new").content.decode()
    assert "Take all 60 rows of this list" in " ".join(page.split())
    assert "Apply 60 rows" in " ".join(page.split())
    browser.post(f"/tables/{table.uid}/apply/", {"none": "new", "show": "new"})
    assert "Apply 60" not in browser.get(f"/tables/{table.uid}/?show=new").content.decode()
    table.refresh_from_db()
    assert len(table.left_out) == 60
    browser.post(f"/tables/{table.uid}/apply/", {"shown": ["2"], "take": ["2"], "show": "new"})
    browser.post(f"/tables/{table.uid}/apply/", {"apply": "1"})
    assert [str(row) for row in Organisation.objects.all()] == ["Shelter no. 0"]


def test_all_rows_are_taken_again_also_those_of_other_pages(browser: Client) -> None:
    rows = [["Name"], *([f"Shelter no. {number}"] for number in range(60))]
    table = checked(browser, sent(browser, rows))
    browser.post(f"/tables/{table.uid}/apply/", {"none": "new"})
    browser.post(f"/tables/{table.uid}/apply/", {"all": "new"})
    table.refresh_from_db()
    assert table.left_out == []
    browser.post(f"/tables/{table.uid}/apply/", {"none": "gone"})
    table.refresh_from_db()
    assert table.left_out == []


def test_the_page_says_when_copies_of_tables_are_deleted(browser: Client) -> None:
    sent(browser)
    assert "earlier when you have sent 10 newer ones" in " ".join(browser.get("/tables/").content.decode().split())


@pytest.mark.parametrize(("heading", "asked"), [("Anslag", True), ("Titel", False)])
def test_a_heading_that_stands_for_two_things_is_asked(browser: Client, heading: str, asked: bool) -> None:
    rows = [["Referens", "Titel", heading if asked else "Status"], ["P-1", "Hamn", "250 000"]]
    page = browser.get(f"/tables/{sent(browser, rows).uid}/columns/").content.decode()
    assert ("“Anslag” may mean one of these: " in page) is asked


def test_the_file_is_written_row_by_row() -> None:
    # 40,000 texts as one sheet in memory take 15 MB
    lines = [Line(number, [f"Shelter {number} {place}" for place in range(20)]) for number in range(1, 2001)]
    tracemalloc.start()
    try:
        content = annotated_xlsx(Sheet(lines=lines), Result())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3_000_000
    page: Any = load_workbook(BytesIO(content), read_only=True).active
    assert [cell.value for cell in list(page.iter_rows())[-1]][::19] == ["Shelter 2000 0", "Shelter 2000 19"]
