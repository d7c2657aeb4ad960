"""Commands that fill the tables refresh the statistics by which the database plans its queries."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from bench.scenarios import debt
from bench.setting import Setting
from portfolio.backup.restoring import restore
from tests.portfolio.backup.registers import backup_of_now, signed_in

PROJECTS = "projects_project"
# Autovacuum writes the same rows of pg_class. Without the locks, each of the two may wait for the other
LOCK = """
    DO $$ DECLARE filled text; BEGIN
        SELECT string_agg(oid::regclass::text, ', ') INTO filled FROM pg_class
        WHERE relkind = 'r' AND relname ~ '^(budgets|projects|events|changes)_';
        EXECUTE 'LOCK TABLE ' || filled || ' IN SHARE UPDATE EXCLUSIVE MODE';
    END $$
"""
FORGET = """
    UPDATE pg_class SET reltuples = 0, relpages = 200
    WHERE relkind IN ('r', 'i') AND relname ~ '^(budgets|projects|events|changes)_'
"""


def _forget() -> None:
    """Brings the statistics into the state of tables that were filled, emptied, vacuumed, and filled again."""
    statements = (LOCK, FORGET) if connection.vendor == "postgresql" else ("ANALYZE", "DELETE FROM sqlite_stat1")
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _rows_by_statistics(table: str) -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        else:
            cursor.execute("SELECT MAX(CAST(stat AS integer)) FROM sqlite_stat1 WHERE tbl = %s", [table])
        return int(cursor.fetchone()[0] or 0)


@pytest.mark.django_db
def test_a_generated_portfolio_is_planned_by_its_own_rows() -> None:
    """With statistics of empty tables, PostgreSQL took over 30 seconds for the debt of 60 projects."""
    call_command("load_fixtures", "reference", stdout=StringIO())
    _forget()
    call_command("generate_portfolio", "--projects", "60", "--entries", stdout=StringIO())
    assert _rows_by_statistics(PROJECTS) == 60
    found = [row for row in debt.measure(Setting("a database", repeat=1)) if row.goal == "equal"]
    assert [(row.met, row.note) for row in found] == [(True, "")]


def test_a_restored_register_is_planned_by_its_own_rows(dokument8: None, tmp_path: Path) -> None:
    signed_in()
    path = backup_of_now(tmp_path)
    _forget()
    assert _rows_by_statistics(PROJECTS) == 0
    restore(path, replace=True)
    # 17 projects of the Council, and 3 of others that they follow
    assert _rows_by_statistics(PROJECTS) == 20
