"""The editing pages as a browser handles them: open a page, read the values of its form, and send them back."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

Attributes = list[tuple[str, str | None]]


class Form(HTMLParser):
    """The values that a browser would send for the forms of a page, without the templates for new rows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self._select = self._area = ""
        self._several = False
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: Attributes) -> None:
        given = dict(attributes)
        name = given.get("name") or ""
        if tag == "select":
            self._select, self._several = name, "multiple" in given
        elif tag == "option" and "selected" in given:
            value = given.get("value") or ""
            self._keep(self._select, [*self.values.get(self._select, []), value] if self._several else value)
        elif tag == "textarea":
            self._area = name
            self._keep(name, "")
        elif tag == "input" and given.get("type") not in ("submit", "checkbox"):
            self._keep(name, given.get("value") or "")
        elif tag == "input" and given.get("type") == "checkbox" and "checked" in given:
            self._keep(name, given.get("value") or "on")

    def handle_data(self, data: str) -> None:
        if self._area:
            self._keep(self._area, self.values.get(self._area, "") + data.lstrip("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def _keep(self, name: str, value: Any) -> None:
        if name and "__prefix__" not in name:
            self.values[name] = value


def address(row: Any, page: str = "change") -> str:
    """Returns the address of the row's page. If ``page`` is add or changelist, ``row`` is a model."""
    keys = [row.pk] if page not in ("add", "changelist") else []
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=keys)


def opened(client: Client, row: Any, page: str = "change") -> dict[str, Any]:
    """Returns the values that the page's form would send if nobody typed anything."""
    return Form(client.get(address(row, page)).content.decode()).values
