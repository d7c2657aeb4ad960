"""What a key takes away from the rights of its account: one more condition of ``may``."""

from typing import Any

from accounts.choices import Scope
from changes import tables
from changes.rights import SEE
from changes.rights.limits import Names
from projects.editing.limits import of_portfolio

READ = "read"
EVERYTHING = "every portfolio"
"""To read every portfolio: what a key that is limited to some of them may not."""
OF_MONEY = ("budgets",)
OF_REGISTER = ("projects", "events")
"""The apps of the records that each scope of writing changes."""


def leaves(person: Any, action: str, of: Any) -> bool:
    """Returns whether the key with which a person acts leaves them a right. A person without a key keeps every one.

    ``of``: a kind of record or of thing, or a model.
    """
    key = getattr(person, "acting_key", None)
    if key is None:
        return True
    if key.portfolio_slugs and of == EVERYTHING:
        return False
    return not key.scope_set or bool(scopes_for(action, of) & key.scope_set)


def scopes_for(action: str, of: Any) -> frozenset[str]:
    """Returns the scopes of which each is enough. None is enough for what programs do not do."""
    if action in (READ, SEE, "view"):
        return frozenset({Scope.READ, Scope.CALENDAR} if of in ("calendar", "owed-reports") else {Scope.READ})
    app = _app_of(of)
    if app in OF_MONEY:
        return frozenset({Scope.MONEY})
    return frozenset({Scope.WRITE} if app in OF_REGISTER else ())


def _app_of(of: Any) -> str:
    if isinstance(of, str):
        return str(tables.model_of(of)._meta.app_label) if of in tables.kinds() else ""
    return str(of._meta.app_label)


def within(person: Any) -> Names | None:
    """Returns the portfolios to which the person's key is limited; None: it is not, or there is no key."""
    key = getattr(person, "acting_key", None)
    slugs = key.portfolio_slugs if key is not None else ()
    return frozenset(map(of_portfolio, slugs)) if slugs else None
