"""The fixed lists of choices for allocations."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """Whether an allocation belongs to a budget without co-financing, or is the Council's share of a co-financed
    budget.

    A project may have several allocations of either kind.
    """

    WHOLE = "whole", _("Budget without co-financing")
    SHARE = "share", _("Share of a co-financed project")


class EntryKind(models.TextChoices):
    """The kinds of dated facts of a grant after its decision. The decision itself is the allocation."""

    CONTRACTED = "contracted", _("Contracted")
    CHANGED = "changed", _("Changed")
    REQUESTED = "requested", _("Requested")
    PAID = "paid", _("Paid")
    REPORT_RECEIVED = "report-received", _("Report received")
    REPORT_APPROVED = "report-approved", _("Report approved")
    RELEASED = "released", _("Released")
    REPAID = "repaid", _("Repaid")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    """A correction that leaves nothing of the entry that it corrects."""


MONEY_KINDS = (EntryKind.CONTRACTED, EntryKind.REQUESTED, EntryKind.PAID, EntryKind.RELEASED, EntryKind.REPAID)
"""Entries that always state an amount, above zero."""
REPORT_KINDS = (EntryKind.REPORT_RECEIVED, EntryKind.REPORT_APPROVED)
"""Entries about a report, which state no amount."""


class RateKind(models.TextChoices):
    """How the rate of an entry in another currency was set."""

    DAY = "day", _("Rate of the day")
    BUDGET_YEAR = "budget-year", _("Rate of the budget year")
    CONTRACT = "contract", _("Rate of the contract")


class ReportKind(models.TextChoices):
    STATUS = "status", _("Status report")
    ANNUAL = "annual", _("Annual report")
    FINAL = "final", _("Final report")
    ACCOUNTS = "accounts", _("Final accounts")
    AUDITOR = "auditor", _("Auditor's statement")


class ContractKind(models.TextChoices):
    PROJECT = "project", _("Project contract")
    PROGRAMME = "programme", _("Programme contract")
    FRAMEWORK = "framework", _("Framework contract")


class SignatoryRole(models.TextChoices):
    """For which party of a contract an organisation signed."""

    GRANTOR = "grantor", _("Grantor")
    ADMINISTRATOR = "administrator", _("Administrative body")
    RECIPIENT = "recipient", _("Recipient")


class Stage(models.TextChoices):
    """How far a grant has come on a day. Worked out from its entries, never set by a person."""

    DECIDED = "decided", _("Decided")
    CONTRACTED = "contracted", _("Contracted")
    RUNNING = "running", _("Running")
    REPORTING = "reporting", _("Reporting")
    SETTLED = "settled", _("Settled")


class Measure(models.TextChoices):
    """What the totals add up. Worked out from allocations and entries, never set by a person."""

    GRANTED = "granted", _("Granted")
    CONTRACTED = "contracted", _("Contracted")
    PAID = "paid", _("Paid")
    RELEASED = "released", _("Released")
    REPAID = "repaid", _("Repaid")
    DEBT = "debt", _("Project debt")


class PostMeasure(models.TextChoices):
    """What budget posts have. Only trees ask for it: totals add up money of projects."""

    ADOPTED = "adopted", _("Adopted")
    CARRIED_OVER = "carried_over", _("Carried over")
    UNDISPOSED = "undisposed", _("Undisposed")


class StatedMeasure(models.TextChoices):
    """What contracts and co-financing state: amounts of a plan, which no entry pays. Only trees ask for it."""

    CO_FINANCING = "co_financing", _("Co-financing")
    PARTS = "parts", _("Sum of the parts")
    WHOLE_BUDGET = "whole_budget", _("Whole budget of the project")
    UNCOVERED = "uncovered", _("Not covered")
    INSTALMENTS = "instalments", _("Instalments")
    UNPAID = "unpaid", _("Amount not paid")


ADDING = {
    Measure.CONTRACTED: (EntryKind.CONTRACTED, EntryKind.CHANGED),
    Measure.PAID: (EntryKind.PAID,),
    Measure.RELEASED: (EntryKind.RELEASED,),
    Measure.REPAID: (EntryKind.REPAID,),
    Measure.DEBT: (EntryKind.CONTRACTED, EntryKind.CHANGED),
}
"""The kinds of entries that a measure adds. What is granted comes from the allocations."""
TAKING_AWAY = {Measure.DEBT: (EntryKind.PAID, EntryKind.RELEASED)}
"""The kinds of entries that a measure takes away: debt = contracted − paid − released."""


class Severity(models.TextChoices):
    """What a broken rule does."""

    STOPS = "stops", _("Stops")
    """The proposal is refused."""
    WARNS = "warns", _("Warns")
    """The proposal is accepted, and its difference shows the sentence."""
    LISTS = "lists", _("Lists")
    """Only the list of findings shows it."""


class Check(models.TextChoices):
    """What a rule compares. Each has its function in ``budgets/rules/checks.py``."""

    CONTRACT_SIGNED = "contract-signed", _("Contract signed before the start and before payments")
    FINAL_REPORT_FIRST = "final-report-first", _("Final report and accounts approved before the final payment")
    REPORT_WITH_REQUEST = "report-with-request", _("Report with each request for payment")
    ANNUAL_REPORT = "annual-report", _("Annual report of a framework contract")
    REPORT_IN_TIME = "report-in-time", _("Reports that the contract asks for")
    PAYMENT_IN_TIME = "payment-in-time", _("Instalments that the contract promises")
    AUDITOR = "auditor", _("Auditor's statement")
    ACCOUNTS_SIGNED = "accounts-signed", _("Final accounts signed by both managers")
    CHANGE_IN_TIME = "change-in-time", _("Changes approved beforehand")
    CONTENT_APPROVED = "content-approved", _("Changes of content and participants approved beforehand")
    WITHIN_THE_GRANT = "within-the-grant", _("Contract within the grant")
    SETTLED = "settled", _("Money settled before closing")
    OPEN_PERIOD = "open-period", _("Entry in an open accounting period")
    POST_NOT_OVERDRAWN = "post-not-overdrawn", _("Budget post not overdrawn")
    PERSPECTIVE = "perspective", _("Cross-cutting perspective answered")


class Perspective(models.TextChoices):
    """The cross-cutting perspectives for which each project answers."""

    SUSTAINABLE_DEVELOPMENT = "sustainable-development", _("Sustainable development")
    GENDER_EQUALITY = "gender-equality", _("Gender equality")
    CHILDREN = "children-and-young-people", _("Children and young people")
    CLIMATE = "environment-and-climate", _("Environment and climate")


class MatchKind(models.TextChoices):
    """What a person matches between the accounting ledger and the register."""

    GRANT = "grant", _("Grant or project")
    POST = "post", _("Budget post")
    VOUCHER = "voucher", _("Voucher")
