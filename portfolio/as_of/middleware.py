"""Requests as of a day, a moment or a change: ``/as-of/2027-03-01/projects/``.

The day is the beginning of the address. Django takes that beginning for the place where the site is mounted, so every
link, form and file on a page and in an answer of the API keeps the day, and no template knows of it. ``?as_of=`` on any
address is the way in: a page redirects to the address with the day, the API answers at once, with links that keep it.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import Resolver404, get_script_prefix, resolve, set_script_prefix
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changes.as_of.asked import NotKnown, point_of, spelled
from changes.as_of.point import Point
from changes.as_of.reading import reading_as_of
from portfolio.as_of.sending import until_sent
from projects.filtering.typed import whole_day
from projects.language.typed_dates import TwoReadings

ADDRESS = re.compile(r"/as-of/([^/]+)(/.*)?")
PARAMETER = "as_of"
READING = ("GET", "HEAD", "OPTIONS")
API = "/api/"
HEADER = "X-As-Of-Change"
"""The header of an answer with the number of the change as of which it was given."""
OF_TODAY = ("accounts", "letters", "desk", "seals", "tables", "allauth", "django")
"""The packages whose pages are about a person or the site, not about the register: they are always of today."""
NAMES_OF_TODAY = frozenset(
    {
        *("healthz", "readyz", "metrics", "api:token", "api:schema", "api:docs", "people"),
        "difference",
        *("feed-addresses", "revoke-feed", "personal-feed", "calendar-clashes", "free-dates"),
    }
)
WORK_OF_TODAY = frozenset(
    {
        *("work", "drafts", "own-data", "own-data-file", "erase-account", "erase-contact", "events-to-confirm"),
        *("proposals", "proposal", "proposal-file", "owed-report-file", "books", "books-result", "books-columns"),
        *("doubles", "merge-organisation"),
        *("annexes", "read-annex", "delete-annex"),
    }
)
"""Pages on which people work. They are always of today, but a form that is sent to one as of a day is refused."""
EDIT = "edit"
"""The parameter that opens a section of a page as a form."""
CLASHES_OF_NOW = gettext_lazy("Clashes are those of now. Leave the day out.")
STATES_OF_DIFFERENCE = gettext_lazy("A difference names its two states by “from” and “to”. Leave “as_of” out.")
WITHOUT_PAST = {
    # The clash check has an index of the calendar of now only
    "api:event-clashes": CLASHES_OF_NOW,
    "api:event-free-dates": CLASHES_OF_NOW,
    "api:differences": STATES_OF_DIFFERENCE,
}
"""The addresses of the API that answer as of no day, each with the sentence of the refusal."""


class AsOfAddresses:
    """Takes the day from the beginning of the address, before anything else reads the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        # Django works out the address of static files once. It must not do so while an address begins with a day
        self.static = settings.STATIC_URL

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = ADDRESS.fullmatch(request.path_info)
        if found is None:
            return self.get_response(request)
        if found[2] is None:
            return HttpResponseRedirect(request.get_full_path(force_append_slash=True))
        request.path_info = found[2]
        try:
            asked = spelled(found[1])
        except NotKnown as error:
            _refuse_later(request, error)
            return self.get_response(request)
        with ExitStack() as stack:
            stack.enter_context(_mounted(request, asked))
            return until_sent(self.get_response(request), stack)


