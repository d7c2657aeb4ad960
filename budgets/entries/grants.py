"""The checks of a grant after its decision: its closed accounting period, and the entries that follow it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from budgets.entries.checks import closed_period_of, decided_on
from budgets.models import Allocation, Entry
from budgets.models.posts import LEDGER
from changes.ahead import wait_for
from projects.partial_date import FIRST_YEAR, LAST_YEAR, PartialDate

Sentences = dict[str, list[str]]
MONEY = ("amount", "currency", "rate")


def broken_by_grant(grant: Any) -> Sentences:
    """Returns field → sentences of the rules that a new or changed grant breaks; empty where it breaks none."""
    if grant.year is not None and not FIRST_YEAR <= grant.year <= LAST_YEAR:
        # Its own field says what is wrong
        return {}
    stored = Allocation._base_manager.filter(pk=grant.pk).first() if grant.pk else None
    day, before = decided_on(grant), decided_on(stored) if stored else None
    if stored and day == before and all(getattr(grant, name) == getattr(stored, name) for name in MONEY):
        return {}
    if day != before and grant.granted and day and day > timezone.localdate():
        return {"granted": [_("%(day)s lies ahead. State only the year until the grant is decided.") % _shown(day)]}
    # Without a day it is in no period
    return _broken_by_dates(grant, stored, day, before) if day or before else {}


def _broken_by_dates(grant: Any, stored: Any, day: date | None, before: date | None) -> Sentences:
    wait_for([LEDGER])
    place = "granted" if grant.granted or not grant.year else "year"
    if not stored or day != before:
        if day and (period := closed_period_of(day)):
            sentence = _(
                "The accounting period of this day is closed. %(day)s is in the period %(period)s. Date the grant in an"
                " open period."
            )
            return {place: [sentence % {**_shown(day), "period": period}]}
        if stored and day and _left_behind(grant, day, before):
            return {place: [_("Entries of this grant are dated before this day.")]}
    if stored and closed_days([before]):
        sentence = _(
            "The accounting period of this grant is closed: its date, amount, currency and rate stay as they are."
        )
        return {place if day != before else "amount": [sentence]}
    return {}


def _shown(day: date) -> dict[str, str]:
    return {"day": date_format(day)}


def _left_behind(grant: Any, day: date, before: date | None) -> bool:
    """Whether entries lie before the new day of the grant that did not lie before the old one."""
    entries = Entry.objects.in_force().filter(allocation=grant.pk, day__lt=day)
    return bool((entries.filter(day__gte=before) if before else entries).exists())


def closed_days(days: Iterable[date | None]) -> list[date]:
    """Returns the days that lie in a closed period. Runs at most one query, and none without days."""
    return [day for day in days if day and closed_period_of(day)]


def hindering_removal(grants: Iterable[Mapping[str, Any]]) -> str:
    """Returns why grants, in the shape of the API, cannot be taken from their project; empty if they can."""
    days = {str(grant["reference"]): _day_of(grant) for grant in grants}
    closed = set(closed_days(days.values()))
    return _sentence(code for code, day in days.items() if day in closed)


def _day_of(grant: Mapping[str, Any]) -> date | None:
    if grant.get("granted"):
        return PartialDate.parse(str(grant["granted"])).first
    return date(grant["year"], 1, 1) if grant.get("year") else None


def hindering_deletion_of_project(project: Any, undoing: bool) -> str:
    """Returns why a project cannot be deleted; empty if none of its grants lies in a closed period."""
    wait_for([LEDGER])
    days = {grant.reference: decided_on(grant) for grant in Allocation._base_manager.filter(project=project.pk)}
    closed = set(closed_days(days.values()))
    return _sentence(code for code, day in days.items() if day in closed)


def _sentence(codes: Iterable[str]) -> str:
    listed = ", ".join(sorted(codes))
    sentence = _("The accounting period of these grants is closed, so they are not deleted: %(grants)s.")
    return sentence % {"grants": listed} if listed else ""
