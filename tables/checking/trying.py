"""Tries proposals as if they were applied, and takes everything back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from changes.apply import Outcome, Refused, apply
from changes.check import Checked
from changes.models import Way
from changes.proposal import Proposal
from changes.rights import may_propose
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
    outcome: Outcome = field(default_factory=Outcome)


def proposals_of(rows: Sequence[Any]) -> tuple[list[Proposal], dict[int, Any]]:
    """Returns the proposals of rows, each after the new sources that it names, and the row of each place."""
    proposals: list[Proposal] = []
    places: dict[int, Any] = {}
    named: set[int] = set()
    for row in rows:
        proposals += [one for one in row.needed if id(one) not in named]
        named.update(id(one) for one in row.needed)
        places[len(proposals)] = row
        proposals.append(row.proposal)
    return proposals, places


def try_out(rows: Sequence[Any], actor: Any) -> Tried:
    """Returns what would become of rows with proposals. Nothing is written."""
    tried, left = Tried(), list(rows)
    while left:
        proposals, places = proposals_of(left)
        try:
            tried.outcome = apply(
                proposals=proposals, way=Way.IMPORT, actor=actor, may=may_propose(actor), dry_run=True
            )
        except Refused as error:
            refused = {place: checked for place, checked in error.checked.items() if place in places}
            for place, checked in refused.items():
                tried.refused[id(places[place])] = list(located(_errors_of(checked)))
            if not refused:
                _blame_sources(error, proposals, left, tried)
            left = [row for row in left if id(row) not in tried.refused]
        else:
            tried.waits = tried.outcome.waits
            return tried
    return tried


def _blame_sources(error: Refused, proposals: Sequence[Proposal], left: Sequence[Any], tried: Tried) -> None:
    """Refuses the rows whose new source is refused."""
    wrong = {id(proposals[place]): checked for place, checked in error.checked.items()}
    for row in left:
        for one in row.needed:
            if id(one) in wrong:
                sentences = dict.fromkeys(sentence for _place, sentence in located(_errors_of(wrong[id(one)])))
                tried.refused[id(row)] = [(("source", None, ""), sentence) for sentence in sentences]
    if not tried.refused:
        raise error


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
