"""Fields that search as one types, for keys into tables that may be long."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple

LONGEST_KEY = 18


class _KeysOnly:
    """What is no key at all never reaches the database, which would fail on it; the field's own check refuses it."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        keys = [key for key in value if not str(key) or (str(key).isdecimal() and len(str(key)) <= LONGEST_KEY)]
        return super().optgroups(name, keys, attr)


class Autocomplete(_KeysOnly, AutocompleteSelect):
    """Chooses one row."""


class AutocompleteMultiple(_KeysOnly, AutocompleteSelectMultiple):
    """Chooses several rows."""
