"""The filters of the pages in this package."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy, ngettext_lazy

from projects.filtering.filters import EachFilter
from projects.filtersets import ProjectFilterSet
from projects.language.folding import fold
from projects.strict import StrictFilterSet

MOST_WORDS = 12


class ChosenPortfolio(StrictFilterSet):
    """The only choice on the page of a council, an organisation, a place or a document: the Council's own portfolio
    or others."""

    portfolio = ProjectFilterSet.base_filters["portfolio"]


class WordsField(forms.CharField):
    """Text of up to 200 letters and 12 words, so that the work of a search is limited."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(fold(value).split()) > MOST_WORDS:
            sentence = ngettext_lazy("No more than %(most)d word.", "No more than %(most)d words.", MOST_WORDS)
            raise ValidationError(sentence, "words", {"most": MOST_WORDS})


class SearchEverything(StrictFilterSet):
    """The only field of the search page."""

    search = EachFilter(WordsField(), lambda rows, _text: rows, label=gettext_lazy("Search"))

    def text(self) -> str:
        """Returns the search words with single spaces; if the parameter is repeated, the words of all its values."""
        return " ".join(" ".join(self.form.cleaned_data["search"]).split())
