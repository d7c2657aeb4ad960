"""Measures the comparison of an accounting ledger with the register, and checks that planted differences are found."""

import csv
import io
from collections.abc import Iterator
from functools import partial

from bench.results import Result, checked
from bench.scenarios.debt import SIZE
from bench.setting import Setting
from bench.timing import timed
from budgets.books.reading.ledger import read_sheet
from budgets.books.rows import Kind
from budgets.books.services import Compared, compare_sheet, usual_choices
from budgets.choices import EntryKind
from budgets.models import Entry

PROJECTS = SIZE
PLANTED = 1000
"""Amounts that the ledger has differently."""
HEADINGS = ("Day", "Grant", "Voucher", "Amount")


def measure(setting: Setting) -> Iterator[Result]:
    """Yields the milliseconds of reading and comparing a ledger with every payment, and whether all that was planted is
    found and nothing else.
    """
    paid = Entry.objects.in_force().filter(kind=EntryKind.PAID).order_by("reference")
    rows = list(paid.values_list("day", "allocation__reference", "voucher", "amount_dkk"))
    alike = _file(rows)
    different = _file([(*row[:3], row[3] + (number < PLANTED)) for number, row in enumerate(rows)])
    yield timed("books", f"{len(rows):,} payments, alike", partial(_compared, alike), setting)
    yield timed("books", f"{len(rows):,} payments, {PLANTED:,} amounts differ", partial(_compared, different), setting)
    yield checked("books", "no difference is invented", setting.database, _wrong(_compared(alike), 0))
    yield checked("books", "every planted difference is found", setting.database, _wrong(_compared(different), PLANTED))


def _file(rows: list[tuple[object, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([HEADINGS, *rows])
    return text.getvalue().encode()


def _compared(data: bytes) -> Compared:
    sheet = read_sheet(data)
    return compare_sheet(sheet, usual_choices(sheet))


def _wrong(found: Compared, planted: int) -> list[str]:
    comparison = found.comparison
    amounts = [one for one in comparison.findings if Kind.AMOUNT in one.kinds]
    wrong = [f"{len(found.left_out):,} rows are left out"] if found.left_out else []
    if len(amounts) != planted or len(comparison.findings) != planted:
        wrong.append(f"{len(comparison.findings):,} differences, {len(amounts):,} of amounts; planted: {planted:,}")
    return wrong
