"""Who may do what with accounts, saved views and roles."""

from collections.abc import Mapping
from typing import Any

from accounts.keys import limits
from accounts.models import RoleLimit
from changes.models import Action
from changes.rights import SEE, decides, has_right, is_staff, narrows
from changes.rights.limits import Names, limits_from, narrows_to
from projects.editing.limits import of_council, of_portfolio

narrows(limits.leaves)
narrows_to(limits.within)


@decides("share", "saved-view")
def may_share(person: Any, _row: Any) -> bool:
    """Returns whether the person may share saved views with staff: only staff may."""
    return is_staff(person)


@decides(SEE, "account")
def may_see_accounts(person: Any, _row: Any) -> bool:
    """Returns whether the person may see who has an account, and which roles it has."""
    return is_staff(person) and bool(person.has_perm("auth.view_user"))


@decides("give", "role", "user")
def may_give_roles(person: Any, account: Any) -> bool:
    """Returns whether the person may give roles to this account: administrators may, to others than themselves.

    Nobody but a superuser gives a role to a superuser, whose account has every right.
    """
    if person.is_superuser:
        return True
    allowed = is_staff(person) and bool(person.has_perm("accounts.add_rolelimit"))
    return allowed and (account is None or (account.pk != person.pk and not account.is_superuser))


@decides("erase", "user")
def may_erase(person: Any, account: Any) -> bool:
    """Returns whether the person may erase this account: administrators may, but not their own."""
    own = account is not None and account.pk == person.pk
    return not own and may_give_roles(person, account) and bool(person.has_perm("auth.delete_user"))


@decides("erase", "contact")
def may_erase_contacts(person: Any, contact: Any) -> bool:
    """Returns whether the person may erase this contact: who may delete it."""
    return has_right(person, Action.DELETE, "contact" if contact is None else contact)


@limits_from
def group_limits(person: Any) -> Mapping[int, Names]:
    """Returns the portfolios and councils to which the person's roles are limited, by the key of the role's group."""
    found: dict[int, set[str]] = {}
    rows = RoleLimit.objects.filter(user=person.pk).order_by()
    for role, portfolio, council in rows.values_list("role", "portfolio__slug", "council__code"):
        found.setdefault(role, set()).add(of_portfolio(portfolio) if portfolio else of_council(council))
    return {role: frozenset(names) for role, names in found.items()}
