"""The parameters of a check: one definition for the API and for the forms of the pages."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.choices import Audience, EventKind, EventRole, EventStatus, Severity
from events.clash.clashes import Candidate
from events.clash.free_dates import LONGEST_EVENT, LONGEST_WINDOW
from events.clash.holidays import countries_of
from events.clash.rules import MOST_NEAR_DAYS, NEAR_DAYS
from events.clash.taken import Taken, party, where
from events.models import Event
from events.validators import known_zone, recurrence_shape
from events.when.moments import MomentField, moment_in
from events.when.occurrences import spans_of
from events.when.public_holidays import NORDIC_AND_BALTIC
from projects.choices import PlaceKind
from projects.fields import PartialDateFormField
from projects.filtering.filters import CodesField
from projects.filtering.pickers import COUNCILS, ORGANISATIONS, PLACES, Finding, PickMany, PickOne, without_nul
from projects.filtersets import names_of
from projects.language.folding import fold
from projects.models import Council, CouncilAlias, Organisation, Place
from projects.strict import StrictForm

SEVERITIES = {"worth-knowing": Severity.WORTH_KNOWING, "serious": Severity.SERIOUS, "blocking": Severity.BLOCKING}
"""Code in the API → severity, the least severe first."""

LONGEST_YEARS = 30


class PartiesField(CodesField):
    """Takes slugs of organisations and codes or aliases of councils of ministers; gives (kind, key) pairs."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=PickMany(ORGANISATIONS, COUNCILS), **kwargs)

    def clean(self, value: Any) -> list[tuple[str, int]]:
        codes = [code.strip() for code in self.to_python(value) if code.strip()]
        if not codes:
            return []
        known = Organisation.objects.filter(slug__in=[without_nul(code) for code in codes])
        bodies = dict(known.values_list("slug", "pk"))
        councils = {
            **dict(CouncilAlias.objects.values_list("folded_alias", "council_id")),
            **dict(Council.objects.values_list("folded_code", "pk")),
        }
        return [self._party(code, bodies, councils) for code in codes]

    @staticmethod
    def _party(code: str, bodies: dict[str, int], councils: dict[str, int]) -> tuple[str, int]:
        if code in bodies:
            return "organisation", bodies[code]
        if fold(code) in councils:
            return "council", councils[fold(code)]
        raise ValidationError(
            _("There is no organisation and no council of ministers “%(code)s”."), "unknown", {"code": code}
        )


def _codes(choices: Any, label: Any) -> CodesField:
    return CodesField(choices=choices, required=False, label=label, widget=PickMany())


