"""Writes a report as a file: a ready-made report, totals by any dimension, or the annex."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from budgets.dimensions import DIMENSIONS
from budgets.totals import MODES
from reports import command_line
from reports.annex.annex import annex_filterset, annex_of
from reports.formats import OF_THE_ANNEX
from reports.questions import ask
from reports.ready_made import REPORTS, TOTALS, Report
from reports.renderers.base import TooManyRows

ANNEX = "annex"


class Command(BaseCommand):
    help = (
        "Writes a report: one by name (by-council, gaps, …), totals by one or two dimensions (council, year,status), "
        "or the annex."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("report", help=f"{', '.join(REPORTS)}, {ANNEX}; or dimensions: {', '.join(DIMENSIONS)}.")
        parser.add_argument("--mode", choices=MODES, help="How what there can be several of is grouped.")
        parser.add_argument("--since", help="Of changes: a date, partial allowed.")
        command_line.add_arguments(parser, ("csv", "xlsx", "pdf", "docx", "ndjson", "of the annex pdf, docx, json"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the file. Raises CommandError, which names the invalid value and the known values."""
        with translation.override(command_line.language(options)):
            (self._write_annex if options["report"] == ANNEX else self._write)(options)

    def _write_annex(self, options: dict[str, Any]) -> None:
        renderer: Any = command_line.renderer(options, OF_THE_ANNEX)
        filterset = annex_filterset(command_line.query(options))
        if not filterset.is_valid():
            raise command_line.refused(filterset.error_lists())
        try:
            annex = annex_of(filterset, timezone.localdate(), most=renderer.most)
        except TooManyRows as error:
            raise CommandError(str(error)) from error
        command_line.write(renderer.render(annex), options["output"])

    def _write(self, options: dict[str, Any]) -> None:
        renderer = command_line.renderer(options)
        report, group_by = _report(options["report"])
        query = command_line.query(options, mode=options["mode"], since=options["since"], group_by=group_by)
        question = ask(query, report.form, report.filters, today=timezone.localdate(), people=renderer.people)
        if not question.is_valid():
            raise command_line.refused(question.error_lists())
        command_line.write_table(report.table(report, question), renderer, options["output"])


def _report(name: str) -> tuple[Report, str | None]:
    """Returns the report with this name, and its dimensions if the name lists dimensions. Raises CommandError."""
    if name in REPORTS:
        return REPORTS[name], None
    if all(part in DIMENSIONS for part in name.split(",")):
        return TOTALS, name
    known = ", ".join([*REPORTS, ANNEX, *DIMENSIONS])
    raise CommandError(f"There is no report “{name}”. Known are: {known}.")
