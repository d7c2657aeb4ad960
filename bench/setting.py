"""The parameters that every scenario receives."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Setting:
    """The database that Django is connected to, and how often each case is repeated."""

    database: str
    """Its name and version, as results show it."""
    repeat: int
