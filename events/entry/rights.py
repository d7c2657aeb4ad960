"""Who may read the calendar, and who may enter, change and confirm events.

Staff with the rights of the editing side may change every event. An organisation's account (``Contributor``) enters
events of that organisation, and changes the events that the organisation organises alone, in the calendar's form,
where staff see which events wait to be confirmed. It sees only the calendar. Everybody else only reads.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from changes.approving.handing_in import acts_from, belonging_from
from changes.check import Checked
from changes.models import Action
from changes.rights import by_permission, decides, has_right, rule_of
from changes.rights.limits import Names, belongs
from events.entry.contributing import is_contributor, organisation_of, organises_alone, sees_calendar_only
from events.models import Contributor
from projects.editing.limits import names_of_references

READ = "read"


@decides(READ, "register")
def may_read(person: Any, _row: Any) -> bool:
    """Returns whether the person may read more than the calendar: not with the account of an organisation."""
    return may_read_calendar(person, None) and not sees_calendar_only(person)


@decides(READ, "every portfolio")
def may_read_all(person: Any, _row: Any) -> bool:
    """Returns whether the person may read what is of every portfolio together, such as all deadlines."""
    return may_read(person, None)


@decides(READ, "calendar")
def may_read_calendar(person: Any, _row: Any) -> bool:
    """Returns whether the person may read the calendar: everybody with an account, and visitors with open reading."""
    return bool(settings.OPEN_READING or (person and person.is_authenticated))


@acts_from
def key_of_organisation(person: Any) -> int | None:
    """Returns the key of the organisation whose account this is; None for staff and personal accounts."""
    organisation = organisation_of(person)
    return organisation.pk if organisation else None


@belonging_from
def has_an_organisation(person: Any) -> bool:
    """Returns whether the account was given to an organisation, whatever roles it got later. One query a person."""
    known = getattr(person, "_has_an_organisation", None)
    if known is None:
        known = person._has_an_organisation = Contributor.objects.filter(user=person.pk).exists()
    return bool(known)


@decides(READ, "owed-reports")
@decides("hand in", "owed-reports")
def may_hand_in(person: Any, _row: Any) -> bool:
    """Returns whether the person may see the reports that an organisation owes, and hand them in: its accounts may."""
    return is_contributor(person)


@decides(Action.CREATE, "event")
def may_enter(person: Any, _row: Any) -> bool:
    """Returns whether the person may enter new events in the calendar's form."""
    return has_right(person, Action.CREATE, "event") or is_contributor(person)


@decides(Action.UPDATE, "event")
def may_change(person: Any, event: Any) -> bool:
    """Returns whether the person may change this event in the calendar's form; of no event, whether they are staff who
    may change events."""
    organisation = organisation_of(person) if event is not None else None
    if organisation is not None:
        return organises_alone(organisation, event)
    return has_right(person, Action.UPDATE, event if event is not None else "event")


@decides("confirm", "event")
def may_confirm(person: Any, event: Any) -> bool:
    """Returns whether the person may confirm that an event takes place. Only staff may."""
    return has_right(person, Action.UPDATE, event if event is not None else "event")


@rule_of("event")
def may_propose_event(actor: Any, checked: Checked) -> str:
    """Returns why the actor may not propose this by a program; an empty text if the actor may."""
    if is_contributor(actor):
        return _("The account of an organisation enters and changes its events in the calendar's form.")
    return by_permission(actor, checked)


@belongs("event")
def names_of_event(said: Mapping[str, Any]) -> Sequence[Names]:
    """Returns the portfolios and the councils of the event's projects. An event without a project is shared."""
    return names_of_references([_reference(row) for row in said["projects"]])


def _reference(row: Any) -> str:
    """Returns the project of a row, which is its reference alone if nothing else is said about it."""
    return str(row["reference"] if isinstance(row, Mapping) else row)
