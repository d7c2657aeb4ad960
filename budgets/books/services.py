"""What people do with the two books: send a ledger, say what its columns hold, compare, keep and withdraw matches."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from budgets.books.compare import compare
from budgets.books.names import in_our_words
from budgets.books.reading.cells import Sheet, packed, unpacked
from budgets.books.reading.headings import Columns, Field, columns_in, headings_of, plain
from budgets.books.reading.ledger import Ledger, LeftOut, read_rows, read_sheet
from budgets.books.register import names, periods, register_rows, whole_periods, with_near_rows
from budgets.books.rows import BookRow, Comparison, folded
from budgets.choices import MatchKind
from budgets.models import Allocation, BookMatch, BudgetPost, Entry, LedgerColumns, LedgerFile
from projects.memory import remembered

MOST_KEPT = 5
"""Ledgers of a person that are kept. A new one takes the place of the oldest."""
LONGEST_KEPT = timedelta(days=30)
LINES_TO_LOOK_AT = 500
REFERENCES = frozenset(
    {
        *("reference", "reference no", "reference number", "ref", "referens", "referensnummer", "referencenummer"),
        *("referanse", "referansenummer", "viite", "viitenumero", "tilvísun", "tilvísunarnúmer"),
    }
)
"""Headings of a column that holds grants in some ledgers, and something else in others."""


@dataclass(frozen=True)
class Choices:
    """What a person says about a ledger: its columns, its signs and the days to compare."""

    columns: Columns
    reversed_signs: bool = False
    first_day: date | None = None
    last_day: date | None = None


@dataclass
class Compared:
    """The result: both books beside each other, and what was not compared."""

    comparison: Comparison = field(default_factory=Comparison)
    first_day: date | None = None
    """None if the ledger has no row that can be compared."""
    last_day: date | None = None
    left_out: list[LeftOut] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    unknown_grants: frozenset[str] = frozenset()
    """Codes of the ledger that the register does not know as a grant."""

    def reasons(self) -> list[tuple[str, int, int]]:
        """Returns why rows were left out: the reason, how many rows, and their sum in øre as far as it is known."""
        rows: Counter[str] = Counter(one.reason for one in self.left_out)
        ore: Counter[str] = Counter()
        for one in self.left_out:
            ore[one.reason] += one.ore or 0
        return [(reason, number, ore[reason]) for reason, number in rows.most_common()]


def keep_ledger(*, person: Any, name: str, data: bytes) -> LedgerFile:
    """Reads and saves the ledger that a person sent, and deletes their older ones. Raises UnreadableLedger."""
    sheet = read_sheet(data)
    ledger: LedgerFile = LedgerFile.objects.create(person=person, name=name[:200], cells=packed(sheet))
    own = LedgerFile.objects.filter(person=person)
    kept = own.order_by("-made", "-pk").values_list("pk", flat=True)[:MOST_KEPT]
    own.exclude(pk__in=list(kept)).delete()
    LedgerFile.objects.filter(made__lt=timezone.now() - LONGEST_KEPT).delete()
    return ledger


def sheet_of(ledger: LedgerFile) -> Sheet:
    """Returns the cells of a ledger."""
    return unpacked(bytes(ledger.cells))


def _headings_key(headings: list[str]) -> str:
    return hashlib.sha256(json.dumps([plain(heading) for heading in headings]).encode()).hexdigest()


def usual_choices(sheet: Sheet) -> Choices:
    """Returns how files with these headings were read the last time, or else what the headings say."""
    begins, headings = headings_of(sheet)
    kept = LedgerColumns.objects.filter(headings=_headings_key(headings)).first()
    if kept:
        return Choices({Field(name): place for name, place in kept.columns.items()}, kept.reversed_signs)
    columns = columns_in(headings)
    place = None if Field.GRANT in columns else _column_of_references(sheet, begins, headings)
    return Choices(columns if place is None else {**columns, Field.GRANT: place})


def _column_of_references(sheet: Sheet, begins: int, headings: list[str]) -> int | None:
    """Returns the first column that is headed "Reference" and holds a grant of the register. Without such a grant it
    may hold numbers of vouchers or of letters.
    """
    for place in (place for place, heading in enumerate(headings) if plain(heading) in REFERENCES):
        lines = sheet.lines[begins : begins + LINES_TO_LOOK_AT]
        texts = {str(line.cells[place]).strip().upper() for line in lines if place < len(line.cells)}
        if Allocation.objects.filter(reference__in=texts).exists():
            return place
    return None


def save_choices(*, ledger: LedgerFile, choices: Choices) -> None:
    """Saves what a person says about a ledger, and remembers it for files with the same headings."""
    columns = {name.value: place for name, place in choices.columns.items()}
    _begins, headings = headings_of(sheet_of(ledger))
    with transaction.atomic():
        LedgerFile.objects.filter(pk=ledger.pk).update(
            columns=columns,
            reversed_signs=choices.reversed_signs,
            first_day=choices.first_day,
            last_day=choices.last_day,
            version=F("version") + 1,
        )
        remembered_as = {"columns": columns, "reversed_signs": choices.reversed_signs}
        LedgerColumns.objects.update_or_create(headings=_headings_key(headings), defaults=remembered_as)


def choices_of(ledger: LedgerFile) -> Choices:
    """Returns what the person said about a ledger."""
    columns = {Field(name): place for name, place in ledger.columns.items()}
    return Choices(columns, ledger.reversed_signs, ledger.first_day, ledger.last_day)


def compared(ledger: LedgerFile) -> Compared:
    """Returns the ledger beside the register. Nothing is changed. The answer is remembered until the register, the
    matches or the person's choices change.
    """
    matches = BookMatch.objects.aggregate(made=Max("made"), withdrawn=Max("withdrawn"))
    key = ("books", str(ledger.uid), ledger.version, matches["made"], matches["withdrawn"], get_language())
    return remembered(key, lambda: compare_sheet(sheet_of(ledger), choices_of(ledger)))


def compare_sheet(sheet: Sheet, choices: Choices) -> Compared:
    """Returns the sheet of a ledger beside the register.

    Without chosen days, the whole periods of the ledger's days are compared.
    """
    period_of = periods()
    read = read_rows(sheet, choices.columns, period_of, reversed_signs=choices.reversed_signs)
    if not read.rows:
        return Compared(left_out=read.left_out, without=read.without)
    first, last = whole_periods(row.day for row in read.rows)
    first, last = choices.first_day or first, choices.last_day or last
    inside = _inside(read, first, last)
    known = names(inside)
    register = register_rows(first, last, period_of)
    renamed = in_our_words(inside, _folded(register), known)
    register = with_near_rows(register, renamed, first, last, period_of)
    found = compare(register, inside, known, without=read.without)
    codes = {row.grant for row in renamed}
    grants = {one for candidates in known.grants.values() for one in candidates}
    return Compared(found, first, last, read.left_out, read.texts, read.without, frozenset(codes - grants))


def _folded(rows: list[BookRow]) -> list[BookRow]:
    return [row.renamed(row.grant, row.post, folded(row.voucher)) for row in rows]


def _inside(read: Ledger, first: date, last: date) -> list[BookRow]:
    """Returns the rows of the days that are compared; the others are left out with the reason."""
    reason = _("The day is outside the days that are compared.")
    read.left_out += [LeftOut(int(row.key), reason, row.ore) for row in read.rows if not first <= row.day <= last]
    return [row for row in read.rows if first <= row.day <= last]


def keep_match(*, person: Any, kind: str, theirs: str, ours: str, reason: str, grant: str = "") -> BookMatch:
    """Saves that a code of the ledger means a code of the register. Raises ValidationError for codes that the register
    does not have, and if the ledger's code is matched already.
    """
    grant = grant if kind == MatchKind.VOUCHER else ""
    match = BookMatch(kind=kind, theirs=theirs, ours=ours, reason=reason, grant=grant, person=person)
    match.folded = folded(theirs)
    if not match.folded:
        raise ValidationError({"theirs": _("Write the code as the ledger has it.")})
    match.grant = _known_grant(grant, "grant") if grant else ""
    match.ours = _known(match)
    match.full_clean()
    try:
        with transaction.atomic():
            match.save()
    except IntegrityError as error:
        # Somebody else kept a match of the same code at the same moment
        raise ValidationError(_("The ledger's code is matched already. Withdraw that match first.")) from error
    return match


def _known(match: BookMatch) -> str:
    """Returns the code as the register writes it. Raises ValidationError if it does not have it."""
    if match.kind == MatchKind.GRANT:
        return _known_grant(match.ours, "ours")
    if match.kind == MatchKind.POST:
        code = BudgetPost.objects.filter(code__iexact=match.ours.strip()).values_list("code", flat=True).first()
        if not code:
            raise ValidationError({"ours": _("The register has no budget post with this code.")})
        return str(code)
    vouchers = Entry.objects.filter(allocation__reference=match.grant).exclude(voucher="")
    wanted = folded(match.ours)
    found = next((one for one in vouchers.values_list("voucher", flat=True) if folded(one) == wanted), "")
    if not found:
        raise ValidationError({"ours": _("No entry of this grant has this voucher.")})
    return str(found)


def _known_grant(reference: str, field_name: str) -> str:
    known = Allocation.objects.filter(reference__iexact=reference.strip()).values_list("reference", flat=True).first()
    if not known:
        raise ValidationError({field_name: _("The register has no grant with this reference.")})
    return str(known)


def withdraw_match(*, match: BookMatch, person: Any) -> bool:
    """Withdraws a match; its row stays. Returns whether it was in force."""
    in_force = BookMatch.objects.filter(pk=match.pk, withdrawn=None)
    return bool(in_force.update(withdrawn=timezone.now(), withdrawn_by=person))
