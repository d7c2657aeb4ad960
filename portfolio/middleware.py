"""Middleware: the steps that every request passes before a view handles it."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import is_valid_path
from django.utils import translation
from django.utils.translation import gettext as _

from changes.rights import may
from projects.filtering import typed

Answer = Callable[[HttpRequest], HttpResponse]


class GuardBrowsers:
    """Sets the headers that Django has no setting for: no other site embeds our answers, and no page uses devices.

    It also sets X-Frame-Options and nosniff where an answer leaves the site before Django's middleware sees it, and
    keeps a secret address out of the next request's Referer. docs/security.md gives the reason of each header.
    """

    SECRETS = frozenset({"token", "key", "uidb36", "uidb64"})
    """The names of the parts of addresses that are secrets."""
    HEADERS = {
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": (
            "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
        ),
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "X-Permitted-Cross-Domain-Policies": "none",
    }

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.HEADERS.items():
            response.headers.setdefault(name, value)
        found = request.resolver_match
        if found and self.SECRETS & {*found.kwargs}:
            # With no-referrer, browsers name no origin for a form, and Django would take the form for a forged one
            response.headers["Referrer-Policy"] = "strict-origin"
        return response


class RefuseNulBytes:
    """Answers 400 to a NUL byte in the address: PostgreSQL refuses it in text, SQLite accepts it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return JsonResponse({"detail": _("The address holds a NUL byte.")}, status=400)
        return self.get_response(request)


class RefuseLargeRequests:
    """Answers 413 to a body larger than any page accepts, before it is read: a calendar file has at most 2 MB.

    Under /api/ the answer has the shape of the API's errors. Addresses of files, tables and annexes, and the page that
    verifies a file, take ``FILE_MEGABYTES``.
    """

    MOST_MEGABYTES = 5
    OF_FILES = re.compile(r"/(?:api/v1/)?(?:documents/[-\w]+/files|owed-reports/[^/]+)/|/verify/|/tables/|/annexes/")
    VERIFIES = "/verify/"
    FORM = 100 * 1024
    """Bytes of a form beside its file."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "") and not request.META.get("CONTENT_LENGTH"):
            # Django would take the body for empty
            return JsonResponse({"detail": _("Send the length of the body (Content-Length).")}, status=411)
        length = request.META.get("CONTENT_LENGTH") or "0"
        of_files = self.OF_FILES.fullmatch(request.path_info)
        most = settings.FILE_MEGABYTES if of_files else self.MOST_MEGABYTES
        if length.isdigit() and int(length) <= most * 1024 * 1024 + (self.FORM if of_files else 0):
            return self.get_response(request)
        sentence = _("The file is larger than %(size)d MB.") % {"size": most}
        if request.path_info.startswith("/api/"):
            return JsonResponse({"detail": sentence}, status=413)
        # Without the request: nobody knows yet who sent it
        context = {"sentence": sentence, "verifies": request.path_info == self.VERIFIES, "back": _form_of(request)}
        return HttpResponse(render_to_string("413.html", context), status=413)


def _form_of(request: HttpRequest) -> str:
    """Returns the address of the page that sent a form, on this site whatever the header says; empty if unknown."""
    try:
        came_from = urlsplit(request.META.get("HTTP_REFERER", ""))
    except ValueError:
        return ""
    said = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return said if re.fullmatch(r"/(?!/)[-\w/.?=&%+:~]*", said) else ""


class RefuseLongAddresses:
    """Answers 414 to an address that is too long, in the shape of the API's errors under /api/.

    The web server accepts slightly longer addresses (``gunicorn.conf.py``), so that this answer is ours.
    """

    MOST_BYTES = 8000

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if len(request.get_full_path()) <= self.MOST_BYTES:
            return self.get_response(request)
        sentence = _("The address is longer than %(most)d bytes. Choose fewer filters.") % {"most": self.MOST_BYTES}
        if request.path_info.startswith("/api/"):
            way_out = _("Or send the parameters in the body: POST %(address)s.") % {"address": f"{request.path}query/"}
            return JsonResponse({"detail": f"{sentence} {way_out}"}, status=414)
        return HttpResponse(sentence, status=414, content_type="text/plain; charset=utf-8")


class NameTheWholeAddress:
    """Answers 404 to a write under /api/ whose address lacks the last slash, and names the right address.

    A redirect would lose the write: many programs follow it with GET, which is answered 200.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        reads = request.method in ("GET", "HEAD", "OPTIONS")
        if reads or not path.startswith("/api/") or is_valid_path(path) or not is_valid_path(f"{path}/"):
            return self.get_response(request)
        sentence = _("There is no such address. Write to %(address)s.") % {"address": f"{request.path}/"}
        return JsonResponse({"detail": sentence}, status=404)


