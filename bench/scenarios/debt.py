"""Measures the project debt by council and budget post, beside SQL written by hand."""

from collections.abc import Iterator, Sequence
from functools import partial

from django.db import connection
from django.http import QueryDict

from bench.goals import at_most
from bench.results import Result, checked
from bench.scenarios.totals_by_hand import PROJECTS, set_of
from bench.setting import Setting
from bench.timing import timed, timed_against
from budgets.choices import ADDING, TAKING_AWAY, Measure
from budgets.entries.measured import measure_on
from budgets.grouping.answers import MOST_GROUPS
from budgets.totals import Mode, totals
from projects.filtersets import ProjectFilterSet
from projects.models import Project

SIZE = 10_000
GOAL = at_most(1.5)
LAYOUTS: tuple[list[str], ...] = (["council", "post"], ["council"], ["post"], [])
PLUS = ", ".join(f"'{kind.value}'" for kind in ADDING[Measure.DEBT])
MINUS = ", ".join(f"'{kind.value}'" for kind in TAKING_AWAY[Measure.DEBT])
ENTRIES = f"""(
    SELECT a.project_id, a.council_id, COALESCE(e.post_id, a.post_id) AS post_id,
        CASE WHEN e.kind IN ({MINUS}) THEN -e.amount_dkk ELSE e.amount_dkk END AS ore
    FROM budgets_entry e JOIN budgets_allocation a ON a.id = e.allocation_id
    WHERE e.kind IN ({PLUS}, {MINUS}) AND e.amount_dkk IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM budgets_entry c WHERE c.corrects_id = e.id)
)"""
FIGURES = """
    COUNT(DISTINCT p.id), COUNT(m.ore), COALESCE(SUM(m.ore), 0), COUNT(CASE WHEN m.project_id IS NULL THEN 1 END),
    SUM(CASE WHEN m.council_id IS NOT NULL THEN m.ore END),
    COUNT(DISTINCT CASE WHEN m.council_id IS NOT NULL THEN p.id END)
"""


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the milliseconds of the debt of the Council's own projects today, and whether it is that of the SQL."""
    projects = ProjectFilterSet(QueryDict(), Project.objects.all()).qs
    debt = measure_on(Measure.DEBT)
    for names in LAYOUTS:
        case = f"debt by {' × '.join(names)}" if names else "debt, no groups"
        mode: Mode = "exclusive"
        ours = partial(totals, projects, names, mode, MOST_GROUPS, measure=debt)
        yield from timed_against("debt", case, ours, ("SQL by hand", partial(answer, names)), setting, GOAL)
    by_stage = partial(totals, projects, ["stage"], "exclusive", MOST_GROUPS, measure=debt)
    yield timed("debt", "debt by stage", by_stage, setting)
    ours_ore = int((totals(projects, measure=debt).total.budget_dkk or 0) * 100)
    theirs = answer([])[0][0][2]
    different = [] if ours_ore == theirs else [f"debt: {ours_ore} øre, by hand {theirs} øre"]
    yield checked("debt", "the same sum", setting.database, different)


def answer(names: Sequence[str]) -> list[list[tuple[int, ...]]]:
    """Returns the rows of the groups, of the total, and of each dimension alone."""
    layouts = [names, *([[]] if names else []), *([[name] for name in names] if len(names) > 1 else [])]
    found = []
    with connection.cursor() as cursor:
        for layout in layouts:
            cursor.execute(_grouped(layout))
            found.append(cursor.fetchall())
    return found


def _grouped(names: Sequence[str]) -> str:
    joins, keys = f"LEFT JOIN {ENTRIES} m ON m.project_id = p.id", []
    for name in names:
        if name == "council":
            joins += f" LEFT JOIN {set_of(name, 'exclusive')} s ON s.project_id = p.id"
            keys.append("COALESCE(CAST(m.council_id AS text), CAST(s.k AS text))")
        else:
            keys.append("m.post_id")
    grouped = f" GROUP BY {', '.join(keys)}" if keys else ""
    return f"SELECT {', '.join([*keys, FIGURES])} FROM {PROJECTS} {joins} WHERE o.own{grouped}"
