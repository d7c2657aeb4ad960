"""Events in the API. Contacts are personal data and are never part of an answer."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from events.choices import Audience, SpokenLanguage
from events.models import Event, EventParty
from events.records import EVENT
from events.slugs import uid_of
from projects.models import Place
from projects.serializers import (
    NoteSerializer,
    PartySerializer,
    RecordSerializer,
    SourceReferenceSerializer,
)


class TimeField(serializers.CharField):
    """A partial date as its text (`2006-09`), or a moment with the offset of the event's own time zone."""

    def __init__(self, moment: str, **kwargs: Any) -> None:
        self.moment = moment
        super().__init__(**{"read_only": True, "allow_null": True, **kwargs})

    def get_attribute(self, instance: Event) -> str | None:
        moment = getattr(instance, self.moment)
        if moment:
            return instance.local(moment).isoformat()
        date = getattr(instance, str(self.source))
        return str(date) if date else None


class EventPartySerializer(PartySerializer):
    """An organisation or a council of ministers in a role."""

    @extend_schema_field(serializers.ChoiceField(["council", "organisation"]))
    def get_kind(self, party: EventParty) -> str:  # type: ignore[override]
        return "council" if party.council_id else "organisation"


class EventPlaceSerializer(serializers.ModelSerializer):
    kind = serializers.CharField(read_only=True)
    country = serializers.CharField(source="country.code", default=None, read_only=True, allow_null=True)

    class Meta:
        model = Place
        fields = ("slug", "name", "kind", "country")


class EventSerializer(RecordSerializer):
    """An event with all public facts of the register: everything except contacts."""

    record = EVENT
    starts = TimeField("starts_at")
    ends = TimeField("ends_at", help_text="Null: it ends in the period in which it starts.")
    first_day = serializers.DateField(read_only=True, help_text="The earliest day on which it may start.")
    last_day = serializers.DateField(read_only=True, help_text="The latest day on which it may end.")
    timezone = serializers.CharField(read_only=True, help_text="IANA name; empty for an event of whole days.")
    place = EventPlaceSerializer(allow_null=True)
    languages = serializers.ListField(child=serializers.ChoiceField(SpokenLanguage.choices), read_only=True)
    audience = serializers.ListField(child=serializers.ChoiceField(Audience.choices), read_only=True)
    countries = serializers.SlugRelatedField(
        "code", source="audience_countries", many=True, read_only=True, help_text="From where the audience comes."
    )
    parties = EventPartySerializer(many=True, read_only=True)
    projects = serializers.SerializerMethodField()
    documents = serializers.SerializerMethodField()
    exceptions = serializers.ListField(child=serializers.DateField(), read_only=True)
    uid = serializers.SerializerMethodField(help_text="By which calendar programs know it (RFC 5545).")
    notes = serializers.SerializerMethodField()
    source = SourceReferenceSerializer()

    class Meta:
        model = Event

    def get_uid(self, event: Event) -> str:
        return uid_of(event)

    def get_projects(self, event: Event) -> list[str]:
        return [link.project.reference for link in event.event_projects.all()]

    def get_documents(self, event: Event) -> list[str]:
        return [link.document.slug for link in event.event_documents.all()]

    @extend_schema_field(NoteSerializer(many=True))
    def get_notes(self, event: Event) -> list[dict[str, Any]]:
        return [
            {
                "field": note.field,
                "value": note.value,
                "inferred": note.inferred,
                "text": note.text.text,
                "language": note.text.language,
            }
            for note in event.all_notes()
        ]
