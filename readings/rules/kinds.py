"""The kind of an item, such as "conference" or "study"."""

import re

from readings.rules.facts import CERTAIN, DECIDE, Fact
from readings.rules.shape import Shape
from readings.words.labels import LABEL
from readings.words.money import EARLIER
from readings.words.states import EVENTS, KIND, KIND_WORD, NETWORK
from readings.words.verbs import VERB

BEGINNING = re.compile(
    r"(?:^|\n)[\s•\uf0b7\uf0a7–-]*(?:(?:hva|hvad|vad|mitä|hvað|what):\s*)?(?:(?:ett|et|en|a|an|the)\s+)?$",
    re.IGNORECASE,
)
"""The beginning of a line, before the word for the kind: "Prosjekt om …"."""
FINNISH_SUBJECT = re.compile(
    r"hanke|ohjelma|kampanja|selvitys|tutkimus|kartoitus|seminaari|konferenssi|työpaja|kumppanuus", re.IGNORECASE
)
"""Finnish has no articles: at the beginning of a sentence and before its verb, the word speaks of the item."""
REPORT = re.compile(r"(?:slut|sluttrap|final\s+)?(?:rapport|report|raportti|skýrsla)", re.IGNORECASE)
IS_A = re.compile(
    r"\W*[^.\n\"“”„«»*]{1,200}[\"“”„«»*]+\s+(?:\([^)]{1,40}\)\s+)?(?:er|är|var|is|was|bliver|blir|will be|on|"
    r"oli)\s+(?:ett|et|en|a|an)?\s*"
    r"(?:[\w-]+\s+)?$",
    re.IGNORECASE,
)
"""What the first sentence says the title is: "“Havn” er et toårigt …"."""


IS_KIND = re.compile(
    r"[\"”»*]*\s+(?:er|är|is|on|var|was|oli|bliver|blir|will\s+be)\s+(?:(?:et|ett|en|ei|eit|a|an)\s+)?(?:[\w-]+\s+)?",
    re.IGNORECASE,
)
"""What stands between the title and the word for the kind, if the first sentence says what the item is."""
FOLLOWS = re.compile(r"(?<!\w)(?:følger|följer)\s+(?:op|opp|upp)(?!\w)", re.IGNORECASE)
LEAST_ROWS = 3
"""Labelled cells from which an item is the row of a table."""
SAME = 5
"""Letters at the beginning of two words that are the same noun: "Håndbog", "Håndbogen"."""
OF_WHAT = re.compile(
    r"(?:(?:en|et|ett|a|an|the)\s+)?(?:\w+\s+)?\w{4,}\s+(?:om|for|för|of|on|fyrir|um|til|till|av|af)\s", re.I
)
"""A first sentence without a verb that says what the item is: "Utbildning för åklagare från de nordiska länderna."."""
Found = tuple[str, int, int]
"""A kind, and the letters of its word."""


def kind_of(shape: Shape, title: Fact | None) -> Fact | None:
    """Returns the kind of an item; None if no word says it."""
    row = shape.row("kind")
    if row:
        kinds = _kinds(shape.text[row.start : row.end])
        if kinds:
            state = CERTAIN if len({kind for kind, _s, _e in kinds}) == 1 else DECIDE
            return _kind_fact(shape, kinds[0], row.start, state, "labelled")
    named = shape.row("title")
    lead = re.match(r"\s*(\w+):\s", shape.text[named.start : named.end]) if named else None
    if named and lead and KIND_WORD.fullmatch(lead[1]):
        # The name of the kind stands before the title in its cell
        return _kind_fact(shape, _kinds(lead.group())[0], named.start, CERTAIN, "labelled")
    return _kind_of_prose(shape, title)


def _kinds(text: str) -> list[Found]:
    found = [(kind, match.start(), match.end()) for kind, words in KIND.items() for match in words.finditer(text)]
    return sorted(found, key=lambda one: one[1])


def _kind_fact(shape: Shape, kind: tuple[str, int, int], offset: int, state: str, reason: str) -> Fact:
    start, end = kind[1] + offset, kind[2] + offset
    return Fact("kind", kind[0], state, reason, shape.passage.span(start, end), shape.text[start:end])


def _kind_of_prose(shape: Shape, title: Fact | None) -> Fact | None:
    text = shape.text
    begin = text.find(title.words) if title else -1
    inside = (begin, begin + len(title.words)) if title and begin >= 0 else (0, 0)
    # The label of a column ("Projekt: …") names no kind
    labels = [(match.start("label"), match.end("label")) for match in LABEL.finditer(text)]
    kinds = [one for one in _kinds(text) if not any(start <= one[1] < end for start, end in labels)]
    outside = [one for one in kinds if not inside[0] <= one[1] < inside[1]]
    within = [one for one in kinds if inside[0] <= one[1] < inside[1]]
    definite = [
        one
        for one in outside
        if (_names_the_item(text, one) or _follows(text, one, inside))
        and not EARLIER.search(shape.without(inside)[max(0, one[1] - 60) : one[1]])
    ]
    if definite:
        return _of_definite(shape, definite, within, outside, kinds, inside)
    if within:
        head = within[0]
        single = len({one[0] for one in within}) == 1
        begins = head[1] - inside[0] < 3
        sure = single and (begins or not [one for one in outside if one[0] != head[0]])
        return _kind_fact(
            shape, head, 0, CERTAIN if sure and not NETWORK.match(text[head[1] :]) else DECIDE, "kind-in-title"
        )
    if outside:
        return _kind_fact(shape, outside[0], 0, DECIDE, "kind-weak")
    return None


