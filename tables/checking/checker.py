"""Checks a table: reads its rows, tries the proposals without writing anything, and says what each row would do."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from changes.parts.references import forget_too_many_references, remembering_answers, remembering_references
from changes.proposal import Proposal
from changes.together.unwritten import can_be_judged_unwritten
from tables.checking.drafts import Draft, Drafts
from tables.checking.grants import Grants
from tables.checking.keys import Keys
from tables.checking.order import Group
from tables.checking.partly import Partly
from tables.checking.referring import FIELDS, Referring
from tables.checking.results import Fault, Result, RowResult, RowState
from tables.checking.rows import rows_of
from tables.checking.subjects import subject_of
from tables.checking.trying import Place, Trial, Tried, located, try_out
from tables.columns.headings import CODES, Matched
from tables.columns.kinds import GRANT, KINDS, label_of, of_grants, targets_of
from tables.reading.cells import Line, Sheet, letters_of
from tables.values.lists import pieces
from tables.values.names import CODED, Names
from tables.values.reader import LISTS, Reader
from tables.values.wrong import Wrong

AT_ONCE = 500
"""Records that are read and tried together."""
Progress = Callable[[int, int], None]
"""Takes the number of lines that are checked, and of all. Raises Cancelled to end the check."""


class Cancelled(Exception):
    """The person cancelled the check."""


@dataclass
class Row:
    """A record of the table, and what it proposes."""

    draft: Draft
    key: str
    stated: bool
    """Whether the row states its code itself."""
    needed: list[Proposal] = field(default_factory=list)
    """New sources that it names."""
    proposal: Proposal | None = None
    said: Mapping[str, Any] = field(default_factory=dict)
    """The data of the proposal as the register keeps it."""


class Checker:
    """Checks one table. ``defaults``: values for all rows, by target; ``empties``: whether an empty cell empties the
    value in the register; ``only``: the lines to look at, None for all.
    """

    def __init__(
        self,
        sheet: Sheet,
        matched: Matched,
        actor: Any,
        defaults: Mapping[str, Any] | None = None,
        *,
        empties: bool = False,
    ) -> None:
        self.kind, self.matched, self.actor = KINDS[matched.kind], matched, actor
        self.subject, self.targets = subject_of(self.kind), targets_of(matched.kind)
        self.names = Names()
        self.keys = Keys(self.kind, self.names)
        self.lines, self.notes = rows_of(sheet, matched)
        self.places = {target: place for place, target in matched.columns.items()}
        readers = {
            place: self._reader(place, name)
            for place, name in matched.columns.items()
            if not self.targets[name].derived
        }
        self.drafts = Drafts(matched, readers, defaults or {}, empties=empties)
        self.grants = Grants(self.drafts)
        self.lacking: list[str] = []
        """The fields that new rows need and that the table does not hold; known after ``problems``."""
        self.groups = self._groups()
        self._know()
        self.referring = self._referring()
        self._firsts = self._first_lines()

    def _reader(self, place: int, name: str) -> Reader:
        cells = (line.at(place) for line in self.lines)
        language = "" if self.matched.language == CODES else self.matched.language
        return Reader(self.matched.kind, self.targets[name], cells, self.names, language)

    def _key_of(self, line: Line) -> str:
        place = self.places.get(self.kind.key)
        if place is None or line.at(place) == "":
            return ""
        try:
            return str(self.drafts.readers[place].read(line.at(place), None))
        except Wrong:
            return ""

    def _groups(self) -> list[tuple[str, list[Line]]]:
        """Returns the code and the lines of each record. Only a table with grants has several lines for one code, which
        say the same about the record.
        """
        found: dict[Any, tuple[str, list[Line]]] = {}
        for line in self.lines:
            key = self._key_of(line)
            together: Any = key or ("alone", line.number)
            if key in found and (not self.grants.stated or self._differing(found[key][1][0], line)):
                # It may be another record under a wrong code. Its cells are looked at too
                together = ("alone", line.number)
            found.setdefault(together, (key, []))[1].append(line)
        return list(found.values())

    def _know(self) -> None:
        """Looks up everything that the table names, together."""
        keys = [key for key, _lines in self.groups if key]
        self.keys.know(list(dict.fromkeys(keys)))
        self.keys.taken = set(keys)
        self.names.new = {self.kind.record: {key for key in keys if key not in self.keys.rows}}
        for place, name in self.matched.columns.items():
            target = self.targets[name]
            kinds = LISTS.get((self.kind.record, name), ((target.field.refers_to if target.field else "",), None, ""))[
                0
            ]
            for kind in set(kinds) & set(CODED):
                cells = (line.at(place) for line in self.lines)
                texts = [piece for cell in cells if isinstance(cell, str) for piece in pieces(cell)]
                self.names.know(kind, dict.fromkeys(texts))

    def problems(self) -> list[str]:
        """Returns why no row of the table can be applied: a required value is in no column."""
        if all(key in self.keys.rows for key, _lines in self.groups):
            return []
        held = {*self.places, *self.drafts.defaults}
        self.lacking = [
            name
            for name, target in self.targets.items()
            if target.required and name not in held and name != self.kind.key
        ]
        if not self.lacking:
            return []
        words = {"fields": ", ".join(label_of(self.targets[name]) for name in self.lacking)}
        return [_("New rows also need: %(fields)s. Choose a column, or a value for all rows.") % words]

    def check(self, progress: Progress = lambda _done, _of: None) -> Result:
        """Returns what each row would do, and all that is wrong. Nothing is written."""
        result = Result(notes=[*self.notes, *self._aside()], problems=self.problems())
        done, trial = 0, Trial(self.actor)
        partly = Partly(self.subject, trial, self.lacking)
        groups = self.referring.in_order()
        with remembering_answers():
            for start in range(0, len(groups), AT_ONCE):
                forget_too_many_references()
                rows = self._rows(groups[start : start + AT_ONCE])
                self._judge(rows, result, trial)
                self._judge_partly(rows, result, partly)
                done += sum(len(row.draft.lines) for row in rows)
                progress(done, len(self.lines))
            result.faults += [self._at(*told) for told in partly.doubled() if not self._follows(told[1:4])]
        result.rows.sort(key=lambda row: row.lines)
        result.faults.sort(key=lambda fault: (fault.line, -1 if fault.place is None else fault.place))
        result.new_sources = len(self.drafts.sources.new)
        return result

    def _aside(self) -> list[str]:
        """Returns the notes about columns that are not written."""
        aside = [
            f"{letters_of(place)} ({self.matched.headings[place]})"
            for place, name in self.matched.columns.items()
            if self.targets[name].derived
        ]
        unknown = [
            f"{letters_of(place)} ({heading})"
            for place, heading in enumerate(self.matched.headings)
            if heading and place not in self.matched.columns
        ]
        notes = []
        if aside:
            words = {"columns": ", ".join(aside)}
            notes.append(_("The register works these columns out, so they are left aside: %(columns)s.") % words)
        if unknown:
            notes.append(_("These columns are not read: %(columns)s.") % {"columns": ", ".join(unknown)})
        return notes

    def _referring(self) -> Referring:
        field = FIELDS.get(self.kind.record, "")
        new = self.names.new[self.kind.record]
        return Referring(self.keys.model, self.kind.key, self.groups, new, field, self.places.get(field))

    def rows(self, groups: Sequence[Group]) -> list[Row]:
        """Returns the records of some groups of lines, each with its proposal if it would change anything."""
        with remembering_references():
            return self._rows(groups)

    def _rows(self, groups: Sequence[Group]) -> list[Row]:
        self.referring.foresee(groups)
        pks = {key: self.keys.rows[key] for key, _lines in groups if key in self.keys.rows}
        said = self.subject.snapshots(pks)
        return [self._row(key, lines, said.get(key)) for key, lines in groups]

    def _row(self, key: str, lines: list[Line], before: Mapping[str, Any] | None) -> Row:
        draft = self.drafts.read(lines, before)
        stated = bool(key)
        if not stated and not draft.wrong & {self.kind.key}:
            key = self.keys.of_row_without(draft.data)
            if key:
                before = self.subject.snapshots({key: self.keys.rows[key]}).get(key)
                draft = self.drafts.read(lines, before)
            else:
                key = self.keys.new(draft.data)
        if key:
            draft.data[self.kind.key] = key
        if self.grants.stated and key:
            self.grants.read(draft, key)
        row = Row(draft, key, stated)
        self._check_twice(row)
        self._propose(row)
        return row

    def _check_twice(self, row: Row) -> None:
        line, first = row.draft.lines[0], self._firsts.get(row.key)
        if not row.stated or first is None or first is line:
            return
        words = {"value": row.key, "row": first.number}
        sentence = _("“%(value)s” is in row %(row)s too.") % words
        if self.grants.stated and (different := self._differing(first, line)):
            words["fields"] = ", ".join(different[:3])
            sentence = _("“%(value)s” is in row %(row)s too, and the rows differ in: %(fields)s.") % words
        self._fault(row, self.kind.key, sentence)

    def _first_lines(self) -> dict[str, Line]:
        found: dict[str, Line] = {}
        for key, lines in self.groups:
            found.setdefault(key, lines[0])
        return found

    def _fault(self, row: Row, name: str, sentence: str) -> None:
        self.drafts.fault(row.draft, row.draft.lines[0], name, Wrong(sentence))

    def _differing(self, first: Line, line: Line) -> list[str]:
        """Returns the fields in which a later line of a record says something else about it than the first."""
        return [
            label_of(self.targets[name])
            for place, name in self.matched.columns.items()
            if not (self.targets[name].of_grant or self.targets[name].derived)
            and line.at(place) not in ("", first.at(place))
        ]

    def _propose(self, row: Row) -> None:
        draft, before = row.draft, row.draft.before
        said, wrong = self.subject.understand(draft.data, before)
        for name, sentences in wrong.items():
            if name not in draft.wrong:
                for (_field, item, part), sentence in located({name: sentences}):
                    row.draft.wrong.add(name)
                    row.draft.faults.append(self._refusal(row, name, item, part, sentence))
        if before is None:
            self._check_required(row)
        row.said = said
        if draft.faults:
            row.needed = self.drafts.sources.needed_by(draft.data)
            return
        if before is None:
            row.needed = self.drafts.sources.needed_by(draft.data)
            row.proposal = self.subject.create(row.key, draft.data)
            return
        changed = {name: draft.data[name] for name in said if name in draft.data and said[name] != before.get(name)}
        if changed:
            row.needed = self.drafts.sources.needed_by(changed)
            row.proposal = self.subject.update(row.key, self.keys.rows[row.key], changed, before)

    def _check_required(self, row: Row) -> None:
        held = {*self.places, *self.drafts.defaults}
        for name, target in self.targets.items():
            lacks = row.draft.data.get(name) in (None, "", {}, [])
            if target.required and lacks and name not in row.draft.wrong and name in held:
                self._fault(row, name, _("This field is required."))

    def _judge(self, rows: Sequence[Row], result: Result, trial: Trial) -> None:
        """Tries the proposals of some rows together, and adds what was found to the result."""
        proposing = [row for row in rows if row.proposal]
        if result.problems:
            proposing = [row for row in proposing if row.draft.before is not None]
        tried = self._tried(proposing, trial)
        result.waits = result.waits or tried.waits
        for row in proposing:
            refused = tried.refused.get(id(row), ())
            result.faults += [self._refusal(row, *at, sentence) for at, sentence in refused if not self._follows(at)]
        for row in rows:
            result.faults += row.draft.faults
            result.rows.append(self._result(row, bool(tried.refused.get(id(row))), bool(result.problems)))

    def _judge_partly(self, rows: Sequence[Row], result: Result, partly: Partly) -> None:
        """Adds what is wrong with rows that are not tried, by the rules that need only what is known of them."""
        apart = [row for row in rows if row.draft.faults or (result.problems and row.draft.before is None)]
        found = partly.judge(apart, self.keys.rows)
        for row in apart:
            known = {(fault.line, fault.place) for fault in row.draft.faults}
            told = (self._at(*one) for one in found[id(row)] if not self._follows(one[1:4]))
            result.faults += [fault for fault in dict.fromkeys(told) if (fault.line, fault.place) not in known]

    def _at(self, line: int, name: str, item: int | None, part: str, sentence: str) -> Fault:
        return Fault(line, self._place_of(name, part), sentence)

    def _place_of(self, name: str, part: str) -> int | None:
        """Returns the column of a field of the record, or of a field of its grant."""
        if name != "allocations" or self.kind.record == "allocation":
            return self.places.get(part if name == "allocations" else name)
        target = f"{GRANT}{part}" if f"{GRANT}{part}" in self.places else f"{GRANT}amount"
        return self.places.get(target)

    def _tried(self, rows: Sequence[Row], trial: Trial) -> Tried:
        new = [row for row in rows if row.proposal and can_be_judged_unwritten(row.proposal)]
        tried = trial.judge_new(new)
        for row in new:
            if refusal := self.referring.refusal(row):
                tried.refused.setdefault(id(row), refusal)
            if id(row) not in tried.refused:
                self.referring.keep(row)
        alone = set(map(id, new))
        written = [row for row in rows if id(row) not in alone]
        others = try_out([*self.referring.named_by(written), *written], self.actor)
        for row in written:
            if id(row) not in others.refused:
                self.referring.keep(row)
        return Tried({**tried.refused, **others.refused}, tried.waits or others.waits)

    def _follows(self, at: Place) -> bool:
        """Whether a refusal is about a reference that the table does not state: it follows from the project's own."""
        generated = of_grants(self.kind.name) and f"{GRANT}reference" not in self.places
        return generated and at[0] == "allocations" and at[2] == "reference"

    def _refusal(self, row: Row, name: str, item: int | None, part: str, sentence: str) -> Fault:
        """Returns a refusal of the register at the cell that it is about."""
        line = row.draft.lines[0].number
        grants = row.draft.data.get("allocations") or ()
        if name == "allocations" and item is not None and item < len(grants):
            line = row.draft.grant_lines.get(grants[item]["reference"], line)
        return Fault(line, self._place_of(name, part), sentence)

    def _result(self, row: Row, refused: bool, problems: bool) -> RowResult:
        lines = tuple(line.number for line in row.draft.lines)
        if row.draft.faults or refused or (problems and row.draft.before is None):
            return RowResult(lines, RowState.WRONG, row.key)
        if row.proposal is None:
            return RowResult(lines, RowState.SAME, row.key)
        state = RowState.NEW if row.draft.before is None else RowState.CHANGED
        return RowResult(lines, state, row.key, mark_of(row.proposal))


def mark_of(proposal: Proposal) -> str:
    """Returns a checksum of what a proposal would do to the record as it is now."""
    said = json.dumps([proposal.action, proposal.key, proposal.data, proposal.base], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
