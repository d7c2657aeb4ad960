"""Applies what a program proposes: in its name, with its rights, as one change."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.response import Response

from changes.api.asked import Asked
from changes.apply import Outcome, apply
from changes.models import WaitingProposal, Way
from changes.proposal import Proposal
from changes.rights import may_propose


class UnknownVersion(Exception):
    """The register does not have the version that the program saw."""


def applied(request: Any, proposals: Sequence[Proposal], asked: Asked) -> Outcome:
    """Applies the proposals as one change. Raises Refused."""
    return apply(
        proposals=proposals,
        way=Way.API,
        actor=request.user,
        reason=asked.reason,
        dry_run=asked.dry_run,
        may=may_propose(request.user),
    )


def missing_tag(name: str = "If-Match") -> str:
    """Returns the sentence for a write that does not say which version it changes; ``name`` is where to say it."""
    words = {"name": name}
    return _("Say which version you change: send %(name)s with the ETag of the record, or * for any version.") % words


def warned(outcome: Outcome) -> dict[str, Any]:
    """Returns the warnings for an answer, and whether a second person has to approve it; nothing if there is none."""
    found: dict[str, Any] = {"warnings": outcome.warnings} if outcome.warnings else {}
    return found | ({"waits_for_approval": True} if outcome.waits else {})


def waits(request: Any, proposal: WaitingProposal) -> Response:
    """Returns the answer to a write that a second person has to approve first: 202, and where the proposal is."""
    address = request.build_absolute_uri(reverse("api:proposal", args=[proposal.pk]))
    words = _("Nothing is written yet: it waits until a second person approves it.")
    return Response({"detail": words, "proposal": address}, 202, headers={"Location": address})


def totals(outcome: Outcome) -> list[dict[str, str]]:
    """Returns the totals that the change moves, in DKK with two decimals."""
    return [
        {"total": effect.total, "before": f"{effect.before:.2f}", "after": f"{effect.after:.2f}"}
        for effect in outcome.effects
    ]
