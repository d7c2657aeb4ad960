"""The form of a section of a record, of any kind: opened from what the record says, or sent by a person."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.functional import cached_property

from changes import reading
from changes.apply import Outcome, Refused, apply
from changes.check import Checked, Conflict
from changes.models import Way
from changes.parts.rows import Rows
from changes.proposal import Proposal
from changes.record import RECORDS, Field
from changes.rights import may_propose
from changes.rules import OF_THE_RECORD
from changes.shape import RecordShape, shape_of
from changes.version import version_of
from pages.keeping.boxes import CLOSED, Box, TicksBox, Typed, box_of
from pages.keeping.lists import BoxesForm, RowsList, as_list, put, with_row
from pages.keeping.making import Made, made_by
from pages.keeping.searched import SearchedField
from projects.filtering.pickers import without_nul

SEEN = "seen"
"""The hidden field with the number of the last change of the record that the person saw."""
REASON = "reason"
"""The box in which a person may say why they change the record."""
ROW = "row"
"""The buttons that add or remove a row of a list; they save nothing."""

Completed = Callable[[dict[str, Any], Any], None]
"""Fills what a person may leave out, in the values of a form; takes also the row of the record, or None."""


class RecordForm:
    """Some fields of a record on a form. ``row`` is the record's row, or None for a new record."""

    def __init__(
        self,
        kind: str,
        names: Iterable[str],
        data: Any,
        row: Any = None,
        complete: Completed | None = None,
        boxes: Mapping[str, Box] | None = None,
    ) -> None:
        """``boxes``: the fields that this form draws in a way of its own."""
        self.kind, self.row, self.data = kind, row, data
        self.own_boxes = boxes or {}
        self.folded: tuple[str, ...] = ()
        """The fields that fold, because most records do not need them."""
        self.names = tuple(names)
        self.complete = complete
        self.made = Made("")
        self.conflicts: list[Conflict] = []
        self.judged = False
        self.refused = False
        self.problems: list[str] = []
        """What is wrong with the record as a whole."""
        drawn = [self._box(name) for name in self.names if not self._is_list(name)]
        self.facts = BoxesForm(drawn, data)
        self.lists = [self._list(name) for name in self.names if self._is_list(name)]

    @classmethod
    def opened(cls, kind: str, names: Iterable[str], row: Any, **options: Any) -> "RecordForm":
        """Returns the form of a record as it is now, with an empty row where a list has none."""
        names = tuple(names)
        said = reading.snapshot(kind, row.pk) or {}
        data = typed_of(kind, names, said, options.get("boxes"))
        data[SEEN] = str(version_of(kind, row.pk))
        form = cls(kind, names, data, row, **options)
        for rows in form.lists:
            if not rows.forms:
                form = cls(kind, names, with_row(form.data, f"add:{rows.name}"), row, **options)
        form.leave_unjudged()
        return form

    @classmethod
    def sent(cls, kind: str, names: Iterable[str], data: Any, row: Any = None, **options: Any) -> "RecordForm":
        """Returns the form with what a person typed. ``row`` is None for a new record."""
        return cls(kind, names, data, row, **options)

    @cached_property
    def shape(self) -> RecordShape:
        return shape_of(self.kind)

    def _declared(self, name: str) -> Field | None:
        record = RECORDS.get(self.kind)
        return record[name] if record and name in record else None

    def _is_list(self, name: str) -> bool:
        return name not in self.own_boxes and is_list(self.shape, name, self._declared(name))

    def _box(self, name: str) -> Box:
        return self.own_boxes.get(name) or box_for(self.shape, name, self._declared(name))

    def _list(self, name: str) -> RowsList:
        part: Any = self.shape[name]
        return RowsList(part, self._declared(name), self.data, self.made)

    @property
    def seen(self) -> int:
        """The number of the change up to which the person saw the record."""
        sent = str(self.data.get(SEEN, ""))
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 18 else 0

    def offer_to(self, person: Any) -> None:
        """Offers to make records on the spot only of the kinds that the person may make."""
        for form in [self.facts, *(row for rows in self.lists for row in rows.forms)]:
            for field in form.fields.values():
                if isinstance(field, SearchedField):
                    field.make_with(made_by(person, field.making))

    def leave_unjudged(self) -> None:
        """Shows what was typed without errors: the person is not ready yet."""
        for form in [self.facts, *(row for rows in self.lists for row in rows.forms)]:
            form.leave_unjudged()

    def is_valid(self) -> bool:
        """Returns whether every text can be read. The rules of the record are judged by ``save``."""
        self.judged = True
        # Each is judged, so that every error is shown at once
        judged = [self.facts.is_valid(), *(rows.is_valid() for rows in self.lists)]
        return all(judged)

    @cached_property
    def values(self) -> dict[str, Any]:
        """What the form says of each field, in the shape of a snapshot; only after ``is_valid``."""
        values = self.facts.values(self.made)
        values |= {rows.name: rows.values() for rows in self.lists}
        if self.complete:
            self.complete(values, self.row)
        return values

    def proposal(self) -> Proposal:
        """Returns what the form proposes of the record."""
        if self.row is None:
            return Proposal.create(self.kind, self.values, stored=True)
        key = str(getattr(self.row, self.shape.key))
        return Proposal.update(self.kind, key, self.values, row=self.row.pk, seen=self.seen, stored=True)

    def save(self, *, actor: Any, way: Way = Way.PAGE, reason: str = "", dry_run: bool = False) -> Outcome | None:
        """Saves the form and the records made with it as one change; None if refused. Call ``is_valid`` first."""
        proposal = self.proposal()
        proposals = [*self.made.proposals, proposal]
        said = without_nul(str(self.data.get(REASON, ""))).strip()
        facts = {"way": way, "actor": actor, "reason": reason or said, "may": may_propose(actor)}
        try:
            return apply(proposals=proposals, dry_run=dry_run, **facts)
        except Refused as refused:
            self.refused = True
            self._take(refused)
            return None

    def look(self, *, actor: Any) -> Outcome | None:
        """Returns what saving would do, and saves nothing; None if it would be refused."""
        return self.save(actor=actor, dry_run=True)

    def _take(self, refused: Refused) -> None:
        """Shows each error at its field or row, and each conflict with the three values."""
        last = len(self.made.proposals)
        failed = {place for place in refused.checked if place < last}
        for place in failed:
            sentences = as_list(list(refused.checked[place].errors.values()))
            self._add_at(self.made.fields[place], sentences)
        if last in refused.checked:
            checked = refused.checked[last]
            # The record cannot name what could not be made: that error is shown already
            if not failed or checked.forbidden:
                self._take_errors(checked.errors)
            if checked.conflicts:
                self._meet(checked)

    def _add_at(self, field: str, sentences: list[str]) -> None:
        for form in [self.facts, *(row for rows in self.lists for row in rows.forms)]:
            prefix = f"{form.prefix}-" if form.prefix else ""
            if field.startswith(prefix) and field.removeprefix(prefix) in form.fields:
                form.add_error(field.removeprefix(prefix), sentences)
                return
        self.problems += sentences

    def _take_errors(self, errors: Mapping[str, Any]) -> None:
        lists = {rows.name: rows for rows in self.lists}
        for name, sentences in errors.items():
            if name in lists:
                lists[name].take(sentences, self.values[name])
            elif name == OF_THE_RECORD or not self.facts.add(name, sentences):
                label = "" if name in (OF_THE_RECORD, "key") else f"{self._label(name)}: "
                self.problems += [f"{label}{text}" for text in as_list(sentences)]

    def _label(self, name: str) -> str:
        return str(self.shape[name].label) if name in self.shape else name

    def _meet(self, checked: Checked) -> None:
        """Merges what others changed meanwhile into the form. At each field that both changed, it keeps what the
        person typed, and ``conflicts`` has the three values. The next sending has seen all of it."""
        self.conflicts = list(checked.conflicts)
        said = {**(checked.after or {}), **{one.field: one.merged for one in checked.conflicts}}
        kept = [*self.facts.boxes, *self.lists]
        data = self.data.copy()
        for part in kept:
            for name in [key for key in data if belongs(key, part)]:
                del data[name]
        put(data, dict(typed_of(self.kind, self.names, said, self.own_boxes).lists()))
        data[SEEN] = str(version_of(self.kind, self.row.pk))
        conflicts, problems, folded = self.conflicts, self.problems, self.folded
        self.__init__(self.kind, self.names, data, self.row, self.complete, self.own_boxes)  # type: ignore[misc]
        self.leave_unjudged()
        self.conflicts, self.problems, self.judged, self.refused = conflicts, problems, True, True
        self.folded = folded

    def errors(self) -> list[tuple[str, str, list[str]]]:
        """Returns every error for the summary: the id of the field, its label, its sentences."""
        found = [("", "", self.problems)] if self.problems else []
        found += self._errors_of(self.facts, "")
        for rows in self.lists:
            found += [("", rows.label, rows.errors)] if rows.errors else []
            for place, form in enumerate(rows.forms, start=1):
                found += self._errors_of(form, f"{rows.label} {place}: ")
        return found

    @staticmethod
    def _errors_of(form: BoxesForm, before: str) -> list[tuple[str, str, list[str]]]:
        return [
            (
                form[name].id_for_label if name in form.fields else "",
                f"{before}{form.fields[name].label}" if name in form.fields else before.removesuffix(": "),
                [str(text) for text in sentences],
            )
            for name, sentences in form.errors.items()
        ]

    def drawn_first(self) -> list[tuple[Any, list[Any] | None]]:
        """Returns what is drawn of a form and does not fold."""
        return [(box, fields) for box, fields in self.drawn() if box.name not in self.folded]

    def drawn_folded(self) -> list[tuple[Any, list[Any] | None]]:
        """Returns what folds."""
        return [(box, fields) for box, fields in self.drawn() if box.name in self.folded]

    @property
    def label_of_folded(self) -> str:
        return ", ".join(box.label for box, _fields in self.drawn_folded())

    @property
    def opens_folded(self) -> bool:
        """Whether a field that folds has an error, or says something."""
        wrong = set(self.facts.errors)
        names = {name for box, _fields in self.drawn_folded() if isinstance(box, Box) for name in box.names()}
        silent = {"currency"}
        return bool(names & wrong) or any(self.data.get(name) for name in names - silent)

    def drawn(self) -> list[tuple[Any, list[Any] | None]]:
        """Returns boxes with their bound fields, and lists, in the order of the section."""
        boxes: dict[str, Any] = {box.name: (box, fields) for box, fields in self.facts.drawn()}
        boxes |= {rows.name: (rows, None) for rows in self.lists}
        return [boxes[name] for name in self.names]


