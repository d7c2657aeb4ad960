"""The title of an item."""

import re

from readings.rules.dates import whens
from readings.rules.facts import CERTAIN, DECIDE, Fact
from readings.rules.money.stated import STATED
from readings.rules.names import Mention, between
from readings.rules.passage import is_narrow
from readings.rules.shape import Shape
from readings.words.labels import field_of, is_label
from readings.words.states import KIND_WORD
from readings.words.verbs import HELD, MORE_VERBS, VERB

QUOTED = re.compile(
    r"[\"“”„«»](?P<title>[^\"“”„«»\n]{1,200}?)[\"“”„«»]|(?<!\*)\*{1,2}(?P<marked>[^*\n]{3,220}?)\*{1,2}(?!\*)"
)
LEADING_KIND = re.compile(r"^(?P<kind>[a-zåäöæøþð]\w*)\s+(?=[A-ZÅÄÖÆØÞÐÁÉÍÓÚÝ])")
SMALL_KIND = re.compile(r"\s(?P<kind>[a-zåäöæøþð]+)\b")
NAME_AND_MORE = re.compile(
    r"\s*(?P<name>[^.\n]{3,}?[^\W\d_]{3}|[^.\n]{3,}?[?!])(?:\.|(?<=[?!]))\s+(?=[A-ZÅÄÖÆØÞÐÁÉÍÓÚÝ])"
)
"""A title with a sentence after it in the cell of a table: "Trygge havne. Projekt om …"."""
LONGEST = 200
FROM_PROSE = ("first-sentence", "before-verb")
OF_KIND = re.compile(
    r"(?:a|an|the|en|et|ett)\s+(?:\w+\s+)?(?P<kind>[^\W\d]+)\s+(?:of|on|af|av|om|over)\s", re.IGNORECASE
)
"""A description that begins with an article: "A study of what happens …"."""
DEFINITE = re.compile(r"(?:en|et|inn|ið|in|na)$", re.IGNORECASE)
"""The ending of a noun that names what was named before: "Kampagnen"."""
SAYS = re.compile(f"{VERB.pattern}|{MORE_VERBS.pattern}", re.IGNORECASE)
DONE_BY = re.compile(
    r"(?<!\w)(?:led|published|written|run|made|carried out|organised|prepared|ledet|udgivet|utgitt|utgiven|skrevet|"
    r"skriven|lavet|udført|utført|utförd|gennemført|gjennomført|genomförd|arrangeret|arrangert|arrangerad|"
    r"gefin út|unnin)\s+(?:(?:jointly|together|sammen|tillsammans|út)\s+)?(?:by|af|av)(?!\w)",
    re.IGNORECASE,
)
"""Words that tell who did it: a sentence on the item, and not its name."""


def title_of(shape: Shape, found: list[Mention]) -> Fact | None:
    """Returns the title of an item; None if there is none to be seen."""
    for way in (_labelled, _own_line, _in_quotes, _first_sentence, _before_kind, _after_kind, _before_verb):
        fact = way(shape, found)
        if fact is not None:
            return fact
    return None


def _fact(shape: Shape, start: int, end: int, state: str, reason: str) -> Fact | None:
    text = shape.text[start:end]
    lead = len(text) - len(text.lstrip(" \t*\n:–-"))
    start, end = start + lead, start + lead + len(text[lead:].rstrip(" \t*\n"))
    while end > start and shape.text[end - 1] in ".,;: \n*":
        end -= 1
    if end - start < (1 if reason in ("labelled", "quoted") else 3):
        return None
    words = shape.text[start:end]
    if KIND_WORD.fullmatch(words) and reason not in ("labelled", "quoted", "own-line"):
        return None
    if any(start < place < end for place in shape.passage.divided):
        state, reason = DECIDE, "divided"
    elif state == CERTAIN and reason in FROM_PROSE and _is_no_name(shape, start, end):
        state, reason = DECIDE, "no-title"
    return Fact("title", " ".join(words.split()), state, reason, shape.passage.span(start, end), words)


def _is_no_name(shape: Shape, start: int, end: int) -> bool:
    """Returns whether a first sentence is no title: it says who did it or what the amounts are, or its words are the
    broken lines of a narrow column."""
    words = shape.text[start:end]
    told = bool(DONE_BY.search(words) or STATED.search(shape.text, start, _first(shape)[1]) or OF_KIND.match(words))
    return told or is_narrow(shape.passage.lines(start, end))


