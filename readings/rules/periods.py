"""When an item starts and ends: only dates that the text gives to the item itself."""

import re

from readings.rules.dates import When, is_open, whens
from readings.rules.facts import CERTAIN, DECIDE, Fact
from readings.rules.shape import Shape
from readings.words.doubts import ANOTHER
from readings.words.money import EARLIER, ELSEWHERE
from readings.words.states import EVENTS, KIND_WORD, WAS_EVENT
from readings.words.verbs import DONE, DURING, ENDED, HELD, LATER, RAN, STARTED

SEASON = re.compile(
    r"(?:efterår|høst|höst|hausti?|syksy|forår|vår|vor|kevät|sommer|sommar|sumar|kesä|vinter|vetur|talvi|efteråret|høsten|hösten|hausti[nð]\w*|haustið|syksyllä|autumn|fall|foråret|våren|vorið|keväällä|"
    r"spring|sommeren|"
    r"sommaren|sumarið|kesällä|summer|vinteren|vintern|talvella|winter|begyndelsen af|starten av|början av|slutet av|"
    r"slutningen af|slutten av|alussa|lopussa|early|late|mid|midten af|mitten av|primo|ultimo|half of|halvår\w*|"
    r"kvartal\w*|quarter|ca\.?|omkring|around|about|noin|about)\s*$",
    re.IGNORECASE,
)


FROM = re.compile(
    r"(?:fra|från|from|siden|sedan|since|frá|vuodesta|med start|med start i|starting|starting in|beginning|"
    r"med begyndelse|"
    r"fra og med|från och med|"
    r"fr\.?\s?o\.?\s?m\.?|f\.?\s?o\.?\s?m\.?|med virkning fra|with effect from|as of)\s+(?:den\s+|the\s+|i\s+|in\s+)?$",
    re.IGNORECASE,
)
LENGTH = re.compile(
    r"(?<!\w)(?:\d+|et|ett|to|två|tre|fire|fyra|fem|seks|sex|one|two|three|four|five|six|yksi|kaksi|kolme|"
    r"neljä|viisi|tvö|"
    r"þrjú|fjögur)\s*-?\s*(?:måned\w*|månad\w*|months?|years?|år|árs?|ár|mánuð\w*|kuukau\w*|kk|vuo\w+|uger|veckor|"
    r"uker|weeks?|viikko\w*|vikur|halvår|dage|dagar|dager|days?)(?!\w)",
    re.IGNORECASE,
)
OPEN_BEFORE = re.compile(
    r"(?:før|förut|innan|före|before|prior to|ennen|fyrir|efter|etter|after|eftir|tidligst|earliest|inden|by|"
    r"senest|senast|not later than|viimeistään|í síðasta lagi|siden før|mod|towards)\s+(?:den\s+|år\s+|the\s+|"
    r"árið\s+|vuotta\s+|"
    r"i\s+|in\s+|utgangen av\s+|udgangen af\s+)?$",
    re.IGNORECASE,
)
OPEN_AFTER = re.compile(
    r"\s*(?:jälkeen|mennessä|eller før|eller senere|or later|or earlier|tai myöhemmin)\b", re.IGNORECASE
)


