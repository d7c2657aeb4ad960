"""The search across the whole register. Contacts are personal data and are never searched."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import NullIf, StrIndex, Upper
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from budgets.links import address
from budgets.models import Allocation
from events.models import Event
from pages.marking import excerpt, holds, marked
from projects.filtersets import EVERY_PORTFOLIO
from projects.language.folding import fold
from projects.language.texts import LANGUAGES, Shown, shown
from projects.models import Council, Document, Organisation, Place, Project

MOST = 10
"""The number of results of each kind on the page."""
MOST_RANKED = 1000
"""The number of results that are counted and compared with each other, the newest first, beside exact matches."""
LAST = sys.maxsize
"""The place of a text that has the words in another order."""


@dataclass(frozen=True)
class Searched:
    """A kind of row: where to search, what counts as an exact match, and its name."""

    name: str
    label: Any
    rows: Callable[[], Any]
    """Returns all rows, with the rows that a hit shows."""
    exact: Callable[[str], Q]
    """Returns the condition that the text is the row's own code, reference or abbreviation."""
    code: str
    """The field that identifies a row for people."""
    title: Callable[[Any], Shown]
    texts: Callable[[Any], Iterable[Shown]]
    """Returns the texts that may contain the found words, the most informative first."""
    page: str = ""
    """The name of the list with all results; empty if there is no such page."""
    filters: dict[str, list[str]] = field(default_factory=dict)
    few: bool = False
    """Whether there are so few rows that all are compared and counted."""


@dataclass(frozen=True)
class Hit:
    """A found row: its title with the found words marked, and other texts that contain them."""

    row: Any
    exact: bool
    title: SafeString
    language: str
    code: SafeString
    because: SafeString
    because_language: str


@dataclass(frozen=True)
class Found:
    """The results of a kind: the best ten, and the number of all, up to ``MOST_RANKED``."""

    kind: Searched
    hits: list[Hit]
    number: int
    more: bool
    """Whether there are more results than the number."""
    url: str

    @property
    def exact(self) -> bool:
        return any(hit.exact for hit in self.hits)


def found(text: str) -> list[Found]:
    """Returns the results for the text by kind. Kinds with an exact match come first. Takes two queries a
    kind, three for projects, and one more where an exact match may be older than the results that are compared."""
    if not fold(text):
        return []
    answers = [answer for kind in KINDS if (answer := _found(kind, text)).hits]
    return sorted(answers, key=lambda answer: not answer.exact)


def _found(kind: Searched, text: str) -> Found:
    best, number, more = _best(kind, text)
    url = address(reverse(kind.page), {"search": [text], **kind.filters}) if kind.page else ""
    words = fold(text).split()
    return Found(kind, [_hit(kind, row, words) for row in best], number, more, url)


def _best(kind: Searched, text: str) -> tuple[list[Any], int, bool]:
    """Returns the best rows, the number of rows that were compared, and whether there are more of them."""
    rows, folded, exact = kind.rows(), fold(text), kind.exact(text)
    if kind.few:
        counted = rows.matching(text).annotate(number_found=Window(Count("*")))
        ranked = list(best_first(counted, folded, exact, kind.code)[:MOST])
        return ranked, ranked[0].number_found if ranked else 0, False
    compared = rows.annotate(is_exact=Case(When(exact, then=Value(True)), default=Value(False)))
    columns = ("is_exact", kind.code, *(["search_text"] if hasattr(rows.model, "search_text") else []))
    newest = compared.newest_matching(text, MOST_RANKED + 1, *columns)
    more = len(newest) > MOST_RANKED
    ranks = {key: _rank(folded, *values) for key, *values in newest[:MOST_RANKED]}
    if more:
        # An exact match is shown even if it is old. It matches: the code is part of the searched text
        ranks |= dict.fromkeys(rows.filter(exact).order_by().values_list("pk", flat=True)[:MOST], (0, 0, ""))
    best = sorted(ranks, key=ranks.__getitem__)[:MOST]
    found = rows.in_bulk(best) if best else {}
    for key, row in found.items():
        row.rank = ranks[key][0]
    return [found[key] for key in best if key in found], min(len(newest), MOST_RANKED), more


def _rank(folded: str, exact: bool, code: str, text: str = "") -> tuple[int, int, str]:
    """Returns the place of a result, as ``best_first`` sorts. Comparing a thousand texts here takes a fifth of the time
    that a database takes to read their rows again."""
    at = text.find(folded)
    rank = 0 if exact else 1 if at == 0 else 2 if f" {folded}" in text else 3
    return rank, at if at >= 0 else LAST, code


