"""The page of a person's drafts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from changes.models import Draft
from pages.keeping.naming import named


@require_safe
@login_required
def draft_list(request: HttpRequest) -> HttpResponse:
    """Lists what a person typed and did not save, the latest first."""
    rows = [(draft, *named(draft)) for draft in Draft.objects.filter(person=_person(request))]
    return render(request, "keeping/drafts.html", {"rows": rows})


@require_POST
@login_required
def throw_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Throws one of a person's own drafts away, and returns to the page from which they did it."""
    draft = get_object_or_404(Draft, pk=pk, person=_person(request))
    _label, address = named(draft)
    draft.delete()
    messages.success(request, _("The draft is thrown away."))
    return redirect(address if "back" in request.POST and address else "drafts")


def _person(request: HttpRequest) -> Any:
    return request.user