class CompressAnswers(GZipMiddleware):
    """Compresses the API's data and text files for who accepts gzip; nothing that is compressed already.

    Pages are left out, and so is the answer that holds a new key: the length of a compressed answer can betray a secret
    that stands beside text of an attacker (BREACH). HTTP/1.0 needs the length of a file, which compressing would drop.
    """

    TYPES = ("application/json", "application/x-ndjson", "text/csv", "application/vnd.oai.openapi")
    SECRET = "/api/v1/token/"  # noqa: S105 (an address)

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        kind = str(response.headers.get("Content-Type", "")).partition(";")[0]
        plain = request.META.get("SERVER_PROTOCOL") == "HTTP/1.0" and response.streaming
        if (
            not request.path_info.startswith("/api/")
            or request.path_info == self.SECRET
            or kind not in self.TYPES
            # The checksum of a file is that of its bytes as they are
            or "Repr-Digest" in response.headers
            or plain
        ):
            return response
        return super().process_response(request, response)


class KeepAnswersPrivate:
    """Keeps answers to signed-in people out of shared caches, and makes browsers check again before they show them.

    A request with a session or a key counts as signed in. An answer that already sets Cache-Control keeps it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES or "HTTP_AUTHORIZATION" in request.META
        if signed_in:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class ChosenLanguage(LocaleMiddleware):
    """Chooses the language: first ``?lang=``, then the reader's saved choice, then the browser's preference.

    Norwegian without a chosen form, and Nynorsk, become Bokmål, the nearest language that the site has.
    """

    NORWEGIAN = re.compile(r"(?<![\w-])(?:nn|no)(?![\w])", re.IGNORECASE)

    def process_request(self, request: HttpRequest) -> None:
        wanted = request.META.get("HTTP_ACCEPT_LANGUAGE", "")
        request.META["HTTP_ACCEPT_LANGUAGE"] = self.NORWEGIAN.sub("nb", wanted)
        if self.NORWEGIAN.fullmatch(request.GET.get("lang", "")):
            query: Any = request.GET.copy()
            query["lang"] = "nb"
            request.GET = query
        super().process_request(request)
        language = request.GET.get("lang", "")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = language


class TypedValues:
    """Reads the amounts and dates that people type into a page's address, in their language (``filtering/typed.py``).

    It leaves out the API and the editing side, whose forms read their own fields.
    """

    PLAIN = ("/api/", "/admin/")

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(self.PLAIN):
            request.GET = typed.read(request.GET)
        return self.get_response(request)


def has_key(request: HttpRequest) -> bool:
    """Returns whether a program sent a key, and nobody is signed in. Says nothing about whether the key is right."""
    return "Authorization" in request.headers and not request.user.is_authenticated


class SignInToRead(LoginRequiredMiddleware):
    """Requires an account for every page, unless the site is set to open reading (``OPEN_READING``)."""

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        if settings.OPEN_READING:
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """Redirects to the sign-in page, in the language given in the address.

        The page that describes the API also takes a key, and checks it itself.
        """
        if has_key(request) and request.resolver_match and request.resolver_match.view_name == "api:docs":
            return None
        answer = super().handle_no_permission(request, view_func)
        language = request.GET.get("lang", "")
        if language in dict(settings.LANGUAGES):
            answer["Location"] += f"&lang={language}"
        return answer


def reads_calendar_only(person: Any) -> bool:
    """Returns whether the person may read the calendar and nothing else: the account of an organisation."""
    return may(person, "read", "calendar") and not may(person, "read", "register")


class ContributorsFence:
    """Shows an organisation's account only the calendar: no budgets, no contacts, no other page.

    It denies by default: a new page is closed to these accounts until its name is in ``OPEN``. Checking an account
    costs one query, and none for staff.
    """

    OPEN = frozenset(
        {
            *(
                "calendar",
                "calendar-clashes",
                "calendar-documents",
                "event",
                "new-event",
                "edit-event",
                "free-dates",
                "import-calendar",
            ),
            *("calendar-feed", "personal-feed", "feed-addresses", "revoke-feed"),
            *("owed-reports", "hand-in-report", "withdraw-report", "owed-report-file"),
            *("api:owed-reports", "api:owed-report", "api:owed-report-file"),
            *("stop-letters", "letters-feed", "proposal-letters"),
            *("verify", "seal-certificate", "seal-chain"),
            *("sessions", "end-session", "end-other-sessions", "keys", "end-key"),
            *("own-data", "own-data-file"),
            *("sign-in", "sign-out", "change-password", "set-password", "set-language"),
            *("healthz", "readyz", "metrics"),
            *("forgotten-password", "reset-sent", "new-password", "accept-invitation"),
            *("oidc-sign-in", "oidc-callback", "connection"),
            *("account_login", "mfa_authenticate", "mfa_login_webauthn"),
            *("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
            *("mfa_index", "mfa_activate_totp", "mfa_deactivate_totp"),
            *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes"),
            *("mfa_list_webauthn", "mfa_add_webauthn", "mfa_remove_webauthn"),
            *("api:root", "api:token", "api:schema", "api:docs"),
            *("api:event-list", "api:event-detail", "api:event-clashes", "api:event-free-dates"),
            *("api:place-list", "api:place-detail", "api:organisation-list", "api:organisation-detail"),
        }
    )

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in self.OPEN or not reads_calendar_only(request.user):
            return None
        if name == "dashboard":
            return redirect("calendar")
        if request.path_info.startswith("/api/"):
            return JsonResponse(
                {"detail": _("This account sees the calendar and the reports that its organisation owes.")}, status=403
            )
        return render(request, "calendar/parts/fence.html", status=403)
