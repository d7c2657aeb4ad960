"""The facts that explain a table: the filters, the date, what was counted, what was not and why, and the sources."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.totals import Figures, OtherCurrency
from changes.as_of.point import current_point
from projects.language.amounts import format_count as count
from projects.models import Document
from projects.querysets import source_documents
from projects.templatetags.oversigt import money
from reports.table import Fact


def filters_in_words(filterset: Any) -> list[Fact]:
    """Returns the filters in force, in words: the portfolios always, other filters only if they are chosen."""
    return [Fact(label, words) for label, words in filterset.in_force_in_words()]


def dated(today: date) -> Fact:
    """Returns the date of the data; as of a change also its number."""
    text = formats.date_format(today, "DATE_FORMAT")
    if point := current_point():
        text = _("%(day)s, as known after change %(number)s") % {"day": text, "number": point.number}
    return Fact(_("Date of the data"), text)


def counted(figures: Figures, *, of_entries: bool = False) -> Fact:
    """Returns what a total is made of: projects, allocations or entries, DKK."""
    rows = figures.allocations
    words = ngettext("%(number)s allocation", "%(number)s allocations", rows)
    if of_entries:
        words = ngettext("%(number)s entry", "%(number)s entries", rows)
    parts = [
        ngettext("%(number)s project", "%(number)s projects", figures.projects) % {"number": count(figures.projects)},
        words % {"number": count(rows)},
        _("not stated") if figures.budget_dkk is None else f"{money(figures.budget_dkk)} DKK",
    ]
    return Fact(_("Counted"), ", ".join(parts))


def counted_in(facts: Iterable[Fact]) -> str:
    """Returns the text of these facts that says what was counted; empty without such a fact."""
    return next((fact.text for fact in facts if fact.label == _("Counted")), "")


def left_out_in(facts: Iterable[Fact]) -> list[Fact]:
    """Returns those of these facts that say what was not counted."""
    return [fact for fact in facts if fact.label == _("Not counted")]


def not_counted(figures: Figures, other_currency: Iterable[OtherCurrency], *, of_entries: bool = False) -> list[Fact]:
    """Returns what a total leaves out, and why; an empty list if it leaves out nothing."""
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
    return [*(Fact(_("Not counted"), text) for text in facts), *without_a_rate(other_currency)]


def without_a_rate(other_currency: Iterable[OtherCurrency]) -> list[Fact]:
    """Returns the allocations that an amount in DKK leaves out; an empty list if there are none."""
    facts = []
    for left_out in other_currency:
        words = ngettext(
            "%(number)s allocation in another currency without a rate: %(amount)s %(currency)s",
            "%(number)s allocations in another currency without a rate: %(amount)s %(currency)s",
            left_out.allocations,
        )
        facts.append(
            words
            % {"number": count(left_out.allocations), "amount": money(left_out.amount), "currency": left_out.currency}
        )
    return [Fact(_("Not counted"), text) for text in facts]


def sources(rows: Any) -> list[Fact]:
    """Returns the source documents of projects or allocations (a queryset)."""
    documents = Document.objects.filter(pk__in=source_documents(rows))
    return [Fact(_("Source"), str(document)) for document in documents]
