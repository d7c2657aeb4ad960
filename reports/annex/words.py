"""Puts the facts of the annex into words: amounts, allocations, partners, councils and sources."""

from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from budgets.choices import Scope
from budgets.models import Allocation
from projects.choices import Currency, Language, PartnerRole
from projects.language.texts import Shown, readers_language, shown
from projects.models import Project, ProjectNote, Source
from projects.templatetags.oversigt import money


def amount_in_words(project: Any) -> str:
    """Returns the budget in parentheses, as Dokument 8 prints it after each item: "(totalt 1.200.000 DKK)".

    With one allocation, the payer and the fund are included. With several, ``grants_in_words`` lists them.
    ``project`` comes from ``for_list()``; its budget is in DKK.
    """
    allocations = list(project.allocations.all())
    if not allocations:
        return _("(budget not stated)")
    if project.budget_dkk is None:
        return _("(no amount that counts in DKK)")
    if _explains_itself(allocations):
        return f"({', '.join([_in_total(project, allocations[0].scope), *_particulars(allocations[0])])})"
    return f"({_in_total(project, Scope.WHOLE)})"


def grants_in_words(project: Project) -> list[str]:
    """Returns each allocation in words, if the amount alone does not tell all: "100.000 EUR = 745.600 DKK, …"."""
    allocations = list(project.allocations.all())
    return [] if _explains_itself(allocations) else [_grant(allocation) for allocation in allocations]


def _explains_itself(allocations: list[Allocation]) -> bool:
    return not allocations or (len(allocations) == 1 and allocations[0].currency == Currency.DKK)


def _in_total(project: Any, scope: str) -> str:
    if scope == Scope.SHARE:
        sentence = _("%(amount)s DKK in total, the Council's share of a co-financed project")
    else:
        sentence = _("%(amount)s DKK in total")
    return sentence % {"amount": money(project.budget_dkk)}


def _particulars(allocation: Any) -> list[str]:
    """Returns the payer (only where the source says so), the fund and the date of the allocation."""
    said = []
    if allocation.council:
        said.append(_("paid by %(council)s") % {"council": allocation.council.code})
    if allocation.fund:
        said.append(_("fund: %(fund)s") % {"fund": allocation.fund.name})
    if allocation.granted:
        said.append(allocation.granted.in_words())
    elif allocation.year:
        said.append(str(allocation.year))
    return said


def _grant(allocation: Allocation) -> str:
    words = [_converted(allocation), *_particulars(allocation)]
    if allocation.scope == Scope.SHARE:
        words.append(Scope.SHARE.label.lower())
    return ", ".join(str(word) for word in words)


def _converted(allocation: Any) -> str:
    """Returns an amount in its own currency and in DKK, with the rate; or says that it does not count."""
    amount = f"{money(allocation.amount)} {allocation.currency}"
    if allocation.currency == Currency.DKK:
        return amount
    if allocation.amount_dkk is None:
        not_counted = _("not counted: no rate")
        return f"{amount} ({not_counted})"
    words = {
        "rate": formats.number_format(f"{allocation.rate.normalize():f}"),
        "date": formats.date_format(allocation.rate_date, "DATE_FORMAT"),
        "source": allocation.rate_source,
    }
    rate = _("rate %(rate)s of %(date)s, %(source)s") % words
    return f"{amount} = {money(allocation.amount_dkk)} DKK ({rate})"


def partners_in_words(project: Project) -> str:
    """Returns the partners with their roles; empty for none.

    The role "co-operating" is left out: it says only that they take part.
    """
    return "; ".join(
        _with_role(
            f"{partnership.organisation.name} ({partnership.organisation.abbreviation})"
            if partnership.organisation.abbreviation
            else partnership.organisation.name,
            "" if partnership.role == PartnerRole.COOPERATING else partnership.get_role_display(),
            partnership.inferred,
        )
        for partnership in project.partnerships.all()
    )


def councils_in_words(project: Project) -> str:
    """Returns the councils named for the project, each with its role; empty for none. The payer is shown with the
    amount.
    """
    return "; ".join(
        _with_role(role.council.code, role.get_role_display(), role.inferred) for role in project.council_roles.all()
    )


def _with_role(name: str, role: str, inferred: bool) -> str:
    said = [role.lower()] if role else []
    if inferred:
        said.append(str(_("Inferred")).lower())
    return f"{name} – {', '.join(said)}" if said else name


def source_in_words(source: Source, *, with_document: bool) -> list[Shown]:
    """Returns the source of an item, in pieces with their languages: the document, its heading there, its number."""
    said = [shown(source.document, "title")] if with_document else []
    heading = shown(source, "heading")
    said.append(heading if heading.text else Shown(source.section))
    if source.item:
        said.append(Shown(_("no. %(item)s") % {"item": source.item}))
    return said


def document_in_words(document: Any) -> list[Shown]:
    """Returns a document for the list of sources: title, date as exact as it is known, journal number, address."""
    more = [document.adopted.in_words() if document.adopted else "", document.journal_number, document.url]
    return [shown(document, "title"), *(Shown(text) for text in more if text)]


def language_in_words(language: str) -> str:
    """Returns the name of a language inside a sentence: "engelsk". Only English writes it with a capital."""
    name = str(Language(language).label) if language in Language.values else language
    return name if readers_language() == Language.ENGLISH else name.lower()


def said(pieces: list[Shown]) -> str:
    """Returns the pieces of a line as one text."""
    return ", ".join(piece.text for piece in pieces)


def field_in_words(field: str) -> str:
    """Returns the name of the field that a note is about: "Title", "Partners"."""
    return _("Amount") if field == "allocations" else str(ProjectNote.Field(field).label)
