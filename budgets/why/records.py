"""The records that a question names: whether they exist, and in which portfolios they are looked for."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from budgets.models import Allocation, BudgetPost, Contract, Entry
from projects.filtersets import EVERY_PORTFOLIO
from projects.models import Project

NAMED: dict[str, tuple[Any, str, str]] = {
    "project": (Project, "reference", "portfolio__slug__in"),
    "allocation": (Allocation, "reference", "project__portfolio__slug__in"),
    "contract": (Contract, "code", "project__portfolio__slug__in"),
    "entry": (Entry, "reference", "allocation__project__portfolio__slug__in"),
    "post": (BudgetPost, "code", ""),
}
"""The filters of single records: the model, its key, and the lookup of its portfolio. A budget post has none."""
LONGEST = 50
"""Letters of an unknown reference that the answer repeats."""


def in_every_portfolio(data: QueryDict) -> QueryDict:
    """Returns the query string, with every portfolio chosen if it names a record of a portfolio and no portfolio."""
    named = any(data.get(name, "").strip() for name, (_model, _key, portfolio) in NAMED.items() if portfolio)
    if not named or any(slug.strip() for slug in data.getlist("portfolio")):
        return data
    every = data.copy()
    every.setlist("portfolio", [EVERY_PORTFOLIO])
    return every


def unknown(asked: dict[str, Any]) -> dict[str, list[str]]:
    """Returns a sentence for each named record that does not exist, or not in the chosen portfolios. ``asked``: the
    cleaned filters. Runs a query for each named record.
    """
    chosen = [] if EVERY_PORTFOLIO in asked["portfolio"] else asked["portfolio"]
    found: dict[str, list[str]] = {}
    for name, (model, key, portfolio) in NAMED.items():
        if not asked[name]:
            continue
        within = {portfolio: chosen} if portfolio and chosen else {}
        if not model.objects.filter(**{key: asked[name]}, **within).exists():
            # The same sentence for a record elsewhere: a key limited to portfolios must not learn that it exists
            sentence = _("The chosen portfolios have no “%(value)s”.") if within else _("There is no “%(value)s”.")
            found[name] = [sentence % {"value": asked[name][:LONGEST]}]
    return found
