"""Checks a table in a file, and applies it as one change."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from tables.checking.checker import Checker
from tables.checking.gone import note_gone
from tables.checking.results import Result, RowState
from tables.choices import State
from tables.columns.headings import match, score
from tables.columns.kinds import KINDS, targets_of
from tables.models import TableFile
from tables.reading.cells import UnreadableTable, letters_of
from tables.reading.files import read_file
from tables.services import CannotApply, apply_table, keep_table, remembered_by, save_columns


class Command(BaseCommand):
    help = "Checks a table (CSV, .xlsx, .ods), prints all that is wrong cell by cell, and applies it as one change."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", choices=list(KINDS), default="", help="Without it, the headings decide.")
        parser.add_argument("--user", required=True, help="Whose rights count, and who is named in the change.")
        parser.add_argument("--dry-run", action="store_true", help="Check only, and write nothing.")
        parser.add_argument("--reason", default="", help="Kept with the change.")
        parser.add_argument("--language", default="en", help="Of the sentences, and of dates and amounts.")
        parser.add_argument(
            "--set", action="append", default=[], metavar="FIELD=VALUE", help="A value for all rows: portfolio=ours."
        )
        parser.add_argument("--empties", action="store_true", help="An empty cell empties the value in the register.")
        parser.add_argument("--json", type=Path, help="Writes what the check found into this file too.")
        parser.add_argument("--without-wrong", action="store_true", help="Apply the other rows if some are wrong.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the counts and the faults. Raises CommandError if anything is wrong and rows were to be applied."""
        person = get_user_model().objects.filter(username=options["user"]).first()
        if person is None:
            raise CommandError(f"There is no account {options['user']}.")
        with translation.override(options["language"]):
            self._handle(person, options)

    def _handle(self, person: Any, options: dict[str, Any]) -> None:
        try:
            data = options["file"].read_bytes()
            sheet = read_file(data, score)
        except (OSError, UnreadableTable) as error:
            raise CommandError(f"Nothing was written. {error}") from error
        matched = match(sheet, remembered_by(person), options["kind"])
        defaults = self._defaults(matched.kind, options["set"])
        result = Checker(sheet, matched, person, defaults, empties=options["empties"]).check()
        note_gone(result, matched.kind)
        self._print(result, matched.kind)
        if options["json"]:
            options["json"].write_text(json.dumps(asdict(result), ensure_ascii=False, default=str), "utf-8")
        if options["dry_run"]:
            self.stdout.write("Nothing was written.")
            return
        if (result.faults or result.problems) and not options["without_wrong"]:
            raise CommandError("Nothing was written, because rows are wrong. --without-wrong applies the others.")
        self._apply(person, data, matched, result, defaults, options)

    def _defaults(self, kind: str, said: list[str]) -> dict[str, str]:
        found = dict(one.partition("=")[::2] for one in said)
        if unknown := set(found) - set(targets_of(kind)):
            raise CommandError(f"There is no field {', '.join(sorted(unknown))}.")
        return found

    def _apply(self, person: Any, data: bytes, matched: Any, result: Result, defaults: Any, options: Any) -> None:
        if not list(result.of_state(RowState.NEW, RowState.CHANGED)):
            self.stdout.write("Nothing changes, so nothing was written.")
            return
        table = keep_table(person=person, name=options["file"].name, data=data, kind=matched.kind)
        save_columns(
            table=table, columns=matched.columns, defaults=defaults, empties=options["empties"], corrected=False
        )
        TableFile.objects.filter(pk=table.pk).update(state=State.CHECKED, result=result.packed())
        try:
            outcome = apply_table(table=table, actor=person, reason=options["reason"])
        except CannotApply as error:
            raise CommandError(f"Nothing was written. {error}") from error
        if outcome.waiting:
            self.stdout.write("It waits until a second person approves it.")
        elif outcome.change:
            self.stdout.write(f"Written as change {outcome.change.number}.")

    def _print(self, result: Result, kind: str) -> None:
        for sentence in (*result.problems, *result.notes):
            self.stdout.write(sentence)
        for fault in result.faults:
            cell = f"{letters_of(fault.place)}{fault.line}" if fault.place is not None else f"row {fault.line}"
            near = f" ({fault.nearest}?)" if fault.nearest else ""
            self.stdout.write(f"{cell}: {fault.sentence}{near}")
        counts = result.counts()
        numbers = ", ".join(f"{counts.get(state.value, 0)} {state.value}" for state in RowState)
        self.stdout.write(f"{kind}: {numbers}; {result.gone_count} in the register and not in the file.")
