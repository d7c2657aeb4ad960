"""A box in which a person types a name, and chooses one of the rows found, or makes a new one on the spot."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.doubles.nearest import nearest as nearest_organisations
from projects.filtering.pickers import COUNCILS, DOCUMENTS, PROJECTS, Rows, without_nul
from projects.language.folding import fold
from projects.language.texts import LANGUAGES
from projects.models import Organisation, Place

MOST_OFFERED = 8
MOST_COMPARED = 20_000
"""Rows that are compared letter by letter when the search finds few."""
LONGEST = 200
LEAST_ALIKE = 0.5
"""The share of the typed groups of three letters that a similar name has."""
MAKE = "+"
"""The code that stands for "make a new one"."""


def _organisations() -> Any:
    return Organisation.objects.current().prefetch_related("other_names")


SEARCHED: dict[str, tuple[Rows, str]] = {
    "organisation": (Rows(_organisations, "slug"), "slug"),
    "place": (Rows(Place.objects.select_related("country").all, "slug"), "slug"),
    "country": (Rows(Place.objects.filter(kind="country").all, "code"), "code"),
    "document": (Rows(DOCUMENTS.all, "slug"), "slug"),
    "project": (Rows(PROJECTS.all, "reference"), "reference"),
    "council": (COUNCILS, "code"),
}
"""The kinds of records that are searched: how, and the attribute that others name them by."""
EXACT = ("name", "title", "abbreviation", "slug", "reference", "code", "journal_number")
"""The attributes of which one is enough to name a row exactly."""


@dataclass(frozen=True)
class Offer:
    """A row to choose from."""

    code: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class New:
    """A record to be made on the spot."""

    kind: str
    words: str
    data: Mapping[str, Any]


def label_of(kind: str, code: str) -> str:
    """Returns the text by which people know a row; empty if there is no such row."""
    rows, attribute = SEARCHED[kind]
    row = rows.all().filter(**{attribute: code}).first() if "\0" not in code else None
    return rows.label(row) if row else ""


def exact(kind: str, words: str) -> Any:
    """Returns the only row that has exactly this name, abbreviation or code, with letters folded; else None."""
    found = list(SEARCHED[kind][0].all().known_as(words)) if kind == "council" else exactly(kind, words)
    return found[0] if len(found) == 1 else None


def exactly(kind: str, words: str) -> list[Any]:
    """Returns the rows that have exactly this name, abbreviation or code, with letters folded."""
    rows, _attribute = SEARCHED[kind]
    wanted = fold(words)
    return [row for row in rows.matching(rows.all(), words)[: 10 * MOST_OFFERED] if wanted in names_of(row)]


def nearest(kind: str, words: str) -> list[Any]:
    """Returns the rows nearest to the words: first those that contain every word, then those with similar names."""
    rows, _attribute = SEARCHED[kind]
    if not fold(words):
        return []
    found = list(rows.matching(rows.all(), words)[:MOST_OFFERED])
    if len(found) < MOST_OFFERED:
        keys = {row.pk for row in found}
        near = nearest_organisations(words, most=MOST_OFFERED) if kind == "organisation" else []
        likely = dict.fromkeys([*(one.organisation.pk for one in near), *_alike(rows.all(), words)])
        alike = [key for key in likely if key not in keys][: MOST_OFFERED - len(found)]
        by_key = rows.all().in_bulk(alike)
        found += [by_key[key] for key in alike if key in by_key]
    return found


def offers(kinds: tuple[str, ...], words: str, chosen: str = "") -> list[Offer]:
    """Returns the rows to choose from. A row that has exactly this name is chosen already."""
    found = []
    for kind in kinds:
        same = exact(kind, words)
        for row in nearest(kind, words):
            code = code_for(kinds, kind, row)
            found.append(Offer(code, SEARCHED[kind][0].label(row), code == chosen or (not chosen and row == same)))
    return found[:MOST_OFFERED]


def code_for(kinds: tuple[str, ...], kind: str, row: Any) -> str:
    """Returns the value that a form sends for a row: its code, after its kind if the box offers several kinds."""
    code = str(getattr(row, SEARCHED[kind][1]))
    return f"{kind}:{code}" if len(kinds) > 1 else code


def names_of(row: Any) -> set[str]:
    """Returns the names, abbreviations and codes of a row in all languages, with letters folded."""
    names = {str(value) for name in EXACT for value in _values(row, name) if value}
    if isinstance(row, Organisation):
        names |= {other.name for other in row.other_names.all()}
    names |= {*getattr(row, "spellings", list)(), *(name.replace("-", " ") for name in names)}
    return {fold(name) for name in names}


def _values(row: Any, name: str) -> Iterator[Any]:
    yield getattr(row, name, None)
    yield from (getattr(row, f"{name}_{language}", None) for language in LANGUAGES)


def _alike(rows: Any, words: str) -> list[Any]:
    """Returns the keys of the rows whose names share many groups of three letters with the words, best first."""
    wanted = letter_groups(fold(words))
    scores = []
    for key, text in islice(
        rows.order_by().prefetch_related(None).values_list("pk", "search_text").iterator(), MOST_COMPARED
    ):
        shared = len(wanted & letter_groups(text)) / len(wanted)
        if shared >= LEAST_ALIKE:
            scores.append((-shared, len(text), key))
    return [key for _share, _length, key in sorted(scores)]


def letter_groups(text: str) -> set[str]:
    """Returns the groups of three letters of a text, with a blank at both ends."""
    padded = f" {text} "
    return {padded[place : place + 3] for place in range(max(1, len(padded) - 2))}


class SearchedWidget(forms.Widget):
    """The typed words, the rows found for them, and the fields of a new row.

    Sends ``<name>-words``, ``<name>`` (the chosen code) and ``<name>-asked``: the words that the offered rows belong
    to. If the words were changed since, the choice no longer counts.
    """

    template_name = "keeping/searched.html"

    def __init__(self, kinds: tuple[str, ...], making: Any = None) -> None:
        super().__init__()
        self.kinds, self.making = kinds, making

    def id_for_label(self, id_: str) -> str:
        return id_

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        sent = {
            part: without_nul(str(data.get(f"{name}{end}", ""))).strip()[:LONGEST]
            for part, end in (("code", ""), ("words", "-words"), ("asked", "-asked"))
        }
        return {**sent, "new": self.making.form(data, f"{name}-new") if self.making else None}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-words" not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        value = value or {"code": "", "words": "", "asked": "", "new": None}
        current = value["code"] and fold(value["words"]) == fold(value["asked"])
        code = value["code"] if current else ""
        context["widget"] |= {
            **value,
            "code": code,
            "kinds": " ".join(self.kinds),
            "offers": [] if code and code != MAKE else offers(self.kinds, value["words"], code),
            "makes": bool(self.making and value["words"]),
            "new": value["new"],
        }
        return context


class SearchedField(forms.Field):
    """A reference to a record of one of these kinds. Its value is a code, a ``New``, or None."""

    widget: Any

    def __init__(self, kinds: tuple[str, ...], making: Any = None, **kwargs: Any) -> None:
        self.kinds, self.making = kinds, making
        super().__init__(widget=SearchedWidget(kinds, making), **kwargs)

    def make_with(self, making: Any) -> None:
        """Sets how a missing record is made; None: it cannot be made here."""
        self.making = self.widget.making = making

    def clean(self, value: Any) -> Any:
        value = value or {}
        words, code = value.get("words", ""), value.get("code", "")
        if code and fold(words) == fold(value.get("asked", "")):
            return self._new(value) if code == MAKE else self._known(code)
        if not words:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        same = [(kind, row) for kind in self.kinds if (row := exact(kind, words))]
        if len(same) == 1:
            return code_for(self.kinds, *same[0])
        sentence = _("Choose one of these, or make a new one.") if self.making else _("Choose one of these.")
        raise ValidationError(sentence if offers(self.kinds, words) or self.making else _("Nothing is found."))

    def _known(self, code: str) -> str:
        kind, _sign, own = code.rpartition(":") if len(self.kinds) > 1 else (self.kinds[0], "", code)
        if kind not in self.kinds or not label_of(kind, own):
            raise ValidationError(_("There is no “%(value)s”."), params={"value": code[:60]})
        return code

    def _new(self, value: Any) -> New:
        form = value.get("new")
        if self.making is None or not value["words"]:
            raise ValidationError(_("Choose one of these."))
        if not form.judge():
            raise ValidationError(_("State what the new one is."))
        return New(self.making.kind, value["words"], form.values())
