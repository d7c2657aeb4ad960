"""Councils and organisations of an item, and their roles."""

import re

from readings.rules.clauses.lists import list_around
from readings.rules.clauses.subject import (
    About,
    is_for_part,
    is_paid,
    names_item,
    object_is_item,
    speaks_of_item,
    stands_for_other,
)
from readings.rules.clauses.taking_part import takes_part
from readings.rules.dates import whens
from readings.rules.facts import CERTAIN, DECIDE, Fact
from readings.rules.money.amounts import amounts
from readings.rules.names import Mention
from readings.rules.paper.councils import SIGNS
from readings.rules.shape import Row, Shape, ends_sentence
from readings.words.bracketed import bracketed_role
from readings.words.labels import field_of
from readings.words.money import EARLIER, NOT_GRANTED
from readings.words.places import JOINT, VENUE
from readings.words.roles import (
    AFTER,
    AFTER_INITIATIVE,
    AUDIENCE,
    BEFORE,
    BEFORE_NAME,
    PAID_AFTER,
    PAID_BEFORE,
    PARTNER_NOUN,
)
from readings.words.states import EVENTS, KIND
from readings.words.subjects import PREPOSITION
from readings.words.verbs import VERB

ROWS = ("implementing", "co-operating", "coordinating", "hosting", "initiating", "co-funding")
COUNCIL_ROLES = {
    "funding": "funding",
    "initiating": "initiating",
    "co-operating": "co-operating",
    "audience": "audience",
}
OF_ITEM = ("implementing", "coordinating", "hosting", "initiating")
"""Roles that a party has in the item only if the item was carried out, led, held or begun."""
MOST_OBJECT = 80
"""Letters after a verb for paying in which its object is looked for."""
OURS = "nordic-council-of-ministers"
LEAD_OF_DATE = re.compile(
    r"\s*(?:(?:sedan|siden|since)(?:\s+(?:hösten|høsten|efteråret|våren|foråret|sommaren|sommeren|autumn|"
    r"spring))?|åren|årene|"
    r"under åren|under året|under år|i perioden|under perioden|i årene|i åren|på årene|"
    r"in the years|during|den|i|in|år|fra|från|from|vuosina|vuonna|á árunum|árið)\s*$",
    re.IGNORECASE,
)
ARRANGED = re.compile(r"arrang|afhold|hölls|held|järjest|haldin", re.IGNORECASE)
"""A second verb of the same subject: "Riga by har delt sine erfaringer og er samarbejdspartner"."""
IS_PILOT = re.compile(r"\b(?:er|är|is|on|var|was)\s+(?:et|ett|en|a)?\s*(?:\w+\s+)?pilot\w*", re.IGNORECASE)
"""The item itself is a pilot: it is not about an earlier one."""
AFTER_CASE = re.compile(r"^\)?(?:[:'’]\w{1,5}|-organi[sz]a[st]jonen|-organisationen)?(?=[\s,])")
"""The bracket after an abbreviation, and the case of a name: "Østersørådet (CBSS) leder"."""
THEN_IS = re.compile(
    rf"[^.;:()]{{0,90}}?(?<!\w)(?:og|och|and|ja)\s+(?:er|är|is|var|was|on|oli)\s+(?:(?:en|et|ett|a|an|også|även|also|"
    rf"myös|einnig)\s+)*{PARTNER_NOUN}(?!\w)",
    re.IGNORECASE,
)
FULL_NAME = re.compile(r"\s+[^.;:,()]{3,110}\s\(")
HAS_ROLE = re.compile(r"(?<!\w)(?:som|der|which|that|joka|sem)\s|\d", re.IGNORECASE)
INNER = re.compile(r";\s*[a-zåäöæøþð]{2}|(?:^|[\s(])[^\W\d]{3,}:\s")
"""Words inside a labelled row that begin something else: "; mukana myös …", "Värd: …"."""
INNER_LABEL = re.compile(r"(?:^|(?<=[.;|(\n])\s*)(?P<label>[^\W\d]+(?: [^\W\d]+){0,2}):\s+")
"""A label inside a cell, at its beginning or after the end of a sentence."""
LABEL_BEFORE = re.compile(r"(?:^|[.;|(:]\s+)(?P<label>[^\W\d]+(?: [^\W\d]+){0,2}):\s+$")
"""A label right before a name, also behind a label that is not known: "Kuka tekee: Toteuttaja: Marta"."""
WITHIN = re.compile(r"(?:\bi|\bhos|\bin|\bat|\bved|\bvid)\s+$", re.IGNORECASE)


