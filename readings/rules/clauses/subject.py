"""Whether a clause speaks of the item, or of something else: a part of it, a meeting, a book, what a partner does."""

import re
from dataclasses import dataclass

from projects.language.folding import fold
from readings.rules.dates import whens
from readings.rules.names import Mention
from readings.rules.shape import Shape
from readings.words.money import OF_PART
from readings.words.shares import PART_LEADS, PART_OF_ALL
from readings.words.states import EVENTS, KIND_WORD
from readings.words.subjects import (
    COUNCIL_WORD,
    GENITIVE,
    MONEY,
    OF_KIND,
    PART,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SKIPPED,
    WORK,
    A,
)
from readings.words.verbs import ENDED, HELD, RAN, STARTED, VERB

CUT = re.compile(
    r"[;:]\s|,\s|\s[–—-]\s|\(|\)|(?<!\w)(?:og|och|and|ja|men|but|mutta|eller|or|tai|eða|samt|sekä)\s|,\sen\s",
    re.IGNORECASE,
)
"""Where a clause ends and the next one begins."""
VERBS = (STARTED, ENDED, HELD, RAN, VERB)
WORD = re.compile(r"[^\W\d_][\w’'-]*")
LEAST_SHARED = 5
"""Letters that a word shares with one of the title: "Håndbogen" and "Håndbog for kommuner"."""
OWN_STOP = re.compile(
    r"[.;:,)]|\s[–—-]\s|(?<!\w)(?:og|och|and|ja|men|but|mutta|som|der|which|joka(?!\s+vuosi)|sem)(?!\w)", re.IGNORECASE
)
LEAD = re.compile(r"\s*(?:for|för|til|till|of)\s+", re.IGNORECASE)
"""The word between a role and what it is for: "was the host of the first meeting"."""


A_OF = {
    "den": re.compile(r"(?<!\w)en\s+((?:\w+\s+)?\w+)", re.IGNORECASE),
    "det": re.compile(r"(?<!\w)(?:et|ett)\s+((?:\w+\s+)?\w+)", re.IGNORECASE),
    "it": re.compile(r"(?<!\w)an?\s+((?:\w+\s+)?\w+)", re.IGNORECASE),
}
"""The pronouns that stand for a thing, and the article with which a sentence brings in a thing of that gender."""


@dataclass(frozen=True)
class About:
    """What is known of an item before its sentences are read."""

    kind: str | None
    title: str
    words: tuple[str, ...]
    """The longer words of its title, folded."""
    first: int
    """Where its first sentence after the title ends."""
    names: tuple[str, ...]
    """The organisations and councils that it names, as printed."""


def about_of(shape: Shape, found: list[Mention], kind: str | None, title: tuple[int, int]) -> About:
    """Returns what is known of an item. ``title``: letters of its title."""
    printed = shape.text[title[0] : title[1]]
    words = tuple(fold(word) for word in WORD.findall(printed) if len(word) >= LEAST_SHARED)
    after = [end for begin, end in shape.sentences if says_more(shape.text[max(begin, title[1]) : end])]
    names = {shape.text[one.start : one.end] for one in found if one.kind in ("organisation", "council")}
    return About(kind, printed, words, after[0] if after else 0, tuple(sorted(names, key=len, reverse=True)))


def says_more(words: str) -> bool:
    """Returns whether words after the title say more than the kind in brackets: "Trygge havne (projekt)"."""
    bracket = re.match(r"[\s\"”»*]*\((?P<kind>[^()]+)\)", words)
    known = bracket and KIND_WORD.fullmatch(bracket["kind"].strip())
    return bool(re.search(r"\w", words[bracket.end() :] if bracket and known else words))


def names_item(words: str, about: About, first: bool) -> bool | None:
    """Returns whether words name the item (True) or something else (False); None if they name nothing, or only an
    organisation. ``first``: whether they are of the first sentence, which may call the item by any word."""
    if about.title and about.title in words:
        return True
    bare = _nameless(words, about)
    lead = PREPOSITION.search(bare)
    head = bare[: lead.start()] if lead else bare
    tokens = _nouns(head)
    if not tokens:
        return None
    if first or all(PRONOUN.fullmatch(token) for token in tokens):
        return True
    return not _is_new(head) and any(_is_item(token, about) for token in tokens)


def _nouns(words: str) -> list[str]:
    """Returns the words that may name something."""
    return [token for token in WORD.findall(SKIPPED.sub(" ", words)) if not _is_verb(token)]


def _is_verb(token: str) -> bool:
    return any(verbs.fullmatch(token) for verbs in VERBS) and not WORK.fullmatch(token)


def _is_new(words: str) -> bool:
    """Returns whether words bring in something: a part of the item, or a thing that was not named before."""
    return bool(PART.search(words) or A.search(words))


def tells_of_item(before: str, about: About, first: bool) -> bool:
    """Returns whether a clause is about the item, given its words up to what it says: its subject is named, or is a
    pronoun."""
    if first or (about.title and about.title in before):
        return True
    bare = _nameless(before, about)
    verb = min((match.start() for verbs in VERBS if (match := verbs.search(bare))), default=len(bare))
    lead = PREPOSITION.search(bare)
    head = bare[: min(verb, lead.start())] if lead else bare[:verb]
    tokens = _nouns(head)
    if not tokens:
        return True
    pronoun = PRONOUN.fullmatch(tokens[0]) and not _is_new(head)
    return bool(pronoun) or names_item(head, about, first) is True


