"""The reader's language in the browser: a cookie, so that no request needs a query for it.

A second cookie marks a language that came from an account. Both are deleted when somebody else signs in on the
same browser. A language that a visitor chose before signing in stays.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.models import Preference

OF_ACCOUNT = "language_of_account"
LANGUAGE = settings.LANGUAGE_COOKIE_NAME


def remember(response: Any, language: str, *, of_account: bool) -> None:
    """Sets the cookie of the language, and the mark if it is the language of an account."""
    _set(response, LANGUAGE, language)
    if of_account:
        _set(response, OF_ACCOUNT, "1")
    else:
        response.delete_cookie(OF_ACCOUNT)


def bring_back(request: HttpRequest, response: Any) -> None:
    """Sets the account's language after signing in. If it has none, removes the language of another account."""
    kept = Preference.objects.filter(user=request.user.pk).values_list("language", flat=True).first()
    if kept:
        remember(response, kept, of_account=True)
    else:
        forget(request, response)


def forget(request: HttpRequest, response: Any) -> None:
    """Removes an account's language from the browser. A language that a visitor chose stays."""
    if request.COOKIES.get(OF_ACCOUNT):
        response.delete_cookie(LANGUAGE, path=settings.LANGUAGE_COOKIE_PATH)
        response.delete_cookie(OF_ACCOUNT)


def _set(response: Any, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
