"""The numbers that new entries, contracts and instalments get."""

from typing import Any


def free(model: Any, key: str, begins: str) -> str:
    """Returns the first key with this beginning and a number that no row has or had: P-1-K1, or P-1-K2 after it.

    The history counts too. A letter or a ledger may quote a reference that was undone, so no other record gets it.
    """
    found = [rows.filter(**{f"{key}__startswith": begins}) for rows in (model.objects, model.history)]
    taken = {value for rows in found for value in rows.values_list(key, flat=True)}
    return next(free for number in range(1, len(taken) + 2) if (free := f"{begins}{number}") not in taken)


def number_rows(rows: list[dict[str, Any]]) -> None:
    """Gives each row without a number the next one."""
    last = 0
    for row in rows:
        row["number"] = last = row.get("number") or last + 1
