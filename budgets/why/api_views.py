"""The API view of the tree of a figure."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from budgets.dimensions import DIMENSIONS
from budgets.totals import MODES
from budgets.why.payload import payload_of, payload_of_posts, payload_of_stated
from budgets.why.posts import tree_of_posts, with_changes
from budgets.why.question import WhyFilterSet, WhyQuestion
from budgets.why.shape import WhySerializer
from budgets.why.stated import tree_of_stated, with_changes_of_stated
from budgets.why.tree import branches_of, tree_of
from budgets.why.written import Sees
from changes.api.conditional import Conditional
from projects.filtering.pagination import NumberedPages
from projects.schema import filter_parameters

DESCRIBED: dict[str, Any] = {
    "parameters": [
        *filter_parameters(WhyFilterSet),
        OpenApiParameter("group_by", many=True, enum=list(DIMENSIONS)),
        OpenApiParameter("mode", enum=MODES, default=MODES[0]),
        OpenApiParameter("page", int),
        OpenApiParameter("page_size", int),
    ],
    "responses": WhySerializer,
}
"""The OpenAPI description of the call."""


class WhyView(Conditional, APIView):
    """Why a figure is this figure: the filters, the sum, and the projects with the rows that add up to it.

    Each row is an allocation (of what is granted) or an entry (of any other measure), with its amount, its rate, its
    source and the changes that wrote it. Of what budget posts have, the rows are the posts; of what contracts and
    co-financing state, the grants, contracts, instalments and co-financing that state it. Takes every filter of
    projects, allocations and entries. `group_by` and `mode` add the groups of the totals; then only filters of projects
    are possible.
    """

    @extend_schema(**DESCRIBED)
    def get(self, request: Request) -> Response:
        question = WhyQuestion.of(request.query_params, searching=False)
        if not question.is_valid():
            raise ValidationError(question.error_lists())
        if question.of_posts:
            return self._of_posts(question, request)
        if question.of_stated:
            return self._of_stated(question, request)
        tree, pages = tree_of(question), NumberedPages()
        branches = branches_of(question, pages.paginate_queryset(tree.projects, request, self))
        groups = tree.groups(reverse("api:why"), request.build_absolute_uri)
        rest = tree.why_rest(reverse("api:why"), request.build_absolute_uri)
        sees = Sees.of(request.user, "entry" if question.of_entries else "project")
        return Response({**_around(pages), **payload_of(tree, branches, groups, rest, sees)})

    def _of_stated(self, question: WhyQuestion, request: Request) -> Response:
        tree, pages = tree_of_stated(question), NumberedPages()
        leaves = with_changes_of_stated(pages.paginate_queryset(tree.leaves, request, self))
        sees = Sees.of(request.user, "project")
        return Response({**_around(pages), **payload_of_stated(tree, leaves, sees, request.build_absolute_uri)})

    def _of_posts(self, question: WhyQuestion, request: Request) -> Response:
        tree, pages = tree_of_posts(question), NumberedPages()
        leaves = with_changes(pages.paginate_queryset(tree.leaves, request, self))
        sees = Sees.of(request.user, "budget-post")
        return Response({**_around(pages), **payload_of_posts(tree, leaves, sees, request.build_absolute_uri)})


def _around(pages: NumberedPages) -> dict[str, Any]:
    """Returns what the API says of every list: the number of its rows, and the pages before and after."""
    answer: dict[str, Any] = pages.get_paginated_response([]).data
    return {name: value for name, value in answer.items() if name != "results"}
