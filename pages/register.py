"""The content of the pages of councils, organisations, places and documents.

Their projects and money come from the filters of the project list, so that every figure has its list.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.dimensions import DIMENSIONS
from budgets.filtersets import AllocationFilterSet
from budgets.grouping.groups import written
from budgets.links import address, links_to, why_of
from budgets.models import Allocation, Fund
from budgets.totals import Figures, OtherCurrency, Totals, figures_of, other_currency, totals
from events.models import Event, EventParty
from projects.choices import NOT_STATED, PlaceKind
from projects.filtersets import EVERY_PORTFOLIO, ProjectFilterSet
from projects.language.amounts import format_amount
from projects.language.texts import Shown, shown
from projects.models import (
    Council,
    CouncilRole,
    Document,
    Organisation,
    Partnership,
    Place,
    Project,
    ProjectDocument,
    ProjectPlace,
)

Filters = dict[str, list[str]]
Here = Callable[[Project], list[Any]]
"""Returns how a project belongs to the row of a page: its facts, each with words, ``inferred`` and ``note``."""

FIRST = 50
"""The number of projects on a page; the list has the rest."""

FIRST_EVENTS = 20
MOST_ITEMS = 300
"""The places of a document that its page lists."""


NO_NOTE = Shown()


@dataclass(frozen=True)
class Statement:
    """The way in which a project belongs to the row of the page, in words."""

    words: str
    inferred: bool = False
    note: Shown = NO_NOTE
    url: str = ""
    """The tree of the amount that the words are."""


def _statement(words: str, fact: Any, url: str = "") -> Statement:
    return Statement(words, fact.inferred, shown(fact, "note"), url)


@dataclass(frozen=True)
class Part:
    """A part of the money: its name, its figures, and the address of their tree."""

    label: str
    figures: Figures
    url: str
    projects_url: str = ""
    payer: str = ""
    """The code of the council of a row of the totals by council."""


@dataclass(frozen=True)
class Work:
    """The projects and the money of a row of the register, according to the filters of the project list."""

    chosen: Any
    """All projects, as a ProjectQuerySet."""
    totals: Totals
    projects: list[Project]
    """The first ``FIRST`` projects."""
    links: dict[str, str]
    others: int
    """The number of projects in other portfolios, which are not counted; 0 if the filters already choose those."""

    @property
    def total(self) -> Figures:
        return self.totals.total


def work_of(filters: Filters, here: Here, *facts: Any, group_by: tuple[str, ...] = ()) -> Work:
    """Returns the work that the filters choose. ``here`` states how each project belongs, from the prefetched
    ``facts``."""
    chosen = chosen_by(filters)
    projects = list(chosen.prefetch_related(*facts)[:FIRST])
    for project in projects:
        project.here = here(project)
    answer = totals(chosen, group_by)
    every = answer.total.projects if "portfolio" in filters else count_of({**filters, "portfolio": [EVERY_PORTFOLIO]})
    return Work(chosen, answer, projects, _links(filters), every - answer.total.projects)


def chosen_by(filters: Filters) -> Any:
    """Returns the projects of the project list with these filters, in the document's order."""
    projects = Project.objects.in_document_order().select_related("portfolio")
    filterset = ProjectFilterSet(query_of(filters), projects)
    # The list offers only partners and documents that have projects, and refuses all others
    return filterset.qs if filterset.is_valid() else projects.none()


def count_of(filters: Filters) -> int:
    """Returns the number of projects in the project list with these filters."""
    return int(chosen_by(filters).count())


def query_of(filters: Filters) -> QueryDict:
    """Returns the filters as the query of an address."""
    query = QueryDict(mutable=True)
    for name, values in filters.items():
        query.setlist(name, values)
    return query


def _links(filters: Filters) -> dict[str, str]:
    return {
        "projects": address(reverse("projects"), filters),
        "allocations": address(reverse("allocations"), filters),
        "why": address(reverse("why"), filters),
        "not_stated": address(reverse("projects"), {**filters, "budget_stated": ["false"]}),
    }


# Councils


def council_work(council: Council, filters: Filters) -> Work:
    """Returns the projects in which the council has a role or pays an allocation."""
    roles = Prefetch("council_roles", CouncilRole.objects.filter(council=council), to_attr="facts_here")
    paid = Prefetch("allocations", Allocation.objects.filter(council=council), to_attr="paid_here")

    def here(project: Any) -> list[Statement]:
        statements = [_statement(fact.get_role_display(), fact) for fact in project.facts_here]
        return statements or [Statement(_("Paying")) for _allocation in project.paid_here[:1]]

    return work_of(filters, here, roles, paid, group_by=("council",))


