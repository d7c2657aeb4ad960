"""Who may read the API."""

from typing import Any

from django.conf import settings
from rest_framework.permissions import SAFE_METHODS, BasePermission


class MayRead(BasePermission):
    """Anybody with an account may read; anybody at all where the site is set to open reading."""

    def has_permission(self, request: Any, view: Any) -> bool:
        signed_in = bool(request.user and request.user.is_authenticated)
        # A method that the view does not have is answered 405, by the view itself
        harmless = request.method in SAFE_METHODS or not hasattr(view, str(request.method).lower())
        return harmless and (signed_in or settings.OPEN_READING)
