"""Chooses the format of an answer."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import DefaultContentNegotiation


class NamedFormats(DefaultContentNegotiation):
    """``?format=`` names the format. An unknown format is a 400 that names the known ones."""

    def filter_renderers(self, renderers: Any, format: str) -> Any:  # noqa: A002 (the name in DRF)
        found = [renderer for renderer in renderers if renderer.format == format]
        if not found:
            words = {"format": format, "known": ", ".join(renderer.format for renderer in renderers)}
            raise ValidationError(
                {"format": [_("There is no format “%(format)s” here. The formats are: %(known)s.") % words]}
            )
        return found
