"""When an item starts and ends: only dates that the text gives to the item itself."""

import re
from dataclasses import replace

from readings.rules.clauses.subject import About, speaks_of_item, stands_for_other, tells_of_item
from readings.rules.dates import When, is_open, whens
from readings.rules.facts import CERTAIN, DECIDE, Fact
from readings.rules.shape import Shape
from readings.words.dates import (
    ABOUT,
    AFTER_TITLE,
    FROM,
    LEADS,
    LENGTH,
    OF_EVENT,
    OPEN_AFTER,
    OPEN_BEFORE,
    PERIOD_IS,
    RUNS_SINCE,
    SEASON,
    SINCE,
    UNTIL,
    UNTIL_AFTER,
    UNTIL_MONTH,
    WILL_RUN,
    WITHIN,
)
from readings.words.doubts import ANOTHER
from readings.words.money import EARLIER, ELSEWHERE
from readings.words.states import EVENTS, KIND_WORD, WAS_EVENT
from readings.words.status_words import ALONE
from readings.words.verbs import DONE, DURING, ENDED, HELD, LATER, RAN, STARTED

RUNS = re.compile(rf"[\W]*{ALONE}\s+", re.IGNORECASE)
KIND_WHICH = re.compile(
    rf"\W*(?:(?:en|et|ett|a|an)\s+)?(?:[\w-]+\s+)?{KIND_WORD.pattern},?\s+(?:som|der|that|which|joka|jota|sem)\s+(?:har\s+|"
    r"has\s+|on\s+|hefur\s+)?",
    re.IGNORECASE,
)
MOST_DATES = 20
"""Dates of a sentence that are looked at."""
MOST_SUBJECT = 40
"""Letters after "since" and a date in which the subject is looked for."""
VERBS = (STARTED, ENDED, HELD, RAN)


def periods(shape: Shape, about: About, title: tuple[int, int]) -> list[Fact]:
    """Returns the start and the end of an item, as far as the text says them."""
    facts = _periods(shape, about, title)
    dates = {fact.field: str(fact.value) for fact in facts if fact.value}
    starts, ends = dates.get("starts", ""), dates.get("ends", "")
    exact = min(len(starts), len(ends))
    if starts[:exact] > ends[:exact] and all(fact.state == CERTAIN for fact in facts):
        for fact in facts:
            fact.state, fact.reason = DECIDE, "contradiction"
    return facts


def _periods(shape: Shape, about: About, title: tuple[int, int]) -> list[Fact]:
    labelled = _labelled(shape, about.kind)
    if labelled is not None:
        return labelled + ([] if _ends(labelled) else _ends(_of_prose(shape, about, title)))
    return _of_title(shape, about.kind, title) or _of_prose(shape, about, title)


def _of_prose(shape: Shape, about: About, title: tuple[int, int]) -> list[Fact]:
    facts: list[Fact] = []
    for begin, end in shape.sentences:
        for fact in _of_sentence(shape, begin, end, about, title):
            _keep(facts, fact)
    return facts


def _ends(facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.field == "ends"]


def _of_title(shape: Shape, kind: str | None, title: tuple[int, int]) -> list[Fact]:
    """Returns the date of the title line: "Seminar om …, Stockholm, 14. november 2018", "Project … (2018–2021)"."""
    line = shape.text[title[1] : shape.title_end] if shape.title_end else shape.text[title[1] : title[1] + 60]
    tail = AFTER_TITLE.match(line)
    found = whens(tail.group("inside"), title[1] + tail.start("inside")) if tail else []
    led = shape.text[: found[0].start] if found else ""
    if len(found) != 1 or SEASON.search(led) or ABOUT.search(led) or not title[1]:
        return []
    when = found[0]
    if is_open(shape.text[: shape.title_end or len(shape.text)], when):
        return [_fact(shape, "starts", when.starts, when, CERTAIN, "own-line")]
    state = CERTAIN if when.period or kind in EVENTS else DECIDE
    return _both(shape, when, state, "own-line" if state == CERTAIN else "date-weak")


