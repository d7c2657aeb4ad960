"""Code that runs when something happens to a proposal: other rooms register it here, because this room imports none."""

from collections.abc import Callable

from changes.models import WaitingProposal

Tells = Callable[[WaitingProposal, str], None]
"""Takes a proposal, and its new state or the step that changed no state (``What``). It runs in the transaction of the
step; an exception undoes the step."""
_tells: list[Tells] = []


def at_each_step(function: Tells) -> Tells:
    """Registers a function that runs when a proposal begins to wait, also anew, and when it is decided."""
    if function not in _tells:
        _tells.append(function)
    return function


def tell(proposal: WaitingProposal, state: str) -> None:
    """Runs the registered functions."""
    for function in _tells:
        function(proposal, state)
