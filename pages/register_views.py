"""The pages of the register: councils of ministers, organisations, places and documents."""

from typing import Any

from django.db.models import F, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from budgets.links import address
from events.models import Event
from pages import register
from pages.filtersets import ChosenPortfolio
from projects.filtering.pagination import page_of
from projects.filtersets import (
    DocumentFilterSet,
    OrganisationFilterSet,
    PlaceFilterSet,
    SearchFilterSet,
)
from projects.models import Council, Document, DocumentParty, Organisation, Place, Project
from projects.models.reference import may_see_contacts
from projects.strict import StrictFilterSet

PAGE_SIZE = 50
LATEST_DOCUMENTS = 50


@require_safe
def register_index(request: HttpRequest) -> HttpResponse:
    """Shows the kinds of rows in the register beside projects, with the number of each."""
    filterset = StrictFilterSet(request.GET, Project.objects.none())
    models = {"councils": Council, "organisations": Organisation, "places": Place, "documents": Document}
    context: dict[str, Any] = {"filterset": filterset, "errors": filterset.errors}
    if not filterset.errors:
        context["numbers"] = {name: model._default_manager.count() for name, model in models.items()}
    return render(request, "register/index.html", context, status=400 if filterset.errors else 200)


@require_safe
def council_list(request: HttpRequest) -> HttpResponse:
    """Lists the councils of ministers with their aliases."""
    councils = register.counted_councils(Council.objects.prefetch_related("aliases"))
    return _list(request, "register/councils.html", SearchFilterSet, councils)


@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Lists the organisations that the filters choose."""
    organisations = Organisation.objects.select_related("country", "part_of")
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
    context: dict[str, Any] = {"filterset": filterset}
    if not filterset.is_valid():
        return render(request, template, {**context, "errors": filterset.errors}, status=400)
    context["page"] = page_of(filterset.qs, request, PAGE_SIZE)
    return render(request, template, context)


@require_safe
def council_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Shows a council by its code; an alias redirects to the code."""
    council = get_object_or_404(Council.objects.prefetch_related("aliases").known_as(code))
    if council.code != code:
        return redirect(address(council.get_absolute_url(), dict(request.GET.lists())), permanent=True)
    page = _Page(request, council, {"council": [council.code]})
    if not page.refused:
        work = register.council_work(council, page.filters)
        page.context |= {
            "work": work,
            "parts": register.council_money(council, work, page.filters),
            "combinations": register.combinations(council, work, page.filters),
            "events": register.events_with(timezone.localdate(), council=council),
            "parties": _parties(council=council),
        }
    return page.render("register/council.html")


@require_safe
def organisation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows an organisation, and its contacts to those who may see contacts."""
    organisations = Organisation.objects.select_related("country", "part_of").prefetch_related("parts")
    organisation = get_object_or_404(organisations, slug=slug)
    page = _Page(request, organisation, {"partner": [organisation.slug]})
    if not page.refused:
        page.context |= {
            "work": register.organisation_work(organisation, page.filters),
            "events": register.events_with(timezone.localdate(), organisation=organisation),
            "parties": _parties(organisation=organisation),
        }
        # Contacts are personal data, so for other readers they are not even queried
        if may_see_contacts(request.user):
            page.context["contacts"] = organisation.contacts.all()
    return page.render("register/organisation.html")


@require_safe
def place_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows a place: the places in it, and its projects and events."""
    place = get_object_or_404(Place.objects.select_related("country"), slug=slug)
    page = _Page(request, place, register.filters_of_place(place))
    if not page.refused:
        there = Event.objects.filter(pk__in=Event.objects.filter(register.in_place(place, "place")).values("pk"))
        page.context |= {
            "work": register.place_work(place, page.filters),
            "around": register.places_around(place),
            "events": register.events_of(there, timezone.localdate()),
            "parties": _parties(country=place),
        }
    return page.render("register/place.html")


@require_safe
def document_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows a document: its parties, and the facts that have it as their source."""
    parties = Prefetch("parties", DocumentParty.objects.select_related("council", "organisation", "country"))
    documents = Document.objects.select_related("source__document").prefetch_related(parties)
    document = get_object_or_404(documents, slug=slug)
    page = _Page(request, document, {"document": [document.slug]})
    if not page.refused:
        events = Event.objects.filter(event_documents__document=document)
        page.context |= {
            "work": register.document_work(document, page.filters),
            "known": register.known_from(document),
            "events": register.events_of(events, timezone.localdate()),
        }
    return page.render("register/document.html")


class _Page:
    """The page of a row: the chosen portfolio, whether the address is valid, and who may edit."""

    def __init__(self, request: HttpRequest, row: Any, own: dict[str, list[str]]) -> None:
        self.request = request
        filterset = ChosenPortfolio(request.GET, Project.objects.none())
        self.refused = not filterset.is_valid()
        self.filters = {**own, **filterset.chosen()}
        self.context: dict[str, Any] = {"row": row, "filterset": filterset, **_editing(request, row)}
        if self.refused:
            self.context["errors"] = filterset.errors

    def render(self, template: str) -> HttpResponse:
        return render(self.request, template, self.context, status=400 if self.refused else 200)


def _editing(request: HttpRequest, row: Any) -> dict[str, str]:
    """Returns the address at which the person may change the row."""
    name = row._meta.model_name
    may_change = request.user.is_staff and request.user.has_perm(f"projects.change_{name}")
    return {"edit_url": reverse(f"admin:projects_{name}_change", args=[row.pk]) if may_change else ""}


def _parties(**party: Any) -> Any:
    """Returns the documents in which a council, an organisation or a country has a role, the latest first."""
    parties = DocumentParty.objects.filter(**party).select_related("document")
    return parties.order_by(F("document__adopted").desc(nulls_last=True), "document__slug", "pk")[:LATEST_DOCUMENTS]