def _labelled(shape: Shape, _found: list[Mention]) -> Fact | None:
    row = shape.row("title")
    if not row:
        return None
    start, end = row.start, row.end
    kind = re.match(r"\s*(\w+):\s+(?=\S)", shape.text[start:end])
    if kind and KIND_WORD.fullmatch(kind[1]):
        return _fact(shape, start + kind.end(), end, DECIDE, "description")
    if shape.text[start:end].strip()[:1] in '"“”„«»':
        return _unquoted(shape, start, end, "labelled")
    name = NAME_AND_MORE.match(shape.text[start:end].rstrip(" .\n"))
    if name:
        described = KIND_WORD.match(shape.text[start + name.end() : end])
        return _fact(shape, start, start + name.end("name"), CERTAIN if described else DECIDE, "labelled")
    return _fact(shape, start, _without_kind(shape, start, end), CERTAIN, "labelled")


def _without_kind(shape: Shape, start: int, end: int) -> int:
    """Returns the end of a title without the kind in brackets after it: "Trygge havne (projekt)"."""
    after = re.search(r"\s*\((?P<kind>[^()]+)\)[\s.]*$", shape.text[start:end])
    return start + after.start() if after and after.start() and KIND_WORD.fullmatch(after["kind"].strip()) else end


def _unquoted(shape: Shape, start: int, end: int, reason: str) -> Fact | None:
    quoted = QUOTED.search(shape.text, start, end)
    if quoted and shape.text[quoted.end() : end].strip(" .\n") == "" and quoted.start() - start < 3:
        group = "title" if quoted["title"] else "marked"
        return _fact(shape, quoted.start(group), quoted.end(group), CERTAIN, reason)
    return _fact(shape, start, end, CERTAIN, reason)


def _date_tail(shape: Shape, found: list[Mention]) -> int:
    """Returns where a title ends after which its line gives a place or a date: "…, Stockholm, 14. november 2018"."""
    start, end = (0, shape.title_end) if shape.title_end else _first(shape)
    line = shape.text[start:end]
    cuts = [match.start() for match in re.finditer(r",\s", line)]
    last = 0
    for cut in reversed(cuts):
        part = line[cut + 2 :].split(",")[0].strip(" .")
        dated = any(when.start <= 1 and when.end >= len(part) - 1 for when in whens(part))
        placed = any(m.kind == "place" and m.start == start + cut + 2 and m.end - m.start == len(part) for m in found)
        if not dated and not placed:
            break
        last = start + cut
    return last


def _is_dated(tail: str) -> bool:
    """Returns whether what follows a title ends with a date: "…, Stockholm, 14. november 2018." is no name."""
    dates = whens(tail)
    return bool(dates) and not re.search(r"\w", tail[dates[-1].end :])


def _own_line(shape: Shape, found: list[Mention]) -> Fact | None:
    if not shape.title_end:
        return None
    if VERB.search(shape.text[: shape.title_end]) and shape.title_end > 100:
        return _fact(shape, 0, shape.title_end, DECIDE, "long-title")
    end = shape.title_end
    if shape.doubtful_title or _is_head_of_table(shape.text[:end]):
        return _fact(shape, 0, end, DECIDE, "maybe-heading")
    kind = re.match(r"(\w+):\s+(?=\S)", shape.text[:end])
    if kind and KIND_WORD.fullmatch(kind[1]):
        return _fact(shape, kind.end(), end, DECIDE, "description")
    tail = _date_tail(shape, found)
    if tail:
        return _fact(shape, 0, tail, CERTAIN if _is_dated(shape.text[tail:end]) else DECIDE, "title-tail")
    after = re.search(r"\s*\((?:[^()]*\d[^()]*|[^()]*MR-[^()]*)\)\s*$", shape.text[:end])
    return _unquoted(shape, 0, after.start() if after else _without_kind(shape, 0, end), "own-line")


def _is_head_of_table(line: str) -> bool:
    """Returns whether a line names three fields or more: the headings of a table whose columns were lost."""
    return len({field_of(word) for word in line.split() if is_label(word)} - {"other"}) >= 3


