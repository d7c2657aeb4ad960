"""Why a goal is missed, for docs/performance.md. A test fails if a missed goal of the kept results has no reason."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.results import Result
from bench.tables import verdict


@dataclass(frozen=True)
class Reason:
    """Why some cases of a scenario miss their goals."""

    scenario: str
    cases: str
    """A pattern (re) of the cases."""
    text: str
    database: str = ""
    """The beginning of the name of the database; empty: each."""

    def explains(self, missed: Result) -> bool:
        """Returns whether this is the reason of a missed goal."""
        of_case = missed.scenario == self.scenario and re.fullmatch(self.cases, missed.case) is not None
        return of_case and missed.database.startswith(self.database)


REASONS: tuple[Reason, ...] = (
    Reason(
        "search",
        ".*“xq”",
        "The index of PostgreSQL holds three letters each, so it does not find two letters: every text is compared, "
        "75 MB at 100,000 projects. A table of these texts alone was tried, and took nearly as long: the comparison "
        "takes the time, not the reading.",
        "PostgreSQL",
    ),
    Reason(
        "search",
        'page, “"nordic"”',
        "The index of PostgreSQL leaves out signs such as quotation marks. It finds every text with the word, and the "
        "texts of these 22,139 projects are compared.",
        "PostgreSQL",
    ),
    Reason(
        "search",
        "page, “Børnerådet Østern”",
        "Each of the two words is in many texts, and few texts have both: the texts with the first word are compared "
        "with the second.",
    ),
)


def missed_goals(judged: Sequence[Result]) -> Iterator[str]:
    """Yields the missed goals as lines of Markdown: those with the same reason together."""
    by_reason: dict[str, list[str]] = {}
    for entry in judged:
        if entry.met is False and not entry.note:
            named = f"{entry.scenario}, {entry.case} ({entry.database}: {verdict(entry)})"
            by_reason.setdefault(reason_of(entry), []).append(named)
    for text, cases in by_reason.items():
        yield f"- {'; '.join(cases)}. {text}".rstrip()


def reason_of(missed: Result) -> str:
    """Returns the reason of a missed goal; empty if none is known."""
    return next((reason.text for reason in REASONS if reason.explains(missed)), "")