def council_money(council: Council, work: Work, filters: Filters) -> list[Part]:
    """Returns the money of a council's projects in parts that add up to it (rule 2 of the domain): what the council
    pays, what nobody is stated to pay, and what others pay, if anything."""
    allocations = work.chosen.allocations()
    others = Council.objects.exclude(pk=council.pk).values_list("code", flat=True)

    def part(label: str, paid_by: Iterable[str], found: Any) -> Part:
        link = address(reverse("why"), {**filters, "paid_by": list(paid_by)})
        return Part(label, figures_of(found), link)

    own = part(_("Paid by this council"), [council.code], allocations.filter(council=council))
    open_ = part(_("Granted, payer not stated"), [NOT_STATED], allocations.filter(council=None))
    rest = part(_("Paid by other councils"), others, allocations.exclude(council=council).exclude(council=None))
    return [own, open_, *([rest] if rest.figures.projects else [])]


def combinations(council: Council, work: Work, filters: Filters) -> list[Part]:
    """Returns the rows of the totals by council that include the council, alone or with others."""
    links = links_to(work.totals, filters, reverse("projects"), reverse("allocations"), str)
    rows = [(row.members["council"], row) for row in work.totals.rows]
    return [
        Part(member.label, row.figures, links(row).why, links(row).projects, member.value)
        for member, row in rows
        if council.code in member.value.split("+")
    ]


# Organisations


def organisation_work(organisation: Organisation, filters: Filters) -> Work:
    """Returns the projects in which the organisation has a role."""
    roles = Prefetch("partnerships", Partnership.objects.filter(organisation=organisation), to_attr="facts_here")

    def here(project: Any) -> list[Statement]:
        return [_statement(fact.get_role_display(), fact) for fact in _facts(project)]

    return work_of(filters, here, roles)


# Funds


@dataclass
class FundMoney:
    """What is granted from a fund, with the address of its tree."""

    figures: Figures
    other_currency: list[OtherCurrency]
    url: str


def fund_money(fund: Fund, filters: Filters) -> FundMoney:
    """Returns the figures of the allocations from the fund. The tree at ``url`` shows the allocations."""
    group = written(DIMENSIONS["fund"], fund.slug)
    chosen = {**{name: values for name, values in filters.items() if name != "fund"}, "belongs_to": [group]}
    allocations = AllocationFilterSet(query_of(chosen), Allocation.objects.all()).qs
    return FundMoney(figures_of(allocations), other_currency(allocations), address(reverse("why"), chosen))


def fund_work(fund: Fund, filters: Filters) -> Work:
    """Returns the projects with money from the fund."""
    grants = Prefetch("allocations", Allocation.objects.filter(fund=fund), to_attr="facts_here")

    def here(project: Any) -> list[Statement]:
        return [
            _statement(f"{format_amount(fact.amount)} {fact.currency}", fact, why_of(allocation=fact.reference))
            for fact in _facts(project)
        ]

    return work_of(filters, here, grants)


# Places


def filters_of_place(place: Place) -> Filters:
    """Returns the filters for a place's projects. For a country they include places in it and regions that span it."""
    return {"country": [place.code]} if place.kind == PlaceKind.COUNTRY else {"place": [place.slug]}


def place_work(place: Place, filters: Filters) -> Work:
    """Returns the projects at the place; for a country, those in it."""
    places = ProjectPlace.objects.filter(in_place(place, "place")).select_related("place").distinct()
    facts = Prefetch("project_places", places, to_attr="facts_here")
    return work_of(filters, lambda project: [_statement(str(fact.place), fact) for fact in _facts(project)], facts)


def in_place(place: Place, path: str) -> Q:
    """Returns the condition that ``path`` leads to the place, to a place in it, or to a region that spans it."""
    return Q(**{path: place}) | Q(**{f"{path}__country": place}) | Q(**{f"{path}__spans": place})


def places_around(place: Place) -> dict[str, Any]:
    """Returns the places in the place, those that span it, and those that it spans, each with its number of
    projects."""
    places = counted_places(Place.objects.all())
    return {
        "contains": places.filter(country=place),
        "spanned_by": places.filter(spans=place),
        "spans": places.filter(spanned_by=place),
    }


# Documents


