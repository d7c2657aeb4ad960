"""Puts into words why a council is shown with an amount: the source says that it pays, or it is only named for the
project.

Rule 2 of docs/data.md. A group of totals may hold both; their projects and amounts are then shown separately.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.language.amounts import format_amount, format_count

Write = Callable[[Decimal], str]


def is_split(figures: Any) -> bool:
    """Returns whether the source says of one part of the group that the council pays, and not of the rest."""
    return bool(figures.projects_paid and (figures.projects_named or figures.named_dkk is not None))


def claim_in_words(figures: Any, stated: bool = True, paid: Write = format_amount, named: Write = format_amount) -> str:
    """Returns what the source says about the council of a group with these Figures. ``stated``: whether the group
    has a council. ``paid`` and ``named`` write the two amounts.
    """
    if not stated:
        return _("no council named")
    if not figures.projects_paid:
        return _("named for the project")
    if not is_split(figures):
        return _("paid by the council")
    return f"{_paid(figures, paid)}; {_named(figures, named)}"


def _paid(figures: Any, write: Write) -> str:
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
    return words % {"number": format_count(number), "amount": write(figures.paid_dkk)}


def _named(figures: Any, write: Write) -> str:
    number, amount = figures.projects_named, figures.named_dkk
    if amount is None:
        words = ngettext("only named: %(number)s project", "only named: %(number)s projects", number)
        return words % {"number": format_count(number)}
    if not number:
        return _("only named: %(amount)s DKK of the same projects") % {"amount": write(amount)}
    words = ngettext(
        "only named: %(amount)s DKK, %(number)s project", "only named: %(amount)s DKK, %(number)s projects", number
    )
    return words % {"number": format_count(number), "amount": write(amount)}
