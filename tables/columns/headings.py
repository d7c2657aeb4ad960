"""Finds the headings of a table, and what its columns hold, in any of the six languages."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from django.conf import settings
from django.utils import translation

from projects.language.folding import fold
from reports.exports import EXPORTS
from tables.columns.kinds import KINDS, label_of, targets_of
from tables.columns.synonyms import SYNONYMS
from tables.reading.cells import Cell, Line, Sheet

FIRST_LINES = 40
"""Lines at the top of a sheet among which the headings are searched."""
MOST_LINES = 3
"""Lines that the headings may take."""
CODES = "codes"
"""Stands for a language in files for programs, whose headings are the names of the API."""
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)

Remembered = Mapping[tuple[str, str], str]
"""Kind of table and heading → the target that the person chose; empty: the column is left aside."""


@dataclass
class Matched:
    """Which kind of table a sheet is, where its rows begin and what its columns hold."""

    kind: str
    begins: int = 1
    """Lines before the first row."""
    headings: list[str] = field(default_factory=list)
    columns: dict[int, str] = field(default_factory=dict)
    """Position of the column → its target."""
    language: str = "en"
    """The language of the headings."""


def plain(text: object) -> str:
    """Returns a heading for comparison: folded and without signs."""
    return " ".join(re.sub(r"[\W_]+", " ", fold(str(text))).split())


@cache
def names_of(kind: str) -> dict[str, dict[str, list[str]]]:
    """Returns by language the headings of our exports: heading → targets, in the order of the export."""
    found: dict[str, dict[str, list[str]]] = {}
    for language in LANGUAGES:
        with translation.override(language):
            names = found.setdefault(language, {})
            for column in EXPORTS[kind].fields:
                for text in {str(column.label), f"{column.label} (DKK)"} if _of_money(column) else {str(column.label)}:
                    _add(names, text, column.known_as)
            for target in targets_of(kind).values():
                _add(names, label_of(target), target.name)
    found[CODES] = {}
    for name in targets_of(kind):
        _add(found[CODES], name, name)
    return found


def _of_money(column: object) -> bool:
    return str(getattr(column, "name", "")).endswith("_dkk")


def _add(names: dict[str, list[str]], text: str, target: str) -> None:
    targets = names.setdefault(plain(text), [])
    if target not in targets:
        targets.append(target)


@cache
def _synonyms(kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for target, texts in SYNONYMS[kind].items():
        for text in texts.split(", "):
            found.setdefault(plain(text), target)
    return found


def columns_in(kind: str, headings: Sequence[str], remembered: Remembered) -> tuple[dict[int, str], str]:
    """Returns what the columns under these headings hold in a table of this kind, and the language of the headings."""
    texts = [plain(heading) for heading in headings]
    known = names_of(kind)
    language = max(known, key=lambda code: sum(text in known[code] for text in texts))
    order = [known[language], *(names for code, names in known.items() if code != language)]
    met: Counter[str] = Counter()
    found: dict[int, str] = {}
    for place, text in enumerate(texts):
        if not text:
            continue
        target = remembered.get((kind, text))
        if target is None:
            target = _target(kind, text, order, met[text])
        met[text] += 1
        if target and target not in found.values():
            found[place] = target
    return found, language


def _target(kind: str, text: str, order: Sequence[Mapping[str, list[str]]], times: int) -> str:
    for names in order:
        if targets := names.get(text):
            # Our own exports may have one heading twice: the columns have their order then
            return targets[min(times, len(targets) - 1)]
    without_unit = plain(re.sub(r"\b(dkk|kr|kroner)\b", " ", text))
    return _synonyms(kind).get(text) or _synonyms(kind).get(without_unit, "")


def meanings(kind: str, heading: str) -> list[str]:
    """Returns the targets that a heading may stand for: more than one if a person has to say which it is, such as the
    Swedish "Anslag", which is an amount of money in most tables, and a number of allocations in our exports."""
    text = plain(heading)
    found = [names[text][0] for names in names_of(kind).values() if text in names]
    found += [target] if (target := _synonyms(kind).get(text)) else []
    once = list(dict.fromkeys(found))
    # An amount in DKK of an export is worked out from the amount: its heading says so
    return [] if any(name.endswith("_dkk") for name in once) else once


def match(sheet: Sheet, remembered: Remembered, kind: str = "") -> Matched:
    """Returns what a sheet holds. ``kind``: the kind of table, if it is known. Without a known heading the first line
    counts as the headings."""
    best, found = 0, Matched(kind or next(iter(KINDS)), 1, _joined(sheet.lines[:1], frozenset()))
    for name in [kind] if kind else KINDS:
        for first, number in _candidates(sheet):
            lines = sheet.lines[first : first + number]
            headings = _joined(lines, _known_texts(name))
            columns, language = columns_in(name, headings, remembered)
            worth = _worth(name, columns)
            if worth > best:
                best, found = worth, Matched(name, first + number, headings, columns, language)
    return found


def _candidates(sheet: Sheet) -> Iterator[tuple[int, int]]:
    for first in range(min(FIRST_LINES, len(sheet.lines) - 1)):
        for number in range(1, MOST_LINES + 1):
            lines = sheet.lines[first : first + number]
            if any(not isinstance(cell, str) for line in lines for cell in line.cells):
                break
            if number > 1 and any(re.search(r"\d{2}", str(cell)) for cell in lines[-1].cells):
                # A row of the table, whose cells are all texts
                break
            if number == 1 and sum(1 for cell in lines[0].cells if cell) < 2 and len(sheet.lines) > first + 1:
                # A title above the headings, or the first of several lines of headings
                continue
            yield first, number


def _worth(kind: str, columns: Mapping[int, str]) -> int:
    targets = targets_of(kind)
    own = [name for name in columns.values() if not name.startswith("grant.")]
    needed = sum(targets[name].required or name == KINDS[kind].key for name in own)
    return len(columns) * 2 + len(own) + needed * 2 if needed else 0


def score(sheet: Sheet) -> int:
    """Returns how much a sheet looks like a table that can be read."""
    # A sheet with headings only is a blank table, and no other sheet of its file is meant
    lines = [*sheet.lines, Line(0, [])] if len(sheet.lines) == 1 else sheet.lines
    found = match(Sheet(lines=lines), {})
    return len(found.columns) * 10 + min(len(sheet.lines), 9) if found.columns else 0


@cache
def _known_texts(kind: str) -> frozenset[str]:
    labels = {text for names in names_of(kind).values() for text in names}
    return frozenset(labels | set(_synonyms(kind)))


def _joined(lines: Sequence[Line], known: frozenset[str]) -> list[str]:
    """Returns the headings; if they take several lines, the lowest known part of each, or else all of it."""
    width = max((len(line.cells) for line in lines), default=0)
    return [_heading([_text(line.at(place)) for line in lines], known) for place in range(width)]


def _text(cell: Cell) -> str:
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _heading(parts: list[str], known: frozenset[str]) -> str:
    parts = [part for part in parts if part]
    whole = " ".join(parts)
    found = [part for part in parts if plain(part) in known]
    return found[-1] if found and plain(whole) not in known else whole
