"""The difference between two states as the API shows it."""

from collections.abc import Callable
from decimal import Decimal
from itertools import islice
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from budgets.totals import Figures
from changes.as_of.point import Point
from changes.words import author_of
from reports.difference.difference import Compared, Difference
from reports.difference.lines import ToldLine, told

MOST_LINES = 1000
"""The lines of an answer. A file has them all."""


class StateSerializer(serializers.Serializer):
    """One of the two states."""

    change = serializers.IntegerField(help_text="The number of its last change.")
    moment = serializers.DateTimeField(help_text="When that change was made.")
    projects = serializers.IntegerField(help_text="The projects that the filters choose in this state.")
    projects_without_budget = serializers.IntegerField(help_text="Those of them that add nothing to the measure.")
    not_counted = serializers.IntegerField(help_text="Grants or entries in another currency without a rate.")


class CauseSerializer(serializers.Serializer):
    cause = serializers.CharField()
    label = serializers.CharField(help_text="In the reader's language.")
    records = serializers.IntegerField(help_text="The number of lines.")
    amount_dkk = serializers.CharField()


class SaidSerializer(serializers.Serializer):
    """What a grant or an entry said in a state in which it counted."""

    amount = serializers.CharField(allow_null=True)
    currency = serializers.CharField()
    rate = serializers.CharField(allow_null=True)


class LineSerializer(serializers.Serializer):
    """A grant or an entry with one cause."""

    cause = serializers.CharField()
    project = serializers.CharField(help_text="Its reference.")
    reference = serializers.CharField(help_text="That of the grant or entry.")
    was = serializers.CharField(help_text="In words.")
    now = serializers.CharField(help_text="In words.")
    before = SaidSerializer(allow_null=True, help_text="null: it did not count.")
    after = SaidSerializer(allow_null=True, help_text="null: it does not count.")
    amount_dkk = serializers.CharField()
    change = serializers.IntegerField(allow_null=True, help_text="The number of the change that did it, if one did.")
    by = serializers.CharField(required=False, help_text="Only for staff.")
    reason = serializers.CharField(required=False, help_text="Only for staff.")
    change_url = serializers.CharField(required=False, help_text="Only for staff.")


class ComparedSerializer(serializers.Serializer):
    before_dkk = serializers.CharField(allow_null=True, help_text="null: not stated.")
    after_dkk = serializers.CharField(allow_null=True, help_text="null: not stated.")
    difference_dkk = serializers.CharField()
    causes = CauseSerializer(many=True)


class GroupSerializer(ComparedSerializer):
    """A group with lines. It also has a field for each dimension: `{"value", "label"}`."""

    lines = LineSerializer(many=True)


class DifferenceSerializer(serializers.Serializer):
    """The difference between the totals of two states."""

    from_state = StateSerializer(help_text="`from`.")
    to_state = StateSerializer(help_text="`to`.")
    group_by = serializers.ListField(child=serializers.CharField())
    mode = serializers.CharField()
    measure = serializers.CharField()
    on = serializers.DateField(allow_null=True)
    overlapping = serializers.BooleanField(help_text="true: an amount may stand in several rows; do not add them.")
    filters = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    total = ComparedSerializer()
    rows = GroupSerializer(many=True)
    rest = ComparedSerializer(allow_null=True, help_text="The groups that do not differ; null: groups overlap.")
    lines_left_out = serializers.IntegerField(help_text="Lines beyond the first 1,000. A file has them all.")


def difference_payload(
    answer: Difference, filterset: Any, *, staff: bool, absolute: Callable[[str], str]
) -> dict[str, Any]:
    """Returns the answer of ``differences/``. ``staff``: whether the reader may see who made a change."""
    first = list(islice((line for group in answer.groups for line in group.lines), MOST_LINES))
    words = iter([_line(line, staff, absolute) for line in told(answer, first)])
    asked = answer.asked
    return {
        "from_state": _state(answer.before, answer.totals[0].total),
        "to_state": _state(answer.after, answer.totals[1].total),
        "group_by": list(asked.group_by),
        "mode": asked.mode,
        "measure": asked.measure,
        "on": asked.on,
        "overlapping": asked.overlapping,
        "filters": filterset.in_force(),
        "total": _compared(answer.total),
        "rows": [
            {
                **{name: {"value": one.value, "label": one.label} for name, one in group.members.items()},
                **_compared(group),
                "lines": list(islice(words, len(group.lines))),
            }
            for group in answer.groups
        ],
        "rest": answer.rest and _compared(answer.rest),
        "lines_left_out": max(0, answer.number_of_lines - MOST_LINES),
    }


def _state(point: Point, figures: Figures) -> dict[str, Any]:
    return {
        "change": point.number,
        "moment": point.moment,
        "projects": figures.projects,
        "projects_without_budget": figures.projects_without_budget,
        "not_counted": figures.allocations_not_counted,
    }


def _compared(group: Compared) -> dict[str, Any]:
    return {
        "before_dkk": _dkk(group.before),
        "after_dkk": _dkk(group.after),
        "difference_dkk": _dkk(group.difference),
        "causes": [
            {"cause": cause, "label": str(cause.label), "records": caused.lines, "amount_dkk": _dkk(caused.dkk)}
            for cause, caused in group.in_order
        ],
    }


def _line(line: ToldLine, staff: bool, absolute: Callable[[str], str]) -> dict[str, Any]:
    change = line.change
    who = {}
    if staff and change:
        address = absolute(reverse("change", args=[change.number]))
        who = {"by": author_of(change), "reason": change.reason, "change_url": address}
    states = {
        name: said and {"amount": _dkk(said.amount), "currency": said.currency, "rate": said.rate and str(said.rate)}
        for name, said in (("before", line.before), ("after", line.after))
    }
    return {
        "cause": line.line.cause,
        "project": line.project,
        "reference": line.reference,
        "was": line.was,
        "now": line.now,
        **states,
        "amount_dkk": _dkk(line.dkk),
        "change": change and change.number,
        **who,
    }


def _dkk(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
