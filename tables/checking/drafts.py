"""Reads the lines of one record into the data of a proposal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from changes.record import Shape
from projects.language.texts import readers_language
from tables.checking.results import Fault
from tables.checking.sources import Sources
from tables.columns.headings import CODES, Matched
from tables.columns.kinds import GRANT, SOURCE_PARTS, Target, targets_of
from tables.reading.cells import Line
from tables.values.plain import unescaped
from tables.values.reader import Reader
from tables.values.wrong import Wrong

USUAL_ZONE = "Europe/Copenhagen"


@dataclass(frozen=True)
class PartialGrant:
    """A grant in the row of a project with cells that cannot be read."""

    line: int
    said: dict[str, Any]
    unknown: set[str]
    """The fields that are not known."""


@dataclass
class Draft:
    """What the lines of a record say, and what is wrong with them."""

    lines: list[Line]
    before: Mapping[str, Any] | None = None
    """What the record says now; None for a new one."""
    data: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    grant_lines: dict[str, int] = field(default_factory=dict)
    """Reference of a grant → the number of its line."""
    partial: list[PartialGrant] = field(default_factory=list)
    wrong: set[str] = field(default_factory=set)
    """The fields whose cell cannot be read."""


class Drafts:
    """Reads the lines of records. ``defaults``: the values that hold for all rows, by target."""

    def __init__(
        self, matched: Matched, readers: Mapping[int, Reader], defaults: Mapping[str, Any], *, empties: bool
    ) -> None:
        self.matched, self.readers, self.defaults, self.empties = matched, readers, defaults, empties
        self.sources = Sources()
        self.targets = targets_of(matched.kind)
        self.places = {target: place for place, target in matched.columns.items()}
        self.simple = [
            (place, self.targets[name])
            for place, name in matched.columns.items()
            if not self._apart(self.targets[name]) and place in readers
        ]
        language = matched.language
        self.language = readers_language() if language == CODES else language

    def _apart(self, target: Target) -> bool:
        """Whether a column is no value of its own: part of the source, of a grant, or the language of a text."""
        companion = bool(target.language_of) and target.name != "original_language"
        return target.derived or companion or target.of_grant or target.name in SOURCE_PARTS

    def read(self, lines: Sequence[Line], before: Mapping[str, Any] | None) -> Draft:
        """Returns what the lines of one record say. All but the first can only add grants."""
        draft = Draft(list(lines), before)
        line = lines[0]
        for place, target in self.simple:
            self._simple(draft, line, place, target)
        for name, value in self.defaults.items():
            if before is None and name in self.targets and not name.startswith((GRANT, "source")):
                self._usual(draft, name, value)
        self._source(draft, line)
        self._moments(draft)
        self._languages(draft, line)
        return draft

    def _languages(self, draft: Draft, line: Line) -> None:
        """Reads the languages of texts that are missing too, so that what is wrong with them is named."""
        for place, name in self.matched.columns.items():
            if (of := self.targets[name].language_of) and place in self.readers and of not in draft.data:
                text = self.places.get(of)
                if name not in draft.wrong and (text is None or line.at(text) == ""):
                    self.cell(draft, line, name)

    @staticmethod
    def _usual(draft: Draft, name: str, value: Any) -> None:
        if name not in draft.wrong:
            draft.data.setdefault(name, value)

    def cell(self, draft: Draft, line: Line, name: str, now: Any = None) -> Any:
        """Returns the value of a target in a line; its usual value if no column holds it; None for an empty cell. What
        is wrong with it is noted.
        """
        place = self.places.get(name)
        if place is None:
            return self.defaults.get(name)
        if line.at(place) == "":
            return None
        try:
            return self.readers[place].read(line.at(place), now)
        except Wrong as error:
            self.fault(draft, line, name, error)
            return None

    def fault(self, draft: Draft, line: Line, name: str, error: Wrong) -> None:
        """Notes what is wrong with a target of a line."""
        draft.wrong.add(name)
        place = self.places.get(name)
        instead = error.instead(str(line.at(place))) if place is not None else ""
        draft.faults.append(Fault(line.number, place, error.sentence, error.nearest, instead))

    def _simple(self, draft: Draft, line: Line, place: int, target: Target) -> None:
        cell, now = line.at(place), (draft.before or {}).get(target.name)
        if cell == "":
            if self.empties and draft.before is not None:
                draft.data[target.name] = None
            return
        try:
            value = self.readers[place].read(cell, now)
        except Wrong as error:
            self.fault(draft, line, target.name, error)
            return
        if target.shape == Shape.TRANSLATED:
            self._translated(draft, line, target.name, str(value), now or {})
        else:
            draft.data[target.name] = value

    def _translated(self, draft: Draft, line: Line, name: str, text: str, now: Mapping[str, str]) -> None:
        if text in now.values() or unescaped(text) in now.values():
            return
        stated = self.cell(draft, line, f"{name}_language") if f"{name}_language" in self.places else None
        original = self.cell(draft, line, "original_language") if "original_language" in self.places else None
        language = stated or (original if draft.before is None else None) or self.language
        draft.data[name] = {**now, language: text}
        if draft.before is None and name == "title" and "original_language" in self.targets:
            draft.data.setdefault("original_language", language)

    def _source(self, draft: Draft, line: Line) -> None:
        if "source" not in self.targets or not ({*self.places, *self.defaults} & {*SOURCE_PARTS}):
            return
        now = (draft.before or {}).get("source")
        if draft.before is not None and not any(name in self.places for name in SOURCE_PARTS):
            return
        document, section, item = (self.cell(draft, line, name, now) for name in SOURCE_PARTS)
        if draft.wrong & set(SOURCE_PARTS):
            draft.wrong.add("source")
            return
        if document is None and isinstance(now, dict):
            document = now["document"] if section or item else None
        if document is None:
            return
        try:
            draft.data["source"] = self.sources.source(document, str(section or ""), item, now)
        except Wrong as error:
            self.fault(draft, line, "source", error)

    def _moments(self, draft: Draft) -> None:
        """Gives moments the offset of the event's own time zone."""
        for name in ("starts", "ends"):
            value = draft.data.get(name)
            if self.matched.kind != "events" or not isinstance(value, str) or "T" not in value:
                continue
            zone = draft.data.get("timezone") or (draft.before or {}).get("timezone") or USUAL_ZONE
            draft.data[name] = self._with_offset(draft, name, value, str(zone))

    def _with_offset(self, draft: Draft, name: str, value: str, zone: str) -> str:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return value
        try:
            return moment.replace(tzinfo=ZoneInfo(zone)).isoformat()
        except (ValueError, OSError, KeyError):
            self.fault(draft, draft.lines[0], "timezone", Wrong(_("This is no moment of a known time zone.")))
            # The row is wrong. In any zone, its end can be compared with its start
            draft.data["timezone"] = USUAL_ZONE
            return moment.replace(tzinfo=ZoneInfo(USUAL_ZONE)).isoformat()