def parties(shape: Shape, found: list[Mention], grants: list[Fact], title: tuple[int, int], about: About) -> list[Fact]:
    """Returns the councils and partners of an item with their roles."""
    named = [m for m in found if m.kind in ("council", "organisation")]
    payers = {str(fact.value["payer"]) for fact in grants if fact.value.get("payer")}
    facts = _payers(shape, grants, named)
    for place, mention in enumerate(named):
        role, reason = _role(shape, named, place, title, found, about)
        if reason == "role-words" and _is_of_another(shape, mention, about.kind):
            reason = "another"
        fact = _council(shape, mention, role, reason, payers) if mention.kind == "council" else None
        if mention.kind == "organisation":
            fact = _partner(shape, mention, role, reason)
        if fact is not None:
            _keep(facts, fact)
    return facts


def _payers(shape: Shape, grants: list[Fact], named: list[Mention]) -> list[Fact]:
    """Returns the councils that pay: certain if the grant and its payer are."""
    facts: list[Fact] = []
    for fact in grants:
        council = fact.value.get("payer")
        if council and fact.field == "grant":
            mention = next(m for m in named if m.key == council)
            sure = fact.value["states"].get("payer") == "payer" and fact.state == CERTAIN
            span = shape.passage.span(mention.start, mention.end)
            words = shape.text[mention.start : mention.end]
            value = {"code": council, "role": "funding"}
            _keep(facts, Fact("councils", value, CERTAIN if sure else DECIDE, "payer" if sure else "role", span, words))
    return facts


def _keep(facts: list[Fact], fact: Fact) -> None:
    """Adds a fact; of two on the same party the certain one stays, and of two doubts the first."""
    key = "code" if fact.field == "councils" else "organisation"
    for place, known in enumerate(facts):
        if known.field != fact.field or known.value[key] != fact.value[key]:
            continue
        if known.value["role"] == fact.value["role"] or DECIDE in (known.state, fact.state):
            if known.state == DECIDE and fact.state == CERTAIN:
                facts[place] = fact
            return
    facts.append(fact)


def _role(
    shape: Shape, named: list[Mention], place: int, title: tuple[int, int], found: list[Mention], about: About
) -> tuple[str, str]:
    """Returns the role of a party and the reason; "" with a reason that is a doubt if no words give it one."""
    mention = named[place]
    row = next((row for row in shape.rows if row.start <= mention.start < row.end), None)
    if row is not None:
        return _role_in_labelled(shape, named, place, row, about)
    begin = next((start for start, end in shape.sentences if start <= mention.start < end), 0)
    end = next((end for start, end in shape.sentences if start <= mention.start < end), title[1] or len(shape.text))
    first, last = list_around(shape.text, named, place, begin, end)
    before = _undated(_unplaced(shape, found, begin, named[first].start))
    after = shape.text[named[last].end : end]
    after = AFTER_CASE.sub("", after)
    paid = PAID_AFTER.match(after) or PAID_BEFORE.search(before)
    if mention.kind == "council" and paid and not EARLIER.search(shape.text[begin:end]):
        return ("funding", "payer") if _pays_item(after, about) else ("", "beside")
    if AUDIENCE.search(before):
        return "audience", "audience"
    role = _role_before(before) or _label_before(before) or _role_after(after)
    of_other = stands_for_other(shape, begin, about)
    if role in OF_ITEM and ((of_other and role in BEFORE) or not _is_of_item(before, after, about, end <= about.first)):
        return role, "beside"
    if role:
        return role, "organiser" if role == "organiser" else "role-words"
    if not of_other and takes_part(before, after, about):
        return "co-operating", "role-words"
    nearer = any(one.start > mention.end and one.start < end for one in named)
    return _role_farther_off(mention, before, "" if nearer else after)


def _role_farther_off(mention: Mention, before: str, after: str) -> tuple[str, str]:
    """Returns the role that words not right beside a name give it."""
    if THEN_IS.match(after):
        return "co-operating", "role-words"
    if mention.key == OURS and WITHIN.search(before) and ARRANGED.search(before):
        return "hosting", "organiser"
    return "", "role"


