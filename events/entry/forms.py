"""The form in which people enter and change events on the site."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.choices import Audience, EventRole, EventStatus, SpokenLanguage
from events.clash.clashes import Candidate
from events.clash.forms import PartiesField
from events.clash.holidays import countries_of
from events.clash.taken import Taken, party, where
from events.entry import rules
from events.forms import EventForm, LocalTimeField, ZoneWidget
from events.models import Event
from events.slugs import free_slug
from events.when.occurrences import number_of, spans_of
from events.when.public_holidays import NORDIC_AND_BALTIC
from events.when.repetition import Repeats, repeats_of, rule_of
from projects.choices import PlaceKind
from projects.filtering.pickers import (
    DOCUMENTS,
    PLACE,
    PROJECTS,
    SOURCES,
    Finding,
    PickMany,
    PickOne,
    Rows,
    contacts_of,
)
from projects.forms import LinesField
from projects.language.texts import readers_language
from projects.models import Contact, Organisation, Place

ROLES = {
    "organisers": EventRole.ORGANISING,
    "coorganisers": EventRole.COORGANISING,
    "hosts": EventRole.HOSTING,
    "participants": EventRole.PARTICIPATING,
}
"""Form field → the role of the parties chosen in it."""

USUAL = {*Repeats} - {Repeats.NEVER, Repeats.RULE}

GROUPS = (
    (gettext_lazy("Event"), ("title", "kind", "status", "description")),
    (gettext_lazy("Days"), ("starts", "ends")),
    (gettext_lazy("Times"), ("starts_at", "ends_at", "timezone")),
    (gettext_lazy("Place"), ("place", "address", "online", "url")),
    (gettext_lazy("Parties"), (*ROLES, "contacts")),
    (gettext_lazy("For whom"), ("audience", "audience_countries", "languages")),
    (gettext_lazy("Recurrence"), ("repeats", "repeats_until", "recurrence", "exceptions")),
    (gettext_lazy("Belongs to"), ("projects", "documents", "source")),
)


def _many(rows: Rows, label: Any) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(rows.all(), required=False, label=label, widget=PickMany(rows))


def _parties(label: Any) -> PartiesField:
    return PartiesField(required=False, label=label)


def _first_day(cleaned: dict[str, Any]) -> date | None:
    """Returns the day on which the event starts, by the clock at the event; None if no exact day is given."""
    if cleaned.get("starts_at"):
        day: date = cleaned["starts_at"].date()
        return day
    starts = cleaned.get("starts")
    return starts.first if starts and starts.first == starts.last else None


def _rules_of(name: str) -> list[Any]:
    """Returns the validators of the model's field, so that forms, files and the editing side share one rule."""
    field: Any = Event._meta.get_field(name)
    return list(field.validators)


