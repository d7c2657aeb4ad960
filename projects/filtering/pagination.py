"""Pages of a list, numbered from 1."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination

LARGEST_PAGE = 500


class NoSuchPage(BadRequest):
    """The list has fewer pages than the address says; ``last`` is the number of its last page."""

    def __init__(self, sentence: str, last: int) -> None:
        super().__init__(sentence)
        self.last = last


def page_of(rows: QuerySet | Sequence[Any], request: HttpRequest, size: int) -> Page:
    """Returns the page of ``size`` rows that the address of a web page names.

    Raises NoSuchPage with the parameter and the number of the last page if the page does not exist.
    """
    paginator = Paginator(rows, size)
    number = request.GET.get("page") or 1
    try:
        return paginator.page(number)
    except InvalidPage as error:
        words = {"page": number, "last": paginator.num_pages}
        sentence = _("page: There is no page %(page)s; the last one is %(last)d.") % words
        raise NoSuchPage(sentence, paginator.num_pages) from error


class NumberedPages(PageNumberPagination):
    """50 rows a page, or ``page_size`` up to 500. If a page does not exist, the answer is a 400 that names ``page``."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = LARGEST_PAGE

    def get_page_size(self, request: Any) -> int:
        text = request.query_params.get(self.page_size_query_param)
        if not text:
            return self.page_size
        if not (text.isascii() and text.isdigit() and len(text) < 5 and 0 < int(text) <= LARGEST_PAGE):
            raise ValidationError(
                {"page_size": [_("Write a whole number from 1 to %(most)d.") % {"most": LARGEST_PAGE}]}
            )
        return int(text)

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        self.request = request
        paginator = self.django_paginator_class(queryset, self.get_page_size(request))
        number = request.query_params.get(self.page_query_param) or 1
        try:
            self.page = paginator.page(number)
        except InvalidPage:
            pages = paginator.num_pages
            raise ValidationError(
                {"page": [_("There is no page %(page)s; the last one is %(last)d.") % {"page": number, "last": pages}]}
            ) from None
        return list(self.page)
