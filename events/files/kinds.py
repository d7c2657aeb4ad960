"""Finds the kind of an event from the categories in a calendar file, in any language of the site."""

from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.utils import translation

from events.choices import EventKind


def kind_named(categories: Iterable[str]) -> EventKind:
    """Returns the kind that one of the categories names; a meeting if none does."""
    named = {word.casefold() for word in categories}
    return next((kind for kind in EventKind if _names(kind) & named), EventKind.MEETING)


@cache
def _names(kind: EventKind) -> frozenset[str]:
    names = {kind.value}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            names.add(str(kind.label).casefold())
    return frozenset(names)
