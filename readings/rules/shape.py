"""An item as text: its title line, its labelled rows, and its prose."""

import re
from dataclasses import dataclass, field, replace

from readings.rules.money.stated import UNSTATED, Stated
from readings.rules.paper.drafts import Draft
from readings.rules.paper.numbered import unmarked
from readings.rules.paper.signs import NUMBER
from readings.rules.passage import Line, Passage
from readings.words.labels import ANY_LABEL, LABEL, alone, field_of
from readings.words.states import KIND_WORD
from readings.words.status_words import ALONE
from readings.words.verbs import VERB

SENTENCE = re.compile(r"(?<=[.!?])[\"”»)*]*\s+(?=[\"“”«(*]*[A-ZÅÄÖÆØÞÐÁÉÍÓÚÝ0-9])|\n+")
SHORTENED = re.compile(
    r"(?:\b(?:ca|mio|mill|milj|kr|t\.kr|bl\.a|f\.eks|t\.ex|m\.m|St|Skt|nr|no|jan|feb|mar|apr|jun|jul|aug|sep|"
    r"sept|okt|oct|"
    r"nov|dec|des|approx|omkr|dvs|d\.v\.s|jf|pga|inkl|incl|esim|mm|ns|n|s|p|bls|u\.þ\.b|þ\.e|m\.a|Dr|Mr|Ms|[A-ZÅÄÖ])|"
    r"\b\d{1,2})\.$"
)
CROWNS_END = re.compile(r"\d\s*(?:(?:mio|mill|milj|tus|t|þús)\.?\s*)?kr\.$", re.IGNORECASE)
NEW_SENTENCE = re.compile(
    r"[\"“”«(*]*(?:[A-ZÅÄÖÆØÞÐÁÉÍÓÚÝ][a-zåäöæøþðáéíóúý]|(?:MR-|NMR)[^\W\d]*(?:,\s+MR-[^\W\d]+)*\s+[a-zåäöæøþðáéíóúý])"
)
"""A word with a capital after "60.000 kr.": a new sentence, and not the name of the currency."""
STATUS_WORD = re.compile(rf"(?:{ALONE})[.\s]*(?:\n|$)", re.IGNORECASE)
"""A line that ends with a word for the status, after "tiltak 31."."""
LEAST_ROWS = 2
"""Labelled lines from which an item is a card, whose first line is its title."""
CARD = 80
"""Letters of the title of a card."""
LABELLED_LINE = 70
"""Letters of a labelled line from which the next line may be its rest."""


@dataclass
class Row:
    """A label and its value: letters of the item's text."""

    field: str
    start: int
    end: int


@dataclass
class Shape:
    """The text of an item. Positions are letters of ``passage.text``."""

    passage: Passage
    title_end: int
    """The end of the line that holds only the title; 0 if there is none."""
    doubtful_title: bool = False
    """Whether the title line may be the heading of a section."""
    rows: list[Row] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    """The sentences of the prose: without the title line and the labelled rows."""
    money: Stated = UNSTATED
    """What the annex says of all of its amounts."""

    @property
    def text(self) -> str:
        """Returns the text of the item."""
        return self.passage.text

    def without(self, part: tuple[int, int]) -> str:
        """Returns the text with blanks in place of some letters, such as the title."""
        return self.text[: part[0]] + " " * (part[1] - part[0]) + self.text[part[1] :]

    def row(self, *fields: str) -> Row | None:
        """Returns the first row of one of the fields that has a value."""
        for row in self.rows:
            if row.field in fields and self.text[row.start : row.end].strip(" –-—.\n"):
                return row
        return None


def shape_of(draft: Draft, money: Stated = UNSTATED) -> Shape:
    """Returns the text of an item, with what its lines are."""
    passage, title_end, count = Passage(), 0, 0
    draft = replace(draft, lines=unmarked(draft.lines))
    wanted = draft.title_lines or int(_own_title(draft, next((line.text for line in draft.lines if line.text), "")))
    before: Line | None = None
    for line in draft.lines:
        if not line.text:
            before = None
            continue
        count += 1
        if 1 < count <= wanted:
            passage.add(line, _wrapped(passage, line))
        else:
            passage.add(line, _joint(passage, before, line, count == wanted + 1 and wanted > 0))
        if count == wanted:
            title_end = len(passage.text)
        before = line
    if draft.titled and "\n" in passage.text and not title_end:
        title_end = passage.text.index("\n")
    doubtful = draft.heading_like or draft.rival
    shape = Shape(passage, title_end if title_end < len(passage.text) else 0, doubtful, money=money)
    shape.rows = _rows(shape)
    shape.sentences = _sentences(shape)
    return shape


