"""Pages of a list, numbered from 1."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import InvalidPage, Page
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from changes.api.asked import TWICE, with_two_values
from projects.filtering.keyset import Keyset, KeysetPage
from projects.filtering.numbered import Pages
from projects.remembering.counts import counts

LARGEST_PAGE = 500
PAGE_SIZE = "page_size"
"""The parameter with the number of rows of a page."""


class NoSuchPage(BadRequest):
    """The list has fewer pages than the address says; ``last`` is the number of its last page."""

    def __init__(self, sentence: str, last: int) -> None:
        super().__init__(sentence)
        self.last = last


def page_of(rows: QuerySet | Sequence[Any], request: HttpRequest, size: int, *, fixed: bool = False) -> Page:
    """Returns the page that the address of a web page names: of ``size`` rows, or of ``page_size``.

    ``fixed``: the page takes no ``page_size``. Raises BadRequest for a size that makes no sense and for two pages or
    sizes, and NoSuchPage with the parameter and the number of the last page if the page does not exist.
    """
    for name in with_two_values(request.GET):
        if name in ("page", PAGE_SIZE):
            raise BadRequest(f"{name}: {TWICE}")
    paginator = Pages(rows, _size_of(request, size, fixed))
    number = request.GET.get("page") or 1
    try:
        return paginator.page(number)
    except InvalidPage as error:
        words = {"page": number, "last": paginator.num_pages}
        sentence = _("page: There is no page %(page)s; the last one is %(last)d.") % words
        raise NoSuchPage(sentence, paginator.num_pages) from error


def _size_of(request: HttpRequest, usual: int, fixed: bool) -> int:
    text = request.GET.get(PAGE_SIZE, "")
    if not text:
        return usual
    if fixed:
        raise BadRequest(_("page_size: This page has a fixed size."))
    if not _is_size(text):
        raise BadRequest(f"page_size: {_size_sentence()}")
    return int(text)


def _is_size(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5 and 0 < int(text) <= LARGEST_PAGE


def _size_sentence() -> str:
    return _("Write a whole number from 1 to %(most)d.") % {"most": LARGEST_PAGE}


def _version_of(view: Any) -> str | None:
    """Returns the version of the data that a view read first; None in a transaction, which may have written rows."""
    return None if connections[DEFAULT_DB_ALIAS].in_atomic_block else getattr(view, "version_read", None)


class NumberedPages(PageNumberPagination):
    """50 rows a page, or ``page_size`` up to 500. If a page does not exist, the answer is a 400 that names ``page``.

    With ``cursor``, which is empty for the first page, pages begin behind a row (``keyset.py``).
    """

    cursor_query_param = "cursor"
    keyset: KeysetPage | None = None
    django_paginator_class = Pages

    page_size = 50
    page_size_query_param = PAGE_SIZE
    max_page_size = LARGEST_PAGE

    def get_page_size(self, request: Any) -> int:
        text = request.query_params.get(self.page_size_query_param)
        if not text:
            return self.page_size
        if not _is_size(text):
            raise ValidationError({PAGE_SIZE: [_size_sentence()]})
        return int(text)

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        self.request = request
        if self.cursor_query_param in request.query_params:
            return self._behind_a_row(queryset, request)
        paginator = self.django_paginator_class(queryset, self.get_page_size(request))
        if _version_of(view) and isinstance(queryset, QuerySet):
            paginator.count = counts.of(queryset, view.version_read)
        number = request.query_params.get(self.page_query_param) or 1
        try:
            self.page = paginator.page(number)
        except InvalidPage:
            pages = paginator.num_pages
            raise ValidationError(
                {"page": [_("There is no page %(page)s; the last one is %(last)d.") % {"page": number, "last": pages}]}
            ) from None
        return list(self.page)

    def _behind_a_row(self, queryset: Any, request: Any) -> list[Any]:
        if request.query_params.get(self.page_query_param):
            raise ValidationError({"page": [_("A list is read by page or by cursor, not by both.")]})
        size = self.get_page_size(request)
        self.keyset = Keyset(queryset).page(request.query_params[self.cursor_query_param], size)
        return self.keyset.rows

    def get_paginated_response(self, data: Any) -> Response:
        if self.keyset is None:
            return super().get_paginated_response(data)
        links = {"next": self._link(self.keyset.following), "previous": self._link(self.keyset.preceding)}
        # To count all rows would take longer than to read the page
        return Response({**links, "results": data})

    def _link(self, cursor: str) -> str | None:
        request: Any = self.request
        address = request.build_absolute_uri()
        return replace_query_param(address, self.cursor_query_param, cursor) if cursor else None

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        answer: dict[str, Any] = super().get_paginated_response_schema(schema)
        answer["properties"]["count"]["description"] = "Of all pages. Left out where the list is read by `cursor`."
        return {**answer, "required": ["results"]}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        cursor = {
            "name": self.cursor_query_param,
            "in": "query",
            "description": "Empty for the first page; then as `next` says. Stable while rows are added and deleted.",
            "schema": {"type": "string"},
        }
        return [*super().get_schema_operation_parameters(view), cursor]
