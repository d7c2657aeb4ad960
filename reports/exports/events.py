"""The export of events. Their contacts are personal data and never leave the register."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from events.choices import EventKind, EventRole, EventStatus
from events.models import EventDocument, EventParty, EventProject
from projects.models import Council, Document, Organisation
from reports.exports.base import Chunk, Export, Field, Several, of_source
from reports.exports.values import Taken, both, choice, codes_and_names, each, language, name, own, text


def moment_or_date(date: str, moment: str) -> Taken:
    """A date as exact as it is known, or a moment with the offset of the event's own time zone (ISO 8601)."""

    def value(row: Any, _chunk: Chunk) -> str | None:
        exact, known = getattr(row, moment), getattr(row, date)
        if exact is not None:
            return str(row.local(exact).isoformat(timespec="minutes"))
        return str(known) if known else None

    return value


def parties(*, words: bool) -> Taken:
    """The organisations and councils with a role at the event, by code or in words."""

    def value(row: Any, chunk: Chunk) -> list[str]:
        told = []
        for role, council, organisation in chunk.of(row, "parties"):
            among, key = ("councils", council) if council else ("organisations", organisation)
            code, label = chunk.names[among][key]
            told.append(f"{label} ({EventRole(role).label})" if words else code)
        return told

    return value


EVENTS = Export(
    name="events",
    title=_("Events"),
    fields=(
        Field("slug", _("Reference"), own("slug"), width=36),
        Field("title", _("Title"), text("title"), width=48),
        Field("title_language", _("Language of the title"), language("title"), width=10),
        *both("kind", _("Kind"), own("kind"), choice("kind", EventKind), width=14),
        *both("status", _("Status"), own("status"), choice("status", EventStatus), width=12),
        Field("starts", _("Starts"), moment_or_date("starts", "starts_at"), width=24),
        Field("ends", _("Ends"), moment_or_date("ends", "ends_at"), width=24),
        Field("first_day", _("First possible day"), own("first_day"), "date", 12),
        Field("last_day", _("Last possible day"), own("last_day"), "date", 12),
        Field("timezone", _("Time zone"), own("timezone"), width=18),
        Field("online", _("Online"), own("online"), "truth", 8),
        *both("place", _("Place"), own("place.slug"), name("place"), width=24),
        Field("address", _("Street address"), own("address"), width=30),
        Field("url", _("Address"), own("url"), width=30),
        *both("parties", _("Parties"), parties(words=False), parties(words=True), "list", 60),
        Field("projects", _("Projects"), each("projects"), "list", 20),
        Field("documents", _("Documents"), each("documents"), "list", 24),
        Field("description", _("Description"), text("description"), width=80),
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