def _keep(facts: list[Fact], fact: Fact) -> None:
    for place, known in enumerate(facts):
        if known.field == fact.field:
            if known.state == CERTAIN and fact.state == CERTAIN and known.value != fact.value:
                known.state, known.reason = DECIDE, "several-dates"
            elif known.state == DECIDE and fact.state == CERTAIN:
                facts[place] = fact
            return
    facts.append(fact)


def _fact(shape: Shape, field: str, value: str | None, when: When, state: str, reason: str) -> Fact:
    span = shape.passage.span(when.start, when.end)
    return Fact(field, value, state, reason, span, shape.text[when.start : when.end])


def _labelled(shape: Shape, kind: str | None) -> list[Fact] | None:
    facts: list[Fact] = []
    row = shape.row("period")
    if row is not None:
        facts += _of_row(shape, row.start, row.end, kind)
    for field in ("start", "end"):
        single = shape.row(field)
        found = whens(shape.text[single.start : single.end], single.start) if single else []
        if found:
            around = shape.text[single.start : found[0].start], shape.text[found[0].end : single.end]  # type: ignore[union-attr]
            sure = len(found) == 1 and not _is_loose(*around, found[0])
            name = "starts" if field == "start" else "ends"
            facts = [fact for fact in facts if fact.field != name]
            value = found[0].starts if field == "start" else found[0].ends
            facts.append(_fact(shape, name, value, found[0], CERTAIN if sure else DECIDE, "labelled"))
    return facts or None


def _of_row(shape: Shape, start: int, end: int, kind: str | None) -> list[Fact]:
    found = whens(shape.text[start:end], start)
    if not found:
        return []
    when = found[0]
    sure = len(found) == 1 and not _is_loose(shape.text[start : when.start], shape.text[when.end : end], when)
    long = bool(LENGTH.search(shape.text[start : when.start] + " " + shape.text[when.end : end])) and not when.period
    sure = sure and (not long or bool(FROM.search(shape.text[start : when.start])))
    state = CERTAIN if sure else DECIDE
    reason = "labelled" if sure else "several-dates"
    opened = long or is_open(shape.text[:end], when) or bool(FROM.search(shape.text[start : when.start]))
    opened = opened and not when.period
    facts = [_fact(shape, "starts", when.starts, when, state, reason)]
    until = re.match(r"\s*(?:[-–—]|til|till|to|until|asti|–)\s*$", shape.text[start : when.start], re.IGNORECASE)
    verb = "" if when.period else _verb(shape.text[start : when.start], shape.text[when.end : end])
    if verb == "started":
        return facts
    if until or verb == "ended":
        return [_fact(shape, "ends", when.ends, when, state, reason)]
    if not opened:
        facts.append(_fact(shape, "ends", when.ends, when, state, reason))
    return facts


def _is_loose(before: str, after: str, when: When) -> bool:
    """Returns whether the words around a date make it less than a date: a season, "about", or "before" and "after"."""
    weak = (ABOUT, SEASON, OPEN_BEFORE)
    return when.unsure or any(words.search(before) for words in weak) or bool(OPEN_AFTER.match(after))


def _of_sentence(shape: Shape, begin: int, end: int, about: About, title: tuple[int, int]) -> list[Fact]:
    text = shape.text
    facts = []
    found = [when for when in whens(text[begin:end], begin) if not title[0] <= when.start < title[1]]
    for when in found[:MOST_DATES]:
        before, after = text[begin : when.start], text[when.end : end]
        season = None if when.period else SEASON.search(before)
        before = before[: season.start()] if season else before
        near = shape.without(title)[begin : when.start][-90:]
        of_item = _is_of_item(text[begin:end], (when.start - begin, when.end - begin), about, end <= about.first)
        doubt = (
            bool(_is_loose(before, after, when) and not UNTIL.search(before))
            or bool(EARLIER.search(FROM.sub("", RUNS_SINCE.sub("", near))))
            or bool(ANOTHER.search(_untitled(text, begin, end, title)))
            or bool(ELSEWHERE.search(shape.without(title), begin, when.start))
            or bool(LATER.search(WILL_RUN.sub("", _clause(before))))
            or stands_for_other(shape, begin, about)
            or not of_item
        )
        alone = not re.search(r"[^\W\d]", before) and re.fullmatch(r"[\s.;,)]*", after)
        named = PERIOD_IS.fullmatch(before)
        if when.period and not doubt and (alone or named or _of_kind(before) or _stands_alone(before, after)):
            facts += _both(shape, when, CERTAIN, "ran")
            continue
        if not when.period and not doubt and FROM.search(before) and _runs_since(FROM.sub("", before)):
            facts.append(_fact(shape, "starts", when.starts, when, CERTAIN, "started"))
            continue
        if (
            SINCE.fullmatch(before)
            and of_item
            and not _of_party(after, about, end)
            and not ANOTHER.search(text[begin:end])
            and not when.period
        ):
            facts.append(_fact(shape, "starts", when.starts, when, CERTAIN, "started"))
            continue
        rest = after.lstrip(", ") if LEADS.fullmatch(before) else after
        said = _judged(shape, when, _clause(before), _rest(rest), about.kind, doubt, title)
        facts += [_of_season(fact) for fact in said] if season else said
    return facts


