"""Takes erased persons out of the history of records, with the columns that follow from its texts."""

from typing import Any

from changes import tables
from changes.erasing.naming import rows_of_model
from changes.erasing.subjects import Counts, rewrites
from changes.erasing.sweep import holding, own_texts, take_out
from changes.erasing.terms import Terms
from projects.history.derived import MADE_ANEW
from projects.history.differences import as_it_was


@rewrites
def rewrite_history(terms: Terms) -> Counts:
    """Rewrites the earlier states that hold a term. A key for sorting spells the whole text, so it is made anew."""
    found: Counts = {}
    for model in dict.fromkeys(table.model for table in tables.tables().values()):
        history: Any = getattr(model, "history", None)
        texts = list(own_texts(model))
        beside = history.model.columns_beside if history is not None else ()
        made = [column for column in model._meta.concrete_fields if column.name in beside]
        made = [column for column in made if type(column).__name__ in MADE_ANEW]
        if not (made and texts):
            continue
        for state in history.model._base_manager.filter(holding(texts, terms)):
            if take_out(state, texts, terms):
                row = as_it_was(state)
                for column in made:
                    setattr(state, column.name, column.pre_save(row, add=True))
                state.save(update_fields=[column.name for column in (*texts, *made)])
                name = rows_of_model(type(state))
                found[name] = found.get(name, 0) + 1
    return found
