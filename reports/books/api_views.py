"""The API of the two books: a ledger is sent and compared, and nothing is kept or changed."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied as NotAllowed
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import ParseError, PermissionDenied, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from budgets.books import services
from budgets.books.reading.cells import UnreadableLedger
from budgets.books.reading.ledger import problems_of, read_sheet
from budgets.books.rights import COMPARE
from changes.rights import check_may
from reports.books.forms import ROWS, ComparisonForm
from reports.books.tables import groups_table, rows_table
from reports.books.words import dkk

AMOUNTS = {
    "register_dkk": "here",
    "ledger_dkk": "there",
    "difference_dkk": "difference",
    "explained_dkk": "explained",
    "unexplained_dkk": "unexplained",
}
"""The amounts of the answer, and the sums of the comparison that they are."""


class LedgerParser(BaseParser):
    """Takes the body as it is: a CSV or Excel file."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        return stream.read()


class BooksView(APIView):
    """Lays a ledger of the accounting system beside the register. Comparing changes neither; the ledger is not kept."""

    writes = True
    parser_classes = (LedgerParser,)

    @extend_schema(
        operation_id="books_compare",
        request={"text/csv": OpenApiTypes.BINARY, "application/octet-stream": OpenApiTypes.BINARY},
        parameters=[
            OpenApiParameter("name", description="The name of the file, which the answer repeats."),
            OpenApiParameter("show", enum=["groups", "rows"], description="Groups (the default), or single rows."),
            OpenApiParameter("state", description="Of groups: their result, or all. Left out: those that differ."),
            OpenApiParameter("kind", description="Of rows: the kind of difference."),
            OpenApiParameter("reversed_signs", bool, description="Whether payments have a minus in the ledger."),
            OpenApiParameter("first_day", date), OpenApiParameter("last_day", date),
        ],
        responses={200: OpenApiResponse(OpenApiTypes.OBJECT, "The sums, and the groups or rows under `results`.")},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Compares the body, a CSV or Excel file, with the register. The answer has the figures of the page."""
        try:
            check_may(request.user, COMPARE, "ledger")
        except NotAllowed:
            raise PermissionDenied from None
        # An empty body is not parsed
        data: Any = request.data or b""
        form = ComparisonForm(request.query_params)
        if not form.is_valid():
            raise ValidationError(form.error_lists())
        return Response(_answer(_compared(data, form), form.cleaned_data))


def _compared(data: bytes, form: ComparisonForm) -> services.Compared:
    try:
        sheet = read_sheet(data)
    except UnreadableLedger as error:
        raise ParseError(str(error)) from error
    usual = services.usual_choices(sheet)
    if problems := problems_of(usual.columns):
        raise ParseError(" ".join(problems))
    return services.compare_sheet(sheet, form.choices(usual))


def _answer(found: services.Compared, chosen: dict[str, Any]) -> dict[str, Any]:
    name, total = chosen["name"], found.comparison.total
    rows = chosen["show"] == ROWS
    table = rows_table(found, name, chosen["kind"]) if rows else groups_table(found, name, chosen["state"])
    return {
        "name": name,
        "first_day": found.first_day,
        "last_day": found.last_day,
        **{field: f"{dkk(getattr(total, ore)):.2f}" for field, ore in AMOUNTS.items()},
        "register_rows": total.rows_here,
        "ledger_rows": total.rows_there,
        "equal": len(found.comparison.pairs),
        "without": sorted(found.without),
        "left_out": [
            {"reason": reason, "rows": number, "sum_dkk": f"{dkk(ore):.2f}" if ore else None}
            for reason, number, ore in found.reasons()
        ],
        "results": list(table.records()),
    }
