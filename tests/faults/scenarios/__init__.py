"""The scenarios. To add one: a function that takes a ``Stage`` and returns an ``Outcome``, and its line in the
``SCENARIOS`` of its module; a new module gets its line in ``MODULES``.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module

from tests.faults.counting import Outcome
from tests.faults.mail import Mail
from tests.faults.site import Site

MODULES = ("writes", "promotion", "replicas", "imports", "exports", "letters", "clock", "disk", "calendar")


@dataclass
class Stage:
    """A running site, and what a scenario needs beside it."""

    site: Site
    mail: Mail
    dice: random.Random
    seed: int
    writes: int
    """How much the writers of a scenario try."""

    def outcome(self, scenario: str) -> Outcome:
        """Returns an outcome without figures."""
        return Outcome(scenario, self.site.database.label)


@dataclass(frozen=True)
class Scenario:
    """A fault in the middle of some work."""

    name: str
    run: Callable[[Stage, str], Outcome]
    servers_only: bool = False
    """Whether it needs a database with processes of its own."""
    small_disk: bool = False
    """Whether the site's folder has to be a file system of its own that can be filled."""
    missing: Callable[[], str] = str
    """Says what this machine lacks for it; an empty text: nothing."""


def scenarios() -> Iterator[Scenario]:
    """Yields every scenario, in the order in which they are tried."""
    for name in MODULES:
        yield from import_module(f"{__name__}.{name}").SCENARIOS
