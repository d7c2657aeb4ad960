"""Tries proposals as if they were applied, and takes everything back.

New records are judged without being written, as far as that gives the same answer (``changes/together/unwritten.py``).
All others are written together, once however many are refused, and taken back.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from changes.apply import attempt
from changes.approving.gate import meant_by, needed_for
from changes.check import Checked
from changes.models import Way
from changes.opened import changing
from changes.proposal import Proposal
from changes.rights import may_propose
from changes.shape import shape_of
from changes.together.unwritten import Unwritten
from changes.together.waiting import waiting
from changes.wording.refusals import each_sentence

Place = tuple[str, int | None, str]
"""A field, the row of its list and the field of that row; None and empty for a plain field."""
Refusals = dict[int, list[tuple[Place, str]]]


@dataclass
class Tried:
    """What came of the rows that were tried."""

    refused: Refusals = field(default_factory=dict)
    """Identity of a row → what is wrong, each at its place."""
    waits: bool = False
    checked: dict[int, Checked] = field(default_factory=dict)
    """Identity of a row → its proposal, of the rows that were written and taken back."""


def proposals_of(rows: Sequence[Any]) -> tuple[list[Proposal], dict[int, Any]]:
    """Returns the proposals of rows after those of the new sources that they name, and the row of each place.

    The sources come first, because each question about one would end the waiting of the records before it.
    """
    proposals = list({id(one): one for row in rows for one in row.needed}.values())
    places = dict(enumerate(rows, len(proposals)))
    return [*proposals, *(row.proposal for row in rows)], places


class Trial:
    """Tries the rows of one table, a part at a time."""

    def __init__(self, actor: Any) -> None:
        self.actor, self.may = actor, may_propose(actor)
        self.unwritten = Unwritten(self.may)
        self.sources: dict[int, list[str]] = {}
        """Identity of the proposal of a new source → what is wrong with it."""

    def judge_new(self, rows: Sequence[Any]) -> Tried:
        """Returns what would become of new records. Nothing is written. ``row.said``: the data as it was understood.

        Call it where the records that they name are foreseen (``changes.parts.references.foresee``).
        """
        tried = Tried()
        if not rows:
            return tried
        with self.taken_back() as proposals:
            proposals += [row.proposal for row in rows]
            found = self.judge_sources(rows)
            checked = self.unwritten.judge(proposals, [row.said for row in rows])
            for row, one in zip(rows, checked, strict=True):
                if sentences := self.of_sources(row) or list(located(_errors_of(one))):
                    tried.refused[id(row)] = sentences
                else:
                    found.append(one)
            tried.waits = any(one.lent for one in found) or bool(needed_for([meant_by(one) for one in found]))
        return tried

    @contextmanager
    def taken_back(self) -> Iterator[list[Proposal]]:
        """Opens a change in which rules are read once. Yields the list for its proposals."""
        proposals: list[Proposal] = []
        with changing(way=Way.IMPORT, actor=self.actor) as opened, opened.trying(), transaction.atomic():
            with waiting(proposals, lambda _checked: None):
                yield proposals
            transaction.set_rollback(True)

    def judge_sources(self, rows: Sequence[Any]) -> list[Checked]:
        """Judges the new sources that rows name, each once. Returns those that were found right now."""
        new = {id(one): one for row in rows for one in row.needed if id(one) not in self.sources}
        if not new:
            return []
        wrong: dict[int, Mapping[str, Any]] = {}
        fine: dict[int, Mapping[str, Any]] = {}
        for key, one in new.items():
            said, errors = shape_of(one.kind).understand(one.data, None, whole=True, stored=False)
            (wrong if errors else fine)[key] = errors or said
        checked = self.unwritten.judge([new[key] for key in fine], list(fine.values()))
        wrong |= {id(one.proposal): _errors_of(one) for one in checked if one.refused}
        for key in new:
            self.sources[key] = list(dict.fromkeys(sentence for _at, sentence in located(wrong.get(key, {}))))
        return [one for one in checked if not one.refused]

    def of_sources(self, row: Any) -> list[tuple[Place, str]]:
        """Returns what is wrong with the new sources that a row names, once they are judged."""
        return [(("source", None, ""), sentence) for one in row.needed for sentence in self.sources[id(one)]]


def try_out(rows: Sequence[Any], actor: Any) -> Tried:
    """Returns what would become of rows with proposals. They are written and taken back."""
    tried = Tried()
    if not rows:
        return tried
    proposals, places = proposals_of(rows)
    found = attempt(proposals=proposals, way=Way.IMPORT, actor=actor, may=may_propose(actor))
    tried.waits = found.waits
    wrong = {id(one.proposal): one for one in found.checked if one.refused}
    for place, row in places.items():
        checked = tried.checked[id(row)] = found.checked[place]
        sources = [wrong[id(one)] for one in row.needed if id(one) in wrong]
        sentences = dict.fromkeys(sentence for one in sources for _at, sentence in located(_errors_of(one)))
        if sentences:
            tried.refused[id(row)] = [(("source", None, ""), sentence) for sentence in sentences]
        elif checked.refused:
            tried.refused[id(row)] = list(located(_errors_of(checked)))
    return tried


def _errors_of(checked: Checked) -> Mapping[str, Any]:
    if checked.conflicts:
        sentence = _("Somebody changed it in the meantime.")
        return {conflict.field: [sentence] for conflict in checked.conflicts}
    return checked.errors


def located(errors: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    """Yields each sentence with its place, once for each place."""
    found: dict[tuple[Place, str], None] = {}
    for name, said in errors.items():
        if not isinstance(said, Mapping):
            found |= {((name, None, ""), sentence): None for sentence in each_sentence(said)}
            continue
        for number, row in said.items():
            fields = row if isinstance(row, Mapping) else {"": row}
            place = int(number) if str(number).isdigit() else None
            found |= {
                ((name, place, one), sentence): None
                for one, inner in fields.items()
                for sentence in each_sentence(inner)
            }
    yield from found
