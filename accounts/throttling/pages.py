"""Throttling on pages: a mixin for forms, and the answer wherever a page raises ``TooManyTries``."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.throttling import device
from accounts.throttling.tries import TooManyTries, count_try, give_back, key_of_account

Answer = Callable[[HttpRequest], HttpResponse]


class Throttled:
    """A page with a form that checks a secret. It counts each try, and shows a full counter on the page itself.

    The page says whose secret it is (``tried_account``) and has a new form to show (``empty_form``), because
    validating the sent form would try the secret.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page: Any = super()
        try:
            self.count()
        except TooManyTries as refused:
            return self._refused(refused)
        return page.post(request, *args, **kwargs)

    def count(self: Any) -> None:
        """Counts the try. Raises TooManyTries."""
        count_try(self.request, self.tried_account())

    def form_valid(self: Any, form: Any) -> HttpResponse:
        give_back(self.request)
        page: Any = super()
        return page.form_valid(form)

    def tried_account(self: Any) -> Any:
        """Returns the account, or the name that was typed."""
        return self.request.POST.get("username", "")

    def _refused(self: Any, refused: TooManyTries) -> HttpResponse:
        context = self.get_context_data(form=self.empty_form(), refused=str(refused.detail))
        return self.render_to_response(context, status=429, headers={"Retry-After": str(refused.wait)})


class AnswerTooManyTries:
    """Answers ``TooManyTries`` of any page with 429 (RFC 6585, 4), and remembers devices that signed in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        person = getattr(request, "just_signed_in", None)
        if person is not None:
            device.remember(request, response, key_of_account(person))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TooManyTries):
            return None
        response = render(request, "own/too_many_tries.html", {"said": str(exception.detail)}, status=429)
        response["Retry-After"] = str(exception.wait)
        return response


def after_sign_in(request: Any, user: Any, **_options: Any) -> None:
    """Receives Django's signal of a sign-in: the try does not count, and the device is known from now on."""
    if request is not None:
        give_back(request)
        request.just_signed_in = user
