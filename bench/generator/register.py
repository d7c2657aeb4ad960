"""The rows that generated projects refer to: the register's own councils, core areas and places, and generated rows.

Generated rows can be recognised by their slugs, so that they are never confused with people's rows: see
``PREFIX``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db import models

from bench.generator import words
from bench.generator.dice import Dice, Weighted
from budgets.models import BudgetPost, Fund
from projects.choices import DocumentKind, OrganisationKind, PlaceKind
from projects.models import CoreArea, Council, Document, Organisation, Place, Portfolio, Source

PREFIX = "generated-"
"""The beginning of the slug of every generated row."""
PORTFOLIOS = {"generated": True, "generated-others": False}
"""The slugs of the generated portfolios, and whether they are the Council's own."""
FIRST_YEAR, LAST_YEAR = 2001, 2026
ORGANISATIONS = 5000
CITIES = 200
ITEMS = 40
FUNDS = ("Adjacent areas", "Gender equality", "Social co-operation", "Joint call")


class NoReference(Exception):
    """The register holds no rows to refer to. The message says what to load."""


@dataclass(frozen=True)
class Register:
    """Keys of the rows that projects refer to, in an order that is the same on every database."""

    own: int
    others: int
    councils: list[int]
    core_areas: list[int]
    countries: list[int]
    regions_and_cities: list[int]
    organisations: Weighted[int]
    """A few organisations have very many partnerships, most have few."""
    funds: list[int]
    sources: dict[int, list[int]]
    """By the year of their document."""
    posts: dict[int, list[int]] = field(default_factory=dict)
    """Budget posts by their year; only a portfolio with entries has some."""

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Returns the pairs of councils that often work together."""
        neighbours = zip(self.councils[::2], self.councils[1::2], strict=False)
        return [*neighbours, (self.councils[0], self.councils[-1])]


def prepare(seed: int, organisations: int = ORGANISATIONS) -> Register:
    """Writes the generated rows that projects refer to, and returns all keys. No row is written twice.

    Raises NoReference if the register has no councils, core areas or countries of its own.
    """
    councils, areas = _keys(Council, "code"), _keys(CoreArea, "slug")
    countries, places = _keys(Place, "slug", kind=PlaceKind.COUNTRY), _keys(Place, "slug")
    if len(councils) < 2 or not areas or not countries:
        raise NoReference("Load the councils, core areas and places first: manage.py load_fixtures reference")
    dice = Dice(seed, "register")
    cities = _write(Place, _cities(dice, countries))
    bodies = _write(Organisation, _organisations(dice, countries, organisations))
    funds = _write(Fund, (Fund(slug=f"{PREFIX}fund-{n}", name_en=name) for n, name in enumerate(FUNDS, 1)))
    return Register(
        own=_portfolio("generated"),
        others=_portfolio("generated-others"),
        councils=councils,
        core_areas=areas,
        countries=countries,
        regions_and_cities=[*(key for key in places if key not in countries), *cities],
        organisations=Weighted.by_rank(bodies, head=5),
        funds=funds,
        sources=_sources(),
    )


def with_posts(register: Register) -> Register:
    """Writes the budget posts of each year, one for each council, and returns the keys with them."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    rows = [
        BudgetPost(
            code=f"{PREFIX}{year}-{number}",
            number=f"G{number}",
            name_en=f"Generated post {number}",
            council_id=council,
            year=year,
            adopted=Decimal(0),
        )
        for year in years
        for number, council in enumerate(register.councils, 1)
    ]
    keys = iter(_write(BudgetPost, rows))
    return replace(register, posts={year: [next(keys) for _council in register.councils] for year in years})


def _keys(model: type[models.Model], name: str, **which: object) -> list[int]:
    """Returns the keys of the rows that people entered. Sorted here, because databases sort letters differently."""
    rows = model._default_manager.filter(**which).values_list(name, "pk")
    return [key for known_as, key in sorted(rows) if not known_as.startswith(PREFIX)]


def _write(model: Any, rows: Iterable[models.Model]) -> list[int]:
    return [row.pk for row in model._default_manager.bulk_create(rows, batch_size=1000)]


def _portfolio(slug: str) -> int:
    # A generated portfolio that holds people's projects is kept when the generated projects are removed
    known = Portfolio.objects.filter(slug=slug).values_list("pk", flat=True).first()
    return known or _write(Portfolio, [Portfolio(slug=slug, name_en=slug, own=PORTFOLIOS[slug])])[0]


def _cities(dice: Dice, countries: list[int]) -> Iterator[Place]:
    for number in range(1, CITIES + 1):
        name, country = words.city(dice, number), dice.one_of(countries)
        yield Place(slug=f"{PREFIX}city-{number:03}", kind=PlaceKind.CITY, name_en=name, country_id=country)


def _organisations(dice: Dice, countries: list[int], count: int) -> Iterator[Organisation]:
    for number in range(1, count + 1):
        kind = dice.one_of(OrganisationKind.values)
        yield Organisation(
            slug=f"{PREFIX}{number:05}",
            name_en=words.organisation(dice, kind, number),
            kind=kind,
            country_id=dice.one_of(countries) if dice.chance(0.8) else None,
        )


def _sources() -> dict[int, list[int]]:
    """Writes a report for each year with its items; returns the items by year."""
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    documents = dict(zip(years, _write(Document, map(_report, years)), strict=True))
    return {year: _write(Source, _items(year, document)) for year, document in documents.items()}


def _report(year: int) -> Document:
    title = f"Generated report {year}"
    return Document(slug=f"{PREFIX}report-{year}", title_en=title, kind=DocumentKind.REPORT, adopted=str(year))


def _items(year: int, document: int) -> Iterator[Source]:
    for number in range(1, ITEMS + 1):
        yield Source(slug=f"{PREFIX}{year}-{number}", document_id=document, section="projects", item=number)