def _of_season(fact: Fact) -> Fact:
    """Returns the fact of a date before which a season stands: what began or ended in it did so in that year."""
    sure = fact.state == CERTAIN and fact.reason in ("started", "ended")
    return fact if sure else replace(fact, state=DECIDE, reason="date-weak")


def _is_of_item(sentence: str, date: tuple[int, int], about: About, first: bool) -> bool:
    """Returns whether the verb beside a date tells of the item: "the project began", and not "the course began"."""
    before, after = sentence[: date[0]], sentence[date[1] :]
    verbs = [match for words in VERBS for match in words.finditer(before)]
    if verbs:
        verb = max(verbs, key=lambda match: match.start())
        return speaks_of_item(sentence, verb.span(), date[0], about, first)
    later = [match for words in VERBS if (match := words.search(after[:120]))]
    if not later:
        until = UNTIL.search(before)
        led = before[: until.start()] if until else before
        return not (until or UNTIL_AFTER.match(after) or UNTIL_MONTH.match(sentence, date[0])) or tells_of_item(
            led, about, first
        )
    verb = min(later, key=lambda match: match.start())
    return speaks_of_item(after, verb.span(), len(after), about, first)


def _of_party(after: str, about: About, end: int) -> bool:
    """Returns whether a later sentence tells what an organisation does: "Since 2008 Marta has run a shelter"."""
    return end > about.first and any(name in after[:MOST_SUBJECT] for name in about.names)


def _stands_alone(before: str, after: str) -> bool:
    """Returns whether a period stands between two signs: "projekt om telefonrådgivning, 2013–14, gennemført af"."""
    return bool(re.search(r"[,(]\s*$", before)) and bool(re.match(r"\s*(?:[,.;)]|$)", after))


def _of_kind(before: str) -> bool:
    """Returns whether only the word for the kind is before a period: "Prosjekt 2013–2015"."""
    words = re.sub(r"[\s•\uf0b7–,(-]+|\b(?:i|under|for|perioden|åren|årene|vuosina)\b", " ", before).strip()
    return bool(KIND_WORD.fullmatch(words))


def _runs_since(led: str) -> bool:
    """Returns whether only the word for the kind or for running is before "since": "Projekt fra", "I gang siden", or
    the kind and "which": "Et partnerskab, som siden"."""
    return _of_kind(led) or bool(RUNS.fullmatch(led) or KIND_WHICH.fullmatch(led))


def _untitled(text: str, begin: int, end: int, title: tuple[int, int]) -> str:
    """Returns a sentence without the title, whose words are no doubt."""
    low, high = max(begin, title[0]), min(end, title[1])
    return text[begin:low] + text[high:end] if low < high else text[begin:end]


def _clause(before: str) -> str:
    """Returns the words before a date that belong to it: up to the clause before."""
    cuts = [
        match.end() for match in re.finditer(r";|,\s|\b(?:som en|som ett|men|but|mutta|en|og|och|and|ja)\s", before)
    ]
    if not cuts:
        return before
    part = before[cuts[-1] :]
    return part if (STARTED.search(part) or ENDED.search(part) or HELD.search(part) or RAN.search(part)) else before


def _rest(after: str) -> str:
    return re.split(r";|\bsom\b|\bwhich\b|\bjoka\b|\bsem\b|,\s", after)[0]


