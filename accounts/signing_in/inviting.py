"""Invitations: an administrator makes an account, and its owner chooses the password by a one-time link."""

from collections.abc import Iterable
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import RoleLimit
from accounts.roles import Role, give_role
from accounts.services import keep_language
from accounts.signing_in.forms import LIMITED, InvitationForm
from accounts.signing_in.joining import join
from accounts.signing_in.links import INVITATION, send_invitation
from changes.rights import may
from projects.filtering.pickers import FIND
from projects.models import Council

ROLES = [role.value for role in Role]


def invited() -> Any:
    """Returns the accounts whose owners have not come yet: no password, no sign-in, not connected elsewhere."""
    accounts = get_user_model()._default_manager.filter(is_active=True, last_login=None).exclude(email="")
    accounts = accounts.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    accounts = accounts.select_related("contributor__organisation")
    return accounts.exclude(pk__in=SocialAccount.objects.values("user")).order_by("username")


@transaction.atomic
def make_account(
    *, actor: Any, user: Any, roles: list[str], limits: Iterable[Any], language: str, organisation: Any = None
) -> Any:
    """Saves a new account without a password, gives it the roles and returns it. The administration's history of the
    account says who invited the person.

    ``limits``: the portfolios and councils to which adviser and controller are limited. ``organisation``: the one to
    which the account belongs.
    """
    user.set_unusable_password()
    user.save()
    for role in roles:
        give_role(user=user, role=role)
    said = limit_roles(user, sorted(LIMITED & {*roles}), list(limits))
    if organisation is not None:
        join(user, organisation)
        said = f" of {organisation.slug}"
    keep_language(user=user, language=language)
    LogEntry.objects.create(
        user_id=actor.pk,
        content_type=ContentType.objects.get_for_model(user),
        object_id=str(user.pk),
        object_repr=str(user)[:200],
        action_flag=ADDITION,
        change_message=f"Invited as {', '.join(sorted(roles, key=ROLES.index))}{said}",
    )
    return user


def limit_roles(user: Any, roles: list[str], limits: list[Any]) -> str:
    """Limits these roles of an account to portfolios and councils. Returns the words for its history."""
    for group in Group.objects.filter(name__in=roles).order_by("name"):
        for row in limits:
            field = "council" if isinstance(row, Council) else "portfolio"
            RoleLimit.objects.create(user=user, role=group, **{field: row})
    names = ", ".join(getattr(row, "slug", "") or row.code for row in limits)
    return f"; {', '.join(roles)} limited to {names}" if roles and limits else ""


@require_http_methods(["GET", "POST"])
@login_required
@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """Makes an account and sends its invitation; lists the people who have not come yet."""
    if not may(request.user, "give", "role"):
        raise PermissionDenied
    form = InvitationForm(request.POST or None, initial={"language": get_language()})
    if FIND in request.POST:
        form.leave_unjudged()
    elif request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        user = make_account(
            actor=request.user,
            user=form.save(commit=False),
            roles=chosen["roles"],
            limits=[*chosen["portfolios"], *chosen["councils"]],
            language=chosen["language"],
            organisation=chosen["organisation"],
        )
        return _send(request, user)
    return _page(request, form=form)


@require_POST
@login_required
@never_cache
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the invitation of an account again, with a new link. The earlier one ends."""
    user = get_object_or_404(invited(), pk=pk) if may(request.user, "give", "role") else None
    if user is None or not may(request.user, "give", user):
        raise PermissionDenied
    # A link holds a hash of the password's random part
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return _send(request, user)


def _send(request: HttpRequest, user: Any) -> HttpResponse:
    """Sends the link, or shows it once to the administrator where no mail can be sent."""
    if settings.SENDS_MAIL:
        try:
            send_invitation(user, request.user)
        except OSError:
            return _page(request, made=INVITATION.address(user), person=user, failed=True)
        messages.success(request, _("The invitation was sent to %(address)s.") % {"address": user.email})
        return redirect("invite")
    return _page(request, made=INVITATION.address(user), person=user)


def _page(request: HttpRequest, **context: Any) -> HttpResponse:
    context.setdefault("form", InvitationForm(initial={"language": get_language()}))
    form = context["form"]
    context["limits"] = [field for field in (form["portfolios"], form["councils"]) if len(field)]
    context |= {"waiting": invited(), "days": settings.INVITATION_DAYS, "sends_mail": settings.SENDS_MAIL}
    response = render(request, "account/invite.html", context)
    if "made" in context:
        # The link is a secret
        response.headers["Cache-Control"] = "no-store"
    return response
