"""Writes docs/performance.md: ``python -m bench.document bench/figures/*.json > docs/performance.md``.

The text is made of the results alone (``--json`` of ``python -m bench``): no figure is typed by hand.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from bench.reasons import missed_goals
from bench.results import CHECK, Result
from bench.tables import databases_of, figures, goal_rows, number, tally, verdict

HEAD = """# How fast it is

This page is generated from the results of `make bench`; [bench/README.md](../bench/README.md) says how
each case is measured. Missed goals are in it as well. A ratio compares a case with its reference, both measured
in turn in one run: it says more than a time, which depends on the machine.
"""
REPEAT = """## How to repeat it
```
{commands}python -m bench.document bench/figures/*.json > docs/performance.md
```
"""
SURROUNDINGS = ("python", "django", "machine", "memory", "load", "date")
NUMBERS = "---:"
"""Aligns a column of figures to the right."""


@dataclass(frozen=True)
class Report:
    """The results of one run, and what they depend on."""

    projects: int
    surroundings: str
    results: list[Result]
    name: str = ""
    """The name of its file without the ending: the size, and a word if only some scenarios were run."""

    @classmethod
    def read(cls, path: Path) -> "Report":
        """Returns the report of a file that ``--json`` wrote."""
        told = json.loads(path.read_text("utf-8"))
        words = ", ".join(told[name] for name in SURROUNDINGS if name in told)
        return cls(told["projects"], words, [Result(**row) for row in told["results"]], path.stem)

    @property
    def scenarios(self) -> list[str]:
        """Returns the scenarios of the run, in their order."""
        return list(dict.fromkeys(entry.scenario for entry in self.results))

    @property
    def command(self) -> str:
        """Returns the command that makes the file again."""
        name = self.name or str(self.projects)
        only = "" if name == str(self.projects) else "".join(f"--only {scenario} " for scenario in self.scenarios)
        databases = databases_of(self.results)
        if len(databases) == 1:
            only += f"--database {'sqlite' if databases[0].startswith('SQLite') else 'postgres'} "
        return f'make bench N={self.projects} ARGS="{only}--json bench/figures/{name}.json"\n'


def main() -> None:
    """Prints the document of the files that the arguments name."""
    sys.stdout.write(document([Report.read(Path(name)) for name in sys.argv[1:]]))


def document(reports: Sequence[Report]) -> str:
    """Returns the document in Markdown: for each size, the smallest first, its goals, its checks and its figures.

    Reports of one size are shown together: runs of some scenarios each.
    """
    ordered = sorted(reports, key=lambda report: report.projects)
    commands = "".join(report.command for report in ordered)
    sizes = [list(group) for _size, group in groupby(ordered, key=lambda report: report.projects)]
    parts = [HEAD, *("\n".join(_size(group)) + "\n" for group in sizes), REPEAT.format(commands=commands)]
    return "\n".join(parts)


def _size(reports: Sequence[Report]) -> Iterator[str]:
    results = [entry for report in reports for entry in report.results]
    databases = databases_of(results)
    judged = [entry for entry in results if entry.goal]
    yield f"## {reports[0].projects:,} projects"
    yield from _surroundings(reports)
    yield ""
    if judged:
        yield f"{'; '.join(tally(judged, database) for database in databases)}."
        yield ""
        yield from _markdown(
            ["scenario", "case", "goal", *databases],
            ([scenario, case, goal, *map(verdict, row)] for scenario, case, goal, row in goal_rows(judged, databases)),
        )
        yield ""
        if missed := list(missed_goals(judged)):
            yield from ("### Missed goals, and why", *missed, "")
    yield "### Figures"
    yield "The median, with the lowest and the highest value in brackets."
    yield ""
    yield from _markdown(["scenario", "case", "measure", *databases], _figures(results, databases))
    yield from _notes(results)


def _surroundings(reports: Sequence[Report]) -> Iterator[str]:
    if len(reports) == 1:
        yield f"{reports[0].surroundings}."
        return
    for report in reports:
        scenarios, databases = ", ".join(report.scenarios), ", ".join(databases_of(report.results))
        yield f"- {scenarios} ({databases}): {report.surroundings}"


def _figures(results: Sequence[Result], databases: Sequence[str]) -> Iterator[list[str]]:
    found = {(entry.key, entry.database): entry for entry in results if entry.median is not None}
    for key in dict.fromkeys(key for key, _database in found):
        yield [*key, *(_with_ratio(found.get((key, database))) for database in databases)]


def _with_ratio(found: Result | None) -> str:
    ratio = f"; {number(found.against)} ×" if found and found.against is not None else ""
    return f"{figures(found)}{ratio}"


def _notes(results: Sequence[Result]) -> Iterator[str]:
    """Yields what was not measured or differs, with the reason."""
    noted = (entry for entry in results if entry.note and (entry.measure != CHECK or not entry.met))
    notes = dict.fromkeys(f"- {entry.scenario}, {entry.case}, {entry.database}: {entry.note}" for entry in noted)
    if notes:
        yield from ("", "Notes:", "", *notes)


def _markdown(header: list[str], rows: Iterator[list[str]] | Sequence[list[str]]) -> Iterator[str]:
    names = 3
    yield f"| {' | '.join(header)} |"
    yield f"|{'|'.join(['---'] * names + [NUMBERS] * (len(header) - names))}|"
    for row in rows:
        yield f"| {' | '.join(map(_cell, row))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    main()