class CircumstancesForm(Finding, StrictForm):
    """Where, for whom and by whom an event would be held: the things that it takes up beside its time."""

    place = forms.ChoiceField(
        choices=names_of(Place), required=False, label=gettext_lazy("Place"), widget=PickOne(PLACES)
    )
    address = forms.CharField(max_length=300, required=False, label=gettext_lazy("Street address"))
    organiser = PartiesField(required=False, label=gettext_lazy("Organisers"))
    participant = PartiesField(required=False, label=gettext_lazy("Taking part"))
    audience = _codes(Audience.choices, gettext_lazy("Audience"))
    country = _codes(names_of(Place, "code", kind=PlaceKind.COUNTRY), gettext_lazy("Countries of the audience"))
    near = forms.IntegerField(
        min_value=0,
        max_value=MOST_NEAR_DAYS,
        required=False,
        label=gettext_lazy("Days that are near"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )

    def clean_near(self) -> int:
        near: int | None = self.cleaned_data["near"]
        return NEAR_DAYS if near is None else near

    def place_row(self) -> Place | None:
        """Returns the chosen place, or None."""
        slug = self.cleaned_data.get("place")
        return Place.objects.select_related("country").prefetch_related("spans").get(slug=slug) if slug else None

    def circumstances(self) -> dict[str, Any]:
        """Returns the arguments of a Candidate that the form knows, except its time."""
        place = self.place_row()
        return {
            "taken": frozenset(self._taken(place)),
            "host_countries": countries_of(place),
            "audience_countries": tuple(self.cleaned_data["country"]),
        }

    def _taken(self, place: Place | None) -> Iterator[Taken]:
        yield from where(place, self.cleaned_data["address"])
        for kind, key in self.cleaned_data["organiser"]:
            yield from party(kind, key, EventRole.ORGANISING)
        for kind, key in self.cleaned_data["participant"]:
            yield from party(kind, key, EventRole.PARTICIPATING)
        yield from map(Taken.audience, self.cleaned_data["audience"])


class ClashForm(CircumstancesForm):
    """A proposed date, or a saved event at its own time."""

    starts = MomentField(required=False, label=gettext_lazy("Starts"))
    ends = MomentField(required=False, label=gettext_lazy("Ends"))
    timezone = forms.CharField(max_length=64, required=False, validators=[known_zone], label=gettext_lazy("Time zone"))
    recurrence = forms.CharField(
        max_length=300, required=False, validators=[recurrence_shape], label=gettext_lazy("Recurrence")
    )
    kind = forms.ChoiceField(choices=EventKind.choices, required=False, label=gettext_lazy("Kind"))
    status = forms.ChoiceField(choices=EventStatus.choices, required=False, label=gettext_lazy("Status"))
    severity = forms.ChoiceField(
        choices=[(code, level.label) for code, level in SEVERITIES.items()],
        required=False,
        label=gettext_lazy("From the severity"),
    )
    event = forms.SlugField(max_length=80, required=False, label=gettext_lazy("Event"))

    def clean_event(self) -> Event | None:
        slug = self.cleaned_data["event"]
        event = Event.objects.filter(slug=slug).for_list().prefetch_related("event_contacts__contact").first()
        if slug and event is None:
            raise ValidationError(_("There is no event “%(slug)s”."), "unknown", {"slug": slug})
        found: Event | None = event
        return found

    def clean_severity(self) -> Severity:
        return SEVERITIES[self.cleaned_data["severity"] or "worth-knowing"]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if self.errors:
            return cleaned
        if not cleaned["starts"]:
            if cleaned["ends"] or cleaned["recurrence"] or not cleaned["event"]:
                self.add_error("starts", _("Say when it starts."))
            return cleaned
        try:
            self.draft = self._draft()
            self.draft.full_clean(exclude=["slug", "source", "title", "place"], validate_constraints=False)
            self.spans = spans_of(self.draft)
        except ValidationError as error:
            for field, sentences in getattr(error, "message_dict", {"starts": error.messages}).items():
                name = field.removesuffix("_at")
                self.add_error(name if name in self.fields else "starts", sentences)
        except ValueError:
            self.add_error("ends", _("The end lies before the start."))
        return cleaned

    def _draft(self) -> Event:
        """Returns an unsaved event with the proposed time and kind."""
        cleaned = self.cleaned_data
        times = {"starts": cleaned["starts"], "ends": cleaned["ends"]}
        moments = {name: value for name, value in times.items() if value and not hasattr(value, "precision")}
        if moments and len(moments) < sum(map(bool, times.values())):
            raise ValidationError({"ends": _("Give both as days, or both with their time.")})
        if moments and not cleaned["timezone"]:
            raise ValidationError({"timezone": _("A time needs the time zone in which it is read.")})
        zone = cleaned["timezone"] if moments else ""
        times = {f"{name}_at": moment_in(zone, value) for name, value in moments.items()} if moments else times
        if moments and "ends_at" in times and times["ends_at"] < times["starts_at"]:
            raise ValidationError({"ends": _("It ends at a time before it starts.")})
        return Event(
            **times,
            timezone=zone,
            recurrence=cleaned["recurrence"],
            kind=cleaned["kind"] or EventKind.CONFERENCE,
            status=cleaned["status"] or EventStatus.CONFIRMED,
        )

    def proposal(self) -> Candidate:
        """Returns the proposal. An event without a new time is checked at its own time."""
        event = self.cleaned_data["event"]
        if not self.cleaned_data["starts"]:
            return Candidate.of_event(event)
        return Candidate(
            spans=self.spans,
            status=self.draft.status,
            kind=self.draft.kind,
            event=event.pk if event else 0,
            **self.circumstances(),
        )


class WindowForm(StrictForm):
    """The days between which the whole calendar is checked."""

    page = forms.IntegerField(min_value=1, max_value=10_000, required=False, label=gettext_lazy("Page"))
    near = CircumstancesForm.base_fields["near"]
    severity = ClashForm.base_fields["severity"]
    clean_near, clean_severity = CircumstancesForm.clean_near, ClashForm.clean_severity

    def __init__(self, *args: Any, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # "from" is a Python keyword
        for name, label in (("from", gettext_lazy("From")), ("to", gettext_lazy("To"))):
            self.fields[name] = PartialDateFormField(required=required, label=label)
        self.order_fields(["from", "to", "severity", "near"])

    def days(self, today: date) -> tuple[date, date]:
        """Returns the first and the last day; without an entry, this year and the next."""
        first, last = self.cleaned_data["from"], self.cleaned_data["to"]
        start = first.first if first else date(last.year if last else today.year, 1, 1)
        return start, last.last if last else date(start.year + 1, 12, 31)

    def clean_page(self) -> int:
        return self.cleaned_data["page"] or 1

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        first, last = cleaned.get("from"), cleaned.get("to")
        if first and last:
            if last.last < first.first:
                self.add_error("to", _("The end lies before the start."))
            elif last.year - first.year > LONGEST_YEARS:
                self.add_error("to", _("No more than %(years)d years at once.") % {"years": LONGEST_YEARS})
        return cleaned


class FreeDatesForm(CircumstancesForm):
    """The length of an event, and the days between which it has to lie."""

    length = forms.IntegerField(
        min_value=1,
        max_value=LONGEST_EVENT,
        label=gettext_lazy("Length in days"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("from", gettext_lazy("From")), ("to", gettext_lazy("To"))):
            self.fields[name] = PartialDateFormField(label=label)
        first = ["length", "from", "to", "place", "audience", "country", "organiser", "participant", "address", "near"]
        self.order_fields(first)

    def circumstances(self) -> dict[str, Any]:
        """Returns the arguments of a Candidate. Without chosen countries, the audience is all Nordic and Baltic
        countries."""
        found = super().circumstances()
        return {**found, "audience_countries": found["audience_countries"] or NORDIC_AND_BALTIC}

    def window(self) -> tuple[date, date]:
        """Returns the first and the last day."""
        return self.cleaned_data["from"].first, self.cleaned_data["to"].last

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.errors:
            return self.cleaned_data
        first, last = self.window()
        days = (last - first).days + 1
        if days < self.cleaned_data["length"]:
            self.add_error("to", _("The event is longer than the time between these days."))
        elif days > LONGEST_WINDOW:
            self.add_error("to", _("No more than %(days)d days at once.") % {"days": LONGEST_WINDOW})
        return self.cleaned_data
