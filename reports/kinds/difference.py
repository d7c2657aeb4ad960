"""Lays out the difference between two states as a table.

People get a block for the total and for each group: its amounts in both states, its causes, and the lines of each
cause. Programs get the lines alone, so that nobody adds a sum to its parts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from changes.as_of.point import Point
from changes.wording.sentences import signed
from changes.words import author_of
from projects.language.amounts import format_count
from projects.models import Project
from reports import facts
from reports.difference.asked import Asked
from reports.difference.causes import Cause
from reports.difference.difference import MOST_MOVED, Compared, Difference, Line
from reports.difference.left_out import left_out_of
from reports.difference.lines import ToldLine, told
from reports.difference.numbers import Numbers, Overflow
from reports.difference.shown import ALL, Behind, address_of, text_of
from reports.difference.trees import tree_of_group, tree_of_rest, tree_of_row
from reports.measured import Measured
from reports.table import Bar, Column, Fact, Row, Table, Value

PART = 500
"""Lines that are read at a time."""
STATES = ("before", "after")
AMOUNTS = frozenset({Cause.RATE, Cause.CORRECTED})
"""The causes that leave a line in its group."""


@dataclass(frozen=True)
class Layout:
    """For whom the rows are, and where their links lead."""

    people: bool
    staff: bool
    """Whether the reader may see who made a change, and why."""
    absolute: Callable[[str], str]
    behind: Behind | None = None
    """The amount whose lines alone are shown; None: every amount with its lines."""


class Rows(Sequence[Row]):
    """The rows, of which a page reads only its own lines and a file a part at a time."""

    def __init__(self, answer: Difference, layout: Layout) -> None:
        self.answer, self.layout = answer, layout
        self.groups: list[Compared] = []
        self.headings: list[Any] = []
        self.places = Numbers(2, Overflow())
        """For each row its group, and its line in the group. A heading has its own number instead, below zero."""
        for group, row in _blocks(answer, layout.behind) if layout.people else _lines(answer, layout.behind):
            self._add(group, row)

    def _add(self, group: Compared, row: Any) -> None:
        if not self.groups or self.groups[-1] is not group:
            self.groups.append(group)
        if not isinstance(row, int):
            self.headings.append(row)
            row = -len(self.headings)
        self.places.append((len(self.groups) - 1, row))

    def _at(self, place: int) -> tuple[Compared, Any]:
        """Returns a group, and a line or a heading of it."""
        which, row = self.places[place]
        group = self.groups[which]
        return group, self.headings[-row - 1] if row < 0 else group.lines[row]

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, place: Any) -> Any:
        if not isinstance(place, slice):
            return self[place : place + 1][0]
        chosen = [self._at(one) for one in range(*place.indices(len(self)))]
        lines = [row for _group, row in chosen if isinstance(row, Line)]
        said = dict(zip(lines, told(self.answer, lines), strict=True)) if lines else {}
        known = _known({line.project for line in said.values()})
        return [self._row(group, row, said, known) for group, row in chosen]

    def __iter__(self) -> Iterator[Row]:
        for start in range(0, len(self), PART):
            yield from self[start : start + PART]

    def _row(self, group: Compared, row: Any, said: dict[Line, ToldLine], known: set[str]) -> Row:
        if isinstance(row, Line):
            return _line(self.answer, group, said[row], self.layout, known)
        if isinstance(row, Cause):
            return _cause(self.answer, group, row, self.layout)
        return _amounts(self.answer, group, str(row), self.layout)


def difference_table(
    answer: Difference,
    filterset: Any,
    *,
    people: bool,
    staff: bool,
    absolute: Callable[[str], str] = str,
    behind: Behind | None = None,
) -> Table:
    """Returns the Table of a difference. Amounts are in DKK. ``staff``: whether the reader may see who made a change;
    only then it says why and links to the change. ``behind``: only the lines of one amount.
    """
    layout = Layout(people, staff, absolute, behind)
    rows = Rows(answer, layout)
    return Table(
        name=f"difference-{answer.before.number}-{answer.after.number}",
        title=_title(answer),
        columns=[*_columns_of_groups(answer.asked), *_columns(answer.asked, layout)],
        rows=rows,
        count=len(rows),
        facts=_facts(answer, filterset, behind),
        bars=lambda: [] if behind else _bars(answer),
    )


def _title(answer: Difference) -> str:
    words = {"before": answer.before, "after": answer.after}
    labels = [str(dimension.label) for dimension in answer.asked.dimensions]
    title = _("Difference between %(before)s and %(after)s") % words
    return ", ".join([title, _("by: %(dimension)s") % {"dimension": " × ".join(labels)}] if labels else [title])


def _blocks(answer: Difference, behind: Behind | None) -> Iterator[tuple[Compared, Any]]:
    """Yields the rows for people: the place of a line in its group, or a heading with the amounts of the group."""
    if behind:
        yield from behind.blocks(answer, _name)
        return
    if not answer.groups:
        return
    if answer.asked.group_by:
        yield answer.total, _("In total")
        yield from ((answer.total, cause) for cause, _caused in answer.total.in_order)
    for group in answer.groups:
        yield group, _name(group)
        for cause, caused in group.in_order:
            if caused.lines > 1:
                yield group, cause
            yield from ((group, place) for place in group.places_of(cause))
    if answer.rest and (answer.rest.before or answer.rest.after):
        yield answer.rest, _("Groups without a difference")


def _name(group: Compared) -> str:
    return " · ".join(member.label for member in group.members.values()) or _("In total")


def _lines(answer: Difference, behind: Behind | None) -> Iterator[tuple[Compared, int]]:
    return (behind or Behind(ALL)).rows(answer)


# The columns


def _columns_of_groups(asked: Asked) -> list[Column]:
    codes = [Column(one.name, str(one.label), "text", 20, for_people=False) for one in asked.dimensions]
    return [*codes, Column("group", _("Group"), "text", 24, for_programs=False)]


def _columns(asked: Asked, layout: Layout) -> list[Column]:
    moves = [
        Column(f"{one.name}_{state}", str(one.label), "text", 20, for_people=False)
        for one in asked.dimensions
        for state in STATES
        if not layout.people
    ]
    return [
        Column("cause", _("Cause"), "text", 18, for_people=False),
        Column("cause_label", _("Cause"), "text", 20, for_programs=False),
        Column("project", _("Project"), "text", 14),
        Column("reference", _("Grant or entry"), "text", 18),
        Column("was", _("Was"), "text", 20, for_programs=False),
        Column("now", _("Is"), "text", 20, for_programs=False),
        *_columns_of_states(),
        Column("before_dkk", _("Before"), "money", 16, for_programs=False),
        Column("after_dkk", _("After"), "money", 16, for_programs=False),
        Column("difference_dkk", _("Difference"), "money", 16),
        Column("change", pgettext("heading: the number of a change", "Change"), "count", 9),
        *moves,
        *([Column("by", _("By"), "text", 16), Column("reason", _("Reason"), "text", 24)] if layout.staff else []),
    ]


def _columns_of_states() -> list[Column]:
    found = []
    for state in STATES:
        found += [
            Column(f"amount_{state}", _("Amount"), "money", 12, for_people=False),
            Column(f"currency_{state}", _("Currency"), "text", 12, for_people=False),
            Column(f"rate_{state}", _("Rate"), "number", 12, for_people=False),
        ]
    return found


# The rows. Each has a value for every column


def _cells(asked: Asked, layout: Layout, **values: Value) -> list[Value]:
    names = [*asked.group_by, "group", *(column.name for column in _columns(asked, layout))]
    return [values.get(name, "") for name in names]


def _amounts(answer: Difference, group: Compared, heading: str, layout: Layout) -> Row:
    values = _cells(
        answer.asked,
        layout,
        group=heading,
        was=_("There was no such group") if "before" in group.absent else "",
        now=_("There is no such group") if "after" in group.absent else "",
        before_dkk="" if "before" in group.absent else group.before,
        after_dkk="" if "after" in group.absent else group.after,
        difference_dkk=group.difference,
    )
    return Row(values, {**_trees_of_group(answer, group, layout), **_lines_of(answer, group, layout)})


def _trees_of_group(answer: Difference, group: Compared, layout: Layout) -> dict[str, str]:
    """Returns the links of the two amounts of a group. An amount that is 0 or not stated has no tree, and the groups
    without a difference together have one if their question can name the others.
    """
    ends = (("before_dkk", group.before, answer.before), ("after_dkk", group.after, answer.after))
    if group is answer.rest:
        named = [one.members for one in answer.groups]
        trees = ((name, tree_of_rest(point, answer.asked, named)) for name, dkk, point in ends if dkk)
    else:
        trees = ((name, tree_of_group(point, answer.asked, group.members)) for name, dkk, point in ends if dkk)
    return {name: layout.absolute(tree) for name, tree in trees if tree}


def _lines_of(answer: Difference, group: Compared, layout: Layout, cause: str = "") -> dict[str, str]:
    """Returns the link of the difference of a group, or of one of its causes, to the lines that add up to it. The lines
    of groups that overlap do not add up to the total. Where only lines are shown, the heading leads back.
    """
    if layout.behind:
        return {"group": layout.absolute(address_of(answer.before, answer.after, answer.asked))}
    whole = group is answer.total and answer.asked.overlapping
    if whole or group is answer.rest or not (cause or group.difference):
        return {}
    behind = Behind(text_of(answer.asked, group), cause)
    return {"difference_dkk": layout.absolute(address_of(answer.before, answer.after, answer.asked, behind))}


def _cause(answer: Difference, group: Compared, cause: Cause, layout: Layout) -> Row:
    caused, asked = group.causes[cause], answer.asked
    words = ngettext("%(number)s line", "%(number)s lines", caused.lines) % {"number": format_count(caused.lines)}
    label = f"{cause.label} ({words})"
    values = _cells(asked, layout, group=_name(group), cause_label=label, difference_dkk=caused.dkk)
    return Row(values, _lines_of(answer, group, layout, cause.value))


def _line(answer: Difference, group: Compared, line: ToldLine, layout: Layout, known: set[str]) -> Row:
    change = line.change
    states: dict[str, Value] = {}
    for name, said in (("before", line.before), ("after", line.after)):
        states[f"amount_{name}"] = said.amount if said else None
        states[f"currency_{name}"] = said.currency if said else None
        states[f"rate_{name}"] = said.rate if said else None
    values = _cells(
        answer.asked,
        layout,
        **{name: member.value for name, member in group.members.items()},
        **_moved(answer, line.line),
        group=_name(group),
        cause=line.line.cause.value,
        cause_label=str(line.line.cause.label),
        project=line.project,
        reference=line.reference,
        was=line.was,
        now=line.now,
        **states,
        difference_dkk=line.dkk,
        change=change.number if change else "" if layout.people else None,
        by=author_of(change) if change else "",
        reason=change.reason if change else "",
    )
    links = _trees_of_line(answer, line, layout)
    if line.project in known:
        links["project"] = layout.absolute(Project(reference=line.project).get_absolute_url())
    if layout.staff and change:
        links["change"] = layout.absolute(reverse("change", args=[change.number]))
    return Row(values, links)


def _trees_of_line(answer: Difference, line: ToldLine, layout: Layout) -> dict[str, str]:
    """Returns the links of a line to the trees of its grant or entry, in each state in which it counts."""
    ends = (("was", line.before, answer.before), ("now", line.after, answer.after))
    trees = {
        name: layout.absolute(tree_of_row(point, answer.asked, said.reference)) for name, said, point in ends if said
    }
    # What counts in one state only is the whole difference. Any other difference is in no tree: its two sides are
    return trees | ({"difference_dkk": next(iter(trees.values()))} if len(trees) == 1 else {})


def _moved(answer: Difference, line: Line) -> dict[str, Value]:
    """Returns the group of a line before and after its cause, by column; None: in none."""
    ends = (line.joined if line.cause in AMOUNTS else line.left, line.joined)
    found: dict[str, Value] = {}
    for state, end in zip(STATES, ends, strict=True):
        for place, (name, members) in enumerate(zip(answer.asked.group_by, answer.labels, strict=True)):
            found[f"{name}_{state}"] = members[end[place]].value if end is not None else None
    return found


def _known(references: set[str]) -> set[str]:
    """Returns the references of projects that have a page today."""
    return set(Project.objects.filter(reference__in=references).values_list("reference", flat=True))


# What explains the table


def _facts(answer: Difference, filterset: Any, behind: Behind | None) -> list[Fact]:
    asked = answer.asked
    measured = Measured(asked.measure, asked.on)
    grouping = _("Each value gets the full amount, so the rows overlap and must not be added.")
    return [
        *facts.filters_in_words(filterset),
        Fact(_("From"), state_in_words(answer.before)),
        Fact(_("To"), state_in_words(answer.after)),
        *([] if measured.is_usual else [Fact(_("Measure"), measured.words)]),
        Fact(_("Counted"), counted_in_words(answer), _trees_of_total(answer)),
        *([Fact(_("Lines shown"), _words_of(answer, behind))] if behind else []),
        *left_out_of(answer),
        *([Fact(_("Grouping"), grouping)] if asked.overlapping else []),
        *([Fact(_("Changes"), many_moves())] if answer.has_many_moves else []),
        Fact(
            _("Order of the causes"),
            _(
                "A line that counts in one state only moves whole. Of any other line first the date counts, then the "
                "group, then the rate, then the amount."
            ),
        ),
    ]


def _trees_of_total(answer: Difference) -> list[tuple[str, str]]:
    """Returns the links of the amounts of both states in ``counted_in_words``."""
    ends = ((answer.total.before, answer.before), (answer.total.after, answer.after))
    return [(_in_dkk(dkk), tree_of_group(point, answer.asked, {})) for dkk, point in ends if dkk]


def _words_of(answer: Difference, behind: Behind) -> str:
    """Returns the amount whose lines are shown: "MR-S · Amount corrected"."""
    named = [_("In total")] if behind.lines == ALL else [_name(group) for group in behind.groups(answer)][:1]
    return " · ".join([*named, *([str(Cause(behind.cause).label)] if behind.cause else [])])


def many_moves() -> str:
    """Returns the sentence that says why lines that moved name no change."""
    words = _("More than %(number)s lines moved. These lines do not name the change that moved them.")
    return words % {"number": format_count(MOST_MOVED)}


def state_in_words(point: Point) -> str:
    """Returns the number and the moment of the change: "change 8 of 1 March 2026, 12:00"."""
    moment = formats.date_format(timezone.localtime(point.moment), "DATETIME_FORMAT")
    return _("after change %(number)s of %(moment)s") % {"number": point.number, "moment": moment}


def counted_in_words(answer: Difference) -> str:
    """Returns the whole difference in a sentence: "3 lines: 100 DKK before, 250 DKK after, +150 DKK"."""
    total, lines = answer.total, sum(caused.lines for caused in answer.total.causes.values())
    words = ngettext("%(number)s line", "%(number)s lines", lines) % {"number": format_count(lines)}
    amounts = {
        "lines": words,
        "before": _in_dkk(total.before),
        "after": _in_dkk(total.after),
        "difference": signed(total.difference),
    }
    return _("%(lines)s; before %(before)s, after %(after)s; difference %(difference)s DKK") % amounts


def _in_dkk(amount: Decimal | None) -> str:
    return _("not stated") if amount is None else f"{facts.money(amount)} DKK"


def _bars(answer: Difference) -> list[Bar]:
    """Returns the bars: the total before, what each cause adds or takes away, and the total after."""
    total = answer.total
    causes = [Bar(str(cause.label), caused.dkk) for cause, caused in total.in_order if caused.ore]
    return [Bar(_("Before"), total.before), *causes, Bar(_("After"), total.after)] if causes else []
