"""The pages of the register: councils of ministers, organisations, places, documents and funds."""

from collections.abc import Callable
from typing import Any

from django.db.models import F, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from budgets.links import address
from budgets.models import BudgetPost, BudgetRate, Contract, Fund, Period
from changes.as_of.point import todays_date
from changes.models import Action
from changes.rights import may
from changes.tables import kind_of
from events.models import Event
from pages import register
from pages.filtersets import ChosenPortfolio
from pages.keeping.page import Editing
from pages.keeping.register.kinds import KEPT
from pages.keeping.register.page import EDIT, SignInFirst, asked, context_of
from pages.keeping.register.versions import files_on_page
from projects.doubles.merging import unmerges
from projects.filtering.pagination import page_of
from projects.filtersets import (
    DocumentFilterSet,
    OrganisationFilterSet,
    PlaceFilterSet,
    SearchFilterSet,
)
from projects.models import Contact, Council, Document, DocumentParty, Organisation, Place, Project
from projects.models.reference import may_see_contacts
from projects.strict import StrictFilterSet

PAGE_SIZE = 50
LATEST_DOCUMENTS = 50


@require_safe
def register_index(request: HttpRequest) -> HttpResponse:
    """Shows the kinds of rows in the register beside projects, with the number of each."""
    filterset = StrictFilterSet(request.GET, Project.objects.none())
    models = {
        "councils": Council,
        "organisations": Organisation,
        "places": Place,
        "documents": Document,
        "funds": Fund,
        "contracts": Contract,
        "posts": BudgetPost,
        "rates": BudgetRate,
        "periods": Period,
    }
    context: dict[str, Any] = {"filterset": filterset, "errors": filterset.errors}
    if not filterset.errors:
        context["numbers"] = {name: model._default_manager.count() for name, model in models.items()}
        context["numbers"]["organisations"] = Organisation.objects.current().count()
    return render(request, "register/index.html", context, status=400 if filterset.errors else 200)


@require_safe
def council_list(request: HttpRequest) -> HttpResponse:
    """Lists the councils of ministers with their aliases."""
    councils = register.counted_councils(Council.objects.prefetch_related("aliases"))
    return _list(request, "register/councils.html", SearchFilterSet, councils)


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Lists the organisations that the filters choose."""
    organisations = Organisation.objects.current().select_related("country", "part_of")
    counted = register.counted_organisations(organisations)
    return _list(request, "register/organisations.html", OrganisationFilterSet, counted)


@require_safe
def place_list(request: HttpRequest) -> HttpResponse:
    """Lists the countries, regions and cities that the filters choose."""
    places = Place.objects.select_related("country").prefetch_related("spans")
    return _list(request, "register/places.html", PlaceFilterSet, register.counted_places(places))


@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """Lists the documents that the filters choose."""
    documents = register.counted_documents(Document.objects.all())
    return _list(request, "register/documents.html", DocumentFilterSet, documents)


def _list(request: HttpRequest, template: str, filters: type[StrictFilterSet], rows: Any) -> HttpResponse:
    filterset = filters(request.GET, rows)
    context: dict[str, Any] = {"filterset": filterset, "may_add": _may_add(request, rows.model)}
    if not filterset.is_valid():
        return render(request, template, {**context, "errors": filterset.errors}, status=400)
    context["page"] = page_of(filterset.qs, request, PAGE_SIZE)
    return render(request, template, context)


def _may_add(request: HttpRequest, model: Any) -> bool:
    kind = kind_of(model)
    return kind in KEPT and may(request.user, Action.CREATE, str(kind))


@require_safe
def council_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Shows a council by its code; an alias redirects to the code."""
    council = get_object_or_404(Council.objects.prefetch_related("aliases").known_as(code))
    if council.code != code:
        return redirect(address(council.get_absolute_url(), dict(request.GET.lists())), permanent=True)
    page = RowPage(request, council, {"council": [council.code]})
    if not page.refused:
        work = register.council_work(council, page.filters)
        page.context |= {
            "work": work,
            "parts": register.council_money(council, work, page.filters),
            "combinations": register.combinations(council, work, page.filters),
            "events": register.events_with(todays_date(), council=council),
            "parties": _parties(council=council),
        }
    return page.render("register/council.html")


Shown = Callable[..., HttpResponse]


def detail(request: HttpRequest, kind: str, model: Any, slug: str, show: Shown) -> HttpResponse:
    """Shows the page of a row, by its short name or code; with ``?edit=facts`` that section is a form."""
    row = get_object_or_404(model, **{KEPT[kind].key: slug})
    if (stands_for := getattr(row, "stands_for", row)) != row:
        # Not for ever: undoing the merge brings the old page back
        return redirect(address(stands_for.get_absolute_url(), dict(request.GET.lists())))
    try:
        return show(request, row, asked(request, kind, row))
    except SignInFirst as refused:
        return refused.answer


