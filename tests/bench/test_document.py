"""The page of the figures: made of results alone, and the page in the documentation is made of the kept results."""

from pathlib import Path

import pytest
from django.conf import settings

from bench.document import Report, document
from bench.goals import at_most, over, under
from bench.reasons import reason_of
from bench.results import Reference, checked, compared, left_out, result
from bench.scenarios import SCENARIOS
from bench.tables import verdict

ROOT = Path(settings.BASE_DIR)
REPORT = Report(
    100,
    "Python 3.11, 2 cores",
    [
        *compared(
            result("list", "page 1", "ms", "SQLite", [10.0]), [10.0], Reference("plain", [100.0]), at_most(1 / 8)
        ),
        checked("agreement", "status=closed", "SQLite", ["CSV: 3 rows; totals: 4 rows"]),
        left_out("annex", "all", "SQLite", "there is none"),
    ],
)


def test_goals_figures_and_notes_are_in_the_document() -> None:
    assert document([REPORT]).splitlines()[6:] == [
        "## 100 projects",
        "Python 3.11, 2 cores.",
        "",
        "SQLite: 1 of 2 goals met.",
        "",
        "| scenario | case | goal | SQLite |",
        "|---|---|---|---:|",
        "| list | page 1 | at most 1/8 × the reference | met, 0.1 × |",
        "| agreement | status=closed | equal | missed |",
        "",
        "### Figures",
        "The median, with the lowest and the highest value in brackets.",
        "",
        "| scenario | case | measure | SQLite |",
        "|---|---|---|---:|",
        "| list | page 1 | ms | 10; 0.1 × |",
        "| list | page 1 (reference: plain) | ms | 100 |",
        "",
        "Notes:",
        "",
        "- agreement, status=closed, SQLite: 1 differ: CSV: 3 rows; totals: 4 rows",
        "- annex, all, SQLite: there is none",
        "",
        "## How to repeat it",
        "```",
        'make bench N=100 ARGS="--database sqlite --json bench/figures/100.json"',
        "python -m bench.document bench/figures/*.json > docs/performance.md",
        "```",
    ]


def test_sizes_are_in_rising_order() -> None:
    text = document([Report(1_000_000, "", []), REPORT])
    assert text.index("## 100 projects") < text.index("## 1,000,000 projects")


def test_runs_of_one_size_are_shown_together() -> None:
    lists = Report(100, "Python, load 1", [result("lists", "page 1", "ms", "SQLite", [10.0])], "100-lists")
    search = Report(100, "Python, load 2", [result("search", "ar", "ms", "PostgreSQL", [20.0])], "100-search")
    lines = document([lists, search]).splitlines()
    assert lines.count("## 100 projects") == 1
    assert "- lists (SQLite): Python, load 1" in lines
    assert "- search (PostgreSQL): Python, load 2" in lines
    assert "| lists | page 1 | ms | 10 | - |" in lines
    assert "| search | ar | ms | - | 20 |" in lines
    assert 'make bench N=100 ARGS="--only lists --database sqlite --json bench/figures/100-lists.json"' in lines


def test_a_goal_in_a_unit_is_judged_by_the_value_beside_a_reference() -> None:
    fast = result("writing", "projects", "rows/s", "SQLite", [3000.0])
    (told, _reference) = compared(fast, [3000.0], Reference("row by row", [1000.0]), over(2500))
    assert verdict(told) == "met, 3,000 rows/s"


def test_the_documentation_is_made_of_the_kept_results() -> None:
    kept = sorted((ROOT / "bench/figures").glob("*.json"))
    written = ROOT / "docs/performance.md"
    assert written.exists() == bool(kept)
    if kept:
        assert written.read_text("utf-8") == document([Report.read(path) for path in kept])


def test_a_missed_goal_stands_with_its_reason() -> None:
    slow = [result("search", "page, “xq”", "ms", "PostgreSQL 15", [566.0], goal=under(100))]
    lines = document([Report(100, "Python", slow)]).splitlines()
    told = next(line for line in lines if line.startswith("- search, page, “xq” (PostgreSQL 15: missed, 566 ms). "))
    assert "does not find two letters" in told


def test_every_missed_goal_of_the_documentation_has_a_reason() -> None:
    reports = [Report.read(path) for path in sorted((ROOT / "bench/figures").glob("*.json"))]
    missed = [entry for report in reports for entry in report.results if entry.met is False and not entry.note]
    assert [(entry.scenario, entry.case, entry.database) for entry in missed if not reason_of(entry)] == []


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_every_scenario_is_described(name: str) -> None:
    assert f"| `{name}` |" in (ROOT / "bench/README.md").read_text("utf-8")
