"""A backup restored as of an earlier change is the register of that change, and later ones leave nothing behind."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS
from hypothesis import given

from changes import tables
from changes.approving.keeping import WaitingProposal
from changes.as_of.asked import point_of
from changes.as_of.reading import reading_as_of
from changes.erasing.erase import erase_contact
from changes.erasing.models import Erasure
from changes.models import Change, Latest, RecordChange, Way
from changes.opened import changing
from portfolio.backup.restoring import restore
from projects.kept.triggers import rows_that_differ
from projects.models import Contact, FileContent, Organisation
from tests import builders
from tests.cases import examples
from tests.changes.as_of import histories
from tests.portfolio.backup.registers import backup_of_now, said, signed_in


@examples(5)
@given(history=histories.HISTORIES)
def test_the_register_is_that_of_the_change(db: None, tmp_path_factory: Any, history: Any) -> None:
    """Every column of every row, and what the register said at the changes before it."""
    with histories.begun():
        then = {number: histories.every_row() for steps in history if (number := histories.write(steps))}
        path = backup_of_now(tmp_path_factory.mktemp("backup"))
        for number in list(then)[-1:0:-1][:3]:
            restore(path, as_of=number, replace=True)
            assert histories.every_row() == then[number]
            assert rows_that_differ(DEFAULT_DB_ALIAS) == {}
            assert Latest.objects.get().number == Change.objects.count() == number
            assert not RecordChange.objects.filter(change__gt=number).exists()
            for earlier in [one for one in then if one <= number][-2:]:
                with reading_as_of(point_of(str(earlier))):
                    assert histories.every_row() == then[earlier]


@examples(3)
@given(history=histories.HISTORIES)
def test_as_of_the_last_change_it_is_the_whole_backup(db: None, tmp_path_factory: Any, history: Any) -> None:
    with histories.begun():
        for steps in history:
            histories.write(steps)
        path, rows = backup_of_now(tmp_path_factory.mktemp("backup")), said()
        restore(path, as_of=Latest.objects.get().number, replace=True)
        assert said() == rows


@pytest.fixture
def register(db: None) -> list[int]:
    """An organisation with a contact, then another one, then a new telephone of the first contact: the changes."""
    numbers = []
    with changing(way=Way.PAGE) as opened:
        contact = builders.contact("Adviser", of="first", person="Eva Berg", telephone="1")
    numbers.append(opened.change.number if opened.change else 0)
    with changing(way=Way.PAGE) as opened:
        builders.contact("Head", of="second")
    numbers.append(opened.change.number if opened.change else 0)
    with changing(way=Way.PAGE) as opened:
        Contact.objects.filter(pk=contact.pk).update(telephone="2")
    numbers.append(opened.change.number if opened.change else 0)
    return numbers


def test_contacts_are_those_of_the_backup(register: list[int], tmp_path: Path) -> None:
    """As readers see them as of a day. A contact of an organisation that did not exist yet cannot be kept."""
    restore(backup_of_now(tmp_path), as_of=register[0], replace=True)
    assert list(Organisation.objects.values_list("slug", flat=True)) == ["first"]
    contact = Contact.objects.get()
    assert (contact.post, contact.telephone) == ("Adviser", "2")
    state = contact.history.get()
    assert (state.telephone, state.from_change, state.until_change) == ("2", register[0], None)


def test_the_next_change_follows_the_chosen_one(register: list[int], tmp_path: Path) -> None:
    """A mirror that has read later changes sees another mark, and begins anew."""
    marks = dict(Change.objects.values_list("number", "mark"))
    restore(backup_of_now(tmp_path), as_of=register[1], replace=True)
    assert str(Latest.objects.get()) == f"{register[1]}:{marks[register[1]]}"
    with changing(way=Way.PAGE) as opened:
        builders.organisation("third")
    assert opened.change is not None
    assert opened.change.number == register[2]
    assert opened.change.mark != marks[register[2]]


def test_an_erased_person_stays_erased(register: list[int], tmp_path: Path) -> None:
    erase_contact(contact=Contact.objects.get(post="Adviser"))
    restore(backup_of_now(tmp_path), as_of=register[0], replace=True)
    assert Erasure.objects.get().change_id == register[0]
    assert not Contact.objects.exists()
    for table in tables.tables().values():
        rows = table.model._base_manager.all()
        assert not any("Eva Berg" in str(row.__dict__) for row in rows)


def test_a_file_whose_bytes_were_deleted_stays_deleted(register: list[int], tmp_path: Path) -> None:
    FileContent.objects.create(sha256="a" * 64, reading="none", removed_in_id=register[2])
    restore(backup_of_now(tmp_path), as_of=register[0], replace=True)
    assert FileContent.objects.get().removed_in_id == register[0]


def test_later_proposals_are_left_out(register: list[int], tmp_path: Path) -> None:
    change = Change.objects.get(number=register[2])
    WaitingProposal.objects.create(way=Way.PAGE, operations=[], proposed_at=change.moment)
    WaitingProposal.objects.create(
        way=Way.PAGE, operations=[], proposed_at=Change.objects.get(number=register[0]).moment
    )
    restore(backup_of_now(tmp_path), as_of=register[1], replace=True)
    assert WaitingProposal.objects.count() == 1


def test_the_feed_of_changes_ends_with_the_chosen_one(register: list[int], tmp_path: Path) -> None:
    signed_in()
    restore(backup_of_now(tmp_path), as_of=register[1], replace=True)
    answer = signed_in().get("/api/v1/changes/")
    assert answer.status_code == 200
    assert {result["number"] for result in answer.json()["results"]} == set(register[:2])


def test_a_change_that_the_backup_lacks_is_refused(register: list[int], tmp_path: Path) -> None:
    path, rows = backup_of_now(tmp_path), said()
    with pytest.raises(CommandError, match="Nothing was restored"):
        call_command("restore", path, "--as-of", "99", stdout=StringIO())
    assert said() == rows
