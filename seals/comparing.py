"""Compares what a seal keeps with the answer to the same question today."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from changes.as_of.point import todays_date
from projects.filtersets import ProjectFilterSet
from projects.partial_date import PartialDate
from reports.exports.base import WORDS
from reports.facts import dated
from reports.ready_made import REPORTS
from reports.renderers.pdf import in_words
from reports.table import Column, Fact, Row, Table, Value, plain
from seals.asked import DIFFERENCE, Asked, CannotSeal, asked
from seals.choices import FileKind
from seals.content import data_of
from seals.kept import kept_of, opened, question_of
from seals.models import Seal

GROUPS = {name: report.group_by for name, report in REPORTS.items()}
NUMERIC = ("count", "money", "number")
READ: dict[str, Callable[[str], Any]] = {
    "money": Decimal,
    "number": Decimal,
    "date": date.fromisoformat,
    "partial_date": PartialDate.parse,
}
"""How a text of JSON becomes a value of a table, by the kind of its column."""
Line = dict[str, Any]
"""A row: column → value as JSON has it."""


def comparison_of(seal: Seal) -> Table:
    """Returns each value of the sealed data that is another one today, in the reader's language.

    Raises NotInStore if the sealed data is gone, CannotSeal if today's register has no such report.
    """
    with opened(seal.files.get(kind=FileKind.JSON)) as file:
        kept: dict[str, Any] = json.load(file)
    question = question_of(kept_of(seal))
    today = asked(question.report, question.query, question.language)
    both = (_Data.kept(kept), _Data.of(today))
    rows = list(_rows(both, (_in_readers_language(both[0], question), _in_readers_language(both[1], today))))
    heads = (("row", _("Row")), ("column", _("Column")), ("sealed", _("Sealed")), ("today", _("Today")))
    facts = [Fact(_("Seal"), str(seal.number)), dated(todays_date())]
    return Table("comparison", seal.title, [Column(*head) for head in heads], rows, len(rows), facts)


@dataclass(frozen=True)
class _Data:
    """The data of a report: its columns by name, and its rows."""

    columns: dict[str, Column]
    lines: list[Line]

    @classmethod
    def kept(cls, said: dict[str, Any]) -> "_Data":
        """Returns what a seal keeps."""
        columns = {one["name"]: Column(one["name"], one["label"], one["kind"]) for one in said["columns"]}
        return cls(columns, [dict(zip(columns, row, strict=True)) for row in said["rows"]])

    @classmethod
    def of(cls, question: Asked) -> "_Data":
        """Returns the answer to a question. Raises CannotSeal."""
        table = data_of(question)
        columns = table.columns_for(people=False)
        lines = [{column.name: plain(row.values[place]) for place, column in columns} for row in table.rows]
        return cls({column.name: column for _place, column in columns}, lines)

    def word(self, line: Line, name: str) -> str | None:
        """Returns a value in words: of a code the text beside it, of an amount its form. None: not stated."""
        text = line.get(f"{name}{WORDS}")
        kind = "text" if text or name not in self.columns else self.columns[name].kind
        return in_words(_typed(text or line.get(name), kind), numeric=kind in NUMERIC)


def _in_readers_language(data: _Data, question: Asked) -> _Data:
    """Returns the same data with the words of the reader's language."""
    language = get_language() or question.language
    if language == question.language:
        return data
    with suppress(CannotSeal):
        return _Data.of(replace(question, language=language))
    return data


def _typed(value: Any, kind: str) -> Any:
    """Returns a value of JSON as tables have it, so that it can be written in words."""
    read = READ.get(kind)
    if read is None or not isinstance(value, str) or not value:
        return value
    with suppress(ValueError, ArithmeticError, ValidationError):
        return read(value)
    return value


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


def _rows(both: tuple[_Data, _Data], worded: tuple[_Data, _Data]) -> Iterator[Row]:
    """Yields a row for each value that differs, and one for each line that only one of the two has. ``worded``: both
    with the words to show.
    """
    numeric = {name for data in both for name, column in data.columns.items() if column.kind in NUMERIC}
    key = _key(both[0].lines, both[1].lines, numeric)
    then, now = (_by_key(data.lines, key) for data in both)
    words = [(data, _by_key(data.lines, key)) for data in worded]
    for name in dict.fromkeys([*then, *now]):
        # In the reader's language a line has another name, if only texts name it
        shown = [(data, lines.get(name, own.get(name))) for (data, lines), own in zip(words, (then, now), strict=True)]
        called = next(_called(data, line, key) for data, line in shown if line is not None)
        if name not in now or name not in then:
            gone = name not in now
            yield Row([called, "", _("yes") if gone else _("no"), _("no") if gone else _("yes")])
            continue
        kept = list(zip(both, (then[name], now[name]), strict=True))
        for column in _differing(then[name], now[name]):
            yield Row([called, _label(column, worded), *_cells(column, kept, shown)])


def _cells(name: str, kept: list[Any], shown: list[Any]) -> list[Value]:
    """Returns both values of a column in words. Only texts are taken from the answers in the reader's language: a
    number is the one that was sealed.
    """
    exact: list[Value] = [data.word(line, name) for data, line in kept]
    if any(name in data.columns and data.columns[name].kind not in ("text", "list") for data, _line in kept):
        return exact
    found: list[Value] = [data.word(line, name) for data, line in shown]
    return found if found[0] != found[1] else exact


def _differing(old: Line, new: Line) -> list[str]:
    """Returns the columns whose values differ. The text beside a code that differs is not told again."""
    found = [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]
    return [name for name in found if name.removesuffix(WORDS) == name or name.removesuffix(WORDS) not in found]


def _label(name: str, worded: tuple[_Data, _Data]) -> str:
    return next(data.columns[name].label for data in worded[::-1] if name in data.columns)


def _called(data: _Data, line: Line, key: list[str]) -> str:
    """Returns the name of a line in words."""
    names = [name for name in key if name.removesuffix(WORDS) == name or name.removesuffix(WORDS) not in key]
    texts = [data.word(line, name) for name in names]
    return ", ".join(text for text in texts if text) or _("Not stated")


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


def _text(value: Any) -> str | None:
    """Returns a value of JSON as text; None if it is not stated."""
    if value is None or value == []:
        return None
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
