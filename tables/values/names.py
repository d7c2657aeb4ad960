"""The names by which a table may call other records: codes, aliases and names in any language."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext as _

from changes.reading import AT_ONCE
from projects.doubles.known import known_organisations
from projects.doubles.nearest import nearest as nearest_organisations
from projects.language.folding import fold
from projects.language.texts import LANGUAGES
from tables.values.wrong import Wrong

NAMED: dict[str, tuple[str, str, str, bool]] = {
    "council": ("projects.Council", "code", "name", True),
    "portfolio": ("projects.Portfolio", "slug", "name", True),
    "document": ("projects.Document", "slug", "title", True),
    "fund": ("budgets.Fund", "slug", "name", True),
    "core-area": ("projects.CoreArea", "slug", "name", True),
    "place": ("projects.Place", "slug", "name", True),
    "organisation": ("projects.Organisation", "slug", "name", True),
    "country": ("projects.Place", "code", "name", True),
}
"""Kind → its model, the column of its code, and its translated name. All of them are read at once."""
CODED: dict[str, tuple[str, str]] = {
    "project": ("projects.Project", "reference"),
    "allocation": ("budgets.Allocation", "reference"),
    "contract": ("budgets.Contract", "code"),
    "entry": ("budgets.Entry", "reference"),
    "budget-post": ("budgets.BudgetPost", "code"),
    "event": ("events.Event", "slug"),
}
"""Kinds that are named by their code alone. The codes of a table are looked up together."""
NEAR = 0.6
"""From this similarity (0 to 1) a known value is offered for an unknown one."""
CANDIDATES = 500


class Names:
    """Finds records by the names that a table gives them. It reads each list of names once."""

    def __init__(self) -> None:
        self._named: dict[str, dict[str, list[str]]] = {}
        self._labels: dict[str, dict[str, str]] = {}
        self._codes: dict[str, dict[str, str]] = {}
        self._near: dict[tuple[str, str], str] = {}
        self._organisations: Any = None
        self.new: dict[str, set[str]] = {}
        """Kind → codes of new records that the same table states."""

    def find(self, kind: str, text: str, prefer: Collection[str] = ()) -> str:
        """Returns the code of the record that the text names. If several have this name, ``prefer`` decides.

        Raises Wrong with the nearest known name.
        """
        found = self.candidates(kind, text)
        if len(found) > 1:
            found = [code for code in found if code in prefer] or found
        if len(found) == 1:
            return found[0]
        if found:
            raise Wrong(_("Several have the name “%(value)s”. Write the code.") % {"value": text}, ", ".join(found[:5]))
        raise unknown(text, self.nearest(kind, text))

    def candidates(self, kind: str, text: str) -> list[str]:
        """Returns the codes of the records that the text may name."""
        if text in self.new.get(kind, ()):
            return [text]
        if kind in CODED:
            self.know(kind, [text])
            code = self._codes[kind].get(text.lower())
            return [code] if code else []
        named = self._read(kind)
        if found := named.get(fold(text)):
            return found
        # "MR-JÄM: Nordic Council of Ministers for Gender Equality", as the export of allocations writes councils
        code, colon, _name = text.partition(":")
        return named.get(fold(code), []) if colon and kind == "council" else []

    def know(self, kind: str, codes: Iterable[str]) -> None:
        """Looks up codes together. One by one, each costs a query."""
        model, column = CODED[kind]
        known = self._codes.setdefault(kind, {})
        new = [code for code in dict.fromkeys(codes) if code and code.lower() not in known and "\0" not in code]
        rows = apps.get_model(model)._base_manager.order_by()
        for start in range(0, len(new), AT_ONCE):
            some = new[start : start + AT_ONCE]
            known.update(dict.fromkeys((code.lower() for code in some), ""))
            for code in rows.filter(**{f"{column}__in": some}).values_list(column, flat=True):
                known[code.lower()] = code

    def codes_of(self, kind: str) -> dict[str, str]:
        """Returns the code of each record of a kind that is read whole, with its name."""
        self._read(kind)
        return self._labels[kind]

    def nearest(self, kind: str, text: str) -> str:
        """Returns the known name or code that is most like the text; empty if none is like it."""
        key = (kind, text)
        if key not in self._near:
            self._near[key] = self._nearest(kind, text)
        return self._near[key]

    def _nearest(self, kind: str, text: str) -> str:
        if kind in CODED:
            return closest(text, self._codes_like(kind, text))
        if kind == "organisation":
            self._organisations = self._organisations or known_organisations()
            if near := nearest_organisations(text, most=1, among=self._organisations):
                return f"{near[0].organisation} ({near[0].organisation.slug})"
        named = self._read(kind)
        found = get_close_matches(fold(text), named, 1, NEAR)
        if not found:
            return ""
        code = named[found[0]][0]
        label = self._labels[kind].get(code, "")
        return f"{label} ({code})" if label and fold(label) != fold(code) else code

    def _codes_like(self, kind: str, text: str) -> list[str]:
        model, column = CODED[kind]
        rows = apps.get_model(model)._base_manager.order_by(column)
        begin = rows.filter(**{f"{column}__istartswith": text[: max(3, len(text) - 3)]})
        return list(begin.values_list(column, flat=True)[:CANDIDATES])

    def _read(self, kind: str) -> dict[str, list[str]]:
        if kind not in self._named:
            model_name, code, name, _all = NAMED[kind]
            model = apps.get_model(model_name)
            columns = [f"{name}_{language}" for language in LANGUAGES]
            rows = model._base_manager.filter(~Q(**{code: ""})).order_by(code)
            if kind == "country":
                rows = rows.filter(kind="country")
            named: dict[str, list[str]] = {}
            self._labels[kind] = {}
            values = list(rows.values_list(code, *columns, *(_more_of(kind))))
            for own, *_texts in values:
                named[fold(own)] = [own]
            codes = set(named)
            for own, *texts in values:
                self._labels[kind][own] = next(filter(None, texts), "")
                for text in texts:
                    folded = fold(text or "")
                    if folded and folded not in codes and own not in named.setdefault(folded, []):
                        named[folded].append(own)
            for alias, own in _aliases(kind):
                named.setdefault(fold(alias), [own])
            self._named[kind] = named
        return self._named[kind]


def unknown(text: str, nearest: str) -> Wrong:
    """Returns what is wrong with a text that names nothing. ``nearest``: as ``Names.nearest`` gives it."""
    code = nearest.rpartition("(")[2].removesuffix(")") if nearest.endswith(")") else nearest
    return Wrong(_("There is no “%(value)s”.") % {"value": text[:80]}, nearest, text, code)


def _more_of(kind: str) -> tuple[str, ...]:
    return ("abbreviation",) if kind == "organisation" else ()


def _aliases(kind: str) -> Iterable[tuple[str, str]]:
    if kind != "council":
        return ()
    rows: Any = apps.get_model("projects.CouncilAlias")._base_manager
    found: list[tuple[str, str]] = list(rows.values_list("alias", "council__code"))
    return found


def closest(text: str, known: Iterable[str]) -> str:
    """Returns the known text that is most like this one; empty if none is like it."""
    folded = {fold(one): one for one in known}
    found = get_close_matches(fold(text), folded, 1, NEAR)
    return folded[found[0]] if found else ""
