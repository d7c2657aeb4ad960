"""A table of new projects with planted faults of many kinds: each in one cell, which is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from projects.models import CoreArea, Council, Organisation, Place, Portfolio, Source

HEADINGS = (
    *("reference", "title", "title_language", "kind", "status", "portfolio", "starts", "ends", "councils"),
    *("core_areas", "places", "partners", "follows", "summary", "source", "source_section", "source_item"),
    *("grant.amount", "grant.currency", "grant.year"),
)
Row = list[Any]
Cell = tuple[int, int]
"""The number of a line, and the position of a column."""


@dataclass
class Known:
    """Names that the register knows."""

    councils: list[str] = field(default_factory=list)
    core_areas: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)
    portfolio: str = ""
    source: tuple[str, str] = ("", "")

    @classmethod
    def read(cls) -> "Known":
        """Returns some names of each kind from the database."""
        source = Source.objects.select_related("document").order_by("pk").first()
        portfolio = Portfolio.objects.filter(four_eyes=False).order_by("-own", "slug").first()
        return cls(
            councils=list(Council.objects.order_by("code").values_list("code", flat=True)[:10]),
            core_areas=list(CoreArea.objects.order_by("slug").values_list("slug", flat=True)[:10]),
            places=list(Place.objects.order_by("slug").values_list("slug", flat=True)[:30]),
            partners=list(Organisation.objects.order_by("slug").values_list("slug", flat=True)[:50]),
            portfolio=portfolio.slug if portfolio else "",
            source=(source.document.slug, source.section) if source else ("", ""),
        )


def _with(name: str, value: Any) -> Callable[[Row, Sequence[Row], Random], str]:
    """Returns a fault that writes a value into a column."""

    def plant(row: Row, _rows: Sequence[Row], _random: Random) -> str:
        row[HEADINGS.index(name)] = value
        return name

    return plant


def _end_before_start(row: Row, _rows: Sequence[Row], _random: Random) -> str:
    row[HEADINGS.index("starts")], row[HEADINGS.index("ends")] = "2020-05-01", "2019-12-31"
    return "ends"


def _same_reference(row: Row, rows: Sequence[Row], random: Random) -> str:
    row[0] = rows[random.randrange(min(5, len(rows)))][0]
    return "reference"


def _misspelt(name: str) -> Callable[[Row, Sequence[Row], Random], str]:
    """Returns a fault that doubles a letter of a known name."""

    def plant(row: Row, _rows: Sequence[Row], _random: Random) -> str:
        place = HEADINGS.index(name)
        text = str(row[place])
        row[place] = f"{text[:3]}zq{text[3:]}"
        return name

    return plant


FAULTS: dict[str, Callable[[Row, Sequence[Row], Random], str]] = {
    "unknown council": _misspelt("councils"),
    "unknown role of a council": _with("councils", "MR-S (Singing)"),
    "unknown place": _misspelt("places"),
    "unknown core area": _misspelt("core_areas"),
    "unknown partner": _misspelt("partners"),
    "unknown kind": _with("kind", "Projecct"),
    "unknown status": _with("status", "Sleeping"),
    "unknown portfolio": _with("portfolio", "nowhere"),
    "unknown language": _with("title_language", "xx"),
    "a day that does not exist": _with("starts", "31.02.2019"),
    "a text for a date": _with("ends", "soon"),
    "an end before the start": _end_before_start,
    "a text for an amount": _with("grant.amount", "a lot"),
    "an amount with three decimals": _with("grant.amount", "1200.505"),
    "a negative amount": _with("grant.amount", "-500.00"),
    "an unknown currency": _with("grant.currency", "DKR"),
    "a year that makes no sense": _with("grant.year", "2500"),
    "a reference twice": _same_reference,
    "a reference with a blank": _with("reference", "no good"),
    "no title": _with("title", ""),
    "a title that is too long": _with("title", "x" * 301),
    "an error of the program": _with("summary", "#REF!"),
    "an unknown document": _with("source", "no-such-paper"),
    "an item that is no number": _with("source_item", "first"),
    "an unknown earlier project": _with("follows", "NO-SUCH-1"),
}
"""Kinds of faults. Each changes one row, and returns the column in which the fault has to be named."""


def planted(rows: int, faults: int, known: Known, seed: int = 1) -> tuple[list[Row], dict[Cell, str]]:
    """Returns a table of so many new projects below its headings, and the cells with faults, each with its kind."""
    random = Random(seed)
    found = [_row(number, known, random) for number in range(rows)]
    places = random.sample(range(5, rows), faults)
    kinds = list(FAULTS)
    cells: dict[Cell, str] = {}
    for number, place in enumerate(places):
        kind = kinds[number % len(kinds)]
        name = FAULTS[kind](found[place], found, random)
        cells[place + 2, HEADINGS.index(name)] = kind
    return [list(HEADINGS), *found], cells


def _row(number: int, known: Known, random: Random) -> Row:
    year = random.randrange(2001, 2020)
    return [
        *(f"TBL-{number:06d}", f"Project {number} about safe houses", "en", "project", "closed", known.portfolio),
        *(f"{year}-{random.randrange(1, 13):02d}", str(year + random.randrange(1, 4))),
        *(f"{random.choice(known.councils)} (Co-operating)", random.choice(known.core_areas)),
        *(random.choice(known.places), f"{random.choice(known.partners)} (Implementing)", ""),
        *("Shelter, advice and training in the region.", *known.source, number % 300 + 1),
        *(f"{random.randrange(50, 900) * 1000}.00", "DKK", year),
    ]
