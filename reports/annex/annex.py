"""Builds the annex "Oversigt over projektaktiviteter" from the register; in Dokument 8 it was typed by hand.

The annex lists ongoing and closed projects in the order of the document, each with its amount, partners, time and
source; then the subtotals and the total with what they are made of; then the notes and the sources. Page, JSON,
PDF and Word say the same, because each lays out one ``Annex``.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from budgets.links import Filters, links_to
from budgets.totals import Figures, Totals, TotalsRow, totals
from changes.as_of.point import current_point, day_in_file_name
from projects.choices import Status
from projects.filtersets import ProjectFilterSet
from projects.language.texts import Shown, readers_language, shown
from projects.models import Document, Project
from projects.models.project import Remark
from projects.partial_date import period_in_words
from projects.querysets import source_documents
from projects.records import PROJECT
from reports import facts
from reports.annex import words
from reports.kinds.totals import totals_table
from reports.renderers.base import TooManyRows
from reports.table import Fact, Table

WHOLE = slice(None)


@dataclass(frozen=True)
class Line:
    """A labelled fact of an item, in pieces with their languages. All facts that the source does not state share
    one line, named ``not_stated``.
    """

    name: str
    label: str
    pieces: list[Shown]

    @property
    def text(self) -> str:
        return words.said(self.pieces)


@dataclass(frozen=True)
class Note:
    """A note: why a fact of an item reads as it does."""

    number: int
    reference: str
    about: str
    inferred: bool
    text: Shown


@dataclass(frozen=True)
class Item:
    """A project as the annex shows it."""

    number: int
    project: Project
    title: Shown
    summary: Shown
    amount: str
    """In parentheses, with the numbers in the format of the language: "(i alt 1.200.000 DKK)"."""
    stated: bool
    """Whether the amount is stated."""
    particulars: list[str]
    """Reference, kind, and the language of a text that is missing in the reader's language."""
    lines: list[Line]
    notes: list[Note]


@dataclass(frozen=True)
class Section:
    """The projects of one status, and their subtotal."""

    status: str
    heading: str
    items: list[Item]
    figures: Figures
    subtotal: list[str]
    """The subtotal of the section and what it leaves out, in words."""
    projects_url: str
    allocations_url: str
    why_url: str
    """The tree of the subtotal."""


@dataclass(frozen=True)
class Annex:
    """The whole annex in one language (ISO 639-1), with the date of its data."""

    title: str
    language: str
    date: date
    asked: list[Fact]
    """The portfolios and the filters in force, in words."""
    in_force: Filters
    """The same filters as the API writes them."""
    totals: Totals
    table: Table
    """The subtotals and the total."""
    why_url: str
    """The tree of the total."""
    sections: list[Section] = field(default_factory=list)
    sources: list[Document] = field(default_factory=list)

    @property
    def file_name(self) -> str:
        """Returns the name of the annex's file, without its extension: ``annex-2026-11-22-da``."""
        return f"annex-{day_in_file_name(self.date)}-{self.language}"

    @property
    def change(self) -> int | None:
        """Returns the number of the change as of which the register was read; None for the register of now."""
        point = current_point()
        return point.number if point else None

    @property
    def notes(self) -> list[Note]:
        return [note for section in self.sections for item in section.items for note in item.notes]

    @property
    def left_out(self) -> dict[str, Any]:
        """Returns what the total leaves out, for the API."""
        return {
            "projects_without_budget": self.totals.total.projects_without_budget,
            "other_currency": self.totals.other_currency,
        }

    @property
    def explained(self) -> list[Fact]:
        """Returns what the total is made of, and what it leaves out and why."""
        left_out = facts.not_counted(self.totals.total, self.totals.other_currency, tree=self.why_url)
        return [facts.counted(self.totals.total, tree=self.why_url), *left_out]


def annex_filterset(parameters: Any) -> ProjectFilterSet:
    """Returns the filterset that chooses an annex's projects. ``parameters`` is the QueryDict of an address."""
    return ProjectFilterSet(parameters, Project.objects.for_list())


def annex_of(filterset: ProjectFilterSet, today: date, *, most: int | None = None, part: slice = WHOLE) -> Annex:
    """Returns the annex of a valid filterset from ``annex_filterset``, in the active language.

    ``part`` selects the projects that become items, in the order of the annex; the totals are of all projects.
    Amounts are DKK and come from ``budgets.totals``. The number of queries is constant. Raises TooManyRows for
    more than ``most`` projects, with a message that says what to do.
    """
    bare = filterset.qs.prefetch_related(None)
    found = totals(bare, ["status"])
    if most is not None and found.total.projects > most:
        raise TooManyRows(too_many(found.total.projects, most))
    chosen = {name: values for name, values in filterset.chosen().items() if name != "ordering"}
    links = links_to(found, chosen, reverse("projects"), reverse("allocations"), str)
    sources = _sources(bare)
    return Annex(
        title=_("Overview of project activities"),
        language=readers_language(),
        date=today,
        asked=facts.filters_in_words(filterset),
        in_force=filterset.in_force(),
        totals=found,
        table=totals_table(found, filterset, links, today, people=True, title=_("In total")),
        why_url=links(TotalsRow({}, found.total)).why,
        sections=_sections(found, filterset.qs, links, part, several_sources=len(sources) > 1),
        sources=sources,
    )


