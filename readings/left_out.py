"""The text of an annex that became part of no item: an introduction, a sum, the lines around the pages."""

from typing import Any

from readings.rules.facts import Span
from readings.rules.passage import Line


def left_out(pages: list[str], items: list[dict[str, Any]]) -> list[tuple[Span, str]]:
    """Returns the paragraphs that belong to no item, each with its letters, so that nothing is lost without a word.
    Headings above items and what is repeated on each page are no such text. ``items``: as JSON keeps them."""
    # Loaded here: its words take 5 MB, and most workers never show an annex
    from readings.rules.paper.pages import blocks_of

    taken: dict[int, list[tuple[int, int]]] = {}
    for item in items:
        for page, start, end in item["spans"]:
            taken.setdefault(page, []).append((start, end))
    headings = {item["section"] for item in items if item["section"]}
    found = []
    for block in blocks_of(pages, footnotes=True):
        lines = [line for line in block.lines if not _is_taken(line, taken) and not _is_heading(line, headings)]
        if lines:
            span = Span(lines[0].page, lines[0].start, lines[-1].end)
            found.append((span, " ".join(line.text for line in lines)))
    return found


def _is_taken(line: Line, taken: dict[int, list[tuple[int, int]]]) -> bool:
    return any(start < line.end and line.start < end for start, end in taken.get(line.page, ()))


def _is_heading(line: Line, headings: set[str]) -> bool:
    return any(line.text.rstrip(" :*").endswith(heading) for heading in headings)
