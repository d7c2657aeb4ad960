"""Records that are made on the spot, in the same change as the record that names them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import slugify
from django.utils.translation import gettext as _

from changes import tables
from changes.models import Action
from changes.proposal import Proposal
from changes.record import RECORDS
from changes.rights import may
from changes.shape import shape_of
from pages.keeping.searched import New
from projects.choices import Language
from projects.language.folding import fold
from projects.language.texts import readers_language
from projects.models import Source

ASKED: dict[str, tuple[str, ...]] = {
    "organisation": ("abbreviation", "kind", "country"),
    "place": ("kind", "country"),
    "document": ("kind", "adopted"),
}
"""The kinds of records that can be made on the spot, and what is asked about a new one beside its name."""
NAMED = {"organisation": "name", "place": "name", "document": "title"}
"""The field that takes the typed words."""

NAMING = "naming"
"""The hidden field with the original language of the record, for the sections that do not edit it."""


@dataclass(frozen=True)
class Making:
    """How a record of a kind is made on the spot."""

    kind: str

    def form(self, data: Any, prefix: str) -> Any:
        """Returns the form that asks about the new record."""
        return NewRecordForm(self.kind, data, prefix)

    @property
    def label(self) -> Any:
        return tables.model_of(self.kind)._meta.verbose_name


def making_of(kinds: tuple[str, ...]) -> Making | None:
    """Returns how a missing record of these kinds is made; None if none of them can be made on the spot."""
    return next((Making(kind) for kind in kinds if kind in ASKED), None)


def made_by(person: Any, making: Making | None) -> Making | None:
    """Returns how a missing record is made; None if the person may not make records of this kind."""
    return making if making and may(person, Action.CREATE, making.kind) else None


class NewRecordForm(forms.Form):
    """What is asked about a record that is made on the spot."""

    use_required_attribute = False

    def __init__(self, kind: str, data: Any, prefix: str) -> None:
        super().__init__(data=data, prefix=prefix)
        self.boxes = _boxes(kind)
        for box in self.boxes:
            self.fields.update(box.fields())
        self.usual = language_of_names(data)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the name"), choices=Language.choices, required=False, initial=self.usual
        )
        self.data = data if f"{prefix}-language" in data else _with(data, f"{prefix}-language", self.usual)
        # Drawn without errors: the box of the reference says what is missing
        self._errors = forms.utils.ErrorDict()

    def judge(self) -> bool:
        """Returns whether every text can be read."""
        self.full_clean()
        return self.is_valid()

    def values(self) -> dict[str, Any]:
        """Returns the data of a valid form: the values of a proposal, and the language of the name."""
        none = Made("")
        return {
            "language": self.cleaned_data["language"] or self.usual,
            **{box.name: value for box in self.boxes if (value := box.value(self.cleaned_data, none)) is not None},
        }


def language_of_names(data: Any) -> str:
    """Returns the language in which a new name is probably typed: the original language of the record on the form;
    else the reader's."""
    said = (data.get(NAMING), data.get("original_language"))
    return next((str(language) for language in said if language in Language.values), readers_language())


def _with(data: Any, name: str, value: str) -> Any:
    copied: Any = data.copy()
    copied[name] = value
    return copied


def _boxes(kind: str) -> list[Any]:
    from pages.keeping.boxes import box_of

    shape, record = shape_of(kind), RECORDS[kind]
    return [
        box_of(shape[name], record[name], shape.model, required=record[name].required and name != "country")
        for name in ASKED[kind]
    ]


class Made:
    """The records to be made with a form: their proposals, each with the form field at which it was asked for.

    The same name twice in one form makes one record.
    """

    def __init__(self, prefix: str, shared: "Made | None" = None) -> None:
        self.prefix = prefix
        self.proposals: list[Proposal] = shared.proposals if shared else []
        self.fields: list[str] = shared.fields if shared else []
        self.codes: dict[Any, str] = shared.codes if shared else {}

    def within(self, prefix: str) -> "Made":
        """Returns the same records, for the fields of a row with this prefix."""
        return Made(prefix, self)

    def code_of(self, chosen: Any, field: str) -> str | None:
        """Returns the code of the chosen row; the code of a new one is free, and the new one is proposed."""
        if not isinstance(chosen, New):
            return chosen or None
        key = (chosen.kind, fold(chosen.words))
        if key not in self.codes:
            data = dict(chosen.data)
            slug = free_slug(chosen.kind, chosen.words, set(self.codes.values()))
            name = {NAMED[chosen.kind]: {data.pop("language"): chosen.words}}
            self._propose(Proposal.create(chosen.kind, {"slug": slug, **name, **data}), field)
            self.codes[key] = slug
        return self.codes[key]

    def source(self, found: Mapping[str, Any], field: str) -> None:
        """Proposes the source, unless the register has it."""
        key = ("source", found["document"], found["section"], found["item"])
        same = {"section": found["section"], "item": found["item"]}
        if key in self.codes or Source.objects.filter(document__slug=found["document"], **same).exists():
            return
        words = " ".join(str(part) for part in key[1:] if part is not None)
        self.codes[key] = free_slug("source", words, set(self.codes.values()))
        self._propose(Proposal.create("source", {"slug": self.codes[key], **found}), field)

    def _propose(self, proposal: Proposal, field: str) -> None:
        self.proposals.append(proposal)
        self.fields.append(f"{self.prefix}-{field}" if self.prefix else field)


def free_slug(kind: str, words: str, taken: set[str]) -> str:
    """Returns a short name from the words that no record of this kind has yet."""
    model = tables.model_of(kind)
    longest = model._meta.get_field("slug").max_length or 50
    plain = slugify(fold(words))[: longest - 5].strip("-") or kind
    used = taken | set(model._default_manager.filter(Q(slug__startswith=plain)).values_list("slug", flat=True))
    numbered = (f"{plain}-{number}" for number in range(2, len(used) + 3))
    return plain if plain not in used else next(slug for slug in numbered if slug not in used)
