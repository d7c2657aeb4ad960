"""The names of reports that organisations handed in, on the pages of proposals and on the desk."""

from typing import Any

from django import template

from budgets.owing.naming import organisation_named, report_named

register = template.Library()


@register.filter
def report_name(proposal: Any) -> str:
    """Returns the kind, the contract and the day of the report."""
    return report_named(proposal)


@register.filter
def of_organisation(proposal: Any) -> Any:
    """Returns the name of the organisation that handed the report in. One query."""
    return organisation_named(proposal)
