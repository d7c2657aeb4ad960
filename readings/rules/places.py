"""The places of an item: where it happens, or the area that it is meant for."""

import re

from readings.rules.clauses.subject import About, says_more, speaks_of_item
from readings.rules.dates import whens
from readings.rules.facts import CERTAIN, DECIDE, Fact
from readings.rules.money.amounts import amounts
from readings.rules.names import Mention, between
from readings.rules.shape import Shape
from readings.words.doubts import ANOTHER
from readings.words.money import EARLIER
from readings.words.places import (
    BRANCH,
    COVERS,
    FINNISH_IN,
    HAPPENS,
    INSTITUTION,
    JOINT,
    MEANT,
    NESTED,
    NOT_HERE,
    PASSING,
    SERIES,
    SINCE_THEN,
    SUBJECT,
    VENUE,
)
from readings.words.states import EVENTS, WAS_EVENT
from readings.words.verbs import HELD

EVENT_WORD = r"\w*seminar|\w*seminarium|konference|konferens|konferanse|conference|ráðstefna|málþing|workshop"
RELATIVE = re.compile(r"\W{1,4}(?:som|der|which|who|that|joka|jotka|jonka|sem|hvis|vars|whose)(?!\w)", re.IGNORECASE)
EVENT = re.compile(
    r"(?<!\w)(?:\w*seminar\w*|\w*konferen[cs]\w*|conference\w*|seminaari\w*|konferenssi\w*|ráðstefn\w*|málþing\w*|"
    r"workshop\w*|työpaja\w*)",
    re.IGNORECASE,
)
SINCE = re.compile(r"(?:fra|från|from|frá|mellem|mellan|mellom|between)\s+(?:den\s+)?$", re.IGNORECASE)
OF_VENUE = ("venue", "own-line", "labelled")
WEAK = (DECIDE, "place-weak")
AROUND = re.compile(
    r"\s?[-–]?\s?(?:\w*området|\w*omradet|regionen|egnen|trakten|distriktet|(?:\w*seutu|alue)\w*|area|region|"
    r"svæði\w*)(?!\w)",
    re.IGNORECASE,
)
"""Words after a place for the land around it: "Oslo-området"."""


def places(shape: Shape, found: list[Mention], title: tuple[int, int], about: About) -> list[Fact]:
    """Returns the places of an item: certain if a label, the title or the words of a venue say so."""
    facts: dict[str, Fact] = {}
    row = shape.row("place")
    money = amounts(shape.text)
    for mention in found:
        if mention.kind != "place" or any(one.start <= mention.start < one.end for one in money):
            continue
        state, reason = _state(shape, found, mention, title, row is not None, about)
        if not reason:
            continue
        known = facts.get(mention.key)
        if known is None or (known.state == DECIDE and state == CERTAIN):
            span = shape.passage.span(mention.start, mention.end)
            words = shape.text[mention.start : mention.end]
            facts[mention.key] = Fact("places", mention.key, state, reason, span, words)
    if about.kind in EVENTS and any(fact.reason in OF_VENUE and fact.state == CERTAIN for fact in facts.values()):
        # What the title names is what the event was about
        for fact in facts.values():
            if fact.reason == "place-title":
                fact.state, fact.reason = WEAK
    return list(facts.values())


def _state(
    shape: Shape, found: list[Mention], mention: Mention, title: tuple[int, int], labelled: bool, about: About
) -> tuple[str, str]:
    text, kind = shape.text, about.kind
    named = _in_name(text, mention, title, any(row.start == mention.start for row in shape.rows))
    if named:
        return named
    for row in shape.rows:
        if row.start <= mention.start < row.end:
            around = AROUND.match(text, mention.end)
            return (WEAK if around else (CERTAIN, "labelled")) if row.field == "place" else (DECIDE, "")
    if title[0] <= mention.start < title[1]:
        return (CERTAIN, "place-title") if not labelled and _in_title(text, found, mention, title) else WEAK
    if (
        kind in EVENTS
        and not labelled
        and (_after_title(text, mention, title) or _of_event(text, found, mention, title))
    ):
        return CERTAIN, "own-line"
    for begin, end in shape.sentences:
        if begin <= mention.start < end:
            return _of_sentence(shape.without(title), found, mention, (begin, end), labelled, about, title)
    return WEAK


def _in_name(text: str, mention: Mention, title: tuple[int, int], first: bool) -> tuple[str, str] | None:
    """Returns the doubt if the place is a part of an organisation's name, such as "Riga kommune" or "IOM Riga".
    ``first``: whether it is the first word after a label."""
    before = "" if first else text[max(0, mention.start - 40) : mention.start]
    if INSTITUTION.match(text, mention.end) or re.search(r"[A-ZÅÄÖÆØ]{2,}[/ -]$", before):
        return DECIDE, ""
    inflected = FINNISH_IN.search(text[mention.start : mention.end])
    return WEAK if BRANCH.search(before) and not inflected and not title[0] <= mention.start < title[1] else None


def _in_title(text: str, found: list[Mention], mention: Mention, title: tuple[int, int]) -> bool:
    """Returns whether the title says that something is in the place: "… in the Baltic countries"."""
    if NOT_HERE.search(text[title[0] : mention.start]):
        return False
    written = text[mention.start : mention.end]
    return bool(FINNISH_IN.search(written)) or _led_in(text, found, mention, title[0], MEANT)


def _after_title(text: str, mention: Mention, title: tuple[int, int]) -> bool:
    """Returns whether the place follows the title between commas: "Seminar om …, Stockholm, 14. november"."""
    lead, tail = text[title[1] : mention.start], text[mention.end : mention.end + 1]
    return bool(re.fullmatch(r"[\"”»*]*,\s+(?:i\s+|in\s+|í\s+)?", lead)) and tail in ",.\n;)"


