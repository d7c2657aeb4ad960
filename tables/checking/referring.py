"""Records of a table that name new records of the same table, such as a project the one that it follows."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from changes.parts.references import foresee
from tables.checking.order import Group, in_order
from tables.checking.trying import Place
from tables.values.lists import pieces

FIELDS = {"project": "follows", "organisation": "part_of", "entry": "corrects"}
"""Kind of record → the field that names another record of this kind."""
DEEPEST = 50


class Referring:
    """Knows which records name which new ones. ``new``: the codes of the new records of the table."""

    def __init__(self, model: Any, key: str, groups: Sequence[Group], new: set[str], field: str, place: int | None):
        self.model, self.key, self.field = model, key, field
        self.groups = groups
        self.naming: dict[str, list[str]] = {}
        """Code → the codes of new records that it names."""
        self.right: dict[str, Any] = {}
        """The rows of new records that others name, as far as they were found right."""
        for code, lines in groups:
            cell = lines[0].at(place) if place is not None else ""
            named = [piece for piece in pieces(cell) if piece in new] if isinstance(cell, str) else []
            if code and named:
                self.naming[code] = named
        self.referred = {code for codes in self.naming.values() for code in codes}

    def in_order(self) -> list[Group]:
        """Returns the records in the order in which they are written: those that others name come first."""
        return in_order(self.groups, self.naming)

    def foresee(self, groups: Iterable[Group]) -> None:
        """Lets these records name others that are written before them."""
        for own, _lines in groups:
            for code in self.naming.get(own, ()):
                foresee(self.model, ((), False, repr(code)), **{self.key: code})

    def keep(self, row: Any) -> None:
        """Notes that a record was found right."""
        if row.key in self.referred:
            self.right[row.key] = row

    def refusal(self, row: Any) -> list[tuple[Place, str]]:
        """Returns what is wrong with a record that names a new one which is refused, or written only after it."""
        missing = [code for code in self.naming.get(row.key, ()) if code not in self.right]
        sentences = [_("There is no “%(value)s”.") % {"value": code} for code in missing[:1]]
        return [((self.field, None, ""), sentence) for sentence in sentences]

    def named_by(self, rows: Sequence[Any], depth: int = 0) -> Iterator[Any]:
        """Yields the new records found right that these rows name, directly or through others."""
        known = {row.key for row in rows}
        codes = (code for row in rows for code in self.naming.get(row.key, ()))
        unique = {code: self.right[code] for code in codes if code in self.right and code not in known}
        if unique and depth < DEEPEST:
            yield from self.named_by(list(unique.values()), depth + 1)
        yield from unique.values()
