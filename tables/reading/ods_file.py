"""Reads the sheets of an OpenDocument spreadsheet (.ods), row by row."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from tables.reading.archive import Archive, Xml, opened, refuse_links, refusing_broken_files
from tables.reading.cells import Broken, Cell, Sheet, UnreadableTable
from tables.reading.limits import LAST_LINE, LONGEST_CELL, MOST_COLUMNS, MOST_FORMATS, MOST_SHEETS
from tables.reading.notes import Oddities
from tables.reading.xlsx_file import plain_number

OTHER_FILES = ("'file:", '"file:', "'http:", "'https:", "dde(", "webservice(")
"""Parts of a formula that takes its value from another file."""
NUMBERS = ("float", "currency", "percentage")


def read_ods(data: bytes, score: Callable[[Sheet], int]) -> Sheet:
    """Returns the visible sheet with the highest score, the first of those with the same. Raises UnreadableTable."""
    with refusing_broken_files(), opened(data) as archive:
        _refuse_passwords(archive)
        content = _Content(score)
        content.read(archive, "content.xml")
        best = content.best
        others = [sheet.name for sheet, shown in content.sheets if shown and sheet is not best]
        hidden = [sheet.name for sheet, shown in content.sheets if not shown]
        best.notes += Oddities.of_sheets(others, hidden)
        return best


def _refuse_passwords(archive: Archive) -> None:
    manifest = _Manifest()
    if "META-INF/manifest.xml" in archive.namelist():
        manifest.read(archive, "META-INF/manifest.xml")
    if manifest.encrypted:
        raise UnreadableTable(_("The file has a password. Save it without a password."))


class _Manifest(Xml):
    encrypted = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "encryption-data":
            self.encrypted = True


class _Content(Xml):
    """The sheets of the file. Repeated rows and cells are written once, with their number."""

    def __init__(self, score: Callable[[Sheet], int]) -> None:
        super().__init__()
        self.score, self.best, self.most = score, Sheet(), -1
        self.sheets: list[tuple[Sheet, bool]] = []
        self.not_shown: set[str] = set()
        self.style, self.depth = "", 0
        self.sheet, self.odd = Sheet(), Oddities()
        self.number, self.repeated = 0, 1
        self.cells: list[Cell] = []
        self.empty = 0
        self.facts: dict[str, str] = {}
        self.paragraphs: list[str] = []
        self.letters = 0
        """Of the paragraphs of the cell."""
        self.skipping = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if self.skipping or name in ("annotation", "shapes", "tracked-changes"):
            self.skipping += 1
            return
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        beginning = self.BEGINNINGS.get(name)
        if beginning:
            beginning(self, plain)

    def end(self, name: str) -> None:
        if self.skipping:
            self.skipping -= 1
            return
        if name in ("p", "h"):
            self._end_text()
        elif name in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif name == "table-row":
            self._end_row()
        elif name == "table":
            self._end_table()

    def _end_text(self) -> None:
        self.taking = False
        # What comes after too many letters would only take memory: the cell is refused for what it has already
        if self.letters <= LONGEST_CELL:
            self.paragraphs.append(self.text)
            self.letters += len(self.text) + 1

    def _end_table(self) -> None:
        """Keeps the lines of the best sheet only: those of many sheets would take memory."""
        self.odd.settle(self.sheet)
        shown = any(sheet is self.sheet and visible for sheet, visible in self.sheets)
        if shown and (own := self.score(self.sheet)) > self.most:
            self.best.lines, self.best, self.most = [], self.sheet, own
        elif self.sheet is not self.best:
            self.sheet.lines = []

    def _begin_style(self, attributes: dict[str, str]) -> None:
        self.style = attributes.get("name", "")

    def _table_properties(self, attributes: dict[str, str]) -> None:
        if attributes.get("display") == "false":
            self.not_shown.add(self.style)
        if len(self.not_shown) > MOST_FORMATS:
            raise ValueError("The file hides more sheets than it can have: each takes memory.")

    def _begin_table(self, attributes: dict[str, str]) -> None:
        self.sheet, self.odd, self.number = Sheet(attributes.get("name", "")), Oddities(), 0
        if len(self.sheets) < MOST_SHEETS:
            self.sheets.append((self.sheet, attributes.get("style-name") not in self.not_shown))

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self.repeated = max(1, int(attributes.get("number-rows-repeated", 1)))
        self.cells, self.empty = [], 0
        if attributes.get("visibility") in ("collapse", "filter"):
            self.odd.hidden_row(self.number + 1)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self.facts, self.paragraphs, self.letters = attributes, [], 0

    def _begin_text(self, _attributes: dict[str, str]) -> None:
        self.taking, self.text = True, ""

    def _blanks(self, attributes: dict[str, str]) -> None:
        self._take(" " * min(int(attributes.get("c", 1)), 1000))

    def _end_of_line(self, _attributes: dict[str, str]) -> None:
        self._take("\n")

    def _refuse(self, _attributes: dict[str, str]) -> None:
        refuse_links()

    BEGINNINGS = {
        "style": _begin_style,
        "table-properties": _table_properties,
        "table": _begin_table,
        "table-row": _begin_row,
        "table-cell": _begin_cell,
        "covered-table-cell": _begin_cell,
        "p": _begin_text,
        "h": _begin_text,
        "s": _blanks,
        "line-break": _end_of_line,
        "table-source": _refuse,
        "dde-source": _refuse,
    }

    def _end_cell(self) -> None:
        place = len(self.cells) + self.empty
        repeated = max(1, int(self.facts.get("number-columns-repeated", 1)))
        cell = self._cell()
        if formula := self.facts.get("formula", "").lower():
            if any(sign in formula for sign in OTHER_FILES):
                refuse_links()
            self.odd.formula(self.number + 1, place)
        self._merge(place)
        if cell == "":
            self.empty += repeated
            return
        if place + repeated > MOST_COLUMNS:
            words = {"most": MOST_COLUMNS}
            raise UnreadableTable(_("The sheet has more than %(most)d columns. Send only those that you need.") % words)
        self.cells += [""] * self.empty + [cell] * repeated
        self.empty = 0

    def _merge(self, place: int) -> None:
        across = int(self.facts.get("number-columns-spanned", 1))
        down = int(self.facts.get("number-rows-spanned", 1))
        if across > 1 or down > 1:
            line = self.number + 1
            self.odd.merge((place, line), (place + across - 1, line + down - 1))

    def _end_row(self) -> None:
        if self.cells:
            if self.number + self.repeated > LAST_LINE:
                words = {"most": LAST_LINE}
                raise UnreadableTable(_("The sheet has more than %(most)d rows. Send it in several files.") % words)
            for number in range(self.number + 1, self.number + self.repeated + 1):
                self.sheet.add(number, self.cells)
        self.number += self.repeated

    def _cell(self) -> Cell:
        kind, text = self.facts.get("value-type", ""), "\n".join(self.paragraphs)
        if text.startswith("#") and self.facts.get("formula"):
            return Broken(text)
        if kind in NUMBERS:
            return _number(self.facts.get("value", ""))
        if kind == "date":
            return _dated(self.facts.get("date-value", ""))
        if kind == "boolean":
            return self.facts.get("boolean-value") == "true"
        if text.startswith(("#REF!", "#NAME?", "#VALUE!", "#N/A", "#DIV/0!", "Err:")):
            return Broken(text)
        return text


def _number(text: str) -> Cell:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Broken(text)
    return plain_number(number) if number.is_finite() and abs(number.adjusted()) < 20 else Broken(text)


def _dated(text: str) -> Cell:
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return Broken(text)
    whole: date = moment.date()
    return whole if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else moment
