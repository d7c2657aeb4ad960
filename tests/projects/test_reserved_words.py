"""No record has a code that an address or a filter needs for itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from events.models import Event
from projects.models import Organisation
from projects.models.base import RESERVED

# A reference of a project has capital letters, which no address has
PLACES = {"event": ("api/v1/events/", "calendar/events/")}
PLACES |= {kind: (f"{kind}s/", f"api/v1/{kind}s/") for kind in ("organisation", "place", "document", "fund", "council")}


def routes(patterns: Any, before: str = "") -> Iterator[str]:
    for one in patterns:
        route = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from routes(one.url_patterns, route)
        else:
            yield route


def test_the_reserved_words_are_those_of_the_addresses() -> None:
    found: dict[str, set[str]] = {}
    for route in routes(get_resolver().url_patterns):
        for kind, places in PLACES.items():
            for place in places:
                word = route.removeprefix(place).removesuffix("/")
                if route.startswith(place) and word.replace("-", "").isalpha():
                    found.setdefault(kind, set()).add(word)
    assert found == RESERVED


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (Event(slug="clashes"), "slug"),
        (Event(slug="free-dates"), "slug"),
        (Organisation(slug="new"), "slug"),
        (Organisation(slug="not-stated"), "slug"),
    ],
)
def test_a_reserved_word_is_refused(row: Any, name: str) -> None:
    others = [field.name for field in row._meta.fields if field.name != name]
    with pytest.raises(ValidationError) as refused:
        row.clean_fields(exclude=others)
    assert "part of the site" in str(refused.value)
