"""The changes that wrote a row of money: its entry first, then what was changed of it since."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from changes.models import Change
from changes.rights import SEE, may
from changes.rights.limits import narrowed_to


@dataclass(frozen=True)
class Sees:
    """What a reader may see of the changes beside their number and moment."""

    history: bool = False
    """Whether the reader may open the change, and read its way and its reason."""
    names: bool = False
    """Whether the reader may read who made it."""

    @classmethod
    def of(cls, person: Any, kind: str) -> "Sees":
        """Returns what a person sees of the changes to records of this kind. To keys that are limited to portfolios the
        changes are closed: one change may be about several of them.
        """
        signed_in = bool(getattr(person, "is_authenticated", False))
        history = signed_in and narrowed_to(person) is None and may(person, SEE, kind)
        return cls(history, history and may(person, SEE, "author"))


def changes_of(model: Any, keys: Collection[int]) -> dict[int, list[Change]]:
    """Returns the changes that wrote each of these rows, the first one first, by the key of the row. Runs two queries.

    As of an earlier change, later changes are left out.
    """
    written: dict[int, set[int]] = defaultdict(set)
    for key, number in model.history.filter(id__in=keys).order_by().values_list("id", "from_change"):
        if number:
            written[key].add(number)
    numbers = {number for of_row in written.values() for number in of_row}
    changes = {change.number: change for change in Change.objects.filter(pk__in=numbers).select_related("actor")}
    return {key: [changes[one] for one in sorted(of_row) if one in changes] for key, of_row in written.items()}
