"""The index of the clash check follows the events, whichever of their rows a change writes."""

from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from changes.models import Change, Way
from changes.opened import changing
from events.choices import Audience, EventRole, EventStatus
from events.clash.index import index_events
from events.models import Engagement, Event, EventContact, EventParty
from tests import builders

pytestmark = pytest.mark.django_db

COLUMNS = [field.attname for field in Engagement._meta.concrete_fields if field.attname != "id"]


def kept() -> list[tuple[Any, ...]]:
    return sorted(Engagement.objects.values_list(*COLUMNS), key=str)


def keys_of(event: Event) -> set[str]:
    return set(event.engagements.values_list("key", flat=True))


def test_an_event_takes_its_time_its_city_its_parties_and_its_audience() -> None:
    city = builders.city()
    event = builders.event(place=city, address="Nevskij prospekt 1", audience=["police", "ngos"])
    organiser = EventParty.objects.create(
        event=event, role=EventRole.ORGANISING, organisation=builders.organisation()
    ).organisation_id
    council = EventParty.objects.create(
        event=event, role=EventRole.PARTICIPATING, council=builders.council("MR-S")
    ).council_id
    keys = keys_of(event)
    (venue,) = (key for key in keys if key.startswith("venue:"))
    assert keys == {
        "time",
        f"city:{city.pk}",
        venue,
        "audience:police",
        "audience:ngos",
        f"organiser:organisation:{organiser}",
        f"participant:organisation:{organiser}",
        f"participant:council:{council}",
    }


def test_a_country_is_no_city_and_a_vacant_post_is_nobody() -> None:
    event = builders.event(place=builders.country(), address="Somewhere 1")
    EventContact.objects.create(event=event, contact=builders.contact(vacant=True))
    assert keys_of(event) == {"time"}


def test_each_occurrence_of_a_series_has_its_rows() -> None:
    event = builders.event(
        starts="2026-03-02", ends="2026-03-03", recurrence="FREQ=WEEKLY;COUNT=4", exceptions="2026-03-16"
    )
    days = event.engagements.filter(key="time").order_by("number").values_list("number", "starts_first", "ends_last")
    # 2 March 2026 has the ordinal 739,677 in Python; the third occurrence is left out
    assert list(days) == [(0, 739677, 739678), (1, 739684, 739685), (2, 739698, 739699)]


def test_nothing_is_left_of_an_event_that_is_deleted() -> None:
    event = builders.event(parties=["tf-thb", "who"])
    event.delete()
    assert not Engagement.objects.exists()


def test_what_was_written_past_the_index_is_made_up_for() -> None:
    event = builders.event(starts="2008-04")
    Engagement.objects.all().delete()
    answer = StringIO()
    call_command("index_calendar", "--missing", stdout=answer)
    assert keys_of(event) == {"time"}
    assert "1" in answer.getvalue()


def test_the_days_of_a_series_from_an_older_version_are_made_up_for() -> None:
    """Older versions stored the event's own start, also where an exception leaves it out."""
    series = builders.event(starts="2026-03-02", recurrence="FREQ=WEEKLY;COUNT=4", exceptions="2026-03-02")
    other = builders.event("other", starts="2026-03-02", recurrence="FREQ=WEEKLY;COUNT=4", exceptions="2026-03-16")
    Event.objects.update(first_day="2026-03-02", last_day="2026-03-02")
    series.refresh_from_db()
    sequence = series.sequence
    call_command("index_calendar", "--missing", stdout=StringIO())
    series.refresh_from_db()
    assert (str(series.first_day), str(series.last_day)) == ("2026-03-09", "2026-03-09")
    assert str(Event.objects.get(pk=other.pk).first_day) == "2026-03-02"
    assert series.sequence == sequence
    changes = Change.objects.count()
    call_command("index_calendar", stdout=StringIO())
    assert Change.objects.count() == changes


def test_the_index_is_made_once_when_the_change_closes() -> None:
    body = builders.organisation()
    with changing(way=Way.PAGE):
        event = builders.event(starts="2008-04-07")
        EventParty.objects.bulk_create([EventParty(event=event, organisation=body, role=EventRole.PARTICIPATING)])
        Event.objects.filter(pk=event.pk).update(status=EventStatus.TENTATIVE)
        assert not event.engagements.exists()
    assert keys_of(event) == {"time", f"participant:organisation:{body.pk}"}
    assert set(event.engagements.values_list("standing", flat=True)) == {2}


def test_an_event_of_which_nothing_changed_is_left_alone() -> None:
    event = builders.event()
    before = set(event.engagements.values_list("pk", flat=True))
    with changing(way=Way.PAGE):
        builders.council("MR-S")
        event.save()
    assert set(event.engagements.values_list("pk", flat=True)) == before


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_after_any_changes_the_index_is_what_it_would_be_made_anew(db: None, seed: int) -> None:
    chance = Random(seed)
    Event.objects.all().delete()
    events = [builders.event(f"event-{number}") for number in range(2)]
    bodies = [builders.organisation(f"body-{number}") for number in range(2)]
    for _ in range(12):
        with changing(way=Way.PAGE):
            change(chance, chance.choice(events), bodies)
    followed = kept()
    index_events()
    assert followed == kept()
    assert {row[COLUMNS.index("event_id")] for row in followed} == {event.pk for event in events}


def change(chance: Random, event: Event, bodies: list[Any]) -> None:
    """Makes one random change to an event, as a person might."""
    what = chance.randrange(6)
    if what == 0:
        event.starts, event.recurrence = chance.choice([("2008", ""), ("2008-04-08", "FREQ=WEEKLY;COUNT=3")])
    elif what == 1:
        event.status = chance.choice(EventStatus.values)
    elif what == 2:
        event.audience = chance.sample(Audience.values, 2)
    elif what == 3:
        event.parties.get_or_create(role=chance.choice(EventRole.values), organisation=chance.choice(bodies))
    elif what == 4 and event.parties.exists():
        event.parties.all()[0].delete()
    event.save()
