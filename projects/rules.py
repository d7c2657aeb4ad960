"""Rules that no constraint of one table can hold alone. Forms call them, and so does whatever else writes a record."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import UniqueConstraint
from django.utils.translation import gettext as _

from projects.models import Council


def code_of_no_other_council(code: str, council: int | None) -> str:
    """The code, when no council but this one (id) goes by it. Raises ValidationError; letters are folded."""
    other = Council.objects.known_as(code).exclude(pk=council).first()
    if other:
        raise ValidationError(
            _("%(code)s is already known as a code of %(council)s."), params={"code": code, "council": other}
        )
    return code


def broken_together(model: Any, rows: Sequence[Any]) -> list[str]:
    """The sentences of the conditional constraints that two of these rows break together.

    Django compares a row only with the stored ones, and the rows are sent together.
    """
    rules = [rule for rule in model._meta.constraints if isinstance(rule, UniqueConstraint) and rule.condition]
    return [str(rule.get_violation_error_message()) for rule in rules if _broken(rule, rows)]


def breaches_with_parent(row: Any, parents: Iterable[str], excluded: set[str]) -> list[ValidationError]:
    """The errors of the constraints that the row breaks together with its parent (the fields ``parents``).

    Django leaves these constraints out of a form for rows of a parent; the database does not.
    """
    parents = set(parents)
    rules = row._meta.constraints if parents else ()
    found = [_breach(rule, row, excluded) for rule in rules if not _breach(rule, row, excluded | parents)]
    return [error for error in found if error]


def _breach(rule: Any, row: Any, excluded: set[str]) -> ValidationError | None:
    try:
        rule.validate(type(row), row, exclude=excluded)
    except ValidationError as error:
        return error
    return None


def _broken(rule: UniqueConstraint, rows: Sequence[Any]) -> bool:
    """Whether two of the rows are the same where the rule allows one."""
    seen = set()
    for row in rows:
        # As Django's own check of the constraint evaluates its condition
        if rule.condition and rule.condition.check(row._get_field_expression_map(meta=row._meta)):
            key = tuple(row.serializable_value(name) for name in rule.fields)
            if key in seen:
                return True
            seen.add(key)
    return False
