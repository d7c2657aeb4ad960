"""The trail of a proposal: each step with when, who and what, and the mark of its content that a reader has seen."""

import hashlib
import json
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changes.models import WaitingProposal


class What(models.TextChoices):
    """What a person did with a proposal."""

    RENEWED = "renewed", _("proposed again")
    SENT_BACK = "sent-back", _("sent back")
    APPROVED = "approved", _("approved")
    WITHDRAWN = "withdrawn", _("withdrawn")


def mark_of(proposal: WaitingProposal) -> str:
    """Returns a short text that differs whenever the content of the proposal or its trail differs."""
    said = json.dumps([proposal.operations, proposal.reason, len(proposal.steps)], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def step(proposal: WaitingProposal, what: str, person: Any, answer: str = "") -> dict[str, Any]:
    """Returns a step as the trail keeps it. Proposing again keeps what was proposed before it."""
    found = {"at": timezone.now().isoformat(), "who": getattr(person, "pk", None), "what": str(what), "answer": answer}
    if what == What.RENEWED:
        found |= {"reason": proposal.reason, "operations": proposal.operations}
    return found
