"""Reads the sheets of an Excel file (.xlsx), row by row."""

import re
from collections.abc import Callable, Sized
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from posixpath import join, normpath

from django.utils.translation import gettext as _

from tables.reading.archive import Archive, Xml, opened, refuse_links, refusing_broken_files
from tables.reading.cells import Broken, Cell, Sheet, UnreadableTable, place_of
from tables.reading.limits import LAST_LINE, MOST_COLUMNS, MOST_FORMATS, MOST_LETTERS, MOST_SHEETS, MOST_TEXTS
from tables.reading.notes import Oddities

PLACES = 10
"""Decimals of a number that are kept. Excel computes with floating-point numbers: 0.1 + 0.2 is 0.30000000000000004."""
BEGINS, BEGINS_1904 = datetime.fromisoformat("1899-12-30"), datetime.fromisoformat("1904-01-01")
LEAP_DAY = 60
"""Excel counts 29 February 1900, a day that did not exist: earlier days have a number one lower."""
LAST_DAY = 2_958_466
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass
class Book:
    """What the workbook says about its sheets."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    """Name, part and whether the sheet is visible."""
    begins: datetime = BEGINS
    texts: list[str] = field(default_factory=list)
    dates: set[int] = field(default_factory=set)
    """The styles that show a number as a date."""


def read_xlsx(data: bytes, score: Callable[[Sheet], int]) -> Sheet:
    """Returns the visible sheet with the highest score, the first of those with the same. Raises UnreadableTable."""
    with refusing_broken_files(), opened(data) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names:
            raise UnreadableTable(_("This is no Excel file (.xlsx). Save the table as .xlsx, .ods or CSV."))
        if any(name.startswith("xl/externalLinks/") for name in names):
            refuse_links()
        book = _book(archive, names)
        best = _best(archive, book, names, score)
        others = [name for name, _part, shown in book.sheets if shown and name != best.name]
        hidden = [name for name, _part, shown in book.sheets if not shown]
        best.notes += Oddities.of_sheets(others, hidden)
        return best


def _best(archive: Archive, book: Book, names: set[str], score: Callable[[Sheet], int]) -> Sheet:
    """Returns the visible sheet with the highest score. Of the others none is kept in memory."""
    best, most, known = Sheet(), -1, set[str]()
    visible = [sheet for sheet in book.sheets if sheet[2]][:MOST_SHEETS]
    for name, part, _visible in visible:
        if part not in names or part in known:
            continue
        known.add(part)
        sheet = _sheet(archive, book, name, part)
        if (own := score(sheet)) > most:
            best, most = sheet, own
    return best


def _book(archive: Archive, names: set[str]) -> Book:
    book, parts = Book(), _Relations()
    parts.read(archive, "xl/_rels/workbook.xml.rels")
    workbook = _Workbook(book, parts.targets)
    workbook.read(archive, "xl/workbook.xml")
    if "xl/sharedStrings.xml" in names:
        _Texts(book.texts).read(archive, "xl/sharedStrings.xml")
    if "xl/styles.xml" in names:
        styles = _Styles()
        styles.read(archive, "xl/styles.xml")
        book.dates = styles.dates()
    return book


class _Relations(Xml):
    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, str] = {}

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            part = target[1:] if target.startswith("/") else normpath(join("xl", target))
            self.targets[attributes.get("Id", "")] = part
            _check_number(self.targets)


def _check_number(kept: Sized) -> None:
    if len(kept) > MOST_FORMATS:
        raise ValueError("The workbook has more of these than Excel can read: each takes memory.")


class _Workbook(Xml):
    def __init__(self, book: Book, parts: dict[str, str]) -> None:
        super().__init__()
        self.book, self.parts = book, parts

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.book.begins = BEGINS_1904
        elif name == "sheet":
            part = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            shown = attributes.get("state", "visible") == "visible"
            self.book.sheets.append((attributes.get("name", ""), self.parts.get(part, ""), shown))
            _check_number(self.book.sheets)


class _Texts(Xml):
    """The texts that cells share. What is written above a text for its pronunciation is no part of it."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__()
        self.texts, self.above, self.letters = texts, False, 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.text = ""
        elif name == "rPh":
            self.above = True
        self.taking = name == "t" and not self.above

    def end(self, name: str) -> None:
        self.taking = False
        if name == "rPh":
            self.above = False
        elif name == "si":
            self.letters += len(self.text)
            if self.letters > MOST_LETTERS or len(self.texts) > MOST_TEXTS:
                raise UnreadableTable(_("The cells of the sheet hold too much text. Send it in several files."))
            self.texts.append(_unescaped(self.text))


