"""The page on which people see and end their own sessions."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.sessions import keeping
from accounts.sessions.models import OpenSession
from projects.strict import refuse_unknown_parameters


@require_safe
@login_required
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Shows the open sessions of the person, this one first."""
    refuse_unknown_parameters(request)
    rows = list(OpenSession.objects.of(request.user))
    here = [row for row in rows if row.session_key == request.session.session_key]
    others = [row for row in rows if row not in here]
    return render(request, "own/sessions.html", {"here": here, "others": others})


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one of the person's own sessions. Raises Http404 for the sessions of others."""
    row = get_object_or_404(OpenSession.objects.filter(user=request.user.pk), pk=pk)
    if row.session_key == request.session.session_key:
        logout(request)
        return redirect("sign-in")
    keeping.end(OpenSession.objects.filter(pk=row.pk))
    messages.success(request, _("The session is ended. The browser has to sign in again."))
    return redirect("sessions")


@require_POST
@login_required
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Ends all of the person's sessions but this one."""
    ended = keeping.end_others(request)
    words = ngettext("%(number)d session is ended.", "%(number)d sessions are ended.", ended)
    messages.success(request, words % {"number": ended})
    return redirect("sessions")
