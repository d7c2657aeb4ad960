"""Judges the check constraints of a row in memory, as far as the answer is certain.

Django asks the database about each constraint of each row. Most rows keep all of them for reasons that need no
database: what is compared is text or numbers of the row itself. Wherever the database might answer otherwise, such as
about missing values, the answer here is "not certain", and the database is asked.
"""

import operator
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import CheckConstraint, F, Q, Value
from django.db.models.functions import Left, Length

Said = bool | None
"""None: not certain."""
Judged = Callable[[Any], Said]
Reads = Callable[[Any], Any]
"""Takes a row. Returns a value, or None if it is missing or not known."""
COMPARES: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, among: value in among,
}
ORDERED = ("gt", "gte", "lt", "lte")
DIGITS = re.compile(r"[0-9-]*")


def surely_holds(row: Any) -> bool:
    """Returns whether a row certainly keeps every check constraint of its model."""
    return all(judged(row) is True for judged in _judges_of(row._meta.model))


def surely_keeps(row: Any, rule: CheckConstraint) -> bool:
    """Returns whether a row certainly keeps this check constraint of its model. It reads the columns of the rule."""
    return _of_condition_once(row._meta.model, rule.condition)(row) is True


def surely_not(row: Any, condition: Any) -> bool:
    """Returns whether a row certainly does not meet a condition of a constraint of its model."""
    return _of_condition_once(row._meta.model, condition)(row) is False


@cache
def _of_condition_once(model: Any, condition: Any) -> Judged:
    return _of_condition(model, condition)


@cache
def _judges_of(model: Any) -> tuple[Judged, ...]:
    rules = (rule for rule in model._meta.constraints if isinstance(rule, CheckConstraint))
    return tuple(_of_condition(model, rule.condition) for rule in rules)


def _of_condition(model: Any, condition: Any) -> Judged:
    if isinstance(condition, tuple):
        return _of_leaf(model, *condition)
    if not isinstance(condition, Q):
        return _unknown
    judged = [_of_condition(model, child) for child in condition.children]
    together = _all if condition.connector == Q.AND else _any if condition.connector == Q.OR else None
    if together is None:
        return _unknown
    combined = together(judged)
    return _not(combined) if condition.negated else combined


def _unknown(_row: Any) -> Said:
    return None


def _all(judged: list[Judged]) -> Judged:
    def judge(row: Any) -> Said:
        found: Said = True
        for one in judged:
            said = one(row)
            if said is False:
                return False
            found = found and said
        return found

    return judge


def _any(judged: list[Judged]) -> Judged:
    def judge(row: Any) -> Said:
        found: Said = False
        for one in judged:
            said = one(row)
            if said is True:
                return True
            found = None if said is None else found
        return found

    return judge


def _not(judged: Judged) -> Judged:
    def judge(row: Any) -> Said:
        said = judged(row)
        return None if said is None else not said

    return judge


def _of_leaf(model: Any, path: str, wanted: Any) -> Judged:
    name, _between, lookup = path.partition("__")
    column = model._meta.get_field(name)
    if column.many_to_one and lookup != "isnull":
        return _unknown
    if lookup == "isnull":
        return lambda row: (getattr(row, column.attname) is None) is wanted
    compare, value = COMPARES.get(lookup or "exact"), _of_column(column)
    other = _of_list(column, wanted) if lookup == "in" else _of_value(model, column, wanted)
    if compare is None or other is None:
        return _unknown

    def judge(row: Any) -> Said:
        left, right = value(row), other(row)
        if left is None or right is None or (type(left) is not type(right) and lookup != "in"):
            return None
        if lookup in ORDERED and isinstance(left, str) and not (DIGITS.fullmatch(left) and DIGITS.fullmatch(right)):
            # Databases order letters in several ways
            return None
        return bool(compare(left, right))

    return judge


def _of_column(column: Any) -> Reads:
    return lambda row: _plain(column.get_prep_value(getattr(row, column.attname)))


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value


def _of_list(column: Any, wanted: Any) -> Reads:
    among = frozenset(_plain(column.get_prep_value(one)) for one in wanted)
    return lambda _row: among


def _of_value(model: Any, column: Any, wanted: Any) -> Reads | None:
    """Returns how to read what a column is compared with; None if that is not known here."""
    if not hasattr(wanted, "resolve_expression"):
        value = _plain(column.get_prep_value(wanted))
        return lambda _row: value
    return _of_expression(model, wanted)


def _of_expression(model: Any, wanted: Any) -> Reads | None:
    if isinstance(wanted, F):
        column = model._meta.get_field(wanted.name)  # type: ignore[attr-defined]
        return None if column.many_to_one else _of_column(column)
    if isinstance(wanted, Value):
        return lambda _row: wanted.value
    if type(wanted) in (Left, Length):
        inner = [_of_expression(model, one) for one in wanted.get_source_expressions()]
        if type(wanted) is Length and inner[0]:
            return _length(inner[0])
        if type(wanted) is Left and len(inner) == 2 and inner[0] and inner[1]:
            return _left(inner[0], inner[1])
    return None


def _length(text: Reads) -> Reads:
    def read(row: Any) -> Any:
        value = text(row)
        return len(value) if isinstance(value, str) else None

    return read


def _left(text: Reads, length: Reads) -> Reads:
    def read(row: Any) -> Any:
        value, number = text(row), length(row)
        return value[:number] if isinstance(value, str) and isinstance(number, int) else None

    return read
