"""Measures the search: the page of all kinds, and the number of projects of the list's filter, each beside a search
that reads every text."""

from collections.abc import Iterator
from functools import partial

from django.db.models import Q

from bench.goals import at_most, under
from bench.results import Result
from bench.setting import Setting
from bench.timing import timed, timed_against
from pages.search import found
from projects.language.folding import fold
from projects.models import Project
from projects.searching.registry import without_index

TEXTS = (
    *("menneskehandel", "trafficking children", "kvinder", "GEN-0000123", "xyzzy", "ar"),
    *("the", "Børnerådet Østern", '"nordic"', "xq"),
)
"""A word of a fifth of the projects, two words, a rarer word, a reference, a word of none, and two letters; then a word
of half of the projects, two words of which only partners have the first, a quoted word, and two letters of none."""
GOAL = under(100)


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the milliseconds of ``pages.search.found`` and of counting the projects of a search."""
    for text in TEXTS:
        yield timed("search", f"page, “{text}”", partial(found, text), setting, GOAL)
    for text in TEXTS:
        count = Project.objects.matching(text).count
        reading = ("every text", partial(_by_reading_every_text, text))
        yield from timed_against("search", f"count of projects, “{text}”", count, reading, setting, at_most(1))


def _by_reading_every_text(text: str) -> int:
    """Returns the number of projects, found by LIKE on every text, as a team would usually write it."""
    projects = Project.objects.all()
    with without_index():
        for word in fold(text).split():
            by_partner = Project.objects.filter(partners__search_text__contains=word)
            projects = projects.filter(Q(search_text__contains=word) | Q(pk__in=by_partner.values("pk")))
        return projects.count()
