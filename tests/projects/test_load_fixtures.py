"""Loading fixtures: all or nothing, never twice, and never over people's changes."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from projects.models import CoreArea, Organisation, Project
from projects.services import FixtureError, load_fixtures

ORGANISATION = """
- model: projects.organisation
  fields: {slug: %s, name_en: %s}
"""


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("load_fixtures", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.usefixtures("dokument8")
def test_a_second_load_changes_nothing() -> None:
    before = Project.objects.count(), Project.history.count()
    said = run()
    assert (Project.objects.count(), Project.history.count()) == before
    assert "new" not in said
    assert "kept" not in said


@pytest.mark.django_db
@pytest.mark.usefixtures("dokument8")
def test_what_people_wrote_stays_and_is_named_until_overwriting_is_asked_for() -> None:
    area = CoreArea.objects.get(slug="prevention")
    name, area.name_en = area.name_en, "Something else"
    area.save()
    assert "corearea prevention" in run()
    area.refresh_from_db()
    assert area.name_en == "Something else"
    run("--overwrite")
    area.refresh_from_db()
    assert area.name_en == name


@pytest.mark.django_db
@pytest.mark.usefixtures("dokument8")
def test_it_leaves_a_filled_register_alone_when_asked() -> None:
    assert run("--if-empty") == ""


@pytest.mark.django_db
def test_one_bad_row_and_nothing_is_loaded(tmp_path: Path) -> None:
    good, bad = tmp_path / "1.yaml", tmp_path / "2.yaml"
    good.write_text(ORGANISATION % ("good", "Good"), "utf-8")
    bad.write_text(ORGANISATION % ("bad", "'<b>Bad</b>'"), "utf-8")
    with pytest.raises(FixtureError, match=r"2\.yaml.*name"):
        load_fixtures(files=[good, bad])
    assert not Organisation.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["- model: projects.nothing\n", "[", "- model: projects.place\n  fields: {kind: 1}\n"])
def test_a_file_that_is_no_fixture_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "odd.yaml").write_text(text, "utf-8")
    with pytest.raises(FixtureError, match=r"odd\.yaml"):
        load_fixtures(files=[tmp_path / "odd.yaml"])


@pytest.mark.django_db
def test_the_history_tells_the_file(tmp_path: Path) -> None:
    (tmp_path / "1.yaml").write_text(ORGANISATION % ("one", "One"), "utf-8")
    load_fixtures(files=[tmp_path / "1.yaml"])
    assert Organisation.objects.get().history.get().history_change_reason.endswith("1.yaml")


def test_an_unknown_folder_is_named() -> None:
    with pytest.raises(CommandError, match="fixtures/nowhere"):
        run("nowhere")
