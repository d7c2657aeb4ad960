"""Puts into words why a council is shown with an amount: the source says that it pays, or it is only named for the
project.

Rule 2 of docs/data.md. A group of totals may hold both; their projects and amounts are then shown separately.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.language.amounts import format_amount, format_count


def claim_in_words(figures: Any, stated: bool = True) -> str:
    """Returns what the source says about the council of a group with these Figures. ``stated``: whether the group
    has a council.
    """
    if not stated:
        return _("no council named")
    if not figures.projects_paid:
        return _("named for the project")
    if not figures.projects_named and figures.named_dkk is None:
        return _("paid by the council")
    return "; ".join(filter(None, (_paid(figures), _named(figures))))


def _paid(figures: Any) -> str:
    number = figures.projects_paid
    if figures.paid_dkk is None:
        words = ngettext(
            "paid by the council: %(number)s project, not counted in DKK",
            "paid by the council: %(number)s projects, not counted in DKK",
            number,
        )
        return words % {"number": format_count(number)}
    words = ngettext(
        "paid by the council: %(amount)s DKK, %(number)s project",
        "paid by the council: %(amount)s DKK, %(number)s projects",
        number,
    )
    return words % {"number": format_count(number), "amount": format_amount(figures.paid_dkk)}


def _named(figures: Any) -> str:
    number, amount = figures.projects_named, figures.named_dkk
    if amount is None:
        words = ngettext("only named: %(number)s project", "only named: %(number)s projects", number)
        return words % {"number": format_count(number)}
    if not number:
        return _("only named: %(amount)s DKK of the same projects") % {"amount": format_amount(amount)}
    words = ngettext(
        "only named: %(amount)s DKK, %(number)s project", "only named: %(amount)s DKK, %(number)s projects", number
    )
    return words % {"number": format_count(number), "amount": format_amount(amount)}
