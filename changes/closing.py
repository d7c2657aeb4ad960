"""Code that runs when a change closes: other rooms register it here, because this room imports none of them."""

from collections.abc import Callable, Sequence

from changes.models import Change, RecordChange

Hook = Callable[[Change, Sequence[RecordChange]], None]
_hooks: list[Hook] = []


def at_close(function: Hook) -> Hook:
    """Registers a function that runs inside each change's own transaction, after the change's rows are written.

    It takes the change and its records, of which there are none where the change keeps none. An exception undoes the
    whole change. It must be quick, because every other change waits for it, and it must not write to records.
    """
    if function not in _hooks:
        _hooks.append(function)
    return function


def run_hooks(change: Change, records: Sequence[RecordChange]) -> None:
    """Runs the registered functions, in the order of their registration."""
    for function in _hooks:
        function(change, records)
