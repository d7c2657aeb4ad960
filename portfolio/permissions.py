"""Decides who may read the API, and who may write by it."""

from typing import Any

from django.conf import settings
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS, BasePermission

from accounts.keys.reading import narrow
from changes.rights import may
from portfolio.middleware import ContributorsFence, reads_calendar_only


class MayRead(BasePermission):
    """Anybody with an account may read; everybody may if the site is set to open reading.

    Views with ``writes`` take writes of signed-in people. ``changes/rights.py`` decides about each proposal. For a day
    that the register does not know, those who may read get a ValidationError.
    """

    def has_permission(self, request: Any, view: Any) -> bool:
        signed_in = bool(request.user and request.user.is_authenticated)
        # The view itself answers 405 to a method that it does not have
        harmless = request.method in SAFE_METHODS or not hasattr(view, str(request.method).lower())
        allowed = (signed_in or settings.OPEN_READING) if harmless else signed_in and getattr(view, "writes", False)
        if not allowed or self._fenced(request) or (harmless and not may(request.user, "read", "calendar")):
            return False
        if sentence := getattr(request, "as_of_refused", ""):
            raise ValidationError({"as_of": [sentence]})
        narrow(request, view, reads=request.method in SAFE_METHODS)
        return True

    @staticmethod
    def _fenced(request: Any) -> bool:
        # Accounts that use a token are checked here: the middleware knows only sessions
        name = request.resolver_match.view_name if request.resolver_match else ""
        return name not in ContributorsFence.OPEN and reads_calendar_only(request.user)
