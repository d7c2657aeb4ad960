"""The querysets of followings and letters."""

from collections.abc import Collection, Mapping
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import connection, models
from django.db.models import Q

from letters.choices import Kind, State

MOST_KEYS = 500
"""With more keys than this, all followings are read and compared in Python: a query has a limit of parameters."""


class FollowingQuerySet(models.QuerySet):
    def concerned_by(self, changed: Mapping[Kind, Collection[int]]) -> list[int]:
        """Returns the keys of the followings that a change of these rows may concern, in one query. ``changed``: kind
        of thing → the keys of its rows.

        Every view may be concerned by a change of a project: the project may enter it.
        """
        rows, projects = self.filter(user__is_active=True), changed[Kind.PROJECT]
        if sum(map(len, changed.values())) <= MOST_KEYS:
            concerned = reduce(or_, (Q(kind=kind, row__in=keys) for kind, keys in changed.items()))
            rows = rows.filter(concerned | Q(kind=Kind.VIEW) if projects else concerned)
        wanted = {kind: set(keys) for kind, keys in changed.items()}
        found = rows.order_by("pk").values_list("pk", "kind", "row")
        return [key for key, kind, row in found if (projects if kind == Kind.VIEW else row in wanted[Kind(kind)])]

    def of(self, user: Any, kind: str, key: int) -> Self:
        """Returns the person's following of this thing, if any. ``key``: of the view, or of the row."""
        thing = {"view": key} if kind == Kind.VIEW else {"row": key}
        return self.filter(user=user, kind=kind, **thing)


class LetterQuerySet(models.QuerySet):
    def locked(self) -> Self:
        """Returns the letters, locked until the transaction ends, without those that another command holds."""
        return self.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)

    def to_send(self, now: Any) -> Self:
        """Returns the letters whose time to be sent has come, the oldest first. It includes letters that a command
        began to send and did not finish."""
        return self.filter(state__in=[State.WAITING, State.SENDING], next_try__lte=now).order_by("next_try", "pk")