def too_many(projects: int, most: int) -> str:
    """Returns why this number of projects is too many for a document, and what to do."""
    sentence = _(
        "As a document, the annex holds %(most)s projects, not %(projects)s. Choose fewer with the filters, "
        "for example by status, council, year or country. JSON holds them all."
    )
    return sentence % {"projects": formats.number_format(projects), "most": formats.number_format(most)}


def headings() -> dict[str, str]:
    """Returns the headings of the sections, as in Dokument 8."""
    return {Status.ONGOING: _("Ongoing projects"), Status.CLOSED: _("Closed projects")}


def _sources(projects: Any) -> list[Document]:
    """Returns the source documents of the projects and of their allocations."""
    of_projects = Q(pk__in=source_documents(projects))
    of_allocations = Q(pk__in=source_documents(projects.allocations()))
    return list(Document.objects.filter(of_projects | of_allocations))


def _sections(found: Totals, chosen: Any, links: Any, part: slice, *, several_sources: bool) -> list[Section]:
    """Returns the sections that have items in the part, each with the figures of all its projects."""
    sections, notes, before = [], 0, 0
    several_portfolios = len(set(chosen.order_by().values_list("portfolio_id", flat=True).distinct())) > 1
    for row in found.rows:
        status = row.members["status"].value
        first = max((part.start or 0) - before, 0)
        last = None if part.stop is None else max(part.stop - before, 0)
        items = []
        for number, project in enumerate(chosen.filter(status=status)[first:last], first + 1):
            items.append(item_of(project, number, notes, several_sources, several_portfolios))
            notes += len(items[-1].notes)
        before += row.figures.projects
        if items:
            words_of_it = (headings()[status], items, row.figures, _subtotal(row.figures))
            sections.append(Section(status, *words_of_it, *links(row)))
    return sections


def _subtotal(figures: Figures) -> list[str]:
    left_out = [fact.text for fact in facts.not_counted(figures, ())]
    if figures.allocations_not_counted:
        sentence = _("allocations in another currency without a rate, not counted: %(number)d")
        left_out.append(sentence % {"number": figures.allocations_not_counted})
    return [facts.counted(figures).text, *left_out]


def item_of(project: Project, number: int, notes_before: int, several_sources: bool, several_portfolios: bool) -> Item:
    """Returns a project as an item with this number. ``notes_before``: the notes of the items before it."""
    title, summary = shown(project, "title"), shown(project, "summary")
    # The annex prints the notes of the fields that it shows. The project's page has the others (places, core areas)
    noted = {field.note or field.name for field in PROJECT if field.annex}
    remarks = [remark for remark in project.all_notes() if remark.field in noted and remark.text.text]
    return Item(
        number=number,
        project=project,
        title=title,
        summary=summary,
        amount=words.amount_in_words(project),
        stated=getattr(project, "budget_dkk", None) is not None,
        particulars=_particulars(project, title, summary),
        lines=_lines(project, several_sources, several_portfolios),
        notes=[_note(project, remark, place) for place, remark in enumerate(remarks, notes_before + 1)],
    )


def _particulars(project: Project, title: Shown, summary: Shown) -> list[str]:
    said = [project.reference, str(project.get_kind_display())]
    if title.text and title.language != readers_language():
        said.append(_("language of the title: %(language)s") % {"language": words.language_in_words(title.language)})
    if summary.text and summary.language != readers_language():
        said.append(
            _("language of the summary: %(language)s") % {"language": words.language_in_words(summary.language)}
        )
    return said


def _lines(project: Any, several_sources: bool, several_portfolios: bool) -> list[Line]:
    """Returns the facts below a summary: the source last, and before it what the source does not say."""
    expected = [
        ("partners", _("Partners"), words.partners_in_words(project)),
        ("councils", _("Councils named"), words.councils_in_words(project)),
        ("period", _("Period"), period_in_words(project.starts, project.ends)),
    ]
    missing = ", ".join(label.lower() for _name, label, text in expected if not text)
    known = [
        ("grants", _("Grants"), "; ".join(words.grants_in_words(project))),
        *expected,
        ("portfolio", _("Portfolio"), project.portfolio.name if several_portfolios else ""),
        ("not_stated", _("Not stated"), missing),
    ]
    source = Line("source", _("Source"), words.source_in_words(project.source, with_document=several_sources))
    return [*(Line(name, label, [Shown(text)]) for name, label, text in known if text), source]


def _note(project: Project, remark: Remark, number: int) -> Note:
    about = words.field_in_words(remark.field)
    names = {partnership.organisation.slug: partnership.organisation.name for partnership in project.partnerships.all()}
    value = names.get(remark.value or "", remark.value) if remark.field != "allocations" else None
    return Note(number, project.reference, f"{about} ({value})" if value else about, remark.inferred, remark.text)
