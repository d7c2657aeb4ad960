"""Lays out totals as a table: one dimension gives a list of its values, two give a cross table."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.choices import Measure
from budgets.dimensions import Dimension
from budgets.entries.measured import measure_on
from budgets.grouping.claims import claim_in_words, is_split
from budgets.grouping.members import Member
from budgets.links import Behind, of_payer, why_in
from budgets.totals import Figures, Totals, TotalsRow, every_group
from projects.choices import NOT_STATED
from projects.language.amounts import format_amount
from projects.memory import question_of, remembered
from reports import facts
from reports.measured import Measured
from reports.table import NO_PARTS, Column, Fact, Parts, Row, Table, Value

MOST_COLUMNS = 12
"""A cross table with more columns than this is laid out as a list of its cells: nobody reads a sheet with hundreds
of columns, and no page of paper holds them.
"""

Links = Callable[[TotalsRow], Behind]
"""Returns the addresses behind a group."""


def totals_table(
    totals: Totals, filterset: Any, links: Links, today: date, *, people: bool, whole: bool = False, title: str = ""
) -> Table:
    """Returns the Table of totals. People get words and a cross table of two dimensions; programs get codes and one
    cell per row.

    ``filterset`` is the filterset that chose the projects. Amounts are in DKK. If the totals leave out small groups,
    one row has their figures; with ``whole`` all groups are read again, while the table is written.
    """
    columns, listed, foot = _crossed(totals, links) if people and _can_be_crossed(totals) else _listed(totals, links)
    rows: Iterable[Row] = listed
    count = len(listed)
    if whole and totals.rows_left_out:
        count += totals.rows_left_out
        rows = _every_row(totals, filterset, links)
    elif totals.rest:
        foot = [_of_the_rest(totals, totals.rest), *foot]
    return Table(
        name="totals-" + "-".join(dimension.name.replace("_", "-") for dimension in totals.dimensions),
        title=title or title_of(totals),
        columns=columns,
        rows=rows,
        count=count,
        facts=explained(totals, filterset, today, whole=whole),
        foot=foot,
        measure=columns[-1].name if columns[-1].name in ("budget_dkk", "total") else "",
    )


def title_of(totals: Totals) -> str:
    """Returns the title of the table: "Budget by: council of ministers and year"; of another measure, "Owed on
    31 December 2026, by: council of ministers".
    """
    labels = [str(dimension.label) for dimension in totals.dimensions]
    measured = Measured.of(totals)
    if not measured.is_usual:
        return ", ".join([measured.words, *_by(labels)])
    if not labels:
        return _("Budget in total")
    if len(labels) == 1:
        return _("Budget by: %(dimension)s") % {"dimension": labels[0]}
    return _("Budget by: %(dimension)s and %(other)s") % {"dimension": labels[0], "other": labels[1]}


def _by(labels: list[str]) -> list[str]:
    if not labels:
        return []
    if len(labels) == 1:
        return [_("by: %(dimension)s") % {"dimension": labels[0]}]
    return [_("by: %(dimension)s and %(other)s") % {"dimension": labels[0], "other": labels[1]}]


def _can_be_crossed(totals: Totals) -> bool:
    # Without all cells, an empty cell would look like one without projects
    if len(totals.dimensions) != 2 or totals.rows_left_out:
        return False
    return len(totals.margins[totals.dimensions[1].name]) <= MOST_COLUMNS


def explained(totals: Totals, filterset: Any, today: date, *, whole: bool = False) -> list[Fact]:
    """Returns the filters, the date, what was counted and what was not, the grouping, which groups are shown, and the
    sources.
    """
    tree = why_in(filterset.chosen(), totals.measure, totals.on)
    return [
        *facts.filters_in_words(filterset),
        facts.dated(today),
        *_measured(totals),
        facts.counted(totals.total, of_entries=totals.of_entries, tree=tree),
        *facts.not_counted(totals.total, totals.other_currency, of_entries=totals.of_entries, tree=tree),
        *_grouping(totals),
        *_shown(totals, whole),
        *remembered(("sources", question_of(filterset)), lambda: facts.sources(filterset.qs)),
    ]


def _measured(totals: Totals) -> list[Fact]:
    """Says which measure the amounts are, and of which day, unless they are what is granted today."""
    measure = [Fact(_("Measure"), str(Measure(totals.measure).label))] if totals.of_entries or totals.on else []
    return [*measure, Fact(_("As of"), formats.date_format(totals.on, "DATE_FORMAT"))] if totals.on else measure


def _grouping(totals: Totals) -> list[Fact]:
    if totals.overlapping:
        return [Fact(_("Grouping"), _("Each value gets the full amount, so the rows overlap and must not be added."))]
    if any(dimension.several for dimension in totals.dimensions):
        return [
            Fact(_("Grouping"), _("A grant with several values counts under their combination, so the rows add up."))
        ]
    return []


def _shown(totals: Totals, whole: bool) -> list[Fact]:
    if not totals.rows_left_out:
        return []
    if whole:
        return [Fact(_("Order"), _("The largest amount first."))]
    words = _("The %(shown)s groups with the largest amounts, of %(all)s. A file has every group.")
    shown, groups = len(totals.rows), len(totals.rows) + totals.rows_left_out
    return [Fact(_("Groups"), words % {"shown": facts.count(shown), "all": facts.count(groups)})]


# By one dimension, or one row per cell


def _listed(totals: Totals, links: Links) -> tuple[list[Column], list[Row], list[Row]]:
    by_council, measured = _by_council(totals), Measured.of(totals)
    entries = totals.of_entries
    columns = [column for dimension in totals.dimensions for column in _columns_of(dimension)]
    columns += [
        Column("projects", _("Projects"), "count", 10),
        Column("projects_without_budget", _("Without entries") if entries else _("Without a budget"), "count", 16),
        Column("allocations", _("Entries") if entries else _("Allocations"), "count", 12),
        Column("allocations_not_counted", _("Not counted"), "count", 12),
        *([Column("basis", _("The source says"), "text", 24, for_programs=False)] if by_council else []),
        *(_paid_columns() if by_council else []),
        Column("budget_dkk", _("Amount (DKK)") if measured.is_usual else measured.heading, "money", 18),
    ]
    rows = [_row(group, links, by_council) for group in totals.rows]
    everything = TotalsRow({}, totals.total)
    in_total = [*_in_total(len(totals.dimensions)), *_figures(totals.total, None, by_council)]
    total = Row(in_total, _linked(everything, links))
    if not totals.dimensions:
        return columns, [total], []
    return columns, rows, [] if totals.overlapping else [total]


def _by_council(totals: Totals) -> bool:
    """Whether the rows say what the source says of a council: of what is granted, never of entries."""
    return not totals.of_entries and any(dimension.name == "council" for dimension in totals.dimensions)


def _row(group: TotalsRow, links: Links, by_council: bool) -> Row:
    parts = _parts_of_claim(group, links) if by_council and is_split(group.figures) else NO_PARTS
    return Row([*_members(group), *_figures(group.figures, group, by_council)], _linked(group, links), parts)


def _parts_of_claim(group: TotalsRow, links: Links) -> dict[str, Parts]:
    """Returns the links of the two amounts of a claim: each to its own part of the tree of the group."""
    tree, figures = links(group).why, group.figures
    amounts = ((figures.paid_dkk, group.members["council"].value), (figures.named_dkk, NOT_STATED))
    return {
        "basis": [(format_amount(amount), of_payer(tree, payer)) for amount, payer in amounts if amount is not None]
    }


def _every_row(totals: Totals, filterset: Any, links: Links) -> Iterator[Row]:
    """Yields a row for every group. They are read from the database a part at a time."""
    by_council = _by_council(totals)
    names = [dimension.name for dimension in totals.dimensions]
    groups = every_group(filterset.qs, names, totals.mode, measure_on(totals.measure, totals.on))
    for part in groups.parts():
        yield from (_row(group, links, by_council) for group in part)


def _of_the_rest(totals: Totals, rest: Figures) -> Row:
    """Returns the row of the smaller groups together. No list has exactly their projects, so it has no links."""
    words = ngettext("%(number)s smaller group", "%(number)s smaller groups", totals.rows_left_out)
    names: list[Value] = ["", words % {"number": facts.count(totals.rows_left_out)}, "", ""]
    return Row([*names[: 2 * len(totals.dimensions)], *_figures(rest, None, _by_council(totals))])


def _paid_columns() -> list[Column]:
    return [
        # Not "paid": that is what the ledger says of a grant
        Column("paid_by_council_dkk", f"{_('Paid by this council')} (DKK)", "money", 16, for_people=False),
        Column("projects_paid_by_council", _("Projects paid for"), "count", 12, for_people=False),
    ]


def _in_total(dimensions: int) -> list[Value]:
    names: list[Value] = ["", _("In total"), "", ""]
    return names[: 2 * dimensions]


def _columns_of(dimension: Dimension) -> list[Column]:
    return [
        Column(dimension.name, str(dimension.label), "text", 20, for_people=False),
        Column(f"{dimension.name}_label", str(dimension.label), "text", 36),
    ]


def _members(group: TotalsRow) -> list[Value]:
    return [text for member in group.members.values() for text in (member.value, member.label)]


def _figures(figures: Figures, group: TotalsRow | None, by_council: bool) -> list[Value]:
    council: list[Value] = []
    if by_council:
        council = [basis(group) if group else "", figures.paid_dkk, figures.projects_paid]
    return [
        figures.projects,
        figures.projects_without_budget,
        figures.allocations,
        figures.allocations_not_counted,
        *council,
        figures.budget_dkk,
    ]


def basis(group: TotalsRow) -> str:
    """Returns why a council is shown with an amount. Rule 2: a council "named for the project" is never "paid by"."""
    figures = group.figures
    if group.members["council"].value == NOT_STATED or not (figures.allocations or figures.projects):
        return ""
    return claim_in_words(figures)


def _linked(group: TotalsRow, links: Links) -> dict[str, str]:
    """Returns the addresses behind the figures: the lists behind the counts, and the tree behind the amount. A 0 has
    none; an amount that is not stated links to the projects.
    """
    figures = group.figures
    behind = links(group)
    return {
        **({"projects": behind.projects} if figures.projects else {}),
        **({"allocations": behind.money} if figures.allocations else {}),
        **({"budget_dkk": _leads_to(group, links)} if figures.projects else {}),
    }


# Two dimensions crossed


def _crossed(totals: Totals, links: Links) -> tuple[list[Column], list[Row], list[Row]]:
    """Returns a column for each value of the second dimension.

    A margin is shown only where it is the sum of its cells. If the values of a dimension overlap, the total over
    that dimension is left out.
    """
    down, across = totals.dimensions
    heads = [margin.members[across.name] for margin in totals.margins[across.name]]
    cells = {tuple(member.value for member in group.members.values()): group for group in totals.rows}
    in_total = [] if _overlaps(totals, across) else ["total"]
    columns = [
        *_columns_of(down),
        *(Column(head.value, head.label, "money", 18) for head in heads),
        # Only this heading names the currency: the other headings are values of the second dimension
        *(Column(name, f"{_('In total')} (DKK)", "money", 18) for name in in_total),
    ]
    rows = []
    for margin in totals.margins[down.name]:
        member = margin.members[down.name]
        line = {head.value: cells.get((member.value, head.value)) for head in heads}
        rows.append(_line(member, {**line, **dict.fromkeys(in_total, margin)}, links))
    below = {margin.members[across.name].value: margin for margin in totals.margins[across.name]}
    everything = TotalsRow({}, totals.total)
    foot = [_line(None, {**below, **dict.fromkeys(in_total, everything)}, links)]
    return columns, rows, [] if _overlaps(totals, down) else foot


def _overlaps(totals: Totals, dimension: Dimension) -> bool:
    return totals.mode == "mentioned" and dimension.several


def _line(member: Member | None, groups: dict[str, TotalsRow | None], links: Links) -> Row:
    """Returns a row of amounts. A cell without projects is empty, which is not "not stated"."""
    amounts: list[Value] = ["" if group is None else group.figures.budget_dkk for group in groups.values()]
    names = [member.value, member.label] if member else ["", _("In total")]
    return Row([*names, *amounts], {name: _leads_to(group, links) for name, group in groups.items() if group})


def _leads_to(group: TotalsRow, links: Links) -> str:
    behind = links(group)
    return behind.why if group.figures.allocations else behind.projects
