"""New records that are judged without being written: for the check of many, such as the rows of a table.

What one record says is judged as always. What the database would judge when the record is written is judged in memory
or by one question for all: check constraints in ``certain.py``, codes and other unique values here. Some rules count
what other records of the same change write; their rooms register that such a record is judged only when it is written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Model, UniqueConstraint
from django.utils.translation import gettext as _

from changes.ahead import Ahead
from changes.check import Checked, check_new, judge_by_all_rules
from changes.models import Action
from changes.parts.blank import blank
from changes.parts.unreadable import Unreadable
from changes.proposal import Proposal
from changes.reading import AT_ONCE
from changes.together.certain import surely_holds, surely_not

Counts = Callable[[Mapping[str, Any]], bool]
"""Takes the data of a new record. Returns whether its rules count what other records of the same change write."""
_counts: dict[str, Counts] = {}
Unique = tuple[Any, tuple[str, ...]]
"""A model, and its columns that are unique together."""


def counts_others(kind: str, function: Counts) -> None:
    """Registers which new records of a kind are judged only when they are written."""
    _counts[kind] = function


def can_be_judged_unwritten(proposal: Proposal) -> bool:
    """Returns whether a proposal is judged the same without being written."""
    counts = _counts.get(proposal.kind)
    return proposal.action == Action.CREATE and not (counts and counts(proposal.data))


class Unwritten:
    """Judges new records, those of earlier calls included. ``may``: as for ``apply``. Call it in an open change."""

    def __init__(self, may: Callable[[Checked], str] | None = None) -> None:
        self.may = may
        self.codes: dict[tuple[Any, str], str] = {}
        """Model and code in small letters → the code of the first record that has it."""
        self.taken: dict[Unique, set[Any]] = {}
        """The values of these columns in the records that were found right."""

    def judge(self, proposals: Sequence[Proposal], said: Sequence[Mapping[str, Any]]) -> list[Checked]:
        """Returns the proposals, each checked. ``said``: the data of each as the register keeps it."""
        ahead = Ahead(proposals)
        found = [self._judge(*one, ahead) for one in zip(proposals, said, strict=True)]
        self._judge_unique([checked for checked in found if not checked.refused], ahead)
        return found

    def _judge(self, proposal: Proposal, said: Mapping[str, Any], ahead: Ahead) -> Checked:
        checked = check_new(proposal, ahead, said)
        if not checked.refused and not self._is_certain(checked, ahead):
            judge_by_all_rules(checked, ahead)
        if self.may and (refusal := self.may(checked)):
            checked.forbid(refusal)
        if not checked.refused:
            self._compare_code(checked)
            _remember_right(checked)
        return checked

    @staticmethod
    def _is_certain(checked: Checked, ahead: Ahead) -> bool:
        """Whether the database has nothing to refuse about the record alone."""
        code = (checked.after or {}).get(checked.shape.key)
        if ahead.is_taken(checked.shape, code) or not ahead.is_new(checked.shape, code):
            return False
        return all(surely_holds(row) for _name, _place, row in _rows_of(checked))

    def _compare_code(self, checked: Checked) -> None:
        key = checked.shape.key
        code = str((checked.after or {}).get(key))
        other = self.codes.setdefault((checked.shape.model, code.casefold()), code)
        if other != code:
            sentence = _("“%(code)s” and “%(other)s” differ in capital letters only.")
            checked.errors[key] = [sentence % {"code": code, "other": other}]

    def _judge_unique(self, found: Sequence[Checked], ahead: Ahead) -> None:
        """Refuses records with a value that must be unique and that the register or an earlier record has."""
        unique = [list(_unique_values(checked)) for checked in found]
        known = in_register(value for own in unique for value in own)
        for checked, own in zip(found, unique, strict=True):
            if any(value.values in known.get(value.columns, ()) for value in own):
                judge_by_all_rules(checked, ahead)
            for value in own:
                if not checked.refused and value.values in self.taken.get(value.columns, ()):
                    _refuse(checked, value)
            for value in own if not checked.refused else ():
                self.taken.setdefault(value.columns, set()).add(value.values)


def _remember_right(checked: Checked) -> None:
    """Remembers the rows that are judged by themselves: by no rule in code, and without values that are unique."""
    for name, rows in checked.judged.items():
        part: Any = checked.shape[name]
        if rows and _stands_alone(part.model, part.owner):
            part.remember_right((checked.after or {})[name])


@cache
def _stands_alone(model: Any, owner: str) -> bool:
    return model.clean is Model.clean and not _unique(model, owner)


@dataclass(frozen=True)
class UniqueValue:
    """Values of a row that no other row may have."""

    columns: Unique
    values: tuple[Any, ...]
    row: Any
    part: str
    """The list that the row belongs to; empty for the row of the record itself."""
    place: int
    """In the list."""


def _rows_of(checked: Checked) -> Iterator[tuple[str, int, Any]]:
    """Yields the rows that the record is made of, each with its list and place."""
    yield "", 0, checked.row
    for name, rows in checked.judged.items():
        yield from ((name, place, row) for place, row in enumerate(rows))


def _unique_values(checked: Checked) -> Iterator[UniqueValue]:
    """Yields the values of a record that no other record may have, but for its code."""
    for name, place, row in _rows_of(checked):
        part: Any = checked.shape[name] if name else None
        for columns, condition in _unique(row._meta.model, part.owner if part else checked.shape.key):
            try:
                values = tuple(getattr(row, column) for column in columns)
                concerned = None not in values and not (condition and surely_not(row, condition))
            except Unreadable:
                continue
            if concerned:
                yield UniqueValue((type(row), columns), values, row, name, place)


@cache
def _unique(model: Any, without: str) -> tuple[tuple[tuple[str, ...], Any], ...]:
    """Returns the columns that are unique together, each with the condition, but for those that hold this one."""
    fields = model._meta.concrete_fields
    single = [((column.attname,), None) for column in fields if column.unique and not column.primary_key]
    rules = [rule for rule in model._meta.constraints if isinstance(rule, UniqueConstraint) and rule.fields]
    named = [(tuple(model._meta.get_field(name).attname for name in rule.fields), rule.condition) for rule in rules]
    left_out = model._meta.get_field(without).attname
    return tuple((columns, condition) for columns, condition in [*single, *named] if left_out not in columns)


def unique_values(checked: Checked) -> list[UniqueValue]:
    """Returns the values of a record that no other may have, as far as they are known, but for its code."""
    return list(_unique_values(checked))


def in_register(asked: Iterable[UniqueValue]) -> dict[Unique, set[Any]]:
    """Returns the values that rows of the register have, among others that begin alike."""
    first: dict[Unique, dict[Any, None]] = {}
    for value in asked:
        first.setdefault(value.columns, {})[value.values[0]] = None
    found: dict[Unique, set[Any]] = {}
    for (model, columns), listed in first.items():
        wanted = list(listed)
        for start in range(0, len(wanted), AT_ONCE):
            rows = model._base_manager.order_by().filter(**{f"{columns[0]}__in": wanted[start : start + AT_ONCE]})
            found.setdefault((model, columns), set()).update(rows.values_list(*columns))
    return found


def _refuse(checked: Checked, value: UniqueValue) -> None:
    name, sentences = refusal_of(checked.shape, value.columns, value.part)
    checked.errors[value.part or name] = {str(value.place): {name: sentences}} if value.part else sentences


def refusal_of(shape: Any, unique: Unique, part: str) -> tuple[str, list[str]]:
    """Returns the field and the sentences of values that another record, or a row of this list, has already."""
    model, columns = unique
    fields = tuple(column.name for column in model._meta.concrete_fields if column.attname in columns)
    names = shape[part].names if part else shape.columns
    return names.get(fields[-1], fields[-1]), blank(model).unique_error_message(model, fields).messages
