"""The kinds of records that projects refer to: the sections of their pages, and the form of a new one."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from changes import tables
from pages.keeping.making import free_slug
from pages.keeping.sections import Section
from projects.language.texts import LANGUAGES


@dataclass(frozen=True)
class Kept:
    """A kind of record with a page of its own."""

    kind: str
    name: str
    """The field with the name, in several languages; empty if the records have none, or may share it."""
    listed: str
    """The name of the list's address."""
    new_label: Any
    sections: tuple[Section, ...]
    new: tuple[str, ...]
    """The fields of a new record, beside the short name, which follows from the name."""
    key: str = "slug"
    """The field that names the record in addresses."""
    code: Callable[[dict[str, Any]], str] | None = None
    """Returns the code of a new record from its other values. Its form does not have the code."""

    @property
    def model(self) -> Any:
        return tables.model_of(self.kind)

    @property
    def detail(self) -> str:
        """The name of the address of a record's page."""
        return self.listed.removesuffix("s")

    @property
    def listed_label(self) -> str:
        """The heading of the list."""
        return str(capfirst(str(self.model._meta.verbose_name_plural)))

    def section(self, name: str) -> Section | None:
        """Returns the section of this name; None if there is none."""
        return next((section for section in self.sections if section.name == name), None)

    @property
    def completed(self) -> Callable[[dict[str, Any], Any], None]:
        """Returns the function that gives a new record its short name, from its name in the first language that has
        one."""

        def complete(values: dict[str, Any], row: Any) -> None:
            if self.code and row is None:
                values[self.key] = self.code(values)
            elif self.name and row is None:
                texts = values.get(self.name) or {}
                words = next((texts[language] for language in ("en", *LANGUAGES) if texts.get(language)), "")
                values["slug"] = free_slug(self.kind, words, set())

        return complete


def code_of_post(values: dict[str, Any]) -> str:
    """Returns the code of a new budget post: its year and its number, such as 2025-4-2210."""
    words = f"{values.get('year') or ''}-{values.get('number') or ''}".upper()
    return re.sub(r"[^A-Z0-9]+", "-", words).strip("-")


def code_of_rate(values: dict[str, Any]) -> str:
    """Returns the code of a new budget rate: its year and its currency, such as 2025-SEK."""
    return f"{values.get('year') or ''}-{values.get('currency') or ''}"


FACTS, PARTIES, AMOUNT = _("Facts"), _("Parties"), _("Amount mentioned")
NAMES = _("Other names and numbers")
_ORGANISATION = ("name", "abbreviation", "kind", "country", "part_of", "website", "note")
_PLACE = ("name", "other_names", "kind", "country", "code", "spans", "latitude", "longitude")
_POST = ("number", "name", "year", "council", "price_level", "adopted", "carried_over", "source")
_RATE = ("year", "currency", "rate", "how_set", "source")
_PERIOD = ("first_day", "last_day")
_DOCUMENT = (
    "title",
    "original_language",
    "kind",
    "adopted",
    "valid_from",
    "valid_to",
    "journal_number",
    "url",
    "source",
    "note",
)
KEPT: dict[str, Kept] = {
    kept.kind: kept
    for kept in (
        Kept(
            "organisation",
            "name",
            "organisations",
            _("New organisation"),
            (Section("facts", FACTS, _ORGANISATION), Section("names", NAMES, ("other_names", "numbers"))),
            _ORGANISATION,
        ),
        Kept("place", "name", "places", _("New place"), (Section("facts", FACTS, _PLACE),), _PLACE),
        Kept(
            "document",
            "title",
            "documents",
            _("New document"),
            (
                Section("facts", FACTS, _DOCUMENT),
                Section("parties", PARTIES, ("parties",)),
                Section("amount", AMOUNT, ("amount", "currency")),
            ),
            (*_DOCUMENT, "parties"),
        ),
        Kept("fund", "name", "funds", _("New fund"), (Section("facts", FACTS, ("name",)),), ("name",)),
        Kept(
            "budget-post",
            "",
            "budget-posts",
            _("New budget post"),
            (Section("facts", FACTS, _POST),),
            _POST,
            "code",
            code_of_post,
        ),
        Kept(
            "budget-rate",
            "",
            "budget-rates",
            _("New budget rate"),
            (Section("facts", FACTS, ("rate", "how_set", "source")),),
            _RATE,
            "code",
            code_of_rate,
        ),
        Kept(
            "period",
            "",
            "periods",
            _("New accounting period"),
            (Section("facts", FACTS, _PERIOD),),
            ("code", *_PERIOD),
            "code",
        ),
    )
}
