"""The page that says why a figure is this figure: its filters, its sum, its projects, and the source of each row."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from budgets.choices import PostMeasure, StatedMeasure
from budgets.why.posts import tree_of_posts, with_changes
from budgets.why.question import WhyQuestion
from budgets.why.stated import tree_of_stated, with_changes_of_stated
from budgets.why.tree import branches_of, dimensions_of, tree_of
from budgets.why.written import Sees
from projects.filtering.pagination import page_of
from reports.measured import Measured

PAGE_SIZE = 25
"""Projects on a page. Their rows are open, so that the source of each is one click away."""


@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """Shows the tree of the figure that the address asks for."""
    question = WhyQuestion.of(request.GET)
    context: dict[str, Any] = {"filterset": question.filterset}
    if not question.is_valid():
        return render(request, "why/page.html", {**context, "errors": question.errors}, status=400)
    if question.of_posts:
        return render(request, "why/posts.html", {**context, **_of_posts(request, question)})
    if question.of_stated:
        return render(request, "why/stated.html", {**context, **_of_stated(request, question)})
    tree = tree_of(question)
    page = page_of(tree.projects, request, PAGE_SIZE)
    context |= {
        "question": question,
        "tree": tree,
        "measured": Measured(question.measure, question.on),
        "groups": tree.groups(reverse("why")),
        "why_rest": tree.why_rest(reverse("why")),
        "dimensions": dimensions_of(question),
        "page": page,
        "branches": branches_of(question, list(page)),
        "sees": Sees.of(request.user, "entry" if question.of_entries else "project"),
    }
    return render(request, "why/page.html", context)


def _of_stated(request: HttpRequest, question: WhyQuestion) -> dict[str, Any]:
    """Returns the tree of what contracts and co-financing state."""
    tree = tree_of_stated(question)
    page = page_of(tree.leaves, request, PAGE_SIZE)
    return {
        "question": question,
        "tree": tree,
        "measure": StatedMeasure(question.measure).label,
        "page": page,
        "stated": with_changes_of_stated(list(page)),
        "sees": Sees.of(request.user, "project"),
    }


def _of_posts(request: HttpRequest, question: WhyQuestion) -> dict[str, Any]:
    """Returns the tree of what budget posts have."""
    tree = tree_of_posts(question)
    page = page_of(tree.leaves, request, PAGE_SIZE)
    return {
        "question": question,
        "tree": tree,
        "measure": PostMeasure(question.measure).label,
        "page": page,
        "posts": [(leaf, tree.why_granted(leaf)) for leaf in with_changes(list(page))],
        "sees": Sees.of(request.user, "budget-post"),
    }
