"""Shared parts of the commands that write files: which projects, in which language, to which file."""

import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.http import QueryDict
from tqdm import tqdm

from reports.files.downloads import pieces
from reports.formats import OF_A_TABLE, UnknownFormat, renderer_for
from reports.renderers.base import BrokenTransfer, Renderer, TooManyRows
from reports.table import ReadByColumn, Row, Table, Value, Written


def add_arguments(parser: CommandParser, formats: Iterable[str]) -> None:
    """Adds the options of every command that writes a file."""
    parser.add_argument("--format", default="csv", help=f"One of: {', '.join(formats)}. Default: csv")
    parser.add_argument("--dialect", default="", help="Of CSV: excel.")
    parser.add_argument("--lang", default="en", help=f"One of: {', '.join(code for code, _ in settings.LANGUAGES)}.")
    parser.add_argument("--filter", action="append", default=[], metavar="NAME=VALUE", help="May be repeated.")
    parser.add_argument("--query", default="", help="All filters as an address has them: status=ongoing&year=2004")
    parser.add_argument("--output", type=Path, help="The file to write. Left out: standard output.")


def language(options: dict[str, Any]) -> str:
    """Returns the chosen language. Raises CommandError with the known languages."""
    known = [code for code, _name in settings.LANGUAGES]
    if options["lang"] not in known:
        raise CommandError(f"There is no language “{options['lang']}”. Known are: {', '.join(known)}.")
    return str(options["lang"])


def query(options: dict[str, Any], **more: str | None) -> QueryDict:
    """Returns the filters as a request would have them. Raises CommandError for a filter that is not NAME=VALUE."""
    parameters = QueryDict(options["query"].removeprefix("?"), mutable=True)
    for text in options["filter"]:
        name, equals, value = text.partition("=")
        if not equals:
            raise CommandError(f"“{text}” is no filter; write NAME=VALUE, such as status=ongoing.")
        parameters.appendlist(name, value)
    for name, given in more.items():
        if given:
            parameters[name] = given
    return parameters


def renderer(options: dict[str, Any], among: tuple[Renderer, ...] = OF_A_TABLE) -> Renderer:
    """Returns the chosen renderer. Raises CommandError with the known formats."""
    try:
        return renderer_for(options["format"], options["dialect"], among)
    except UnknownFormat as error:
        raise CommandError(str(error)) from error


def refused(errors: dict[str, list[str]]) -> CommandError:
    """Returns the error that names each wrong parameter."""
    return CommandError("\n".join(f"{name}: {' '.join(sentences)}" for name, sentences in errors.items()))


def write_table(table: Table, renderer: Renderer, output: Path | None) -> None:
    """Writes the file of a table, with a progress bar if the output of errors is a terminal. Raises CommandError."""
    try:
        with closing(pieces(_watched(table), renderer)) as content:
            write(content, output)
    except (BrokenTransfer, TooManyRows) as error:
        raise CommandError(f"{'Nothing was written.' if output else 'The output is not whole.'} {error}") from error


def write(pieces: Iterable[bytes], output: Path | None) -> None:
    """Writes the pieces to a file or to standard output. If the reader stops early (``| head``), that is no error.

    Raises CommandError if the output cannot be written.
    """
    try:
        with suppress(BrokenPipeError), _opened(output) as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
    except OSError as error:
        where = output or "The standard output"
        raise CommandError(f"{where} cannot be written: {error.strerror or error}.") from error


def _opened(output: Path | None) -> AbstractContextManager[BinaryIO]:
    if output is None:
        return nullcontext(sys.stdout.buffer)
    if output.exists() and not output.is_file():
        # A device or a pipe (/dev/stdout, /dev/null) receives the bytes directly and must not be replaced
        return output.open("wb")
    return _whole_or_nothing(output.resolve())


@contextmanager
def _whole_or_nothing(output: Path) -> Iterator[BinaryIO]:
    """Opens a file that gets its name only when it is complete, so that a failed file never looks finished."""
    path = output.with_name(f".{output.name}.{token_hex(4)}")
    try:
        with path.open("xb") as file:
            yield file
        path.replace(output)
    finally:
        path.unlink(missing_ok=True)


def _watched(table: Table) -> Table:
    """Returns the same table with a counter of its rows on a terminal; silent in a pipe."""
    objects = table.objects
    counted_objects = (lambda: _counting(objects(), table.count)) if objects is not None else None
    rows = table.rows
    counted_rows = _Watched(rows, table.count) if isinstance(rows, ReadByColumn) else _counting(rows, table.count)
    return replace(table, rows=counted_rows, objects=counted_objects)


class _Watched(ReadByColumn):
    def __init__(self, rows: ReadByColumn, count: int) -> None:
        self.rows, self.count = rows, count

    def __iter__(self) -> Iterator[Row]:
        yield from _counting(self.rows, self.count)

    def written(self, writers: Mapping[int, Callable[[Value], Written]]) -> Iterator[list[list[Written]]]:
        with tqdm(total=self.count, unit=" rows", disable=None, file=sys.stderr) as bar:
            for columns in self.rows.written(writers):
                yield columns
                bar.update(len(columns[0]))

    def close(self) -> None:
        self.rows.close()


def _counting(rows: Iterable[Any], count: int) -> Iterator[Any]:
    # The bar appears with the first row: a bar for rows that are never read (JSON reads objects) would not move
    try:
        yield from tqdm(rows, total=count, unit=" rows", disable=None, file=sys.stderr)
    finally:
        if isinstance(rows, Generator):
            rows.close()
