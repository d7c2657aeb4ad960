"""The changes that can be made to several projects at once. Each is a form with its buttons."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from changes.shape import shape_of
from projects import choices
from projects.filtering.pickers import ORGANISATIONS, Finding, PickOne, Rows
from projects.models import CoreArea, Council, Organisation, Place, Portfolio
from projects.records import PROJECT

CHANGE = "change"
"""The parameter that names the change: the value of the pressed button."""
PLACES = Rows(Place.objects.all, "slug")


class ActionForm(Finding, forms.Form):
    """A change of one field. ``verb``: the pressed button; empty if the form was not sent."""

    field: ClassVar[str]
    """The field of the project's record."""
    verbs: ClassVar[dict[str, Any]]
    """The value and the text of each button."""

    def __init__(self, data: Any = None, verb: str = "") -> None:
        self.verb = verb
        super().__init__(data)

    @property
    def legend(self) -> Any:
        """Returns the name of the field that changes."""
        return PROJECT[self.field].label

    def wanted(self, old: Any) -> Any:
        """Returns the new value of the field in the shape of the record; ``old`` is its value now. Needs a valid
        form."""
        raise NotImplementedError

    def in_words(self) -> str:
        """Returns the change as a sentence. Needs a valid form."""
        raise NotImplementedError


class SetForm(ActionForm):
    """Sets a field to a value from a closed list."""

    sets: ClassVar[str]
    """The form field."""

    def wanted(self, old: Any) -> Any:
        return self.cleaned_data[self.sets]

    def in_words(self) -> str:
        labels = dict(self.fields[self.sets].choices)  # type: ignore[attr-defined]
        words = {"field": self.legend, "value": labels[self.cleaned_data[self.sets]]}
        return _("%(field)s: %(value)s") % words


class RowsForm(ActionForm):
    """Adds a row to a list of the project, or removes it."""

    names: ClassVar[str]
    """The form field with the row that is referred to."""
    code: ClassVar[str]
    """The field of the row with its code."""
    roles: ClassVar[str] = ""
    """The form field with the role, if the rows have roles."""

    def clean(self) -> Any:
        cleaned = super().clean()
        if self.adds and self.roles and not cleaned.get(self.roles) and self.roles not in self.errors:
            self.add_error(self.roles, _("Choose a role to add it with."))
        return cleaned

    @property
    def adds(self) -> bool:
        """Returns whether the row is added; it is removed otherwise."""
        return self.verb.startswith("add-")

    def wanted(self, old: Any) -> Any:
        part: Any = shape_of("project")[self.field]
        row = self._row()
        if not self.adds:
            return [item for item in old if not row.items() <= part.whole(item).items()]
        known = {part.identity(item) for item in old}
        new = row[self.code] if part.codes else row
        return old if part.identity(row) in known else part.in_order([*old, new])

    def _row(self) -> dict[str, str]:
        named = self.cleaned_data[self.names]
        row = {self.code: named if isinstance(named, str) else named.slug}
        role = self.cleaned_data.get(self.roles)
        return {**row, "role": role} if role else row

    def in_words(self) -> str:
        named, role = self.cleaned_data[self.names], self.cleaned_data.get(self.roles)
        labels = dict(getattr(self.fields[self.names], "choices", ())) if isinstance(named, str) else {}
        name = str(labels.get(named, named))
        if role:
            roles = dict(self.fields[self.roles].choices)  # type: ignore[attr-defined]
            name = f"{name} ({roles[role]})"
        sentence = _("%(field)s: add %(name)s") if self.adds else _("%(field)s: remove %(name)s")
        return sentence % {"field": self.legend, "name": name}


def _choice(label: Any, options: Any, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(choices=_with_none(options), required=required, label=label)


def _with_none(options: Any) -> Callable[[], list[tuple[str, Any]]]:
    return lambda: [("", gettext_lazy("None chosen")), *(options() if callable(options) else options)]


def _role(options: Any) -> forms.ChoiceField:
    field = forms.ChoiceField(choices=[("", gettext_lazy("Any role")), *options], required=False)
    field.label = gettext_lazy("Role")
    return field


def _picked(model: Any, rows: Rows, label: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(model.objects.all(), to_field_name="slug", label=label, widget=PickOne(rows))


def _councils() -> list[tuple[str, str]]:
    return [(council.code, f"{council.code} · {council.name}") for council in Council.objects.all()]


ADD, REMOVE = gettext_lazy("Add"), gettext_lazy("Remove")


class StatusForm(SetForm):
    field, sets, verbs = "status", "new_status", {"status": gettext_lazy("Set")}
    new_status = _choice(gettext_lazy("Status"), choices.Status.choices)


class PortfolioForm(SetForm):
    field, sets, verbs = "portfolio", "new_portfolio", {"portfolio": gettext_lazy("Move")}
    new_portfolio = _choice(gettext_lazy("Portfolio"), lambda: list(Portfolio.objects.values_list("slug", "name")))


class CouncilForm(RowsForm):
    field, names, code, roles = "councils", "new_council", "code", "council_role"
    verbs: ClassVar[dict[str, Any]] = {"add-council": ADD, "remove-council": REMOVE}
    new_council = _choice(gettext_lazy("Council of ministers"), _councils)
    council_role = _role(choices.CouncilRoleKind.choices)


class PartnerForm(RowsForm):
    field, names, code, roles = "partners", "new_partner", "organisation", "partner_role"
    verbs: ClassVar[dict[str, Any]] = {"add-partner": ADD, "remove-partner": REMOVE}
    new_partner = _picked(Organisation, ORGANISATIONS, gettext_lazy("Partner"))
    partner_role = _role(choices.PartnerRole.choices)


class CoreAreaForm(RowsForm):
    field, names, code = "core_areas", "new_core_area", "slug"
    verbs: ClassVar[dict[str, Any]] = {"add-core-area": ADD, "remove-core-area": REMOVE}
    new_core_area = _choice(gettext_lazy("Core area"), lambda: list(CoreArea.objects.values_list("slug", "name")))


class PlaceForm(RowsForm):
    field, names, code = "places", "new_place", "slug"
    verbs: ClassVar[dict[str, Any]] = {"add-place": ADD, "remove-place": REMOVE}
    new_place = _picked(Place, PLACES, gettext_lazy("Place"))


ACTIONS: tuple[type[ActionForm], ...] = (StatusForm, CouncilForm, CoreAreaForm, PlaceForm, PartnerForm, PortfolioForm)
"""In the order of the page."""
PARAMETERS = (CHANGE, *(name for action in ACTIONS for name in action.base_fields))
"""The parameters of the page beside those that choose projects."""


def actions_of(data: Any) -> list[ActionForm]:
    """Returns the forms of the page. The one whose button was pressed has its data."""
    verb = data.get(CHANGE, "")
    return [action(data, verb) if verb in action.verbs else action(_searched(action, data)) for action in ACTIONS]


def _searched(action: type[ActionForm], data: Any) -> Any:
    """Returns the data if the person searches in a list of this form; else nothing, so that it is not judged."""
    return data if data.get("find") in action.base_fields else None
