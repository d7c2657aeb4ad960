"""Tables of cases for the tests of more than one app."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings

# Databases disagree about both: which text may hold a NUL, and which number is too long for a column
DATABASES_DIFFER = re.compile(r"\\x00|[0-9]{9}")


def once_where_databases_agree(cases: Iterable[Any]) -> list[Any]:
    """Returns the cases of a form's bad input for ``parametrize``. Cases that the form itself refuses run on
    SQLite only.
    """
    return [case if DATABASES_DIFFER.search(repr(case)) else once(case) for case in cases]


def once(case: Any) -> Any:
    """Returns the case, marked ``once``."""
    return pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.once)


def examples(number: int) -> settings:
    """Returns the settings of a random test: this many examples on SQLite, and a third of them on PostgreSQL.

    For rules of our code, which both databases run alike: there the second database looks for differences of its own.
    """
    most = number if connection.vendor == "sqlite" else max(5, number // 3)
    return settings(max_examples=most, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
