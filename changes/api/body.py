"""Reads the body of a write: JSON of a bounded size and depth that says each thing once."""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import BaseParser

DEEPEST = 12
"""Levels of lists and objects. A row of a project in a list of operations has eight."""


class StrictJSON(BaseParser):
    """JSON (RFC 8259) in UTF-8, without doubled names, ``NaN`` and broken characters.

    It leaves the fingerprint of the body in ``request.fingerprint``, by which a repeated request is known.
    """

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        raw = stream.read()
        parser_context["request"].fingerprint = hashlib.sha256(raw).hexdigest()
        return read_json(raw)


def read_json(raw: bytes) -> Any:
    """Returns the value. Raises ParseError if it is no such JSON, ValidationError if a text in it is broken."""
    try:
        data = json.loads(
            raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_number, parse_float=_finite
        )
    except UnicodeDecodeError as error:
        raise ParseError(_("The body is not UTF-8, from byte %(place)d on.") % {"place": error.start}) from None
    except RecursionError:
        raise ParseError(_too_deep()) from None
    except json.JSONDecodeError as error:
        words = {"line": error.lineno, "column": error.colno}
        raise ParseError(_("The body is not JSON: line %(line)d, column %(column)d.") % words) from None
    except ValueError:
        # Python refuses to read a whole number of thousands of digits
        raise ParseError(_("A number of the body is too long.")) from None
    _judge_texts(data)
    return data


def object_of(data: Any) -> Mapping[str, Any]:
    """Returns the body as an object. Raises ParseError if it is something else."""
    if not isinstance(data, Mapping):
        raise ParseError(_("The body is not a JSON object."))
    return data


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ParseError(_("The name “%(name)s” is twice in one object.") % {"name": _doubled(pairs)[:60]})
    return found


def _doubled(pairs: list[tuple[str, Any]]) -> str:
    """Returns the first name that repeats an earlier one. A body may hold hundreds of thousands of names."""
    seen: set[str] = set()
    return next(name for name, _value in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]


def _no_number(text: str) -> Any:
    raise ParseError(_("“%(value)s” is not a number.") % {"value": text})


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text[:60])


def _too_deep() -> str:
    return _("The body has more than %(most)d levels of lists and objects.") % {"most": DEEPEST}


def _judge_texts(data: Any) -> None:
    for path, text in _texts(data, ()):
        if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise ValidationError(_at(path, [_("This text holds a NUL or an incomplete character.")]))


def _texts(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yields each text and each name with its place. Raises ParseError below the deepest level."""
    if len(path) > DEEPEST:
        raise ParseError(_too_deep())
    if isinstance(value, str):
        yield path, value
    items: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        if isinstance(name, str):
            yield path, name
        yield from _texts(inner, (*path, str(name)))


def _at(path: tuple[str, ...], sentences: list[str]) -> dict[str, Any]:
    """Returns the sentences at their place, in the shape of the API's errors. A name has its object's place."""
    found: Any = sentences
    for name in reversed(path or ("detail",)):
        # The place itself may be unwritable
        found = {name.encode("utf-8", "replace").decode("utf-8").replace("\x00", "?"): found}
    return found
