"""The tree of what budget posts have: what is adopted, what is carried over, and what no decision uses yet."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from budgets.choices import Measure, PostMeasure
from budgets.entries.measures import PostMoney, money_of_posts
from budgets.links import why_of
from budgets.models import BudgetPost
from budgets.totals import Added
from budgets.why.question import WhyQuestion
from budgets.why.written import changes_of


@dataclass(frozen=True)
class PostLeaf:
    """A budget post, with what it adds to the figure and who wrote it."""

    row: Any
    """The post."""
    money: PostMoney
    """Its measures on the day."""
    adds: Decimal
    """What it adds to the figure in DKK."""
    changes: list[Any] = field(default_factory=list)

    @property
    def source(self) -> Any:
        return self.row.source


@dataclass(frozen=True)
class TreeOfPosts:
    """The answer to a question about what posts have: each post with what it adds."""

    question: WhyQuestion
    leaves: list[PostLeaf]

    @property
    def added(self) -> Added:
        """Returns the sum; it is not stated if there is no post."""
        amount = sum((leaf.adds for leaf in self.leaves), Decimal(0)) if self.leaves else None
        return Added(0, len(self.leaves), 0, amount)

    def why_granted(self, leaf: PostLeaf) -> str:
        """Returns the address of the tree of what is decided on the post; empty if nothing is."""
        return why_of(Measure.GRANTED.value, self.question.on, post=leaf.row.code) if leaf.money.granted else ""


def tree_of_posts(question: WhyQuestion) -> TreeOfPosts:
    """Returns the tree of a valid question about what posts have. Runs four queries."""
    posts = question.rows
    money = money_of_posts(posts, question.on)
    listed = posts.select_related("source__document").order_by("-year", "number")
    return TreeOfPosts(
        question, [PostLeaf(post, money[post.pk], had_by(post, money[post.pk], question.measure)) for post in listed]
    )


def had_by(post: Any, money: PostMoney, measure: str) -> Decimal:
    """Returns what a post has of a measure in DKK."""
    had: dict[str, Decimal] = {
        PostMeasure.ADOPTED: post.adopted,
        PostMeasure.CARRIED_OVER: post.carried_over,
        PostMeasure.UNDISPOSED: money.undisposed,
    }
    return had[measure]


def with_changes(leaves: Sequence[PostLeaf]) -> list[PostLeaf]:
    """Returns these posts with the changes that wrote them. Runs two queries."""
    changes = changes_of(BudgetPost, [leaf.row.pk for leaf in leaves])
    return [PostLeaf(leaf.row, leaf.money, leaf.adds, changes.get(leaf.row.pk, [])) for leaf in leaves]