@require_safe
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows an organisation, and its contacts to those who may see contacts."""
    return detail(request, "organisation", Organisation, slug, show_organisation)


def show_organisation(
    request: HttpRequest, row: Any, editing: Editing | None = None, status: int = 200
) -> HttpResponse:
    """Shows an organisation with a section as a form."""
    organisations = Organisation.objects.select_related("country", "part_of").prefetch_related("parts")
    organisation = organisations.get(pk=row.pk)
    page = RowPage(request, organisation, {"partner": [organisation.slug]}, "organisation", editing)
    if not page.refused:
        page.context |= {
            "work": register.organisation_work(organisation, page.filters),
            "events": register.events_with(todays_date(), organisation=organisation),
            "parties": _parties(organisation=organisation),
            **_also_known_as(organisation),
        }
        # Contacts are personal data, so for other readers they are not even queried
        if may_see_contacts(request.user):
            page.context["contacts"] = Contact.objects.filter(
                organisation__in=[organisation, *organisation.merged.all()]
            )
            page.context["may_keep_contacts"] = may(request.user, Action.UPDATE, "contact")
    return page.render("register/organisation.html", status)


def _also_known_as(organisation: Organisation) -> dict[str, Any]:
    """Returns the other names and the numbers of an organisation, and those that were merged into it."""
    names, numbers = list(organisation.other_names.all()), list(organisation.numbers.all())
    merged = [(row, unmerges(row)) for row in organisation.merged.all()]
    known = bool(names or numbers or merged)
    return {"other_names": names, "numbers": numbers, "merged": merged, "names_known": known}


@require_safe
def place_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows a place: the places in it, and its projects and events."""
    return detail(request, "place", Place, slug, show_place)


def show_place(request: HttpRequest, row: Any, editing: Editing | None = None, status: int = 200) -> HttpResponse:
    """Shows a place with a section as a form."""
    place = Place.objects.select_related("country").get(pk=row.pk)
    page = RowPage(request, place, register.filters_of_place(place), "place", editing)
    if not page.refused:
        there = Event.objects.filter(pk__in=Event.objects.filter(register.in_place(place, "place")).values("pk"))
        page.context |= {
            "work": register.place_work(place, page.filters),
            "around": register.places_around(place),
            "events": register.events_of(there, todays_date()),
            "parties": _parties(country=place),
        }
    return page.render("register/place.html", status)


@require_safe
def document_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows a document: its parties, and the facts that have it as their source."""
    return detail(request, "document", Document, slug, show_document)


def show_document(
    request: HttpRequest, row: Any, editing: Editing | None = None, status: int = 200, *, refused: str = ""
) -> HttpResponse:
    """Shows a document with a section as a form. ``refused``: why a file that was sent is not taken."""
    parties = Prefetch("parties", DocumentParty.objects.select_related("council", "organisation", "country"))
    documents = Document.objects.select_related("source__document").prefetch_related(parties)
    document = documents.get(pk=row.pk)
    page = RowPage(request, document, {"document": [document.slug]}, "document", editing)
    if not page.refused:
        events = Event.objects.filter(event_documents__document=document)
        page.context |= {
            "work": register.document_work(document, page.filters),
            "known": register.known_from(document),
            **register.items_of(document),
            **files_on_page(request, document, refused),
            "events": register.events_of(events, todays_date()),
        }
    return page.render("register/document.html", status)


@require_safe
def fund_list(request: HttpRequest) -> HttpResponse:
    """Lists the funds from which money is granted."""
    return _list(request, "register/funds.html", StrictFilterSet, register.counted_funds(Fund.objects.all()))


@require_safe
def fund_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows a fund: the money that is granted from it, and its projects."""
    return detail(request, "fund", Fund, slug, show_fund)


def show_fund(request: HttpRequest, row: Any, editing: Editing | None = None, status: int = 200) -> HttpResponse:
    """Shows a fund with a section as a form."""
    fund = Fund.objects.get(pk=row.pk)
    page = RowPage(request, fund, {"fund": [fund.slug]}, "fund", editing)
    if not page.refused:
        page.context |= {
            "work": register.fund_work(fund, page.filters),
            "money": register.fund_money(fund, page.filters),
        }
    return page.render("register/fund.html", status)


class RowPage:
    """The page of a row: the chosen portfolio, whether the address is valid, and who may edit."""

    def __init__(
        self,
        request: HttpRequest,
        row: Any,
        own: dict[str, list[str]],
        kind: str = "",
        editing: Editing | None = None,
    ) -> None:
        self.request = request
        filterset = ChosenPortfolio(request.GET, Project.objects.none(), other_parameters=[EDIT] if kind else [])
        self.refused = not filterset.is_valid()
        self.filters = {**own, **filterset.chosen()}
        kept = context_of(request, kind, row, editing) if kind else _editing(request, row)
        self.context: dict[str, Any] = {"row": row, "filterset": filterset, **kept}
        if self.refused:
            self.context["errors"] = filterset.errors

    def render(self, template: str, status: int = 200) -> HttpResponse:
        return render(self.request, template, self.context, status=400 if self.refused else status)


def _editing(request: HttpRequest, row: Any) -> dict[str, str]:
    """Returns the address at which the person may change a row that has no form on its page."""
    name = row._meta.model_name
    changes = may(request.user, Action.UPDATE, row)
    return {"edit_url": reverse(f"admin:projects_{name}_change", args=[row.pk]) if changes else ""}


def _parties(**party: Any) -> Any:
    """Returns the documents in which a council, an organisation or a country has a role, the latest first."""
    parties = DocumentParty.objects.filter(**party).select_related("document")
    return parties.order_by(F("document__adopted").desc(nulls_last=True), "document__slug", "pk")[:LATEST_DOCUMENTS]
