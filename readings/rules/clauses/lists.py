"""Lists of names: "A, B and C", and where the next clause begins."""

import re

from readings.rules.names import Mention
from readings.words.roles import LIST_JOINT, PLACE_AFTER
from readings.words.verbs import VERB

TAKES_PART = re.compile(
    r"\s*(?:deltok|deltog|deltar|deltager|participated|participates|takes part|took part|osallistui|osallistuu|"
    r"tók þátt|tekur þátt|var med|er med|är med)\b",
    re.IGNORECASE,
)
CLAUSE_BEGINS = re.compile(
    r"(?:^|[.;:]\s|,\s+(?:og|och|and|ja|mens|medan|while|sekä|en)\s)\s*(?:både\s+|both\s+|sekä\s+|bæði\s+)?$",
    re.IGNORECASE,
)
IN_BRACKETS = re.compile(r"^[ ]?\([^()]{1,30}\)")


def list_around(text: str, named: list[Mention], place: int, begin: int, end: int) -> tuple[int, int]:
    """Returns the first and the last name of the list in which a name is: "A, B and C"."""
    whole = _begins_its_clause(text, named, place, begin)
    first = last = place
    while first > 0 and named[first - 1].start >= begin and _listed(text, named[first - 1], named[first]):
        if not whole and _begins_clause(text, named[first - 1], named[first]):
            break
        first -= 1
    while last + 1 < len(named) and named[last + 1].end <= end and _listed(text, named[last], named[last + 1]):
        if not whole and _begins_clause(text, named[last], named[last + 1]):
            break
        last += 1
    return first, last


def _begins_its_clause(text: str, named: list[Mention], place: int, begin: int) -> bool:
    """Returns whether nothing of its clause is before a list of names: "A, B and C take part", and not "led by A, and
    B takes part"."""
    first = place
    while first > 0 and named[first - 1].start >= begin and _listed(text, named[first - 1], named[first]):
        first -= 1
    last = place
    while last + 1 < len(named) and _listed(text, named[last], named[last + 1]):
        last += 1
    takes_part = TAKES_PART.match(IN_BRACKETS.sub("", text[named[last].end : named[last].end + 60], count=1))
    return bool(takes_part and CLAUSE_BEGINS.search(text[begin : named[first].start]))


def _listed(text: str, one: Mention, other: Mention) -> bool:
    joint = re.sub(r"^[:'’]\w{1,5}(?=\s)", "", text[one.end : other.start])
    apart = PLACE_AFTER.match(joint)
    if apart:
        joint = joint[apart.end() :]
    joint = re.sub(r"^[-'’\w]*(?:organi[sz]ationen|organi[sz]asjonen)?", "", joint) if joint[:1] == "-" else joint
    return bool(LIST_JOINT.fullmatch(joint) or re.fullmatch(r"\s*\([^)]{0,20}\)?\s*", joint))


def _begins_clause(text: str, one: Mention, other: Mention) -> bool:
    """Returns whether the second name begins a clause of its own: "… by A, and B took part", "by A; B (NHV) helps"."""
    after = IN_BRACKETS.sub("", text[other.end : other.end + 60], count=1)
    if TAKES_PART.match(after):
        return True
    is_apart = not {",", ";"}.isdisjoint(text[one.end : other.start])
    return is_apart and bool(VERB.match(after.lstrip())) and after[:1] == " "