def is_list(shape: RecordShape, name: str, declared: Field | None) -> bool:
    """Returns whether a field is drawn as a list of rows. Codes of a short, closed list are ticks instead."""
    part = shape[name]
    return isinstance(part, Rows) and not _ticked(part, declared)


def _ticked(part: Any, declared: Field | None) -> bool:
    return bool(part.codes and declared and declared.parts[0].refers_to in CLOSED)


def box_for(shape: RecordShape, name: str, declared: Field | None) -> Box:
    """Returns the box of a field of a record."""
    part = shape[name]
    if isinstance(part, Rows) and declared:
        return TicksBox(part, declared, declared.parts[0].refers_to)
    return box_of(part, declared, shape.model, required=name in shape.required)


def belongs(key: str, part: Any) -> bool:
    """Returns whether a typed text belongs to a box or a list."""
    if isinstance(part, RowsList):
        return key.startswith(f"{part.name}-")
    return any(key == name or key.startswith(f"{name}-") for name in part.names())


def typed_of(
    kind: str, names: Iterable[str], said: Mapping[str, Any], boxes: Mapping[str, Box] | None = None
) -> QueryDict:
    """Returns the texts that a person would type for what a snapshot says. ``boxes``: those of the form's own."""
    own = boxes or {}
    shape, record = shape_of(kind), RECORDS.get(kind)
    data = QueryDict(mutable=True)
    for name in names:
        part: Any = shape[name]
        declared = record[name] if record and name in record else None
        typed: Typed
        if name not in own and is_list(shape, name, declared):
            typed = RowsList(part, declared, QueryDict(), Made("")).typed(said.get(name))
        else:
            typed = (own.get(name) or box_for(shape, name, declared)).typed(said.get(name, part.empty))
        put(data, typed)
    return data
