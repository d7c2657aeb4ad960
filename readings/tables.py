"""Tables in a text, divided by tabs or bars: each row becomes a list of "heading: cell", as a row of Word does."""

import re
from itertools import takewhile, zip_longest

from readings.words import any_of
from readings.words.labels import LABEL, field_of, is_label
from readings.words.money import TOTALS

LEAST = 3
"""Columns from which rows with tabs or bars are a table."""
MOST = 60
"""Columns of a table, and letters of a heading: a heading is written again for each row."""
LONGEST_HEADING = 200
"""Letters of a heading with what it says in brackets. Brackets that are too long are not written again."""
MOST_UNIT_WORDS = 3
"""Words after the comma of a heading that may say what its numbers count: "Bidrag, tusen danska kronor"."""
NUMBER_HEADING = re.compile(r"#|(?:nr|no|nro|númer|number|nummer|numero|løbenr|lfd\.? ?nr)\.?", re.IGNORECASE)
AND_ROLE = re.compile(
    r"\s*(?:,|/|&|and|with|og|med|och|ja|sekä)\s*(?:(?:the|its|their|dets|deres|dess|deras|hans|sin|sine|sina|niiden|"
    r"heidän|sen|þess|þeirra)\s+)?"
    r"(?:rolle(?:n|r|ne|rne)?|roll(?:en|er|erna)?|roles?|rooli(?:t|nsa|neen)?|hlutverk(?:um|i)?)$",
    re.IGNORECASE,
)
"""The end of a heading whose cells say the role in brackets: "Partners and their role"."""
BRACKETS = re.compile(r"\([^()]*\)")
TOTAL_CELL = re.compile(rf"(?:{any_of(TOTALS)})(?:\s*/\s*(?:{any_of(TOTALS)}))*[\s:.]*", re.IGNORECASE)
TOTAL_ROW = re.compile(rf"(?:{any_of(TOTALS)})(?!\w)[^\d]*", re.IGNORECASE)
NUMBER_CELL = re.compile(r"[\d\s.,]*\d[\d\s.,]*(?:[^\W\d]{1,6}\.?)?")
NUMBERED = re.compile(r"\(?(?P<number>\d{1,3})[.)]\s+(?=\S)")
DITTO = "\u3003"
"""The sign for the same as in the row above: in Word, the cell stands beside both rows."""
RULE = re.compile(r"[\s|:+=-]*")
CONTACT = re.compile(
    r"(?:tel|tlf|telefon|phone|puhelin|sími|mobil|e-?post|e-?mail|mail|sähköposti|netfang|tölvupóstur)\w*\.?",
    re.IGNORECASE,
)
"""A heading of a table of persons, which are no projects."""
CELLS = 2
"""Cells of a row below a line that may be the heading of a part: cells may be merged."""
MOST_BETWEEN = 5
"""Lines among which the next row is looked for."""
PART = "## "
"""The sign before a row that is the heading of a part, as before a heading of Word."""
YEAR = re.compile(r"(?:19|20)\d\d")


def listed(page: str, tables: bool = False) -> str:
    """Returns the text with each table written as blocks of labelled lines. A text without a table stays as it is.

    ``tables``: lines with bars are the rows of a table for certain, as in Word, whatever its headings.
    """
    found: list[str] = []
    headings, printed, above = list[str](), list[str](), list[str]()
    lines = _turned(page.split("\n"))
    for place, line in enumerate(lines):
        cells = _cells(line)
        single = _single(line, cells) if headings else ""
        if headings and cells and RULE.fullmatch(line):
            continue
        headings = [] if above and _is_other(cells, lines[:place]) else headings
        above = above if headings else []
        if single and (cells or _goes_on(lines, place, headings)):
            found += _between(single, lines, _goes_on(lines, place, headings))
        elif len(cells) < LEAST:
            found += _below(line) if above else [line]
            headings = [] if line.strip() else headings
        elif _begins(cells, printed if headings else [], tables and line.startswith("| ")):
            headings, printed, above = _with_title(cells), cells, []
        elif headings and not above and _second(headings, cells):
            headings = _with_title(_second(headings, cells))
        elif headings:
            above = [known if cell == DITTO else cell for cell, known in zip_longest(cells, above, fillvalue="")]
            found += ["", *_lines(headings, _own(headings, cells, above)), ""]
        else:
            found.append(line)
    return "\n".join(found)


def _is_other(cells: list[str], before: list[str]) -> bool:
    """Returns whether a row below a blank line is the headings of another table: it has words only."""
    blank = bool(before) and not before[-1].strip()
    return blank and len(cells) >= LEAST and all(cells) and not re.search(r"\d", " ".join(cells))


