"""Writes that touch several models."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import Pin, Preference, SavedView


@transaction.atomic
def save_view(*, view: SavedView, pinned: bool) -> SavedView:
    """Keeps a new view, and pins it for its owner if so wished. Raises IntegrityError where the name is taken."""
    view.save()
    if pinned:
        pin_view(user=view.owner, view=view)
    return view


@transaction.atomic
def change_view(*, view: SavedView) -> SavedView:
    """Keeps the view's new name and sharing; one that is no longer shared leaves the dashboards of others.

    Raises IntegrityError where the name is taken.
    """
    view.save()
    if not view.shared:
        Pin.objects.filter(view=view).exclude(user=view.owner_id).delete()
    return view


@transaction.atomic
def pin_view(*, user: Any, view: SavedView) -> None:
    """Puts the view last on the person's dashboard; one that is there already stays where it is."""
    last = Pin.objects.filter(user=user).aggregate(last=Max("position"))["last"]
    Pin.objects.get_or_create(user=user, view=view, defaults={"position": 0 if last is None else last + 1})


def unpin_view(*, user: Any, view: SavedView) -> None:
    """Takes the view off the person's dashboard."""
    Pin.objects.filter(user=user, view=view).delete()


@transaction.atomic
def move_pin(*, user: Any, view: SavedView, earlier: bool) -> None:
    """Moves the view by one place among those that the person sees on the dashboard."""
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
    """Remembers a person's language for every browser."""
    Preference.objects.update_or_create(user=user, defaults={"language": language})
