"""Who may propose a change to an event by a program: staff with the rights of the editing side.

An organisation's account enters and changes events in the calendar's form only, where staff see what waits for them.
"""

from typing import Any

from django.utils.translation import gettext as _

from changes.check import Checked
from changes.rights import by_permission, rule_of
from events.entry.contributing import is_contributor


@rule_of("event")
def may_propose_event(actor: Any, checked: Checked) -> str:
    """Returns why the actor may not propose this; an empty text if the actor may."""
    if is_contributor(actor):
        return _("The account of an organisation enters and changes its events in the calendar's form.")
    return by_permission(actor, checked)