def _nameless(words: str, about: About) -> str:
    """Returns words without the names of councils and organisations, and without dates."""
    for name in about.names:
        words = words.replace(name, " ")
    for when in reversed(whens(words)):
        words = words[: when.start] + " " + words[when.end :]
    return COUNCIL_WORD.sub(" ", words)


def owns(words: str, about: About) -> bool:
    """Returns whether words name the item as the owner of what follows: "projektets budget"."""
    token = next(iter(WORD.findall(words)[-1:]), "")
    return bool(GENITIVE.fullmatch(token)) and _is_named(token, about)


def _is_item(token: str, about: About) -> bool:
    return not GENITIVE.fullmatch(token) and _is_named(token, about)


def _is_named(token: str, about: About) -> bool:
    if WORK.fullmatch(token):
        return True
    small = fold(token)
    if any(small[:LEAST_SHARED] == word[:LEAST_SHARED] for word in about.words if len(small) >= LEAST_SHARED):
        return True
    return any(words.fullmatch(token) for kind, words in OF_KIND.items() if _may_be(kind, about.kind))


def _may_be(kind: str, known: str | None) -> bool:
    """Returns whether a word for a kind may speak of an item of another one: every item may be called a project."""
    return known is None or kind in (known, "project") or (kind in EVENTS and known in EVENTS)


def stands_for_other(shape: Shape, begin: int, about: About) -> bool:
    """Returns whether a sentence begins with a pronoun that may stand for what the sentence before brings in:
    "There was a meeting. It was held in Oslo." ``begin``: where the sentence begins."""
    before = [(start, end) for start, end in shape.sentences if end <= begin]
    pronoun = re.match(r"\W*(\w+)\s", shape.text[begin : begin + 12])
    article = A_OF.get(pronoun[1].casefold()) if pronoun else None
    if not before or before[-1][1] <= about.first or article is None:
        return False
    said = shape.text[slice(*before[-1])]
    return any(not any(_is_item(word, about) for word in WORD.findall(new[1])) for new in article.finditer(said))


def speaks_of_item(sentence: str, verb: tuple[int, int], stop: int, about: About, first: bool) -> bool:
    """Returns whether the clause of a verb has the item as its subject or object, or names nobody but an organisation.

    ``verb``: its letters in the sentence. ``stop``: where what the verb says ends, such as the date or the name.
    """
    begins = [0, *(cut.end() for cut in CUT.finditer(sentence, 0, verb[0]))]
    begin = begins[-1]
    subject = sentence[begin : verb[0]]
    if RELATIVE.match(subject):
        return first or _is_antecedent(sentence[:begin], about)
    said = names_item(subject, about, first)
    if said is not None:
        return said
    behind = names_item(sentence[verb[1] : stop], about, first)
    if behind is not None:
        return behind
    if len(begins) > 1 and RELATIVE.match(sentence[begins[-2] :]):
        return first or _is_antecedent(sentence[: begins[-2]], about)
    # "… began in 2009 and ended in 2011": the subject is that of the clause before
    return begin == 0 or tells_of_item(sentence[:begin], about, first)


def _is_antecedent(before: str, about: About) -> bool:
    """Returns whether the words before "which" end with the item: "NIKK carries out the study, which …"."""
    if about.title and about.title in before[-len(about.title) - 4 :]:
        return True
    begin = max((cut.end() for cut in CUT.finditer(before, 0, max(0, len(before) - 2))), default=0)
    return any(_is_item(word, about) for word in WORD.findall(before)[-1:]) or tells_of_item(
        before[begin:], about, first=False
    )


def object_is_item(rest: str, about: About, first: bool) -> bool:
    """Returns whether what somebody did was done to the item: "Fafo carried out the study", and not "a survey"."""
    led = LEAD.match(rest)
    if led:
        return not PART.search(rest[led.end() :])
    stop = OWN_STOP.search(rest)
    return names_item(rest[: stop.start()] if stop else rest, about, first) is not False


def is_paid(rest: str, about: About) -> bool:
    """Returns whether what was paid for is the item, or its money, and not a journey or a book.

    ``rest``: the words after the verb, up to the amount if there is one.
    """
    cost = PART_OF_ALL.match(rest)
    if cost and not OF_PART.search(cost.group()):
        return True
    part = PART_LEADS.match(rest)
    rest = rest[part.end() :] if part else rest
    stop = OWN_STOP.search(rest)
    bare = SKIPPED.sub(" ", _nameless(rest[: stop.start()] if stop else rest, about))
    head = next((part for part in PREPOSITION.split(bare) if WORD.search(part)), "")
    tokens = [token for token in WORD.findall(head) if not token[:1].isupper() and not _is_verb(token)]
    if not tokens or any(MONEY.fullmatch(token) for token in tokens):
        return True
    if all(PRONOUN.fullmatch(token) for token in tokens):
        return True
    return not A.search(head) and any(_is_item(token, about) for token in tokens)


def is_for_part(words: str, about: About) -> bool:
    """Returns whether words name a thing that costs a part of the money, and that is not what the item is about."""
    named = OF_PART.search(words)
    return named is not None and fold(named.group())[:LEAST_SHARED] not in fold(about.title)