def _own_title(draft: Draft, first: str) -> bool:
    """Returns whether the first line is the title alone: a short line after which the text begins anew."""
    lines = [line for line in draft.lines if line.text]
    if LABEL.match(first) or alone(first) or re.search(r"[.,;:]\W*$", first):
        return False
    if len(lines) < 2 or len(first) > 160:
        return False
    if re.search(r"[^\W\d]{3}\.\s+[A-ZÅÄÖÆØÞ]", first) and VERB.search(first):
        return False
    if (
        sum(bool(LABEL.match(line.text)) for line in lines[1:]) >= LEAST_ROWS
        and len(first) <= CARD
        and _is_unwrapped(lines)
    ):
        return True
    blank = not draft.lines[1].text
    begins = lines[1].text.lstrip('"“”«*(')[:1]
    return (
        blank
        or draft.titled
        or bool(LABEL.match(lines[1].text))
        or ((begins.isupper() or begins.isdigit()) and len(first) + 25 < max(len(line.text) for line in lines[1:]))
    )


def _is_unwrapped(lines: list[Line]) -> bool:
    """Returns whether the line after the first begins a sentence, and is no rest of it: there is room above it."""
    second = lines[1].text
    word = second.split()[0]
    room = len(lines[0].text) + len(word) + 1 < max(len(line.text) for line in lines)
    return second[:1].isupper() and (room or second.endswith(".") or bool(KIND_WORD.match(word)))


def _joint(passage: Passage, before: Line | None, line: Line, after_title: bool) -> str:
    bullet = NUMBER.match(line.text)
    if before is None or after_title or _is_labelled(line.text) or alone(line.text) or (bullet and bullet["bullet"]):
        return "\n"
    if alone(before.text):
        return "\t" if not before.text.rstrip().endswith(":") else " "
    labelled = LABEL.match(before.text)
    if labelled and (len(before.text) < LABELLED_LINE or before.text.endswith(".")) and not line.text[:1].islower():
        return "\n"
    if labelled and line.text[:1].isupper() and not before.text.endswith((",", ";", "-", "(")):
        return "\n"
    return _wrapped(passage, line)


def _is_labelled(text: str) -> bool:
    """Returns whether a line begins with a label, also with one that is not known: then it is no rest of a line."""
    found = ANY_LABEL.match(text)
    return bool(LABEL.match(text)) or bool(found and len(found.group().split()) <= 4)


def _wrapped(passage: Passage, line: Line) -> str:
    """Returns the joint before the rest of a line that was too long for the page."""
    if re.search(r"[^\W\d]-$", passage.text) and line.text[:1].isupper():
        return ""
    divided = passage.text.endswith("-") and passage.text[-2:-1].isalpha() and line.text[:1].islower()
    if divided and not passage.text.endswith(" -"):
        passage.drop_hyphen()
        passage.divided.append(len(passage.text))
        return ""
    return " "


def _rows(shape: Shape) -> list[Row]:
    text, rows = shape.text, []
    matches = list(LABEL.finditer(text))
    for place, match in enumerate(matches):
        line_start = (
            match.start() == 0 or text[match.start() - 1] == "\n" or text[match.start() : match.start() + 1] == "\n"
        )
        end = matches[place + 1].start() if place + 1 < len(matches) else len(text)
        newline = text.find("\n", match.end(), end)
        end = newline if newline >= 0 else end
        if not line_start:
            stop = _sentence_end(text, match.end(), end)
            end = stop if stop else end
        rows.append(Row(field_of(match.group("label")), match.end(), end))
    return rows


def _sentence_end(text: str, start: int, end: int) -> int:
    for stop in re.finditer(r"[.;|](?=\s|$)", text[start:end]):
        if not _is_shortened(text, start, start + stop.end()):
            return start + stop.end()
    return 0


def _is_shortened(text: str, start: int, end: int) -> bool:
    """Returns whether the dot before a letter is that of a shortened word, and does not end the sentence."""
    before = text[start:end]
    rest = text[end:].lstrip('"”»)*').lstrip()
    if CROWNS_END.search(before) and NEW_SENTENCE.match(rest):
        return False
    return bool(SHORTENED.search(before)) and not STATUS_WORD.match(rest)


def _sentences(shape: Shape) -> list[tuple[int, int]]:
    text = shape.text
    taken = [(row.start, row.end) for row in shape.rows]
    found, start = [], shape.title_end
    cuts = list(SENTENCE.finditer(text, start))
    for cut in cuts:
        if "\n" not in cut.group() and _is_shortened(text, start, len(text[: cut.start()].rstrip('"”»)*'))):
            continue
        found.append((start, cut.start()))
        start = cut.end()
    found.append((start, len(text)))
    return [part for begin, end in found if text[slice(*(part := _outside(begin, end, taken)))].strip()]


def _outside(begin: int, end: int, rows: list[tuple[int, int]]) -> tuple[int, int]:
    """Returns what is left of a sentence after the labelled rows in it: a row may end at a semicolon."""
    inside = [row_end for row_start, row_end in rows if row_start < end and begin < row_end]
    return (min(end, max(inside)), end) if inside else (begin, end)


def ends_sentence(text: str, start: int, end: int) -> bool:
    """Returns whether a sentence ends between two letters, and the next one begins with a capital."""
    stops = [match.start() for match in SENTENCE.finditer(text, start, end + 1) if "\n" not in match.group()]
    return any(not _is_shortened(text, start, stop) for stop in stops if stop < end)
