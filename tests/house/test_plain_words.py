"""The interface uses plain language: a short list of words that made sentences hard to read."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
ROOMS = (
    "accounts",
    "budgets",
    "changes",
    "desk",
    "events",
    "letters",
    "pages",
    "portfolio",
    "projects",
    "readings",
    "reports",
    "seals",
    "tables",
)
MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}

UNPLAIN = {
    r"\b(is|are|was|were) told\b": "say who tells, or: is shown",
    r"\btold of\b": "mentions, describes",
    r"\bis known of\b": "the sources state, or: no … is known",
    r"\bof (one|some|any) at least\b": "of at least one",
    r"\bwhat (is|was|be) asked\b": "the filters, the question",
    r"\bstands? (under|with|apart|here|there|for want)\b": "is, counts, is shown",
    r"\bnothing (is known of|of|holds)\b": "say what is missing: no events, no changes",
    r"\breckon": "calculate, count",
    r"\bfor want of\b": "without",
    r"\bin whatever\b": "in any",
    r"\bworth knowing\b": "say how serious it is: minor",
    r"\bnone are\b": "no …",
    r"\bone, of\b": "name the thing",
    r"\bthereby\b": "so, with it",
}
"""A pattern, and words to use instead."""

BORROWED = "portfolio/borrowed_words.py"
"""Texts of other packages, whose wording is not ours."""


def of_python(path: Path) -> Iterator[str]:
    """Yields the texts that a module marks for translation."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def of_template(path: Path) -> Iterator[str]:
    """Yields the texts that a template marks for translation."""
    text = path.read_text()
    yield from re.findall(r'{% translate "(.*?)"', text)
    yield from (re.sub(r"\s+", " ", one) for one in re.findall(r"{% blocktranslate.*?%}(.*?){% endblock", text, re.S))


def interface() -> Iterator[tuple[str, str]]:
    """Yields each text of the interface with the name of its file."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if name != BORROWED and "migrations" not in path.parts:
                yield from ((name, text) for text in of_python(path))
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield from ((str(path.relative_to(ROOT)), text) for text in of_template(path))


TEXTS = list(interface())


def test_the_texts_of_the_interface_are_found() -> None:
    assert len(TEXTS) > 500


@pytest.mark.parametrize("pattern", UNPLAIN)
def test_a_text_of_the_interface_is_plain(pattern: str) -> None:
    found = [f"{name}: {text}" for name, text in TEXTS if re.search(pattern, text, re.I)]
    assert not found, f"Better: {UNPLAIN[pattern]}"
