"""The health check and the error pages."""

import sys
from pathlib import Path
from shutil import disk_usage

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, TooManyFieldsSent
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import csrf, defaults
from django.views.decorators.http import require_safe

from changes.as_of.point import current_point
from changes.rights import SEE, may
from changes.templatetags.change_links import changes_url
from pages.changes.forms import rows_of
from pages.keeping import drafts
from portfolio.databases import troubles
from projects.filtering.pagination import NoSuchPage
from projects.kept.triggers import are_filled
from projects.models import Project

API = "/api/"
LEAST_FREE = 1024 * 1024
"""Bytes: with less free space, a SQLite database cannot save a form."""


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """Reports whether the site and its database answer and can write. Needs no sign-in: load balancers call it."""
    try:
        ready = are_filled(connection.alias)
    except (DatabaseError, InterfaceError):
        return JsonResponse({"status": "error", "database": "unreachable"}, status=503)
    if not ready:
        return JsonResponse({"status": "error", "database": "not migrated"}, status=503)
    if _disk_is_full():
        return JsonResponse({"status": "error", "database": "ok", "disk": "full"}, status=507)
    return JsonResponse({"status": "ok", "database": "ok"})


def _disk_is_full() -> bool:
    """Returns whether the disk is full: no space beside a SQLite file, or a recent write that failed (any database)."""
    name = Path(str(connection.settings_dict["NAME"]))
    beside = connection.vendor == "sqlite" and name.is_file()
    return troubles.disk_was_full() or (beside and disk_usage(name.parent).free < LEAST_FREE)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers 400, as a page or, under /api/, in the shape of the API's errors. It gives the reason if the error is
    one of ours."""
    said = str(exception) if isinstance(exception, BadRequest) else ""
    if isinstance(exception, TooManyFieldsSent):
        most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        said = _("The request has more than %(most)d parameters.") % {"most": most}
    if request.path_info.startswith(API):
        return JsonResponse({"detail": said or _("The request cannot be read.")}, status=400)
    return render(request, "400.html", {"said": said, "last_page": _last_page(request, exception)}, status=400)


def _last_page(request: HttpRequest, exception: Exception) -> str:
    """Returns the address of a list's last page if the request asks for a later page; otherwise empty."""
    if not isinstance(exception, NoSuchPage):
        return ""
    query = request.GET.copy()
    query["page"] = str(exception.last)
    return f"{request.path}?{query.urlencode()}"


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answers 403 to a form whose token is no longer the browser's. What was typed into a form that keeps drafts is
    kept: the answer leads back to the form with it."""
    address = drafts.after_csrf_failure(request)
    if not address:
        return csrf.csrf_failure(request, reason)
    messages.warning(request, _("You signed in again since this form was opened. Look at it once more and save it."))
    return redirect(address)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answers 404, as a page or, under /api/, in the shape of the API's errors."""
    if request.path_info.startswith(API):
        return JsonResponse({"detail": _("Not found.")}, status=404)
    if changes := _changes_of_deleted(request):
        return render(request, "404.html", {"changes": changes}, status=404)
    return defaults.page_not_found(request, exception)


def _changes_of_deleted(request: HttpRequest) -> str:
    """Returns the address of the changes of a project that was deleted; empty for any other page, and for a reader who
    may not see them.
    """
    match = request.resolver_match
    if match is None or match.view_name != "project" or current_point() or not request.user.is_authenticated:
        return ""
    gone = Project(reference=match.kwargs["reference"])
    known = may(request.user, SEE, "project") and rows_of("project", gone.reference)
    return changes_url({"request": request}, gone) if known else ""


def server_error(request: HttpRequest) -> HttpResponse:
    """Answers an error that nothing else handled, as a page or, under /api/, in the shape of the API's errors.

    A statement that took too long, a full disk and a lost database have their own statuses and sentences; any other
    error is a 500. Django calls this while it handles the error.
    """
    trouble = troubles.trouble_of(sys.exc_info()[1])
    api = request.path_info.startswith(API)
    if trouble is None:
        sentence = _("Something went wrong on our side.")
        return JsonResponse({"detail": sentence}, status=500) if api else defaults.server_error(request)
    if api:
        answer: HttpResponse = JsonResponse({"detail": trouble.sentence}, status=trouble.status)
    else:
        # Rendered without the request, because the page must not ask the database who is signed in
        page = render_to_string("503.html", {"trouble": trouble})
        answer = HttpResponse(page, status=trouble.status)
    if trouble.retry_after:
        answer["Retry-After"] = str(trouble.retry_after)
    return answer
