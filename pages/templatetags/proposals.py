"""The names of reports that organisations handed in, on the pages of proposals and on the desk."""

from collections.abc import Iterable
from typing import Any

from django import template

from budgets.owing.naming import organisation_named, read_organisations, report_named

register = template.Library()


@register.filter
def report_name(proposal: Any) -> str:
    """Returns the kind, the contract and the day of the report."""
    return report_named(proposal)


@register.simple_tag
def name_organisations(proposals: Iterable[Any]) -> str:
    """Reads the names of the organisations that handed these proposals in, with one query. Writes nothing."""
    read_organisations(proposals)
    return ""


@register.filter
def of_organisation(proposal: Any) -> Any:
    """Returns the name of the organisation that handed the report in. One query; none after ``name_organisations``."""
    return organisation_named(proposal)
