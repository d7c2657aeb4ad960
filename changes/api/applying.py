"""Applies what a program proposes: in its name, with its rights, as one change."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from changes.api.asked import Asked
from changes.apply import Outcome, apply
from changes.models import Way
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


def warned(outcome: Outcome) -> dict[str, list[str]]:
    """Returns the warnings for an answer; nothing if there are none."""
    return {"warnings": outcome.warnings} if outcome.warnings else {}


def totals(outcome: Outcome) -> list[dict[str, str]]:
    """Returns the totals that the change moves, in DKK with two decimals."""
    return [
        {"total": effect.total, "before": f"{effect.before:.2f}", "after": f"{effect.after:.2f}"}
        for effect in outcome.effects
    ]
