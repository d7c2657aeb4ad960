"""Judges rows that cannot be read whole, so that everything wrong with them is named at once.

A rule is judged if everything that it reads is known. Nothing of these rows is proposed or written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from changes.check import Checked
from changes.parts.blank import blank
from changes.parts.rows import Errors, Rows
from changes.parts.unreadable import Unreadable, hide, judging_alone
from changes.parts.values import Context
from changes.proposal import Proposal
from changes.rules import broken_as_far_as_known
from changes.together.unwritten import Unique, UniqueValue, in_register, refusal_of, unique_values
from projects.models import Project
from tables.checking.subjects import GrantSubject, Subject
from tables.checking.trying import Place, Trial, located

GRANTS = "allocations"
Told = tuple[int, str, int | None, str, str]
"""The number of a line, a field, the row of its list, the field of that row, and the sentence."""


@dataclass
class Judged:
    """A row as far as it is known."""

    row: Any
    own: Any
    """The row of the model; some of its columns raise Unreadable."""
    grants: list[Any] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    """The number of the line of each grant."""
    told: list[Told] = field(default_factory=list)


@dataclass(frozen=True)
class Waiting:
    """A value that must be unique, to be compared with all rows of the table."""

    unique: Unique
    values: tuple[Any, ...]
    part: str
    row: int
    line: int


class Partly:
    """Judges the rows of one table that cannot be read whole. ``lacking``: the fields that new rows lack."""

    def __init__(self, subject: Subject, trial: Trial, lacking: Iterable[str]) -> None:
        self.subject, self.trial, self.lacking = subject, trial, frozenset(lacking)
        self.waiting: list[Waiting] = []

    def judge(self, rows: Sequence[Any], pks: Mapping[str, int]) -> dict[int, list[Told]]:
        """Returns what is wrong with these rows, by the identity of each. ``pks``: code → key of existing records."""
        if not rows:
            return {}
        model = self._part.model if isinstance(self.subject, GrantSubject) else self.subject.shape.model
        stored = model._base_manager.in_bulk([pks[row.key] for row in rows if row.draft.before is not None])
        owners = self._owners(rows)
        with self.trial.taken_back(), judging_alone():
            self.trial.judge_sources(rows)
            found = [self._judge(row, stored.get(pks.get(row.key, 0)), owners) for row in rows]
            self._compare(found)
        for judged in found:
            judged.told += self._told(judged, self.trial.of_sources(judged.row))
        return {id(judged.row): judged.told for judged in found}

    @property
    def _part(self) -> Any:
        return self.subject.shape[GRANTS]

    def _owners(self, rows: Sequence[Any]) -> dict[str, Any]:
        if not isinstance(self.subject, GrantSubject):
            return {}
        codes = {str(_value(row, "project")) for row in rows if "project" not in row.draft.wrong}
        return {row.reference: row for row in Project._base_manager.filter(reference__in=codes)}

    def _judge(self, row: Any, stored: Any, owners: Mapping[str, Any]) -> Judged:
        if isinstance(self.subject, GrantSubject):
            return self._judge_grant(row, stored, owners)
        shape, before, said = self.subject.shape, row.draft.before, row.said
        unknown = self._unknown(row)
        changed = {name for name in said if before is None or said[name] != before.get(name)}
        judged = Judged(row, stored or blank(shape.model))
        empty = {part.name: part.empty for part in shape.parts} if before is None else {}
        after = {**empty, **{name: said[name] for name in changed}}
        unknown |= {name for name in shape.required if after.get(name, "") is None}
        shape.write(judged.own, {name: value for name, value in after.items() if name not in unknown})
        hidden = {column for column, name in shape.columns.items() if name in unknown}
        kept = {column for column, name in shape.columns.items() if before is not None and name not in changed}
        if changed:
            self._tell(judged, broken_as_far_as_known(judged.own, shape.columns, hidden, kept - hidden))
        else:
            hide(judged.own, hidden)
        for part in shape.belongings():
            if isinstance(part, Rows) and part.name in changed and part.name != GRANTS:
                self._judge_rows(judged, part)
        if GRANTS in shape:
            self._judge_grants(judged, unknown)
        return judged

    def _unknown(self, row: Any) -> set[str]:
        draft = row.draft
        unknown = draft.wrong | (self.lacking if draft.before is None else set())
        if not row.key:
            unknown.add(self.subject.key)
        if any(name.endswith("_language") for name in unknown):
            unknown.add("original_language")
        return set(unknown)

    def _tell(self, judged: Judged, wrong: Mapping[str, Any]) -> None:
        judged.told += self._told(judged, located(wrong))

    @staticmethod
    def _told(judged: Judged, found: Iterable[tuple[Place, str]]) -> list[Told]:
        line = judged.row.draft.lines[0].number
        return [(line, *place, sentence) for place, sentence in found]

    def _judge_rows(self, judged: Judged, part: Rows) -> None:
        before = (judged.row.draft.before or {}).get(part.name, ())
        try:
            part.check(judged.own, judged.row.said[part.name], before)
        except Errors as error:
            self._tell(judged, {part.name: error.rows})
        except Unreadable:
            return

    def _judge_grants(self, judged: Judged, unknown: set[str]) -> None:
        """Judges the grants in the rows of a project: those that can be read, and what is known of the others."""
        draft = judged.row.draft
        before = (draft.before or {}).get(GRANTS) or ()
        stored = {} if draft.before is None else {row.reference: row for row in self._part.stored(judged.own)}
        source = {"source"} & unknown
        for item in draft.data.get(GRANTS) or ():
            if item not in before:
                line = draft.grant_lines.get(item["reference"], draft.lines[0].number)
                self._judge_item(judged, line, item, source, stored)
        for partial in draft.partial:
            self._judge_item(judged, partial.line, partial.said, partial.unknown | source, stored)

    def _judge_item(
        self, judged: Judged, line: int, item: Mapping[str, Any], unknown: set[str], stored: Mapping[str, Any]
    ) -> None:
        own = stored.get(str(item.get("reference")))
        grant, wrong = self._grant(item, unknown, judged.own, own)
        judged.grants.append(grant)
        judged.lines.append(line)
        judged.told += [
            (line, GRANTS, None, name, sentence)
            for name, sentences in wrong.items()
            for sentence in dict.fromkeys(sentences)
        ]

    def _grant(self, item: Mapping[str, Any], unknown: set[str], owner: Any, own: Any) -> tuple[Any, dict[str, Any]]:
        """Returns a grant as a row of its model, and what is wrong with it: field → sentences."""
        part, said, wrong, unknown = self._part, {}, {}, {*unknown}
        for one in part.parts:
            if one.name in unknown or one.name not in item:
                continue
            try:
                said[one.name] = one.understand(item[one.name], Context(item, item))
            except ValidationError as error:
                wrong[one.name] = error.messages
        unknown |= {*wrong} | (part.required - said.keys())
        grant = part.instance({name: value for name, value in said.items() if name not in unknown}, owner, own)
        hidden = {column for column, name in part.names.items() if name in unknown}
        hidden |= {part.owner} if owner is None else set()
        return grant, {**broken_as_far_as_known(grant, part.names, hidden), **wrong}

    def _judge_grant(self, row: Any, stored: Any, owners: Mapping[str, Any]) -> Judged:
        """Judges a row that is a grant itself."""
        unknown = self._unknown(row)
        owner = owners.get(str(_value(row, "project")))
        item = {**(row.draft.before or {}), **row.draft.data}
        item.pop("project", None)
        if not row.key:
            item.pop("reference", None)
        grant, wrong = self._grant(item, unknown - {"project"}, owner, stored)
        judged = Judged(row, grant)
        self._tell(judged, wrong)
        return judged

    def _compare(self, found: Sequence[Judged]) -> None:
        """Compares the values that must be unique with the register, and keeps them for the end of the table."""
        shape = self.subject.shape
        asked: list[tuple[Judged, UniqueValue]] = []
        for judged in found:
            if isinstance(self.subject, GrantSubject):
                continue
            rows = {GRANTS: judged.grants} if judged.grants else {}
            checked = Checked(Proposal.create(shape.kind, {}), shape, row=judged.own, judged=rows)
            asked += [(judged, value) for value in unique_values(checked)]
        known = in_register(value for _judged, value in asked)
        for judged, value in asked:
            line = judged.lines[value.place] if value.part else judged.row.draft.lines[0].number
            if value.row.pk is not None:
                continue
            if value.values in known.get(value.columns, ()):
                judged.told.append(self._doubled(value.columns, value.part, line))
            else:
                self.waiting.append(Waiting(value.columns, value.values, value.part, id(judged.row), line))

    def _doubled(self, unique: Unique, part: str, line: int) -> Told:
        name, sentences = refusal_of(self.subject.shape, unique, part)
        return (line, part, None, name, sentences[0]) if part else (line, name, None, "", sentences[0])

    def doubled(self) -> Iterator[Told]:
        """Yields the values that must be unique and that another row of the table has. Call it when all are judged."""
        seen: dict[Unique, set[Any]] = {}
        for value in self.waiting:
            others = seen.setdefault(value.unique, set())
            if value.values in others or value.values in self.trial.unwritten.taken.get(value.unique, ()):
                yield self._doubled(value.unique, value.part, value.line)
            others.add(value.values)


def _value(row: Any, name: str) -> Any:
    return row.draft.data.get(name, (row.draft.before or {}).get(name))
