"""Saving an event with the rows that belong to it: rows that stay keep their notes."""

import pytest

from events.models import Event, EventDocument, EventParty, EventProject
from events.services import save_entry
from projects.models import Document
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def noted() -> Event:
    """Makes an event with a party, a project and a document, each with a note."""
    row = builders.event(parties=["a"])
    EventParty.objects.update(note="Named on page 2", inferred=True)
    EventProject.objects.create(event=row, project=builders.project(), note="By its title", inferred=True)
    builders.source()
    EventDocument.objects.create(event=row, document=Document.objects.get(), note="It is the agenda", inferred=True)
    return row


def test_rows_that_stay_keep_their_notes(noted: Event) -> None:
    a, b = builders.organisation("a"), builders.organisation("b")
    save_entry(
        event=noted,
        parties={"participating": [("organisation", a.pk), ("organisation", b.pk)]},
        projects=[builders.project("P-2"), noted.event_projects.get().project],
        documents=[Document.objects.get()],
    )
    assert list(noted.parties.order_by("pk").values_list("organisation__slug", "note")) == [
        ("a", "Named on page 2"), ("b", ""),
    ]  # fmt: skip
    assert list(EventProject.objects.order_by("pk").values_list("project__reference", "note")) == [
        ("P-1", "By its title"), ("P-2", ""),
    ]  # fmt: skip
    assert EventDocument.objects.get().note == "It is the agenda"


def test_rows_that_are_not_wanted_any_more_go(noted: Event) -> None:
    save_entry(event=noted, parties={"participating": []}, projects=[], documents=[])
    assert not noted.parties.exists()
    assert not EventProject.objects.exists()
    assert not EventDocument.objects.exists()


def test_what_is_not_sent_stays_as_it_is(noted: Event) -> None:
    save_entry(event=noted, parties={"organising": [("organisation", builders.organisation("b").pk)]})
    assert noted.parties.count() == 2
    assert EventProject.objects.get().note == "By its title"
    assert EventDocument.objects.get().note == "It is the agenda"
