"""The scenarios of the money: the debt is that of the SQL by hand, and the two books differ by what was planted."""

from io import StringIO
from itertools import product

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict

from bench.scenarios import books, debt
from bench.scenarios import totals as totals_scenario
from bench.scenarios.totals_by_hand import FILTERS, grouped
from bench.setting import Setting
from budgets.totals import MODES, totals
from projects.filtersets import ProjectFilterSet
from projects.models import Project

pytestmark = pytest.mark.django_db
SETTING = Setting("a database", repeat=1)


@pytest.fixture
def generated(db: None) -> None:
    call_command("load_fixtures", "reference", stdout=StringIO())
    call_command("generate_portfolio", "--projects", "60", "--entries", stdout=StringIO())


def test_the_debt_is_that_of_the_sql_by_hand(generated: None) -> None:
    checks = [row for row in debt.measure(SETTING) if row.goal == "equal"]
    assert [(row.met, row.note) for row in checks] == [(True, "")]


def test_every_planted_difference_is_found_and_none_is_invented(
    generated: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "PLANTED", 7)
    checks = [row for row in books.measure(SETTING) if row.goal == "equal"]
    assert [(row.met, row.note) for row in checks] == [(True, ""), (True, "")]


def test_contracts_and_posts_of_generated_entries_are_made_and_removed(generated: None) -> None:
    from budgets.models import BudgetPost, Contract, Entry, Instalment

    assert Entry.objects.filter(contract=None).count() == 0
    assert Entry.objects.filter(post=None).count() == 0
    assert Instalment.objects.count() == 2 * Contract.objects.count() > 0
    call_command("generate_portfolio", "--projects", "0", "--replace", stdout=StringIO())
    assert [model.objects.count() for model in (Contract, BudgetPost, Entry, Instalment)] == [0, 0, 0, 0]


def test_the_reference_of_the_totals_has_the_same_groups(generated: None) -> None:
    different = []
    for names, mode, (chosen, where) in product(totals_scenario.LAYOUTS, MODES, FILTERS.items()):
        with connection.cursor() as cursor:
            cursor.execute(grouped(names, mode, where))
            by_hand = sorted(row[len(names) :][:2] for row in cursor.fetchall())
        filterset = ProjectFilterSet(totals_scenario._filters() if chosen else QueryDict(), Project.objects.all())
        answer = totals(filterset.qs, names, mode)
        ours = [row.figures for row in answer.rows] if names else [answer.total]
        if sorted((row.projects, row.allocations) for row in ours) != by_hand:
            different.append((names, mode, chosen))
    assert different == []
