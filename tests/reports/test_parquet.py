"""Files of Parquet: an engine of analysts reads the same figures as the API gives."""

import sys
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.core.management import CommandError, call_command

from reports.renderers import parquet_files
from tests import builders

pytestmark = pytest.mark.django_db


def exported(name: str, folder: Path, *options: str) -> Path:
    """Writes a list as a file of Parquet and returns the file."""
    file = folder / f"{name}.parquet"
    call_command("export", name, "--format", "parquet", "--output", str(file), *options, stdout=StringIO())
    return file


def answer(question: str, **files: Path) -> list[tuple[Any, ...]]:
    """Returns the rows that DuckDB gives. The files take the places of their names."""
    with duckdb.connect() as engine:
        for name, file in files.items():
            engine.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{file}')")  # noqa: S608
        return engine.execute(question).fetchall()


def test_the_budget_by_council_is_that_of_the_api(dokument8: None, get: Any, tmp_path: Path) -> None:
    file = exported("projects", tmp_path)
    question = "SELECT coalesce(nullif(list_aggregate(councils, 'string_agg', '+'), ''), 'not-stated'), sum(budget_dkk)"
    found = dict(answer(f"{question} FROM projects GROUP BY 1", projects=file))
    rows = get("totals/", group_by="council")["rows"]
    assert found == {one["council"]["value"]: Decimal(one["budget_dkk"]) if one["budget_dkk"] else None for one in rows}
    # Twelve million kroner in all, as the annex says
    assert sum(amount for amount in found.values() if amount) == Decimal("12000000.00")
    paid = answer("SELECT sum(amount_dkk) FROM allocations", allocations=exported("allocations", tmp_path))
    assert paid == [(Decimal("12000000.00"),)]


def test_columns_have_types(tmp_path: Path) -> None:
    builders.project("P-1", title_en="One", councils=("A", "B"), starts="2007-03")
    builders.project("P-2", title_en='Two, "quoted"')
    file = exported("projects", tmp_path)
    types = dict(answer("SELECT column_name, column_type FROM (DESCRIBE projects)", projects=file))
    assert types["reference"] == "VARCHAR"
    assert types["budget_dkk"] == "DECIMAL(18,2)"
    assert types["allocations"] == "BIGINT"
    assert types["councils"] == "VARCHAR[]"
    # Of many dates only the year or the month is known
    assert types["starts"] == "VARCHAR"
    rows = answer("SELECT reference, starts, councils, budget_dkk, allocations FROM projects ORDER BY 1", projects=file)
    assert rows == [("P-1", "2007-03", ["A", "B"], None, 0), ("P-2", None, [], None, 0)]


def test_a_file_has_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_files, "AT_ONCE", 100)
    builders.projects(450)
    file = exported("projects", tmp_path)
    groups = answer(f"SELECT count(DISTINCT row_group_id) FROM parquet_metadata('{file}')")  # noqa: S608
    assert (groups[0][0] > 1, answer("SELECT count(*) FROM projects", projects=file)) == (True, [(450,)])


def test_filters_choose_the_rows_and_none_is_a_file_too(tmp_path: Path) -> None:
    builders.project("P-1", status="ongoing")
    builders.project("P-2", status="closed")
    chosen = exported("projects", tmp_path, "--filter", "status=ongoing")
    assert answer("SELECT reference FROM projects", projects=chosen) == [("P-1",)]
    nothing = exported("projects", tmp_path, "--filter", "kind=study")
    assert answer("SELECT count(*) FROM projects", projects=nothing) == [(0,)]


def test_without_pyarrow_a_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_files, "find_spec", lambda _name: None)
    with pytest.raises(CommandError, match=r"Install requirements-parquet\.txt"):
        exported("projects", tmp_path)
    assert not list(tmp_path.iterdir())


def test_the_site_does_not_load_pyarrow() -> None:
    assert "parquet" not in {renderer.format for renderer in sys.modules["reports.formats"].RENDERERS}
