"""Councils as filters write them: one, several together, or not stated."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from projects.choices import NOT_STATED
from projects.folding import fold
from projects.models import Council, CouncilAlias

WITH = "with:"


@dataclass(frozen=True)
class CouncilGroup:
    """Councils (ids) that a filter asks for: exactly these, or all that these are among."""

    councils: frozenset[int]
    exactly: bool


class CouncilsField(forms.MultipleChoiceField):
    """Codes or aliases; several joined by ``+`` are the combination, ``not-stated`` is none.

    Gives a list of alternatives, each a list of CouncilGroups that all have to match: a comma is "and", as
    a link to a row needs it beside a choice that the reader made before.

    ``exact`` tells how a single code is read: as that council alone, or as that council among others.
    ``with:MR-S`` always means "among others". A ``+`` that an address turned into a space is understood.
    """

    def __init__(self, *, exact: bool = False, **kwargs: Any) -> None:
        self.exact = exact
        super().__init__(**{**kwargs, "choices": self._options})

    @staticmethod
    def _options() -> list[tuple[str, Any]]:
        councils = Council.objects.order_by("code")
        return [*((c.code, f"{c.code} · {c.name}") for c in councils), (NOT_STATED, _("Not stated"))]

    def clean(self, value: Any) -> list[list[CouncilGroup]]:
        texts = [text.strip() for text in self.to_python(value) if text.strip()]
        known = _known_councils() if texts else {}
        return [[self._group(part.strip(), known) for part in text.split(",")] for text in texts]

    def _group(self, text: str, known: dict[str, int]) -> CouncilGroup:
        if text == NOT_STATED:
            return CouncilGroup(frozenset(), exactly=True)
        among_others = text.startswith(WITH)
        codes = text.removeprefix(WITH).replace("+", " ").split()
        unknown = [code for code in codes if fold(code) not in known]
        if unknown or not codes or (among_others and len(codes) > 1):
            raise ValidationError(
                _("There is no council of ministers “%(code)s”."), "unknown", {"code": " ".join(unknown or [text])}
            )
        exactly = (self.exact or len(codes) > 1) and not among_others
        return CouncilGroup(frozenset(known[fold(code)] for code in codes), exactly)


def _known_councils() -> dict[str, int]:
    """The id of the council for every folded code and alias."""
    aliases = CouncilAlias.objects.values_list("folded_alias", "council_id")
    return {**dict(aliases), **dict(Council.objects.values_list("folded_code", "pk"))}
