"""Paragraphs that begin a project: their first sentence names it, as "Projektet Trygge havne begyndte …" does."""

import re

from readings.rules.money.amounts import amounts
from readings.rules.paper.numbered import YEAR
from readings.words.states import KIND_WORD
from readings.words.subjects import PREPOSITION, PRONOUN, A
from readings.words.verbs import HELD, RAN, STARTED, VERB

CAPITAL = r"(?-i:[A-ZÅÄÖÆØÞÐÁÉÍÓÚÝ])"
QUOTED = re.compile(r"(?:\w+\s+){0,2}[\"“”„«»*]+(?P<name>[^\"“”„«»*\n]{3,120})[\"“”„«»*]")
AFTER_KIND = re.compile(
    rf"(?:(?:The|Det|Den)\s+)?(?:\w+\s+)??(?P<kind>\w+)\s+(?P<name>{CAPITAL}\S*(?:\s+\S+){{0,3}})", re.IGNORECASE
)
IS_A = re.compile(
    rf"(?P<name>{CAPITAL}[^.,;:\n]{{2,80}}?)\s+(?:er|var|är|is|was|on|oli|bliver|blir|will be)\s+"
    r"(?:(?:ett|et|en|a|an|the)\s+)?"
    r"(?:[\w-]+\s+){0,2}?(?P<kind>[\w-]+)(?!\w)",
    re.IGNORECASE,
)
BEFORE = re.compile(rf"(?P<the>The\s+)?(?P<name>{CAPITAL}[^.,;:\n]{{2,60}}?)(?P<joint>\s+-?|-)", re.IGNORECASE)
"""What stands before the word for a kind, if that is the name of the project."""
DEFINITE = re.compile(r"(?:et|en|inn|ið|in)$")
"""The end of a noun that stands after the name of a project: "Trygge havne projektet"."""
INSIDE = re.compile(rf"(?<!\w)(?P<kind>[a-zåäöæøþð]\w+)\s+(?P<name>{CAPITAL}[a-zåäöæøþðáéíóúý]\S*(?:\s+\S+){{0,3}})")
"""A name inside the first sentence, after the word for a kind: "I 2010 begyndte Marta projektet Trygge havne"."""
QUOTED_BEHIND = re.compile(
    r"\s+(?:[^.!?\n]{0,40}?\s(?:er|är|is|on)\s+)?[\"“”„«»]+(?P<name>[^\"“”„«»\n]{3,120})[\"“”„«»]"
)
"""A quoted name behind the word for a kind: "I 2010 pågår programmet «Åpne dører»", "Et prosjekt her er «Vakten»"."""
ANOTHER = re.compile(
    r"(?:(?:Det|Den|The|Et|En|Ett|Endnu et|Endnu en|Enda et|Enda en|Ännu ett|Ännu en)\s+)?"
    r"(?:andet|anden|andre|annet|annen|annat|annan|andra|tredje|fjerde|fjärde|sidste|siste|sista|second|third|fourth|"
    r"last|another|other|toinen|kolmas|neljäs|viimeinen|annað|önnur|annar|þriðja|fjórða|síðasta)\s+(?P<kind>\w+)",
    re.IGNORECASE,
)
"""The first words of a paragraph on another project than those before: "Det andet projekt …"."""
AFTER_COLON = re.compile(r":\s+(?:(?:En|Ett|Et|Ei|An|A|Eit)\s+)?(?P<words>\w.*)$", re.DOTALL)
UNENDED = re.compile(r"\s(?:og|och|and|ja|eller|or|tai|eða|samt|sekä|som|der|which|joka|sem)$")
"""The last word of a line after which its sentence goes on."""
FIRST = 160
"""Letters at the beginning of a paragraph in which it is named."""
KEY = 12
"""Letters of two names by which they are told apart."""


def name_in(text: str) -> str:
    """Returns the name, in small letters, that the first words of a paragraph give to a project; "" if they name none.
    What comes after the name may be in it too."""
    begin = " ".join(text.split())[:FIRST]
    quoted = QUOTED.match(begin)
    if quoted:
        return quoted["name"].casefold()
    for form in (AFTER_KIND, IS_A):
        found = form.match(begin)
        if found and KIND_WORD.fullmatch(found["kind"].rpartition("-")[2]) and _is_name(found["name"]):
            return found["name"].casefold()
    return quoted_name(begin) or _before_kind(begin) or _inside(re.split(r"(?<=[^\W\d]{3})\.\s", begin)[0])


def tells_of_named(sentence: str) -> bool:
    """Returns whether words are more than a name: they name the project inside ("Fafo ledede kampagnen Åbne øjne"), say
    what it is after a colon ("Varme hender: En kampanje …"), or stop before the end of a sentence ("… og")."""
    described = AFTER_COLON.search(sentence)
    return bool(_inside(sentence) or UNENDED.search(sentence) or (described and KIND_WORD.match(described["words"])))


def quoted_name(text: str) -> str:
    """Returns the first quoted name behind a word for a kind, in small letters; "" without one."""
    for kind in KIND_WORD.finditer(text):
        found = QUOTED_BEHIND.match(text, kind.end())
        if found:
            return found["name"].casefold()
    return ""


def _inside(sentence: str) -> str:
    """Returns the name after a word for a kind in the definite form, inside a sentence."""
    for found in INSIDE.finditer(sentence):
        if KIND_WORD.fullmatch(found["kind"]) and DEFINITE.search(found["kind"]) and _is_name(found["name"]):
            return found["name"].casefold()
    return ""


def is_another(text: str) -> bool:
    """Returns whether a paragraph begins by speaking of another project than those before."""
    found = ANOTHER.match(text)
    return bool(found and KIND_WORD.fullmatch(found["kind"])) and _has_figures(text)


def _has_figures(text: str) -> bool:
    return bool(YEAR.search(text) or amounts(text))


def _before_kind(begin: str) -> str:
    """Returns the name before the first word for a kind: "The Safe Harbour project", "Turvallinen satama -hanke". There
    is none in "Nordiske projekter"."""
    kind = KIND_WORD.search(begin)
    found = BEFORE.fullmatch(begin[: kind.start()]) if kind else None
    rest = begin[kind.end() :].lstrip() if kind else ""
    if not kind or not found or not any(verb.match(rest) for verb in (VERB, STARTED, HELD, RAN)):
        return ""
    its = found["the"] or "-" in found["joint"] or DEFINITE.search(kind.group())
    return found["name"].casefold() if its and _is_name(found["name"]) else ""


def _is_name(words: str) -> bool:
    first = words.split(maxsplit=1)[0]
    return not any(known.fullmatch(first) for known in (A, PRONOUN, PREPOSITION, KIND_WORD))


def begins_project(text: str) -> bool:
    """Returns whether a paragraph names a project, and tells of it with a year or an amount."""
    return _has_figures(text) and bool(name_in(text))


def names_of(paragraphs: list[str], title: str = "") -> set[str]:
    """Returns the beginnings of the names of the projects that these paragraphs begin, each once. A project whose name
    has its first word in the title is none of them."""
    known = set(re.findall(r"\w+", title.casefold()))
    names = [name for text in paragraphs if begins_project(text) and (name := name_in(text))]
    return {name[:KEY] for name in names if not known & set(re.findall(r"\w+", name)[:1])}
