"""Saved views in the list on their page."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import SavedView
from accounts.pages import Words, pages


@dataclass(frozen=True)
class Listed:
    """A view with the title of its page, and its filters in words."""

    view: SavedView
    title: str
    asks: Words


def listed(views: Iterable[SavedView]) -> list[Listed]:
    """Returns the views in their order. Takes a constant number of queries."""
    views, site = list(views), pages()
    words = site.in_words(view.query for view in views)
    return [Listed(view, site.title(view.page, view.report), asks) for view, asks in zip(views, words, strict=True)]
