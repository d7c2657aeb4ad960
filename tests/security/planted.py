"""Plants a text that tries to break out of a page in every column of every table that can hold a free text."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.core.validators import RegexValidator
from django.db import DatabaseError, models, transaction

from letters.models import Letter

MARK = "zqx"
"""The name of the tag and of the attribute that must never exist on a page."""
LONG = f"</script></title></textarea><{MARK}>\"on{MARK}=1 'on{MARK}=2 {{{{7*7}}}}"
SHORT = f"<{MARK}>"
LETTER = {
    "title": LONG,
    "sections": [
        {
            "title": LONG,
            "note": LONG,
            "stop": "stop",
            "total": {"words": LONG},
            "items": [
                {
                    "kind": "project",
                    "name": LONG,
                    "path": "/projects/P-1/",
                    "news": LONG,
                    "changes": [{"number": 1, "moment": LONG, "by": LONG, "reason": LONG, "lines": [LONG]}],
                }
            ],
        }
    ],
}
"""What a letter says, as letters/content.py makes it."""
ROOMS = ("projects", "budgets", "events", "accounts", "letters", "desk", "changes", "auth")
LEFT_ALONE = (
    "password",
    "codename",
    "token",
    "digest",
    "hash",
    "mark",
    "key",
    "fingerprint",
    "state",
    "query",
    "recurrence",
)
"""Parts of the names of columns whose values no person types, or that only a computer reads."""


def is_free(field: Any) -> bool:
    """Returns whether a column holds a text that a person can type: no choice, code, address or hash."""
    if not isinstance(field, models.CharField | models.TextField) or field.choices or field.primary_key:
        return False
    if field.name in ("code", "reference", "kind", "section") or any(map(_gives_a_shape, field.validators)):
        return False
    if isinstance(field, models.SlugField | models.URLField | models.EmailField | models.UUIDField):
        return False
    return type(field).__name__ in ("CharField", "TextField") and not any(part in field.name for part in LEFT_ALONE)


def _gives_a_shape(validator: Any) -> bool:
    return isinstance(validator, RegexValidator)


def columns() -> Iterator[tuple[Any, Any]]:
    """Yields each model with each of its columns of free text."""
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            yield from ((model, field) for field in model._meta.concrete_fields if is_free(field))


def plant() -> set[str]:
    """Writes the text into every column of the rows that exist. Returns the columns that took it. Codes that the
    database holds to a shape, and columns that are too short, stay."""
    taken = set()
    for model, field in columns():
        room = field.max_length or len(LONG)
        text = LONG if room >= len(LONG) else SHORT
        try:
            with transaction.atomic():
                rows = model._base_manager.all()
                if len(text) <= room and rows.update(**{field.name: text}):
                    taken.add(f"{model._meta.label}.{field.name}")
        except DatabaseError:
            # A code of a certain shape, or a name that only one row has
            continue
    Letter.objects.update(content=LETTER)
    return taken


class Reader(HTMLParser):
    """Reads a page as a browser does, and keeps what broke out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps our tag, our attribute, an attribute that runs, and an address that runs."""
        for name, value in attrs:
            runs = (value or "").strip().lower().startswith(("javascript:", "data:text", "vbscript:"))
            if MARK in name or name.startswith("on") or name == "style" or (runs and name != "value"):
                self.found.append(f"<{tag} {name}={value}>")
        if MARK in tag:
            self.found.append(f"<{tag}>")


def broken_out(page: str) -> list[str]:
    """Returns what the planted text became part of; empty if the page shows it as text everywhere."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader.found + [f"raw <{MARK}" for _one in range(page.count(f"<{MARK}"))][:1]
