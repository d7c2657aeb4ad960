"""The API's lists as files: the whole selection, streamed, never only a page of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any, cast

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from budgets.totals import Figures, OtherCurrency, figures_of, other_currency, totals
from changes.api.sparse import PARAMETERS as SPARSE
from changes.as_of.point import todays_date
from pages.columns import ColumnsForm
from portfolio.as_of.sending import until_sent
from projects.strict import StrictBackend
from reports import facts
from reports.exports import EXPORTS
from reports.files.downloads import COLUMNS_CHOSEN, WHOLE
from reports.files.negotiation import DIALECT, Files
from reports.files.snapshots import snapshot
from reports.formats import OF_A_LIST, renderer_for
from reports.renderers.base import Renderer
from reports.table import Fact, Row, Table, Value

OBJECTS_AT_ONCE = 250
"""API objects read at a time, each with all its related rows: this bounds the memory of an export of objects."""


class Exported(Files):
    """A list of the API that can be downloaded as a file. ``export`` names its columns (``reports/exports/``)."""

    export: str
    columns_form: type[ColumnsForm] | None = None
    files = OF_A_LIST
    other_parameters: tuple[str, ...] = (DIALECT,)

    @extend_schema(
        parameters=[
            OpenApiParameter(DIALECT, enum=["excel"], description="Of CSV."),
            OpenApiParameter("page_size", description="Up to 500, or `all`: everything on one page, streamed."),
        ]
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """A page of the list; with `format=csv|xlsx|ndjson` all of the selection as a file."""
        renderer = self.requested_renderer(request)
        only = self._columns_asked(request, renderer)
        if renderer is None and request.query_params.get("page_size") == WHOLE:
            renderer = renderer_for("json")
        if renderer is None:
            return super().list(request, *args, **kwargs)  # type: ignore[misc]
        _refuse_pages(request, renderer)
        _refuse_fields(request, renderer)
        filterset = StrictBackend().get_filterset(request, self.get_queryset(), self)  # type: ignore[attr-defined]
        if not filterset.is_valid():
            raise ValidationError(filterset.error_lists())
        with ExitStack() as stack:
            # The number of rows, which the header promises, and the rows themselves are those of one moment
            stack.enter_context(snapshot())
            table = export_table(self, filterset, people=renderer.people, only=only)
            return until_sent(self.file(table, renderer), stack)

    def _columns_asked(self, request: Request, renderer: Renderer | None) -> Sequence[str]:
        """Returns the columns chosen for a file; an empty list means all. Raises ValidationError."""
        # If a list has no choice of columns, its filters refuse the parameter as unknown
        if self.columns_form is None or not any(request.query_params.getlist(COLUMNS_CHOSEN)):
            return []
        if renderer is None or not renderer.people:
            raise ValidationError({COLUMNS_CHOSEN: [_("Only files for Excel can leave out columns.")]})
        form = self.columns_form(request.query_params)
        if not form.is_valid():
            raise ValidationError({name: [str(error) for error in errors] for name, errors in form.errors.items()})
        return form.of_file()


def _refuse_pages(request: Request, renderer: Renderer) -> None:
    # For JSON, page_size=all is the parameter that requests the whole selection
    for name in ("page", "cursor") if renderer.format == "json" else ("page", "page_size", "cursor"):
        if name in request.query_params:
            raise ValidationError({name: [_("A file has the whole selection, without pages.")]})


def _refuse_fields(request: Request, renderer: Renderer) -> None:
    for name in SPARSE:
        if renderer.format not in ("json", "ndjson") and request.query_params.get(name):
            raise ValidationError({name: [_("Only JSON can leave out fields.")]})


def export_table(view: Any, filterset: Any, *, people: bool, only: Sequence[str] = ()) -> Table:
    """Returns the Table of a list's selection: ``view`` is one of its viewsets, ``filterset`` selects the rows.

    ``only`` names the columns to include; empty: all.
    """
    rows = filterset.qs
    export = EXPORTS[view.export]
    # With the fields that the reader wants
    serializer = view.get_serializer() if hasattr(view, "request") else view.serializer_class()
    # Lazy: computed once, in the same snapshot as the rows. CSV for programs never needs them.
    figures: Any = SimpleLazyObject(lambda: FIGURES[export.name](rows))

    def objects() -> Iterator[Any]:
        if hasattr(serializer, "read_narrow"):
            return cast(Iterator[Any], serializer.read_narrow(rows, list(serializer.fields)))
        return map(serializer.to_representation, rows.iterator(chunk_size=OBJECTS_AT_ONCE))

    def explained() -> list[Fact]:
        lines = [*filters_in_words(filterset), facts.dated(todays_date())]
        if export.name in FIGURES:
            lines += [facts.counted(figures[0]), *facts.not_counted(*figures), *facts.sources(rows)]
        return lines

    later: Any = SimpleLazyObject(explained)
    table = export.table(rows, later, objects, people=people, only=only)
    if export.name in SUMS and people and table.count:
        sums: Any = SimpleLazyObject(lambda: _in_total(table, figures[0], SUMS[export.name]))
        table.foot.append(Row(sums))
    return table


def _in_total(table: Table, figures: Figures, sums: Mapping[str, str]) -> list[Value]:
    """Returns the last row of a file that people read: the totals below the columns that add up."""
    _reference, *others = table.columns
    return [_("In total"), *(getattr(figures, sums[column.name]) if column.name in sums else "" for column in others)]


def filters_in_words(filterset: Any) -> list[Fact]:
    """Returns the filters in words, for any list."""
    if hasattr(filterset, "in_force_in_words"):
        return facts.filters_in_words(filterset)
    return [Fact(chip.label, chip.value) for chip in filterset.chips()]


def _of_projects(projects: Any) -> tuple[Figures, list[OtherCurrency]]:
    answer = totals(projects)
    return answer.total, answer.other_currency


def _of_allocations(allocations: Any) -> tuple[Figures, list[OtherCurrency]]:
    return figures_of(allocations), other_currency(allocations)


FIGURES = {"projects": _of_projects, "allocations": _of_allocations}
"""List → the function that counts its money: what a file says beside the filters and the date."""

SUMS = {
    "projects": {
        "budget_dkk": "budget_dkk",
        "allocations": "allocations",
        "allocations_not_counted": "allocations_not_counted",
    },
    "allocations": {"amount_dkk": "budget_dkk"},
}
"""List → the columns that add up, and the figure that is their sum. An amount in its own currency never adds up."""