def _of_event(text: str, found: list[Mention], mention: Mention, title: tuple[int, int]) -> bool:
    """Returns whether the sentence after the title calls the item an event in the place: "Seminar i København"."""
    lead = text[title[1] : mention.start] if title[1] else ""
    named = re.fullmatch(rf"[\"”»*)\s.:?!]*(?:{EVENT_WORD})\s+(?:i|in|í)\s+", lead, re.IGNORECASE)
    return bool(named) and not NOT_HERE.search(lead)


def _of_sentence(
    text: str,
    found: list[Mention],
    mention: Mention,
    within: tuple[int, int],
    labelled: bool,
    about: About,
    title: tuple[int, int],
) -> tuple[str, str]:
    begin, end = within
    kind = about.kind
    sentence = text[begin:end]
    if labelled or NOT_HERE.search(_undated(sentence[: mention.start - begin])):
        return DECIDE, "place-weak"
    led = _led_in(text, found, mention, begin, VENUE) or FINNISH_IN.search(text[mention.start : mention.end])
    happens = HAPPENS.search(sentence)
    # A meeting that a project held says nothing of where the project takes place. A series of seminars does
    its_own = kind in EVENTS or not HELD.search(sentence) or SERIES.search(sentence[: mention.start - begin])
    if led and kind in EVENTS and WAS_EVENT.search(sentence[: mention.start - begin]):
        return CERTAIN, "venue"
    if _led_in(text, found, mention, begin, COVERS):
        return CERTAIN, "venue"
    bare = _nameless(text, found, within)
    if led and happens and its_own and _beside(bare, happens, mention.start - begin):
        of_item = speaks_of_item(sentence, happens.span(), mention.start - begin, about, end <= about.first)
        return (CERTAIN, "venue") if of_item else (DECIDE, "beside")
    if _describes(text, found, mention, within, title, kind):
        return CERTAIN, "place-described"
    return DECIDE, "place-weak"


def _describes(
    text: str, found: list[Mention], mention: Mention, within: tuple[int, int], title: tuple[int, int], kind: str | None
) -> bool:
    """Returns whether a sentence tells what the item is or does, and the place is where it does so: the first sentence
    after the title, or one whose subject is the item ("Projektet hjælper kvinder i Norden")."""
    begin, end = within
    before = text[begin : mention.start]
    first = begin <= title[1] or not says_more(text[title[1] : begin])
    if not (first or SUBJECT.match(before)) or not _in_place(text, found, mention, begin):
        return False
    if any(words.search(SINCE_THEN.sub("", text[begin:end])) for words in (ANOTHER, EARLIER)) or PASSING.search(before):
        return False
    if not first and NESTED.search(text[begin : _list_start(text, found, mention, begin)]):
        return False
    named = [one.end for one in found if one.kind in ("organisation", "council") and begin <= one.start < mention.start]
    if named and RELATIVE.match(text, named[-1]):
        # "… by Marta, which works in Riga"
        return False
    if kind in EVENTS:
        # What an event is about may be elsewhere: its own place comes first
        return first and not any(between(found, begin, _list_start(text, found, mention, begin), "place"))
    return not EVENT.search(before) or bool(SERIES.search(before))


def _in_place(text: str, found: list[Mention], mention: Mention, begin: int) -> bool:
    """Returns whether "in" leads to a place or to its list, and not right behind an organisation ("Marta in Riga")."""
    start = _list_start(text, found, mention, begin)
    lead = MEANT.search(text[begin:start])
    if lead:
        behind = begin + lead.start()
        return not any(one.kind == "organisation" and one.end <= behind <= one.end + 2 for one in found)
    return bool(FINNISH_IN.search(text[mention.start : mention.end]))


def _list_start(text: str, found: list[Mention], mention: Mention, begin: int) -> int:
    """Returns where a list of places begins: "in Riga, Narva and Liepāja"."""
    start = mention.start
    for one in reversed(list(between(found, begin, start, "place"))):
        if one.end <= start and JOINT.fullmatch(text[one.end : start]):
            start = one.start
    return start


def _nameless(text: str, found: list[Mention], within: tuple[int, int]) -> str:
    """Returns a sentence with blanks in place of the names of organisations: the "on" of "Institute on Gender" begins
    no clause."""
    bare = list(text[slice(*within)])
    for one in between(found, *within, "organisation"):
        bare[one.start - within[0] : one.end - within[0]] = " " * (one.end - one.start)
    return "".join(bare)


def _undated(before: str) -> str:
    """Returns the words before a place without its dates: the "from" of a date is not that of a place."""
    for when in reversed(whens(before)):
        before = SINCE.sub("", before[: when.start]) + " " + before[when.end :]
    return before


def _beside(sentence: str, happens: re.Match[str], place: int) -> bool:
    """Returns whether the place belongs to the verb: no other clause begins between them."""
    low, high = sorted((happens.end(), place))
    between_them = " ".join(sentence[low:high].split())
    return len(between_them) < 160 and not re.search(
        r"\b(?:om|som|att|at|der|about|that|which|joka|jossa|sem|för att|for å|kring|angående)\b", between_them
    )


def _led_in(text: str, found: list[Mention], mention: Mention, begin: int, lead: re.Pattern[str]) -> bool:
    """Returns whether "in" leads to the place, also over other places of a list: "in Riga, Narva and Liepāja"."""
    start = mention.start
    earlier = list(between(found, begin, start, "place"))
    while True:
        if lead.search(text[begin:start]):
            return True
        before = [m for m in earlier if m.end <= start]
        if not before:
            return False
        last = before[-1]
        if not JOINT.fullmatch(text[last.end : start]):
            return False
        start = last.start
        earlier = [m for m in earlier if m is not last]
