"""The trail of a proposal: each step with when, who and what, and the mark of its content that a reader has seen."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changes.models import WaitingProposal


class What(models.TextChoices):
    """What a person did with a proposal, or what a change did to it."""

    RENEWED = "renewed", _("proposed again")
    SENT_BACK = "sent-back", _("sent back")
    APPROVED = "approved", _("approved")
    WITHDRAWN = "withdrawn", _("withdrawn")
    UNDONE = "undone", _("undone after it was approved")
    IN_FORCE = "in-force", _("in force again")
    MOVED = "moved", _("moved to another day with its report")
    FOLLOWED = "followed", _("moved to another organisation by a merge, or by its undo")
    NOT_OWED = "not-owed", pgettext_lazy("report", "not owed any more")


class Cause(models.TextChoices):
    """Why a change ended a proposal. The trail keeps the value, so that every reader reads it in their own language."""

    PROJECT_DELETED = "project-deleted", _("The project was deleted by change %(number)d.")
    RECORD_DELETED = "record-deleted", _("A record of this proposal was deleted by change %(number)d.")


def mark_of(proposal: WaitingProposal) -> str:
    """Returns a short text that differs whenever the content of the proposal or its trail differs."""
    said = json.dumps([proposal.operations, proposal.reason, len(proposal.steps)], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def answer_of(proposal: WaitingProposal) -> str:
    """Returns why the proposal was sent back or ended, or what its approver added: as a person wrote it, or in the
    active language if a change ended it.
    """
    decided = [one for one in proposal.steps if one["what"] == proposal.state]
    return answer_in(decided[-1]) if decided and "cause" in decided[-1] else str(proposal.answer)


def answer_in(said: Mapping[str, Any]) -> str:
    """Returns the answer of a step of the trail, in the active language if a change gave it."""
    if "cause" not in said:
        return str(said["answer"])
    return str(Cause(said["cause"]).label) % {"number": said["change"]}


def step(proposal: WaitingProposal, what: str, person: Any, answer: str = "", **more: Any) -> dict[str, Any]:
    """Returns a step as the trail keeps it. Proposing again keeps what was proposed before it. ``more``: the ``cause``
    and the ``change`` of a step that no person took.
    """
    found = {"at": timezone.now().isoformat(), "who": getattr(person, "pk", None), "what": str(what), "answer": answer}
    found |= {name: value if isinstance(value, int) else str(value) for name, value in more.items()}
    if what == What.RENEWED:
        found |= {"reason": proposal.reason, "operations": proposal.operations}
    return found
