"""Declares the records of budget posts, budget rates, accounting periods, contracts, co-financing and entries."""

from django.utils.translation import gettext_lazy as _

from budgets.choices import ContractKind, EntryKind, Perspective, RateKind, ReportKind, SignatoryRole
from changes.record import Field, FileColumn, Record, Shape, declare
from projects.choices import Currency
from projects.records import source

AMOUNT_DKK = Field("amount_dkk", _("Amount (DKK)"), Shape.MONEY, derived=True, file=FileColumn(width=18))

BUDGET_POST = declare(
    Record(
        kind="budget-post",
        model="budgets.BudgetPost",
        key="code",
        fields=[
            Field("code", _("Code"), required=True),
            Field("number", _("Number"), required=True),
            Field("name", _("Name"), Shape.TRANSLATED, required=True),
            Field("council", _("Council of ministers"), Shape.REFERENCE, refers_to="council"),
            Field("year", _("Budget year"), Shape.NUMBER, required=True),
            Field("price_level", _("Price level"), Shape.NUMBER),
            Field("adopted", _("Adopted"), Shape.MONEY, required=True),
            Field("carried_over", _("Carried over"), Shape.MONEY),
            source(),
        ],
    )
)

BUDGET_RATE = declare(
    Record(
        kind="budget-rate",
        model="budgets.BudgetRate",
        key="code",
        fields=[
            Field("code", _("Code"), required=True),
            Field("year", _("Budget year"), Shape.NUMBER, required=True),
            Field("currency", _("Currency"), Shape.CHOICE, required=True, choices=Currency),
            Field("rate", _("Rate"), Shape.NUMBER, required=True),
            Field("how_set", _("How it was set"), required=True),
            source(),
        ],
    )
)

PERIOD = declare(
    Record(
        kind="period",
        model="budgets.Period",
        key="code",
        fields=[
            Field("code", _("Code"), required=True),
            Field("first_day", _("First day"), Shape.DATE, required=True),
            Field("last_day", _("Last day"), Shape.DATE, required=True),
            Field("closed_at", _("Closed at"), Shape.MOMENT, derived=True),
        ],
    )
)

CO_FINANCING = declare(
    Record(
        kind="co-financing",
        model="budgets.CoFinancing",
        key="code",
        fields=[
            Field("code", _("Code"), required=True),
            Field("project", _("Project"), Shape.REFERENCE, required=True, refers_to="project"),
            Field("organisation", _("Organisation"), Shape.REFERENCE, required=True, refers_to="organisation"),
            Field("own_share", _("Own share"), Shape.TRUTH),
            Field("in_kind", _("In kind"), Shape.TRUTH),
            Field("amount", _("Amount"), Shape.MONEY),
            Field("currency", _("Currency"), Shape.CHOICE, choices=Currency),
            AMOUNT_DKK,
            Field("rate", _("Rate"), Shape.NUMBER),
            Field("rate_source", _("Source of the rate")),
            Field("description", _("Description")),
            source(),
        ],
    )
)

SIGNATURES = (
    Field("role", _("Party"), Shape.CHOICE, required=True, choices=SignatoryRole),
    Field("organisation", _("Organisation"), Shape.REFERENCE, required=True, refers_to="organisation"),
    Field("function", _("Post of the signatory")),
    Field("day", _("Signed on"), Shape.DATE, required=True),
)
INSTALMENTS = (
    Field("number", _("Number"), Shape.NUMBER, required=True),
    Field("day", _("Due on"), Shape.DATE),
    Field("amount", _("Amount"), Shape.MONEY),
    Field("share", _("Share"), Shape.NUMBER, help="In percent of what is contracted."),
    Field("condition", _("Condition")),
)
REPORTS_DUE = (
    Field("kind", _("Kind of report"), Shape.CHOICE, required=True, choices=ReportKind),
    Field("day", _("Due on"), Shape.DATE, required=True),
)
PERSPECTIVES = (
    Field("perspective", _("Perspective"), Shape.CHOICE, required=True, choices=Perspective),
    Field("answer", _("Answer"), required=True),
)

