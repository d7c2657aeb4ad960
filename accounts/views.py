"""The pages of saved views. A view filters, calls and renders."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services
from accounts.forms import ChangeViewForm, SaveViewForm, name_taken
from accounts.listing import listed
from accounts.models import SavedView
from projects.filtering.pagination import page_of
from projects.strict import refuse_unknown_parameters

PAGE_SIZE = 50


@require_safe
@login_required
def saved_views(request: HttpRequest) -> HttpResponse:
    """Shows a person's own views and those shared with staff, each with its filters in words."""
    refuse_unknown_parameters(request)
    page = page_of(SavedView.objects.for_list(request.user), request, PAGE_SIZE)
    return render(request, "saved_views/list.html", {"page": page, "rows": listed(page)})


@require_POST
@login_required
def save_view(request: HttpRequest) -> HttpResponse:
    """Saves the view that the form of a page sends, and redirects to that page; or shows the form with its errors."""
    owner: Any = request.user
    form = SaveViewForm(request.POST, instance=SavedView(owner=owner))

    def save() -> SavedView:
        return services.save_view(view=form.save(commit=False), pinned=form.cleaned_data["pinned"])

    if not _kept(form, save):
        return render(request, "saved_views/form.html", {"form": form, "new": True}, status=400)
    messages.success(request, _("Saved as “%(name)s”.") % {"name": form.instance.name})
    return redirect(form.instance)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows and saves the form with which its owner renames a view, shares it or stops sharing it."""
    view = _own(request, pk)
    if request.method != "POST":
        return render(request, "saved_views/form.html", {"form": ChangeViewForm(instance=view)})
    form = ChangeViewForm(request.POST, instance=view)
    if not _kept(form, lambda: services.change_view(view=form.save(commit=False))):
        return render(request, "saved_views/form.html", {"form": form}, status=400)
    return redirect("saved-views")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the owner a question; deletes the view after the confirmation."""
    view = _own(request, pk)
    if request.method != "POST":
        others = view.pins.exclude(user=request.user).count()
        return render(request, "saved_views/delete.html", {"view": view, "others": others})
    view.delete()
    messages.success(request, _("“%(name)s” is deleted.") % {"name": view.name})
    return redirect("saved-views")


@require_POST
@login_required
def pin_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Pins a view to the person's dashboard, removes it, or moves it: ``to`` is on, off, earlier or later."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    moves: dict[str, Callable[[], None]] = {
        "on": lambda: services.pin_view(user=request.user, view=view),
        "off": lambda: services.unpin_view(user=request.user, view=view),
        "earlier": lambda: services.move_pin(user=request.user, view=view, earlier=True),
        "later": lambda: services.move_pin(user=request.user, view=view, earlier=False),
    }
    move = request.POST.get("to", "")
    if move not in moves:
        raise BadRequest(_("to: Known are: %(known)s.") % {"known": ", ".join(moves)})
    moves[move]()
    return redirect("saved-views")


def _own(request: HttpRequest, pk: int) -> Any:
    """Returns the person's own view. Raises Http404 for the views of others, shared or not."""
    return get_object_or_404(SavedView.objects.filter(owner=request.user).select_related("owner"), pk=pk)


def _kept(form: Any, write: Callable[[], SavedView]) -> bool:
    """Returns whether the form is valid and could be saved."""
    if not form.is_valid():
        return False
    try:
        write()
    except IntegrityError:
        # The form was sent twice at once: the first one took the name between our check and our save
        form.add_error("name", name_taken())
        return False
    return True
