"""Who may make a key for another account, or change it."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q


def may_act_for(actor: Any, account: Any) -> bool:
    """Returns whether the actor has every right of the account. Only then may they change it or make a key for it.

    Otherwise they could sign in as the account and gain its rights. Inactive accounts count too, since an account
    can be activated again.
    """
    if actor.is_superuser:
        return True
    return not account.is_superuser and rights_of(account) <= rights_of(actor)


def rights_of(account: Any) -> set[int]:
    """Returns the ids of the permissions of an account, its own and those of its groups."""
    permissions = Permission.objects.all()
    if not account.is_superuser:
        permissions = permissions.filter(Q(user=account.pk) | Q(group__user=account.pk))
    return set(permissions.values_list("pk", flat=True))
