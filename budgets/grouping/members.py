"""The values of a dimension: as the database groups by them, as the API writes them, and in words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from projects.choices import NOT_STATED
from projects.language.sorting import InAlphabet, sort_key
from projects.language.texts import readers_language

Key = str
"""The value by which the database groups; the empty text is "not stated"."""


@dataclass(frozen=True)
class Member:
    """One value of a dimension: as the API and filters write it, and in the reader's language."""

    value: str
    label: str
    rank: tuple[Any, ...]
    """The sort key among the other members: "not stated" comes last."""


@dataclass(frozen=True)
class Vocabulary:
    """The single values of a dimension."""

    members: Callable[[set[Key]], dict[Key, Member]]
    """Returns the members of these keys, in at most one query."""
    key: Callable[[str], Key]
    """Returns the key of a value. Raises KeyError for an unknown value."""


def not_stated() -> Member:
    """Returns the member for "not stated". It is shown like any other row, and last."""
    return Member(NOT_STATED, _("Not stated"), (1,))


def combined(members: list[Member]) -> Member:
    """Returns one member for a combination: its values in alphabetical order, its labels by rank."""
    members = sorted(members, key=lambda member: member.rank)
    return Member(
        "+".join(sorted(member.value for member in members)),
        " + ".join(member.label for member in members),
        (0, len(members), [member.rank for member in members]),
    )


def of_choices(listed: type[models.TextChoices], *, ranked: bool = False) -> Vocabulary:
    """Returns the vocabulary of a fixed list. With ``ranked`` the keys are the positions in the list, from 0."""
    keys = {value: str(rank) if ranked else value for rank, value in enumerate(listed.values)}
    values = {key: (rank, value) for rank, (value, key) in enumerate(keys.items())}

    def members(wanted: set[Key]) -> dict[Key, Member]:
        return {key: Member(value, str(listed(value).label), (rank,)) for key, (rank, value) in values.items()}

    return Vocabulary(members, keys.__getitem__)


def of_rows(model: str, code: str = "slug", rank: str = "", known_as: str = "", **only: Any) -> Vocabulary:
    """Returns the vocabulary of a model's rows ("app.Model"), identified by ``code``, in the order of ``rank`` or
    else of the alphabet.

    ``known_as`` names the method of the queryset that finds a row by its code or an alias.
    """

    def rows() -> Any:
        return apps.get_model(model)._default_manager.filter(**only)

    def members(wanted: set[Key]) -> dict[Key, Member]:
        found = rows().in_bulk([int(key) for key in wanted])
        return {str(pk): _member(row, getattr(row, code), rank) for pk, row in found.items()}

    def key(value: str) -> Key:
        found = getattr(rows(), known_as)(value) if known_as else rows().filter(**{code: value})
        row = found.values_list("pk", flat=True).first()
        if row is None:
            raise KeyError(value)
        return str(row)

    return Vocabulary(members, key)


def _member(row: Any, value: str, rank: str) -> Member:
    place = getattr(row, InAlphabet().name, None)
    if place is None:
        place = getattr(row, rank) if rank else sort_key(str(row), readers_language())
    # The value breaks ties, so that the order is always the same
    return Member(value, str(row), (place, value))


def of_years() -> Vocabulary:
    """Returns the vocabulary of years, in their order. Any four digits are a year."""

    def key(value: str) -> Key:
        if not (len(value) == 4 and value.isascii() and value.isdigit()):
            raise KeyError(value)
        return value

    return Vocabulary(lambda wanted: {year: Member(year, year, (year,)) for year in wanted}, key)
