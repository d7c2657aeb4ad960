"""A change that was approved and is undone later: the trail of its proposal says so, and its author hears of it."""

from collections.abc import Sequence

from changes.approving.telling import tell
from changes.approving.trail import What, step
from changes.closing import at_close
from changes.models import Change, RecordChange, WaitingProposal


@at_close
def note_undoing(change: Change, _records: Sequence[RecordChange]) -> None:
    """Adds a step to the trail of the proposal whose change is undone now, or in force again because its undoing is
    undone. The step has the reason of the undoing.
    """
    undone, times = change.undoes, 1
    while undone is not None and undone.undoes_id is not None:
        undone, times = undone.undoes, times + 1
    proposal = WaitingProposal.objects.filter(change=undone).first() if undone is not None else None
    if proposal is None:
        return
    what = What.UNDONE if times % 2 else What.IN_FORCE
    proposal.steps = [*proposal.steps, step(proposal, what, change.actor, change.reason)]
    proposal.save(update_fields=["steps"])
    tell(proposal, what)
