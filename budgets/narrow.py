"""The money of a project in narrow lists (``projects/narrow/``)."""

from typing import Any

from projects.narrow.relations import RELATIONS, Relation
from projects.narrow.values import Value, code_or_none, column, money, rate, text_or_none


def _allocations(_reader: str) -> dict[str, Value]:
    source = ("source__document__slug", "source__section", "source__item")
    return {
        "reference": column("reference"),
        "amount": money("amount"),
        "currency": column("currency"),
        "amount_dkk": money("amount_dkk"),
        "rate": rate("rate"),
        "rate_date": text_or_none("rate_date"),
        "rate_source": column("rate_source"),
        "council": code_or_none("council__code"),
        "fund": code_or_none("fund__slug"),
        "year": column("year"),
        "granted": text_or_none("granted"),
        "scope": column("scope"),
        "source": Value(source, _source),
    }


def _source(document: str, section: str, item: int | None) -> dict[str, Any]:
    return {"document": document, "section": section, "item": item}


RELATIONS["allocations"] = Relation("budgets.Allocation", _allocations, about="reference")
