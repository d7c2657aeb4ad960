"""The records that a question names: whether they exist, in which portfolios they are looked for, and which of them a
question about stated amounts needs.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from budgets.choices import StatedMeasure
from budgets.models import Allocation, BudgetPost, CoFinancing, Contract, Entry, Instalment
from projects.filtersets import EVERY_PORTFOLIO
from projects.models import Project

NUMBER = re.compile(r"[0-9]{1,4}")
NAMED: dict[str, tuple[Any, str, str]] = {
    "project": (Project, "reference", "portfolio__slug__in"),
    "allocation": (Allocation, "reference", "project__portfolio__slug__in"),
    "contract": (Contract, "code", "project__portfolio__slug__in"),
    "entry": (Entry, "reference", "allocation__project__portfolio__slug__in"),
    "post": (BudgetPost, "code", ""),
}
"""The filters of single records: the model, its key, and the lookup of its portfolio. A budget post has none."""
OF_CONTRACTS = (StatedMeasure.INSTALMENTS, StatedMeasure.UNPAID)
OF_PARTS = (StatedMeasure.CO_FINANCING, *OF_CONTRACTS)
"""The measures of which a question may name one part alone."""
LONGEST = 50
"""Letters of an unknown reference that the answer repeats."""


def in_every_portfolio(data: QueryDict) -> QueryDict:
    """Returns the query string, with every portfolio chosen if it names a record of a portfolio and no portfolio."""
    of_portfolios = [name for name, (_model, _key, portfolio) in NAMED.items() if portfolio]
    named = any(value.strip() for name in of_portfolios for value in data.getlist(name))
    if not named or any(slug.strip() for slug in data.getlist("portfolio")):
        return data
    every = data.copy()
    every.setlist("portfolio", [EVERY_PORTFOLIO])
    return every


def unknown(asked: dict[str, Any]) -> dict[str, list[str]]:
    """Returns a sentence for each named record that does not exist, or not in the chosen portfolios. ``asked``: the
    cleaned values of ``portfolio``, and of the filters to judge. Runs a query for each filter that names some.
    """
    chosen = [] if EVERY_PORTFOLIO in asked["portfolio"] else asked["portfolio"]
    found: dict[str, list[str]] = {}
    for name, (model, key, portfolio) in NAMED.items():
        named = asked.get(name, [])
        values = named if isinstance(named, list) else [named]
        within = {portfolio: chosen} if portfolio and chosen else {}
        if missing := _missing(model.objects.filter(**within), key, [value for value in values if value]):
            # The same sentence for a record elsewhere: a key limited to portfolios must not learn that it exists
            sentence = _("The chosen portfolios have no “%(value)s”.") if within else _("There is no “%(value)s”.")
            found[name] = [sentence % {"value": missing[:LONGEST]}]
    if not found and asked.get("part") and not _has_part(asked):
        found["part"] = [_("There is no “%(value)s”.") % {"value": asked["part"][:LONGEST]}]
    return found


def _has_part(asked: dict[str, Any]) -> bool:
    """Whether there is the co-financing of the project, or the instalment of the contract, that the question names."""
    part = asked["part"]
    if asked["measure"] == StatedMeasure.CO_FINANCING:
        return bool(CoFinancing.objects.filter(project__reference=asked["project"], code=part).exists())
    number = int(part) if NUMBER.fullmatch(part) else 0
    return bool(Instalment.objects.filter(contract__code=asked["contract"], number=number).exists())


def beside_stated(measure: str, chosen: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Yields what is wrong with the filters of a question about stated amounts: they name one project, of instalments
    one contract, and nothing else. Other questions take no ``part``.
    """
    if measure not in StatedMeasure.values:
        if "part" in chosen:
            yield "part", _("This filter does not go together with the measure.")
        return
    needed = "contract" if measure in OF_CONTRACTS else "project"
    part = ("part",) if measure in OF_PARTS else ()
    day = ("on",) if measure == StatedMeasure.UNPAID else ()
    for name in chosen:
        if name not in (needed, *part, *day, "portfolio", "measure"):
            yield name, _("This filter does not go together with the measure.")
    if needed not in chosen:
        yield needed, _("Name a contract.") if needed == "contract" else _("Name a project.")
    if measure == StatedMeasure.UNPAID and "part" not in chosen:
        yield "part", _("Name an instalment by its number.")


def _missing(rows: Any, key: str, values: list[str]) -> str:
    """Returns the first of these keys that no row has; empty if all are there. Runs a query if there are any."""
    if not values:
        return ""
    there = set(rows.filter(**{f"{key}__in": values}).values_list(key, flat=True))
    return next((value for value in values if value not in there), "")
