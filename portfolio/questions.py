"""Questions that are too long for an address: ``POST …/query/`` with the parameters in its body."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError, UnsupportedMediaType, ValidationError

from changes.api.body import object_of, read_json
from portfolio.middleware import ChosenLanguage

LARGEST = 64 * 1024
"""Bytes of a question."""
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
HEADERS = ("CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_IF_NONE_MATCH")
"""Headers about the body or about a stored answer. They mean nothing to the GET that the question becomes."""


class TooLarge(APIException):
    status_code = 413


class ReadQuestions:
    """Makes ``POST /api/…/query/`` the ``GET`` of the address before ``query/``, with the parameters of the body.

    The answer is that of the same ``GET``: nothing is written, whoever asks. Parameters of the address count too.
    """

    START, END = "/api/", "/query/"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if request.method != "POST" or not (path.startswith(self.START) and path.endswith(self.END)):
            return self.get_response(request)
        try:
            parameters = [*_pairs(request.GET), *_asked(request)]
        except APIException as error:
            detail: Any = error.detail
            answer = detail if isinstance(detail, dict) else {"detail": detail}
            return JsonResponse(answer, status=error.status_code)
        self._become_a_get(request, urlencode(parameters))
        # The body may name the language
        ChosenLanguage(self.get_response).process_request(request)
        return self.get_response(request)

    def _become_a_get(self, request: HttpRequest, query: str) -> None:
        for header in HEADERS:
            request.META.pop(header, None)
        # Django keeps the headers once they were read, for which a middleware may have asked
        request.__dict__.pop("headers", None)
        short = len(self.END) - 1
        request.path, request.path_info = request.path[:-short], request.path_info[:-short]
        request.META |= {"REQUEST_METHOD": "GET", "PATH_INFO": request.path_info, "QUERY_STRING": query}
        request.method = "GET"
        parameters: Any = QueryDict(query)
        request.GET = parameters


def _asked(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Yields the parameters of the body. Raises APIException if it cannot be read."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > LARGEST:
        raise TooLarge(_("A question has at most %(most)d bytes.") % {"most": LARGEST})
    if not length:
        return
    if request.content_type == JSON:
        yield from _of_object(object_of(read_json(request.body)))
    elif request.content_type == FORM:
        yield from _pairs(_of_form(request.body))
    else:
        raise UnsupportedMediaType(
            request.content_type or "",
            _("Send the question as %(form)s or as %(json)s.") % {"form": FORM, "json": JSON},
        )


def _of_form(body: bytes) -> QueryDict:
    try:
        return QueryDict(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ParseError(_("The body is not UTF-8, from byte %(place)d on.") % {"place": error.start}) from None


def _pairs(parameters: Any) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, values in parameters.lists() for value in values)


def _of_object(asked: Any) -> Iterator[tuple[str, str]]:
    """Yields the parameters of a JSON object, whose values are plain values or lists of them."""
    for name, values in asked.items():
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, bool):
                yield name, str(value).lower()
            elif isinstance(value, str | int | float):
                yield name, str(value)
            elif value is not None:
                raise ValidationError({name: [_("A parameter is a text, a number, true, false or a list of these.")]})
