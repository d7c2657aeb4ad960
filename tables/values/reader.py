"""Reads the cells of one column into values of the API."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from changes.record import RECORDS, Shape
from events.choices import EventRole
from projects.choices import CouncilRoleKind, Language, PartnerRole
from tables.columns.kinds import KINDS, Target
from tables.reading.cells import Cell
from tables.values.lists import Found, Lists, items_of
from tables.values.names import Names
from tables.values.plain import Dates, Money, choice, number, text_of, truth, unescaped
from tables.values.wrong import Wrong

Read = Callable[[Cell, Any], Any]
"""Takes a cell and what the record says now. Returns the value of the API. Raises Wrong."""
LISTS: dict[tuple[str, str], tuple[tuple[str, ...], Any, str]] = {
    ("project", "councils"): (("council",), CouncilRoleKind, "code"),
    ("project", "partners"): (("organisation",), PartnerRole, "organisation"),
    ("project", "places"): (("place",), None, "slug"),
    ("project", "documents"): (("document",), None, "slug"),
    ("project", "core_areas"): (("core-area",), None, ""),
    ("project", "follows"): (("project",), None, ""),
    ("event", "parties"): (("council", "organisation"), EventRole, "party"),
    ("event", "projects"): (("project",), None, ""),
    ("event", "documents"): (("document",), None, ""),
}
"""Record and field → the kinds that it names, the roles, and the name of the code in a row (empty: the code alone)."""
MOST_KNOWN = 5_000
"""Texts of a column that are remembered at the same time."""
OF_DATES = (Shape.DATE, Shape.PARTIAL_DATE, Shape.MOMENT)


def _remembering(read: Callable[[Cell], Any]) -> Read:
    """Reads each cell of a column once: most columns hold few different texts, and long ones forget what they knew."""
    known: dict[Any, Any] = {}

    def remembered(cell: Cell, _now: Any) -> Any:
        key = (type(cell), cell)
        if key not in known:
            if len(known) > MOST_KNOWN:
                known.clear()
            known[key] = read(cell)
        return known[key]

    return remembered


def _day(dates: Dates) -> Read:
    return _remembering(dates.day)


def _date(dates: Dates) -> Read:
    return _remembering(dates.date)


def _moment(dates: Dates) -> Read:
    return _remembering(dates.moment)


PLAIN: dict[str, Read] = {
    Shape.TRUTH: lambda cell, _now: truth(cell),
    Shape.LANGUAGE: lambda cell, _now: choice(cell, Language, ""),
}


@dataclass(frozen=True)
class ListColumns:
    """How a list of the API is written: by rows with roles, by rows, or by codes."""

    kinds: tuple[str, ...]
    roles: Any
    code: str

    def identity(self, item: Any) -> Found:
        """Returns the record that an item of the API names, with its role."""
        if self.code == "party":
            return item["kind"], item["code"], item["role"]
        if isinstance(item, dict):
            own = item[self.code] if self.code else next(iter(item.values()))
            return self.kinds[0], own, item.get("role", "") if self.roles else ""
        return self.kinds[0], item, ""

    def made(self, found: Found) -> Any:
        """Returns the item of the API for a record that the list did not name. Raises Wrong if its role is missing."""
        kind, own, role = found
        if self.roles and not role:
            words = {"roles": ", ".join(str(label) for label in self.roles.labels), "name": own}
            raise Wrong(_("“%(name)s” has no role. Write it in brackets: %(roles)s.") % words)
        if self.code == "party":
            return {"role": role, "kind": kind, "code": own}
        if self.roles:
            return {self.code: own, "role": role}
        return {self.code: own} if self.code else own


class Reader:
    """Reads the cells of a column. ``cells``: all of them, because they decide how single ones are read."""

    def __init__(self, kind: str, target: Target, cells: Iterable[Cell], names: Names, language: str) -> None:
        self.kind, self.target, self.names, self.language = KINDS[kind].record, target, names, language
        self.read: Read = self._reader(list(cells))

    def _reader(self, cells: list[Cell]) -> Read:
        shape = self.target.shape
        if self.target.name == "source_item":
            return lambda cell, _now: int(number(cell, 0))
        if shape == Shape.MONEY:
            money = Money(cells)
            return lambda cell, _now: money.amount(cell)
        if shape in OF_DATES:
            dates = Dates(cells)
            return {Shape.DATE: _day, Shape.MOMENT: _moment}.get(shape, _date)(dates)
        making = {
            Shape.NUMBER: self._of_numbers,
            Shape.REFERENCE: self._of_references,
            Shape.CHOICE: self._of_choices,
            **dict.fromkeys((Shape.FACTS, Shape.CODES, Shape.VALUES), self._of_lists),
        }.get(shape)
        return making() if making else PLAIN.get(shape, self._text)

    def _of_numbers(self) -> Read:
        decimals = self._decimals()
        return lambda cell, _now: number(cell, decimals) if decimals else int(number(cell, 0))

    def _of_references(self) -> Read:
        kind = self.target.field.refers_to if self.target.field else ""
        return lambda cell, now: self.names.find(kind, unescaped(text_of(cell)), _codes(now))

    def _of_choices(self) -> Read:
        choices = self.target.field.choices if self.target.field else None
        return _remembering(lambda cell: choice(cell, choices, self.language))

    def _decimals(self) -> int:
        name = "allocation" if self.target.of_grant else self.kind
        model = apps.get_model(RECORDS[name].model)
        column = model._meta.get_field(self.target.field.source if self.target.field else self.target.name)
        return int(getattr(column, "decimals", 0) or 0)

    def _text(self, cell: Cell, now: Any) -> Any:
        text = text_of(cell)
        return text if now == text else unescaped(text)

    def _of_lists(self) -> Read:
        kinds, roles, code = LISTS[self.kind, self.target.name]
        lists = Lists(self.names, kinds, roles)

        columns = ListColumns(kinds, roles, code)

        known: dict[str, Any] = {}

        def read(cell: Cell, now: Any) -> Any:
            if now:
                return read_beside(cell, now)
            text = text_of(cell)
            if text not in known:
                if len(known) > MOST_KNOWN:
                    known.clear()
                known[text] = read_beside(cell, [])
            return [{**item} if isinstance(item, dict) else item for item in known[text]]

        def read_beside(cell: Cell, current: Any) -> Any:
            prefer: dict[str, set[str]] = {}
            for item in current:
                kind, own, _role = columns.identity(item)
                prefer.setdefault(kind, set()).add(own)
            return items_of(lists.read(unescaped(text_of(cell)), prefer), current, columns.made, columns.identity)

        return read


def _codes(now: Any) -> tuple[str, ...]:
    if isinstance(now, dict):
        now = now.get("document")
    return (now,) if isinstance(now, str) else ()
