"""The grants in the rows of a table of projects: one row for each grant of a project."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from projects.choices import Currency
from tables.checking.drafts import Draft, Drafts, PartialGrant
from tables.columns.kinds import GRANT, OF_A_GRANT
from tables.reading.cells import Line
from tables.values.wrong import Wrong

TOLD_APART = ("currency", "year", "fund", "council")


class Grants:
    """Reads the grants of projects."""

    def __init__(self, drafts: Drafts) -> None:
        self.drafts = drafts
        self.names = [name for name in OF_A_GRANT if f"{GRANT}{name}" in drafts.places]

    @property
    def stated(self) -> bool:
        """Returns whether the table has amounts of grants."""
        return "amount" in self.names

    def read(self, draft: Draft, reference: str) -> None:
        """Adds the grants of the lines to the project's data. Grants that no line names stay as they are."""
        if not self.stated:
            return
        now = list((draft.before or {}).get("allocations") or ())
        items = list(now)
        for line in draft.lines:
            try:
                self._read_line(draft, line, reference, now, items)
            except Wrong as error:
                self.drafts.fault(draft, line, f"{GRANT}amount", error)
        if items != now:
            draft.data["allocations"] = items

    def _read_line(
        self, draft: Draft, line: Line, reference: str, now: list[dict[str, Any]], items: list[dict[str, Any]]
    ) -> None:
        said: dict[str, Any] = {}
        before = len(draft.faults)
        for name in self.names:
            value = self.drafts.cell(draft, line, f"{GRANT}{name}")
            if value is not None:
                said[name] = value
        if len(draft.faults) > before:
            draft.wrong.add("allocations")
            self._note_unreadable(draft, line, said, now)
            return
        if "amount" not in said:
            return
        said.setdefault("currency", Currency.DKK.value)
        existing = self._existing(said, now, len(draft.lines))
        if existing:
            place = next(place for place, item in enumerate(items) if item["reference"] == existing["reference"])
            items[place] = {**existing, **said}
            draft.grant_lines[existing["reference"]] = line.number
            return
        said.setdefault("reference", _free(reference, items))
        draft.grant_lines[said["reference"]] = line.number
        source = draft.data.get("source") or (draft.before or {}).get("source")
        if "source" in draft.wrong or not source:
            # Nothing can be said about a grant without its source, and the source itself is named as missing
            draft.wrong.add("allocations")
            draft.partial.append(PartialGrant(line.number, said, {"source"}))
            return
        items.append({**said, "source": source})

    def _note_unreadable(self, draft: Draft, line: Line, said: dict[str, Any], now: list[dict[str, Any]]) -> None:
        """Keeps what can be read of a grant with a wrong cell, for the rules that need no more."""
        places = self.drafts.places
        wrong = {fault.place for fault in draft.faults if fault.line == line.number}
        unknown = {name for name in self.names if places[f"{GRANT}{name}"] in wrong}
        if "amount" not in said and "amount" not in unknown:
            # The line states no grant
            return
        if "currency" not in unknown:
            said.setdefault("currency", Currency.DKK.value)
        existing = next((item for item in now if item["reference"] == said.get("reference")), None)
        if existing is None and now:
            # It may be a grant of the register: what the line leaves out is not known then
            unknown |= {*now[0]} - said.keys()
        source = draft.data.get("source") or (draft.before or {}).get("source")
        unknown |= {"source"} if "source" in draft.wrong or not source else set()
        facts = {**(existing or {}), "source": source, **said}
        draft.partial.append(PartialGrant(line.number, facts, unknown))

    @staticmethod
    def _existing(said: Mapping[str, Any], now: list[dict[str, Any]], lines: int) -> dict[str, Any] | None:
        """Returns the grant of the register that a line means. Raises Wrong if it may be several."""
        if "reference" in said:
            return next((item for item in now if item["reference"] == said["reference"]), None)
        if lines == 1 and len(now) == 1:
            return now[0]
        alike = [item for item in now if all(item.get(name) == said[name] for name in TOLD_APART if name in said)]
        same = [item for item in alike if item["amount"] == said["amount"]]
        if len(same) == 1 or (not same and len(alike) == 1):
            return (same or alike)[0]
        if alike:
            raise Wrong(_("The project has several grants. Add a column with the reference of the grant."))
        return None


def _free(reference: str, items: list[dict[str, Any]]) -> str:
    taken, number = {item["reference"] for item in items}, 1
    while f"{reference}-A{number}" in taken:
        number += 1
    return f"{reference}-A{number}"
