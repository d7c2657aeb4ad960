"""The page on which people make and end their own keys."""

from typing import Any

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.keys.forms import OwnKeyForm
from accounts.keys.making import make_key
from accounts.models import Key
from projects.strict import refuse_unknown_parameters


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_keys(request: HttpRequest) -> HttpResponse:
    """Lists the person's keys and makes new ones, after the person confirmed who they are: a key outlives the session.
    A new key is shown only once."""
    refuse_unknown_parameters(request)
    person: Any = request.user
    rows = Key.objects.filter(user=person.pk).order_by("-created", "-pk")
    if request.method != "POST":
        return render(request, "own/keys.html", {"form": OwnKeyForm(), "rows": rows})
    form = OwnKeyForm(request.POST, instance=Key(user=person))
    if not form.is_valid():
        return render(request, "own/keys.html", {"form": form, "rows": rows}, status=400)
    # allauth keeps the form, and sends it again after the confirmation
    raise_if_reauthentication_required(request, app="accounts")
    made = make_key(user=person, **form.limits())
    page = render(request, "own/keys.html", {"form": OwnKeyForm(), "rows": rows, "made": made})
    # The key is a secret: no cache keeps a copy of the page
    page["Cache-Control"] = "no-store"
    return page


@require_POST
@login_required
def end_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one of the person's own keys. Raises Http404 for the keys of others."""
    key = get_object_or_404(Key, pk=pk, user=request.user.pk)
    key.delete()
    messages.success(request, _("The key “%(name)s” is ended.") % {"name": key.name})
    return redirect("keys")
