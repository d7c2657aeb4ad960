"""Lists what is missing: one row per project, one column per gap."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.links import address
from projects.choices import Gap
from projects.gaps import definition
from projects.language.texts import shown
from reports import facts
from reports.table import Column, Row, Table, Value

PART = 200
"""Projects that are read at a time."""


class Rows(Sequence[Row]):
    """The rows of the table, of which a page reads only its own and a file a part at a time."""

    def __init__(self, projects: Any, may_edit: bool) -> None:
        self.projects = projects.with_gaps().select_related("source__document").in_document_order()
        self.may_edit = may_edit
        self.length = projects.count()

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, place: Any) -> Any:
        if not isinstance(place, slice):
            return self[place : place + 1][0]
        return [_row(project, self.may_edit) for project in self.projects[place]]

    def __iter__(self) -> Iterator[Row]:
        for project in self.projects.iterator(chunk_size=PART):
            yield _row(project, self.may_edit)


def gaps_table(filterset: Any, today: date, *, may_edit: bool = False) -> Table:
    """Returns the projects of the selection with at least one gap. The foot counts the projects with each gap and
    links to their lists.

    If the reader may edit projects, each gap links to its field on the editing page.
    """
    chosen = filterset.qs.order_by()
    rows = Rows(chosen.with_a_gap(), may_edit)
    return Table(
        name="gaps",
        title=_("What is missing"),
        columns=[
            Column("reference", _("Reference"), "text", 14),
            Column("title", _("Title"), "text", 44),
            *(column for gap in Gap for column in _columns_of(gap)),
            Column("source", _("Known from"), "text", 30),
        ],
        rows=rows,
        count=len(rows),
        facts=[*facts.filters_in_words(filterset), facts.dated(today), *_explained()],
        foot=[_foot(filterset, chosen.lacking_counts(*Gap))],
    )


def _columns_of(gap: Gap) -> list[Column]:
    # Programs read true or false, people read the word
    code = gap.value.replace("-", "_")
    heading = str(definition(gap)[1].heading)
    return [
        Column(f"lacks_{code}", heading, "truth", 10, for_people=False),
        Column(_column_of(gap), heading, "text", 12, for_programs=False),
    ]


def _row(project: Any, may_edit: bool) -> Row:
    marks: list[Value] = []
    links = {"reference": project.get_absolute_url()}
    for gap in Gap:
        lacks = getattr(project, f"lacks_{gap.name.lower()}")
        marks += [lacks, _("missing") if lacks else ""]
        if lacks and may_edit:
            links[_column_of(gap)] = edit_address(project, gap)
    title = str(shown(project, "title"))
    return Row([project.reference, title, *marks, str(project.source)], links)


def edit_address(project: Any, gap: Gap) -> str:
    """Returns the address of the project's page with the section open in which the gap can be filled."""
    field = definition(gap)[0]
    section = field.page.section if field.page else ""
    return f"{project.get_absolute_url()}?edit={section}#section-{section}"


def _column_of(gap: Gap) -> str:
    return f"missing_{gap.value.replace('-', '_')}"


def _foot(filterset: Any, lacking: dict[Gap, int]) -> Row:
    counts: list[Value] = [value for gap in Gap for value in (False, lacking[gap])]
    chosen = {name: values for name, values in filterset.chosen().items() if name != "ordering"}
    links = {
        _column_of(gap): address(reverse("projects"), {**chosen, "gap": [gap.value]})
        for gap in Gap
        if lacking[gap] and not chosen.get("gap")
    }
    return Row([_("In total"), "", *counts, ""], links)


def _explained() -> list[facts.Fact]:
    return [
        facts.Fact(
            _("Reading"), _("A fact is missing if the source does not state it. A note on the project may say why.")
        ),
        facts.Fact(_("Source"), _("Every project of the register has a source.")),
    ]
