"""The list of scenarios. A scenario is a function that takes a Setting and yields results; each has its line here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.incoming import tables
from bench.results import Result
from bench.scenarios import (
    agreement,
    annex,
    as_of,
    books,
    calendar,
    debt,
    differences,
    doubles,
    exports,
    feed,
    lists,
    memory,
    pages,
    search,
    totals,
    writing,
)
from bench.setting import Setting


@dataclass(frozen=True)
class Scenario:
    name: str
    run: Callable[[Setting], Iterator[Result]]
    projects: int | None = None
    """How many generated projects it needs; None: as many as the run's option says."""
    command: str = ""
    """The management command that it measures, if any."""
    entries: bool = False
    """Whether the generated grants have contracts and entries."""


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("annex", annex.measure, projects=annex.PROJECTS, command="report"),
        Scenario("debt", debt.measure, projects=debt.SIZE, entries=True),
        Scenario("books", books.measure, projects=books.PROJECTS, entries=True),
        Scenario("agreement", agreement.measure),
        Scenario("totals", totals.measure),
        Scenario("lists", lists.measure),
        Scenario("pages", pages.measure),
        Scenario("search", search.measure),
        Scenario("exports", exports.measure, command="export"),
        Scenario("memory", memory.measure),
        Scenario("writing", writing.measure),
        Scenario("tables", tables.measure, command="import_table"),
        Scenario("as_of", as_of.measure),
        Scenario("differences", differences.measure),
        Scenario("doubles", doubles.measure),
        # The last scenarios, so that their events do not affect the others
        Scenario("feed", feed.measure),
        Scenario("calendar", calendar.measure),
    )
}
