"""The known organisations that are nearest to a name, for everybody who is about to make a new one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from projects.doubles.alike import Against, Alike, Evidence, Known, against, compared
from projects.doubles.known import Index, known_as, known_organisations, traits, words_of
from projects.models import Organisation

ALIKE = 0.4
"""The share of words, weighed by how rare they are, from which two names look alike."""
LESS = 0.85
"""Shared words say less than the other evidence."""
COMMON = 400
"""A word of more organisations than this finds no name by itself."""
FOUND = 30
"""Organisations that are compared by their words."""


@dataclass(frozen=True)
class Near:
    """A known organisation that looks like a given one."""

    organisation: Organisation
    alike: Alike
    """The evidence: its kind, both names, what speaks against it."""

    @property
    def is_double(self) -> bool:
        """Whether it is likely the same organisation."""
        return self.alike.is_double

    @property
    def likeness(self) -> float:
        """How alike they are: from 0.3 to 1."""
        return self.alike.likeness


def nearest(
    name: str | Iterable[str],
    *,
    country: str = "",
    abbreviation: str = "",
    numbers: Iterable[tuple[str, str]] = (),
    besides: int = 0,
    most: int = 5,
    among: Index | None = None,
) -> list[Near]:
    """Returns the known organisations nearest to a name, the likeliest first; none if no name looks like it.

    ``name``: one name, or the names of one organisation in several languages. ``country``: its code (ISO 3166-1).
    ``numbers``: pairs of a register (``NumberScheme``) and the digits (``numbers.digits_of``). ``besides``: the key of
    the organisation itself, if it is known. ``among``: ``known_organisations()``, kept by callers who look up many
    names in one transaction. Costs one query for the organisations found, and one read of all names after a change.
    """
    index = among or known_organisations()
    names = tuple(text.strip() for text in ((name,) if isinstance(name, str) else name) if text.strip())
    asked = known_as(
        names, key=besides, slug="", abbreviations=[abbreviation], country=country, numbers=frozenset(numbers)
    )
    found = near_keys(asked, index, most)
    rows = {
        row.pk: row for row in Organisation.objects.select_related("country").filter(pk__in=[key for key, _ in found])
    }
    return [Near(rows[key], alike) for key, alike in found if key in rows]


def near_keys(asked: Known, index: Index, most: int) -> list[tuple[int, Alike]]:
    """Returns the keys of the nearest organisations with their evidence, the likeliest first."""
    found: dict[int, Alike] = {}
    candidates = {key for trait in traits(asked) for key in index.together.get(trait, ())} - {asked.key}
    for key in candidates:
        if alike := compared(asked, index.known[key], index.is_real):
            found[key] = alike
    found = without_several(asked, found, index)
    for key, likeness in _by_words(asked, index):
        if key not in found and key != asked.key:
            other = index.known[key]
            names = (asked.names[0], other.names[0] if other.names else "")
            found[key] = Alike(Evidence.WORDS, likeness, names, against(asked, other))
    order = sorted(found, key=lambda key: (not found[key].is_double, -found[key].likeness, index.known[key].slug))
    return [(key, found[key]) for key in order[:most]]


def without_several(asked: Known, found: dict[int, Alike], index: Index) -> dict[int, Alike]:
    """Says of evidence that leads to several organisations that it decides nothing: an acronym that two have, a name
    without a country or a legal form that organisations in two countries, or with two legal forms, have."""
    doubles = {key: alike for key, alike in found.items() if alike.is_double}
    times = Counter(alike.evidence for alike in doubles.values())
    homes = {index.known[key].country for key in doubles} - {""}
    forms = {name.forms for key in doubles for name in index.known[key].spelled} - {frozenset()}
    says_its_form = any(name.forms for name in asked.spelled)
    unsure = {
        key
        for key, alike in doubles.items()
        if (alike.evidence in (Evidence.ACRONYM, Evidence.INITIALS) and times[alike.evidence] > 1)
        or (alike.evidence == Evidence.INITIALS and len(times) > 1)
        or (alike.evidence != Evidence.NUMBER and not asked.country and len(homes) > 1)
        or (alike.evidence != Evidence.NUMBER and not says_its_form and len(forms) > 1)
    }
    return {
        key: replace(alike, against=(*alike.against, Against.SEVERAL)) if key in unsure else alike
        for key, alike in found.items()
    }


def _by_words(asked: Known, index: Index) -> list[tuple[int, float]]:
    """Returns the organisations that share words with a name, and the share of the words, weighed by rarity."""
    best: dict[int, float] = {}
    for name in asked.spelled:
        words = words_of(name)
        shared: Counter[int] = Counter()
        for word in words:
            keys = index.with_word.get(word, ())
            if len(keys) <= COMMON:
                shared.update(dict.fromkeys(keys, index.weight(word)))
        for key, _weight in shared.most_common(FOUND):
            share = max((_share(words, words_of(other), index) for other in index.known[key].spelled), default=0.0)
            best[key] = max(best.get(key, 0.0), share)
    return [(key, round(LESS * share, 3)) for key, share in best.items() if share >= ALIKE]


def _share(mine: set[str], theirs: set[str], index: Index) -> float:
    whole = sum(index.weight(word) for word in mine | theirs)
    return sum(index.weight(word) for word in mine & theirs) / whole if whole else 0.0
