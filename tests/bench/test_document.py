"""The page of the figures: made of results alone, and the page in the documentation is made of the kept results."""

from pathlib import Path

import pytest
from django.conf import settings

from bench.document import Report, document
from bench.goals import at_most
from bench.results import Reference, checked, compared, left_out, result
from bench.scenarios import SCENARIOS

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
        'make bench N=100 ARGS="--json bench/figures/100.json"',
        "python -m bench.document bench/figures/*.json > docs/performance.md",
        "```",
    ]


def test_sizes_are_in_rising_order() -> None:
    text = document([Report(1_000_000, "", []), REPORT])
    assert text.index("## 100 projects") < text.index("## 1,000,000 projects")


def test_the_documentation_is_made_of_the_kept_results() -> None:
    kept = sorted((ROOT / "bench/figures").glob("*.json"))
    written = ROOT / "docs/performance.md"
    assert written.exists() == bool(kept)
    if kept:
        assert written.read_text("utf-8") == document([Report.read(path) for path in kept])


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_every_scenario_is_described(name: str) -> None:
    assert f"| `{name}` |" in (ROOT / "bench/README.md").read_text("utf-8")
