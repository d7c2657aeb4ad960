"""The kept columns of the register."""

from typing import Any

from django.db.models import Case, CharField, OuterRef, Subquery, Value, When
from django.db.models.functions import Concat

from projects.choices import Status
from projects.kept.declared import Kept, Source, keep_column

OWN, OTHER = "0", "1"
"""The first character of ``document_order``."""


def declare() -> None:
    """Declares the kept columns of the register."""
    portfolio = Source(
        "projects.Portfolio", ("own", "slug"), "SELECT id FROM projects_project WHERE portfolio_id = {row}.id"
    )
    order = ("portfolio_id", "status", "reference")
    keep_column(Kept("projects.Project", "document_order", document_order, own=order, sources=(portfolio,)))


def document_order() -> Any:
    """Returns the text by which projects are sorted as in Dokument 8: the Council's own first, then by portfolio,
    ongoing before closed, then by reference.

    A blank ends each part. No part contains it, and it sorts before every character that they contain.
    """
    from projects.models import Portfolio

    own = Case(When(own=True, then=Value(OWN)), default=Value(OTHER))
    portfolio = Portfolio.objects.filter(pk=OuterRef("portfolio")).order_by()
    ongoing_first = Case(When(status=Status.ONGOING, then=Value("0")), default=Value("1"))
    return Concat(
        Subquery(portfolio.values_list(Concat(own, "slug", output_field=CharField()))),
        Value(" "),
        ongoing_first,
        Value(" "),
        "reference",
        output_field=CharField(),
    )
