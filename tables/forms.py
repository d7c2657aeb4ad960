"""The forms of tables."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from changes.record import Shape
from tables.columns.headings import meanings
from tables.columns.kinds import SOURCE_PARTS, TableKind, Target, label_of, targets_of
from tables.models import TableFile
from tables.reading.cells import letters_of
from tables.reading.limits import MOST_BYTES
from tables.values.names import Names
from tables.values.reader import Reader
from tables.values.wrong import Wrong

COLUMN, VALUE = "column-", "value-"


class SendForm(forms.Form):
    """A table as a file."""

    file = forms.FileField(
        label=_("Table (.xlsx, .ods or .csv)"),
        help_text=_("One row for each project, allocation, organisation, event or entry, below a row with headings."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt,.tsv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            words = {"size": MOST_BYTES // 1024 // 1024}
            raise forms.ValidationError(gettext("The file is larger than %(size)d MB.") % words)
        return file


class KindForm(forms.Form):
    """What the rows of a table are."""

    kind = forms.ChoiceField(label=_("One row is one record of"))

    def __init__(self, kinds: list[TableKind], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = forms.ChoiceField(
            label=self.fields["kind"].label, choices=[(kind.name, kind.label) for kind in kinds]
        )
        self.fields["kind"] = choices


class ColumnsForm(forms.Form):
    """What each column holds, and values that hold for all rows."""

    empties = forms.BooleanField(
        required=False,
        label=_("An empty cell empties the value in the register"),
        help_text=_("Without the tick, an empty cell leaves the value as it is."),
    )

    def __init__(self, table: TableFile, data: Any = None) -> None:
        self.table, self.targets = table, targets_of(table.kind)
        initial: dict[str, Any] = {f"{COLUMN}{place}": name for place, name in table.columns.items()}
        initial |= {f"{VALUE}{name}": value for name, value in table.defaults.items()}
        super().__init__(data, initial={**initial, "empties": table.empties})
        choices = [("", gettext("left aside"))]
        choices += [(name, label_of(target)) for name, target in self.targets.items()]
        for place, heading in enumerate(table.headings):
            label = f"{letters_of(place)}: {heading[:60]}" if heading else letters_of(place)
            column = forms.ChoiceField(label=label, choices=choices, required=False, help_text=self._asked(heading))
            self.fields[f"{COLUMN}{place}"] = column
        for target in self.offered():
            self.fields[f"{VALUE}{target.name}"] = forms.CharField(
                label=label_of(target), required=False, max_length=200
            )

    def _asked(self, heading: str) -> str:
        """Returns the question of a heading that may stand for several things; "" for any other."""
        labels = [label_of(self.targets[name]) for name in meanings(self.table.kind, heading) if name in self.targets]
        if len(labels) < 2:
            return ""
        words = {"heading": heading[:60], "meanings": ", ".join(f"“{label}”" for label in labels)}
        return gettext("“%(heading)s” may mean one of these: %(meanings)s. Say which one it is.") % words

    def offered(self) -> list[Target]:
        """Returns what may have one value for all rows."""
        names: tuple[str, ...] = (
            *SOURCE_PARTS,
            "portfolio",
            "status",
            "kind",
            "original_language",
            "grant.currency",
            "grant.council",
        )
        names += ("grant.year", "grant.fund", "currency", "timezone")
        return [self.targets[name] for name in names if name in self.targets and not self.targets[name].derived]

    def columns(self) -> list[Any]:
        """Returns the fields of the columns, for the page."""
        return [field for field in self if field.name.startswith(COLUMN)]

    def values(self) -> list[Any]:
        """Returns the fields of the values for all rows, for the page."""
        return [field for field in self if field.name.startswith(VALUE)]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self.chosen = {
            place: values[f"{COLUMN}{place}"]
            for place in range(len(self.table.headings))
            if values.get(f"{COLUMN}{place}")
        }
        twice = {name for name in self.chosen.values() if list(self.chosen.values()).count(name) > 1}
        for name in sorted(twice):
            words = {"field": label_of(self.targets[name])}
            self.add_error(None, gettext("Two columns hold “%(field)s”. Choose one of them.") % words)
        if not self.chosen:
            self.add_error(None, gettext("Choose what at least one column holds."))
        self.defaults = self._read_values(values)
        return values

    def _read_values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        names, found = Names(), {}
        for target in self.offered():
            text = str(values.get(f"{VALUE}{target.name}") or "").strip()
            if not text:
                continue
            try:
                found[target.name] = self._read(target, text, names)
            except Wrong as error:
                nearest = f" {error.nearest}?" if error.nearest else ""
                self.add_error(f"{VALUE}{target.name}", error.sentence + nearest)
        return found

    def _read(self, target: Target, text: str, names: Names) -> Any:
        if target.shape == Shape.TEXT:
            return text
        return Reader(self.table.kind, target, [text], names, "").read(text, None)