def _is_of_item(before: str, after: str, about: About, first: bool) -> bool:
    """Returns whether what a party did was done to the item, and not to a part of it or to something else."""
    for words in BEFORE.values():
        for match in words.finditer(before):
            if BEFORE_NAME.fullmatch(before[match.end() :]):
                return speaks_of_item(before, match.span(), match.end(), about, first)
    behind = next((found for words in AFTER.values() if (found := words.match(after))), None)
    if behind is None:
        return True
    # "toteuttaa hankkeen": the words of the role may hold their object
    own = behind.group().split(maxsplit=1)[1:]
    held = bool(own) and not PREPOSITION.search(own[0])
    return (held and names_item(own[0], about, first) is True) or object_is_item(after[behind.end() :], about, first)


def _pays_item(after: str, about: About) -> bool:
    """Returns whether a council that pays does so for the item, and not for a journey or a book. ``after``: the words
    behind its name."""
    pays = PAID_AFTER.match(after)
    rest = after[pays.end() :] if pays else ""
    money = amounts(rest)
    return is_paid(rest[: money[0].start] if money else rest, about) and not is_for_part(rest[:MOST_OBJECT], about)


def _role_before(before: str) -> str:
    if before.endswith("("):
        return _role_of_full_name(before)
    for role, words in BEFORE.items():
        for match in words.finditer(before):
            if BEFORE_NAME.fullmatch(before[match.end() :]) or _minister(before[match.end() :]):
                return role
    return ""


def _label_before(before: str) -> str:
    """Returns the role of a label right before a name in a line that is no labelled row."""
    label = LABEL_BEFORE.search(before)
    field = field_of(label["label"]) if label else ""
    return field if field in ROWS else ""


def _role_of_full_name(before: str) -> str:
    """Returns the role by the words before a full name whose abbreviation follows in brackets: "led by the Union of
    Baltic Cities (UBC)", if the register knows only the abbreviation."""
    found = [(match.end(), role) for role, words in BEFORE.items() for match in words.finditer(before)]
    end, role = max(found, default=(0, ""))
    named = role and FULL_NAME.fullmatch(before, end)
    return role if named and not any(words.search(before, end) for words in (VERB, HAS_ROLE)) else ""


def _role_after(after: str) -> str:
    if AFTER_INITIATIVE.match(after):
        return "initiating"
    return next((role for role, words in AFTER.items() if words.match(after)), "")


def _unplaced(shape: Shape, found: list[Mention], begin: int, end: int) -> str:
    """Returns the words before a name without the places between a verb and its "by": "gennemføres i Riga af"."""
    text = shape.text[begin:end]
    for place in reversed([one for one in found if one.kind == "place" and begin <= one.start and one.end <= end]):
        lead = VENUE.search(text[: place.start - begin]) or JOINT.search(text[: place.start - begin])
        cut = lead.start() if lead else place.start - begin
        text = text[:cut] + " " + text[place.end - begin :]
    return text


def _undated(before: str) -> str:
    """Returns the words before a name without the period between a verb and its "by": "genomfördes 2004-2005 av"."""
    for when in reversed(whens(before)):
        lead = LEAD_OF_DATE.search(before[: when.start])
        before = before[: lead.start() if lead else when.start] + " " + before[when.end :]
    return " ".join(before.split()) + (" " if before[-1:].isspace() else "")


def _is_of_another(shape: Shape, mention: Mention, kind: str | None) -> bool:
    """Returns whether the words around a name speak of another project, such as the one before."""
    begin = next((start for start, end in shape.sentences if start <= mention.start < end), mention.start)
    near = IS_PILOT.sub("", shape.text[max(begin, mention.start - 90) : mention.start])
    if EARLIER.search(near) or re.search(r"result\w* a[fv]|result of|afrakstur", near):
        return True
    kinds = [(match.start(), name) for name, words in KIND.items() for match in words.finditer(near)]
    named = {name for _place, name in kinds}
    if named & set(EVENTS):
        named |= set(EVENTS)
    return bool(kind) and bool(named) and kind not in named and kind != "project"


def _minister(words: str) -> bool:
    """Returns whether only a description of the council is between its code and the words of its role."""
    return bool(re.fullmatch(r"\s*\w*[Mm]inist\w*\s*\(?", words))


def _role_in_labelled(shape: Shape, named: list[Mention], place: int, row: Row, about: About) -> tuple[str, str]:
    """Returns the role of a party in a labelled row: from the bracket after its name, words beside it, or the label."""
    text, mention = shape.text, named[place]
    bracket = _role_in_bracket(text, named, place, row.end)
    if bracket is not None:
        return (bracket, "payer" if bracket == "funding" else "role-words") if bracket else ("", "role")
    labelled = _inner_label(text, row, mention)
    if labelled:
        return labelled, "labelled"
    inner = INNER.search(text[row.start : mention.start]) or ends_sentence(text, row.start, mention.start)
    said = _role_in_row(text, named, place, row, about)
    return said or (("", "role") if inner else _role_of_row(row, mention, shape, named, about))


