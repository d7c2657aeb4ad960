"""Blank tables to fill in, as Excel files: the headings of a kind of table, lists to choose from, and an explanation.

What is filled in comes back through the same import as any other table, so nothing here knows how it is read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from changes.record import Shape
from projects.choices import Language
from tables.columns.kinds import KINDS, Target, label_of, targets_of
from tables.values.names import NAMED, Names
from tables.values.reader import LISTS

ROWS = 1000
"""Rows that offer lists to choose from."""
MOST_OFFERED = 60
"""Names of a list to choose from. Longer ones are easier to type."""
LISTED = (Shape.FACTS, Shape.CODES, Shape.VALUES)
TEXTS = {Shape.PARTIAL_DATE, Shape.MOMENT, Shape.TEXT, Shape.REFERENCE, *LISTED}
"""Columns whose cells stay texts: Excel would turn 2009-05 into a day."""
NUMBERS = {Shape.MONEY: "#,##0.00", Shape.DATE: "yyyy-mm-dd"}


@dataclass(frozen=True)
class Asked:
    """A column of a blank table."""

    target: Target
    label: str
    how: str
    """What to write, as a sentence."""
    offered: Sequence[str]
    """What can be chosen."""


def blank_xlsx(kind: str) -> bytes:
    """Returns a blank table of this kind, in the reader's language."""
    file, columns = BytesIO(), list(_asked(kind))
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page, about = book.add_worksheet(_("Table")), book.add_worksheet(_("About"))
    styles = {
        True: book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#e8eef4"}),
        False: book.add_format({"bottom": 1, "text_wrap": True, "valign": "top"}),
    }
    page.freeze_panes(1, 0)
    for place, asked in enumerate(columns):
        shape = asked.target.shape
        written = "@" if shape in TEXTS else NUMBERS.get(shape, "General")
        page.set_column(place, place, max(14, min(40, len(asked.label) + 4)), book.add_format({"num_format": written}))
        page.write_string(0, place, asked.label, styles[asked.target.required])
        if asked.offered:
            last = xl_col_to_name(2 + len(asked.offered))
            source = f"='{about.get_name()}'!$D${place + 2}:${last}${place + 2}"
            page.data_validation(1, place, ROWS, place, {"validate": "list", "source": source, "error_type": "warning"})
    _explain(about, columns, styles[True])
    book.close()
    return file.getvalue()


def _explain(about: Any, columns: Sequence[Asked], heading: Any) -> None:
    about.write_row(0, 0, [_("Column"), _("Required"), _("What to write"), _("Possible values")], heading)
    about.set_column(0, 0, 30)
    about.set_column(2, 2, 70)
    for row, asked in enumerate(columns, 1):
        required = _("yes") if asked.target.required else ""
        about.write_row(row, 0, [asked.label, required, asked.how, *asked.offered])


def _asked(kind: str) -> Iterator[Asked]:
    """Yields the columns: those that a new row needs first. The language of the texts is that of the headings."""
    names, record = Names(), KINDS[kind].record
    targets = [one for one in targets_of(kind).values() if not one.derived and one.shape != Shape.LANGUAGE]
    for target in sorted(targets, key=lambda one: not one.required):
        offered = [name[:255] for name in _offered(target, names)]
        yield Asked(target, label_of(target), _how(record, target, bool(offered)), offered)


def _offered(target: Target, names: Names) -> list[str]:
    field = target.field
    if target.shape == Shape.CHOICE and field and field.choices:
        return [str(label) for label in field.choices.labels]
    if target.shape == Shape.TRUTH:
        return [_("yes"), _("no")]
    if target.shape == Shape.REFERENCE and field and field.refers_to in NAMED:
        codes = names.codes_of(field.refers_to)
        return sorted(codes) if len(codes) <= MOST_OFFERED else []
    return [str(label) for label in Language.labels] if target.shape == Shape.LANGUAGE else []


def _how(record: str, target: Target, chosen: bool) -> str:
    if target.shape in LISTED:
        roles = LISTS[record, target.name][1] if (record, target.name) in LISTS else None
        if roles:
            words = {"roles": ", ".join(str(label) for label in roles.labels)}
            return _("Codes or names, separated by ;. Each has its role in brackets: %(roles)s.") % words
        return _("Codes or names, separated by ;.")
    if chosen:
        return _("Choose from the list.")
    return {
        Shape.MONEY: _("An amount, such as 250000."),
        Shape.NUMBER: _("A number."),
        Shape.DATE: _("A day, such as 31.12.2009."),
        Shape.PARTIAL_DATE: _("A year, a month or a day, such as 2009, 2009-05 or 31.12.2009."),
        Shape.MOMENT: _("A day or a time, such as 31.12.2009 or 31.12.2009 09:30."),
        Shape.REFERENCE: _("A code or a name."),
    }.get(target.shape, _("A text."))