def document_work(document: Document, filters: Filters) -> Work:
    """Returns the projects that have the document as their source, or to which it belongs."""
    links = Prefetch("project_documents", ProjectDocument.objects.filter(document=document), to_attr="facts_here")

    def here(project: Any) -> list[Statement]:
        known = [Statement(_("Known from it"))] if project.source.document_id == document.pk else []
        return known + [_statement(_("It belongs to the project"), fact) for fact in _facts(project)]

    return work_of(filters, here, links, "source")


def items_of(document: Document) -> dict[str, Any]:
    """Returns the first places of the document from which facts are known, and how many others there are."""
    sources = document.sources.all()
    items = list(sources[: MOST_ITEMS + 1])
    others = sources.count() - MOST_ITEMS if len(items) > MOST_ITEMS else 0
    return {"items": items[:MOST_ITEMS], "others": others}


def known_from(document: Document) -> dict[str, int]:
    """Returns how many facts of each kind have the document as their source, in every portfolio."""
    return {
        "projects": Project.objects.filter(source__document=document).count(),
        "allocations": Allocation.objects.filter(source__document=document).count(),
        "events": Event.objects.filter(source__document=document).count(),
    }


def _facts(project: Any) -> list[Any]:
    return list(project.facts_here)


# Events


def events_of(events: QuerySet, today: date, *facts: Prefetch) -> dict[str, Any]:
    """Returns the next events and the latest past ones, and the number of each."""
    events = events.select_related("place").prefetch_related(*facts)
    coming, past = events.coming(today), events.past(today)  # type: ignore[attr-defined]
    return {
        "next": list(coming[:FIRST_EVENTS]),
        "next_number": coming.count(),
        "past": list(past[:FIRST_EVENTS]),
        "past_number": past.count(),
    }


def events_with(today: date, **party: Any) -> dict[str, Any]:
    """Returns the events at which a council or an organisation has a role, with that role."""
    parties = EventParty.objects.filter(**party)
    roles = Prefetch("parties", parties, to_attr="roles_here")
    return events_of(Event.objects.filter(pk__in=parties.values("event")), today, roles)


# The number of projects of each row of a list, from the Council's own projects, as the row's page counts them

_ROW = OuterRef(OuterRef("pk"))


def counted_councils(councils: Any) -> Any:
    """Annotates councils with ``projects_own``: the number of own projects in which they have a role or pay an
    allocation."""
    naming = CouncilRole.objects.filter(project=OuterRef("pk"), council=_ROW)
    paid = Allocation.objects.filter(project=OuterRef("pk"), council=_ROW)
    either = Project.objects.own().filter(Exists(naming) | Exists(paid))
    return councils.annotate(projects_own=_number(either, "portfolio__own", "pk"))


def counted_organisations(organisations: Any) -> Any:
    """Annotates organisations with ``projects_own``: the number of own projects in which they have a role."""
    roles = Partnership.objects.filter(organisation=OuterRef("pk"), project__portfolio__own=True)
    return organisations.annotate(projects_own=_number(roles, "organisation"))


def counted_places(places: Any) -> Any:
    """Annotates places with ``projects_own``: the number of own projects at the place; for a country, in it."""
    within = Place.objects.filter(Q(pk=_ROW) | Q(country=_ROW) | Q(spans=_ROW)).values("pk")
    there = ProjectPlace.objects.filter(project__portfolio__own=True, place__in=within)
    return places.annotate(projects_own=_number(there, "project__portfolio__own"))


def counted_documents(documents: Any) -> Any:
    """Annotates documents with ``projects_own``: the number of own projects that have them as source or belong to
    them."""
    known = Project.objects.own().filter(source__document=OuterRef("pk"))
    having = ProjectDocument.objects.filter(document=OuterRef("pk"), project__portfolio__own=True)
    beside = having.exclude(project__source__document=F("document"))
    # Two numbers, each from its index, because a single condition would read every project for each document
    number = _number(known, "source__document", "pk") + _number(beside, "document")
    return documents.annotate(projects_own=number)


def counted_funds(funds: Any) -> Any:
    """Annotates funds with ``projects_own``: the number of own projects with money from them."""
    paid = Allocation.objects.filter(fund=OuterRef("pk"), project__portfolio__own=True)
    return funds.annotate(projects_own=_number(paid, "fund"))


def _number(related: Any, group: str, project: str = "project") -> Coalesce:
    """Returns the number of projects in a correlated subquery; ``group`` is a column with the same value in all its
    rows."""
    number = related.order_by().values(group).annotate(number=Count(project, distinct=True)).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
