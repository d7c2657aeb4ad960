"""Fields that search during typing, for foreign keys to tables that may be long."""

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple

LONGEST_KEY = 18


class _KeysOnly:
    """Ignores values that cannot be keys, because they would cause an error in the database. The field reports the
    error."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        keys = [key for key in value if not str(key) or (str(key).isdecimal() and len(str(key)) <= LONGEST_KEY)]
        return super().optgroups(name, keys, attr)


class Autocomplete(_KeysOnly, AutocompleteSelect):
    """A field for one row."""


class AutocompleteMultiple(_KeysOnly, AutocompleteSelectMultiple):
    """A field for several rows."""
