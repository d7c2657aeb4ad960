"""Wrong cells are corrected on the page: by typing, or by taking over the nearest known value."""

from typing import Any

import pytest
from django.test import Client

from projects.models import Project
from tables import services
from tables.choices import State
from tables.models import TableFile
from tests import builders
from tests.tables import sheets
from tests.tables.test_applying import table

pytestmark = pytest.mark.django_db
HEADS = ["Reference", "Title", "Start", "Partners", "Status"]
ROW = ["P-2", "Second", "31.02.2009", "sheltr (Implementing) | help (Co-fundng)", "Closd"]


@pytest.fixture
def boss(django_user_model: Any) -> Any:
    builders.portfolio()
    builders.source()
    for slug in ("shelter", "help"):
        builders.organisation(slug)
    return django_user_model.objects.create_superuser("boss")


@pytest.fixture
def browser(boss: Any) -> Client:
    client = Client()
    client.force_login(boss)
    return client


def cells(sent: TableFile) -> dict[str, str]:
    return sheets.cells(services.result_of(sent))


def corrected(browser: Client, sent: TableFile, **data: str) -> TableFile:
    names = {name.replace("_", "-"): value for name, value in data.items()}
    answer = browser.post(f"/tables/{sent.uid}/correct/", names, follow=True)
    assert answer.status_code == 200
    sent.refresh_from_db()
    return sent


def test_wrong_cells_are_fields_with_the_nearest_value_beside_them(browser: Client, boss: Any) -> None:
    page = browser.get(f"/tables/{table(boss, [HEADS, ROW]).uid}/").content.decode()
    assert 'name="cell-2-2" value="31.02.2009"' in page
    assert "Write “shelter (Implementing) | help (Co-fundng)”" in page
    assert "Write “Closed”" in page
    assert 'name="cell-2-1"' not in page


def test_corrections_are_checked_and_applied(browser: Client, boss: Any) -> None:
    sent = table(boss, [HEADS, ROW])
    assert sorted(cells(sent)) == ["C2", "D2", "E2"]
    corrected(browser, sent, cell_2_2="28.02.2009", cell_2_3=ROW[3], cell_2_4="Closed")
    assert sorted(cells(sent)) == ["D2"]
    # The button of one cell keeps what was typed into the others
    corrected(browser, sent, use="cell-2-3", cell_2_3=ROW[3])
    assert cells(sent) == {"D2": "“Co-fundng” is no role. The roles are: " + roles() + "."}
    corrected(browser, sent, use="cell-2-3", cell_2_3="shelter (Implementing) | help (Co-fundng)")
    assert (cells(sent), sent.state) == ({}, State.CHECKED)
    services.apply_table(table=sent, actor=boss)
    project: Any = Project.objects.get(reference="P-2")
    assert (str(project.starts), project.status) == ("2009-02-28", "closed")
    assert sorted(project.partnerships.values_list("organisation__slug", "role")) == [
        ("help", "co-funding"),
        ("shelter", "implementing"),
    ]
    assert "C2, E2" in " ".join(services.sheet_of(sent).notes)


def roles() -> str:
    from projects.choices import PartnerRole

    return ", ".join(str(label) for label in PartnerRole.labels)


def test_only_wrong_cells_of_an_own_table_that_is_checked_are_corrected(
    browser: Client, boss: Any, django_user_model: Any
) -> None:
    sent = table(boss, [HEADS, ROW])
    corrected(browser, sent, cell_2_1="Another title", cell_9_9="x", cell_2_999="x")
    assert services.sheet_of(sent).lines[1].cells == ROW
    stranger = Client()
    stranger.force_login(django_user_model.objects.create_superuser("other"))
    assert stranger.post(f"/tables/{sent.uid}/correct/", {"cell-2-2": "2009"}).status_code == 404
    TableFile.objects.update(state=State.APPLIED)
    corrected(browser, sent, cell_2_2="2009")
    assert services.sheet_of(sent).lines[1].cells == ROW


def test_an_empty_cell_that_is_required_can_be_filled(browser: Client, boss: Any) -> None:
    sent = table(boss, [["Reference", "Start", "Title"], ["P-2", "2009", ""]])
    assert sorted(cells(sent)) == ["C2"]
    corrected(browser, sent, cell_2_2="Second")
    assert cells(sent) == {}
    assert services.result_of(sent).counts() == {"new": 1}


def test_a_cell_of_several_lines_keeps_them(browser: Client, boss: Any) -> None:
    sent = table(boss, [["Reference", "Title", "Partners"], ["P-2", "A", '"shelter (Implementing)\nhelp (Co-fundng)"']])
    page = browser.get(f"/tables/{sent.uid}/").content.decode()
    assert "<textarea" in page
    corrected(browser, sent, cell_2_2="shelter (Implementing)\r\nhelp (Co-fundng)")
    assert services.sheet_of(sent).notes == []
    assert sorted(cells(sent)) == ["C2"]
