"""A table is applied as one change, or not at all."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from budgets.models import Allocation
from changes.models import Change, WaitingProposal
from changes.undo import undo
from projects.models import Portfolio, Project, Source
from tables import services
from tables.checking.results import RowState
from tables.choices import State
from tables.models import TableFile
from tables.picture import differences_of
from tests import builders
from tests.tables import sheets

pytestmark = pytest.mark.django_db
USUAL = {"kind": "project", "status": "ongoing", "portfolio": "ours", "source": "paper", "source_section": "one"}


@pytest.fixture
def boss(django_user_model: Any) -> Any:
    builders.portfolio()
    builders.source()
    return django_user_model.objects.create_superuser("boss")


def table(person: Any, rows: Any, **options: Any) -> TableFile:
    """Sends and checks a table of projects."""
    sent = services.keep_table(person=person, name="list.csv", data=sheets.csv(rows), kind="projects")
    columns = services.matched_of(sent).columns
    services.save_columns(table=sent, columns=columns, defaults={**USUAL, **options}, empties=False)
    services.check_table(sent)
    sent.refresh_from_db()
    return sent


def test_a_table_is_one_change_and_undone_as_one(boss: Any) -> None:
    builders.project("P-1", title_en="Old")
    rows = [
        ["Reference", "Title", "Amount"],
        ["P-1", "New", ""],
        ["P-2", "Second", "500"],
        ["P-3", "Third", "1.250,50"],
    ]
    sent = table(boss, rows)
    assert services.result_of(sent).counts() == {"changed": 1, "new": 2}
    before = Change.objects.count()
    outcome: Any = services.apply_table(table=sent, actor=boss, reason="The overview of 2026")
    assert Change.objects.count() == before + 1
    assert Project.objects.get(reference="P-1").title_en == "New"
    assert str(Allocation.objects.get(project__reference="P-3").amount) == "1250.50"
    sent.refresh_from_db()
    assert (sent.state, sent.change) == (State.APPLIED, outcome.change.number if outcome.change else 0)
    undo(change=outcome.change, actor=boss)
    assert Project.objects.get(reference="P-1").title_en == "Old"
    assert not Project.objects.filter(reference__in=["P-2", "P-3"]).exists()


def test_the_same_file_again_is_recognised_and_changes_nothing(boss: Any) -> None:
    rows = [["Reference", "Title", "Amount"], ["P-2", "Second", "500"]]
    first = table(boss, rows)
    services.apply_table(table=first, actor=boss)
    again = table(boss, rows)
    first.refresh_from_db()
    assert [(row.change, undone) for row, undone in services.earlier_of(again)] == [(first.change, None)]
    assert services.result_of(again).counts() == {"same": 1}
    with pytest.raises(services.CannotApply):
        services.apply_table(table=again, actor=boss)


def test_a_table_is_applied_once(boss: Any) -> None:
    sent = table(boss, [["Reference", "Title"], ["P-2", "Second"]])
    services.apply_table(table=sent, actor=boss)
    with pytest.raises(services.CannotApply):
        services.apply_table(table=sent, actor=boss)


def test_what_others_changed_since_the_check_is_shown_before_anything_is_written(boss: Any) -> None:
    project: Any = builders.project("P-1", title_en="Old")
    sent = table(boss, [["Reference", "Title"], ["P-1", "New"], ["P-2", "Second"]])
    project.title_en = "Theirs"
    project.save()
    with pytest.raises(services.CannotApply):
        services.apply_table(table=sent, actor=boss)
    assert not Project.objects.filter(reference="P-2").exists()


def test_rows_that_are_left_out_are_not_written(boss: Any) -> None:
    sent = table(boss, [["Reference", "Title"], ["P-2", "Second"], ["P-3", "Third"]])
    services.leave_out(sent, [2, 3], [3])
    sent.refresh_from_db()
    services.apply_table(table=sent, actor=boss)
    assert list(Project.objects.values_list("reference", flat=True)) == ["P-3"]


def test_wrong_rows_are_left_out_and_the_others_applied(boss: Any) -> None:
    sent = table(boss, [["Reference", "Title", "Start"], ["P-2", "Second", "soon"], ["P-3", "Third", "2009"]])
    services.apply_table(table=sent, actor=boss)
    assert list(Project.objects.values_list("reference", flat=True)) == ["P-3"]


def test_nothing_is_half_done_if_the_work_ends_in_the_middle(boss: Any, monkeypatch: Any) -> None:
    sent = table(boss, [["Reference", "Title"], ["P-2", "Second"], ["P-3", "Third"]])

    def die(*_args: Any, **_options: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("changes.apply.warnings_of", die)
    with pytest.raises(OSError, match="No space"):
        services.apply_table(table=sent, actor=boss)
    assert not Project.objects.exists()
    assert not Change.objects.exists()
    sent.refresh_from_db()
    assert sent.state == State.CHECKED


def test_records_that_the_file_lacks_are_named_and_stay(boss: Any) -> None:
    builders.project("P-1")
    builders.project("P-5")
    sent = table(boss, [["Reference", "Title"], ["P-1", "P-1"]])
    result = services.result_of(sent)
    assert (result.gone, result.gone_count) == (["P-5"], 1)


def test_new_records_may_name_others_of_the_same_table(boss: Any) -> None:
    rows = [["Reference", "Title", "Follows"], ["P-9", "Last", "P-8"], ["P-8", "Middle", "P-7"], ["P-7", "First", ""]]
    sent = table(boss, rows)
    assert services.result_of(sent).faults == []
    services.apply_table(table=sent, actor=boss)
    assert Project.objects.get(reference="P-9").earlier_lines.get().earlier.reference == "P-8"


def test_rows_without_a_reference_get_one_or_find_their_project_by_title(boss: Any) -> None:
    builders.project("P-1", title_en="Safe houses", status="ongoing")
    sent = table(boss, [["Title", "Start"], ["Safe Houses", "2009"], ["Another", "2010"]])
    result = services.result_of(sent)
    assert [(row.state, row.key) for row in result.rows] == [("changed", "P-1"), ("new", "P-2")]


def test_a_source_that_is_missing_is_made_in_the_same_change(boss: Any) -> None:
    rows = [["Reference", "Title", "Source", "Section", "Item"], ["P-2", "A", "Paper", "closed", "7"]]
    sent = table(boss, rows)
    services.apply_table(table=sent, actor=boss)
    assert Source.objects.get(section="closed").item == 7


def test_an_empty_cell_leaves_the_value_unless_the_person_says_otherwise(boss: Any) -> None:
    builders.project("P-1", starts="2009")
    rows = [["Reference", "Title", "Start"], ["P-1", "P-1", ""]]
    assert services.result_of(table(boss, rows)).counts() == {"same": 1}
    data = sheets.csv(rows)
    assert sheets.checked(data, boss, "projects", empties=True).counts() == {"changed": 1}


def test_several_rows_of_one_project_hold_its_grants(boss: Any) -> None:
    rows = [["Reference", "Title", "Amount", "Year"], ["P-2", "A", "100", "2009"], ["P-2", "", "200", "2010"]]
    services.apply_table(table=table(boss, rows), actor=boss)
    found = Allocation.objects.order_by("year").values_list("reference", "year")
    assert list(found) == [("P-2-A1", 2009), ("P-2-A2", 2010)]
    assert services.result_of(table(boss, rows)).counts() == {"same": 1}


def test_money_of_four_eyes_waits_for_a_second_person(django_user_model: Any, boss: Any) -> None:
    Portfolio.objects.update(four_eyes=True)
    adviser = django_user_model.objects.create_user("adviser", is_staff=True)
    adviser.groups.add(Group.objects.get(name="adviser"))
    sent = table(adviser, [["Reference", "Title", "Amount"], ["P-2", "Second", "500"]])
    assert services.result_of(sent).waits
    services.apply_table(table=sent, actor=adviser)
    sent.refresh_from_db()
    assert sent.state == State.SUBMITTED
    assert WaitingProposal.objects.count() == 1
    assert not Project.objects.exists()


def test_headings_are_remembered_per_person(boss: Any, django_user_model: Any) -> None:
    sent = services.keep_table(person=boss, name="a.csv", data=sheets.csv([["Reference", "Wibble"], ["P-1", "A"]]))
    assert services.matched_of(sent).columns == {0: "reference"}
    services.save_columns(table=sent, columns={0: "reference", 1: "title"}, defaults={}, empties=False)
    data = sheets.csv([["wibble", "reference"], ["B", "P-2"]])
    assert services.matched_of(services.keep_table(person=boss, name="b.csv", data=data)).columns[0] == "title"
    other = django_user_model.objects.create_superuser("other")
    assert 0 not in services.matched_of(services.keep_table(person=other, name="b.csv", data=data)).columns


def test_the_command_checks_and_applies(boss: Any, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(
        sheets.csv([["Reference", "Title", "Status"], ["P-2", "Second", "Sleeping"], ["P-3", "A", "closed"]])
    )
    usual = [f"--set={name}={value}" for name, value in USUAL.items() if name != "status"]
    options = [str(file), "--kind=projects", "--user=boss", *usual]
    out = StringIO()
    call_command("import_table", *options, "--dry-run", stdout=out)
    assert "C2: “Sleeping”" in out.getvalue()
    assert "1 new" in out.getvalue()
    with pytest.raises(CommandError, match="rows are wrong"):
        call_command("import_table", *options, stdout=out)
    assert not Project.objects.exists()
    call_command("import_table", *options, "--without-wrong", stdout=out)
    assert list(Project.objects.values_list("reference", flat=True)) == ["P-3"]


def test_what_may_be_written_in_several_ways_is_shown_as_it_was_read(boss: Any) -> None:
    sent = table(boss, [["Reference", "Title", "Start"], ["P-2", "2009", "31.12.2009"]])
    rows = list(services.result_of(sent).of_state(RowState.NEW))
    (one,) = differences_of(sent, rows, services.sheet_of(sent), 3)
    assert one.row is not None
    assert [cell.read for cell in one.row.cells] == ["", "", "2009-12-31"]
