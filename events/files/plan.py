"""Plans the import of a calendar file: new, changed, gone, unchanged and refused events; and their clashes."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.choices import EventRole, EventStatus
from events.clash.clashes import Candidate, Findings, check
from events.clash.holidays import countries_of
from events.clash.taken import party, where
from events.entry.contributing import organises_alone
from events.entry.rules import no_room, status_after
from events.fields import Words
from events.files.ics import Contents
from events.files.limits import MOST_CHECKED, MOST_OF_FILE, MOST_OF_ORGANISATION, MOST_SPANS_CHECKED
from events.files.own_feed import as_sent, own_slug, untouched
from events.files.parts import ReadEvent, RefusedEvent
from events.files.series import rule_ending_before
from events.files.takeover import Ground, check_row, differences, state, take_over, wait_for_staff
from events.files.values import Refused
from events.models import Engagement, Event
from events.sources import calendar_source_or_none
from events.when.occurrences import number_of, spans_of
from projects.language.texts import readers_language
from projects.models import Organisation


@dataclass
class PlannedChange:
    """A new or changed event, with its changed fields: label, value before, value after."""

    event: Event
    key: str
    """The event's UID in the file. The person leaves the event out by this key."""
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    findings: Findings | None = None


@dataclass
class Plan:
    """The changes that an import would write, and the events that it would not write."""

    new: list[PlannedChange] = field(default_factory=list)
    changed: list[PlannedChange] = field(default_factory=list)
    gone: list[Event] = field(default_factory=list)
    same: int = 0
    refused: list[RefusedEvent] = field(default_factory=list)
    unchecked: int = 0
    """Number of new and changed events that were not checked for clashes."""

    def fingerprint(self) -> list[Any]:
        """Returns what the person confirms. If the plan has changed by then, the preview is shown again."""
        return [
            sorted(change.event.uid for change in self.new),
            sorted([change.event.slug, change.event.sequence] for change in self.changed),
            sorted(event.slug for event in self.gone),
        ]

    @property
    def done(self) -> bool:
        """Whether there is nothing left to write: every event of the file is in the calendar unchanged."""
        return not (self.new or self.changed)

    def without(self, keys: set[str]) -> "Plan":
        """Returns the plan without the events that the person left out."""
        new, changed = ([change for change in rows if change.key not in keys] for rows in (self.new, self.changed))
        return Plan(new, changed, self.gone, self.same, self.refused)


def plan_of(contents: Contents, *, organisation: Organisation, staff: bool, today: date, floating: str) -> Plan:
    """Returns the plan: how the events of a file would change the organisation's events. Writes nothing.

    The number of queries is the same for any number of events.
    """
    planning = _Planning(contents, organisation, staff, floating)
    for incoming in contents.events:
        planning.add(incoming)
    plan = planning.plan
    if contents.whole:
        own = Event.objects.exclude(uid="").exclude(status=EventStatus.CANCELLED).of_organisation_alone(organisation)
        plan.gone = [event for event in own.coming(today) if event.pk not in planning.met]
    return plan


