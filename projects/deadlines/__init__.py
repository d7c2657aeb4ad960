"""Deadlines of projects: worked out when they are shown, and never stored.

The money's room says which deadlines its contracts set (``deadlines_from``). The calendar and the letters read them
here, so that neither has to import the money.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeadlineKind(models.TextChoices):
    """What is due. The values are used in the API and never change with the language."""

    INSTALMENT = "instalment", _("Instalment")
    REPORT = "report", _("Report")
    ANNUAL = "annual-report", _("Annual report")
    END = "end", _("End of the contract")


@dataclass(frozen=True)
class Deadline:
    """A day by which a project has to receive or hand in something."""

    key: str
    """Names the deadline in feeds and letters. It stays the same when the day moves."""
    kind: DeadlineKind
    day: date
    name: str
    """What is due, in the active language: "Final report"."""
    about: str
    """The code of the contract."""
    project: Any
    path: str
    """The path of the page on which a person can see to it."""
    done: bool
    """Whether it came, or was paid."""
    change: int = 0
    """The number of the latest change that the answer depends on; 0: not known."""
    changed: datetime | None = None
    """The moment of that change."""

    @property
    def owed(self) -> bool:
        """Whether somebody has to do something until the day. The end of a contract just comes."""
        return self.kind != DeadlineKind.END

    def is_late(self, today: date) -> bool:
        """Whether the day has passed and nothing came."""
        return self.owed and not self.done and self.day < today

    @property
    def title(self) -> str:
        """Returns what is due under which contract: "Final report, P-1-K1"."""
        return f"{self.name}, {self.about}"


Provider = Callable[[Any, date, date, date], Iterable[Deadline]]
"""Takes the projects (a queryset), today, and the first and last day of the deadlines. Returns the deadlines."""
_providers: list[Provider] = []


def deadlines_from(provider: Provider) -> None:
    """Registers a function that works out deadlines."""
    if provider not in _providers:
        _providers.append(provider)


Owed = Callable[[int, date, date, date], Iterable[Deadline]]
"""Takes the key of an organisation, today, and the first and last day. Returns the reports that it owes."""
_owed: list[Owed] = []


def owed_from(provider: Owed) -> None:
    """Registers the function that knows which reports an organisation owes."""
    _owed[:] = [provider]


def owed_by(organisation: int, today: date, first: date = date.min, last: date = date.max) -> list[Deadline]:
    """Returns the reports that an organisation owes between two days, by day. ``organisation``: the key of its row.

    The path of each is the page on which the organisation hands it in.
    """
    found = (one for provider in _owed for one in provider(organisation, today, first, last))
    return sorted(found, key=lambda one: (one.day, one.key))


def deadlines_of(projects: Any, today: date, first: date = date.min, last: date = date.max) -> list[Deadline]:
    """Returns the deadlines of these projects (a queryset) between two days, by day.

    ``today`` decides which of them are done. The number of queries does not grow with the deadlines.
    """
    found = (one for provider in _providers for one in provider(projects, today, first, last))
    return sorted(found, key=lambda one: (one.day, one.key))
