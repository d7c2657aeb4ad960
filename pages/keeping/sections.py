"""The sections of a project: which fields are edited together, and what a person may leave out.

A field goes where its declaration places it on the page (``page=OnPage(section)`` in ``records.py``).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from budgets.entries.rights import GRANT
from budgets.models import Allocation
from changes.models import Action
from changes.record import RECORDS
from changes.shape import shape_of
from projects.choices import Status


@dataclass(frozen=True)
class Section:
    """Fields that are edited together."""

    name: str
    heading: Any
    fields: tuple[str, ...] = ()
    complete: Callable[[dict[str, Any], Any], None] | None = None
    right: str = Action.UPDATE
    """The action on the record for which a person needs the right."""


def fill_allocations(values: dict[str, Any], project: Any) -> None:
    """Gives each grant without a reference the next free one, and each grant without a source that of the project."""
    grants = values.get("allocations") or []
    named = {grant["reference"] for grant in grants if grant.get("reference")}
    named |= {*Allocation.objects.filter(reference__startswith=project.reference).values_list("reference", flat=True)}
    source = project.source
    for grant in grants:
        if not grant.get("reference"):
            numbers = (f"{project.reference}-A{number}" for number in range(1, len(named) + 2))
            grant["reference"] = next(reference for reference in numbers if reference not in named)
            named.add(grant["reference"])
        if grant.get("source") is None:
            grant["source"] = {"document": source.document.slug, "section": source.section, "item": source.item}


def close(values: dict[str, Any], project: Any) -> None:
    """Closes the project, with the end that was typed."""
    values["status"] = Status.CLOSED.value


SECTIONS: tuple[Section, ...] = (
    Section("texts", _("Texts")),
    # The page shows the reference in its trail
    Section("facts", _("Facts"), ("reference",)),
    Section("dates", _("Dates")),
    Section("people", _("Councils and partners")),
    Section("places", _("Places and core areas")),
    Section("money", _("Money"), complete=fill_allocations, right=GRANT),
    Section("lineage", _("Lineage")),
    Section("documents", _("Documents")),
    Section("notes", _("Notes")),
    Section("close", _("Close the project"), ("ends",), close),
)


def sections() -> dict[str, Section]:
    """Returns the sections of a project by name, in the order of the page, with the fields that its declaration places
    in them."""
    parts = {part.name for part in shape_of("project").parts}
    placed = [field for field in RECORDS["project"].placed("page") if field.name in parts and field.page]
    return {
        section.name: replace(
            section,
            fields=(*section.fields, *(one.name for one in placed if one.page and one.page.section == section.name)),
        )
        for section in SECTIONS
    }
