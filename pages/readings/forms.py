"""The forms of annexes: sending one, and one item with what was read of it."""

from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.choices import Scope
from budgets.models import Fund
from pages.keeping.boxes import date_in_words
from pages.readings.ticks import Ticked, is_sure
from projects.choices import CouncilRoleKind, Currency, Kind, Language, PartnerRole, Status
from projects.doubles.known import known_organisations
from projects.doubles.nearest import nearest
from projects.fields import PartialDateFormField
from projects.files.refused import RefusedFile
from projects.language.folding import fold
from projects.models import Council, Document, Organisation, Place, Portfolio
from readings.files import MOST_LETTERS, pages_of_file, pages_of_text
from readings.reasons import NONE_KNOWN, NOT_STATED, REASONS
from readings.rules.facts import CERTAIN, EMPTY

SINGLE = ("title", "kind", "status", "starts", "ends")
DATES = ("starts", "ends")
NONE = [("", "–")]


class AnnexForm(forms.Form):
    """An annex: a file or a text, the document that it is, and the portfolio of its projects."""

    file = forms.FileField(
        label=gettext_lazy("File"), required=False, help_text=gettext_lazy("Word, PDF, ODT or text.")
    )
    text = forms.CharField(
        label=gettext_lazy("Or the text itself"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 8}),
        strip=False,
    )
    document = forms.ModelChoiceField(
        label=gettext_lazy("Document"),
        queryset=Document.objects.order_by("slug"),
        help_text=gettext_lazy(
            "The document of the register that this annex belongs to. It is the source of the projects."
        ),
    )
    portfolio = forms.ModelChoiceField(
        label=gettext_lazy("Portfolio"), queryset=Portfolio.objects.order_by("-own", "slug")
    )

    def clean(self) -> dict[str, Any]:
        """Reads the pages of the file or text. Raises ValidationError with the reason why it cannot be read."""
        found: dict[str, Any] = super().clean() or {}
        file, text = found.get("file"), found.get("text") or ""
        if bool(file) == bool(text.strip()):
            raise ValidationError(_("Send a file, or paste a text."))
        try:
            found["pages"] = pages_of_file(file, file.name) if file else pages_of_text(text)
        except RefusedFile as refused:
            raise ValidationError({"file" if file else "text": str(refused)}) from refused
        found["name"] = file.name if file else _("pasted text")
        return found


class Row:
    """What the page shows of one fact: whether it is taken over, its fields, its state and its reason."""

    def __init__(self, form: "ItemForm", name: str, label: Any, fact: dict[str, Any] | None, fields: list[str]) -> None:
        self.name, self.label, self.fact = name, label, fact
        self.take = form[f"take-{name}"] if f"take-{name}" in form.fields else None
        self.fields = [form[field] for field in fields]
        self.short = name in SINGLE and len(fields) == 1
        self.state = fact["state"] if fact else EMPTY
        empty = NONE_KNOWN if name in ("councils", "partners", "places") else NOT_STATED
        self.reason = REASONS[fact["reason"]] if fact else empty
        self.withheld = bool(fact) and form.withheld and name.startswith("grant-")
        self.words = fact["words"] if fact else ""
        self.mark = f"{form.item['number']}-{fact['place']}" if fact and fact["span"] else ""
        self.page = fact["span"][0] if fact and fact["span"] else None
        self.parts: list[tuple[Any, Any]] = []
        self.unknown = words_of_new(fact) if fact else None


def words_of_new(fact: dict[str, Any]) -> tuple[str, Any] | None:
    """Returns where a record is made that the register does not have yet, and the words of the link; else None."""
    if fact["field"] == UNKNOWN_PARTNER:
        return reverse("new-organisation"), _("Make this organisation")
    return (reverse("new-place"), _("Make this place")) if fact["field"] == UNKNOWN_PLACE else None


