"""The facts that explain a table: the filters, the date, what was counted, what was not and why, and the sources."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.links import of_left_out
from budgets.totals import Figures, OtherCurrency
from changes.as_of.point import current_point
from projects.language.amounts import format_count as count
from projects.models import Document
from projects.querysets import source_documents
from projects.templatetags.oversigt import money
from reports.table import Fact, Parts


def filters_in_words(filterset: Any) -> list[Fact]:
    """Returns the filters in force, in words: the portfolios always, other filters only if they are chosen."""
    return [Fact(label, words) for label, words in filterset.in_force_in_words()]


def dated(today: date) -> Fact:
    """Returns the date of the data; as of a change also its number."""
    text = formats.date_format(today, "DATE_FORMAT")
    if point := current_point():
        text = _("%(day)s, as known after change %(number)s") % {"day": text, "number": point.number}
    return Fact(_("Date of the data"), text)


def counted(figures: Figures, *, of_entries: bool = False, tree: str = "") -> Fact:
    """Returns what a total is made of: projects, allocations or entries, DKK. ``tree``: the address of its tree."""
    rows = figures.allocations
    words = ngettext("%(number)s allocation", "%(number)s allocations", rows)
    if of_entries:
        words = ngettext("%(number)s entry", "%(number)s entries", rows)
    parts = [
        ngettext("%(number)s project", "%(number)s projects", figures.projects) % {"number": count(figures.projects)},
        words % {"number": count(rows)},
        in_dkk(figures.budget_dkk),
    ]
    return Fact(_("Counted"), ", ".join(parts), opening(figures.budget_dkk, tree))


def in_dkk(amount: Decimal | None) -> str:
    """Returns an amount with its currency, or "not stated"."""
    return _("not stated") if amount is None else f"{money(amount)} DKK"


def opening(amount: Decimal | None, tree: str) -> Parts:
    """Returns the link of an amount in the text of a fact; none if there is nothing to open."""
    return ((in_dkk(amount), tree),) if amount and tree else ()


def counted_in(facts: Iterable[Fact]) -> Fact | None:
    """Returns the one of these facts that says what was counted; None without such a fact."""
    return next((fact for fact in facts if fact.label == _("Counted")), None)


def left_out_in(facts: Iterable[Fact]) -> list[Fact]:
    """Returns those of these facts that say what was not counted."""
    return [fact for fact in facts if fact.label == _("Not counted")]


def not_counted(
    figures: Figures,
    other_currency: Iterable[OtherCurrency],
    *,
    of_entries: bool = False,
    tree: str = "",
    projects: str = "",
) -> list[Fact]:
    """Returns what a total leaves out, and why; an empty list if it leaves out nothing. ``tree``: that of the total;
    ``projects``: the address of the projects whose budget is not stated.
    """
    facts = []
    if of_entries and figures.projects_without_budget:
        words = ngettext(
            "%(number)s project without an entry of this measure",
            "%(number)s projects without an entry of this measure",
            figures.projects_without_budget,
        )
        facts.append(words % {"number": count(figures.projects_without_budget)})
    elif figures.projects_without_budget:
        words = ngettext(
            "%(number)s project whose budget is not stated",
            "%(number)s projects whose budget is not stated",
            figures.projects_without_budget,
        )
        facts.append(words % {"number": count(figures.projects_without_budget)})
    label = _("Not counted")
    return [
        *(Fact(label, text, ((text, projects),) if projects and not of_entries else ()) for text in facts),
        *without_a_rate(other_currency, tree),
    ]


def without_a_rate(other_currency: Iterable[OtherCurrency], tree: str = "") -> list[Fact]:
    """Returns the allocations that an amount in DKK leaves out; an empty list if there are none. ``tree``: that of the
    amount.
    """
    facts = []
    for left_out in other_currency:
        words = ngettext(
            "%(number)s allocation in another currency without a rate: %(amount)s %(currency)s",
            "%(number)s allocations in another currency without a rate: %(amount)s %(currency)s",
            left_out.allocations,
        )
        amount = money(left_out.amount)
        text = words % {"number": count(left_out.allocations), "amount": amount, "currency": left_out.currency}
        link = of_left_out(tree, left_out.currency) if tree else ""
        facts.append(Fact(_("Not counted"), text, ((f"{amount} {left_out.currency}", link),) if link else ()))
    return facts


def sources(rows: Any) -> list[Fact]:
    """Returns the source documents of projects or allocations (a queryset)."""
    documents = Document.objects.filter(pk__in=source_documents(rows))
    return [Fact(_("Source"), str(document)) for document in documents]
