"""The tree of a figure as the API writes it. ``shape.py`` describes the answer."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from budgets.totals import Added
from budgets.why.posts import PostLeaf, TreeOfPosts
from budgets.why.question import WhyQuestion
from budgets.why.stated import StatedLeaf, TreeOfStated
from budgets.why.tree import Branch, GroupOfTree, Leaf, Tree
from budgets.why.written import Sees
from changes.as_of.point import current_point
from changes.models import Change
from changes.words import author_of
from projects.language.texts import shown
from projects.models import Source

Absolute = Callable[[str], str]


def payload_of(
    tree: Tree, branches: Sequence[Branch], groups: Sequence[GroupOfTree], rest: str, sees: Sees
) -> dict[str, Any]:
    """Returns the question, the sum, the groups and these projects as plain values. ``rest``: the address of the tree
    of the smaller groups.
    """
    return {
        **_asked(tree.question, tree.added),
        "groups": _groups(tree, groups, rest),
        "projects": [_branch(branch, sees) for branch in branches],
        "posts": [],
        "stated": [],
    }


def payload_of_posts(tree: TreeOfPosts, leaves: Sequence[PostLeaf], sees: Sees, absolute: Absolute) -> dict[str, Any]:
    """Returns the question, the sum and these budget posts as plain values."""
    posts = [_post(tree, leaf, sees, absolute) for leaf in leaves]
    return {**_asked(tree.question, tree.added), "groups": None, "projects": [], "posts": posts, "stated": []}


def payload_of_stated(
    tree: TreeOfStated, leaves: Sequence[StatedLeaf], sees: Sees, absolute: Absolute
) -> dict[str, Any]:
    """Returns the question, the sum and these stated amounts as plain values."""
    stated = [_stated(leaf, sees, absolute) for leaf in leaves]
    return {**_asked(tree.question, tree.added), "groups": None, "projects": [], "posts": [], "stated": stated}


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
    source = leaf.source
    return {
        "code": leaf.row.code,
        "name": shown(leaf.row, "name").text,
        "adopted_dkk": _money(leaf.row.adopted),
        "carried_over_dkk": _money(leaf.row.carried_over),
        "granted_dkk": _money(leaf.money.granted),
        "adds_dkk": _money(leaf.adds),
        "why_granted_url": _of_the_api(tree.why_granted(leaf), absolute),
        "source": _source(source) if source else None,
        "source_in_words": str(source or ""),
        "changes": [_writing(change, sees) for change in leaf.changes],
    }


def _of_the_api(why: str, absolute: Absolute) -> str:
    """Returns the address of a tree in the API; empty if there is none."""
    return absolute(why.replace(reverse("why"), reverse("api:why"), 1)) if why else ""


def _stated(leaf: StatedLeaf, sees: Sees, absolute: Absolute) -> dict[str, Any]:
    return {
        "kind": leaf.kind,
        "code": leaf.code,
        "amount": _money(leaf.amount),
        "currency": leaf.currency,
        "rate": None if leaf.rate is None else f"{leaf.rate:.8f}",
        "rate_date": leaf.rate_date,
        "rate_source": leaf.rate_source,
        "amount_dkk": _money(leaf.amount_dkk),
        "adds_dkk": _money(leaf.adds),
        "why_contracted_url": _of_the_api(leaf.why_contracted, absolute),
        "source": _source(leaf.source) if leaf.source else None,
        "source_of": leaf.source_of,
        "source_in_words": str(leaf.source or ""),
        "changes": [_writing(change, sees) for change in leaf.changes],
    }


def _groups(tree: Tree, groups: Sequence[GroupOfTree], why_rest: str) -> dict[str, Any] | None:
    if tree.totals is None:
        return None
    rest = tree.totals.rest
    return {
        "overlapping": tree.overlapping,
        "rows": [_group(group) for group in groups],
        "rows_left_out": tree.totals.rows_left_out,
        "rest_dkk": _money(rest.budget_dkk) if rest else None,
        "rest_why_url": why_rest,
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
