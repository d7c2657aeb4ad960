"""Contacts of an organisation: personal data, only for those who may see them.

No draft of them is kept, no search finds them here, and a change keeps their record without its values.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from changes.apply import Refused, apply
from changes.models import Action, Way
from changes.proposal import Proposal
from changes.rights import check_day, may, may_propose
from pages.keeping.forms import RecordForm
from pages.keeping.lists import as_list
from projects.editing.once import once
from projects.models import Contact, Organisation
from projects.models.reference import may_see_contacts
from projects.strict import refuse_unknown_parameters

FIELDS = ("post", "vacant", "person", "email", "telephone", "note")
KIND = "contact"


def _require(request: HttpRequest, action: str, subject: Any = KIND) -> None:
    refuse_unknown_parameters(request)
    check_day()
    if not (may_see_contacts(request.user) and may(request.user, action, subject)):
        raise PermissionDenied


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def new_contact(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows the form of a new contact and saves it."""
    _require(request, Action.CREATE)
    return _kept(request, get_object_or_404(Organisation, slug=slug), None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def edit_contact(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Shows the form of a contact and saves it."""
    _require(request, Action.UPDATE)
    contact = get_object_or_404(Contact, pk=pk, organisation__slug=slug)
    _require(request, Action.UPDATE, contact)
    return _kept(request, contact.organisation, contact)


def _kept(request: HttpRequest, organisation: Organisation, contact: Contact | None) -> HttpResponse:
    def complete(values: dict[str, Any], _row: Any) -> None:
        values["organisation"] = organisation.slug

    if request.method != "POST":
        form = RecordForm.opened(KIND, FIELDS, contact) if contact else RecordForm.sent(KIND, FIELDS, QueryDict())
        form.leave_unjudged()
        return _drawn(request, organisation, form)
    form = RecordForm.sent(KIND, FIELDS, request.POST, row=contact, complete=complete)
    if not form.is_valid() or form.save(actor=request.user) is None:
        return _drawn(request, organisation, form, 400)
    messages.success(request, _("Saved."))
    return redirect(f"{organisation.get_absolute_url()}#contacts")


def _drawn(request: HttpRequest, organisation: Organisation, form: RecordForm, status: int = 200) -> HttpResponse:
    context = {"organisation": organisation, "form": form, "contact": form.row}
    return render(request, "keeping/register/contact.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once
def delete_contact(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Asks whether a contact is to be deleted, and deletes it. What it said is not kept, so it cannot be undone."""
    _require(request, Action.DELETE)
    contact = get_object_or_404(Contact, pk=pk, organisation__slug=slug)
    _require(request, Action.DELETE, contact)
    context: dict[str, Any] = {"row": contact, "organisation": contact.organisation}
    if request.method != "POST":
        return render(request, "keeping/register/delete_contact.html", context)
    proposal = Proposal.delete(KIND, str(contact.pk), row=contact.pk)
    try:
        apply(proposals=[proposal], way=Way.PAGE, actor=request.user, may=may_propose(request.user))
    except Refused as refused:
        context["problems"] = as_list(refused.checked[0].errors)
        return render(request, "keeping/register/delete_contact.html", context, status=409)
    messages.success(request, _("The contact is deleted."))
    return redirect(f"{contact.organisation.get_absolute_url()}#contacts")
