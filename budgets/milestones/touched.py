"""The projects that were touched between two changes."""

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections

from projects.kept.states import table_of_states
from projects.models import Project

READ = ("projects.Project", "budgets.Allocation")
"""The models whose tables the kept groupings read. A figure moves only where one of their rows begins or ends a state:
what else a key follows from is in the kept columns of projects, whose states begin and end too."""


def touched_between(first: int, last: int, most: int) -> list[int] | None:
    """Returns the projects of which a figure or a key may differ as of the two changes; None: more than ``most``.

    Reads the histories themselves, also where a reader reads as of a change.
    """
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"{_touched(f'> {first:d}', f'<= {last:d}')} LIMIT {most + 1:d}")
        found = [project for (project,) in cursor.fetchall()]
    return found if len(found) <= most else None


def _touched(after: str, until: str) -> str:
    """The statement. Where a state ends, another one of the same row begins, also if the row was deleted: so the index
    of beginnings finds both."""
    projects, allocations = (apps.get_model(label).history.model._meta.db_table for label in READ)
    begun, ended = (f"{end} {after} AND {end} {until}" for end in ("from_change", "until_change"))
    written = f'SELECT "id" FROM "{allocations}" WHERE {begun}'  # noqa: S608 (our names)
    # A grant may have moved to another project, so the state that ended counts too
    return (
        f'SELECT "id" FROM "{table_of_states(Project)}" WHERE {begun}'  # noqa: S608
        f' UNION SELECT "id" FROM "{projects}" WHERE {begun}'
        f' UNION SELECT "project_id" FROM "{allocations}" WHERE "id" IN ({written}) AND ({begun} OR {ended})'
    )