class AsOfParameter:
    """Takes the day from ``?as_of=``. A page redirects to the address that begins with the day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if PARAMETER not in request.GET:
            return self.get_response(request)
        values = [value for value in dict.fromkeys(request.GET.getlist(PARAMETER)) if value]
        _forget_parameter(request)
        if not values:
            return self.get_response(request)
        try:
            asked = self._only(request, values)
        except NotKnown as error:
            _refuse_later(request, error)
            return self.get_response(request)
        if request.method in READING and not request.path_info.startswith(API):
            if _is_difference(request):
                _refuse_later(request, NotKnown(str(STATES_OF_DIFFERENCE)))
                return self.get_response(request)
            return HttpResponseRedirect(address_as_of(request, asked))
        with ExitStack() as stack:
            stack.enter_context(_mounted(request, asked))
            return until_sent(self.get_response(request), stack)

    @staticmethod
    def _only(request: HttpRequest, values: list[str]) -> str:
        """Returns the day that the parameter names. Raises NotKnown if the request names another one too."""
        in_api = request.path_info.startswith(API)
        read = {spelled(value if in_api else _as_typed(value)) for value in values}
        named = read | {getattr(request, "as_of_asked", None)} - {None}
        if len(named) > 1:
            raise NotKnown(_("The address names two days. Name only one."))
        return str(named.pop())


class ReadAsOf:
    """Reads as of the day of the address, from the view until the answer is sent. Nothing is written meanwhile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not hasattr(request, "as_of_asked"):
            return self.get_response(request)
        with ExitStack() as stack:
            request.as_of_stack = stack  # type: ignore[attr-defined]
            response = self.get_response(request)
            point: Point | None = getattr(request, "as_of", None)
            if point is not None:
                response.headers[HEADER] = str(point.number)
            return until_sent(response, stack)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Puts the views of the change before the tables. It runs after the steps that decide who may see the page."""
        asked = getattr(request, "as_of_asked", None)
        in_api = request.path_info.startswith(API)
        # Other pages would answer a chosen day with themselves, without a word
        request.offers_days = not _is_of_today(request, view) and not _is_work(request)  # type: ignore[attr-defined]
        if hasattr(request, "as_of_refused"):
            return None if in_api else _refused(request.as_of_refused, in_api=False)
        if asked is None:
            return None
        if _is_of_today(request, view):
            return self._today(request)
        if request.method in READING and not in_api and _is_work(request):
            return self._today(request)
        if request.method not in READING:
            sentence = _("Nothing is changed as of an earlier day. Leave the day out to change the register of now.")
            return _refused(sentence, in_api=in_api)
        if request.resolver_match and request.resolver_match.view_name in WITHOUT_PAST:
            request.as_of_refused = str(WITHOUT_PAST[request.resolver_match.view_name])  # type: ignore[attr-defined]
            return None
        try:
            point = point_of(asked)
        except NotKnown as error:
            request.as_of_refused = str(error)  # type: ignore[attr-defined]
            # The API says so to those who may read it (``portfolio/permissions.py``)
            return None if in_api else _refused(str(error), in_api=False)
        request.as_of_stack.enter_context(reading_as_of(point))  # type: ignore[attr-defined]
        request.as_of, request.address_of_now = point, address_as_of(request, "")  # type: ignore[attr-defined]
        request.path_of_now = request.address_of_now.partition("?")[0]  # type: ignore[attr-defined]
        return None

    @staticmethod
    def _today(request: HttpRequest) -> HttpResponse | None:
        """A page of today: reading it leaves the day; a form on it is answered, because it writes to no record."""
        set_script_prefix(request.as_of_mounted)  # type: ignore[attr-defined]
        query = request.META.get("QUERY_STRING", "")
        if request.method not in READING or request.path_info.startswith(API):
            return None
        address = f"{request.as_of_mounted.rstrip('/')}{quote(request.path_info)}"  # type: ignore[attr-defined]
        return HttpResponseRedirect(f"{address}?{query}" if query else address)


def _as_typed(text: str) -> str:
    """Returns a day that a person typed in the field of the banner as addresses hold it. Raises NotKnown."""
    try:
        return whole_day(text.strip())
    except TwoReadings as error:
        raise NotKnown(str(error)) from error


def address_as_of(request: HttpRequest, asked: str) -> str:
    """Returns the address of the request as of a day; with an empty text that of now."""
    mounted = getattr(request, "as_of_mounted", get_script_prefix()).rstrip("/")
    query = request.META.get("QUERY_STRING", "")
    return f"{mounted}{_beginning(asked)}{quote(request.path_info)}{f'?{query}' if query else ''}"


def _is_of_today(request: HttpRequest, view: Any) -> bool:
    match = request.resolver_match
    if match is None:
        return False
    view = getattr(view, "view_class", getattr(view, "cls", view))
    return (
        "admin" in match.namespaces
        or match.view_name in NAMES_OF_TODAY
        or view.__module__.partition(".")[0] in OF_TODAY
    )


def _is_work(request: HttpRequest) -> bool:
    match = request.resolver_match
    return EDIT in request.GET or (match is not None and match.view_name in WORK_OF_TODAY)


def _is_difference(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name == "difference"
    except Resolver404:
        return False


def _refuse_later(request: HttpRequest, error: NotKnown) -> None:
    """Lets the view be refused with this sentence, to those who may see it."""
    request.as_of_refused = str(error)  # type: ignore[attr-defined]


def _forget_parameter(request: HttpRequest) -> None:
    rest = request.GET.copy()
    del rest[PARAMETER]
    request.META["QUERY_STRING"] = rest.urlencode()
    read: Any = QueryDict(request.META["QUERY_STRING"])
    request.GET = read


@contextmanager
def _mounted(request: HttpRequest, asked: str) -> Iterator[None]:
    """Lets links begin with the day."""
    before = get_script_prefix()
    site = getattr(request, "as_of_mounted", before)
    mounted = f"{site.rstrip('/')}{_beginning(asked)}/"
    request.as_of_asked, request.as_of_mounted = asked, site  # type: ignore[attr-defined]
    request.path = f"{mounted}{request.path_info.removeprefix('/')}"
    request.META["SCRIPT_NAME"] = mounted.rstrip("/")
    set_script_prefix(mounted)
    try:
        yield
    finally:
        set_script_prefix(before)


def _beginning(asked: str) -> str:
    return f"/as-of/{quote(asked, safe=':+')}" if asked else ""


def _refused(sentence: str, *, in_api: bool) -> HttpResponse:
    if in_api:
        return JsonResponse({PARAMETER: [sentence]}, status=400)
    raise BadRequest(sentence)
