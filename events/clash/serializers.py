"""Serializers for the answers of the clash check and of the free dates."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from events.choices import EventStatus, Severity, Takes
from events.clash.clashes import Clash
from events.clash.forms import SEVERITIES
from events.clash.holidays import HolidayClash
from events.clash.words import country_names, holiday_sentence, sentences
from events.models import Event
from events.serializers import TimeField
from projects.serializers import TextField

CODES = {int(level): code for code, level in SEVERITIES.items()}
"""Severity → its code."""

RELATIONS = {2: "overlaps", 1: "may-overlap", 0: "near"}


def numbers_of(numbers: dict[int, int]) -> dict[str, int]:
    """Returns severity code → number of clashes, the worst first."""
    return {CODES[level]: numbers.get(level, 0) for level in sorted(Severity.values, reverse=True)}


class SeverityField(serializers.ChoiceField):
    """A severity by its code."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(list(SEVERITIES), **{"read_only": True, **kwargs})

    def to_representation(self, value: Any) -> str:
        return CODES[int(value)]


class NumbersSerializer(serializers.Serializer):
    """The number of clashes of each severity, including those that the answer does not name."""

    blocking = serializers.IntegerField()
    serious = serializers.IntegerField()

    def get_fields(self) -> Any:
        # A hyphen is not allowed in the name of an attribute
        return {**super().get_fields(), "worth-knowing": serializers.IntegerField()}


class ClashingEventSerializer(serializers.ModelSerializer):
    """The event that clashes, in short."""

    title = TextField()
    starts = TimeField("starts_at")
    ends = TimeField("ends_at")
    status = serializers.ChoiceField(EventStatus.choices)
    place = serializers.CharField(source="place.slug", default=None, allow_null=True)
    url = serializers.HyperlinkedIdentityField("api:event-detail", lookup_field="slug")

    class Meta:
        model = Event
        fields = ("slug", "title", "starts", "ends", "status", "place", "url")


class ReasonSerializer(serializers.Serializer):
    """A thing that both events take up."""

    shared = serializers.ChoiceField(Takes.choices, source="takes")
    severity = SeverityField()


class ClashSerializer(serializers.Serializer):
    """Two events that clash. `occurrence` counts from 0 if the event is a series."""

    severity = SeverityField()
    certain = serializers.BooleanField(source="sure")
    relation = serializers.SerializerMethodField()
    days_apart = serializers.SerializerMethodField()
    event = ClashingEventSerializer()
    occurrence = serializers.IntegerField(source="number")
    times = serializers.IntegerField(help_text="How often the two clash like this: series do so several times.")
    reasons = ReasonSerializer(many=True)
    sentences = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(list(RELATIONS.values())))
    def get_relation(self, clash: Clash) -> str:
        return RELATIONS[clash.together]

    def get_days_apart(self, clash: Clash) -> int:
        """Returns the fewest days from the end of one to the start of the other; 0 if they share a day."""
        return max(clash.apart, 0)

    def get_sentences(self, clash: Clash) -> list[str]:
        return sentences(clash)


class PairSerializer(ClashSerializer):
    """A clash in the check of the whole calendar: `event` starts no earlier than `with`."""

    def get_fields(self) -> Any:
        # "with" is a Python keyword
        return {**super().get_fields(), "with": ClashingEventSerializer(source="first", allow_null=True)}


class HolidaySerializer(serializers.Serializer):
    """A public holiday on a day of the event; in the check of the whole calendar, with the event."""

    date = serializers.DateField(source="holiday.day")
    country = serializers.CharField(source="holiday.country", help_text="ISO 3166 alpha-2")
    name = serializers.CharField(source="holiday.name")
    where = serializers.SerializerMethodField()
    event = ClashingEventSerializer(allow_null=True)
    severity = SeverityField()
    sentence = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(["host", "audience"]))
    def get_where(self, clash: HolidayClash) -> str:
        return "host" if clash.hosting else "audience"

    def get_sentence(self, clash: HolidayClash) -> str:
        # One query for a whole answer
        context: dict[str, Any] = self.root.__dict__
        names = context.setdefault("country_names", None) or country_names()
        context["country_names"] = names
        return holiday_sentence(clash, names)


class ClashesSerializer(serializers.Serializer):
    """The answer of the clash check. `clashes` holds at most fifty, the worst first; `numbers` counts all."""

    near_days = serializers.IntegerField()
    numbers = NumbersSerializer()
    worst = SeverityField(allow_null=True)
    clashes = PairSerializer(many=True)
    holidays = HolidaySerializer(many=True)
    holidays_found = serializers.IntegerField(
        help_text="How many there are; the list of the whole calendar has 50 on a page."
    )
    checked_until = serializers.DateField(
        allow_null=True, help_text="The last day that was compared, where there are too many events to compare all."
    )
    complete = serializers.BooleanField(help_text="False where even one day has too many events to compare all.")
    next = serializers.URLField(allow_null=True)


class FreeDateSerializer(serializers.Serializer):
    """The best days of one week (ISO 8601)."""

    week = serializers.SerializerMethodField()
    first_day = serializers.DateField(source="first")
    last_day = serializers.DateField(source="last")
    free = serializers.BooleanField()
    numbers = serializers.SerializerMethodField()
    clashes = ClashSerializer(many=True, help_text="The worst three.")
    holidays = HolidaySerializer(many=True)

    def get_week(self, free: Any) -> str:
        """Returns the week as "2026-W12"."""
        year, week = free.week
        return f"{year}-W{week:02}"

    @extend_schema_field(NumbersSerializer)
    def get_numbers(self, free: Any) -> dict[str, int]:
        return numbers_of(free.numbers)


class FreeDatesSerializer(serializers.Serializer):
    """The weeks with the fewest clashes, the best first."""

    length = serializers.IntegerField()
    near_days = serializers.IntegerField()
    weeks = FreeDateSerializer(many=True)
    checked_until = serializers.DateField(
        allow_null=True, help_text="The last start that was looked at, where there are too many events for all."
    )
