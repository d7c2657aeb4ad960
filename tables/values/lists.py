"""Reads cells that hold several things: partners with their roles, places, core areas, projects."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from projects.language.folding import fold
from reports.renderers.base import BETWEEN
from tables.values.names import Names, closest, unknown
from tables.values.plain import labels_of
from tables.values.wrong import Wrong

ROLE = re.compile(r"(?P<name>.*?)\s*\((?P<role>[^()]*)\)", re.DOTALL)
OTHERS = re.compile(r"\s*[;\n]\s*")
"""Separators that people write, beside that of our files."""
Found = tuple[str, str, str]
"""The kind of the record, its code, and its role; empty if the cell states none."""


def pieces(text: str) -> list[str]:
    """Returns the parts of a cell."""
    parts = text.split(BETWEEN.strip()) if BETWEEN.strip() in text else OTHERS.split(text)
    return [part.strip() for part in parts if part.strip()]


class Lists:
    """Reads the parts of cells. ``kinds``: the kinds of records that a part may name; ``roles``: their closed list."""

    def __init__(self, names: Names, kinds: Sequence[str], roles: Any = None) -> None:
        self.names, self.kinds, self.roles = names, kinds, roles

    def read(self, text: str, prefer: dict[str, set[str]]) -> list[Found]:
        """Returns the records that a cell names, each once. ``prefer``: kind → the codes that the record names now.

        Raises Wrong for the first part that names nothing known.
        """
        parts = pieces(text)
        if len(parts) == 1 and "," in text and not self._known(text):
            # A comma is part of many names, so it separates only what is not known as a whole
            parts = [part.strip() for part in text.split(",") if part.strip()]
        return list(dict.fromkeys(self._one(part, prefer) for part in self._joined(parts)))

    def _joined(self, parts: Sequence[str]) -> Iterator[str]:
        """Yields the parts; neighbours that are known only together as one, because a name may hold the separator."""
        waiting = list(parts)
        while waiting:
            part = waiting.pop(0)
            if not self._known(part):
                for number in range(1, min(3, len(waiting)) + 1):
                    longer = BETWEEN.join([part, *waiting[:number]])
                    if self._known(longer):
                        part, waiting = longer, waiting[number:]
                        break
            yield part

    def _known(self, text: str) -> bool:
        names = [text]
        if self.roles and (found := ROLE.fullmatch(text)):
            names.append(found["name"])
        return any(self.names.candidates(kind, name) for kind in self.kinds for name in names)

    def _one(self, text: str, prefer: dict[str, set[str]]) -> Found:
        found = ROLE.fullmatch(text) if self.roles else None
        if found:
            labels = labels_of(self.roles)
            role = next((names[fold(found["role"])] for names in labels.values() if fold(found["role"]) in names), "")
            if role:
                return (*self._record(found["name"], prefer), role)
            if not any(self.names.candidates(kind, text) for kind in self.kinds):
                here = {str(label): value for value, label in self.roles.choices}
                sentence = _("“%(role)s” is no role. The roles are: %(roles)s.")
                words = {"role": found["role"], "roles": ", ".join(here)}
                self._record(found["name"], prefer)
                near = closest(found["role"], here)
                raise Wrong(sentence % words, near, f"({found['role']})", near and f"({near})")
        return (*self._record(text, prefer), "")

    def _record(self, text: str, prefer: dict[str, set[str]]) -> tuple[str, str]:
        for kind in self.kinds:
            if self.names.candidates(kind, text):
                return kind, self.names.find(kind, text, prefer.get(kind, ()))
        near = next(filter(None, (self.names.nearest(kind, text) for kind in self.kinds)), "")
        raise unknown(text, near)


def items_of(
    found: Sequence[Found], current: Sequence[Any], made: Callable[[Found], Any], identity: Callable[[Any], Found]
) -> list[Any]:
    """Returns the rows of a list as the API has them. A row that the record has already stays as it is, with its
    remarks. A cell that names no role means the roles that the record has. Raises Wrong if a new row lacks its role.
    """
    kept = {identity(item): item for item in current}
    items: list[Any] = []
    for one in found:
        kind, code, role = one
        same = [item for key, item in kept.items() if key[:2] == (kind, code) and role in ("", key[2])]
        items += [item for item in same if item not in items] or ([] if same else [made(one)])
    return items