def best_first(rows: QuerySet, folded: str, exact: Q, code: str) -> QuerySet:
    """Sorts exact matches first, then rows that begin with the text, that have it at the start of a word, or early
    in their search text, which begins with the code and the titles."""
    rank = Case(
        When(exact, then=0),
        When(search_text__startswith=folded, then=1),
        When(search_text__contains=f" {folded}", then=2),
        default=3,
        output_field=IntegerField(),
    )
    place = NullIf(StrIndex("search_text", Value(folded)), 0)
    return rows.annotate(rank=rank, found_at=place).order_by("rank", F("found_at").asc(nulls_last=True), code)


def _hit(kind: Searched, row: Any, words: list[str]) -> Hit:
    title, code = kind.title(row), str(getattr(row, kind.code))
    seen = holds(f"{title} {code}", words)
    telling = (
        max(kind.texts(row), key=lambda text: holds(text, words), default=Shown()) if seen < len(words) else Shown()
    )
    if holds(telling, words) <= seen:
        telling = Shown()
    because = excerpt(telling.text, words)
    exact = row.rank == 0
    return Hit(row, exact, marked(title.text, words), title.language, marked(code, words), because, telling.language)


def _in_every_language(row: Any, *fields: str) -> list[Shown]:
    """Returns the texts of these fields in all languages. For each field, the text that the reader sees comes first."""
    return [text for name in fields for text in (shown(row, name), *_columns(row, name)) if text.text]


def _columns(row: Any, name: str) -> list[Shown]:
    return [Shown(getattr(row, f"{name}_{language}") or "", language) for language in LANGUAGES]


def _project_texts(project: Any) -> list[Shown]:
    return [*_in_every_language(project, "title", "summary"), *map(_called, project.partners.all())]


def _council_texts(council: Any) -> list[Shown]:
    return [*(Shown(alias.alias) for alias in council.aliases.all()), *_in_every_language(council, "name")]


def _reference(text: str) -> Q:
    """Returns the condition on a reference for which its table has an index."""
    return Q(Exact(Upper("reference"), Upper(Value(text))))


def _code(name: str, *others: str) -> Callable[[str], Q]:
    def exact(text: str) -> Q:
        found = Q()
        for field_name in (name, *others):
            found |= Q(**{f"{field_name}__iexact": text})
        return found

    return exact


def _titled(row: Any) -> Shown:
    return shown(row, "title")


def _called(row: Any) -> Shown:
    return shown(row, "name")


KINDS = (
    Searched(
        "projects",
        _("Projects"),
        lambda: Project.objects.select_related("portfolio").prefetch_related("partners"),
        _reference,
        "reference",
        _titled,
        _project_texts,
        page="projects",
        filters={"portfolio": [EVERY_PORTFOLIO]},
    ),
    Searched(
        "councils",
        _("Councils of ministers"),
        lambda: Council.objects.prefetch_related("aliases"),
        lambda text: Q(pk__in=Council.objects.known_as(text).values("pk")),
        "code",
        _called,
        _council_texts,
        page="councils",
        few=True,
    ),
    Searched(
        "organisations",
        _("Organisations"),
        lambda: Organisation.objects.current().select_related("country"),
        _code("slug", "abbreviation"),
        "abbreviation",
        _called,
        lambda row: _in_every_language(row, "name"),
        page="organisations",
    ),
    Searched(
        "places",
        _("Places"),
        lambda: Place.objects.select_related("country"),
        _code("slug", "code"),
        "code",
        _called,
        lambda row: [*map(Shown, row.spellings()), *_in_every_language(row, "name")],
        page="places",
        few=True,
    ),
    Searched(
        "documents",
        _("Documents"),
        Document.objects.all,
        _code("slug", "journal_number"),
        "journal_number",
        _titled,
        lambda row: _in_every_language(row, "title"),
        page="documents",
        few=True,
    ),
    Searched(
        "events",
        _("Events"),
        lambda: Event.objects.select_related("place").prefetch_related("projects"),
        _code("slug"),
        "slug",
        _titled,
        lambda row: [*_in_every_language(row, "title", "description"), Shown(row.address)],
        page="calendar",
        # With an order the list has past events too
        filters={"view": ["list"], "ordering": ["starts"]},
    ),
    Searched(
        "allocations",
        _("Allocations"),
        lambda: Allocation.objects.select_related("project", "council"),
        _reference,
        "reference",
        lambda row: shown(row.project, "title"),
        lambda row: [],
    ),
)