class _Planning:
    """Takes the events of a file one by one and compares each with its event in the calendar."""

    def __init__(self, contents: Contents, organisation: Organisation, staff: bool, floating: str) -> None:
        self.organisation = organisation
        self.ground = Ground.of(staff=staff, language=readers_language())
        self.source = calendar_source_or_none(organisation=organisation)
        self.plan = Plan(refused=list(contents.refused))
        self.met: set[int] = set()
        uids = {uid for incoming in contents.events for uid in (incoming.uid, _of_series(incoming))}
        slugs = {slug for uid in uids if (slug := own_slug(uid))}
        self.by_uid = {
            event.uid: event for event in Event.objects.filter(calendar=organisation, uid__in=uids).for_list()
        }
        self.by_slug = {event.slug: event for event in Event.objects.filter(slug__in=slugs).for_list()}
        self.sent = as_sent(self.by_slug.values(), floating)
        own = Event.objects.of_organisation_alone(organisation).values("pk")
        self.counts = Counter(Engagement.objects.of_time().filter(event__in=own).values_list("event_id", flat=True))
        self.room = {MOST_OF_FILE: MOST_OF_FILE, MOST_OF_ORGANISATION: MOST_OF_ORGANISATION - self.counts.total()}
        self.touched: dict[int, PlannedChange] = {}

    def add(self, incoming: ReadEvent) -> None:
        try:
            self._add(incoming)
        except (Refused, ValidationError, ValueError) as error:
            words = error.messages if isinstance(error, ValidationError) else [str(error)]
            self.plan.refused.append(RefusedEvent(incoming.title or _("without a title"), " ".join(words)))

    def _known(self, uid: str) -> Event | None:
        """Returns the organisation's event with this UID, or None. Raises Refused if somebody else organises it."""
        event = self.by_uid.get(uid) or self.by_slug.get(own_slug(uid))
        if event and not organises_alone(self.organisation, event):
            raise Refused(_("An event of another organisation has this UID."))
        if event:
            self.met.add(event.pk)
        return event

    def _add(self, incoming: ReadEvent) -> None:
        event = self._known(incoming.uid)
        series = self._known(_of_series(incoming)) if incoming.instead_of else None
        if incoming.cancels:
            self._cancel(incoming, event, series)
            return
        if series and series.recurrence and incoming.instead_of not in series.exceptions:
            before = state(series)
            series.exceptions = Words(sorted([*series.exceptions, incoming.instead_of]))
            wait_for_staff(series, before, self.ground.staff)
            self._changed(series, before, incoming)
        if event is None:
            event = Event(uid=incoming.uid, calendar=self.organisation, original_language=self.ground.language)
            event.source = self.source
            take_over(event, incoming, self.ground)
            self._fit(event)
            self.plan.new.append(PlannedChange(event, incoming.uid, notes=incoming.notes))
            return
        self._update(event, incoming)

    def _update(self, event: Event, incoming: ReadEvent) -> None:
        before, version = state(event), _version(event)
        leaving = frozenset[str]()
        if event.slug in self.by_slug:
            leaving = untouched(incoming, self.sent.get(incoming.uid, ()), event.get_absolute_url())
        take_over(event, incoming, self.ground, leaving)
        if differences(before, state(event)) and incoming.sequence < version:
            raise Refused(_("The calendar has a newer version of it."))
        self._fit(event)
        self._changed(event, before, incoming)

    def _cancel(self, incoming: ReadEvent, event: Event | None, series: Event | None) -> None:
        """Cancels an event, one occurrence of a series, or all occurrences from a day on (METHOD:CANCEL)."""
        if event is None and series is None:
            raise Refused(_("It cancels an event that the calendar does not have."))
        for row in filter(None, (event, series)):
            if incoming.sequence < _version(row):
                raise Refused(_("The calendar has a newer version of it."))
            before = state(row)
            if row is event:
                row.status = EventStatus.CANCELLED
            elif row.recurrence and incoming.onwards:
                row.recurrence = rule_ending_before(row.recurrence, date.fromisoformat(incoming.instead_of))
            elif row.recurrence:
                row.exceptions = Words(sorted({*row.exceptions, incoming.instead_of}))
            wait_for_staff(row, before, self.ground.staff)
            self._fit(row)
            self._changed(row, before, incoming)

    def _changed(self, event: Event, before: dict[str, str], incoming: ReadEvent) -> None:
        changed = bool(differences(before, {**state(event), "status": before["status"]}))
        event.status = status_after(
            status=event.status, before=before["status"], staff=self.ground.staff, changed=changed
        )
        fields = differences(before, state(event))
        if not fields:
            self.plan.same += 1
        elif event.pk in self.touched:
            self.touched[event.pk].fields += fields
        else:
            self.touched[event.pk] = PlannedChange(event, incoming.uid, fields, incoming.notes)
            self.plan.changed.append(self.touched[event.pk])

    def _fit(self, event: Event) -> None:
        """Raises Refused or ValidationError if the event is invalid or would add too many occurrences."""
        check_row(event)
        number = number_of(event)
        more = number - self.counts.get(event.pk or 0, 0)
        if number > self.room[MOST_OF_FILE]:
            words = _("With it, the events of the file would take place more than %(most)d times.")
            raise Refused(words % {"most": MOST_OF_FILE})
        if more > max(0, self.room[MOST_OF_ORGANISATION]):
            raise Refused(no_room(MOST_OF_ORGANISATION))
        self.room[MOST_OF_FILE] -= number
        self.room[MOST_OF_ORGANISATION] -= more


def _of_series(incoming: ReadEvent) -> str:
    return incoming.uid.removesuffix(f"#{incoming.instead_of}")


def _version(event: Event) -> int:
    """Returns the SEQUENCE of the calendar's version: from the event's file if it came from one, else from the feed."""
    return event.uid_sequence if event.uid else event.sequence


def add_clashes(plan: Plan, organisation: Organisation, persons: bool) -> None:
    """Checks new and changed events for clashes, within the bounds."""
    left = MOST_SPANS_CHECKED
    changes = [*plan.new, *plan.changed]
    for number, change in enumerate(changes):
        event = change.event
        if number >= MOST_CHECKED or number_of(event) > left:
            plan.unchecked += 1
            continue
        spans = spans_of(event)
        left -= len(spans)
        proposal = Candidate(
            spans=spans,
            taken=frozenset(
                {*where(event.place, event.address), *party("organisation", organisation.pk, EventRole.ORGANISING)}
            ),
            status=event.status,
            kind=event.kind,
            host_countries=countries_of(event.place),
            event=event.pk or 0,
        )
        change.findings = check(proposal, most=5, persons=persons)
