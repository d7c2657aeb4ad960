"""To which project an entry, a contract and co-financing belong, and who may open a closed period again."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from budgets.models import Allocation
from changes.check import Checked
from changes.models import Action
from changes.rights import by_permission, decides, has_right, is_staff, may, rule_of
from changes.rights.limits import Names, belongs
from projects.editing.limits import names_of_projects, names_of_references
from projects.models import Project

GRANT = "grant"
"""The action of adding and changing the grants of a project."""
REOPEN = "budgets.reopen_period"
"""The right to open a closed period again. The right to change periods is enough to close one."""


@belongs("contract", "co-financing")
def names_of_contract(said: Mapping[str, Any]) -> Sequence[Names]:
    """Returns the portfolio and the councils of the project."""
    return names_of_references([said["project"]])


@belongs("entry")
def names_of_entry(said: Mapping[str, Any]) -> Sequence[Names]:
    """Returns the portfolio and the councils of the project of the grant."""
    return names_of_projects(Project.objects.filter(allocations__reference=said["allocation"]))


@decides(GRANT, "project")
def may_grant(person: Any, project: Any) -> bool:
    """Returns whether the person may add grants to the project or change them. Other fields need another right."""
    grant = Allocation(project=project)
    return any(has_right(person, action, grant, of=project) for action in (Action.CREATE, Action.UPDATE))


@decides("reopen", "period")
def may_reopen(person: Any, _row: Any) -> bool:
    """Returns whether the person may open a closed period again: staff with a right of its own, which no role has."""
    return is_staff(person) and bool(person.has_perm(REOPEN))


@rule_of("period")
def may_keep_period(actor: Any, checked: Checked) -> str:
    """Returns why the actor may not make this proposal of a period. Opening it again, also by undo, needs its right."""
    before, after = checked.before or {}, checked.after or {}
    opens = before.get("closed_at") and not after.get("closed_at") and checked.proposal.action == Action.UPDATE
    if not opens:
        return by_permission(actor, checked)
    return "" if may(actor, "reopen", "period") else _("You do not have the right to open a closed period again.")