RUNS_SINCE = re.compile(
    r"\b(?:pågår|pågått|kører|kørt|kjører|kjørt|gang|running|active|aktiv|käynnissä)\s+(?:siden|sedan|since)\b",
    re.IGNORECASE,
)
"""The item itself runs since a date, so that "since" is no word for an earlier one."""
OF_EVENT = re.compile(
    r"[\"”»*)\s.,:?!]*(?:et |ett |en |a |an )?(?:\w*seminar|\w*seminarium|\w*seminaari|konference|konferens|konferanse|"
    r"conference|konferenssi|ráðstefna|málþing|málstofa|workshop|työpaja)(?!\w)(?:(?!\b(?:om|about|som|der|"
    r"that|which)\b)[^.;]){0,60}",
    re.IGNORECASE,
)
"""A sentence without a verb that calls the item an event: "Konferanse i Umeå 4. november 2015"."""
MOST_DATES = 20
"""Dates of a sentence that are looked at."""
AFTER_TITLE = re.compile(
    r"[\"”»*]*\s*(?:\((?P<brackets>)|,\s)(?P<inside>[^()\n]{4,60}?)(?:\)|$|\.(?=\s+[A-ZÅÄÖÆØÞ\"“”«]|\s*$)|\n)"
)
UNTIL = re.compile(
    r"(?:(?:(?:innen|inden|frem|fram|ut|ud|helt)\s+)?(?:til|till|until|through|út|to|indtil|inntil|tills|"
    r"innen|inden)\s+"
    r"(?:og med\s+|och med\s+)?(?:udgangen af|årsskiftet|utgangen av|utgången av|slutet av|slutten av|slutningen af|"
    r"udløbet af|utløpet av|the end of|end of|loka|lok)|until|through|(?:fram |frem )?til(?:l)? o(?:g|ch) med|"
    r"t\.?\s?o\.?\s?m\.?|(?:år(?:et|i[ðd])?\s+)?(?:ud|ut|út))\s+(?:den\s+|the\s+|år\s+|árs\s+|árið\s+)?$|\bársloka\s+$|"
    r"(?:fortsætter|fortsetter|fortsätter|pågår|løber|løper|löper|varer|varar|kører|kjører|körs|continues?|"
    r"runs?|running|"
    r"lasts?|gælder|gjelder|gäller|stendur(?:\s+yfir)?|heldur\s+áfram)\s+(?:nu\s+|stadig\s+)?(?:frem\s+|fram\s+)?"
    r"(?:til|till|to|into|út)\s+(?:i\s+|den\s+)?$",
    re.IGNORECASE,
)
UNTIL_AFTER = re.compile(r"\s*(?:loppuun|asti|saakka)\b", re.IGNORECASE)


WITHIN = re.compile(r"(?<!\w)(?:i|in|år|í|árið|vuonna)\s+(?:år\s+|løbet\s+af\s+|løpet\s+av\s+)?$", re.IGNORECASE)


WILL_RUN = re.compile(
    r"(?:will|skal|skall|ska|kommer att|kommer til at|vil|mun)\s+(?:run|continue|last|end|finish|close|løbe|løpe|pågå|"
    r"fortsætte|fortsette|fortsätta|vare|vara|slutte|sluta|afsluttes|avsluttes|avslutas|standa|ljúka)",
    re.IGNORECASE,
)
"""The item itself goes on: its end is no date of something that comes later."""
SINCE = re.compile(r"\W*(?:siden|sedan|since|(?:ever since))\s+(?:den\s+|the\s+)?", re.IGNORECASE)
LEADS = re.compile(
    r"\W*(?:between|from|in|during|mellem|mellom|mellan|fra|från|i|under|frá|á árunum|árin|vuosina|åren|i årene|"
    r"i perioden|under åren)\s+(?:the\s+years\s+)?",
    re.IGNORECASE,
)
"""The words before a date that begins a sentence: its verb comes after the subject."""


def periods(shape: Shape, kind: str | None, title: tuple[int, int]) -> list[Fact]:
    """Returns the start and the end of an item, as far as the text says them."""
    facts = _periods(shape, kind, title)
    dates = {fact.field: str(fact.value) for fact in facts if fact.value}
    starts, ends = dates.get("starts", ""), dates.get("ends", "")
    exact = min(len(starts), len(ends))
    if starts[:exact] > ends[:exact] and all(fact.state == CERTAIN for fact in facts):
        for fact in facts:
            fact.state, fact.reason = DECIDE, "contradiction"
    return facts


def _periods(shape: Shape, kind: str | None, title: tuple[int, int]) -> list[Fact]:
    labelled = _labelled(shape, kind)
    if labelled is not None:
        return labelled + ([] if _ends(labelled) else _ends(_of_prose(shape, kind, title)))
    return _of_title(shape, kind, title) or _of_prose(shape, kind, title)


