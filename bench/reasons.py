"""Why a goal is missed, for docs/performance.md. A test fails if a missed goal of the kept results has no reason."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.results import Result
from bench.tables import verdict

FIRST_RUN = (
    "Only the first run after the start of the servers is so slow at a million projects: on PostgreSQL it had 1.2 "
    "requests a second, and the second one 118. On SQLite it was measured once. Why is not known yet."
)


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
        "as_of",
        "(dashboard|project list|report), nothing kept",
        "Before the first night on which `keep_totals` runs, every grouping is worked out from the history of all "
        "projects, as one of now is from all projects. From then on, the two other rows are what a reader waits for.",
    ),
    Reason(
        "search",
        ".*“xq”",
        "The index of PostgreSQL holds three letters each, so a count of projects does not find two letters: every "
        "text is compared, 75 MB at 100,000 projects. The page looks two rare letters up as all entries that begin "
        "with them; a figure of more than 300 ms is from before that. The references of all allocations are compared, "
        "which takes about a third of the page.",
        "PostgreSQL",
    ),
    Reason(
        "search",
        "page, “xq”",
        "Entries that begin with these two letters are counted first. At a million projects there are too many rows "
        "for that way, and every text is compared.",
        "SQLite",
    ),
    Reason(
        "search",
        'page, “"nordic"”',
        "The index of PostgreSQL leaves out signs such as quotation marks. It finds every text with the word, and the "
        "texts of these projects, a fifth of all, are compared.",
        "PostgreSQL",
    ),
    Reason(
        "search",
        "page, “Børnerådet Østern”",
        "Each of the two words is in many texts, and few texts have both: the texts with the first word are compared "
        "with the second.",
    ),
    Reason(
        "search",
        "page, .*",
        "The page asks for several kinds of rows, each with two or three statements, and their times add up. Of a "
        "frequent word, the newest projects are read one after the other until there are enough.",
    ),
    Reason(
        "search",
        "count of projects, .*",
        "Many projects have these letters, or the index cannot find them. Then every text is compared, as in the "
        "reference, and the partners' names are looked up besides.",
    ),
    Reason(
        "exports",
        "(projects|allocations) csv",
        "psql writes what the database sends. Ours looks at each cell for formulas and quotation marks, and makes "
        "amounts of whole øre. The memory on SQLite was measured before files were read in smaller portions; the "
        "scenario memory has 144 MB.",
    ),
    Reason(
        "exports",
        "projects ndjson",
        "A row of NDJSON has 2.8 times the bytes of one of CSV, with texts in all languages. CSV became faster: NDJSON "
        "had 0.54 of its rows a second before.",
        "PostgreSQL",
    ),
    Reason(
        "memory",
        "projects (XLSX|CSV|NDJSON)",
        "The start takes 130 MB of it, before the first row: Django, the records, the texts in six languages, and the "
        "libraries of the sign-in. The library that makes the shell of a workbook comes on top.",
    ),
    Reason(
        "writing",
        ".*",
        "Each record is judged by every rule, and its change keeps values, history and effects. A plain serializer "
        "that does none of this, and saves row by row, writes a quarter to a half as many in a second.",
    ),
    Reason("lists", "8 clients, 2 workers, the first page", FIRST_RUN, "SQLite"),
    Reason(
        "lists",
        "page 1|cursor, first",
        "This run was made beside other work, and at a million projects it was repeated twice. At 100,000 projects the "
        "goal is met.",
        "PostgreSQL",
    ),
    Reason(
        "pages",
        "dashboard",
        "This run was made beside other work. An unchanged dashboard is read from the memory of answers, in the same "
        "time of CPU as at 100,000 projects.",
        "SQLite",
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
