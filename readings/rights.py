"""Who may read annexes: staff who may add projects. Others see an annex only if they keep a project from it, or its
money."""

from typing import Any

from changes.models import Action
from changes.rights import decides, may
from projects.models import Project
from readings.models import AnnexReading

READ, SHOW = "read", "show"


@decides(READ, "annex")
def may_read(user: Any, _row: Any) -> bool:
    """Returns whether the account may send annexes and make projects of them."""
    return may(user, Action.CREATE, "project")


def may_show(user: Any, reading: AnnexReading) -> bool:
    """Returns whether the account may see an annex: its own, or one of a project that it keeps, or whose money."""
    if reading.person_id == user.pk:
        return may(user, READ, "annex")
    rows = reading.accepted.values_list("row", flat=True)
    return any(keeps(user, project) for project in Project.objects.filter(pk__in=rows))


def keeps(user: Any, project: Project) -> bool:
    """Returns whether the account may change a project, or add to its money."""
    return may(user, Action.UPDATE, project) or may(user, Action.CREATE, "entry", of=project)