def _inner_label(text: str, row: Row, mention: Mention) -> str:
    """Returns the role of the label inside a cell that is nearest before a name: "Koordinator: A. Udføres af: B."."""
    if row.field in ROWS:
        # Two labels with two roles, "Partners: Host: A": a person decides
        return ""
    said = text[row.start : mention.start]
    labels = list(INNER_LABEL.finditer(said))
    field = field_of(labels[-1]["label"]) if labels else ""
    begin = labels[-1].end() if labels else 0
    plain = not re.search(r"[;:]", said[begin:]) and not ends_sentence(text, row.start + begin, mention.start)
    return field if plain and field in ROWS else ""


def _role_in_bracket(text: str, named: list[Mention], place: int, end: int) -> str | None:
    """Returns the role that a bracket after a name says, also after its abbreviation: "Task Force, TF-THB (led)".
    None without such a bracket."""
    last = named[place]
    for other in named[place + 1 :]:
        if other.key != last.key or other.end > end or re.search(r"[;()]", text[last.end : other.start]):
            break
        last = other
    return bracketed_role(text[last.end : end])


def _role_in_row(text: str, named: list[Mention], place: int, row: Row, about: About) -> tuple[str, str] | None:
    """Returns the role that words beside a name give it, against its label: "Partner: A in co-operation with B"."""
    first, last = list_around(text, named, place, row.start, row.end)
    before, after = text[row.start : named[first].start], text[named[last].end : row.end]
    role = _role_before(before) or _role_after(after) or ("co-operating" if takes_part(before, after, about) else "")
    return (role, "organiser" if role == "organiser" else "role-words") if role else None


def _pays_by_column(shape: Shape) -> bool:
    """Returns whether a column of councils names those that pay: the annex says so, and the row has an amount."""
    return shape.money.from_councils and shape.row("money", "share") is not None


def _only_names(text: str, row: Row, named: list[Mention]) -> bool:
    """Returns whether a cell holds nothing but names of the register."""
    rest = list(text[row.start : row.end])
    for one in named:
        if row.start <= one.start < row.end:
            rest[one.start - row.start : one.end - row.start] = " " * (one.end - one.start)
    return bool(SIGNS.fullmatch("".join(rest)))


def _role_of_row(row: Row, mention: Mention, shape: Shape, named: list[Mention], about: About) -> tuple[str, str]:
    field, text = row.field, shape.text
    if field == "council" and _pays_by_column(shape) and mention.kind == "council" and _only_names(text, row, named):
        return "funding", "council-column"
    if field == "payer" and mention.kind == "council" and not NOT_GRANTED.search(text[row.start : row.end]):
        return "funding", "labelled"
    if field in ROWS:
        return field, "labelled"
    works = mention.kind == "organisation" and about.kind is not None and about.kind not in EVENTS
    if field == "audience" and works and _only_names(text, row, named):
        # Who takes part in a project works on it. Who takes part in a conference is a guest
        return "co-operating", "labelled"
    if field == "audience":
        return "audience", "labelled"
    if field == "organiser":
        return "organiser", "organiser"
    return "", "role"


def _council(shape: Shape, mention: Mention, role: str, reason: str, payers: set[str]) -> Fact | None:
    known = COUNCIL_ROLES.get(role)
    if known is None and mention.key in payers:
        return None
    span, words = shape.passage.span(mention.start, mention.end), shape.text[mention.start : mention.end]
    value = {"code": mention.key, "role": known or "co-operating"}
    state = CERTAIN if known and mention.exact and reason not in ("another", "beside") else DECIDE
    return Fact("councils", value, state, reason if known else "council-role", span, words)


def _partner(shape: Shape, mention: Mention, role: str, reason: str) -> Fact | None:
    span, words = shape.passage.span(mention.start, mention.end), shape.text[mention.start : mention.end]
    if mention.key == OURS and role in ("", "co-funding", "funding"):
        return None
    chosen = {"organiser": "hosting", "audience": "", "funding": "co-funding"}.get(role, role)
    value = {"organisation": mention.key, "role": chosen or "co-operating"}
    sure = bool(chosen) and reason not in ("organiser", "another", "beside") and mention.exact and mention.capital
    return Fact("partners", value, CERTAIN if sure else DECIDE, reason if chosen else "role", span, words)
