"""Rules that need more than one table or row, so that no constraint can hold them. Everything that writes a record
calls them."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import UniqueConstraint

from changes.parts.unreadable import if_known

ProjectRule = Callable[[Any], dict[str, list[str]]]
"""Takes a project and returns field → sentences; empty if it breaks no rule."""
_of_projects: list[ProjectRule] = []


def rule_of_projects(rule: ProjectRule) -> ProjectRule:
    """Registers a rule of another room on projects, such as that of the money on closing a project."""
    if rule not in _of_projects:
        _of_projects.append(rule)
    return rule


def broken_by_project(project: Any) -> dict[str, list[str]]:
    """Returns field → sentences of the registered rules that a project breaks."""
    found: dict[str, list[str]] = {}
    for rule in _of_projects:
        for name, sentences in if_known(partial(rule, project), {}).items():
            found.setdefault(name, []).extend(sentences)
    return found


def broken_together(model: Any, rows: Sequence[Any]) -> list[str]:
    """Returns the sentences of the conditional constraints that two of these rows break together.

    Django compares a row only with stored rows, but these rows are sent together.
    """
    rules = [rule for rule in model._meta.constraints if isinstance(rule, UniqueConstraint) and rule.condition]
    return [str(rule.get_violation_error_message()) for rule in rules if _broken(rule, rows)]


def breaches_with_parent(row: Any, parents: Iterable[str], excluded: set[str]) -> list[ValidationError]:
    """Returns the errors of the constraints that the row breaks together with its parent (the fields ``parents``).

    A Django form for the rows of a parent skips these constraints. The database does not.
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
    """Returns whether two of the rows are the same although the rule allows only one."""
    seen = set()
    for row in rows:
        # Evaluates the condition as Django's own check of the constraint does
        if rule.condition and rule.condition.check(row._get_field_expression_map(meta=row._meta)):
            key = tuple(row.serializable_value(name) for name in rule.fields)
            if key in seen:
                return True
            seen.add(key)
    return False
