"""Councils in filters: a single council, a combination of councils, or not stated."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from projects.choices import NOT_STATED
from projects.filtering.filters import different, refuse_many
from projects.language.folding import fold
from projects.models import Council, CouncilAlias


@dataclass(frozen=True)
class CouncilGroup:
    """The councils (ids) of a filter. ``exactly``: a match has these councils and no others; else it may have more."""

    councils: frozenset[int]
    exactly: bool


class CouncilsField(forms.MultipleChoiceField):
    """Codes or aliases of councils. ``+`` joins several to a combination; ``not-stated`` means no council.

    Its value is a list of alternatives, each a list of CouncilGroups that all have to match: a comma means "and".
    A space counts as ``+``, because addresses decode ``+`` as a space.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "choices": self._options})

    @staticmethod
    def _options() -> list[tuple[str, Any]]:
        councils = Council.objects.all()
        return [*((c.code, f"{c.code} · {c.name}") for c in councils), (NOT_STATED, _("Not stated"))]

    def clean(self, value: Any) -> list[list[CouncilGroup]]:
        texts = different(self.to_python(value))
        refuse_many(sum(1 + text.count(",") for text in texts))
        known = _known_councils() if texts else {}
        return [[self._group(part.strip(), known) for part in text.split(",")] for text in texts]

    def _group(self, text: str, known: dict[str, int]) -> CouncilGroup:
        if text == NOT_STATED:
            return CouncilGroup(frozenset(), exactly=True)
        codes = text.replace("+", " ").split()
        unknown = [code for code in codes if fold(code) not in known]
        if unknown or not codes:
            raise ValidationError(
                _("There is no council of ministers “%(code)s”."), "unknown", {"code": " ".join(unknown or [text])}
            )
        return CouncilGroup(frozenset(known[fold(code)] for code in codes), exactly=len(codes) > 1)

    @staticmethod
    def in_words(value: str) -> str:
        """Returns a value of the address in words. The address may have turned a plus into a space."""
        return ", ".join(" + ".join(part.replace("+", " ").split()) for part in value.split(","))


def _known_councils() -> dict[str, int]:
    """Returns the id of the council for each folded code and alias."""
    aliases = CouncilAlias.objects.values_list("folded_alias", "council_id")
    return {**dict(aliases), **dict(Council.objects.values_list("folded_code", "pk"))}
