"""Near hits of an erasure: words of the name alone, in other letters and in other cases."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from changes.erasing import sweep
from changes.erasing.erase import erase_contact
from changes.erasing.near import _pattern, near_hits
from changes.erasing.written import words_of
from changes.models import Draft
from desk.models import Comment, Task
from projects.models import Contact
from tests import builders
from tests.rights import people

SEEN = [
    # Letters written otherwise, in both directions
    ("Søren Sørensen", "Soerensen"),
    ("Søren Sørensen", "SÖRENSEN"),
    ("Søren Sørensen", "Sorensens"),
    ("Soren Sorensen", "Sørensen"),
    ("Soeren Soerensen", "Sörensen"),
    ("Sören Sörensen", "Sørensen’s"),
    ("Åge Ågård", "Aagaard"),
    ("Aage Aagaard", "Ågård"),
    ("Ulla Næss", "Naess"),
    ("Ulla Naess", "Näss"),
    ("Eva Þorgeirs", "Thorgeirs"),
    ("Eva Thorgeirs", "Þorgeirs"),
    ("Ola Guðmund", "Gudmund"),
    # Halves of double names
    ("Anna-Maria Lund-Berg", "Berg"),
    ("Anna-Maria Lund-Berg", "Lund"),
    ("Anna-Maria Lund Berg", "Bergs"),
    ("Anna-Maria Lund Berg", "Lund"),
    # The cases of Icelandic: Jón's daughter, and who is called by the first name
    ("Guðrún Jónsdóttir", "Jónsdóttur"),
    ("Guðrún Jónsdóttir", "jonsdottur"),
    ("Guðrún Jónsdóttir", "Guðrúnar"),
    ("Gudrun Jonsdottir", "Guðrúnu"),
    ("Anna Jónsdóttir", "Önnu"),
    ("Ásta Jónsdóttir", "Ástu"),
    ("Sigurður Ásgeirsson", "Ásgeirssyni"),
    ("Sigurður Ásgeirsson", "Asgeirssonar"),
    ("Sigurður Ásgeirsson", "Sigurði"),
    ("Páll Ásgeirsson", "Páli"),
    ("Helgi Ásgeirsson", "Helga"),
    ("Jón Ásgeirsson", "Jóns"),
    # The cases of Finnish
    ("Matti Virtanen", "Virtasen"),
    ("Matti Virtanen", "Virtaselle"),
    # A user name
    ("plantesson", "Plantesson"),
]
NOT_SEEN = [
    ("Søren Sørensen", "Sørensenen"),
    ("Søren Sørensen", "Søren"),
    ("Guðrún Jónsdóttir", "Jónsson"),
    ("Anders Andersson", "Anders"),
    ("Anna-Maria Lund-Berg", "Bergen"),
    ("Anna-Maria Lund-Berg", "Anna"),
    ("Matti Virtanen", "Virta"),
    ("Bo Ek", "Ek"),
    ("anna.berg@example.org", "Berg"),
]


@pytest.mark.once
@pytest.mark.parametrize(("name", "text"), SEEN)
def test_a_word_of_the_name_is_seen(name: str, text: str) -> None:
    words = words_of([name])
    assert _pattern(words).search(f"told by {text}, yes")


@pytest.mark.once
@pytest.mark.parametrize(("name", "text"), NOT_SEEN)
def test_another_word_is_not_seen(name: str, text: str) -> None:
    words = words_of([name])
    assert not words or not _pattern(words).search(f"told by {text}, yes")


@pytest.mark.django_db
def test_the_database_finds_each_of_them() -> None:
    person = people.account("reader", "rita")
    for number, (_name, text) in enumerate(SEEN):
        builders.project(f"P-{number}", summary_en=f"Told by {text}, yes")
        Draft.objects.create(person=person, kind="project", row=number, section="texts", data={"note": f"To {text}"})
    for number, (name, text) in enumerate(SEEN):
        found = near_hits([name])
        shown = {said for _label, said in found.shown}
        assert f"Told by {text}, yes" in shown, (number, name, text)
        assert found.elsewhere["drafts"] >= 1, (name, text)


@pytest.mark.django_db
def test_texts_that_tell_most_come_first() -> None:
    for number in range(25):
        builders.project(f"P-{number}", summary_en="Ask Guðrúnu")
    builders.project("P-99", summary_en="Ask Jónsdóttur")
    contact = Contact.objects.create(
        organisation=builders.organisation("body"), post="Head", person="Guðrún Jónsdóttir"
    )
    near = erase_contact(contact=contact, dry_run=True).near
    assert near.shown[0] == ("projects", "Ask Jónsdóttur")
    assert (len(near.shown), near.left) == (20, 6)


@pytest.mark.django_db
@pytest.mark.parametrize("staff", [True, False])
def test_comments_and_tasks_are_shown_with_their_project_to_who_may_read_them(staff: bool) -> None:
    reader = people.account("adviser", "ada")
    reader.is_staff = staff
    reader.save()
    project = builders.project("P-1")
    Comment.objects.create(row=project.pk, author=reader, text="Ask Jónsdóttur on Monday")
    Comment.objects.create(row=999, author=reader, text="Jónsdóttir knows")
    Task.objects.create(row=project.pk, person=reader, text="Call Guðrúnu", due="2030-01-01")
    near = near_hits(["Guðrún Jónsdóttir"], reader)
    said = [
        ("comment on P-1", "Ask Jónsdóttur on Monday"),
        ("comment on 999", "Jónsdóttir knows"),
        ("task of P-1", "Call Guðrúnu"),
    ]
    assert near.shown == (said if staff else [])
    assert near.elsewhere == ({} if staff else {"comments": 2, "tasks": 1})


@pytest.mark.django_db
def test_a_letter_that_json_writes_as_a_number_is_read() -> None:
    person = people.account("reader", "rita")
    Draft.objects.create(person=person, kind="project", row=1, section="texts", data={"note": "Ask Ågård"})
    assert "\\u00c5" in json.dumps("Ågård")
    assert near_hits(["Åge Ågård"]).elsewhere == {"drafts": 1}


@pytest.mark.django_db
def test_rows_are_read_a_few_at_a_time_as_a_common_name_may_be_in_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        builders.project(f"P-{number}", title_en=f"By Berg, {number}")
    read: list[int] = []
    made = connection.chunked_cursor

    def noticed() -> Any:
        cursor = made()
        fetch = cursor.fetchmany

        def fetchmany(size: int) -> Any:
            read.append(size)
            return fetch(size)

        return SimpleNamespace(execute=cursor.execute, fetchmany=fetchmany, close=cursor.close)

    monkeypatch.setattr(sweep, "AT_ONCE", 2)
    monkeypatch.setattr(connection, "chunked_cursor", noticed)
    found = sweep.rows_like("projects_project", ["title_en"], [("%berg%", ["%berg%"])])
    assert sorted(title for (title,) in found) == [f"By Berg, {number}" for number in range(5)]
    assert read == [2, 2, 2, 2]
