"""The querysets of saved views."""

from typing import Any, Self

from django.db import models
from django.db.models import BooleanField, Case, Exists, OuterRef, Q, Value, When

from changes.rights import may


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Returns a person's own views and, for staff, those that others share with staff."""
        if not user.is_authenticated:
            return self.none()
        return (
            self.filter(Q(owner=user) | Q(shared=True)) if may(user, "share", "saved-view") else self.filter(owner=user)
        )

    def for_list(self, user: Any) -> Self:
        """Returns the views that a person may see, with owners, their own first, by name. Annotates ``own`` and
        ``pinned``."""
        own = Case(When(owner=user, then=Value(True)), default=Value(False), output_field=BooleanField())
        pinned = Exists(self._pins_of(user).filter(view=OuterRef("pk")))
        rows = self.visible_to(user).select_related("owner").annotate(own=own, pinned=pinned)
        return rows.order_by("-own", "name", "pk")

    def pinned_by(self, user: Any) -> Self:
        """Returns the views that a person pinned to the dashboard and may still see, in their order, with owners, in
        one query."""
        if not user.is_authenticated:
            return self.none()
        return self.visible_to(user).filter(pins__user=user).select_related("owner").order_by("pins__position", "name")

    def _pins_of(self, user: Any) -> Any:
        return self.model._meta.get_field("pins").related_model._default_manager.filter(user=user)
