"""The projects that were touched between two changes."""

from typing import Any

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
    allocations: Any = apps.get_model(READ[1])
    places = {table_of_states(Project): "id", allocations.history.model._meta.db_table: "project_id"}
    between = " OR ".join(f"{end} > {first:d} AND {end} <= {last:d}" for end in ("from_change", "until_change"))
    arms = [f'SELECT "{column}" FROM "{table}" WHERE {between}' for table, column in places.items()]  # noqa: S608 (our names)
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(f"{' UNION '.join(arms)} LIMIT {most + 1:d}")
        found = [project for (project,) in cursor.fetchall()]
    return found if len(found) <= most else None
