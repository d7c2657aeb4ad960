"""Refuses an undo that would name an organisation which was merged into another since."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from changes.check import Checked
from changes.proposal import Proposal
from changes.rules import OF_THE_RECORD, Verdict, judge
from projects.doubles.merging import codes_in
from projects.models import Organisation


@judge
def nobody_names_merged_ones(proposals: Sequence[Proposal]) -> Verdict | None:
    """Judges what a change kept. What people propose is understood as the organisation that is kept."""
    return _verdict if any(proposal.stored for proposal in proposals) else None


def _verdict(checked: Sequence[Checked]) -> Mapping[int, Mapping[str, Any]]:
    named = {place: _newly_named(one) for place, one in enumerate(checked) if one.proposal.stored and one.after}
    every = set().union(*named.values())
    merged = Organisation.objects.filter(slug__in=every).exclude(merged_into=None) if every else ()
    sentences = {row.slug: _("“%(name)s” is merged into another organisation.") % {"name": row} for row in merged}
    return {
        place: {OF_THE_RECORD: [sentences[code] for code in sorted(codes & sentences.keys())]}
        for place, codes in named.items()
        if codes & sentences.keys()
    }


def _newly_named(one: Checked) -> set[str]:
    kind = one.proposal.kind
    return codes_in(kind, one.after) - codes_in(kind, one.before)