def _of_definite(
    shape: Shape,
    definite: list[Found],
    within: list[Found],
    outside: list[Found],
    kinds: list[Found],
    inside: tuple[int, int],
) -> Fact:
    """Returns the kind of an item that the text calls by a definite word, unless it uses several words."""
    text = shape.text
    first = definite[0]
    rivals = {one[0] for one in (*definite, *within)} - {first[0]}
    if first[0] not in (*EVENTS, "project") and within and within[0][0] == first[0]:
        # The title says the kind too; "project" is what the text calls it later
        rivals -= {"project"}
    if first[0] == "project" and not _says_title_again(within, outside):
        # A project may hold seminars and write reports; it is still called a project
        rivals &= {"programme", "partnership"}
        if not any(one[0] == "partnership" and not NETWORK.match(text[one[1] : one[2]]) for one in kinds):
            # A project may make a network, and be named after it
            rivals -= {"partnership"}
    elif "project" in rivals and first[0] in EVENTS:
        rivals = rivals or {"project"}
    if first[0] == "project" and (_is_called_otherwise(shape, inside, kinds) or _is_in_note(shape, first)):
        rivals |= {""}
    weak = first[0] == "partnership" and NETWORK.match(text[first[1] : first[2]])
    return _kind_fact(
        shape, first, 0, DECIDE if rivals or weak else CERTAIN, "kind-word" if not rivals else "several-kinds"
    )


def _is_in_note(shape: Shape, kind: Found) -> bool:
    """Returns whether the title stands in a column of projects, and the word in a note on an earlier one: "the project
    follows up the trial of 2007" then names no kind."""
    row = shape.row("title")
    label = shape.text[shape.text.rfind("\n", 0, row.start) + 1 : row.start] if row else ""
    said = next((shape.text[begin:end] for begin, end in shape.sentences if begin <= kind[1] < end), "")
    of_table = bool(KIND["project"].match(label.strip())) and len(shape.rows) >= LEAST_ROWS
    return of_table and bool(EARLIER.search(said) or FOLLOWS.search(said))


def _is_called_otherwise(shape: Shape, title: tuple[int, int], kinds: list[Found]) -> bool:
    """Returns whether the first sentence calls the item by a word that is no known kind: "Utbildning för åklagare.", or
    by the first word of its title ("Håndbogen viser …"): "project" is then only what it is called later."""
    first = next(((begin, end) for begin, end in shape.sentences if begin >= title[1]), None)
    if first is None or any(first[0] <= one[1] < first[1] for one in kinds):
        return False
    said = shape.text[slice(*first)].lstrip('"”»*) .\n')
    named, called = re.match(r"\W*(\w{4,})", shape.text[slice(*title)]), re.match(r"(\w{4,})", said)
    again = named and called and named[1][:SAME].casefold() == called[1][:SAME].casefold()
    bare = OF_WHAT.match(said) and not VERB.search(said)
    return bool(again or bare)


def _says_title_again(within: list[Found], outside: list[Found]) -> bool:
    """Returns whether the title has another word for the kind, and the text says it again: "project" may be an earlier
    one then."""
    return bool({one[0] for one in within} & {one[0] for one in outside} - {"project"})


def _follows(text: str, kind: tuple[str, int, int], title: tuple[int, int]) -> bool:
    """Returns whether the word begins the sentence after the title: "Trygg jobb. Studie, gjennomført av Fafo"."""
    joint = text[title[1] : kind[1]] if title[1] else "-"
    if title[1] and IS_KIND.fullmatch(joint):
        # "Grøn bil er et projekt om …"
        return True
    named = r"[\"”»«“*]+(?:\s*\([^)]*\))?,\s+(?:et|ett|en|a|an)\s+(?:[\w-]+\s+)?"
    if title[1] and re.fullmatch(named, joint):
        return True
    dash = r"[\"”»«“*)]*[.:?!,]?\s+[–—-]\s+(?:(?:et|ett|en|a|an|the)\s+)?(?:[\w-]+\s+)?"
    if title[1] and re.fullmatch(dash, joint):
        return True
    begins = re.fullmatch(r"[\"”»*)]*[.?!][\"”»*)]*\s+|[\"”»*)]*\s*\n\s*", joint)
    if title[1] and begins and text[kind[1]].isupper() and not REPORT.match(text, kind[1]):
        # "Rajan yli. Seminaarisarja poliiseille …": the description begins with the word
        return not VERB.match(text[kind[2] :].lstrip())
    return bool(re.fullmatch(r"[\"”»*)]*[.:?!,][\"”»*)]*\s+|\s*\n\s*|[\"”»*]*\s+\(", joint)) and bool(
        re.match(r"[,.;()\n]|\s+(?:i|in|í|om|som|der|that|which|for|för|fra|från|from|\d)", text[kind[2] :])
    )


def _names_the_item(text: str, kind: tuple[str, int, int]) -> bool:
    """Returns whether a word such as "projektet" speaks of the item itself: definite, or right before the title."""
    word, after = text[kind[1] : kind[2]], text[kind[2] : kind[2] + 3]
    before = text[max(0, kind[1] - 14) : kind[1]]
    if re.search(r"(?:et|en|inn|ið|in|na|nna|ssa|ssä|nsä|ta|an|yksen)$", word, re.IGNORECASE) and len(word) > 5:
        return not re.search(r"(?:EU|av|af|till|til|from|innan|hele)\s*$", before)
    if re.search(r"\b(?:the|this|dette|denne|detta|tämä|tämän|þetta|þessi|þessa)\s+$", before, re.IGNORECASE):
        return True
    if FINNISH_SUBJECT.fullmatch(word) and word[:1].isupper() and VERB.match(text[kind[2] :].lstrip()):
        return True
    if BEGINNING.search(text[max(0, kind[1] - 30) : kind[1]]):
        return True
    if IS_A.match(text[: kind[1]]):
        return True
    return bool(re.match(r"\s[\"“«*]", after))
