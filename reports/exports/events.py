"""The export of events. Their contacts are personal data and are never exported."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from events.choices import EventRole
from events.models import EventDocument, EventParty, EventProject
from events.records import EVENT
from events.validators import zone
from projects.models import Council, Document, Organisation, Place
from reports.exports.asked import Relation
from reports.exports.base import Export, of_source
from reports.exports.columns import InWords, columns_of
from reports.exports.values import Names, Read, Taken, as_text, codes, each, joined, listed, looked_up, own, rows_of
from reports.exports.values import words as words_of

PARTIES = Relation(EventParty, "event")
PROJECTS = Relation(EventProject, "event")
DOCUMENTS = Relation(EventDocument, "event")


def moment_or_date(date: str, moment: str) -> Taken:
    """Returns a date as exact as it is known, or a moment with the offset of the event's own time zone (ISO 8601)."""

    def value(told: Any) -> str | None:
        known, exact, place = told
        return exact.astimezone(zone(place)).isoformat(timespec="minutes") if exact else known or None

    return Taken((*as_text(date).asked, *own(moment).asked, *own("timezone").asked), lambda: value)


def parties(councils: Names, organisations: Names, roles: Any = None) -> Taken:
    """Returns the organisations and councils with a role at the event; with ``roles`` also the role's label."""

    def read() -> Read:
        known = councils(), organisations()
        labels = {role.value: f" ({role.label})" for role in roles or ()}

        def named(role: str, council: str, organisation: str) -> str:
            _place, name = known[0][council] if council else known[1][organisation]
            return name + labels.get(role, "")

        return lambda text: [named(*rest) for _key, *rest in sorted(rows_of(text), key=lambda row: int(row[0]))]

    return Taken((joined(PARTIES, "pk", "role", "council_id", "organisation_id"),), read)


EVENTS = Export(
    name="events",
    title=_("Events"),
    fields=(
        *columns_of(
            EVENT,
            {
                "starts": moment_or_date("starts", "starts_at"),
                "ends": moment_or_date("ends", "ends_at"),
                "place": InWords(looked_up("place_id", codes(Place)), looked_up("place_id", words_of(Place))),
                "parties": InWords(
                    parties(codes(Council, "code"), codes(Organisation)),
                    parties(words_of(Council), words_of(Organisation), EventRole),
                ),
                "projects": each(PROJECTS, "project__reference"),
                "documents": listed(DOCUMENTS, "document_id", codes(Document)),
            },
        ),
        *of_source(),
    ),
)
