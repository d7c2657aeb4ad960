"""The record of an event, and the fields that the calendar adds to a project."""

from django.utils.translation import gettext_lazy as _

from changes.record import Field, FileColumn, Record, Shape, declare
from events import choices
from projects.choices import Language
from projects.narrow.relations import RELATIONS, Relation
from projects.narrow.values import column
from projects.records import PROJECT, source

EVENT = declare(
    Record(
        kind="event",
        model="events.Event",
        key="slug",
        fields=[
            Field("slug", _("Reference"), required=True, file=FileColumn(width=36)),
            Field("title", _("Title"), Shape.TRANSLATED, required=True, file=FileColumn(width=48)),
            Field(
                "title_language",
                _("Language of the title"),
                Shape.LANGUAGE,
                attribute="title",
                derived=True,
                file=FileColumn(width=10),
            ),
            Field(
                "original_language",
                _("Original language"),
                Shape.CHOICE,
                choices=Language,
                in_api=False,
            ),
            Field("description", _("Description"), Shape.TRANSLATED, file=FileColumn(width=80, after="documents")),
            Field(
                "description_language",
                _("Language of the description"),
                Shape.LANGUAGE,
                attribute="description",
                derived=True,
            ),
            Field("kind", _("Kind"), Shape.CHOICE, required=True, choices=choices.EventKind, file=FileColumn(width=14)),
            Field(
                "status",
                _("Status"),
                Shape.CHOICE,
                required=True,
                choices=choices.EventStatus,
                file=FileColumn(width=12),
            ),
            # A partial date, or a moment of ``starts_at`` and ``ends_at``
            Field("starts", _("Starts"), Shape.MOMENT, file=FileColumn(width=24)),
            Field("ends", _("Ends"), Shape.MOMENT, file=FileColumn(width=24)),
            Field("first_day", _("First possible day"), Shape.DATE, derived=True, file=FileColumn(width=12)),
            Field("last_day", _("Last possible day"), Shape.DATE, derived=True, file=FileColumn(width=12)),
            Field("timezone", _("Time zone"), file=FileColumn(width=18)),
            Field("online", _("Online"), Shape.TRUTH, file=FileColumn(width=8)),
            Field("place", _("Place"), Shape.REFERENCE, refers_to="place", file=FileColumn(width=24)),
            Field("address", _("Street address"), file=FileColumn(width=30)),
            Field("url", _("Address"), Shape.ADDRESS, file=FileColumn(width=30)),
            Field("languages", _("Languages"), Shape.VALUES, choices=choices.SpokenLanguage),
            Field("audience", _("Audience"), Shape.VALUES, choices=choices.Audience),
            Field(
                "countries",
                _("Countries of the audience"),
                Shape.VALUES,
                attribute="audience_countries",
                refers_to="country",
            ),
            Field(
                "parties",
                _("Parties"),
                Shape.FACTS,
                parts=(
                    Field("role", _("Role"), Shape.CHOICE, required=True, choices=choices.EventRole),
                    Field("kind", _("Kind")),
                    Field("code", _("Code"), Shape.REFERENCE, "party"),
                    Field("name", _("Name"), derived=True),
                ),
                file=FileColumn(width=60),
            ),
            Field(
                "projects",
                _("Projects"),
                Shape.CODES,
                attribute="event_projects",
                parts=(Field("reference", _("Project"), Shape.REFERENCE, "project", refers_to="project"),),
                file=FileColumn(width=20),
            ),
            Field(
                "documents",
                _("Documents"),
                Shape.CODES,
                attribute="event_documents",
                parts=(Field("slug", _("Document"), Shape.REFERENCE, "document", refers_to="document"),),
                file=FileColumn(width=24),
            ),
            Field("recurrence", _("Recurrence")),
            Field("exceptions", _("Exceptions"), Shape.VALUES),
            Field("uid", _("UID"), derived=True),
            Field("sequence", _("Revision"), Shape.NUMBER, derived=True),
            Field("changed_at", _("Changed"), Shape.MOMENT, derived=True),
            Field("inferred", _("Inferred"), Shape.TRUTH),
            Field("notes", _("Notes"), Shape.NOTES),
            source(required=True),
        ],
    )
)

PROJECT.add(
    Field(
        "events",
        _("Events"),
        Shape.CODES,
        derived=True,
        help="By time.",
        parts=(Field("slug", _("Event"), Shape.REFERENCE, refers_to="event"),),
    ),
)
BY_TIME = ("event__first_day", "event__last_day", "event__slug")
RELATIONS["events"] = Relation(
    "events.EventProject", lambda _reader: {"slug": column("event__slug")}, alone=True, order=BY_TIME
)
