"""Declares the records of funds and allocations, and the money fields of a project."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from budgets.choices import Scope
from changes.record import Field, FileColumn, ListColumn, Missing, OnPage, Record, Shape, declare
from projects.choices import Currency, Gap
from projects.records import PROJECT, source

FUND = declare(
    Record(
        kind="fund",
        model="budgets.Fund",
        key="slug",
        fields=[
            Field("slug", _("Short name"), required=True),
            Field("name", _("Name"), Shape.TRANSLATED, required=True),
        ],
    )
)

MONEY: tuple[Field, ...] = (
    Field("amount", _("Amount"), Shape.MONEY, required=True, file=FileColumn(width=18)),
    Field("currency", _("Currency"), Shape.CHOICE, choices=Currency, file=FileColumn(width=10)),
    Field(
        "amount_dkk",
        _("Amount (DKK)"),
        Shape.MONEY,
        derived=True,
        help="null: another currency without a rate; it never counts.",
        file=FileColumn(width=18, after="rate_source"),
    ),
    Field("rate", _("Rate"), Shape.NUMBER, file=FileColumn(width=12, kind="number")),
    Field("rate_date", _("Date of the rate"), Shape.DATE, file=FileColumn(width=12)),
    Field("rate_source", _("Source of the rate"), file=FileColumn(width=30)),
    Field("council", _("Paid by"), Shape.REFERENCE, refers_to="council", file=FileColumn(width=36)),
    Field("councils_named", _("Councils named"), Shape.VALUES, derived=True, in_api=False, file=FileColumn(width=36)),
    Field("fund", _("Fund"), Shape.REFERENCE, refers_to="fund", file=FileColumn(width=24)),
    Field("year", _("Year"), Shape.NUMBER, file=FileColumn(width=8, kind="text")),
    Field("granted", _("Date of the grant"), Shape.PARTIAL_DATE, file=FileColumn(width=12)),
    Field("scope", _("Scope"), Shape.CHOICE, choices=Scope, file=FileColumn(width=28)),
    source(required=True),
)
"""The fields of an allocation, both in the list of allocations and inside a project."""

REFERENCE = Field("reference", _("Reference"), required=True, file=FileColumn(width=16))

ALLOCATION = declare(
    Record(
        kind="allocation",
        model="budgets.Allocation",
        key="reference",
        fields=[
            REFERENCE,
            Field("project", _("Project"), Shape.REFERENCE, required=True, refers_to="project", file=FileColumn()),
            Field("project_title", _("Title"), derived=True, in_api=False, file=FileColumn(width=48)),
            *MONEY,
        ],
    )
)


def _budget_not_stated(projects: Any) -> Q:
    return Q(granted_counted=0, granted_not_counted=0)


def _without_rate(projects: Any) -> Q:
    return Q(granted_not_counted__gt=0)


def _each_without_rate(project: Any) -> list[str]:
    return [
        gettext("%(allocation)s does not count: %(currency)s without a rate.")
        % {"allocation": allocation.reference, "currency": allocation.currency}
        for allocation in project.allocations.all()
        if allocation.amount_dkk is None
    ]


BUDGET = Field(
    "budget_dkk",
    _("Budget"),
    Shape.MONEY,
    derived=True,
    help="The sum of the allocations in DKK; null: not stated.",
    file=FileColumn(_("Budget (DKK)"), width=18, after="ends"),
    listed=ListColumn("budget", _("Budget (DKK)"), "allocations", "budget_dkk", usual=True, is_number=True),
    page=OnPage("money"),
    note="budget",
    annex=True,
    gaps=(
        Missing(Gap.BUDGET, _("Budget"), _("The budget is not stated."), _budget_not_stated),
        Missing(Gap.RATE, _("Rate"), "", _without_rate, _each_without_rate),
    ),
)
PROJECT.add(BUDGET, after="partners")
PROJECT.add(
    Field(
        "allocations",
        _("Allocations"),
        Shape.FACTS,
        parts=(REFERENCE, *(part for part in MONEY if part.in_api)),
        file=FileColumn(width=12, after="budget_dkk", kind="count"),
        page=OnPage("money"),
        listed=ListColumn(after="funds", is_number=True, in_files=("allocations", "allocations_not_counted")),
        annex=True,
    ),
    Field(
        "allocations_not_counted",
        _("Not counted"),
        Shape.NUMBER,
        derived=True,
        in_api=False,
        file=FileColumn(width=12, after="allocations", kind="count"),
    ),
    Field(
        "funds",
        _("Funds"),
        Shape.VALUES,
        derived=True,
        in_api=False,
        file=FileColumn(width=24, after="allocations_not_counted"),
        listed=ListColumn(after="portfolio"),
    ),
)
