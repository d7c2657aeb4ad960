"""Generates a realistic portfolio of any size, the same for the same seed on any database and machine.

Project number n is the same for every size: the first thousand of a million are the portfolio of a thousand. Rows
are written in batches, so that memory stays constant. They are written without history: no person made them, and a
history would double what is measured.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import models
from django.utils import translation

from bench.generator import entries as life
from bench.generator import words
from bench.generator.dice import Dice, Weighted
from bench.generator.register import (
    FIRST_YEAR,
    LAST_YEAR,
    ORGANISATIONS,
    PORTFOLIOS,
    PREFIX,
    Register,
    prepare,
    with_posts,
)
from budgets.choices import Scope
from budgets.models import Allocation, BudgetPost, Contract, Entry, Fund
from changes.models import Way
from changes.opened import changing
from portfolio.databases.statistics import refresh_statistics
from projects.choices import CouncilRoleKind, Currency, Kind, PartnerRole, Status
from projects.models import (
    CouncilRole,
    Document,
    Lineage,
    Organisation,
    Partnership,
    Place,
    Portfolio,
    Project,
    ProjectCoreArea,
    ProjectPlace,
    Source,
)

BATCH = 1000
MOST = 1_000_000
AS_OF = date(2026, 6, 30)
"""The date of the portfolio: closed projects ended by then, ongoing projects did not."""
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
REFERENCE = "GEN-"
LOOKS_BACK = 500
"""How many numbers back a project may follow up another. It is below BATCH, so that the earlier project is already
written.
"""

LANGUAGE = Weighted({"en": 30, "da": 30, "sv": 25, "nb": 8, "fi": 4, "is": 3})
LANGUAGES = Weighted({1: 50, 2: 30, 3: 20})
KIND = Weighted(
    {Kind.PROJECT: 40, Kind.SEMINAR: 15, Kind.CONFERENCE: 12, Kind.STUDY: 12, Kind.PROGRAMME: 8, Kind.CAMPAIGN: 8,
     Kind.PARTNERSHIP: 5}
)  # fmt: skip
COUNCILS = Weighted({0: 12, 1: 45, 2: 33, 3: 10})
COUNCIL_ROLE = Weighted(
    {CouncilRoleKind.FUNDING: 50, CouncilRoleKind.COOPERATING: 30, CouncilRoleKind.INITIATING: 12,
     CouncilRoleKind.AUDIENCE: 8}
)  # fmt: skip
PARTNERS = Weighted({1: 20, 2: 25, 3: 20, 4: 15, 5: 12, 6: 8})
PLACES = Weighted({1: 40, 2: 25, 3: 15, 4: 12, 5: 8})
CORE_AREAS = Weighted({0: 15, 1: 60, 2: 25})
ALLOCATIONS = Weighted({0: 15, 1: 50, 2: 20, 3: 10, 4: 5})
CURRENCY = Weighted({Currency.DKK: 95, Currency.SEK: 2, Currency.NOK: 1, Currency.EUR: 2})
PRECISION = Weighted({4: 45, 7: 25, 10: 20, 0: 10})
"""How many characters of a date are known: of 2006-09-08 the year, the month, the day or none."""
DKK_FOR_ONE = {Currency.SEK: (60, 82), Currency.NOK: (63, 101), Currency.EUR: (743, 747)}
"""The range of a rate, in hundredths of DKK."""


@dataclass
class Draft:
    """A project and everything that belongs to it, not yet written."""

    project: Project
    facts: list[models.Model] = field(default_factory=list)
    back: int = 0
    """It follows up the project this many numbers before it; 0: none."""


def exists() -> bool:
    """Whether the register holds generated rows, perhaps from an interrupted run."""
    return generated().exists() or Organisation.objects.filter(slug__startswith=PREFIX).exists()


def generated() -> models.QuerySet:
    """Returns the generated projects, chosen by portfolio and reference so that no project of a person is
    included.
    """
    return Project.objects.filter(portfolio__slug__in=PORTFOLIOS, reference__startswith=REFERENCE)


def generate(
    *,
    projects: int,
    seed: int,
    register: Register,
    progress: Callable[[int], object] = lambda count: None,
    entries: bool = False,
) -> None:
    """Writes this number of projects, one transaction per batch; calls ``progress`` with the size of each batch.

    ``entries``: with the contracts and entries of their grants, and the budget posts of these (``entries.py``).
    """
    window: list[int] = []
    if entries:
        with translation.override("en"), made_up():
            register = with_posts(register)
    with translation.override("en"):  # Columns without a language of their own get the active language
        drafts = (draft(number, seed, register, entries) for number in range(1, projects + 1))
        while batch := list(islice(drafts, BATCH)):
            with made_up():
                window = _write(batch, window)
            progress(len(batch))
    refresh_statistics()


def prepare_register(*, seed: int, organisations: int = ORGANISATIONS) -> Register:
    """Writes the rows that projects refer to, all or nothing; see ``bench.generator.register.prepare``."""
    with translation.override("en"), made_up():
        return prepare(seed, organisations)


def remove() -> None:
    """Removes all generated rows, and nothing else; without history, which would list each of them.

    Raises IntegrityError if a row that people entered refers to a generated row.
    """
    with made_up():
        _remove_all()


def made_up() -> Any:
    """Opens a change that does not list its records: nobody wants to see or undo each of them."""
    return changing(way=Way.PROGRAM, reason="generate_portfolio", keeps_records=False)


def _remove_all() -> None:
    projects = list(generated().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(projects), BATCH // 2):
        _remove_projects(projects[start : start + BATCH // 2])
    for model in (Source, Document, Organisation, Place, Fund):
        _remove(model._base_manager.filter(slug__startswith=PREFIX))
    _remove(BudgetPost._base_manager.filter(code__startswith=PREFIX))
    empty = Portfolio.objects.filter(slug__in=PORTFOLIOS, projects=None)
    _remove(Portfolio._base_manager.filter(pk__in=list(empty.values_list("pk", flat=True))))


def _remove_projects(projects: list[int]) -> None:
    # By keys that are read once. With a subquery in each DELETE, the statistics of a database that held three projects
    # a moment ago make PostgreSQL join the rows of a table with each other, one by one
    grants = list(Allocation._base_manager.filter(project__in=projects).values_list("pk", flat=True))
    _remove(Entry._base_manager.filter(allocation__in=grants))
    contracts = list(Contract._base_manager.filter(project__in=projects).values_list("pk", flat=True))
    for row in life.ROWS[1:-1]:
        _remove(row._base_manager.filter(contract__in=contracts))
    _remove(Contract._base_manager.filter(pk__in=contracts))
    for relation in Project._meta.related_objects:
        if relation.one_to_many and relation.on_delete is models.CASCADE:
            _remove(relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": projects}))
    _remove(Project._base_manager.filter(pk__in=projects))


def _remove(rows: models.QuerySet) -> None:
    # delete() would load every row, and write its history
    alone: Any = rows
    alone._raw_delete(alone.db)


def draft(number: int, seed: int, register: Register, entries: bool = False) -> Draft:
    """Returns project ``number`` of the portfolio of this seed."""
    dice = Dice(seed, number)
    starts, ends, status = _period(dice)
    dates: dict[str, Any] = {"starts": _partial(dice, starts), "ends": ends and _partial(dice, ends)}
    project = Project(
        reference=f"{REFERENCE}{number:07}",
        portfolio_id=register.others if dice.chance(0.05) else register.own,
        kind=dice.weighted(KIND),
        status=status,
        source_id=dice.one_of(register.sources[starts.year]),
        **dates,
        **_texts(dice, number),
    )
    councils = _councils(dice, register)
    made = Draft(project, [*_council_roles(dice, project, councils), *_facts(dice, project, register)])
    grants = list(_allocations(dice, project, starts, councils, register))
    made.facts += grants
    if entries:
        made.facts += life.life_of(project, grants, starts, AS_OF, seed, register)
    if number > 1 and dice.chance(0.08):
        made.back = dice.between(1, min(LOOKS_BACK, number - 1))
    return made


def _period(dice: Dice) -> tuple[date, date | None, Status]:
    """Returns when it began and ended, to the day, and its status on AS_OF."""
    if dice.chance(0.2):
        starts = AS_OF - timedelta(dice.between(0, 4 * 365))
        return starts, _day(dice, AS_OF + timedelta(1), LAST_DAY) if dice.chance(0.4) else None, Status.ONGOING
    starts = _day(dice, FIRST_DAY, AS_OF)
    ends = min(starts + timedelta(dice.heavy_tailed(60, 1800) - 60), AS_OF)
    return starts, ends if dice.chance(0.9) else None, Status.CLOSED


def _day(dice: Dice, first: date, last: date) -> date:
    return first + timedelta(dice.between(0, (last - first).days))


def _partial(dice: Dice, day: date) -> str | None:
    return day.isoformat()[: dice.weighted(PRECISION)] or None


def _texts(dice: Dice, number: int) -> dict[str, str]:
    """Returns title and summary in one to three languages, of which the first is the original."""
    original = dice.weighted(LANGUAGE)
    wanted = dice.weighted(LANGUAGES)
    others = [language for language in dice.some_of(words.LANGUAGES, wanted) if language != original]
    texts = {"original_language": original}
    for language in [original, *others][:wanted]:
        texts[f"title_{language}"] = words.title(dice, language, number)
        texts[f"summary_{language}"] = words.summary(dice, language)
    return texts


def _councils(dice: Dice, register: Register) -> list[int]:
    """Returns no council, one, a pair that often works together, or a pair and a third."""
    number = dice.weighted(COUNCILS)
    if number < 2:
        return dice.some_of(register.councils, number)
    pair = list(dice.one_of(register.pairs))
    left = [council for council in register.councils if council not in pair]
    return pair + dice.some_of(left, number - 2)


def _council_roles(dice: Dice, project: Project, councils: list[int]) -> Iterator[models.Model]:
    for council in councils:
        inferred = dice.chance(0.03)
        yield CouncilRole(
            project=project,
            council_id=council,
            role=dice.weighted(COUNCIL_ROLE),
            inferred=inferred,
            note="Generated: named elsewhere in the report." if inferred else "",
        )


def _facts(dice: Dice, project: Project, register: Register) -> Iterator[models.Model]:
    for area in dice.some_of(register.core_areas, dice.weighted(CORE_AREAS)):
        yield ProjectCoreArea(project=project, core_area_id=area)
    country, *others = [dice.one_of(register.countries), *dice.some_of(register.regions_and_cities, 4)]
    for place in [country, *others][: dice.weighted(PLACES)]:
        yield ProjectPlace(project=project, place_id=place)
    for organisation in dice.some_weighted(register.organisations, dice.weighted(PARTNERS)):
        yield Partnership(project=project, organisation_id=organisation, role=dice.one_of(PartnerRole.values))


def _allocations(
    dice: Dice, project: Project, starts: date, councils: list[int], register: Register
) -> Iterator[Allocation]:
    """Yields none (the budget is not stated) to four allocations, in the year in which the project began."""
    for number in range(1, dice.weighted(ALLOCATIONS) + 1):
        granted = _day(dice, date(starts.year, 1, 1), starts)
        currency = dice.weighted(CURRENCY)
        yield Allocation(
            reference=f"{project.reference}-A{number}",
            project=project,
            amount=_amount(dice, currency),
            council_id=dice.one_of(councils) if councils and dice.chance(0.3) else None,
            fund_id=dice.one_of(register.funds) if dice.chance(0.25) else None,
            year=starts.year if dice.chance(0.7) else None,
            scope=Scope.SHARE if dice.chance(0.2) else Scope.WHOLE,
            source_id=project.source_id,
            **_currency(dice, currency, granted),
        )


def _amount(dice: Dice, currency: str) -> Decimal:
    """Returns mostly whole thousands of kroner, from 5,000 to 60 million. Half of the amounts are below 160,000."""
    thousands = dice.between(5, 80) if dice.chance(0.25) else dice.heavy_tailed(80, 60_000)
    if currency == Currency.EUR:
        thousands = thousands // 7 + 1
    ore = dice.between(1, 99_999) if dice.chance(0.06) else 0
    return Decimal(thousands * 100_000 + ore).scaleb(-2)


def _currency(dice: Dice, currency: str, granted: date) -> dict[str, Any]:
    """Returns the currency and the date of the grant. Half of the amounts that need a rate get the rate of that
    day.
    """
    if currency == Currency.DKK:
        return {"currency": currency, "granted": _partial(dice, granted) if dice.chance(0.4) else None}
    if dice.chance(0.5):
        return {"currency": currency, "granted": granted.isoformat() if dice.chance(0.5) else None}
    low, high = DKK_FOR_ONE[Currency(currency)]
    rate = Decimal(dice.between(low * 10**6, high * 10**6)).scaleb(-8)
    rated = {"rate": rate, "rate_date": granted, "rate_source": "Generated rate"}
    return {"currency": currency, "granted": granted.isoformat(), **rated}


def _write(batch: list[Draft], window: list[int]) -> list[int]:
    """Writes a batch and returns its keys. ``window`` holds the keys of the batch before."""
    Project.objects.bulk_create([draft.project for draft in batch])
    keys = [draft.project.pk for draft in batch]
    for model in (CouncilRole, ProjectCoreArea, ProjectPlace, Partnership, Allocation, *life.ROWS):
        rows = [row for draft in batch for row in draft.facts if isinstance(row, model)]
        model._default_manager.bulk_create(rows)
    Lineage.objects.bulk_create(_lines(batch, [*window, *keys]))
    return keys


def _lines(batch: list[Draft], keys: list[int]) -> Iterator[Lineage]:
    """Yields the lineage of a batch. ``keys`` end with the key of its last project: positions are counted back
    from there.
    """
    for after, draft in zip(range(len(batch) - 1, -1, -1), batch, strict=True):
        if draft.back:
            yield Lineage(project=draft.project, earlier_id=keys[-1 - after - draft.back])
