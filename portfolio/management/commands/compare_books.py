"""Compares a ledger of the accounting system with the register, and writes the result as a file."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from budgets.books.reading.cells import Sheet, UnreadableLedger
from budgets.books.reading.headings import Field, headings_of, plain
from budgets.books.reading.ledger import problems_of, read_sheet
from budgets.books.reading.limits import MOST_BYTES
from budgets.books.services import Choices, compare_sheet, usual_choices
from projects.partial_date import PartialDate
from reports import command_line
from reports.books.tables import groups_table, rows_table, sentence_of
from reports.formats import OF_A_REPORT


def a_day(text: str) -> date:
    """Returns the day of an option. Raises ArgumentTypeError."""
    try:
        return PartialDate.parse(date.fromisoformat(text).isoformat()).first
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is not a day. Write it as 2026-03-31.") from error


class Command(BaseCommand):
    help = "Lays a ledger (CSV or .xlsx) beside the register and writes what differs. It changes neither of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The ledger of the accounting system.")
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="FIELD=HEADING",
            help=f"The column of a field, if its heading is not known. Fields: {', '.join(Field)}. May be repeated.",
        )
        parser.add_argument("--payments-negative", action="store_true", help="Payments have a minus in the ledger.")
        parser.add_argument("--from", dest="first_day", type=a_day, help="The first day to compare.")
        parser.add_argument("--to", dest="last_day", type=a_day, help="The last day to compare.")
        parser.add_argument("--rows", action="store_true", help="Each difference in a row, instead of sums of groups.")
        parser.add_argument("--format", default="csv", help="One of: csv, xlsx, pdf, ndjson. Default: csv")
        parser.add_argument("--dialect", default="", help="Of CSV: excel.")
        parser.add_argument("--lang", default="en", help="The language of the headings, and of the file's amounts.")
        parser.add_argument("--output", type=Path, help="The file to write. Left out: standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the file, and the result in a sentence to the output of errors. Raises CommandError."""
        with translation.override(command_line.language(options)):
            renderer = command_line.renderer(options, OF_A_REPORT)
            sheet = _sheet(options["file"])
            found = compare_sheet(sheet, _choices(sheet, options))
            name = options["file"].name
            table = rows_table(found, name) if options["rows"] else groups_table(found, name)
            command_line.write_table(table, renderer, options["output"])
            for reason, rows, _ore in found.reasons():
                self.stderr.write(f"{rows} × {reason}")
            self.stderr.write(sentence_of(found.comparison))


def _sheet(path: Path) -> Sheet:
    try:
        with path.open("rb") as file:
            return read_sheet(file.read(MOST_BYTES + 1))
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnreadableLedger as error:
        raise CommandError(str(error)) from error


def _choices(sheet: Sheet, options: dict[str, Any]) -> Choices:
    """Returns the columns by their headings, changed by ``--column``. Raises CommandError."""
    usual = usual_choices(sheet)
    columns = dict(usual.columns)
    _begins, headings = headings_of(sheet)
    known = [plain(heading) for heading in headings]
    for text in options["column"]:
        name, _equals, heading = text.partition("=")
        if name not in list(Field) or plain(heading) not in known:
            raise CommandError(f"“{text}” is no column. Headings of the file: {', '.join(headings)}.")
        columns[Field(name)] = known.index(plain(heading))
    if problems := problems_of(columns):
        raise CommandError(f"{' '.join(problems)} Headings of the file: {', '.join(headings)}.")
    if options["first_day"] and options["last_day"] and options["last_day"] < options["first_day"]:
        raise CommandError("--to lies before --from.")
    reversed_signs = usual.reversed_signs or options["payments_negative"]
    return Choices(columns, reversed_signs, options["first_day"], options["last_day"])