CONTRACT = declare(
    Record(
        kind="contract",
        model="budgets.Contract",
        key="code",
        fields=[
            Field("code", _("Code"), required=True),
            Field("project", _("Project"), Shape.REFERENCE, required=True, refers_to="project"),
            Field("kind", _("Kind"), Shape.CHOICE, choices=ContractKind),
            Field("administrative_body", _("Administrative body"), Shape.REFERENCE, refers_to="organisation"),
            Field("state_audited", _("Audited by a national audit office"), Shape.TRUTH),
            Field("terms", _("Standard terms")),
            Field("starts", _("First day"), Shape.DATE),
            Field("ends", _("Last day"), Shape.DATE),
            Field("whole_budget", _("Whole budget of the project"), Shape.MONEY),
            Field("conditions", _("Special conditions")),
            Field("currency", _("Currency"), Shape.CHOICE, choices=Currency),
            Field("rate", _("Rate of the contract"), Shape.NUMBER),
            Field("rate_source", _("Source of the rate")),
            Field(
                "allocations",
                _("Grants"),
                Shape.CODES,
                attribute="contract_allocations",
                parts=(Field("reference", _("Grant"), Shape.REFERENCE, "allocation", refers_to="allocation"),),
            ),
            Field("signatures", _("Signatures"), Shape.FACTS, parts=SIGNATURES),
            Field("instalments", _("Instalments"), Shape.FACTS, parts=INSTALMENTS),
            Field("reports_due", _("Reports due"), Shape.FACTS, parts=REPORTS_DUE),
            Field("perspectives", _("Answers for perspectives"), Shape.FACTS, parts=PERSPECTIVES),
            Field("document", _("Document"), Shape.REFERENCE, refers_to="document"),
            source(),
        ],
    )
)

SIGNED = (
    Field("signed_by_project_manager", _("Signed by the project manager"), Shape.TRUTH, file=FileColumn(width=8)),
    Field("signed_by_finance_manager", _("Signed by the finance manager"), Shape.TRUTH, file=FileColumn(width=8)),
)
"""Who signed the final accounts."""

ENTRY = declare(
    Record(
        kind="entry",
        model="budgets.Entry",
        key="reference",
        fields=[
            Field("reference", _("Reference"), required=True, file=FileColumn(width=20)),
            Field(
                "allocation",
                _("Grant"),
                Shape.REFERENCE,
                required=True,
                refers_to="allocation",
                file=FileColumn(width=16),
            ),
            Field("project", _("Project"), derived=True, file=FileColumn(width=14)),
            Field("contract", _("Contract"), Shape.REFERENCE, refers_to="contract", file=FileColumn(width=16)),
            Field("kind", _("Kind"), Shape.CHOICE, required=True, choices=EntryKind, file=FileColumn(width=16)),
            Field("day", _("Day"), Shape.DATE, required=True, file=FileColumn(width=12)),
            Field("amount", _("Amount"), Shape.MONEY, file=FileColumn(width=18)),
            Field("currency", _("Currency"), Shape.CHOICE, choices=Currency, file=FileColumn(width=10)),
            AMOUNT_DKK,
            Field("rate", _("Rate"), Shape.NUMBER, file=FileColumn(width=12, kind="number")),
            Field("rate_kind", _("Kind of rate"), Shape.CHOICE, choices=RateKind, file=FileColumn(width=14)),
            Field("rate_source", _("Source of the rate"), file=FileColumn(width=30)),
            Field("starts", _("New first day"), Shape.DATE, file=FileColumn(width=12)),
            Field("ends", _("New last day"), Shape.DATE, file=FileColumn(width=12)),
            Field("report", _("Kind of report"), Shape.CHOICE, choices=ReportKind, file=FileColumn(width=16)),
            *SIGNED,
            Field("final", _("Final payment"), Shape.TRUTH, file=FileColumn(width=8)),
            Field("post", _("Budget post"), Shape.REFERENCE, refers_to="budget-post", file=FileColumn(width=16)),
            Field(
                "counterpart", _("Counterpart"), Shape.REFERENCE, refers_to="organisation", file=FileColumn(width=24)
            ),
            Field("voucher", _("Document or voucher"), file=FileColumn(width=20)),
            Field("corrects", _("Corrects"), Shape.REFERENCE, refers_to="entry", file=FileColumn(width=20)),
            Field("remark", _("Remark"), file=FileColumn(width=40)),
            source(),
        ],
    )
)
