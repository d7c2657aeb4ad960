"""The tree of a figure as the API writes it, and the shape of the answer."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from budgets.serializers import MemberSerializer
from budgets.totals import Added
from budgets.why.posts import PostLeaf, TreeOfPosts
from budgets.why.question import WhyQuestion
from budgets.why.tree import Branch, GroupOfTree, Leaf, Tree
from budgets.why.written import Sees
from changes.as_of.point import current_point
from changes.models import Change
from changes.words import author_of
from projects.language.texts import shown
from projects.models import Source
from projects.serializers import MoneyField, SourceReferenceSerializer

Absolute = Callable[[str], str]


class WhyQuestionSerializer(serializers.Serializer):
    measure = serializers.CharField(
        help_text="What the sum is: granted, contracted, paid, released, repaid or debt; or what budget posts have."
    )
    on = serializers.DateField(allow_null=True, help_text="The day of the figure, if one was asked for.")
    after = serializers.DateField(allow_null=True, help_text="The sum is what moved the figure after this day.")
    as_of_change = serializers.IntegerField(allow_null=True, help_text="The change as of which the register is read.")
    group_by = serializers.ListField(child=serializers.CharField())
    mode = serializers.CharField()
    filters = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    filters_in_words = serializers.ListField(child=serializers.CharField(), help_text="In the reader's language.")


class WhySumSerializer(serializers.Serializer):
    amount_dkk = MoneyField(allow_null=True, help_text="null: no row counts, which is not 0.")
    projects = serializers.IntegerField(help_text="The projects of the rows that count.")
    rows = serializers.IntegerField(help_text="The rows that count.")
    rows_not_counted = serializers.IntegerField(help_text="The rows in another currency without a rate.")


class WhyGroupSerializer(serializers.Serializer):
    members = serializers.DictField(child=MemberSerializer(), help_text="One value of each dimension.")
    projects = serializers.IntegerField()
    rows = serializers.IntegerField()
    amount_dkk = MoneyField(allow_null=True)
    why_url = serializers.URLField(help_text="The tree of the group.")


class WhyGroupsSerializer(serializers.Serializer):
    overlapping = serializers.BooleanField(help_text="true: an amount may be in several groups; do not add them.")
    rows = WhyGroupSerializer(many=True)
    rows_left_out = serializers.IntegerField(help_text="Smaller groups that are not in the rows.")
    rest_dkk = MoneyField(allow_null=True, help_text="The amount of the smaller groups together.")


class AppliedRateSerializer(serializers.Serializer):
    rate = serializers.DecimalField(18, 8, help_text="DKK for one unit of the currency.")
    date = serializers.DateField(help_text="Of an allocation the day of its rate, of an entry the day of the entry.")
    kind = serializers.CharField(help_text="The kind of rate of an entry; empty for an allocation.")
    source = serializers.CharField()  # type: ignore[assignment]


class WhyWritingSerializer(serializers.Serializer):
    """A change that wrote the row."""

    change = serializers.IntegerField()
    moment = serializers.DateTimeField()
    # Left out for readers who may not see the history. A read-only field cannot be optional
    way = serializers.CharField(read_only=False, required=False)
    reason = serializers.CharField(read_only=False, required=False)
    actor = serializers.CharField(read_only=False, required=False, help_text="For the staff only.")


class WhyLeafSerializer(serializers.Serializer):
    """An allocation or an entry."""

    kind = serializers.CharField(help_text="`decided` for an allocation, or the kind of the entry.")
    reference = serializers.CharField()
    allocation = serializers.CharField()
    day = serializers.CharField(allow_null=True, help_text="Of an allocation as exact as its source: ISO 8601.")
    amount = MoneyField(help_text="As entered, in its own currency.")
    currency = serializers.CharField()
    rate = AppliedRateSerializer(allow_null=True)
    amount_dkk = MoneyField(allow_null=True, help_text="The amount times the rate, rounded half up to the øre.")
    adds_dkk = MoneyField(allow_null=True, help_text="The amount in DKK with the sign with which it counts.")
    ended = serializers.BooleanField(
        help_text="true: it counted on the day of `after` and no longer counts, so it is taken away."
    )
    scope = serializers.CharField(help_text="Whether the grant is the whole budget, or a share of joint financing.")
    council = serializers.CharField(allow_null=True, help_text="Who pays according to the source.")
    fund = serializers.CharField(allow_null=True)
    contract = serializers.CharField(allow_null=True)
    voucher = serializers.CharField(help_text="The number of the document or voucher; empty where none is stated.")
    corrects = serializers.CharField(allow_null=True, help_text="The entry that this one corrects.")
    source = SourceReferenceSerializer()  # type: ignore[assignment]
    source_of = serializers.ChoiceField(
        ["row", "contract", "grant"], help_text="An entry without a source has that of its contract or of its grant."
    )
    source_in_words = serializers.CharField()
    changes = WhyWritingSerializer(many=True, help_text="The first one entered the row.")


class WhyBranchSerializer(serializers.Serializer):
    reference = serializers.CharField()
    title = serializers.CharField()
    amount_dkk = MoneyField(allow_null=True)
    rows = WhyLeafSerializer(many=True)


class WhyPostSerializer(serializers.Serializer):
    """A budget post, of a measure that says what posts have."""

    code = serializers.CharField()
    name = serializers.CharField()
    adopted_dkk = MoneyField()
    carried_over_dkk = MoneyField()
    granted_dkk = MoneyField(help_text="What is decided on the post on the day, in every portfolio.")
    adds_dkk = MoneyField(help_text="What the post adds to the figure.")
    why_granted_url = serializers.CharField(help_text="The tree of what is decided; empty if nothing is.")
    source = SourceReferenceSerializer(allow_null=True)  # type: ignore[assignment]
    source_in_words = serializers.CharField(allow_blank=True)
    changes = WhyWritingSerializer(many=True, help_text="The first one entered the post.")


class WhySerializer(serializers.Serializer):
    """The tree of a figure: the question, the sum, the groups, and a page of the projects with their rows, or of the
    budget posts."""

    count = serializers.IntegerField(help_text="The projects or the posts of all pages.")
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    question = WhyQuestionSerializer()
    sum = WhySumSerializer(help_text="Of all pages.")
    groups = WhyGroupsSerializer(allow_null=True, help_text="null: the question names no dimension.")
    projects = WhyBranchSerializer(many=True)
    posts = WhyPostSerializer(many=True, help_text="Only of what budget posts have: adopted, carried_over, undisposed.")


def payload_of(tree: Tree, branches: Sequence[Branch], groups: Sequence[GroupOfTree], sees: Sees) -> dict[str, Any]:
    """Returns the question, the sum, the groups and these projects as plain values."""
    return {
        **_asked(tree.question, tree.added),
        "groups": _groups(tree, groups),
        "projects": [_branch(branch, sees) for branch in branches],
        "posts": [],
    }


def payload_of_posts(tree: TreeOfPosts, leaves: Sequence[PostLeaf], sees: Sees, absolute: Absolute) -> dict[str, Any]:
    """Returns the question, the sum and these budget posts as plain values."""
    posts = [_post(tree, leaf, sees, absolute) for leaf in leaves]
    return {**_asked(tree.question, tree.added), "groups": None, "projects": [], "posts": posts}


def _asked(question: WhyQuestion, added: Added) -> dict[str, Any]:
    point = current_point()
    return {
        "question": {
            "measure": question.measure,
            "on": question.on,
            "after": question.after,
            "as_of_change": point.number if point else None,
            "group_by": question.group_by,
            "mode": question.mode,
            "filters": question.filterset.in_force(),
            "filters_in_words": [f"{label}: {words}" for label, words in question.filterset.in_force_in_words()],
        },
        "sum": {
            "amount_dkk": _money(added.amount),
            "projects": added.projects,
            "rows": added.rows,
            "rows_not_counted": added.not_counted,
        },
    }


def _post(tree: TreeOfPosts, leaf: PostLeaf, sees: Sees, absolute: Absolute) -> dict[str, Any]:
    why, source = tree.why_granted(leaf), leaf.source
    return {
        "code": leaf.row.code,
        "name": shown(leaf.row, "name").text,
        "adopted_dkk": _money(leaf.row.adopted),
        "carried_over_dkk": _money(leaf.row.carried_over),
        "granted_dkk": _money(leaf.money.granted),
        "adds_dkk": _money(leaf.adds),
        "why_granted_url": absolute(why.replace(reverse("why"), reverse("api:why"), 1)) if why else "",
        "source": _source(source) if source else None,
        "source_in_words": str(source or ""),
        "changes": [_writing(change, sees) for change in leaf.changes],
    }


def _groups(tree: Tree, groups: Sequence[GroupOfTree]) -> dict[str, Any] | None:
    if tree.totals is None:
        return None
    rest = tree.totals.rest
    return {
        "overlapping": tree.overlapping,
        "rows": [_group(group) for group in groups],
        "rows_left_out": tree.totals.rows_left_out,
        "rest_dkk": _money(rest.budget_dkk) if rest else None,
    }


def _group(group: GroupOfTree) -> dict[str, Any]:
    figures = group.row.figures
    return {
        "members": {name: {"value": member.value, "label": member.label} for name, member in group.row.members.items()},
        "projects": figures.projects,
        "rows": figures.allocations,
        "amount_dkk": _money(figures.budget_dkk),
        "why_url": group.url,
    }


def _branch(branch: Branch, sees: Sees) -> dict[str, Any]:
    return {
        "reference": branch.project.reference,
        "title": shown(branch.project, "title").text,
        "amount_dkk": _money(branch.amount),
        "rows": [_leaf(leaf, sees) for leaf in branch.leaves],
    }


def _leaf(leaf: Leaf, sees: Sees) -> dict[str, Any]:
    row, grant = leaf.row, leaf.grant
    day = row.day if leaf.is_entry else row.granted or row.year
    return {
        "kind": leaf.kind,
        "reference": row.reference,
        "allocation": grant.reference,
        "day": None if day is None else str(day),
        "amount": _money(row.amount),
        "currency": row.currency,
        "rate": _rate(leaf),
        "amount_dkk": _money(row.amount_dkk),
        "adds_dkk": _money(leaf.adds),
        "ended": leaf.ended,
        "scope": grant.scope,
        "council": grant.council.code if grant.council else None,
        "fund": grant.fund.slug if grant.fund else None,
        "contract": row.contract.code if leaf.is_entry and row.contract else None,
        "voucher": row.voucher if leaf.is_entry else "",
        "corrects": row.corrects.reference if leaf.is_entry and row.corrects else None,
        "source": _source(leaf.source),
        "source_of": leaf.source_of,
        "source_in_words": str(leaf.source),
        "changes": [_writing(change, sees) for change in leaf.changes],
    }


def _rate(leaf: Leaf) -> dict[str, Any] | None:
    row = leaf.row
    if row.rate is None:
        return None
    day = row.day if leaf.is_entry else row.rate_date
    kind = row.rate_kind if leaf.is_entry else ""
    return {"rate": f"{row.rate:.8f}", "date": day.isoformat(), "kind": kind, "source": row.rate_source}


def _source(source: Source) -> dict[str, Any]:
    # Plain values, because a serializer would take longer than the database
    return {"document": source.document.slug, "section": source.section, "item": source.item}


def _writing(change: Change, sees: Sees) -> dict[str, Any]:
    beside = {"way": change.way, "reason": change.reason} if sees.history else {}
    names = {"actor": author_of(change)} if sees.names else {}
    return {"change": change.number, "moment": change.moment.isoformat(), **beside, **names}


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
