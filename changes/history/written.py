"""The rows that an open change wrote, table by table: their history is written when the change closes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models


@dataclass
class WrittenRows:
    """The rows of one table that a change wrote, by their keys."""

    model: Any
    saved: dict[int, str] = field(default_factory=dict)
    """Rows that were made or changed, each with a reason of its own if it has one."""
    made: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)
    owners: dict[int, str] = field(default_factory=dict)
    """Records that got new rows by an INSERT without keys, each with the reason."""
    owner_column: str = ""
    highest: int = 0
    """The highest key of the table before the first of those INSERTs."""

    def save(self, keys: Iterable[int], reason: str) -> None:
        """Notes rows that an UPDATE writes."""
        self.saved.update(dict.fromkeys(keys, reason))

    def make(self, keys: Collection[int], reason: str) -> None:
        """Notes rows that an INSERT makes. A row that this change deleted and makes again counts as changed."""
        self.made.update(key for key in keys if key not in self.deleted)
        self.deleted.difference_update(keys)
        self.save(keys, reason)

    def make_for(self, column: str, owners: Iterable[int], reason: str) -> None:
        """Notes records that are about to get rows whose keys only the database knows."""
        if not self.owners:
            self.owner_column = column
            self.highest = self.model._base_manager.aggregate(highest=models.Max("pk"))["highest"] or 0
        self.owners.update(dict.fromkeys(owners, reason))

    def delete(self, keys: Iterable[int]) -> None:
        """Notes rows that a DELETE takes away. A row that this change made itself leaves no trace."""
        for key in keys:
            self.saved.pop(key, None)
            if key in self.made:
                self.made.discard(key)
            else:
                self.deleted.add(key)
