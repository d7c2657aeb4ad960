"""The page of people: what each role may do, and for administrators who has which."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import RoleLimit
from accounts.roles import EXPLAINED, OF_STAFF, Role, label_of, labels_of
from changes.rights import SEE, may
from projects.filtering.pagination import page_of
from projects.strict import refuse_unknown_parameters

PAGE_SIZE = 50


@dataclass
class Person:
    """An account on the page."""

    account: Any
    roles: list[str]
    limits: list[str] = field(default_factory=list)
    address: str = ""
    """The page on which the account is changed; empty if the reader may not."""
    may_erase: bool = False

    @property
    def idle(self) -> bool:
        """Whether rights of the account count for nothing, because it is not staff."""
        return self.account.own_rights > 0 and not self.account.is_staff


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Explains the roles, and lists the accounts for readers who may see them."""
    if set(request.GET) - {"page"}:
        refuse_unknown_parameters(request)
    roles = [(role.label, EXPLAINED[role], role in OF_STAFF) for role in Role]
    context: dict[str, Any] = {"roles": roles}
    if request.user.is_authenticated:
        context["own"] = people_of([_accounts().get(pk=request.user.pk)], request.user)[0]
    if may(request.user, SEE, "account"):
        context["page"] = page_of(_accounts().order_by("-is_active", "username"), request, PAGE_SIZE)
        context["people"] = people_of(context["page"], request.user)
    return render(request, "people.html", context)


def _accounts() -> Any:
    accounts = get_user_model()._default_manager.select_related("contributor__organisation")
    return accounts.prefetch_related("groups").annotate(own_rights=Count("user_permissions"))


def people_of(accounts: Iterable[Any], reader: Any) -> list[Person]:
    """Returns accounts of ``_accounts`` with their roles and limits, in one query for all limits."""
    listed = list(accounts)
    limits: dict[int, list[str]] = defaultdict(list)
    rows = RoleLimit.objects.filter(user__in=[account.pk for account in listed])
    for row in rows.select_related("role", "portfolio", "council"):
        limits[row.user_id].append(f"{label_of(row.role)}: {row.portfolio or row.council}")
    changes = has_right_to_accounts(reader)
    return [
        Person(
            account,
            labels_of(account.groups.all()) or [str(Role.READER.label)],
            limits[account.pk],
            reverse("admin:auth_user_change", args=[account.pk]) if changes else "",
            may_erase=changes and may(reader, "erase", account),
        )
        for account in listed
    ]


def has_right_to_accounts(reader: Any) -> bool:
    """Returns whether the reader may open the page on which an account is changed."""
    return may(reader, "give", "role") and may(reader, SEE, "account")
