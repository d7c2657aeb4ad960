"""What the budget posts have, and what no decision uses yet."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.choices import PostMeasure
from budgets.entries.measures import PostMoney, money_of_posts
from budgets.links import LONGEST, Filters, why_in
from budgets.models import Allocation, BudgetPost
from budgets.totals import other_currency
from projects.filtersets import EVERY_PORTFOLIO
from projects.language.amounts import format_count
from projects.language.texts import shown
from reports import facts
from reports.kinds.owed import Absolute, as_of
from reports.table import Column, Fact, Row, Table, Value

NO_CHOICE = {"portfolio", "ordering"}
"""Filters that choose no posts: a post belongs to no portfolio."""
OF_NO_DAY = (PostMeasure.ADOPTED, PostMeasure.CARRIED_OVER)
"""What a post has on every day."""
_NAMES = ("adopted", "carried_over", "granted", "contracted", "paid", "undisposed")
"""The measures of the amounts, in the order of their columns."""


def undisposed_table(filterset: Any, on: date, today: date, absolute: Absolute) -> Table:
    """Returns the budget posts that the chosen projects use, on a day."""
    reading = _(
        "A post is shown whole, with the decisions of all portfolios. Filters of projects choose the posts that these"
        " projects use."
    )
    explained = [*facts.filters_in_words(filterset), as_of(on), facts.dated(today), Fact(_("Reading"), reading)]
    every = not set(filterset.chosen()) - NO_CHOICE
    return post_table(_posts(filterset), on, explained, absolute, every=every)


def post_table(posts: Any, on: date, explained: list[Fact], absolute: Absolute = str, *, every: bool = False) -> Table:
    """Returns budget posts on a day, in DKK: adopted, carried over, decided, contracted, paid, undisposed. ``every``:
    whether these are all posts of the register.
    """
    figures = money_of_posts(posts, on)
    listed = list(posts.select_related("council", "source__document"))
    asked = {"post_stated": ["true"]} if every else {"post": [post.code for post in listed]}
    total = _total((post, figures[post.pk]) for post in listed)
    columns = [
        Column("post", _("Budget post"), "text", 16),
        Column("name", _("Name"), "text", 36),
        Column("year", _("Budget year"), "text", 10),
        Column("council", _("Council of ministers"), "text", 14),
        *(Column(name, label, "money", 16) for name, label in money_columns()),
        Column("source", _("Source"), "text", 20, for_people=False),
        Column("source_label", _("Source"), "text", 30, for_programs=False),
    ]
    trees, undisposed = _trees(asked, dict(zip(_NAMES, total, strict=True)), on, absolute), total[-1]
    return Table(
        name="undisposed",
        title=_("Undisposed money of budget posts"),
        columns=columns,
        rows=[_row(post, figures[post.pk], on, absolute) for post in listed],
        count=len(listed),
        facts=[
            *explained,
            Fact(
                _("Counted"),
                f"{_number(len(listed))}, {facts.in_dkk(undisposed)}",
                facts.opening(undisposed, trees.get("undisposed_dkk", "")),
            ),
            *not_counted(listed, on),
        ],
        foot=[Row([_("In total"), "", "", "", *total, "", ""], trees)],
    )


def money_columns() -> list[tuple[str, str]]:
    """Returns the names and the labels of the amounts of a post, in their order."""
    return [
        ("adopted_dkk", _("Adopted")),
        ("carried_over_dkk", _("Carried over")),
        ("granted_dkk", _("Decided")),
        ("contracted_dkk", _("Contracted")),
        ("paid_dkk", _("Paid")),
        ("undisposed_dkk", _("Undisposed")),
    ]


def _posts(filterset: Any) -> Any:
    """Returns every post; with a filter, those that the chosen projects use."""
    posts = BudgetPost.objects.all()
    if not set(filterset.chosen()) - NO_CHOICE:
        return posts
    projects = filterset.qs.order_by().values("pk")
    used = Q(allocations__project__in=projects) | Q(entries__allocation__project__in=projects)
    return posts.filter(pk__in=BudgetPost.objects.filter(used).order_by().values("pk"))


def not_counted(posts: Sequence[Any], on: date) -> list[Fact]:
    """Returns what is decided on the posts until a day in a currency without a rate: no figure of theirs counts it."""
    tree = why_in({"portfolio": [EVERY_PORTFOLIO], "post": [post.code for post in posts]}, on=on)
    left_out = other_currency(Allocation.objects.filter(post__in=posts).decided_by(on))
    return facts.without_a_rate(left_out, tree if len(tree) <= LONGEST else "")


def _number(posts: int) -> str:
    return ngettext("%(number)s budget post", "%(number)s budget posts", posts) % {"number": format_count(posts)}


def amounts_of(post: Any, figures: PostMoney) -> list[Decimal]:
    """Returns the amounts of a post in the order of their columns."""
    return [post.adopted, post.carried_over, figures.granted, figures.contracted, figures.paid, figures.undisposed]


def _total(rows: Iterable[tuple[Any, PostMoney]]) -> list[Decimal]:
    amounts = [amounts_of(post, figures) for post, figures in rows]
    return [sum(column, Decimal(0)) for column in zip(*amounts, strict=True)] if amounts else [Decimal(0)] * 6


def _row(post: Any, figures: PostMoney, on: date, absolute: Absolute) -> Row:
    source, council = post.source, post.council
    known_from = {"source_label": f"{source.document.get_absolute_url()}#source-{source.slug}"} if source else {}
    values: list[Value] = [
        post.code,
        str(shown(post, "name")),
        str(post.year),
        council.code if council else None,
        *amounts_of(post, figures),
        source.slug if source else None,
        str(source) if source else None,
    ]
    return Row(values, {"post": post.get_absolute_url(), **trees_of(post, figures, on, absolute), **known_from})


def trees_of(post: Any, figures: PostMoney, on: date, absolute: Absolute = str) -> dict[str, str]:
    """Returns the addresses of the trees of a post's figures on a day, by the names of their columns; a 0 has none."""
    return _trees({"post": [post.code]}, dict(zip(_NAMES, amounts_of(post, figures), strict=True)), on, absolute)


def _trees(posts: Filters, amounts: dict[str, Decimal], on: date, absolute: Absolute) -> dict[str, str]:
    """Returns the trees of the amounts of some posts, by measure; a 0 has none. ``posts``: the filter that picks them.
    What is decided on them is of every portfolio.
    """
    found = {
        f"{name}_dkk": why_in({"portfolio": [EVERY_PORTFOLIO], **posts}, name, None if name in OF_NO_DAY else on)
        for name, amount in amounts.items()
        if amount
    }
    return {name: absolute(tree) for name, tree in found.items() if len(tree) <= LONGEST}
