"""Pages to enter and change events, with a clash check before saving; and the page of free dates."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from changes.models import Action, Way
from changes.opened import changing
from changes.rights import check_day, check_may, may
from events import services
from events.choices import EventStatus, Severity
from events.clash.clashes import Candidate, Findings, check
from events.clash.forms import FreeDatesForm
from events.clash.free_dates import free_dates
from events.entry import contributing
from events.entry.forms import EntryForm
from events.models import Event
from events.slugs import free_slug
from projects.choices import PlaceKind
from projects.editing.once import once
from projects.filtering.pickers import FIND, WORDS
from projects.forms import STATE
from projects.history.differences import latest_states
from projects.models import Organisation, Place
from projects.models.reference import may_see_contacts

PREFILLED = ("starts", "ends", "address")
"""Parameters in the address of a new event that fill the form's fields unchanged."""

SAME_NAME_TRIES = 10

CARRIED = ("place", "address", "audience", "country", "organiser", "participant")
"""Parameters that the free dates pass on to the form: the place, the audience and the parties of the event."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def new_event(request: HttpRequest) -> HttpResponse:
    """Shows the form of a new event and saves it. Checking its date saves nothing."""
    check_may(request.user, Action.CREATE, "event")
    return _entry(request, Event(status=EventStatus.TENTATIVE))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def edit_event(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows the form of an event and saves it. Answers 404 to people who may not change the event."""
    check_day()
    with transaction.atomic():
        event = _locked(request, slug)
        if not may(request.user, Action.UPDATE, event):
            raise Http404
        return _entry(request, event)


@require_POST
@login_required
def confirm_event(request: HttpRequest, slug: str) -> HttpResponse:
    """Confirms an event for staff, if nobody changed it since they opened it."""
    check_may(request.user, "confirm", "event")
    with changing(way=Way.PAGE, actor=request.user):
        event = _locked(request, slug)
        check_may(request.user, "confirm", event)
        seen, latest = request.POST.get(STATE, ""), latest_states(Event, [event.pk]).get(event.pk, 0)
        if seen != str(latest):
            messages.error(request, _("Somebody changed “%(event)s” meanwhile. Look at it again.") % {"event": event})
            return redirect(event)
        services.set_status(event=event, status=EventStatus.CONFIRMED)
    messages.success(request, _("“%(event)s” is confirmed.") % {"event": event})
    return redirect(event)


def _locked(request: HttpRequest, slug: str) -> Event:
    """Returns the event. For a POST, nobody else can change it until the transaction ends.

    The row is locked before it is read. Otherwise somebody else could be changing what was read.
    """
    if request.method == "POST":
        list(Event.objects.select_for_update(no_key=True).filter(slug=slug).order_by().values_list("pk"))
    event: Event = get_object_or_404(Event.objects.for_list().prefetch_related("event_contacts"), slug=slug)
    return event


@require_safe
def free_dates_page(request: HttpRequest) -> HttpResponse:
    """Shows the best weeks for an event of a given length, and the clashes in each week."""
    form = FreeDatesForm(request.GET if {*request.GET} - {"lang"} else None)
    form.other_parameters = (FIND, *(f"{WORDS}{name}" for name in form.fields))
    context: dict[str, Any] = {"form": form}
    if FIND in request.GET:
        form.leave_unjudged()
        return render(request, "calendar/free_dates.html", context)
    if form.is_bound and not form.is_valid():
        return render(request, "calendar/free_dates.html", context, status=400)
    if form.is_bound:
        first, last = form.window()
        wanted = {"length": form.cleaned_data["length"], "near": form.cleaned_data["near"]}
        proposal = Candidate([], **form.circumstances())
        found = free_dates(proposal, first=first, last=last, persons=may_see_contacts(request.user), **wanted)
        context |= {"weeks": found.weeks, "checked_until": found.checked_until}
        carried = {name: request.GET.getlist(name) for name in CARRIED if any(request.GET.getlist(name))}
        context["carried"] = f"&{urlencode(carried, doseq=True)}" if carried else ""
    return render(request, "calendar/free_dates.html", context)


def _entry(request: HttpRequest, event: Event) -> HttpResponse:
    organisation = contributing.organisation_of(request.user)
    if request.method != "POST":
        initial = {} if event.pk else _initial(request.GET)
        form = EntryForm(instance=event, initial=initial, organisation=organisation)
        return render(request, "calendar/entry.html", {"form": form, "event": event})
    with changing(way=Way.PAGE, actor=request.user):
        return _sent(request, event, organisation)


def _sent(request: HttpRequest, event: Event, organisation: Organisation | None) -> HttpResponse:
    form = EntryForm(request.POST, instance=event, organisation=organisation)
    if FIND in request.POST:
        form.leave_unjudged()
        return render(request, "calendar/entry.html", {"form": form, "event": event})
    valid = form.is_valid()
    findings = _findings(request, form)
    if "check" in request.POST:
        return render(request, "calendar/entry.html", {"form": form, "event": event, "findings": findings})
    if not valid or _stopped(form, findings):
        context = {"form": form, "event": event, "findings": findings, "stopped": valid}
        return render(request, "calendar/entry.html", context, status=400)
    saved = _saved(form)
    _tell(request, form, saved)
    return redirect(saved)


def _saved(form: EntryForm) -> Event:
    event, new = form.save(commit=False), not form.instance.pk
    for _try in range(SAME_NAME_TRIES if new else 0):
        try:
            with transaction.atomic():
                return services.save_entry(event=event, parties=form.parties(), **form.belongings())
        except IntegrityError:
            # Somebody entered an event of the same name at the same moment: this event takes the next free slug
            event.pk, event.slug = None, free_slug(form.cleaned_data["title"])
    return services.save_entry(event=event, parties=form.parties(), **form.belongings())


def _initial(brought: QueryDict) -> dict[str, Any]:
    place = Place.objects.filter(slug=brought.get("place", "")).first()
    countries = Place.objects.filter(kind=PlaceKind.COUNTRY, code__in=_codes(brought, "country"))
    return {
        **{name: brought[name] for name in PREFILLED if brought.get(name)},
        "place": place and place.pk,
        "audience": _codes(brought, "audience"),
        "audience_countries": [country.pk for country in countries],
        "organisers": _codes(brought, "organiser"),
        "participants": _codes(brought, "participant"),
    }


def _codes(brought: QueryDict, name: str) -> list[str]:
    """Returns the values of a parameter, separated by commas or repeated, as filters accept them."""
    return [code.strip() for given in brought.getlist(name) for code in given.split(",") if code.strip()]


def _findings(request: HttpRequest, form: EntryForm) -> Findings | None:
    proposal = form.proposal()
    # Key persons of one's own organisation are no secret, but where other events need them is
    return check(proposal, persons=may_see_contacts(request.user)) if proposal else None


def _stopped(form: EntryForm, findings: Findings | None) -> bool:
    """Returns whether a clash is serious and the person has not agreed to save in spite of it."""
    worst = findings.worst if findings else None
    return worst is not None and worst >= Severity.SERIOUS and not form.cleaned_data["in_spite"]


def _tell(request: HttpRequest, form: EntryForm, event: Event) -> None:
    messages.success(request, _("Saved as “%(name)s”.") % {"name": event})
    if form.told_again:
        messages.warning(request, _("Since you changed it, staff have to confirm it again."))
    elif form.organisation and event.status == EventStatus.TENTATIVE:
        messages.info(request, _("It is tentative until staff confirm it."))