def _in_quotes(shape: Shape, found: list[Mention]) -> Fact | None:
    first = _first(shape)
    quoted = QUOTED.search(shape.text, first[0], first[1])
    if not quoted:
        return None
    group = "title" if quoted["title"] else "marked"
    start, end = quoted.start(group), quoted.end(group)
    inside = shape.text[start:end]
    before = shape.text[first[0] : quoted.start()].strip(" *\n")
    lead = LEADING_KIND.match(inside)
    if lead and KIND_WORD.fullmatch(lead["kind"]):
        start, before = start + lead.end(), lead["kind"]
    if re.search(r"\bMR-", inside) or (inside[:1].islower() and not lead):
        return _fact(shape, start, end, DECIDE, "description")
    words = before.split()
    beside = (
        not before or KIND_WORD.fullmatch(words[-1].strip(",:*")) or (len(words) > 1 and KIND_WORD.fullmatch(words[-2]))
    )
    after = shape.text[end + 1 : end + 30].split()
    beside = beside or (before.endswith(":") and _are_names(before, shape, found, first[0]))
    beside = beside or (bool(after) and bool(KIND_WORD.fullmatch(after[0].strip(".,*)"))))
    if before and not beside and len(_quoted_in(shape, first)) > 1:
        return _fact(shape, start, end, DECIDE, "several-quotes")
    if before and not beside and quoted.start() - first[0] > 60:
        return None
    if not before and after and _names_more(shape, end):
        return _fact(shape, start, end, DECIDE, "several-quotes")
    return _fact(shape, start, end, CERTAIN if beside else DECIDE, "quoted")


def _are_names(before: str, shape: Shape, found: list[Mention], start: int) -> bool:
    """Returns whether only names of the register are before a title: "Estland: “Åbne døre”"."""
    named = [one for one in found if start <= one.start < start + len(before) + 8]
    rest = before
    for one in named:
        rest = rest.replace(shape.text[one.start : one.end], "")
    return bool(named) and re.fullmatch(r"(?:[\W\d]|og|och|ja|and)*", rest) is not None


def _names_more(shape: Shape, end: int) -> bool:
    return bool(re.match(r"[\"“”»*]+\s*(?:,|og|och|and|ja)\s*[\"“«*]", shape.text[end:]))


def _quoted_in(shape: Shape, sentence: tuple[int, int]) -> list[re.Match[str]]:
    return list(QUOTED.finditer(shape.text, *sentence))


def _first(shape: Shape) -> tuple[int, int]:
    return shape.sentences[0] if shape.sentences else (0, len(shape.text))


def _named_after_kind(text: str) -> re.Match[str] | None:
    """Returns the word for the kind that stands before the name: "Kampagnen Grøn bil henvender sig …"."""
    lead = re.match(r"(?:The\s+)?(?P<kind>\w+)\s+(?=[A-ZÅÄÖÆØÞÐÁÉÍÓÚÝ])", text)
    definite = lead and KIND_WORD.fullmatch(lead["kind"]) and (DEFINITE.search(lead["kind"]) or text.startswith("The "))
    return lead if definite and SAYS.search(text, lead.end()) else None  # type: ignore[union-attr]


def _first_sentence(shape: Shape, found: list[Mention]) -> Fact | None:
    """A first sentence without a verb is a title: "Konference om … i Norden."."""
    start, end = _first(shape)
    text = shape.text[start:end]
    rest = shape.text[end:].strip()
    if _named_after_kind(text):
        return None
    colon = re.match(r"([^:.\n]{6,120}?)(?::|\s[–—-])\s+(?=[A-ZÅÄÖÆØÞÐ])", text)
    if not rest or len(text) > LONGEST or VERB.search(text):
        if colon and not VERB.search(colon[1]) and text[colon.end() :]:
            return _fact(shape, start, start + colon.end(1), DECIDE, "before-colon")
        return None
    tail = _date_tail(shape, found)
    if tail and _is_dated(shape.text[tail:end]):
        return _fact(shape, start, tail, CERTAIN, "title-tail")
    return _of_parts(shape, start, end, tail)


