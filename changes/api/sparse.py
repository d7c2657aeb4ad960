"""Fewer fields: ``fields=`` names those that an answer has, ``omit=`` those that it leaves out."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

PARAMETERS = ("fields", "omit")


class Sparse:
    """A list of the API whose objects have the fields that the reader wants, in their own order."""

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        if request.method in ("GET", "HEAD"):
            # An empty list, too, refuses an unknown field
            self.get_serializer()

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Returns the serializer without the fields that the reader does not want. Raises ValidationError."""
        serializer = super().get_serializer(*args, **kwargs)  # type: ignore[misc]
        parameters = getattr(getattr(self, "request", None), "query_params", {})
        if any(parameters.get(name) for name in PARAMETERS):
            fields = getattr(serializer, "child", serializer).fields
            wanted, omitted = (_named(parameters, name, fields) for name in PARAMETERS)
            for name in [name for name in fields if (wanted and name not in wanted) or name in omitted]:
                fields.pop(name)
        return serializer


def _named(parameters: Any, parameter: str, known: Any) -> set[str]:
    """Returns the fields that a parameter names, by commas or repeated."""
    named = {name.strip() for text in parameters.getlist(parameter) for name in text.split(",") if name.strip()}
    unknown = sorted(named - {*known})
    if unknown:
        words = {"names": ", ".join(unknown)[:200], "known": ", ".join(known)}
        raise ValidationError({parameter: [_("There is no field %(names)s here. The fields are: %(known)s.") % words]})
    return named
