"""The tables of the two books: by grant, post and period, and row by row."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.books.reading.headings import Field
from budgets.books.rows import BookRow, Comparison, Finding, Group, Kind
from budgets.books.services import Compared
from budgets.choices import MatchKind
from projects.language.amounts import format_count as count
from projects.templatetags.oversigt import money
from reports.books.words import FIELDS, KINDS, STATES, dkk
from reports.table import Column, Fact, Row, Table, Value

MATCH = "match"
"""The column of the page with the link that keeps a match."""
COMPARED = (Field.GRANT, Field.POST, Field.DAY, Field.VOUCHER)


def groups_table(found: Compared, name: str, state: str = "") -> Table:
    """Returns both books by grant, post and period: groups that differ; ``all`` groups; or those of one state.

    The largest unexplained sums come first. The foot is the sum of all groups, whichever are shown.
    """
    groups = [group for group in found.comparison.groups.values() if _is_shown(group, state)]
    groups.sort(key=lambda group: (-abs(group.unexplained), -abs(group.explained), group.place))
    columns = [
        Column("grant", _("Grant"), width=20),
        Column("post", _("Budget post"), width=16),
        Column("period", _("Period"), width=12),
        Column("register_dkk", _("Register"), "money", 18),
        Column("ledger_dkk", _("Ledger"), "money", 18),
        Column("difference_dkk", _("Difference"), "money", 18),
        Column("explained_dkk", _("Explained"), "money", 18),
        Column("unexplained_dkk", _("Unexplained"), "money", 18),
        Column("state", _("Result"), width=20, for_people=False),
        Column("result", _("Result"), width=20, for_programs=False),
    ]
    foot = Row([_("Total"), "", "", *_amounts(found.comparison.total), "", ""])
    rows = [Row([*_place(group), *_amounts(group), group.state, str(STATES[group.state])]) for group in groups]
    return Table("books", _("Two books"), columns, rows, len(rows), facts_of(found, name), [foot])


def _is_shown(group: Group, state: str) -> bool:
    return state == "all" or group.state == state or (not state and group.state != "equal")


def _place(group: Group) -> list[Value]:
    place = group.place
    return [place.grant, place.post or None, place.period]


def _amounts(group: Group) -> list[Value]:
    return [dkk(ore) for ore in (group.here, group.there, group.difference, group.explained, group.unexplained)]


def rows_table(found: Compared, name: str, kind: str = "") -> Table:
    """Returns the differences row by row, unexplained ones first: every value of both books, for files."""
    columns = [
        Column("kinds", _("Result"), "list", 28),
        *_columns("register", _("Register")),
        *_columns("ledger", _("Ledger")),
        Column("difference_dkk", _("Difference"), "money", 18),
        Column("entry", _("Entry"), width=22),
        Column("row", _("Row of the file"), "count", 12),
        Column("text", _("Text"), width=40),
    ]
    rows = [_row(one, found) for one in _sorted(found, kind)]
    return Table("books-rows", _("Two books, row by row"), columns, rows, len(rows), facts_of(found, name))


def rows_of_the_page(found: Compared, name: str, kind: str = "", *, matching: bool) -> Table:
    """Returns the same differences for the page: a value of the ledger only where it differs.

    ``matching``: with links to keep a match.
    """
    columns = [
        Column("kinds", _("Result"), "list"),
        *(Column(str(field), str(FIELDS[field]), "list") for field in COMPARED),
        Column("register_dkk", _("Register"), "money"),
        Column("ledger_dkk", _("Ledger"), "money"),
        Column("difference_dkk", _("Difference"), "money"),
        Column("where", _("Entry, row of the file"), "list"),
        *([Column(MATCH, _("Match"))] if matching else []),
    ]
    rows = [_row_of_the_page(one, found, matching) for one in _sorted(found, kind)]
    return Table("books-rows", _("Two books, row by row"), columns, rows, len(rows), facts_of(found, name))


def _sorted(found: Compared, kind: str) -> list[Finding]:
    findings = [one for one in found.comparison.findings if not kind or kind in one.kinds]
    return sorted(findings, key=lambda one: (one.explained, -abs(one.ore), *_order(one)))


def _order(finding: Finding) -> tuple[str, str]:
    row = finding.here or finding.there
    return (row.grant, row.key) if row else ("", "")


def _columns(book: str, label: str) -> list[Column]:
    texts = [
        Column(f"{book}_{field}", f"{label}: {FIELDS[field]}", "date" if field == Field.DAY else "text", 16)
        for field in COMPARED
    ]
    return [*texts, Column(f"{book}_dkk", f"{label}: {_('Amount (DKK)')}", "money", 18)]


def _row(finding: Finding, found: Compared) -> Row:
    here, there = finding.here, finding.there
    values: list[Value] = [
        [str(KINDS[kind]) for kind in finding.kinds],
        *_book(here),
        *_book(there),
        dkk(finding.ore),
        here.key if here else "",
        int(there.key) if there else "",
        found.texts.get(there.key, "") if there else "",
    ]
    return Row(values)


def _book(row: BookRow | None) -> list[Value]:
    if row is None:
        return ["", "", "", "", ""]
    grant, post, voucher = _written(row)
    return [grant, post, row.day, voucher, dkk(row.ore)]


def _written(row: BookRow) -> tuple[str, str, str]:
    written = row.written
    return (written.grant, written.post, written.voucher) if written else (row.grant, row.post, row.voucher)


def _row_of_the_page(finding: Finding, found: Compared, matching: bool) -> Row:
    here, there = finding.here, finding.there
    row = here or there
    grants, posts, vouchers = zip(*(_written(one) for one in (here, there) if one), strict=True)
    days = [formats.date_format(one.day, "SHORT_DATE_FORMAT") for one in (here, there) if one]
    where = [here.key] if here else []
    if there:
        where += [_("Row %(number)s") % {"number": there.key}, *filter(None, [found.texts.get(there.key, "")])]
    values: list[Value] = [
        [str(KINDS[kind]) for kind in finding.kinds],
        _both(grants, Kind.GRANT in finding.kinds),
        _both(posts, Kind.POST in finding.kinds),
        _both(days, len(set(days)) > 1),
        _both(vouchers, Kind.VOUCHER in finding.kinds),
        dkk(here.ore) if here else "",
        dkk(there.ore) if there else "",
        dkk(finding.ore),
        where,
    ]
    if not matching or row is None:
        return Row(values)
    match = match_of(finding, found)
    return Row([*values, _("Keep a match") if match else ""], {MATCH: f"match/?{urlencode(match)}"} if match else {})


def _both(values: Sequence[str], differ: bool) -> list[str]:
    """Returns the value of the register, and that of the ledger where it differs."""
    return [values[0], *(f"≠ {value}" for value in values[1:] if differ)] if any(values) else []


def match_of(finding: Finding, found: Compared) -> dict[str, str]:
    """Returns the match that would remove a difference, as far as it can be guessed; empty if no match can."""
    here, there = finding.here, finding.there
    if there is None or there.written is None:
        return {}
    if here is None:
        unknown = there.grant in found.unknown_grants
        return {"kind": MatchKind.GRANT, "theirs": there.written.grant} if unknown else {}
    if Kind.GRANT in finding.kinds:
        return {"kind": MatchKind.GRANT, "theirs": there.written.grant, "ours": here.grant}
    if Kind.POST in finding.kinds and there.written.post:
        return {"kind": MatchKind.POST, "theirs": there.written.post, "ours": here.post}
    if Kind.VOUCHER in finding.kinds and there.written.voucher and here.written and here.written.voucher:
        codes = {"theirs": there.written.voucher, "ours": here.written.voucher, "grant": here.grant}
        return {"kind": MatchKind.VOUCHER, **codes}
    return {}


def facts_of(found: Compared, name: str) -> list[Fact]:
    """Returns what explains the comparison: the file, the days, what was compared, and what was left out and why."""
    total = found.comparison.total
    facts = [Fact(_("File"), name)]
    if found.first_day and found.last_day:
        days = [formats.date_format(day, "DATE_FORMAT") for day in (found.first_day, found.last_day)]
        facts.append(Fact(_("Days"), " – ".join(days)))
    facts += [
        Fact(_("Register"), f"{_rows(total.rows_here)}, {money(dkk(total.here))} DKK"),
        Fact(_("Ledger"), f"{_rows(total.rows_there)}, {money(dkk(total.there))} DKK"),
        Fact(_("Equal"), _rows(len(found.comparison.pairs))),
    ]
    if found.without:
        labels = ", ".join(str(FIELDS[field]) for field in FIELDS if field in found.without)
        facts.append(Fact(_("Not compared"), _("The file has no column for: %(columns)s.") % {"columns": labels}))
    facts += [Fact(_("Left out"), _left_out(*one)) for one in found.reasons()]
    return facts


def _rows(number: int) -> str:
    return ngettext("%(number)s row", "%(number)s rows", number) % {"number": count(number)}


def _left_out(reason: str, rows: int, ore: int) -> str:
    return f"{reason} {_rows(rows)}" + (f", {money(dkk(ore))} DKK" if ore else "")


def sentence_of(comparison: Comparison) -> str:
    """Returns the result in a sentence: by how much the books differ, and how much of that is explained."""
    total = comparison.total
    if not comparison.findings:
        return _("The two books are equal.")
    words = {
        "number": count(len(comparison.findings)),
        "difference": money(dkk(total.difference)),
        "explained": money(dkk(total.explained)),
        "unexplained": money(dkk(total.unexplained)),
    }
    sentence = ngettext(
        "%(number)s difference. Ledger less register: %(difference)s DKK, of which %(explained)s DKK are explained and"
        " %(unexplained)s DKK are not.",
        "%(number)s differences. Ledger less register: %(difference)s DKK, of which %(explained)s DKK are explained and"
        " %(unexplained)s DKK are not.",
        len(comparison.findings),
    )
    return sentence % words


def with_links(rows: Iterable[Row], links: dict[str, str]) -> list[Row]:
    """Returns the rows of groups with links from the references of grants to their pages."""
    return [
        Row(row.values, {"grant": links[str(row.values[0])]}) if str(row.values[0]) in links else row for row in rows
    ]