def _judged(
    shape: Shape, when: When, before: str, after: str, kind: str | None, doubt: bool, title: tuple[int, int]
) -> list[Fact]:
    """Returns the facts of one date: what started, ended or was held is said by the verb beside it."""
    state = DECIDE if doubt else CERTAIN
    written = shape.text[when.start : when.end]
    if UNTIL.search(before) or UNTIL_AFTER.match(after) or (UNTIL_MONTH.match(written) and not when.period):
        return [_fact(shape, "ends", when.ends, when, state, "date-weak" if doubt else "ended")]
    verb = _verb(before, after) or ("ran" if _is_done(before) else "")
    if not verb and kind in EVENTS and _is_of_event(shape, when, before, doubt, title):
        verb = "held"
    if verb == "held":
        # A meeting that a project held does not say when the project started
        whole = when.period and KIND_WORD.match(before.lstrip())
        state = state if kind in EVENTS or _during(before) or whole else DECIDE
    if verb == "started" and not _is_subject(before):
        verb, state = "", DECIDE
    reason = verb if verb and state == CERTAIN else "date-weak"
    if verb == "held" or (verb == "ran" and (when.period or _during(before))):
        return _both(shape, when, state, reason)
    if verb == "ended":
        return [_fact(shape, "ends", when.ends, when, state, reason)]
    if not verb and when.period and DURING.search(before[-25:]) and not doubt:
        return _both(shape, when, DECIDE, reason)
    return [_fact(shape, "starts", when.starts, when, state if verb else DECIDE, reason)]


def _is_of_event(shape: Shape, when: When, before: str, doubt: bool, title: tuple[int, int]) -> bool:
    exact = len(when.starts or "") == 10 and bool(WAS_EVENT.search(before))
    return exact or (not doubt and _after_title(shape, when, title))


def _after_title(shape: Shape, when: When, title: tuple[int, int]) -> bool:
    """Returns whether the sentence after the title calls the item an event, and gives the date."""
    begin = next((begin for begin, end in shape.sentences if begin <= when.start < end), 0)
    joint = shape.text[title[1] : begin] if title[1] else "-"
    plain = bool(re.fullmatch(r"[\"”»*)\s.:?!]*", joint))
    return plain and bool(OF_EVENT.fullmatch(shape.text[begin : when.start]))


def _verb(before: str, after: str) -> str:
    """Returns what the verb nearest to a date says: started, ended, held or ran; "" without one."""
    verbs = {"started": STARTED, "ended": ENDED, "held": HELD, "ran": RAN}
    for text, place_of in ((before, _last), (after, _first)):
        places = {name: place_of(words, text) for name, words in verbs.items()}
        nearest = max(places.values())
        if nearest >= 0:
            order = ("held", "started", "ended", "ran")
            return next(name for name in order if places[name] == nearest)
    return ""


def _both(shape: Shape, when: When, state: str, reason: str) -> list[Fact]:
    return [
        _fact(shape, "starts", when.starts, when, state, reason),
        _fact(shape, "ends", when.ends, when, state, reason),
    ]


def _is_subject(before: str) -> bool:
    """Returns whether it is the item that started, and not a part of it."""
    return not re.search(r"\b(?:programme for|mobilitetsprogram för|et kursus|en kurs|arbejdet med)\b", before)


def _during(before: str) -> bool:
    return bool(
        re.search(
            r"(?:under|i løbet af|i løpet av|during|aikana|í|vuonna|in|i)\s+(?:år(?:et|en)?\s+|the year\s+)?$",
            before,
            re.IGNORECASE,
        )
    ) and bool(
        re.search(r"(?:under|i løbet af|i løpet av|during|throughout)\s+(?:år(?:et|en)?\s+)?$", before, re.IGNORECASE)
    )


def _is_done(before: str) -> bool:
    """Returns whether it was done within the time that follows, and did not only begin in it: "ble gjort i 2017"."""
    return bool(DONE.search(before)) and bool(WITHIN.search(before))


def _last(words: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in words.finditer(text)), default=-1)


def _first(words: re.Pattern[str], text: str) -> int:
    """Returns a place that is higher the nearer the verb follows; -1 without one."""
    match = words.search(text[:120])
    return 1000 - match.start() if match else -1