class EntryForm(Finding, EventForm):
    """An event with its related rows. ``organisation``: the organisation whose account writes; None for staff."""

    title = forms.CharField(max_length=300, validators=_rules_of("title"), label=gettext_lazy("Title"))
    description = LinesField(
        max_length=5000, required=False, validators=_rules_of("description"), label=gettext_lazy("Description")
    )
    starts_at = LocalTimeField(required=False, label=gettext_lazy("Starts at"))
    ends_at = LocalTimeField(required=False, label=gettext_lazy("Ends at"))
    url = forms.URLField(max_length=200, required=False, assume_scheme="https", label=gettext_lazy("Web address"))
    organisers = _parties(gettext_lazy("Organisers"))
    coorganisers = _parties(gettext_lazy("Co-organising"))
    hosts = _parties(gettext_lazy("Hosting"))
    participants = _parties(gettext_lazy("Participating"))
    projects = _many(PROJECTS, gettext_lazy("Projects"))
    documents = _many(DOCUMENTS, gettext_lazy("Documents"))
    contacts = _many(contacts_of(None), gettext_lazy("Contacts"))
    repeats = forms.ChoiceField(choices=Repeats, required=False, label=gettext_lazy("Recurs"))
    repeats_until = forms.DateField(
        input_formats=["%Y-%m-%d"],
        required=False,
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("The last day on which it may recur. Left empty: it goes on."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"placeholder": gettext_lazy("YYYY-MM-DD"), "size": 12}),
    )
    in_spite = forms.BooleanField(required=False, label=gettext_lazy("Save in spite of these clashes"))

    rule_fields = {**EventForm.rule_fields, "_titled_in_some_language": "title"}

    with_belongings = True

    class Meta:
        model = Event
        fields = (
            *("kind", "status", "starts", "ends", "starts_at", "ends_at", "timezone", "place", "address", "online"),
            *("url", "languages", "audience", "audience_countries", "recurrence", "exceptions", "source"),
        )
        widgets = {
            **{name: PickMany() for name in ("languages", "audience", "audience_countries")},
            "place": PickOne(PLACE),
            "source": PickOne(SOURCES),
            "timezone": ZoneWidget(),
        }

    def __init__(self, *args: Any, organisation: Organisation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        self.told_again = False
        event = self.instance
        fields: dict[str, Any] = self.fields
        self.language = event.original_language if event.pk else readers_language()
        fields["source"].required = fields["source"].widget.is_required = False
        fields["audience_countries"].queryset = Place.objects.filter(kind=PlaceKind.COUNTRY)
        fields["place"].queryset = Place.objects.select_related("country")
        for name, choices in (("audience", Audience.choices), ("languages", SpokenLanguage.choices)):
            fields[name].choices = choices
        if organisation:
            self._for_organisation(organisation)
        if event.pk:
            self.initial = {**self.initial, **self._as_saved()}

    def alike(self, instance: Any) -> Any:
        return EntryForm(self.data, prefix=self.prefix, instance=instance, organisation=self.organisation)

    def _for_organisation(self, organisation: Organisation) -> None:
        """Removes what an organisation's account may not set: its events are its own, and it cannot confirm them."""
        for name in rules.STAFF_ONLY:
            del self.fields[name]
        fields: dict[str, Any] = self.fields
        theirs = contacts_of(organisation)
        fields["contacts"].queryset, fields["contacts"].widget = theirs.all(), PickMany(theirs)
        may = rules.statuses_for(organisation, self.instance.status)
        fields["status"].choices = [(status.value, status.label) for status in may]

    def _as_saved(self) -> dict[str, Any]:
        event = self.instance
        initial: dict[str, Any] = {
            "title": getattr(event, f"title_{self.language}"),
            "description": getattr(event, f"description_{self.language}"),
            "projects": [link.project_id for link in event.event_projects.all()],
            "documents": [link.document_id for link in event.event_documents.all()],
            "contacts": [link.contact_id for link in event.event_contacts.all()],
        }
        first = event.start_day() if event.recurrence else None
        initial["repeats"], initial["repeats_until"] = repeats_of(event.recurrence, first)
        if initial["repeats"] != Repeats.RULE:
            initial["recurrence"] = ""
        for name, role in ROLES.items():
            initial[name] = [row.party.natural_key()[0] for row in event.parties.all() if row.role == role]
        return initial

    @property
    def groups(self) -> list[tuple[Any, list[Any]]]:
        """Returns the fields in their groups, as the page shows them."""
        return [(label, [self[name] for name in names if name in self.fields]) for label, names in GROUPS]

    def clean(self) -> Any:
        cleaned = super().clean() or self.cleaned_data
        event = self.instance
        for name in ("title", "description"):
            if name in cleaned:
                setattr(event, f"{name}_{self.language}", cleaned[name])
        if not event.pk and "title" in cleaned:
            event.original_language = self.language
            event.slug = free_slug(cleaned["title"])
        self._clean_recurrence(cleaned)
        self._clean_source(cleaned)
        self._confirm_anew(cleaned)
        return cleaned

    def _clean_recurrence(self, cleaned: dict[str, Any]) -> None:
        """Turns a usual way of recurring into a rule. If none is chosen, the rule stays as it was sent."""
        repeats, until = cleaned.get("repeats"), cleaned.get("repeats_until")
        if until and repeats not in USUAL:
            self.add_error("repeats_until", _("Choose how often it recurs. A rule of its own contains its end."))
        if repeats == Repeats.RULE and not self.data.get(self.add_prefix("recurrence"), "").strip():
            self.add_error("recurrence", _("Write the rule."))
        if repeats and repeats != Repeats.RULE:
            self.errors.pop("recurrence", None)
            # If no exact day is given, any day will do: the event itself then refuses to recur
            rule = rule_of(repeats, _first_day(cleaned) or date.max, until)
            cleaned["recurrence"] = self.instance.recurrence = rule

    def full_clean(self) -> None:
        super().full_clean()
        self._check_room()
        # The person did not write this rule: its errors appear beside the field in which the person chose
        if self.is_bound and self.cleaned_data.get("repeats") in USUAL and "recurrence" in self.errors:
            self.add_error("repeats", list(self.errors.pop("recurrence")))

    def _check_room(self) -> None:
        """Refuses a series of an organisation's account that is longer than the organisation has room for."""
        if not (self.is_bound and self.organisation) or self.errors or not self.instance.recurrence:
            return
        if number_of(self.instance) > rules.room_of(self.organisation, self.instance.pk or 0):
            self.add_error("repeats", rules.no_room(rules.MOST_OF_ORGANISATION))

    def _clean_source(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("source") or self.instance.source_id or self.errors:
            return
        organisers = [("organisation", self.organisation.pk)] if self.organisation else cleaned.get("organisers", ())
        source = rules.source_of(organisers)
        if source is None:
            self.add_error("source", _("Name the source, or an organisation that organises the event."))
        else:
            self.instance.source = cleaned["source"] = source

    def _confirm_anew(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("status"):
            return
        before = self.initial.get("status", "")
        changed = bool({*self.changed_data} - {"in_spite", "status"})
        status = rules.status_after(
            status=cleaned["status"], before=before, staff=self.organisation is None, changed=changed
        )
        self.told_again = status != cleaned["status"]
        cleaned["status"] = status

    def parties(self) -> dict[str, list[tuple[str, int]]]:
        """Returns role → the parties that the form gives it."""
        found: dict[str, list[tuple[str, int]]] = {
            role: self.cleaned_data[name] for name, role in ROLES.items() if name in self.fields
        }
        if self.organisation and not self.instance.pk:
            found[EventRole.ORGANISING] = [("organisation", self.organisation.pk)]
        return found

    def belongings(self) -> dict[str, Any]:
        """Returns the other rows that are saved with the event; None for those that this person cannot choose."""
        names = ("audience_countries", "projects", "documents")
        found = {name: self.cleaned_data.get(name) if name in self.fields else None for name in names}
        return {**found, "contacts": self._contacts()}

    def _contacts(self) -> QuerySet[Contact]:
        return rules.contacts_after(self.instance, self.organisation, self.cleaned_data["contacts"])

    def proposal(self) -> Candidate | None:
        """Returns the event in the form, for the clash check; None while its time is missing or invalid."""
        of_time = {"starts", "ends", "starts_at", "ends_at", "timezone", "recurrence", "exceptions"}
        if of_time & {*self.errors} or not (self.cleaned_data.get("starts") or self.cleaned_data.get("starts_at")):
            return None
        event, place = self.instance, self.cleaned_data.get("place")
        try:
            spans = spans_of(event)
        except (ValueError, ValidationError):
            return None
        countries = self.cleaned_data.get("audience_countries") or ()
        return Candidate(
            spans=spans,
            taken=frozenset(self._taken(place)),
            status=self.cleaned_data.get("status") or EventStatus.TENTATIVE,
            kind=self.cleaned_data.get("kind") or event.kind,
            host_countries=countries_of(place),
            # Like the free dates: without chosen countries, people may come from all Nordic and Baltic countries
            audience_countries=tuple(country.code for country in countries) or NORDIC_AND_BALTIC,
            event=event.pk or 0,
        )

    def _taken(self, place: Place | None) -> set[Taken]:
        taken = {*where(place, self.cleaned_data.get("address", ""))}
        roles = {role: self.cleaned_data.get(name) or [] for name, role in ROLES.items()}
        if self.organisation:
            roles[EventRole.ORGANISING] = [("organisation", self.organisation.pk)]
        for role, bodies in roles.items():
            for kind, key in bodies:
                taken |= {*party(kind, key, role)}
        taken |= {Taken.audience(group) for group in self.cleaned_data.get("audience") or ()}
        contacts = self.cleaned_data.get("contacts") or ()
        return taken | {Taken.person(contact.pk) for contact in contacts if not contact.vacant}
