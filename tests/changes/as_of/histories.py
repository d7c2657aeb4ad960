"""Random histories of the register: steps that write its tables, each in a change of its own, and what it then says."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from typing import Any

from django.db import connection, transaction
from hypothesis import strategies as st

from budgets.models import Entry
from changes import tables
from changes.models import Way
from changes.opened import changing
from events.models import Event
from projects.models import (
    CoreArea,
    Council,
    CouncilRole,
    Partnership,
    Place,
    Portfolio,
    Project,
    ProjectCoreArea,
    ProjectPlace,
)
from tests import builders

REFERENCES = ["P-1", "P-2", "P-3"]
COUNCILS = ["MR-A", "MR-B"]
PLACES = ["north", "south"]
TITLES = ["Ålborg", "zebra", "Århus 2", ""]
Step = tuple[str, int, int]
"""What is written, and two numbers that choose the row and the value."""
DAY = date(2026, 3, 1)
DAYS = ["2025-01-01", "2025-06-01", "2026-01-01"]
_NUMBERS = count()


def _chosen(listed: list[Any], number: int) -> Any:
    return listed[number % len(listed)]


def _project(row: int, value: int) -> None:
    reference, title = _chosen(REFERENCES, row), _chosen(TITLES, value)
    found = Project.objects.filter(reference=reference).first()
    if found is None:
        builders.project(reference, title_en=title or "None", status=_chosen(["ongoing", "closed"], value))
        return
    found.title_en, found.title_da = title or "None", title or "None"
    found.status, found.portfolio = _chosen(["closed", "ongoing"], value), _chosen(list(Portfolio.objects.all()), value)
    found.starts = _chosen([None, "2004", "2004-05"], value)
    found.save()


def _without(row: int, _value: int) -> None:
    Project.objects.filter(reference=_chosen(REFERENCES, row), contracts=None).delete()


def _of_project(write: Callable[[Project, int], None]) -> Callable[[int, int], None]:
    def step(row: int, value: int) -> None:
        found = Project.objects.filter(reference=_chosen(REFERENCES, row)).first()
        if found:
            write(found, value)

    return step


def _grant(project: Project, value: int) -> None:
    found = project.allocations.first()
    if found and value % 4 == 0 and not project.contracts.exists():
        found.delete()
    elif found and value % 4 == 1:
        found.amount = value
        found.save()
    else:
        rated = {"currency": "SEK", "rate": "0.65", "rate_date": DAY, "rate_source": "ECB"} if value % 4 == 2 else {}
        council = builders.council(_chosen(COUNCILS, value)) if value % 3 else None
        reference = f"{project.reference}-{next(_NUMBERS)}"
        builders.allocation(project, str(1000 + value), reference=reference, council=council, **rated)


def _role(project: Project, value: int) -> None:
    council, role = builders.council(_chosen(COUNCILS, value)), _chosen(["funding", "audience"], value // 2)
    row, made = CouncilRole.objects.get_or_create(project=project, council=council, role=role)
    if not made:
        row.delete()


def _facts(project: Project, value: int) -> None:
    place = Place.objects.get(slug=_chosen(PLACES, value))
    row, made = ProjectPlace.objects.get_or_create(project=project, place=place)
    if not made:
        row.delete()
    Partnership.objects.filter(project=project).delete()
    role = _chosen(["hosting", "implementing"], value)
    Partnership.objects.create(project=project, organisation=builders.organisation("o-1"), role=role)
    ProjectCoreArea.objects.get_or_create(project=project, core_area=CoreArea.objects.get(slug="area"))


def _money(project: Project, value: int) -> None:
    grant = project.allocations.first()
    if grant and not project.contracts.exists():
        builders.contract(grant, code=f"K-{project.reference}", starts=DAY)
    elif grant:
        builders.entry(grant, "paid", amount=str(value + 1), reference=f"{grant.reference}-{next(_NUMBERS)}")


def _rate(project: Project, value: int) -> None:
    grant = project.allocations.exclude(rate=None).first()
    if grant:
        grant.rate, grant.amount = _chosen(["0.65", "0.7", "0.123"], value), _chosen([1000, 1001, 333], value // 3)
        grant.save()


def _correction(project: Project, value: int) -> None:
    entry = Entry.objects.filter(allocation__project=project, kind="paid", corrections=None).first()
    if entry:
        kind, amount = ("withdrawn", None) if value % 4 == 0 else ("paid", str(value + 1))
        reference = f"{entry.allocation.reference}-{next(_NUMBERS)}"
        builders.entry(entry.allocation, kind, _chosen(DAYS, value), amount, reference=reference, corrects=entry)


def _place(row: int, value: int) -> None:
    place = Place.objects.get(slug=_chosen(PLACES, row))
    place.country = _chosen([None, builders.country("DK"), builders.country("SE")], value)
    place.name_da = _chosen(TITLES, value)
    place.save()
    place.spans.set([builders.country("RU")] if value % 2 else [])


def _portfolio(row: int, value: int) -> None:
    found = _chosen(list(Portfolio.objects.order_by("pk")), row)
    found.slug, found.own = f"{found.slug[:4]}-{next(_NUMBERS)}", bool(value % 2)
    found.save()


def _council(row: int, value: int) -> None:
    found = Council.objects.order_by("pk").first()
    if found:
        found.name_en = _chosen(TITLES, value) or "None"
        found.save()


def _event(row: int, value: int) -> None:
    slug = _chosen(["meeting", "seminar"], row)
    found = Event.objects.filter(slug=slug).first()
    if found is None:
        builders.event(slug, parties=["o-1"])
    elif value % 5 == 0:
        found.delete()
    else:
        found.title_en, found.starts = _chosen(TITLES, value) or "None", f"20{10 + value}"
        found.save()
        found.audience_countries.set([builders.country("DK")] if value % 2 else [])


STEPS: dict[str, Callable[[int, int], None]] = {
    "project": _project,
    "without": _without,
    "grant": _of_project(_grant),
    "role": _of_project(_role),
    "facts": _of_project(_facts),
    "money": _of_project(_money),
    "rate": _of_project(_rate),
    "correction": _of_project(_correction),
    "place": _place,
    "portfolio": _portfolio,
    "council": _council,
    "event": _event,
}
HISTORIES = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from([*STEPS, "project", "grant", "grant", "facts"]), st.integers(0, 5), st.integers(0, 11)
        ),
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=10,
)


@contextmanager
def begun() -> Iterator[None]:
    """Makes what the steps refer to, in a change. At the end nothing of the history stays for the next one."""
    with transaction.atomic():
        _begin()
        yield
        transaction.set_rollback(True)


def _begin() -> None:
    with changing(way=Way.LOAD):
        for slug in PLACES:
            Place.objects.get_or_create(slug=slug, defaults={"name_en": slug, "kind": "region"})
        CoreArea.objects.get_or_create(slug="area", defaults={"name_en": "Area", "number": 9})
        builders.portfolio("ours"), builders.portfolio("others", own=False), builders.organisation("o-1")
        for code in COUNCILS:
            builders.council(code)


def write(steps: list[Step]) -> int | None:
    """Writes these steps in one change; returns its number, None if nothing was different in the end."""
    with changing(way=Way.PAGE) as opened:
        for name, row, value in steps:
            STEPS[name](row, value)
    return opened.change.number if opened.change else None


def every_row() -> dict[str, list[tuple[Any, ...]]]:
    """Returns all columns of all rows of every table of records."""
    found = {}
    with connection.cursor() as cursor:
        for name, table in tables.tables().items():
            columns = ", ".join(f'"{field.column}"' for field in table.model._meta.concrete_fields)
            cursor.execute(f'SELECT {columns} FROM "{name}" ORDER BY id')  # noqa: S608 (names of our models)
            found[name] = cursor.fetchall()
    return found
