"""Tables of a PDF, from the places of their words: a column is where its words begin, and a cell is drawn line by line.

It is loaded by ``extract.py``, which may import nothing of the site.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

LEAST = 3
"""Columns of a table, and cells of one of its rows. Rows of a card."""
CARD = 2
"""Columns of a card: labels, and what they say."""
SHORTEST_LABEL, LONGEST_LABEL = 2, 40
"""Letters of a label."""
MOST = 4000
"""Words or lines of a page in which tables are looked for."""
NEAR = 3.0
"""Points by which the beginnings of the words of one column may differ."""
APART = 20.0
"""Points from which the beginnings of words are two columns."""
ROW = 0.3
"""Points by which two rows are farther apart than two lines of a cell."""
MOST_APART = 5
"""Times the size of letters that a row may be below the line above it."""
LEVEL = 2.0
"""Points by which the first lines of the cells of a row may differ."""
LETTER = 0.42
"""The width of a letter, as a part of its size, below which two words may be parts of one line."""


SMALL = frozenset(
    (
        *("af", "av", "of", "for", "för", "og", "och", "and", "ja", "i", "in", "om", "um", "med", "with", "við", "til"),
        *("till", "to", "fra", "från", "from", "frá", "på", "on", "at", "att", "mod", "mot", "sekä", "eller", "or"),
    )
)
"""Words that are no end of a broken word."""


@dataclass(frozen=True)
class Piece:
    """Words of a page, and where they begin, in points from the left and the bottom. ``at``: their place among all."""

    at: int
    left: float
    height: float
    size: float
    text: str


@dataclass
class Table:
    """A table: from which word to which one (not included), and its rows as lines with tabs."""

    begins: int
    ends: int
    rows: list[str] = field(default_factory=list)
    columns: list[float] = field(default_factory=list)
    """Where the words of each column begin."""
    below: int = 0
    """How many words or lines of the page come after it."""


Row = dict[int, list[Piece]]


def tables_of(pieces: Sequence[Piece], before: Table | None = None) -> list[Table]:
    """Returns the tables of a page, in the order in which they were drawn. ``before``: the last table of the page
    before, if it may go on here."""
    found: list[Table] = []
    if len(pieces) > MOST:
        return found
    words = {word for piece in pieces if " " in piece.text.strip() for word in piece.text.split()}
    place = 0
    while place < len(pieces):
        table = _table(pieces, place, words) or (None if found else _rest(pieces, place, before, words))
        if table is None:
            place += 1
            continue
        found.append(table)
        place = next((at for at, piece in enumerate(pieces) if piece.at >= table.ends), len(pieces))
    return found


def _table(pieces: Sequence[Piece], place: int, words: set[str]) -> Table | None:
    """Returns the table whose headings begin at a word."""
    cells = _header(pieces, place)
    if len(cells) < CARD:
        return None
    head = dict(enumerate(cells))
    columns = [cell[0].left for cell in cells]
    rows, ends = _rows(pieces, place + sum(map(len, cells)), columns)
    is_table = _is_table(rows) if len(cells) >= LEAST else _is_card([head, *rows])
    return _made(pieces, place, ends, columns, [head, *rows], words) if is_table else None


def _rest(pieces: Sequence[Piece], place: int, before: Table | None, words: set[str]) -> Table | None:
    """Returns the rest of the table of the page before. Its headings are written again."""
    if before is None or pieces[place].left < before.columns[0] - NEAR:
        return None
    rows, ends = _rows(pieces, place, before.columns)
    if not _is_table(rows) or len(rows[0]) < 2:
        return None
    table = _made(pieces, place, ends, before.columns, rows, words)
    table.rows.insert(0, before.rows[0])
    return table


def _is_table(rows: list[Row]) -> bool:
    return any(len(row) >= LEAST for row in rows)


def _is_card(rows: list[Row]) -> bool:
    """Returns whether rows of two columns are labels and what they say. Numbers and bullets before the points of a list
    are no labels."""
    if len(rows) < LEAST or not all(len(row) == CARD for row in rows):
        return False
    labels = [" ".join(piece.text.strip() for piece in row[0]) for row in rows]
    return all(label[:1].isalpha() and SHORTEST_LABEL <= len(label) <= LONGEST_LABEL for label in labels)


def _made(
    pieces: Sequence[Piece], place: int, ends: int, columns: list[float], rows: list[Row], words: set[str]
) -> Table:
    widths = _widths(rows)
    last = pieces[ends].at if ends < len(pieces) else pieces[-1].at + 1
    lines = ["\t".join(_text(row.get(at, ()), widths.get(at, 0), words) for at in range(len(columns))) for row in rows]
    return Table(pieces[place].at, last, lines, columns, len(pieces) - ends)


def _header(pieces: Sequence[Piece], start: int) -> list[list[Piece]]:
    """Returns the cells of the row that begins at a word: the first lines of all cells are on one height."""
    cells = [[pieces[start]]]
    for piece in pieces[start + 1 :]:
        cell = cells[-1]
        if abs(piece.left - cell[0].left) < NEAR and piece.height < cell[-1].height - 1 and _is_below(cell[-1], piece):
            cell.append(piece)
        elif abs(piece.height - pieces[start].height) < 1 and _is_beside(cell[0], piece):
            cells.append([piece])
        else:
            break
    # The first cell of the next row is below the last one only in a table of one column
    return cells


def _is_below(before: Piece, piece: Piece) -> bool:
    """Returns whether a line is right below another one."""
    return 0 < before.height - piece.height < 1.8 * max(before.size, 1)


def _is_beside(before: Piece, piece: Piece) -> bool:
    """Returns whether words begin a column of their own, and do not go on with the line before them."""
    gap = piece.left - before.left
    return gap > APART and gap > len(before.text.rstrip()) * before.size * LETTER


def _rows(pieces: Sequence[Piece], start: int, columns: list[float]) -> tuple[list[Row], int]:
    """Returns the rows below a header, and the place of the first word that is in none of them."""
    rows: list[Row] = []
    begins: list[int] = []
    column, parts = len(columns), set[int]()
    place = start
    while place < len(pieces):
        piece = pieces[place]
        wide = _part(pieces, place, columns)
        at = 0 if wide else _column(rows, column, piece, columns)
        if at is None:
            return _whole(rows, begins, place)
        if wide or at < column or (at == column and not _is_below_or_beside(rows[-1][at][-1], piece)):
            parts |= {len(rows)} if wide else set()
            rows.append({})
            begins.append(place)
        elif at not in rows[-1] and abs(_top(rows[-1]) - piece.height) > LEVEL:
            # Not beside the other cells of its row: it is no table, or text below one
            return _whole(rows[:-1], begins[:-1], begins[-1])
        column = len(columns) if wide else at
        rows[-1].setdefault(at, []).extend(pieces[place : place + max(1, wide)])
        place += max(1, wide)
        if len(rows) > 1 and len(rows[-2]) < 2 and 0 in rows[-2] and len(rows) - 2 not in parts:
            # A line that fills one column only is text below the table
            return rows[:-2], begins[-2]
    return _whole(rows, begins, len(pieces))


def _column(rows: list[Row], column: int, piece: Piece, columns: list[float]) -> int | None:
    """Returns the column in which words are; None if they are in none. ``column``: that of the words before."""
    at = next((at for at, left in enumerate(columns) if abs(left - piece.left) < NEAR), None)
    if at is None and column < len(columns) and rows[-1].get(column) and _goes_on(rows[-1][column][-1], piece):
        return column
    return at


def _part(pieces: Sequence[Piece], place: int, columns: list[float]) -> int:
    """Returns how many pieces from a place are one line right above a row of the table, and no line of its first cell:
    the heading of a part of the table. 0 if they are no such line."""
    first = pieces[place]
    beside = place > 0 and abs(pieces[place - 1].height - first.height) < 1
    if first.left < columns[0] - NEAR or beside or any(abs(first.left - left) < NEAR for left in columns[1:]):
        return 0
    ends = place + 1
    while ends < len(pieces) and abs(pieces[ends].height - first.height) < 1 and pieces[ends].left > first.left:
        ends += 1
    if ends == len(pieces) or not 0 < first.height - pieces[ends].height < MOST_APART * max(first.size, 1):
        return 0
    filled = any(abs(piece.left - left) < NEAR for piece in pieces[place + 1 : ends] for left in columns[1:])
    wide = first.left + sum(len(piece.text) for piece in pieces[place:ends]) * first.size * LETTER > columns[1]
    if filled or not _is_row(pieces, ends, columns):
        return 0
    return ends - place if wide or first.height - pieces[ends].height > _step(pieces, columns) + ROW else 0


def _is_row(pieces: Sequence[Piece], place: int, columns: list[float]) -> bool:
    """Returns whether a row of the table begins at a place, with a capital or a number in the first column."""
    cells = _header(pieces, place)
    lefts = [cell[0].left for cell in cells]
    in_columns = all(any(abs(left - column) < NEAR for column in columns) for left in lefts)
    begins = pieces[place].text.lstrip()[:1]
    return len(cells) >= LEAST and in_columns and abs(lefts[0] - columns[0]) < NEAR and not begins.islower()


def _step(pieces: Sequence[Piece], columns: list[float]) -> float:
    """Returns the smallest distance between two lines of one cell; 0 if no cell has two lines."""
    steps = [
        before.height - after.height
        for before, after in pairwise(pieces)
        if abs(before.left - after.left) < 1 and before.left > columns[0] + NEAR and _is_below(before, after)
    ]
    return min(steps, default=0.0)


def _top(row: Row) -> float:
    return next(iter(row.values()))[0].height


def _whole(rows: list[Row], begins: list[int], place: int) -> tuple[list[Row], int]:
    """Returns the rows without a last one that fills the first column only: it is text below the table."""
    if rows and len(rows[-1]) < 2 and 0 in rows[-1]:
        return rows[:-1], begins[-1]
    return rows, place


def _goes_on(before: Piece, piece: Piece) -> bool:
    """Returns whether words go on with a line: words in bold or italics are drawn apart."""
    return abs(before.height - piece.height) < 1 and piece.left > before.left


def _is_below_or_beside(before: Piece, piece: Piece) -> bool:
    return _is_below(before, piece) or _goes_on(before, piece)


def _widths(rows: list[Row]) -> dict[int, int]:
    """Returns the letters of the longest line of each column."""
    found: dict[int, int] = {}
    for row in rows:
        for at, cell in row.items():
            found[at] = max([found.get(at, 0), *(len(piece.text.strip()) for piece in cell)])
    return found


def _text(cell: Sequence[Piece], width: int, words: set[str]) -> str:
    """Returns the text of a cell. A word that is wider than its column was broken without a sign, and is joined."""
    text = ""
    for number, piece in enumerate(cell):
        text += piece.text.lstrip() if not number or text[-1:].isspace() else piece.text
        after = cell[number + 1] if number + 1 < len(cell) else None
        if after is not None and not _is_broken(piece, after, width, words):
            text += " "
    return " ".join(text.split())


def _is_broken(piece: Piece, after: Piece, width: int, words: set[str]) -> bool:
    """Returns whether a line ends in the middle of a word that fills the whole column."""
    if _goes_on(piece, after):
        return not piece.text[-1:].isspace() and not after.text[:1].isspace()
    word = piece.text.lstrip()
    if not word or word[-1].isspace() or " " in word or not word[-1].isalpha() or not after.text[:1].islower():
        return False
    following = after.text.split()[0]
    # "Nordiska" is a word of the page, and "för" is a word of its own
    return following not in SMALL and word not in words and len(word) >= 0.7 * width
