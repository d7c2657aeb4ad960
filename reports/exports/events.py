"""The export of events. Their contacts are personal data and are never exported."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from events.choices import EventRole
from events.models import EventDocument, EventParty, EventProject
from events.records import EVENT
from projects.models import Council, Document, Organisation
from reports.exports.base import Chunk, Export, Several, of_source
from reports.exports.columns import InWords, columns_of
from reports.exports.values import Taken, codes_and_names, each, name, own


def moment_or_date(date: str, moment: str) -> Taken:
    """Returns a date as exact as it is known, or a moment with the offset of the event's own time zone (ISO 8601)."""

    def value(row: Any, _chunk: Chunk) -> str | None:
        exact, known = getattr(row, moment), getattr(row, date)
        if exact is not None:
            return str(row.local(exact).isoformat(timespec="minutes"))
        return str(known) if known else None

    return value


def parties(*, words: bool) -> Taken:
    """Returns the organisations and councils with a role at the event, as codes or as words."""

    def value(row: Any, chunk: Chunk) -> list[str]:
        texts = []
        for role, council, organisation in chunk.of(row, "parties"):
            among, key = ("councils", council) if council else ("organisations", organisation)
            code, label = chunk.names[among][key]
            texts.append(f"{label} ({EventRole(role).label})" if words else code)
        return texts

    return value


EVENTS = Export(
    name="events",
    title=_("Events"),
    fields=(
        *columns_of(
            EVENT,
            {
                "starts": moment_or_date("starts", "starts_at"),
                "ends": moment_or_date("ends", "ends_at"),
                "place": InWords(own("place.slug"), name("place")),
                "parties": InWords(parties(words=False), parties(words=True)),
                "projects": each("projects"),
                "documents": each("documents"),
            },
        ),
        *of_source(),
    ),
    prepared=lambda events: events.prefetch_related(None).select_related(None).select_related("place", "source"),
    several={
        "parties": Several(EventParty.objects.all, "event_id", ("role", "council_id", "organisation_id"), ("pk",)),
        "projects": Several(EventProject.objects.all, "event_id", ("project__reference",), ("project__reference",)),
        "documents": Several(EventDocument.objects.all, "event_id", ("document__slug",), ("document",)),
    },
    names={
        "councils": codes_and_names(Council, "code"),
        "organisations": codes_and_names(Organisation),
        "documents": codes_and_names(Document),
    },
)
