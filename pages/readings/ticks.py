"""What a person ticks on an item of an annex: only this is saved, and nothing is chosen for the person."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from readings.rules.facts import PARTS

NEEDED = ("amount", "currency", "scope", "organisation", "role", "place")
"""The beginnings of the names of fields that a fact needs to be saved."""
MAKEABLE = ("organisation", "place")


def is_sure(grant: dict[str, Any], part: str) -> bool:
    """Returns whether the text says this part of a grant ("scope", "payer", "fund") for certain."""
    return grant["states"].get(part) in PARTS[part]


class Ticked(forms.Form):
    """A form with boxes ``take-NAME``. The fields of a box are called NAME, or end with -NAME."""

    def clean(self) -> dict[str, Any]:
        """Refuses a ticked fact with a gap, and a fact that was changed and not ticked. Dates without a tick are
        left out.
        """
        found: dict[str, Any] = super().clean() or {}
        for name in [field.removeprefix("take-") for field in self.fields if field.startswith("take-")]:
            ticked, fields = found.get(f"take-{name}"), list(self._of(name))
            changed = next((field for field in fields if self._is_changed(field, found)), None)
            if ticked:
                self._refuse_gaps(fields, found)
            elif changed:
                self.add_error(changed, _("You changed this and did not tick it. Tick it, or put back what was here."))
            elif name in found:
                found[name] = None
        return found

    def _of(self, name: str) -> Iterator[str]:
        return (
            field for field in self.fields if field == name or (field.endswith(f"-{name}") and field[:5] != "take-")
        )

    def _is_changed(self, field: str, found: dict[str, Any]) -> bool:
        """Whether something else was typed or chosen than the page showed. An emptied field says nothing."""
        if found.get(field) in (None, ""):
            return False
        try:
            return bool(found[field] != self.fields[field].clean(self.fields[field].initial))
        except ValidationError:
            return True

    def _refuse_gaps(self, fields: list[str], found: dict[str, Any]) -> None:
        for field in fields:
            kind = field.partition("-")[0]
            if kind not in NEEDED or field not in found or found[field] not in (None, ""):
                continue
            if kind == "amount":
                self.add_error(field, _("Write the amount, or take the tick away."))
            elif kind in MAKEABLE:
                self.add_error(field, _("Choose what the register has, or make it first."))
            else:
                self.add_error(field, _("Choose one of these."))
