"""Writes a list of the register as a file: the whole selection."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from portfolio import viewsets
from portfolio.exports import export_table
from reports import command_line
from reports.files.snapshots import snapshot
from reports.renderers.parquet_files import NoParquet, ParquetFile

LISTS: dict[str, Any] = {
    view.export: view
    for view in (
        viewsets.ProjectViewSet,
        viewsets.AllocationExports,
        viewsets.OrganisationExports,
        viewsets.EventExports,
        viewsets.DocumentFileExports,
    )
}


class Command(BaseCommand):
    help = (
        "Writes projects, allocations, organisations, events or document-files as CSV, Excel, NDJSON, JSON or Parquet."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("list", help=f"One of: {', '.join(LISTS)}.")
        command_line.add_arguments(parser, ("csv", "xlsx", "ndjson", "json", "parquet"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the file. Raises CommandError, which names the invalid value and the known values."""
        if options["list"] not in LISTS:
            raise CommandError(f"There is no list “{options['list']}”. Known are: {', '.join(LISTS)}.")
        with translation.override(command_line.language(options)):
            view = LISTS[options["list"]]()
            renderer = command_line.renderer(options, (*view.files, ParquetFile()))
            filterset = view.filterset_class(command_line.query(options), view.get_queryset())
            if not filterset.is_valid():
                raise command_line.refused(filterset.error_lists())
            try:
                # The rows are counted and read as of one moment
                with snapshot():
                    table = export_table(view, filterset, people=renderer.people)
                    command_line.write_table(table, renderer, options["output"])
            except NoParquet as error:
                raise CommandError(str(error)) from error
