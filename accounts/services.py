"""Writes that change several models."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import Pin, Preference, SavedView


@transaction.atomic
def save_view(*, view: SavedView, pinned: bool) -> SavedView:
    """Saves a new view, and pins it for its owner if ``pinned``. Raises IntegrityError if the name is taken."""
    view.save()
    if pinned:
        pin_view(user=view.owner, view=view)
    return view


@transaction.atomic
def change_view(*, view: SavedView) -> SavedView:
    """Saves the view's new name and sharing. If it is no longer shared, other people's pins of it are deleted.

    Raises IntegrityError if the name is taken.
    """
    view.save()
    if not view.shared:
        Pin.objects.filter(view=view).exclude(user=view.owner_id).delete()
    return view


@transaction.atomic
def pin_view(*, user: Any, view: SavedView) -> None:
    """Adds the view at the end of the person's dashboard. A view that is already pinned keeps its place."""
    last = Pin.objects.filter(user=user).aggregate(last=Max("position"))["last"]
    Pin.objects.get_or_create(user=user, view=view, defaults={"position": 0 if last is None else last + 1})


def unpin_view(*, user: Any, view: SavedView) -> None:
    """Removes the view from the person's dashboard."""
    Pin.objects.filter(user=user, view=view).delete()


@transaction.atomic
def move_pin(*, user: Any, view: SavedView, earlier: bool) -> None:
    """Moves the view by one place among the views that the person sees on the dashboard."""
    seen = list(SavedView.objects.pinned_by(user).values_list("pk", flat=True))
    if view.pk not in seen:
        return
    here = seen.index(view.pk)
    there = max(here - 1, 0) if earlier else min(here + 1, len(seen) - 1)
    seen.insert(there, seen.pop(here))
    pins = {pin.view_id: pin for pin in Pin.objects.filter(user=user, view__in=seen)}
    for position, key in enumerate(seen):
        pins[key].position = position
    Pin.objects.bulk_update(pins.values(), ["position"])


def keep_language(*, user: Any, language: str) -> None:
    """Saves a person's language for every browser."""
    Preference.objects.update_or_create(user=user, defaults={"language": language})
