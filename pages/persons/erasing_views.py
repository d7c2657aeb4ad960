"""The pages that erase a contact or an account, after they showed what goes and what stays."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from changes.erasing.erase import CannotErase, Report, erase_account, erase_contact
from changes.rights import check_may
from projects.editing.once import once
from projects.models import Contact
from projects.strict import refuse_unknown_parameters


class ErasingForm(forms.Form):
    """Why a person is erased, and that the reader means it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("It is kept. Do not name the person in it."),
        widget=forms.Textarea({"rows": 2}),
    )
    sure = forms.BooleanField(label=gettext_lazy("Erase it for ever. Nobody can undo this."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def erase_account_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what erasing an account would delete, change and leave, and erases it."""
    check_may(request.user, "erase", "user")
    account: Any = get_object_or_404(get_user_model()._default_manager, pk=pk)
    check_may(request.user, "erase", account)
    name = account.get_full_name() or account.get_username()

    def call(**facts: Any) -> Report:
        # A dry run changes the account that it is given
        return erase_account(account=get_user_model()._default_manager.get(pk=pk), **facts)

    return _page(request, name, call, reverse("people"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def erase_contact_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows what erasing a contact would delete and change, and erases it."""
    check_may(request.user, "erase", "contact")
    contact = get_object_or_404(Contact, pk=pk)
    check_may(request.user, "erase", contact)
    back = contact.organisation.get_absolute_url()

    def call(**facts: Any) -> Report:
        return erase_contact(contact=Contact.objects.get(pk=pk), **facts)

    return _page(request, contact.person or str(contact), call, back)


def _page(request: HttpRequest, name: str, call: Callable[..., Report], back: str) -> HttpResponse:
    refuse_unknown_parameters(request)
    form = ErasingForm(request.POST or None)
    context: dict[str, Any] = {"name": name, "form": form, "back": back}
    try:
        if request.method == "POST" and form.is_valid():
            report = call(by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("The person is erased. Rows deleted or changed: %d.") % report.rows)
            return redirect(back)
        context["report"] = call(by=request.user, dry_run=True)
    except CannotErase as error:
        context["problem"] = str(error)
    status = 409 if "problem" in context and request.method == "POST" else 400 if form.errors else 200
    return render(request, "persons/erase.html", context, status=status)
