"""Compares a reading with the facts that a person wrote down by hand: how many are certain, and how many are wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from projects.language.folding import fold
from readings.rules.facts import CERTAIN, PARTS, Fact, Item
from readings.rules.reader import Annex

LEAST_ALIKE = 0.6
SINGLE = ("title", "kind", "status", "starts", "ends")
Known = tuple[str, Any]


@dataclass
class Measure:
    """The result for one annex."""

    items: int
    items_expected: int
    stated: int = 0
    """Facts that the text states, by hand."""
    certain_right: int = 0
    open_right: int = 0
    """Facts that were read rightly and have to be decided."""
    wrong: list[str] = field(default_factory=list)
    """Certain facts that are wrong."""
    missed: list[str] = field(default_factory=list)
    """Stated facts that are not certain."""

    @property
    def share(self) -> float:
        """Returns the share of the stated facts that are certain and right."""
        return self.certain_right / self.stated if self.stated else 0.0


def measure(annex: Annex, expected: dict[str, Any]) -> Measure:
    """Returns how a reading compares with the expected facts (a file of tests/readings/annexes)."""
    result = Measure(len(annex.items), len(expected["items"]))
    for item, known in _paired(annex.items, expected["items"]):
        right = set(_stated(known))
        allowed = {(field, _plain(value)) for field, value in known.get("open", ())}
        read = [(one, fact) for fact in item.facts for one in _read(fact)]
        certain = {one for (one, sure), _fact in read if sure}
        opened = {one for (one, sure), _fact in read if not sure}
        result.stated += len(right)
        result.certain_right += len(right & certain)
        result.open_right += len(right & opened - certain)
        result.wrong += [_words(item, one) for one in sorted(certain - right - allowed, key=str)]
        result.missed += [_words(item, one) for one in sorted(right - certain, key=str)]
    return result


def _paired(items: list[Item], expected: list[dict[str, Any]]) -> list[tuple[Item, dict[str, Any]]]:
    """Returns each item that was read with its facts, and each expected item: pairs whose titles are most alike come
    first. Facts of an item without a partner are wrong, and those of an expected item without one are not read."""
    likeness = sorted(
        (
            (_alike(item, known), -abs(one - other), one, other)
            for one, item in enumerate(items)
            for other, known in enumerate(expected)
        ),
        reverse=True,
    )
    partner: dict[int, int] = {}
    for alike, _apart, one, other in likeness:
        if alike >= LEAST_ALIKE and one not in partner and other not in partner.values():
            partner[one] = other
    pairs = [(item, expected[partner[one]] if one in partner else {}) for one, item in enumerate(items)]
    lost = [known for other, known in enumerate(expected) if other not in partner.values()]
    return pairs + [(Item(0, "", 0, "", [], ""), known) for known in lost]


def _alike(item: Item, known: dict[str, Any]) -> float:
    """Returns how alike two titles are, from 0 to 1; for an item without a right title, how many words it shares."""
    title = fold(str(known.get("title", "")))
    read = next((fold(str(fact.value)) for fact in item.facts if fact.field == "title"), "")
    alike = SequenceMatcher(None, read, title, autojunk=False).ratio()
    return max(alike, 0.9) if title and title in fold(item.text[:300]) else alike


def _words(item: Item, one: Known) -> str:
    return f"{item.number}: {one[0]} = {one[1]}"


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _stated(known: dict[str, Any]) -> Iterator[Known]:
    for name in SINGLE:
        if known.get(name):
            yield name, fold(known[name]) if name == "title" else known[name]
    for grant in known.get("grants", ()):
        amount = (grant["amount"], grant["currency"])
        yield "grant", amount
        for part in ("scope", "payer", "fund"):
            if grant.get(part):
                yield f"grant {part}", (*amount, grant[part])
    for name in ("councils", "partners"):
        yield from ((name, tuple(pair)) for pair in known.get(name, ()))
    yield from (("places", place) for place in known.get("places", ()))


def _read(fact: Fact) -> Iterator[tuple[Known, bool]]:
    """Yields what a fact says in the form of the expected facts, and whether it is certain."""
    sure = fact.state == CERTAIN
    if fact.field in SINGLE:
        yield (fact.field, fold(fact.value) if fact.field == "title" else fact.value), sure
    elif fact.field == "grant":
        amount = (fact.value["amount"], fact.value["currency"])
        yield ("grant", amount), sure
        for part, settled in PARTS.items():
            if fact.value[part]:
                yield (f"grant {part}", (*amount, fact.value[part])), sure and fact.value["states"].get(part) in settled
    elif fact.field in ("councils", "partners"):
        yield (fact.field, tuple(fact.value.values())), sure
    elif fact.field == "places":
        yield ("places", fact.value), sure
