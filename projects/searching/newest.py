"""Finds the newest projects with all words of a search, without finding all such projects first.

A frequent word is in many of the newest projects: they are read one after the other until there are enough. A rare word
is looked up in the indexes. The newest projects show which of the two a word is. Both ways compare the same columns.
"""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

SAMPLE = 2_000
"""The number of projects that show how frequent the words are."""
MOST_READ = 12_000
"""The number of projects that may be read one after the other. Reading more takes longer than the indexes."""


def newest(rows: Any, most: int, *columns: str) -> list[Any]:
    """Returns the ids of the newest rows of a query, ``most`` of them at most. With ``columns``: tuples of the id and
    these columns."""
    plain: Any = QuerySet(rows.model, query=rows.order_by("-pk").query)
    return list(plain.values_list("pk", *columns, flat=not columns)[:most])


def newest_projects(projects: Any, words: list[str], most: int, *columns: str) -> list[Any]:
    """Returns the ids of those of a ProjectQuerySet that contain all folded words in their own texts or in a partner's
    name, the newest first, ``most`` of them at most. None for no words. With ``columns``: tuples of the id and
    these columns."""
    last = projects.order_by("-pk").values_list("pk", flat=True).first() if words else None
    if last is None:
        return []
    middle, end = max(last - SAMPLE, 0), max(last - SAMPLE - MOST_READ, 0)
    found = newest(_read_through(projects.filter(pk__gt=middle), words, middle), most, *columns)
    if len(found) * MOST_READ >= most * SAMPLE and len(found) < most:
        below = projects.filter(pk__gt=end, pk__lte=middle)
        found += newest(_read_through(below, words, end), most - len(found), *columns)
        middle = end
    if len(found) < most and middle:
        found += newest(_looked_up(projects.filter(pk__lte=middle), words), most - len(found), *columns)
    return found


def _read_through(projects: Any, words: list[str], after: int) -> Any:
    """Returns the matching ones of projects whose ids are all above ``after``."""
    rows = projects
    for word in words:
        partnerships = projects.partnerships().filter(project__gt=after)
        # The newest projects choose the partnerships, not the organisations, which may have thousands: a sum has no
        # index
        of = partnerships.annotate(partner=F("organisation_id") + 0).filter(partner__in=rows.organisations_with(word))
        rows = rows.filter(_in_text(word) | Q(pk__in=of.values("project")))
    return rows


def _looked_up(projects: Any, words: list[str]) -> Any:
    """Returns the matching ones of the projects: of those with the longest word, which the indexes find."""
    longest, *others = sorted(words, key=len, reverse=True)
    everybody, partnerships = projects.everybody(), projects.partnerships()
    by_partners = partnerships.filter(organisation__in=projects.organisations_with(longest)).values("project")
    rows = projects.filter(
        pk__in=everybody.filter(search_text__rarely_contains=longest).values("pk").union(by_partners)
    )
    for word in others:
        # The organisations are found once. To look for the word in the name of each partner took longer
        partners = partnerships.filter(project=OuterRef("pk"), organisation__in=projects.organisations_with(word))
        rows = rows.filter(_in_text(word) | Q(Exists(partners)))
    return rows


def _in_text(word: str) -> Q:
    """Returns the condition of ``contains``, for which no database uses an index."""
    return Q(GreaterThan(StrIndex("search_text", Value(word)), 0))
