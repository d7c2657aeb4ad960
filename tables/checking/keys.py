"""The codes of records: those that the rows state, and those of rows that state none."""

import re
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from changes.reading import AT_ONCE
from changes.record import RECORDS
from pages.keeping.references import NUMBERED, next_reference
from projects.language.folding import fold
from projects.language.texts import LANGUAGES
from projects.models import Project
from tables.columns.kinds import TableKind
from tables.values.names import Names


def _begins(text: str | None) -> Q:
    """Returns the condition on the begin of an event: a day, which may be partial, or a moment."""
    if "T" not in (text or ""):
        return Q(starts=text)
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return Q(pk__in=[])
    return Q(starts_at=moment if timezone.is_aware(moment) else timezone.make_aware(moment))


class Keys:
    """Finds the existing record of a row, and gives a code to a new one."""

    def __init__(self, kind: TableKind, names: Names) -> None:
        self.kind, self.names = kind, names
        self.model: Any = apps.get_model(RECORDS[kind.record].model)
        self.rows: dict[str, int] = {}
        """Code → key in the database, of the existing records that the table names."""
        self.taken: set[str] = set()
        self._next: dict[tuple[str, str], str] = {}
        self._titles: dict[str, dict[str, str]] = {}

    def know(self, keys: list[str]) -> None:
        """Looks up the records of these codes together."""
        for start in range(0, len(keys), AT_ONCE):
            rows = self.model._base_manager.filter(**{f"{self.kind.key}__in": keys[start : start + AT_ONCE]})
            self.rows |= dict(rows.order_by().values_list(self.kind.key, "pk"))

    def of_row_without(self, data: dict[str, Any]) -> str:
        """Returns the code of the existing record that has the name of this row; empty if it is new."""
        found = ""
        if self.kind.name == "organisations":
            candidates = {code for text in (data.get("name") or {}).values() for code in self._organisations(text)}
            found = candidates.pop() if len(candidates) == 1 else ""
        elif self.kind.name == "projects":
            known = self._titles_of(str(data.get("portfolio") or ""))
            found = next((known[fold(text)] for text in (data.get("title") or {}).values() if fold(text) in known), "")
        elif self.kind.name == "events":
            named = [Q(**{f"title_{language}": text}) for language, text in (data.get("title") or {}).items()]
            days = _begins(data.get("starts"))
            rows = [self.model._base_manager.filter(days, one).values_list("slug", flat=True).first() for one in named]
            found = next((slug for slug in rows if slug), "")
        if found and found not in self.rows:
            self.know([found])
        return found

    def _organisations(self, text: str) -> list[str]:
        return [code for code in self.names.candidates("organisation", text) if code not in self.names.new]

    def _titles_of(self, portfolio: str) -> dict[str, str]:
        if portfolio not in self._titles:
            columns = [f"title_{language}" for language in LANGUAGES]
            rows = Project._base_manager.filter(portfolio__slug=portfolio).values_list("reference", *columns)
            self._titles[portfolio] = {fold(text): own for own, *texts in rows for text in texts if text}
        return self._titles[portfolio]

    def new(self, data: dict[str, Any]) -> str:
        """Returns a free code for a new record that states none; empty if its row says too little."""
        if self.kind.name == "projects":
            return self._free_reference(str(data.get("portfolio") or ""), str(data.get("status") or ""))
        if self.kind.name == "allocations":
            return self._free(f"{data['project']}-A", 1) if data.get("project") else ""
        if self.kind.name == "entries":
            return self._free(f"{data['allocation']}-E", 1) if data.get("allocation") else ""
        texts = data.get("name") or data.get("title") or {}
        text = next(iter(texts.values()), "") if isinstance(texts, dict) else str(texts)
        stem = slugify(fold(text))[:70].strip("-")
        return self._free(stem, 0) if stem else ""

    def _free_reference(self, portfolio: str, status: str) -> str:
        if not portfolio:
            return ""
        reference = self._next.get((portfolio, status)) or next_reference(portfolio, status)
        while reference in self.taken:
            reference = _following(reference)
        self._next[portfolio, status] = _following(reference)
        self.taken.add(reference)
        return reference

    def _free(self, stem: str, number: int) -> str:
        """Returns the stem with the first free number; with 0, the stem alone if it is free."""
        lookup = f"{self.kind.key}__startswith"
        known = {key for key in self.taken if key.startswith(stem)}
        known |= set(self.model._base_manager.filter(**{lookup: stem}).values_list(self.kind.key, flat=True))
        key = f"{stem}{number}" if number else stem
        number = max(number, 1)
        while key in known:
            number += 1
            key = f"{stem}{number}" if re.search(r"-[AE]$", stem) else f"{stem}-{number}"
        self.taken.add(key)
        return key


def _following(reference: str) -> str:
    match = NUMBERED.match(reference)
    if match is None:
        return f"{reference}-2"
    number = int(match["number"]) + 1
    return f"{match['before']}{number:0{len(match['number'])}d}"
