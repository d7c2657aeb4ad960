"""The sentences of a refusal, without the places of the errors."""

from collections.abc import Iterator, Mapping
from typing import Any


def each_sentence(errors: Any) -> Iterator[str]:
    """Yields every sentence of nested errors (``Checked.errors``: fields → lists, or rows → fields → lists)."""
    if isinstance(errors, Mapping):
        errors = list(errors.values())
    if isinstance(errors, list | tuple):
        for inner in errors:
            yield from each_sentence(inner)
    else:
        yield str(errors)