class Known:
    """What the forms of an annex offer, read once for all of its items."""

    def __init__(self) -> None:
        self.councils = [(one.code, one.code) for one in Council.objects.order_by("code")]
        self.funds = [(one.slug, str(one)) for one in Fund.objects.all()]
        self.places = {one.slug: str(one) for one in Place.objects.all()}
        self.index = known_organisations()
        self._near: dict[tuple[str, str], list[tuple[str, str]]] = {}

    def near_places(self, words: str) -> list[tuple[str, str]]:
        """Returns the places, those first whose names are most like the words."""
        alike = {slug: SequenceMatcher(None, fold(words), fold(name)).ratio() for slug, name in self.places.items()}
        return sorted(self.places.items(), key=lambda one: (-alike[one[0]], one[1]))

    def near(self, slug: str, words: str) -> list[tuple[str, str]]:
        """Returns the organisation that was read, and those whose names are near to the words."""
        if (slug, words) not in self._near:
            known = Organisation.objects.filter(slug=slug).first()
            found = nearest(words, besides=known.pk if known else 0, among=self.index)
            first = [(known.slug, str(known))] if known else []
            self._near[slug, words] = [*first, *((one.organisation.slug, str(one.organisation)) for one in found)]
        return self._near[slug, words]


class ItemForm(Ticked):
    """One item. Each fact has a box that takes it over, and fields that correct it."""

    use_required_attribute = False

    def __init__(self, item: dict[str, Any], known: Known, data: Any = None, enters_grants: bool = True) -> None:
        """Makes the form of an item. ``enters_grants``: whether grants that the person takes over can be saved."""
        super().__init__(data=data, prefix=f"i{item['number']}")
        self.item, self.known, self.enters_grants = item, known, enters_grants
        self.facts = [{**fact, "place": place} for place, fact in enumerate(item["facts"])]
        self._single()
        for fact in self.facts:
            getattr(self, f"_{fact['field']}", self._nothing)(fact)

    def _fact(self, name: str) -> dict[str, Any] | None:
        return next((fact for fact in self.facts if fact["field"] == name), None)

    def _single(self) -> None:
        fields: dict[str, forms.Field] = {
            "title": forms.CharField(label=_("Title"), max_length=300),
            "language": forms.ChoiceField(label=_("Language of the title"), choices=Language.choices),
            "kind": forms.ChoiceField(label=_("Kind"), choices=[*NONE, *Kind.choices]),
            "status": forms.ChoiceField(label=_("Status"), choices=[*NONE, *Status.choices]),
            "starts": PartialDateFormField(label=_("Start"), required=False, typed=True),
            "ends": PartialDateFormField(label=_("End"), required=False, typed=True),
        }
        for name, field in fields.items():
            fact = self._fact(name)
            field.initial = fact["value"] if fact else None
            if fact and name in DATES:
                field.initial = date_in_words(fact["value"])
                if fact["state"] != CERTAIN:
                    # Nobody takes it over by mistake, and one tick takes it
                    self.fields[f"take-{name}"] = forms.BooleanField(label=_("Take over"), required=False)
            elif not fact and field.required and name != "language":
                # A language is chosen below in any case
                field.help_text = _("The text does not say it, and a project needs it: choose it before you save.")
            self.fields[name] = field
        self.fields["language"].initial = self.item["language"] or "en"
        self.fields["another"] = forms.BooleanField(label=_("It is another project"), required=False)

    def _take(self, fact: dict[str, Any]) -> str:
        name = f"{fact['field']}-{fact['place']}"
        self.fields[f"take-{name}"] = forms.BooleanField(
            label=_("Take over"), required=False, initial=fact["state"] == CERTAIN
        )
        return name

    def _grant(self, fact: dict[str, Any]) -> None:
        if not self.enters_grants:
            return
        name, value = self._take(fact), fact["value"]
        amount = Decimal(value["amount"]) if value["amount"] else None
        scope, payer, fund = (value[part] if is_sure(value, part) else None for part in ("scope", "payer", "fund"))
        doubt = "" if scope else REASONS.get(value["states"].get("scope"), "")
        self.fields |= {
            f"amount-{name}": forms.DecimalField(label=_("Amount"), required=False, initial=amount, min_value=0),
            f"currency-{name}": _choice(_("Currency"), Currency.choices, value["currency"]),
            f"scope-{name}": _choice(_("Scope"), Scope.choices, scope, doubt),
            f"payer-{name}": _choice(_("Paid by"), [*NONE, *self.known.councils], payer),
            f"fund-{name}": _choice(_("Fund"), [*NONE, *self.known.funds], fund),
        }

    def _councils(self, fact: dict[str, Any]) -> None:
        name = self._take(fact)
        self.fields[f"role-{name}"] = _choice(fact["value"]["code"], CouncilRoleKind.choices, fact["value"]["role"])

    def _partners(self, fact: dict[str, Any]) -> None:
        name, slug = self._take(fact), fact["value"]["organisation"]
        near = self.known.near(slug, fact["words"])
        self.fields[f"organisation-{name}"] = _choice(_("Organisation"), near, slug)
        self.fields[f"role-{name}"] = _choice(_("Role"), PartnerRole.choices, fact["value"]["role"])

    def _places(self, fact: dict[str, Any]) -> None:
        place = self.known.places.get(fact["value"])
        if place:
            name = self._take(fact)
            self.fields[f"take-{name}"].label = place

    def _unknown_partner(self, fact: dict[str, Any]) -> None:
        name = self._take(fact)
        self.fields[f"organisation-{name}"] = _choice(_("Organisation"), self.known.near("", fact["words"]))
        self.fields[f"role-{name}"] = _choice(_("Role"), PartnerRole.choices, PartnerRole.COOPERATING)

    def _unknown_place(self, fact: dict[str, Any]) -> None:
        name = self._take(fact)
        self.fields[f"place-{name}"] = _choice(_("Place"), self.known.near_places(fact["words"]))

    def _nothing(self, fact: dict[str, Any]) -> None:
        """Facts that only inform: money of others, a project with the same title."""

    @property
    def rows(self) -> Iterator[Row]:
        """Yields what the page shows, in its order."""
        for name in SINGLE:
            names = [name, "language"] if name == "title" else [name]
            yield Row(self, name, self.fields[name].label, self._fact(name), names)
        for fact in self.facts:
            name = f"{fact['field']}-{fact['place']}"
            own = [field for field in self.fields if field.endswith(f"-{name}") and not field.startswith("take-")]
            if f"take-{name}" in self.fields or fact["field"] == "grant":
                yield Row(self, name, LABELS.get(fact["field"]) or UNKNOWN[fact["field"]], fact, own)
        for field, label in LABELS.items():
            if not any(
                LABELS.get(fact["field"]) == label or UNKNOWN.get(fact["field"]) == label for fact in self.facts
            ):
                yield Row(self, field, label, None, [])

    @property
    def withheld(self) -> bool:
        """Returns whether the text names grants that cannot be saved by this person."""
        return not self.enters_grants and self._fact("grant") is not None

    @property
    def asides(self) -> list[tuple[Any, dict[str, Any]]]:
        """Returns the amounts that are no grants, each with its reason."""
        return [(REASONS[one["reason"]], one) for one in self.facts if one["field"] == "other_amount"]

    def taken(self, field: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yields the facts of a field that the person takes over, with their names in the form."""
        for fact in self.facts:
            name = f"{field}-{fact['place']}"
            if fact["field"] == field and self.cleaned_data.get(f"take-{name}"):
                yield name, fact


LABELS = {
    "grant": gettext_lazy("Grant"),
    "councils": gettext_lazy("Council of ministers"),
    "partners": gettext_lazy("Partner"),
    "places": gettext_lazy("Place"),
}
UNKNOWN_PARTNER, UNKNOWN_PLACE = "unknown_partner", "unknown_place"
UNKNOWN = {UNKNOWN_PARTNER: LABELS["partners"], UNKNOWN_PLACE: LABELS["places"]}
"""Names that the register does not know."""


def _choice(label: Any, choices: list[Any], chosen: Any = None, doubt: Any = "") -> forms.ChoiceField:
    """Returns a field to choose from. If nothing is chosen for the person, its first choice is none."""
    offered = [*([] if chosen or choices[:1] == NONE else NONE), *choices]
    return forms.ChoiceField(label=label, required=False, choices=offered, initial=chosen, help_text=doubt)
