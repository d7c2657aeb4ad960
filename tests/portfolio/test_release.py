"""The version is stated once and shown everywhere; licence and decisions are in order."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from portfolio import __version__

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ROOT = Path(settings.BASE_DIR)


def test_the_footer_shows_the_version(reader: Client) -> None:
    assert f"Version {__version__}" in reader.get("/?lang=en").content.decode()


def test_the_schema_of_the_api_has_the_version(reader: Client) -> None:
    schema: Any = reader.get("/api/v1/schema/?format=json").json()

    assert schema["info"]["version"] == __version__


def test_a_calendar_feed_names_the_version(reader: Client) -> None:
    feed = reader.get("/calendar.ics").content.decode()

    assert f"PRODID:-//Nordic Council of Ministers//Oversigt {__version__}//EN" in feed


def test_the_version_is_written_in_one_file_only() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["dynamic"] == ["version"]
    assert "version" not in project


def test_the_licence_is_the_one_that_the_project_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["license"] == "EUPL-1.2"
    assert (ROOT / "LICENSE").read_text().startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")


def test_a_decision_is_in_one_table_only() -> None:
    rows = [line for line in (ROOT / "docs/decisions.md").read_text().splitlines() if line.startswith("| ")]
    decisions = [row.split(" | ")[0] for row in rows if row != "| decision | why |"]

    assert sorted(set(decisions)) == sorted(decisions)
