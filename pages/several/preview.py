"""What a change would do to each of the chosen projects, before anything is written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from budgets.services import effects_of_a_move
from changes import reading
from changes.apply import Outcome, Refused, apply
from changes.check import Checked
from changes.difference import Effect
from changes.models import Latest, Way
from changes.proposal import Proposal
from changes.rights import may_propose
from changes.wording.refusals import each_sentence
from changes.wording.sentences import Sentence
from changes.words import effects_in_words, in_words, labels_of
from pages.several.actions import ActionForm
from pages.several.selection import Chosen
from projects.models import Portfolio, Project

SHOWN = 50
"""Projects that a list of the page names; it gives the number of the rest."""
KIND = "project"


@dataclass(frozen=True)
class Line:
    """A project on the page: its row, and what would change, or why it is refused."""

    project: Any
    sentences: Sequence[Any] = ()


@dataclass
class Lines:
    """The first projects of a list, and the number of all."""

    count: int = 0
    lines: list[Line] = field(default_factory=list)

    @property
    def rest(self) -> int:
        """Returns how many projects the page does not name."""
        return self.count - len(self.lines)


@dataclass
class Preview:
    """What a change would do to the chosen projects."""

    seen: str
    """The version of the data from before they were read."""
    changed: Lines = field(default_factory=Lines)
    same: Lines = field(default_factory=Lines)
    refused: Lines = field(default_factory=Lines)
    left_out: list[str] = field(default_factory=list)
    """The references of the refused projects."""
    effects: list[Sentence] = field(default_factory=list)


def proposals_of(
    projects: Sequence[Chosen], form: ActionForm, without: Collection[str] = ()
) -> tuple[list[Proposal], list[Chosen]]:
    """Returns a proposal for each project that the change makes different, and the projects that stay the same.

    A proposal carries what the project says now as its base, so that a change by somebody else in between is found.
    """
    now = reading.values_of(KIND, [project.pk for project in projects], form.field)
    proposals, same = [], []
    for project in projects:
        if project.pk not in now or project.reference in without:
            continue
        old = now[project.pk]
        new = form.wanted(old)
        if new == old:
            same.append(project)
            continue
        data, base = {form.field: new}, {form.field: old}
        proposals.append(Proposal.update(KIND, project.reference, data, row=project.pk, base=base))
    return proposals, same


def look(projects: Sequence[Chosen], form: ActionForm, actor: Any) -> Preview:
    """Returns what the change would do. Writes nothing."""
    preview = Preview(seen=str(Latest.objects.filter(pk=1).first() or "0:"))
    proposals, same = proposals_of(projects, form)
    accepted, outcome, refused = _tried(proposals, actor)
    preview.left_out = [proposal.key for proposal, _checked in refused]
    preview.refused = _lines([(one.row, sentences_of(checked)) for one, checked in refused])
    preview.same = _lines([(project.pk, ()) for project in same])
    found = [(KIND, differences) for differences in outcome.differences[:SHOWN]]
    labels = labels_of(found)
    said = [in_words(KIND, differences, labels=labels) for _kind, differences in found]
    said += [[]] * (len(accepted) - len(said))
    preview.changed = _lines([(one.row, sentences) for one, sentences in zip(accepted, said, strict=True)])
    preview.effects = effects_in_words([*outcome.effects, *_moved(form, accepted)])
    return preview


def _tried(proposals: list[Proposal], actor: Any) -> tuple[list[Proposal], Outcome, list[tuple[Proposal, Checked]]]:
    """Returns the proposals that would be accepted, what they would do, and the others with what is wrong."""
    refused: list[tuple[Proposal, Checked]] = []
    while proposals:
        try:
            outcome = apply(proposals=proposals, way=Way.PAGE, actor=actor, may=may_propose(actor), dry_run=True)
        except Refused as error:
            refused += [(proposals[place], checked) for place, checked in error.checked.items()]
            proposals = [one for place, one in enumerate(proposals) if place not in error.checked]
        else:
            return proposals, outcome, refused
    return [], Outcome(), refused


def _lines(found: Sequence[tuple[Any, Sequence[Any]]]) -> Lines:
    shown = found[:SHOWN]
    rows = Project.objects.in_bulk([pk for pk, _sentences in shown])
    return Lines(len(found), [Line(rows[pk], sentences) for pk, sentences in shown if pk in rows])


def _moved(form: ActionForm, accepted: Sequence[Proposal]) -> list[Effect]:
    """Returns what a move does to the totals of the portfolios: the totals by council stay the same."""
    if form.field != "portfolio" or not accepted:
        return []
    portfolio = Portfolio.objects.get(slug=accepted[0].data["portfolio"])
    return effects_of_a_move([proposal.row for proposal in accepted if proposal.row], portfolio)


def sentences_of(checked: Checked) -> list[str]:
    """Returns why a proposal is refused."""
    if checked.conflicts:
        return [_("Somebody changed it in the meantime.")]
    return list(dict.fromkeys(each_sentence(checked.errors)))
