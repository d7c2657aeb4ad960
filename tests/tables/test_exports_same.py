"""An export of ours comes in again as "no change", whatever its kind, format and language."""

from typing import Any

import pytest
from django.test import Client

from tables.checking.results import Result
from tests import builders
from tests.tables import sheets

pytestmark = pytest.mark.django_db
KINDS = ("projects", "allocations", "organisations", "events")
FORMATS = ("csv", "excel", "xlsx", "ods")


@pytest.fixture
def boss(django_user_model: Any) -> Any:
    return django_user_model.objects.create_superuser("boss")


def exported(person: Any, kind: str, form: str, language: str) -> bytes:
    client = Client()
    client.force_login(person)
    asked = {"csv": {"format": "csv"}, "excel": {"format": "csv", "dialect": "excel"}}.get(form, {"format": "xlsx"})
    if kind in ("projects", "allocations"):
        asked["portfolio"] = "all"
    answer: Any = client.get(f"/api/v1/{kind}/", {**asked, "lang": language})
    assert answer.status_code == 200, answer.content
    data = b"".join(answer.streaming_content)
    return sheets.as_ods(data) if form == "ods" else data


def assert_same(result: Result, rows: int) -> None:
    assert sheets.cells(result) == {}
    assert result.problems == []
    assert {name: number for name, number in result.counts().items() if number} == {"same": rows}
    assert result.gone_count == 0


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "da", "sv", "nb", "fi", "is"])
def test_an_export_comes_in_as_no_change(dokument8: None, boss: Any, kind: str, form: str, language: str) -> None:
    data = exported(boss, kind, form, language)
    rows = boss_count(kind)
    assert rows > 5
    assert_same(sheets.checked(data, boss), rows)


def boss_count(kind: str) -> int:
    from budgets.models import Allocation
    from events.models import Event
    from projects.models import Organisation, Project

    models: dict[str, Any] = {
        "projects": Project,
        "allocations": Allocation,
        "organisations": Organisation,
        "events": Event,
    }
    return int(models[kind].objects.count())


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("language", ["en", "da", "fi"])
def test_an_export_of_entries_comes_in_as_no_change(boss: Any, form: str, language: str) -> None:
    grant = builders.allocation(builders.project("P-1"), "1000.00")
    source = builders.source()
    builders.entry(grant, "contracted", "2025-01-01", "1000.00", source=source)
    builders.entry(grant, "paid", "2025-02-03", "250.50", voucher="=B1", final=True, source=source)
    assert_same(sheets.checked(exported(boss, "entries", form, language), boss), 2)
