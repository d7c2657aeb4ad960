"""Measures totals and the dashboard as of an earlier change, beside those of now: three versions of every row."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Case, Value, When
from django.http import QueryDict
from django.test import Client

from bench.goals import at_most, under
from bench.results import Result
from bench.scenarios.pages import reader
from bench.setting import Setting
from bench.timing import timed, timed_against
from budgets.grouping.answers import MOST_GROUPS
from budgets.milestones.keeping import forget as forget_milestones
from budgets.milestones.keeping import keep
from budgets.totals import totals
from changes import tables
from changes.as_of.asked import point_of
from changes.as_of.reading import reading_as_of
from changes.models import Change, Way
from changes.opened import changing
from portfolio.databases.statistics import refresh_statistics
from projects.choices import Status
from projects.filtersets import ProjectFilterSet
from projects.kept.declared import kept_models
from projects.kept.rebuilding import install
from projects.kept.states import columns_of, table_of_states
from projects.memory import forget
from projects.models import Project

REASON = "Three versions of every row"
TOTALS, DASHBOARD = at_most(3), under(2000)
LAYOUTS = [[], ["status"], ["council"], ["partner"], ["place"], ["country"], ["year"], ["council", "status"]]


PAGES = {"dashboard": "/", "project list": "/projects/", "report": "/reports/by-council/"}
TOUCHED = 1000
"""Projects that are written after a milestone."""


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the milliseconds of totals as of the middle one of three versions, beside those of now, and of pages:
    where nothing is kept, as of a milestone, and as of a change some time after one."""
    middle, last = middle_of_three()
    forget_milestones()
    yield from _totals(middle, setting)
    yield from _pages("nothing kept", middle, setting)
    keep(middle)
    yield from _pages("kept", middle, setting)
    keep(last)
    yield from _pages(f"{TOUCHED:,} projects written since", _written_since(), setting)


def _totals(middle: int, setting: Setting) -> Iterator[Result]:
    point = point_of(str(middle))

    def as_of(names: list[str]) -> object:
        with reading_as_of(point):
            return totals(_own(), names, "exclusive", MOST_GROUPS)

    for names in LAYOUTS:
        case = f"totals, {' × '.join(names) or 'no groups'}"
        now = ("now", partial(_now, names))
        yield from timed_against("as_of", case, partial(as_of, names), now, setting, TOTALS)


def _pages(which: str, number: int, setting: Setting) -> Iterator[Result]:
    with reader() as client:
        for page, address in PAGES.items():
            call = partial(_anew, client, f"/as-of/{number}{address}")
            yield timed("as_of", f"{page}, {which}", call, setting, DASHBOARD)


def _written_since() -> int:
    """Writes some projects; returns the number of the change."""
    some = list(Project.objects.own().order_by("pk").values_list("pk", flat=True)[:TOUCHED])
    with changing(way=Way.PROGRAM, reason="bench") as opened:
        projects = Project.objects.filter(pk__in=some)
        other = Case(When(status=Status.ONGOING, then=Value(Status.CLOSED)), default=Value(Status.ONGOING))
        projects.update(status=other)
    number: int = opened.change.number  # type: ignore[union-attr]
    return number


def _own() -> Any:
    return ProjectFilterSet(QueryDict(), Project.objects.all()).qs


def _now(names: list[str]) -> object:
    return totals(_own(), names, "exclusive", MOST_GROUPS)


def _anew(client: Client, address: str) -> None:
    forget()
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)  # noqa: S101 (a wrong answer is no measurement)


def middle_of_three() -> tuple[int, int]:
    """Returns the numbers of the changes that made the second and the third state of every row. Makes the three states
    if needed."""
    made = Change.objects.filter(reason=REASON).order_by("number").values_list("number", flat=True)
    if len(made) == 3:
        return made[1], made[2]
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # The limit is for readers of pages; here each statement writes a whole history
                cursor.execute("SET LOCAL statement_timeout = 0")
        # A state for each row that has none
        _change()
        middle = _change()
        _new_states(middle)
        last = _change()
        _new_states(last)
    install(DEFAULT_DB_ALIAS)
    refresh_statistics()
    return middle, last


def _change() -> int:
    # A change that keeps no records gives each row without a history a state
    with changing(way=Way.PROGRAM, reason=REASON, keeps_records=False) as opened:
        opened.written = True
    number: int = opened.change.number  # type: ignore[union-attr]
    return number


def _new_states(number: int) -> None:
    for table in tables.tables().values():
        if not hasattr(table.model, "history"):
            continue
        history = table.model.history.model
        with connection.cursor() as cursor:
            cursor.execute(*_ended(history._meta.db_table, number))
            cursor.execute(*_begun(history, number))
            for relation in history._history_m2m_fields:
                cursor.execute(*_related(history, getattr(history, relation.name).model, number))
    for label in kept_models():
        model: Any = apps.get_model(label)
        with connection.cursor() as cursor:
            cursor.execute(*_ended(table_of_states(model), number))
            cursor.execute(*_kept(model, columns_of(label), number))


def _ended(name: str, number: int) -> tuple[str, list[int]]:
    return f'UPDATE "{name}" SET until_change = %s WHERE until_change IS NULL', [number]


def _begun(history: Any, number: int) -> tuple[str, list[int]]:
    left = ("history_id", "from_change", "until_change")
    columns = ", ".join(f'"{field.column}"' for field in history._meta.concrete_fields if field.column not in left)
    name = history._meta.db_table
    ended = "until_change = %s AND from_change < until_change"
    sql = f'INSERT INTO "{name}" ({columns}, from_change) SELECT {columns}, %s FROM "{name}" WHERE {ended}'
    return sql, [number, number]


def _kept(model: Any, names: list[str], number: int) -> tuple[str, list[int]]:
    """The states of kept columns, which have the same values as before."""
    kept, states = table_of_states(model), model.history.model._meta.db_table
    columns = [f'"{name}"' for name in names]
    sql = (
        f'INSERT INTO "{kept}" (id, state, from_change, {", ".join(columns)})'
        f' SELECT old.id, new.history_id, %s, {", ".join(f"old.{name}" for name in columns)} FROM "{kept}" AS old'
        f' JOIN "{states}" AS new ON new.id = old.id AND new.from_change = %s WHERE old.until_change = %s'
    )
    return sql, [number, number, number]


def _related(history: Any, kept: Any, number: int) -> tuple[str, list[int]]:
    left = ("m2m_history_id", "history_id")
    names = [f'"{field.column}"' for field in kept._meta.concrete_fields if field.column not in left]
    states, relation = history._meta.db_table, kept._meta.db_table
    sql = (
        f'INSERT INTO "{relation}" ({", ".join(names)}, history_id)'
        f' SELECT {", ".join(f"old.{name}" for name in names)}, new.history_id FROM "{relation}" AS old'
        f' JOIN "{states}" AS ended ON ended.history_id = old.history_id AND ended.until_change = %s'
        f' JOIN "{states}" AS new ON new.id = ended.id AND new.from_change = %s'
    )
    return sql, [number, number]
