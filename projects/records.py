"""The records of the register, each declared once (see ``changes/record.py``).

Other packages add the fields that they keep: budgets/records.py the money of a project, events/records.py its
events.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from changes.record import Field, FileColumn, ListColumn, Missing, OnForm, OnPage, Record, Shape, declare
from projects import choices
from projects.choices import Gap
from projects.doubles.facts import NUMBERS, OTHER_NAMES


def source(**places: Any) -> Field:
    """Returns the field for the source of a record."""
    parts = (
        Field("document", _("Document"), Shape.REFERENCE, refers_to="document"),
        Field("section", _("Section")),
        Field("item", _("Item"), Shape.NUMBER),
    )
    return Field("source", _("Source"), Shape.REFERENCE, refers_to="source", parts=parts, **places)


def _closed_without_end(projects: Any) -> Q:
    return Q(ends=None, status=choices.Status.CLOSED)


def _no_council(projects: Any) -> Q:
    # A council that pays an allocation counts as known, with or without a role
    return Q(council_key="", granted_paid_for=0)


def _none_in(key: str) -> Callable[[Any], Q]:
    """Returns the condition of projects without a value in a kept key: the database reads one row of each project."""
    return lambda _projects: Q(**{key: ""})


PROJECT = declare(
    Record(
        kind="project",
        model="projects.Project",
        key="reference",
        fields=[
            Field(
                "reference",
                _("Reference"),
                required=True,
                file=FileColumn(),
                listed=ListColumn(order_by="reference", always=True),
                form=OnForm(),
            ),
            Field(
                "title",
                _("Title"),
                Shape.TRANSLATED,
                required=True,
                file=FileColumn(width=48),
                listed=ListColumn(order_by="title", always=True),
                page=OnPage("texts"),
                note="title",
                annex=True,
            ),
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
                choices=choices.Language,
                in_api=False,
                page=OnPage("texts"),
                form=OnForm(beside="source"),
            ),
            Field(
                "summary",
                _("Summary"),
                Shape.TRANSLATED,
                file=FileColumn(width=80, after="documents"),
                page=OnPage("texts"),
            ),
            Field(
                "summary_language",
                _("Language of the summary"),
                Shape.LANGUAGE,
                attribute="summary",
                derived=True,
                file=FileColumn(width=10, after="summary"),
            ),
            Field(
                "kind",
                _("Kind"),
                Shape.CHOICE,
                required=True,
                choices=choices.Kind,
                file=FileColumn(),
                listed=ListColumn(order_by="kind", usual=True),
                page=OnPage(),
                form=OnForm(),
                note="kind",
                annex=True,
            ),
            Field(
                "status",
                _("Status"),
                Shape.CHOICE,
                required=True,
                choices=choices.Status,
                file=FileColumn(width=12),
                listed=ListColumn(order_by="status", usual=True),
                page=OnPage(),
                form=OnForm(beside="kind"),
                note="status",
                annex=True,
            ),
            Field(
                "portfolio",
                _("Portfolio"),
                Shape.REFERENCE,
                required=True,
                refers_to="portfolio",
                file=FileColumn(width=18),
                listed=ListColumn(after="ends"),
                page=OnPage(),
                form=OnForm(beside="reference"),
            ),
            Field(
                "starts",
                _("Start"),
                Shape.PARTIAL_DATE,
                file=FileColumn(_("Starts"), width=12),
                listed=ListColumn(
                    "period", _("Period"), "partners", order_by="starts", usual=True, in_files=("starts", "ends")
                ),
                page=OnPage("dates"),
                form=OnForm(),
                note="starts",
                annex=True,
                gaps=(Missing(Gap.START, _("Start"), _("The start is not stated.")),),
            ),
            Field(
                "ends",
                _("End"),
                Shape.PARTIAL_DATE,
                file=FileColumn(_("Ends"), width=12),
                listed=ListColumn(after="period", order_by="ends"),
                page=OnPage("dates"),
                form=OnForm(beside="starts"),
                note="ends",
                annex=True,
                gaps=(
                    Missing(
                        Gap.END, _("End"), _("The project is closed, but its end is not stated."), _closed_without_end
                    ),
                ),
            ),
            Field(
                "councils",
                _("Councils of ministers"),
                Shape.FACTS,
                attribute="council_roles",
                parts=(
                    Field("code", _("Council of ministers"), Shape.REFERENCE, "council", refers_to="council"),
                    Field("name", _("Name"), derived=True),
                    Field("role", _("Role"), Shape.CHOICE, required=True, choices=choices.CouncilRoleKind),
                ),
                file=FileColumn(_("Councils named"), width=36),
                listed=ListColumn(label=_("Councils named"), usual=True),
                page=OnPage("people"),
                note="councils",
                annex=True,
                gaps=(
                    Missing(
                        Gap.COUNCIL, _("Council of ministers"), _("No council of ministers is named."), _no_council
                    ),
                ),
            ),
            Field(
                "core_areas",
                _("Core areas"),
                Shape.CODES,
                attribute="project_core_areas",
                parts=(Field("slug", _("Core area"), Shape.REFERENCE, "core_area", refers_to="core-area"),),
                file=FileColumn(width=32),
                listed=ListColumn(),
                page=OnPage("places"),
                gaps=(Missing(Gap.CORE_AREA, _("Core area"), _("No core area is named."), _none_in("core_area_key")),),
            ),
            Field("countries", _("Countries"), Shape.VALUES, derived=True, in_api=False, file=FileColumn(width=16)),
            Field(
                "places",
                _("Places"),
                Shape.FACTS,
                attribute="project_places",
                parts=(
                    Field("slug", _("Place"), Shape.REFERENCE, "place", refers_to="place"),
                    Field("name", _("Name"), derived=True),
                    Field("kind", _("Kind"), derived=True),
                    Field("country", _("Country"), derived=True),
                ),
                file=FileColumn(width=32),
                listed=ListColumn(),
                page=OnPage("places"),
                note="places",
                gaps=(Missing(Gap.PLACE, _("Place"), _("No place is named."), _none_in("place_key")),),
            ),
            Field(
                "partners",
                _("Partners"),
                Shape.FACTS,
                attribute="partnerships",
                parts=(
                    Field("organisation", _("Organisation"), Shape.REFERENCE, refers_to="organisation"),
                    Field("name", _("Name"), derived=True),
                    Field("role", _("Role"), Shape.CHOICE, required=True, choices=choices.PartnerRole),
                ),
                file=FileColumn(width=60),
                listed=ListColumn(),
                page=OnPage("people"),
                note="partners",
                annex=True,
                gaps=(Missing(Gap.PARTNER, _("Partner"), _("No partner is named."), _none_in("partner_key")),),
            ),
            Field(
                "follows",
                _("Lineage"),
                Shape.CODES,
                attribute="earlier_lines",
                parts=(Field("reference", _("Project"), Shape.REFERENCE, "earlier", refers_to="project"),),
                file=FileColumn(_("Follows"), width=16),
                page=OnPage("lineage"),
                note="follows",
            ),
            Field(
                "followed_by",
                _("Followed by"),
                Shape.CODES,
                attribute="later_lines",
                derived=True,
                parts=(Field("reference", _("Project"), Shape.REFERENCE, "project", refers_to="project"),),
            ),
            Field(
                "documents",
                _("Documents"),
                Shape.FACTS,
                attribute="project_documents",
                parts=(
                    Field("slug", _("Document"), Shape.REFERENCE, "document", refers_to="document"),
                    Field("title", _("Title"), derived=True),
                ),
                page=OnPage("documents"),
                file=FileColumn(width=24),
            ),
            Field("notes", _("Notes"), Shape.NOTES, page=OnPage("notes")),
            source(
                required=True,
                page=OnPage(after="portfolio"),
                form=OnForm(),
                gaps=(Missing(Gap.SOURCE, _("Source"), _("Without a source")),),
            ),
        ],
    )
)

ORGANISATION = declare(
    Record(
        kind="organisation",
        model="projects.Organisation",
        key="slug",
        fields=[
            Field("slug", _("Reference"), required=True, file=FileColumn(width=30), form=OnForm()),
            Field("name", _("Name"), Shape.TRANSLATED, required=True, file=FileColumn(width=48)),
            Field("abbreviation", _("Abbreviation"), file=FileColumn(), form=OnForm()),
            Field(
                "kind",
                _("Kind"),
                Shape.CHOICE,
                choices=choices.OrganisationKind,
                file=FileColumn(width=30),
                form=OnForm(),
            ),
            Field(
                "part_of",
                _("Part of"),
                Shape.REFERENCE,
                refers_to="organisation",
                file=FileColumn(width=24, after="country"),
                form=OnForm(),
            ),
            Field(
                "country", _("Country"), Shape.REFERENCE, refers_to="country", file=FileColumn(width=10), form=OnForm()
            ),
            Field("website", _("Website"), Shape.ADDRESS, file=FileColumn(width=30), form=OnForm()),
            OTHER_NAMES,
            NUMBERS,
            Field("projects", _("Projects"), Shape.VALUES, derived=True, in_api=False, file=FileColumn(width=30)),
            Field("sources", _("Sources"), Shape.VALUES, derived=True, in_api=False, file=FileColumn(width=24)),
        ],
    )
)

PLACE = declare(
    Record(
        kind="place",
        model="projects.Place",
        key="slug",
        fields=[
            Field("slug", _("Short name"), required=True, form=OnForm(after="kind")),
            Field("name", _("Name"), Shape.TRANSLATED, required=True),
            Field("other_names", _("Other names"), Shape.VALUES, form=OnForm(after="latitude")),
            Field("kind", _("Kind"), Shape.CHOICE, required=True, choices=choices.PlaceKind, form=OnForm()),
            Field("code", _("Country code"), form=OnForm()),
            Field("country", _("Country"), Shape.REFERENCE, refers_to="country", form=OnForm()),
            Field("spans", _("Spans"), Shape.VALUES, refers_to="country", form=OnForm()),
            Field("latitude", _("Latitude"), Shape.NUMBER, form=OnForm()),
            Field("longitude", _("Longitude"), Shape.NUMBER, form=OnForm(beside="latitude")),
        ],
    )
)

DOCUMENT = declare(
    Record(
        kind="document",
        model="projects.Document",
        key="slug",
        fields=[
            Field("slug", _("Short name"), required=True, form=OnForm()),
            Field("title", _("Title"), Shape.TRANSLATED, required=True),
            Field("title_language", _("Language of the title"), Shape.LANGUAGE, attribute="title", derived=True),
            Field(
                "kind",
                _("Kind"),
                Shape.CHOICE,
                required=True,
                choices=choices.DocumentKind,
                form=OnForm(beside="slug"),
            ),
            Field("adopted", _("Adopted or published"), Shape.PARTIAL_DATE, form=OnForm()),
            Field("valid_from", _("Valid from"), Shape.PARTIAL_DATE, form=OnForm()),
            Field("valid_to", _("Valid to"), Shape.PARTIAL_DATE, form=OnForm(beside="valid_from")),
            Field("journal_number", _("Journal number"), form=OnForm()),
            Field(
                "original_language",
                _("Original language"),
                Shape.CHOICE,
                choices=choices.Language,
                in_api=False,
                form=OnForm(beside="journal_number"),
            ),
            Field("url", _("Address"), Shape.ADDRESS, form=OnForm()),
            Field("amount", _("Amount"), Shape.MONEY),
            Field("currency", _("Currency"), Shape.CHOICE, choices=choices.Currency),
            Field(
                "parties",
                _("Parties"),
                Shape.FACTS,
                parts=(
                    Field("role", _("Role"), Shape.CHOICE, required=True, choices=choices.PartyRole),
                    Field("kind", _("Kind")),
                    Field("code", _("Code"), Shape.REFERENCE, "party"),
                    Field("name", _("Name"), derived=True),
                ),
            ),
            Field("note", _("Note"), Shape.TRANSLATED),
            source(),
        ],
    )
)

SOURCE = declare(
    Record(
        kind="source",
        model="projects.Source",
        key="slug",
        fields=[
            Field("slug", _("Short name"), required=True),
            Field("document", _("Document"), Shape.REFERENCE, required=True, refers_to="document"),
            Field("section", _("Section"), required=True),
            Field("item", _("Item"), Shape.NUMBER),
            Field("heading", _("Heading"), Shape.TRANSLATED),
            Field("original_heading", _("Heading as printed"), derived=True),
        ],
    )
)
