"""Finds the columns of a ledger by their headings, in the six languages of the site."""

import re
from collections.abc import Mapping
from enum import StrEnum

from budgets.books.reading.cells import Line, Sheet
from projects.language.folding import fold


class Field(StrEnum):
    """What a column of a ledger can hold."""

    DAY = "day"
    GRANT = "grant"
    POST = "post"
    VOUCHER = "voucher"
    AMOUNT = "amount"
    """In Danish kroner. A ledger has this column, or debit and credit."""
    DEBIT = "debit"
    CREDIT = "credit"
    CURRENCY = "currency"
    FOREIGN = "foreign"
    """The amount in the other currency."""
    TEXT = "text"


Columns = Mapping[Field, int]
"""A field → the position of its column."""

HEADINGS: dict[Field, str] = {
    Field.DAY: (
        "date, posting date, accounting date, booking date, voucher date, day, dato, bogføringsdato, "
        "posteringsdato, bilagsdato, dag, datum, bokföringsdatum, bokföringsdag, verifikationsdatum, "
        "transaktionsdatum, bokføringsdato, posteringsdag, päivä, päivämäärä, kirjauspäivä, tositepäivä, pvm, "
        "dagsetning, dags, bókunardagur, bókunardagsetning, fylgiskjalsdagur"
    ),
    Field.GRANT: (
        "grant, grant reference, grant no, grant number, project, project no, project number, project code, "
        "project id, bevilling, bevillingsnr, tilsagn, projekt, projektnr, projektnummer, projektkode, "
        "projektkod, projekt id, sag, sagsnr, sagsnummer, bidrag, bidragsnummer, ärende, ärendenummer, "
        "tilskudd, tilskuddsnr, prosjekt, prosjektnr, prosjektnummer, prosjektkode, saksnr, saksnummer, "
        "avustus, avustusnumero, hanke, hankenumero, hankekoodi, projekti, projektinumero, projektikoodi, "
        "styrkur, styrknúmer, verkefni, verkefnanúmer, verkefnisnúmer, verknúmer, verk"
    ),
    Field.POST: (
        "budget post, post, post no, budget line, budget item, budgetpost, budgetpost nr, finanspost, "
        "budsjettpost, budsjettkapittel, budgetkonto, momentti, budjettikohta, budjettimomentti, menokohta, "
        "fjárlagaliður, liður, fjárhagsliður, fjárlaganúmer"
    ),
    Field.VOUCHER: (
        "voucher, voucher no, voucher number, document no, document number, journal no, entry no, bilag, "
        "bilagsnr, bilagsnummer, verifikation, verifikationsnr, verifikationsnummer, ver nr, vernr, "
        "verifikat, tosite, tositenro, tositenumero, tositenr, fylgiskjal, fylgiskjalsnúmer, fylgiskjal nr"
    ),
    Field.AMOUNT: (
        "amount, amount dkk, amount in dkk, amount in kroner, net amount, sum, total, beløb, beløb dkk, beløb "
        "i dkk, beløb i kr, beløb kr, nettobeløb, belopp, belopp dkk, belopp i dkk, summa, beløp, beløp dkk, "
        "beløp i dkk, netto beløp, määrä, määrä dkk, rahamäärä, summa dkk, upphæð, upphæð dkk, upphæð í dkk, "
        "fjárhæð, fjárhæð dkk"
    ),
    Field.DEBIT: "debit, debit dkk, debit amount, debet, debet dkk, debetbelopp, debetbeløb, veloitus",
    Field.CREDIT: "credit, credit dkk, credit amount, kredit, kredit dkk, kreditbelopp, kreditbeløb, kreditt, hyvitys",
    Field.CURRENCY: (
        "currency, currency code, valuta, valutakode, valutakod, valuutta, valuuttakoodi, gjaldmiðill, mynt, myntkóði"
    ),
    Field.FOREIGN: (
        "amount in currency, currency amount, amount in foreign currency, foreign amount, valutabeløb, beløb "
        "i valuta, beløb valuta, valutabelopp, belopp i valuta, valutabeløp, beløp i valuta, valuuttamäärä, "
        "määrä valuutassa, summa valuutassa, upphæð í mynt, upphæð í gjaldmiðli, upphæð í erlendri mynt, "
        "fjárhæð í mynt"
    ),
    Field.TEXT: (
        "text, description, narrative, tekst, beskrivelse, posteringstekst, beskrivning, verifikationstext, "
        "selite, kuvaus, teksti, texti, lýsing, skýring"
    ),
}
"""The headings of a field in English, Danish, Swedish, Norwegian, Finnish and Icelandic."""


def plain(text: object) -> str:
    """Returns a heading for comparison: folded, without signs, and without the unit in brackets."""
    return " ".join(re.sub(r"[\W_]+", " ", re.sub(r"\(.*?\)", " ", fold(str(text)))).split())


FIELDS = {plain(name): field for field, names in HEADINGS.items() for name in names.split(", ")}
FIRST_LINES = 40
"""Lines at the top of a file among which the headings are searched."""
MOST_LINES = 3
"""Lines that the headings may take."""


def columns_in(headings: list[str]) -> dict[Field, int]:
    """Returns the columns whose headings are known; of two columns with the same meaning the first."""
    found: dict[Field, int] = {}
    for place, heading in enumerate(headings):
        field = FIELDS.get(plain(heading))
        if field and field not in found:
            found[field] = place
    return found


def headings_of(sheet: Sheet) -> tuple[int, list[str]]:
    """Returns how many lines come before the first row of the ledger, and the headings of its columns.

    The headings may take several lines, below lines with the name of the office and the date of printing. If no
    heading is known, the first line counts as the headings.
    """
    best, place, lines = 0, 0, 1
    for first in range(min(FIRST_LINES, len(sheet.lines))):
        for number in range(1, MOST_LINES + 1):
            known = _known(sheet.lines[first : first + number])
            if known > best:
                best, place, lines = known, first, number
    return place + lines, _joined(sheet.lines[place : place + lines])


def knows(sheet: Sheet) -> bool:
    """Whether the sheet has headings that a ledger has."""
    return bool(sheet.lines) and len(columns_in(headings_of(sheet)[1])) > 1


def _known(lines: list[Line]) -> int:
    """Returns how many columns are known if these lines are the headings. A line with an amount or a day is none."""
    if any(not isinstance(cell, str) or re.search(r"\d{2}", cell) for line in lines for cell in line.cells):
        return 0
    return len(columns_in(_joined(lines)))


def _joined(lines: list[Line]) -> list[str]:
    """Returns the headings; if they take several lines, the lowest known part of each, or else all of it."""
    width = max((len(line.cells) for line in lines), default=0)
    columns = [[str(line.cells[place]) for line in lines if place < len(line.cells)] for place in range(width)]
    return [_heading([part for part in parts if part]) for parts in columns]


def _heading(parts: list[str]) -> str:
    whole = " ".join(parts)
    known = [part for part in parts if plain(part) in FIELDS]
    return known[-1] if known and plain(whole) not in FIELDS else whole
