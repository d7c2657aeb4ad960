"""The calendar as a feed, opened by a session, an API token or a personal address."""

import hashlib
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.settings import api_settings

from changes.as_of.point import todays_date
from changes.rights import may
from events.deadlines.chosen import chosen_deadlines, whose_deadlines
from events.deadlines.lines import first_day_of_feed
from events.files.feed import calendar_of
from events.files.feed_forms import FeedAddressForm
from events.filtersets import CalendarQuestion
from events.models import Event, FeedAddress
from projects.memory import question_of, remembered

PLAIN = "text/plain; charset=utf-8"


@require_safe
@login_not_required
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """Returns the events that match the filters and have known days, and the deadlines that the reader may see, as
    text/calendar. Needs a session or a token.
    """
    reader = request.user if request.user.is_authenticated else _by_token(request)
    if not (settings.OPEN_READING or reader):
        answer = HttpResponse(_("Sign in, or send a token."), status=401, content_type=PLAIN)
        answer["WWW-Authenticate"] = "Token"
        return answer
    return _feed(request, request.GET, reader)


@require_safe
@login_not_required
def personal_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Returns the feed of a personal address, with the filters it was made with. 404 once it is revoked."""
    address = FeedAddress.objects.opened_by(token)
    if address is None:
        raise Http404
    today = todays_date()
    if address.used_at != today:
        FeedAddress.objects.filter(pk=address.pk).update(used_at=today)
    query = QueryDict(address.query, mutable=True)
    query.update({name: request.GET[name] for name in ("lang",) if name in request.GET})
    return _feed(request, query, address.user)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def feed_addresses(request: HttpRequest) -> HttpResponse:
    """Lists a person's addresses for calendar programs and makes new ones. A new address is shown only once."""
    mine = FeedAddress.objects.filter(user=request.user)
    if request.method != "POST":
        query = request.GET.copy()
        query.pop("lang", None)
        form = FeedAddressForm(initial={"query": query.urlencode()})
        return render(request, "calendar/feeds.html", {"form": form, "rows": mine, "asked": _asked(query)})
    person: Any = request.user
    form = FeedAddressForm(request.POST, instance=FeedAddress(user=person))
    if not form.is_valid():
        return render(request, "calendar/feeds.html", {"form": form, "rows": mine}, status=400)
    values = form.cleaned_data
    _address, token = FeedAddress.objects.make(user=request.user, name=values["name"], query=values["query"])
    made = request.build_absolute_uri(reverse("personal-feed", args=[token]))
    context = {"form": FeedAddressForm(), "rows": mine, "made": made}
    answer = render(request, "calendar/feeds.html", context)
    # The address is a secret: no cache keeps a copy of the page
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@login_required
def revoke_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """Deletes one of the person's own addresses: from then on it answers 404."""
    address = get_object_or_404(FeedAddress, pk=pk, user=request.user)
    address.delete()
    messages.success(request, _("“%(name)s” is revoked.") % {"name": address.name})
    return redirect("feed-addresses")


def _asked(query: QueryDict) -> list[Any]:
    filterset = CalendarQuestion(query, Event.objects.none())
    return filterset.chips() if filterset.is_valid() else []


def _by_token(request: HttpRequest) -> Any:
    """Returns the account whose key the request sends; None without a valid key."""
    try:
        by_key: Any = api_settings.DEFAULT_AUTHENTICATION_CLASSES[0]
        found = by_key().authenticate(Request(request))
    except AuthenticationFailed:
        return None
    return found[0] if found and may(found[0], "read", "calendar") else None


def _feed(request: HttpRequest, query: QueryDict, reader: Any) -> HttpResponse:
    """Returns the feed of a question, as the reader may see it. ``reader``: an account; None: nobody in particular."""
    filterset = CalendarQuestion(query, Event.objects.by_time())
    if not filterset.is_valid():
        problems = "\n".join(f"{name}: {' '.join(sentences)}" for name, sentences in filterset.error_lists().items())
        return HttpResponse(problems, status=400, content_type=PLAIN)
    # Deadlines depend on the day, and only some readers see them
    whose = whose_deadlines(reader)
    day = None if whose is None else todays_date()
    body, etag = remembered(
        ("calendar feed", request.build_absolute_uri("/"), question_of(filterset), day, whose),
        lambda: _written(request, filterset, reader, day),
    )
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-cache"
    answer["Content-Disposition"] = 'inline; filename="oversigt.ics"'
    answer["ETag"] = etag
    kept: Any = get_conditional_response(request, etag=etag, response=answer)
    return kept


def _written(request: HttpRequest, filterset: Any, reader: Any, day: date | None) -> tuple[bytes, str]:
    """Returns the calendar file and its tag. ``day``: the day of which the deadlines are; None: without deadlines."""
    body = calendar_of(
        filterset.qs,
        address=request.build_absolute_uri,
        own_url=request.build_absolute_uri(reverse("calendar-feed")),
        deadlines=chosen_deadlines(filterset, reader, day, first_day_of_feed(day)) if day else (),
    )
    return body, f'"{hashlib.sha256(body).hexdigest()[:32]}"'