def _below(line: str) -> list[str]:
    """Returns the first line below a table. If it leads to something else, or is a heading, it belongs to no row."""
    text = line.strip()
    leads = text.endswith(":") or not re.search(r"[.,;\d]", text)
    plain = leads and len(text) <= MOST and text[:1].isupper() and "\t" not in text and "|" not in text
    return ["", f"{PART}{text}", ""] if plain else [line]


def _begins(cells: list[str], printed: list[str], sure: bool) -> bool:
    """Returns whether a row is the headings of a table. ``printed``: those of the table so far, which each page may
    print again."""
    if not printed:
        return sure or _are_headings(cells)
    return cells == printed or (all(is_label(bare(_short(cell))) for cell in cells) and _are_headings(cells))


def _second(headings: list[str], cells: list[str]) -> list[str]:
    """Returns the headings of a table whose headings are two rows: the lower ones stand below a merged cell. An empty
    list if a row is no second row of headings."""
    lower = [cell for cell in cells if cell and cell != DITTO]
    if DITTO not in cells or len(cells) != len(headings) or not all(is_label(bare(_short(cell))) for cell in lower):
        return []
    return [above if cell in ("", DITTO) else cell for cell, above in zip(cells, headings, strict=True)]


def _own(headings: list[str], cells: list[str], whole: list[str]) -> list[str]:
    """Returns a row with what its merged cells say of it. If the cell of the title is merged, the row says more of the
    project above, and the merged cells are not said again. ``whole``: the row with all that merged cells say."""
    title = next((at for at, one in enumerate(headings) if field_of(bare(one)) == "title"), 0)
    if title < len(cells) and cells[title] == DITTO:
        return ["" if cell == DITTO else cell for cell in cells]
    return whole


def _single(line: str, cells: list[str]) -> str:
    """Returns the text of a line that may stand between the rows of a table: it is one cell, or no row at all."""
    if cells:
        return cells[0] if not any(cells[1:]) else ""
    return line.strip()


def _goes_on(lines: list[str], place: int, headings: list[str]) -> bool:
    """Returns whether rows of the table come right below a line, or below a few short lines."""
    sure = bool(_cells(lines[place]))
    for line in lines[place : place + MOST_BETWEEN]:
        cells = _cells(line)
        if len(cells) >= CELLS and not _single(line, cells):
            # The headings of another table have no numbers
            return sure or (len(cells) == len(headings) and bool(re.search(r"\d", line)))
        sure = sure and bool(cells)
        if not cells and (len(line.strip()) > MOST or re.search(r"[.;,]\s*$", line)):
            return False
    return False


def _between(text: str, lines: list[str], goes_on: bool) -> list[str]:
    """Returns a line between two rows. It is the heading of a part of the table, if rows follow and it has no numbers;
    else it says more of the row above."""
    if TOTAL_ROW.match(text):
        return []
    numbers = re.search(r"\d", YEAR.sub("", text))
    once = sum(line.strip() == text for line in lines) <= 1
    part = goes_on and once and not numbers and len(text) <= MOST and not re.search(r"[.;,]$", text)
    return ["", f"{PART}{text}" if part else text, ""]


def rows_joined(pages: list[str]) -> list[str]:
    """Returns the pages with each row that a page break divided whole on the first page: below headings that are
    written again, the row that goes on has no words in its first column."""
    found = [page.split("\n") for page in pages]
    for lines, above in zip(found[1:], found, strict=False):
        last = next((at for at in reversed(range(len(above))) if "\t" in above[at]), None)
        head = next((at for at, line in enumerate(lines) if "\t" in line), None)
        if last is None or head is None or head + 1 >= len(lines) or lines[head] not in above:
            continue
        rest, cells = lines[head + 1].split("\t"), above[last].split("\t")
        if rest[0] == "" and len(rest) == len(cells) and any(rest):
            above[last] = "\t".join(f"{cell} {more}".strip() for cell, more in zip(cells, rest, strict=True))
            del lines[head + 1]
    return ["\n".join(lines) for lines in found]


def _turned(lines: list[str]) -> list[str]:
    """Returns the lines with each table whose projects are side by side, a column each, written as labelled lines."""
    found: list[str] = []
    place = 0
    while place < len(lines):
        rows = [
            cells for line in takewhile(lambda one: len(_cells(one)) >= LEAST, lines[place:]) if (cells := _cells(line))
        ]
        if _are_columns(rows):
            for column in range(1, max(map(len, rows))):
                pairs = [(row[0] or "Title", row[column]) for row in rows if len(row) > column and row[column]]
                found += ["", *(f"{label.rstrip(' :')}: {cell}" for label, cell in pairs), ""]
            place += len(rows)
        else:
            found += lines[place : place + max(1, len(rows))]
            place += max(1, len(rows))
    return found


