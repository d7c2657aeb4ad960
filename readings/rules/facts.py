"""What was read: facts with their words in the text, and how sure they are."""

from dataclasses import dataclass, field
from typing import Any

CERTAIN, DECIDE, EMPTY = "certain", "decide", "empty"
MOST_LETTERS = 1_000_000
"""Letters of an annex that are read."""
PARTS = {"scope": ("whole", "share"), "payer": ("payer",), "fund": ("fund",)}
"""The parts of a grant that have a state of their own, and the reasons with which they are certain."""


@dataclass(frozen=True)
class Span:
    """Words of the text: the page, counted from 1, and the letters on it, counted from 0 (``end`` is not included)."""

    page: int
    start: int
    end: int

    def as_data(self) -> list[int]:
        """Returns the span as JSON keeps it."""
        return [self.page, self.start, self.end]


@dataclass
class Fact:
    """A value that was read for a field of a project."""

    field: str
    value: Any
    state: str
    reason: str
    """A key of ``REASONS``: why the value is certain, or has to be decided."""
    span: Span | None = None
    words: str = ""
    """The words of the text from which the value was read."""

    def as_data(self) -> dict[str, Any]:
        """Returns the fact as JSON keeps it."""
        return {
            "field": self.field,
            "value": self.value,
            "state": self.state,
            "reason": self.reason,
            "span": self.span.as_data() if self.span else None,
            "words": self.words,
        }


def plainly(fact: dict[str, Any]) -> dict[str, Any]:
    """Returns the data of a fact for other programs. The parts of a grant that a person has to decide are moved to
    ``to_decide``, each with its value and its reason: a certain grant then says only facts that are certain."""
    if fact["field"] != "grant":
        return fact
    value, states = dict(fact["value"]), fact["value"]["states"]
    value.pop("states")
    unsure = {part: value[part] for part, sure in PARTS.items() if value[part] and states.get(part) not in sure}
    to_decide = {part: {"value": one, "reason": states.get(part, "")} for part, one in unsure.items()}
    return fact | {"value": value | dict.fromkeys(unsure), "to_decide": to_decide}


@dataclass
class Item:
    """One item of an annex, with the facts that were read from it."""

    number: int
    """Its place in the annex, counted from 1."""
    section: str
    """The heading above it as printed; "" without one."""
    in_section: int
    """Its place below that heading, counted from 1."""
    printed: str
    """Its number as printed, such as "2.4"; "" without one."""
    spans: list[Span]
    text: str
    language: str = ""
    facts: list[Fact] = field(default_factory=list)
    several: bool = False
    """Whether it may hold several projects: then nothing of it is certain."""

    def as_data(self) -> dict[str, Any]:
        """Returns the item as JSON keeps it."""
        return {
            "number": self.number,
            "section": self.section,
            "in_section": self.in_section,
            "printed": self.printed,
            "language": self.language,
            "spans": [span.as_data() for span in self.spans],
            "text": self.text,
            "several": self.several,
            "facts": [fact.as_data() for fact in self.facts],
        }
