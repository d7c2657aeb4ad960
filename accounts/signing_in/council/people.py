"""Accounts and roles of people who come from the Council's own sign-in."""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts.roles import Role, give_role, take_roles

PROOFS = frozenset({"mfa", "otp", "hwk", "swk", "fpt", "face", "sc"})
"""Ways to prove who one is that are more than a password (RFC 8176, 2). One of them is a second factor."""
NAMES = re.compile(r"[^\w.@+-]")


def roles_of(claims: Mapping[str, Any]) -> set[str]:
    """Returns the names of the roles that the claims give: ``OIDC_ROLES`` maps the values of ``OIDC_ROLES_CLAIM``.

    The claim is a list or one value. Values that are not mapped, and claims of another shape, give nothing. A dot in
    the name of the claim leads into an object, as in Keycloak's ``realm_access.roles``.
    """
    name = settings.OIDC_ROLES_CLAIM
    found: Any = claims
    for part in [name] if name in claims else name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    values = found if isinstance(found, list) else [found]
    return {settings.OIDC_ROLES[value] for value in values if isinstance(value, str) and value in settings.OIDC_ROLES}


def proves_second_factor(claims: Mapping[str, Any]) -> bool:
    """Returns whether the provider says that it asked for more than a password (``amr`` of RFC 8176)."""
    ways = claims.get("amr")
    return isinstance(ways, list) and not PROOFS.isdisjoint(way for way in ways if isinstance(way, str))


def address_of(claims: Mapping[str, Any]) -> str:
    """Returns the e-mail address of the claims; empty if there is none that mail could be sent to."""
    address = claims.get("email")
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return str(address)


def is_taken(address: str) -> bool:
    """Returns whether an account has this e-mail address, in small or capital letters."""
    return bool(address) and get_user_model()._default_manager.filter(email__iexact=address).exists()


@transaction.atomic
def make_account(claims: Mapping[str, Any]) -> Any:
    """Makes the account of a person who comes for the first time, and returns it. It has no password."""
    wanted = claims.get("preferred_username") or address_of(claims).partition("@")[0]
    user = get_user_model()._default_manager.create_user(
        username=free_name(str(wanted)),
        email=address_of(claims),
        first_name=_text(claims, "given_name"),
        last_name=_text(claims, "family_name"),
    )
    give_role(user=user, role=Role.READER)
    return user


def free_name(wanted: str) -> str:
    """Returns a user name that nobody has yet: the wanted one, or with a number behind it."""
    base = NAMES.sub("", wanted)[:140] or "person"
    taken = {name.lower() for name in _names_like(base)}
    names = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name.lower() not in taken)


def _names_like(base: str) -> Any:
    accounts = get_user_model()._default_manager
    return accounts.filter(username__istartswith=base).values_list("username", flat=True)


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value[:150] if isinstance(value, str) else ""


@transaction.atomic
def set_roles(user: Any, wanted: set[str]) -> None:
    """Gives the account the roles of the claims and takes away the others, among the roles that ``OIDC_ROLES`` names.

    Roles that no claim can give stay, and so do the limits of roles. Staff status comes and goes with the roles that
    need it. The administration's history of the account says what changed.
    """
    mapped = set(settings.OIDC_ROLES.values())
    present = set(user.groups.filter(name__in=mapped).values_list("name", flat=True))
    added, removed = sorted(wanted - present), sorted(present - wanted)
    for role in added:
        give_role(user=user, role=role)
    take_roles(user=user, roles=removed)
    if added or removed:
        _note(user, added, removed)


def _note(user: Any, added: list[str], removed: list[str]) -> None:
    changes = [("added", added), ("removed", removed)]
    words = "; ".join(f"{verb} {', '.join(roles)}" for verb, roles in changes if roles)
    LogEntry.objects.create(
        user_id=user.pk,
        content_type=ContentType.objects.get_for_model(user),
        object_id=str(user.pk),
        object_repr=str(user)[:200],
        action_flag=CHANGE,
        change_message=f"Roles from the Council's own sign-in: {words}",
    )
