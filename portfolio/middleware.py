"""What happens to every request before a view sees it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.translation import gettext as _

Answer = Callable[[HttpRequest], HttpResponse]


class RefuseNulBytes:
    """Answers 400 to a NUL byte in the address: PostgreSQL takes none in text, SQLite does."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return JsonResponse({"detail": _("The address holds a NUL byte.")}, status=400)
        return self.get_response(request)


class ChosenLanguage(LocaleMiddleware):
    """``?lang=`` first, then the language that the reader chose, then what the browser asks for."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        asked = request.GET.get("lang", "")
        if asked in dict(settings.LANGUAGES):
            translation.activate(asked)
            request.LANGUAGE_CODE = asked


class SignInToRead(LoginRequiredMiddleware):
    """Every page needs an account, unless the site is set to open reading (``OPEN_READING``)."""

    def process_view(self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any) -> Any:
        if settings.OPEN_READING:
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
