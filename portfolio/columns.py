"""The sortable headings of the project list."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

COLUMNS = (
    ("reference", _("Reference"), "reference"),
    ("title", _("Title"), "title"),
    ("kind", _("Kind"), ""),
    ("status", _("Status"), ""),
    ("councils", _("Councils named"), ""),
    ("period", _("Period"), "starts"),
    ("budget", _("Budget (DKK)"), "budget_dkk"),
)


@dataclass(frozen=True)
class Column:
    """A heading: where a click on it leads, and how the list is sorted by it now (``aria-sort``)."""

    name: str
    label: Any
    url: str
    sorted: str


def sortable(filterset: Any, request: HttpRequest) -> list[Column]:
    """The columns of the list in the address's order; a second click turns the order round."""
    current = (filterset.form.cleaned_data["ordering"] or [""])[0]
    return [Column(name, label, _url(request, key, current), _direction(key, current)) for name, label, key in COLUMNS]


def _direction(key: str, current: str) -> str:
    if not key or current.lstrip("-") != key:
        return "none"
    return "descending" if current.startswith("-") else "ascending"


def _url(request: HttpRequest, key: str, current: str) -> str:
    if not key:
        return ""
    query = request.GET.copy()
    query.pop("page", None)
    query["ordering"] = f"-{key}" if current == key else key
    return f"?{query.urlencode()}"
