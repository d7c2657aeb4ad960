"""A proposal: what somebody wants of one record, in the shape in which it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from changes.models import Action


@dataclass(frozen=True)
class Proposal:
    """A record that is to be made, changed or deleted."""

    action: str
    kind: str
    key: str = ""
    """The code of the record as it is now; of a new one it is part of the data."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """The API's own object of the record, whole or the fields that change."""
    seen: int | None = None
    """The number of the last change that the proposer knew of; None: whatever the record says now."""
    base: Mapping[str, Any] | None = None
    """What the record said when the proposer saw it, where that is known by itself."""
    whole: bool = False
    """Whether the fields that it leaves out become empty."""
    exact: bool = False
    """Whether it is refused if anybody changed any of its fields since the proposer saw the record. Otherwise what
    others changed stays, and only a field that both changed is a conflict."""
    strict: bool = False
    """Whether each field that it names must be as the proposer saw it, also where it asks for the value of now. Lists
    are merged by their rows."""
    stored: bool = False
    """Whether the data is what a change kept: every column, in several languages."""
    waited: bool = False
    """Whether it waited for approval. Its data is stored, and its codes are judged like those of any other proposal."""
    row: int | None = None
    """The key of the record's row, where the proposer knows the row and not its code."""

    @classmethod
    def create(cls, kind: str, data: Mapping[str, Any], **facts: Any) -> "Proposal":
        """A new record."""
        return cls(Action.CREATE, kind, data=data, whole=True, **facts)

    @classmethod
    def update(cls, kind: str, key: str, data: Mapping[str, Any], **facts: Any) -> "Proposal":
        """Other values of some fields; with ``whole=True`` of all."""
        return cls(Action.UPDATE, kind, key, data, **facts)

    @classmethod
    def delete(cls, kind: str, key: str, **facts: Any) -> "Proposal":
        """The end of a record."""
        return cls(Action.DELETE, kind, key, **facts)