def _of_parts(shape: Shape, start: int, end: int, tail: int) -> Fact | None:
    """Returns the title of a first sentence without a verb that may have more parts than the title."""
    text = shape.text[start:end]
    part = re.match(r"([^.\n]{3,120}?)(?::|,|\s[–—-])\s+(?=[a-zåäöæøþðáéíóúý])", text)
    if part and (text[part.end(1)] != "," or KIND_WORD.search(text, part.end()) or whens(text)):
        event = KIND_WORD.match(part[1]) and HELD.match(text, part.end())
        return _fact(shape, start, start + part.end(1), CERTAIN if event else DECIDE, "before-colon")
    if tail:
        return _fact(shape, start, tail, DECIDE, "title-tail")
    bracket = re.search(r"\s*\([^()]*\)", text)
    if bracket and bracket.start() > 8:
        return _fact(
            shape,
            start,
            start + bracket.start(),
            CERTAIN if len(text[bracket.end() :]) < 3 else DECIDE,
            "first-sentence",
        )
    if re.search(r"\(|\d\s*(?:DKK|kr|EUR)", text):
        return None
    question = text.rstrip().endswith("?")
    sure = not KIND_WORD.search(text) or len(text) <= 160
    fact = _fact(shape, start, end, CERTAIN if sure else DECIDE, "first-sentence")
    if fact and question and not fact.value.endswith("?"):
        fact.value += "?"
    return fact


def _before_kind(shape: Shape, _found: list[Mention]) -> Fact | None:
    """ "Drugs, prostitution … – a gender perspective projektet arrangerade …": the title is before the kind."""
    start, end = _first(shape)
    text = shape.text[start:end]
    for match in SMALL_KIND.finditer(text):
        word = match["kind"]
        if not KIND_WORD.fullmatch(word) or not re.search(r"(?:et|en|inn|ið|in|na)$", word):
            continue
        before = text[: match.start()]
        if len(before) < 3 or VERB.search(before) or not before[:1].isupper() or KIND_WORD.match(before):
            return None
        return _fact(shape, start, start + match.start(), CERTAIN, "before-kind")
    return None


def _after_kind(shape: Shape, _found: list[Mention]) -> Fact | None:
    """ "Projektet Trygg hamn var …": the title is between the kind and the verb."""
    start, end = _first(shape)
    text = shape.text[start:end]
    lead = re.match(r"(?:The\s+)?(\w+)\s+(?=[A-ZÅÄÖÆØÞÐÁÉÍÓÚÝ])", text)
    if not lead or not KIND_WORD.fullmatch(lead[1]):
        return None
    verb = SAYS.search(text, lead.end())
    comma = re.search(r"\s\(|,\s", text[lead.end() :])
    stop = verb.start() if verb else -1
    if comma and (stop < 0 or lead.end() + comma.start() < stop):
        return _fact(shape, start + lead.end(), start + lead.end() + comma.start(), DECIDE, "after-kind")
    if stop <= lead.end() or stop - lead.end() > 100:
        return None
    title = text[lead.end() : stop]
    return _fact(shape, start + lead.end(), start + stop, CERTAIN if len(title.split()) <= 10 else DECIDE, "after-kind")


def _before_verb(shape: Shape, found: list[Mention]) -> Fact | None:
    """ "Joint Nordic Baltic Campaign … in 2002 avslutades …": the title is before the verb."""
    start, end = _first(shape)
    text = shape.text[start:end]
    named = [m for m in between(found, start, end, "organisation") if m.start - start < 3]
    bracket = re.match(r"\s*\([^)]{2,12}\)", shape.text[named[0].end :]) if named else None
    if named and bracket:
        return _fact(shape, start, named[0].end + bracket.end(), CERTAIN, "organisation-title")
    verb = VERB.search(text)
    if not verb or not 8 <= verb.start() <= LONGEST or not text[:1].isupper():
        return _fact(shape, start, min(end, start + 120), DECIDE, "no-title")
    before = text[: verb.start()]
    sure = not re.match(
        r"(?:I|In|År|Under|Den|Det|Det|Der|Vuonna|Árið|Á|Um|För|For|Som|As|This|The|En|Et|Ett|A)\b", before
    )
    return _fact(shape, start, start + verb.start(), CERTAIN if sure and "," not in before else DECIDE, "before-verb")