def _are_columns(rows: list[list[str]]) -> bool:
    """Returns whether the first cells of the rows are labels, the first of them that of the title."""
    if len(rows) < LEAST or len({len(row) for row in rows}) > 1 or _are_headings(rows[0]):
        return False
    fields = [field_of(bare(row[0].rstrip(" :"))) for row in rows]
    named = all(is_label(bare(row[0].rstrip(" :"))) for row in rows[1:])
    return named and (fields[0] == "title" or not rows[0][0]) and len(set(fields) - {"other"}) >= LEAST


def _lines(headings: list[str], cells: list[str]) -> list[str]:
    """Returns a row as labelled lines: its title first, where an item begins. The total of a table is no row."""
    pairs = [(heading, cell) for heading, cell in zip(headings, cells, strict=False) if cell]
    if any(TOTAL_CELL.fullmatch(cell) for _heading, cell in pairs) or _is_total([cell for _heading, cell in pairs]):
        return []
    pairs.sort(key=lambda pair: field_of(bare(pair[0])) != "title")
    return [line for heading, cell in pairs for line in _line(heading, cell)]


def _line(heading: str, cell: str) -> list[str]:
    """Returns a cell as a labelled line. The number before a title gets a line of its own: "1. Trygg hamn"."""
    own = LABEL.match(cell)
    if own and field_of(own["label"]) not in ("title", "other"):
        # "Koordinoija: Fafo. Toteuttaja: Marta." says itself who does what
        return [cell]
    number = NUMBERED.match(cell) if heading and field_of(bare(heading)) == "title" else None
    if number and cell[number.end() :]:
        return [f"{heading}: {cell[number.end() :]}", f"Nr: {number['number']}"]
    return [f"{heading}: {cell}" if heading else cell]


def _is_total(cells: list[str]) -> bool:
    """Returns whether a row is a sum with more words: "Summa avslutade projekt" and numbers, and nothing else."""
    numbers = cells[1:]
    return bool(numbers and TOTAL_ROW.fullmatch(cells[0])) and all(NUMBER_CELL.fullmatch(cell) for cell in numbers)


def bare(heading: str) -> str:
    """Returns a heading without what it says in brackets: "Bevilling (DKK)"."""
    return BRACKETS.sub("", heading).strip()


def _cells(line: str) -> list[str]:
    bare = line.strip().strip("|") if "|" in line else line.strip("\n")
    return [" ".join(cell.split()) for cell in re.split(r"\||\t", bare)] if "|" in line or "\t" in line else []


def _are_headings(cells: list[str]) -> bool:
    """Returns whether a row names fields that the reader knows: the title, and another one."""
    if len(cells) > MOST or any(len(bare(cell)) > MOST or len(cell) > LONGEST_HEADING for cell in cells):
        return False
    if any(CONTACT.fullmatch(bare(cell)) for cell in cells):
        return False
    fields = {field_of(bare(_short(cell))) for cell in cells} - {"other"}
    if "title" in fields:
        return len(fields) >= 2
    counted = bool(NUMBER_HEADING.fullmatch(bare(cells[0])))
    return len(fields) + counted >= 3 and not any(re.search(r"\d", bare(cell)) for cell in cells)


def _short(cell: str) -> str:
    """Returns a heading without the words that its cells say the role, and with short brackets only."""
    if NUMBER_HEADING.fullmatch(cell):
        return "Nr"
    return AND_ROLE.sub("", cell if len(cell) <= MOST else bare(cell))


def _with_brackets(cell: str) -> str:
    """Returns a heading with what it says of its numbers in brackets: "Beløb i DKK" as "Beløb (DKK)"."""
    cell = _short(cell)
    name, _comma, unit = cell.rpartition(",")
    if name and is_label(name) and len(unit.split()) <= MOST_UNIT_WORDS and not is_label(cell):
        return f"{name} ({re.sub(r'[()]', '', unit).strip()})"
    first, _in, rest = re.sub(r"\s+(?:i|in|í)\s+", "\t", cell, count=1).partition("\t")
    rest = BRACKETS.sub("", rest).strip()
    return f"{first} ({rest})" if rest and is_label(first) and not is_label(cell) else cell


def _with_title(cells: list[str]) -> list[str]:
    """Returns the headings with a title among them: without a known word for it, the first column of unknown words."""
    cells = [_with_brackets(cell) for cell in cells]
    if any(field_of(bare(cell)) == "title" for cell in cells):
        return cells
    unknown = next((place for place, cell in enumerate(cells) if cell and not is_label(bare(cell))), None)
    return ["Title" if place == unknown else cell for place, cell in enumerate(cells)]
