"""``?format=`` in the address of a page: a page with files leads to its file, every other page refuses it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from changes.api.asked import TWICE, with_two_values
from projects.language.texts import readers_language
from reports.files.downloads import links_to_files
from reports.formats import OF_A_LIST, UnknownFormat, renderer_for
from reports.renderers.base import Renderer

View = Callable[..., HttpResponseBase]
FORMAT, DIALECT = "format", "dialect"
MARK = "answers_with_files"
"""The attribute of a view that takes ``format``."""
READING = ("GET", "HEAD")
NO_PAGES = ("/api/", "/admin/")


def answers_with_files(view: View) -> View:
    """Marks a view that reads ``format`` itself."""
    setattr(view, MARK, True)
    return view


def files_at(name: str, formats: tuple[Renderer, ...] = OF_A_LIST, *without: str) -> Callable[[View], View]:
    """Lets a page lead to its file: the address of the API with this name, in these formats. ``without``: the
    parameters of the page that its files do not take.
    """

    def leading(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            asked = request.GET.get(FORMAT, ""), request.GET.get(DIALECT, "")
            if not any(asked):
                return view(request, *args, **kwargs)
            for parameter in with_two_values(request.GET):
                if parameter in (FORMAT, DIALECT):
                    raise BadRequest(f"{parameter}: {TWICE}")
            try:
                renderer = renderer_for(*asked, formats)
            except UnknownFormat as error:
                raise BadRequest(f"{error.parameter}: {error}") from error
            (link,) = links_to_files(reverse(name), request.GET, [renderer], without, lang=readers_language())
            return HttpResponseRedirect(link.url)

        return answers_with_files(page)

    return leading


class RefuseFormats:
    """Refuses ``format`` at pages without files: who asks for a file must not take the page for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> None:
        """Runs after the steps that decide who may see the page."""
        if FORMAT not in request.GET or request.method not in READING or request.path_info.startswith(NO_PAGES):
            return
        if not getattr(view, MARK, False):
            sentence = _("There is no parameter “%(name)s”.") % {"name": FORMAT}
            raise BadRequest(f"{FORMAT}: {sentence}")