class _Styles(Xml):
    def __init__(self) -> None:
        super().__init__()
        self.formats: dict[int, str] = {}
        self.used: list[int] = []
        self.inside = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self.formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside:
            self.used.append(int(attributes.get("numFmtId", 0)))
        _check_number(self.used if self.inside else self.formats)

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.inside = False

    def dates(self) -> set[int]:
        return {place for place, number in enumerate(self.used) if self._is_date(number)}

    def _is_date(self, number: int) -> bool:
        # Few processes read such files, and the library takes 10 MB
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

        return bool(is_date_format(self.formats.get(number) or BUILTIN_FORMATS.get(number)))


class _Rows(Xml):
    """The rows of a sheet."""

    def __init__(self, book: Book, sheet: Sheet) -> None:
        super().__init__()
        self.book, self.sheet, self.odd = book, sheet, Oddities()
        self.number, self.place = 0, -1
        self.cells: list[Cell] = []
        self.kind, self.style, self.formula, self.value, self.above = "", 0, False, "", False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "t"):
            self.taking, self.text = not self.above, self.value if name == "t" else ""
        elif name == "f":
            self.formula = True
        elif name == "row":
            self.number = int(attributes.get("r", self.number + 1))
            self.place, self.cells = -1, []
            if attributes.get("hidden") in ("1", "true"):
                self.odd.hidden_row(self.number)
        elif name == "rPh":
            self.above = True
        else:
            self._begin_other(name, attributes)

    def _begin_other(self, name: str, attributes: dict[str, str]) -> None:
        if name == "mergeCell":
            self.odd.merge(*(place_of(corner) for corner in attributes["ref"].split(":")[:2]))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            self.odd.hidden_columns(int(attributes["min"]) - 1, min(int(attributes["max"]), MOST_COLUMNS))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self.place = place_of(reference)[0] if reference else self.place + 1
        self.kind, self.style = attributes.get("t", "n"), int(attributes.get("s", 0))
        self.formula, self.value = False, ""

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            if not self.above:
                self.value = self.text
            self.taking = False
        elif name == "c":
            self._end_cell()
        elif name == "rPh":
            self.above = False
        elif name == "row" and self.number <= LAST_LINE:
            self.sheet.add(self.number, self.cells)

    def _end_cell(self) -> None:
        cell = self._cell()
        if self.formula:
            self.odd.formula(self.number, self.place)
            cell = Broken("=") if cell == "" and self.kind != "str" else cell
        if cell == "":
            return
        if self.place >= MOST_COLUMNS:
            words = {"most": MOST_COLUMNS}
            raise UnreadableTable(_("The sheet has more than %(most)d columns. Send only those that you need.") % words)
        self.cells += [""] * (self.place - len(self.cells))
        self.cells.append(cell)

    def _cell(self) -> Cell:
        value = self.value
        if self.kind == "s":
            return self.book.texts[int(value)] if value else ""
        if self.kind in ("inlineStr", "str"):
            return _unescaped(value)
        if self.kind == "b":
            return value.strip() == "1" if value else ""
        if self.kind == "e":
            return Broken(value)
        if self.kind == "d":
            return _moment(datetime.fromisoformat(value)) if value else ""
        return self._number(value.strip()) if value else ""

    def _number(self, text: str) -> Cell:
        try:
            number = Decimal(text)
        except InvalidOperation:
            return Broken(text)
        if not number.is_finite() or abs(number.adjusted()) > 20:
            return Broken(text)
        if self.style in self.book.dates and 0 <= number < LAST_DAY:
            return _dated(number, self.book.begins)
        return plain_number(number)


def plain_number(number: Decimal) -> Decimal:
    """Returns the number without the errors of floating-point arithmetic: 0.3 for 0.30000000000000004."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -PLACES:
        number = round(number, PLACES)
    return number.normalize() if number else Decimal(0)


def _dated(number: Decimal, begins: datetime) -> Cell:
    if begins is BEGINS and number < LEAP_DAY:
        number += 1
    # To the second, because numbers of Excel are a little below or above it
    return _moment(begins + timedelta(seconds=round(float(number) * 86400)))


def _moment(moment: datetime) -> Cell:
    moment = moment.replace(tzinfo=None)
    return moment.date() if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else moment


def _unescaped(text: str) -> str:
    """Returns a text with the letters that Excel writes as ``_x000D_``."""
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _sheet(archive: Archive, book: Book, name: str, part: str) -> Sheet:
    sheet = Sheet(name)
    rows = _Rows(book, sheet)
    rows.read(archive, part)
    rows.odd.settle(sheet)
    return sheet