def _of_prose(shape: Shape, kind: str | None, title: tuple[int, int]) -> list[Fact]:
    facts: list[Fact] = []
    for begin, end in shape.sentences:
        for fact in _of_sentence(shape, begin, end, kind, title):
            _keep(facts, fact)
    return facts


def _ends(facts: list[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.field == "ends"]


def _of_title(shape: Shape, kind: str | None, title: tuple[int, int]) -> list[Fact]:
    """Returns the date of the title line: "Seminar om …, Stockholm, 14. november 2018", "Project … (2018–2021)"."""
    line = shape.text[title[1] : shape.title_end] if shape.title_end else shape.text[title[1] : title[1] + 60]
    tail = AFTER_TITLE.match(line)
    found = whens(tail.group("inside"), title[1] + tail.start("inside")) if tail else []
    if len(found) != 1 or SEASON.search(shape.text[: found[0].start]) or not title[1]:
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
            sure = len(found) == 1 and not _is_loose(shape.text, single.start, found[0], single.end)  # type: ignore[union-attr]
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
    sure = len(found) == 1 and not _is_loose(shape.text, start, when, end)
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


def _is_loose(text: str, start: int, when: When, end: int) -> bool:
    """Returns whether the words around a date make it less than a date: a season, or "before" and "after"."""
    before = text[start : when.start]
    return when.unsure or bool(
        SEASON.search(before) or OPEN_BEFORE.search(before) or OPEN_AFTER.match(text[when.end : end])
    )


def _of_sentence(shape: Shape, begin: int, end: int, kind: str | None, title: tuple[int, int]) -> list[Fact]:
    text = shape.text
    facts = []
    found = [when for when in whens(text[begin:end], begin) if not title[0] <= when.start < title[1]]
    for when in found[:MOST_DATES]:
        before, after = text[begin : when.start], text[when.end : end]
        near = shape.without(title)[begin : when.start][-90:]
        doubt = (
            bool(_is_loose(text, begin, when, end) and not UNTIL.search(before))
            or bool(EARLIER.search(RUNS_SINCE.sub("", near)))
            or bool(ANOTHER.search(_untitled(text, begin, end, title)))
            or bool(ELSEWHERE.search(shape.without(title), begin, when.start))
            or bool(LATER.search(WILL_RUN.sub("", _clause(before))))
        )
        alone = not re.search(r"[^\W\d]", before) and re.fullmatch(r"[\s.;,)]*", after)
        if when.period and not doubt and (alone or _of_kind(before) or _stands_alone(before, after)):
            facts += _both(shape, when, CERTAIN, "ran")
            continue
        if not when.period and not doubt and _of_kind(FROM.sub("", before)) and FROM.search(before):
            facts.append(_fact(shape, "starts", when.starts, when, CERTAIN, "started"))
            continue
        if SINCE.fullmatch(before) and not ANOTHER.search(text[begin:end]) and not when.period:
            facts.append(_fact(shape, "starts", when.starts, when, CERTAIN, "started"))
            continue
        rest = after.lstrip(", ") if LEADS.fullmatch(before) else after
        facts += _judged(shape, when, _clause(before), _rest(rest), kind, doubt, title)
    return facts


def _stands_alone(before: str, after: str) -> bool:
    """Returns whether a period stands between two signs: "projekt om telefonrådgivning, 2013–14, gennemført af"."""
    return bool(re.search(r"[,(]\s*$", before)) and bool(re.match(r"\s*(?:[,.;)]|$)", after))


def _of_kind(before: str) -> bool:
    """Returns whether only the word for the kind is before a period: "Prosjekt 2013–2015"."""
    words = re.sub(r"[\s•\uf0b7–,(-]+|\b(?:i|under|for|perioden|åren|årene|vuosina)\b", " ", before).strip()
    return bool(KIND_WORD.fullmatch(words))


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
    if UNTIL.search(before) or UNTIL_AFTER.match(after):
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
