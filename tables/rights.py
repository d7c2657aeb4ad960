"""Who may send tables: staff who may make or change records of at least one of their kinds."""

from typing import Any

from changes.models import Action
from changes.rights import decides, is_staff, may
from tables.columns.kinds import KINDS, TableKind

IMPORT = "import"
CREATE, UPDATE = Action.CREATE, Action.UPDATE
JUDGED_AS = {"allocation": "entry"}
"""A grant is a row of its project. Whoever may write the money of grants may send tables of them."""


def kinds_for(person: Any) -> list[TableKind]:
    """Returns the kinds of tables that the person may send."""
    return [
        kind
        for kind in KINDS.values()
        if any(may(person, action, JUDGED_AS.get(kind.record, kind.record)) for action in (CREATE, UPDATE))
    ]


@decides(IMPORT, "table")
def may_import(person: Any, _row: Any) -> bool:
    """Returns whether the person may send tables at all. What each row may do is judged with its proposal."""
    return is_staff(person) and bool(kinds_for(person))
