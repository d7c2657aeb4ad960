"""The pages of an annex, with the words of each fact marked."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from projects.choices import Kind, Status
from projects.language.amounts import format_amount
from projects.models import Project
from projects.partial_date import PartialDate
from readings.models import AnnexReading
from readings.reasons import MAYBE_SPLIT


@dataclass
class Piece:
    """Letters of a page: the facts whose words they are."""

    text: str
    facts: str
    """The marks of the facts, divided by blanks."""
    anchors: list[str]
    """The marks that begin here."""


def marked_pages(reading: AnnexReading) -> list[list[Piece]]:
    """Returns the pages in pieces: a piece ends where the words of a fact or an item begin or end."""
    spans: list[tuple[int, int, int, str]] = []
    for item in reading.items:
        for page, start, end in item["spans"][:1]:
            spans.append((page, start, min(start + 1, end), f"item-{item['number']}"))
        for place, fact in enumerate(item["facts"]):
            if fact["span"]:
                spans.append((*fact["span"], f"{item['number']}-{place}"))
    return [
        _pieces(text, [span for span in spans if span[0] == number]) for number, text in enumerate(reading.pages, 1)
    ]


def _pieces(text: str, spans: list[tuple[int, int, int, str]]) -> list[Piece]:
    cuts = sorted({0, len(text), *(cut for _page, start, end, _mark in spans for cut in (start, end))})
    pieces = []
    for start, end in pairwise(cuts):
        facts = [mark for _page, begin, stop, mark in spans if begin <= start and end <= stop]
        shown = " ".join(mark for mark in facts if not mark.startswith("item"))
        anchors = [mark for _page, begin, _stop, mark in spans if begin == start]
        pieces.append(Piece(text[start:end], shown, anchors))
    return pieces


def is_unclear(reading: AnnexReading) -> bool:
    """Returns whether the text may be divided wrongly: facts of some items are left to a person for that reason."""
    return any(fact["reason"] == MAYBE_SPLIT for item in reading.items for fact in item["facts"])


def beside(item: dict[str, Any], project: Project) -> list[tuple[Any, str, str]]:
    """Returns where an item and a project of the register differ, in the reader's words: the field, what the item says,
    what the register says. Empty: not stated.
    """
    said = {fact["field"]: fact["value"] for fact in item["facts"]}
    amounts = [fact["value"]["amount"] or "" for fact in item["facts"] if fact["field"] == "grant"]
    known = [f"{allocation.amount:.2f}" for allocation in project.allocations.all()]
    pairs = {
        "kind": ([said.get("kind")], [project.kind]),
        "status": ([said.get("status")], [project.status]),
        "starts": ([said.get("starts")], [project.starts and str(project.starts)]),
        "ends": ([said.get("ends")], [project.ends and str(project.ends)]),
        "grants": (sorted(amounts), sorted(known)),
    }
    return [
        (LABELS[name], _in_words(name, new), _in_words(name, old))
        for name, (new, old) in pairs.items()
        if list(filter(None, new)) != list(filter(None, old))
    ]


def _in_words(name: str, values: list[Any]) -> str:
    return ", ".join(IN_WORDS[name](value) for value in values if value)


def _date(value: str) -> str:
    return PartialDate.parse(value).in_words()


LABELS = {"kind": _("Kind"), "status": _("Status"), "starts": _("Start"), "ends": _("End"), "grants": _("Grants")}
IN_WORDS: dict[str, Callable[[str], str]] = {
    "kind": lambda value: str(Kind(value).label),
    "status": lambda value: str(Status(value).label),
    "starts": _date,
    "ends": _date,
    "grants": lambda value: format_amount(Decimal(value)),
}
"""How the values of a field are shown."""
