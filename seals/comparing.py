"""Compares what a seal keeps with the answer to the same question today."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from changes.as_of.point import todays_date
from projects.filtersets import ProjectFilterSet
from reports.facts import dated
from reports.ready_made import REPORTS
from reports.table import Column, Fact, Row, Table, plain
from seals.asked import DIFFERENCE, Asked, asked
from seals.choices import FileKind
from seals.content import data_of
from seals.kept import kept_of, opened, question_of
from seals.models import Seal

GROUPS = {name: report.group_by for name, report in REPORTS.items()}
Line = dict[str, Any]
"""A row: column → value as JSON has it."""


def comparison_of(seal: Seal) -> Table:
    """Returns each value of the sealed data that is another one today, in the reader's language.

    Raises NotInStore if the sealed data is gone, CannotSeal if today's register has no such report.
    """
    with opened(seal.files.get(kind=FileKind.JSON)) as file:
        kept: dict[str, Any] = json.load(file)
    question = question_of(kept_of(seal))
    today = data_of(asked(question.report, question.query, question.language))
    columns = [column for _place, column in today.columns_for(people=False)]
    labels = {column["name"]: column["label"] for column in kept["columns"]}
    labels |= {column.name: column.label for column in columns}
    numeric = {column.name for column in columns if column.numeric}
    numeric |= {column["name"] for column in kept["columns"] if column["kind"] in ("count", "money", "number")}
    names, before = [column["name"] for column in kept["columns"]], kept["rows"]
    after = [[plain(row.values[place]) for place, _column in today.columns_for(people=False)] for row in today.rows]
    rows = list(_rows(_lines(names, before), _lines([column.name for column in columns], after), labels, numeric))
    heads = (("row", _("Row")), ("column", _("Column")), ("sealed", _("Sealed")), ("today", _("Today")))
    facts = [Fact(_("Seal"), str(seal.number)), dated(todays_date())]
    return Table("comparison", seal.title, [Column(*head) for head in heads], rows, len(rows), facts)


def explained_by(number: int, question: Asked) -> str:
    """Returns the address of the report that explains the difference between a seal and today by its causes; empty
    for a seal of that report.
    """
    if question.report == DIFFERENCE:
        return ""
    known = {*ProjectFilterSet.base_filters, "group_by"}
    asked_for = question.parameters
    kept = [(name, value) for name in asked_for for value in asked_for.getlist(name) if name in known]
    kept += [("group_by", name) for name in GROUPS.get(question.report, ())]
    return f"{reverse('report', args=[DIFFERENCE])}?{urlencode([('from', f'seal:{number}'), *kept])}"


def _lines(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[Line]:
    return [dict(zip(names, row, strict=True)) for row in rows]


def _rows(before: list[Line], after: list[Line], labels: dict[str, str], numeric: set[str]) -> Iterator[Row]:
    """Yields a row for each value that differs, and one for each line that only one of the two has."""
    key = _key(before, after, numeric)
    then, now = _by_key(before, key), _by_key(after, key)
    for name in dict.fromkeys([*then, *now]):
        if name not in now or name not in then:
            gone = name not in now
            yield Row([_in_words(name[0]), "", _("yes") if gone else _("no"), _("no") if gone else _("yes")])
            continue
        for column in dict.fromkeys([*then[name], *now[name]]):
            old, new = then[name].get(column), now[name].get(column)
            if old != new:
                yield Row([_in_words(name[0]), labels[column], _text(old), _text(new)])


Key = tuple[tuple[str, ...], int]
"""The values that name a line, and which of several equal lines it is."""


def _key(before: list[Line], after: list[Line], numeric: set[str]) -> list[str]:
    """Returns the columns that name a line: the first one if its values are different, else all without numbers."""
    names = list(before[0] if before else after[0] if after else {})
    for lines in (before, after):
        first = [str(line.get(names[0])) for line in lines] if names else []
        if len(set(first)) < len(first):
            return [name for name in names if name not in numeric]
    return names[:1]


def _by_key(lines: list[Line], key: list[str]) -> dict[Key, Line]:
    found: dict[Key, Line] = {}
    seen: Counter[tuple[str, ...]] = Counter()
    for line in lines:
        named = tuple(_text(line.get(name)) or "" for name in key)
        found[named, seen[named]] = line
        seen[named] += 1
    return found


def _in_words(named: tuple[str, ...]) -> str:
    return ", ".join(text for text in named if text) or _("Not stated")


def _text(value: Any) -> str | None:
    """Returns a value of JSON as text; None if it is not stated."""
    if value is None or value == []:
        return None
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
