"""The check inside the benchmark: it agrees on a small register, and it names a difference."""

from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from bench.scenarios import agreement
from bench.setting import Setting

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(dokument8: Any) -> None:
    call_command("generate_portfolio", projects=40, seed=1, stdout=StringIO())


@pytest.mark.usefixtures("register")
def test_totals_list_and_files_agree() -> None:
    found = list(agreement.measure(Setting("SQLite", 1)))
    assert [(one.case, one.note) for one in found] == [(query, "") for query in agreement.QUERIES]
    assert all(one.met for one in found)


@pytest.mark.usefixtures("register")
def test_a_list_with_another_sum_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agreement, "_of_list", lambda client, query: (3, Decimal("0.01")))
    first = next(agreement.measure(Setting("SQLite", 1)))
    assert first.met is False
    assert first.note.startswith("1 differ: list: 3 rows, 0.01 DKK; totals: 60 rows")
