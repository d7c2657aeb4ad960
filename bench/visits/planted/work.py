"""What people work on: drafts, comments, proposals, annexes, tables, ledgers and seals."""

import csv
from io import StringIO
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from bench.incoming.planted import Known, planted
from bench.visits.planted.accounts import People
from bench.visits.planted.register import BODY, GRANT, PROJECT, project_data, source_data
from bench.visits.planted.rows import Rows, for_each
from budgets.books.services import keep_ledger, keep_match, save_choices, sheet_of, usual_choices
from budgets.choices import MatchKind
from budgets.models import BookMatch
from budgets.owing.handing_in import HandedIn, hand_in
from budgets.owing.owed import reports_owed_by
from changes.apply import apply
from changes.models import Way
from changes.opened import changing
from changes.proposal import Proposal
from desk.models import Comment, Task
from pages.keeping import drafts
from projects.files.taking import take
from projects.models import Document, Organisation, Portfolio, Project
from readings.services import keep_reading, note_accepted
from seals.asked import asked
from seals.making import prepared, seal
from tables.columns.kinds import KINDS
from tables.services import check_table, keep_table, save_columns

ANNEX = """Closed projects

1. Visited lights
Type: project
Period: 2014-2015
Grant: 250,000 DKK

2. Visited rooms
Type: seminar
Time: 3 May 2016
"""
LEDGER = f"Date;Grant;Amount;Voucher\n2025-01-02;{GRANT};900,00;1\n2025-03-01;NOBODY-1;10,00;2\n"
FAULTY = 25
"""One of so many rows of a table has a fault."""


def plant(people: People, *, table_rows: int) -> Rows:
    """Plants the work and returns the parameters of its addresses."""
    project = Project.objects.get(reference=PROJECT)
    return {
        **_draft(people.staff, project),
        **_desk(people.staff, project),
        **_owed_reports(people.of_body),
        **_proposal(people.staff),
        **_annexes(people.staff, project),
        **_tables(people.staff, table_rows),
        **_books(people.staff),
        **_seal(people.staff),
    }


def _draft(person: Any, project: Project) -> Rows:
    draft = drafts.put(person, drafts.Place("project", project.pk, "texts"), {"summary_en": ["Begun"]})
    return {"throw-away-draft": [[draft.pk]]}


def _desk(person: Any, project: Project) -> Rows:
    comment = Comment.objects.create(row=project.pk, author=person, text="Visited")
    task = Task.objects.create(row=project.pk, author=person, person=person, due=timezone.localdate(), text="Visit")
    of_a_comment, of_a_task = ("comment", "withdraw-comment"), ("task", "mark-task", "withdraw-task")
    return {**for_each(of_a_comment, comment.pk), **for_each(of_a_task, task.pk)}


def _owed_reports(person: Any) -> Rows:
    """Hands in a report with a file, which waits until staff accept it."""
    day = timezone.localdate()
    owed = reports_owed_by(Organisation.objects.get(slug=BODY).pk, day)
    file = take(ContentFile(b"The final report of the visited project.\n"), "final-report.txt").as_version(1)
    said = HandedIn(title="Final report", language="en", dated="2026-01", note="All")
    proposal = hand_in(person=person, owed=owed[0], said=said, day=day, file=file)
    of_staff = ("proposal", "approve-proposal", "send-back-proposal", "proposal-file")
    keys = [[one.key] for one in owed]
    return {
        **for_each((name for code in of_staff for name in (code, f"api:{code}")), proposal.pk),
        **for_each(("owed-report-file", "api:owed-report-file", "withdraw-report"), owed[0].key),
        "hand-in-report": keys,
        "api:owed-report": keys,
    }


def _proposal(person: Any) -> Rows:
    """Proposes a grant in a portfolio in which a second person approves money."""
    with changing(way=Way.ADMIN, actor=person):
        Portfolio.objects.create(slug="visited", name_en="Visited portfolio", four_eyes=True)
    granted = {**project_data(source_data()), "reference": "VISIT-2", "portfolio": "visited"}
    granted["allocations"] = [{**granted["allocations"][0], "reference": "VISIT-2-A1"}]
    waiting: Any = apply(proposals=[Proposal.create("project", granted)], way=Way.PAGE, actor=person).waiting
    names = ("withdraw-proposal", "renew-proposal", "change-proposal")
    return for_each((*names, *(f"api:{name}" for name in names)), waiting.pk)


def _annexes(person: Any, project: Project) -> Rows:
    """Sends an annex from which no project came, and one from which the project came."""
    portfolio = Portfolio.objects.order_by("-own", "slug")[0]
    facts = {"person": person, "document": Document.objects.order_by("pk")[0], "portfolio": portfolio}
    uid = str(keep_reading(name="Visited annex", pages=[ANNEX], **facts).uid)
    accepted = keep_reading(name="Accepted annex", pages=[f"{ANNEX}\nThe end.\n"], **facts)
    note_accepted(reading=accepted, number=1, row=project.pk)
    return {"read-annex": [[uid], [str(accepted.uid)]], "delete-annex": [[uid]], "annex-item": [[uid, 1]]}


def _tables(person: Any, rows: int) -> Rows:
    """Brings in a table of new projects twice: one waits for its columns to be confirmed, the other is checked."""
    lines, _faults = planted(rows, rows // FAULTY, Known.read())
    file = StringIO()
    csv.writer(file).writerows(lines)
    data = file.getvalue().encode()
    sent = keep_table(person=person, name="sent.csv", data=data, kind="projects")
    checked = keep_table(person=person, name="checked.csv", data=data, kind="projects")
    columns = {int(place): name for place, name in checked.columns.items()}
    save_columns(table=checked, columns=columns, defaults={}, empties=False)
    checked.refresh_from_db()
    check_table(checked)
    uid = str(checked.uid)
    actions = ("table-file", "correct-table", "apply-table", "cancel-table", "delete-table")
    return {
        **for_each(("table", *actions), uid),
        "table-columns": [[str(sent.uid)], [uid]],
        "blank-table": [[kind] for kind in KINDS],
    }


def _books(person: Any) -> Rows:
    """Sends a ledger, reads it as its headings say, and matches a code of it."""
    ledger = keep_ledger(person=person, name="ledger.csv", data=LEDGER.encode())
    save_choices(ledger=ledger, choices=usual_choices(sheet_of(ledger)))
    keep_match(person=person, kind=MatchKind.GRANT, theirs="NOBODY-1", ours=GRANT, reason="Planted")
    uid, match = str(ledger.uid), str(BookMatch.objects.latest("pk").uid)
    pages = ("books-result", "books-columns", "match-books", "delete-ledger")
    return {**for_each(pages, uid), "withdraw-book-match": [[match]]}


def _seal(person: Any) -> Rows:
    row = seal(prepared=prepared(asked("by-council", "", "en")), person=person, reason="Planted")
    files = [[row.number, kind] for kind in row.files.values_list("kind", flat=True)]
    return {
        **for_each(("seal", "compare-seal", "seal-manifest", "api:seal"), row.number),
        "sealed-file": files,
        "api:sealed-file": files,
    }
