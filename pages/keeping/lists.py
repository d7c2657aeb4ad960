"""The rows of a record on a form: councils in roles, partners, grants, notes. Adding a row saves nothing."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from changes.parts.rows import REMARK, Rows
from changes.parts.values import Context, Part
from changes.record import Field
from pages.keeping.boxes import Box, Typed, box_of
from pages.keeping.making import Made
from projects.language.amounts import AmountField

KRONER = "DKK"
MOST_ROWS = 500
"""Rows of a list on one form. A longer list is not saved from a form: the rows beyond would be missing."""
ANY = "__n__"
"""Stands for the number of a row in the blank row that the script copies."""
FEW = 4
"""The number of fields that a row shows at most, if nothing else is said; the others fold."""

MAIN: dict[str, tuple[str, ...]] = {
    "allocations": ("amount", "currency", "council", "scope"),
    "notes": ("field", "text", "inferred"),
}
"""The fields that a row shows first, by list."""
USUAL: dict[str, Typed] = {
    # Not "funding" or "implementing": the weaker claim, until a person chooses another
    "councils": {"role": ["co-operating"]},
    "partners": {"role": ["co-operating"]},
}
"""What a new row says until a person chooses another."""
LEFT_OUT = {"allocations": ("reference", "source"), "instalments": ("number",)}
"""The required fields that may be left empty: saving fills them (``sections.py``, ``pages/money/entering.py``)."""


class BoxesForm(forms.Form):
    """The values of several boxes, drawn from typed texts."""

    use_required_attribute = False

    def __init__(self, boxes: list[Box], data: Any, prefix: str | None = None) -> None:
        super().__init__(data=data, prefix=prefix)
        self.boxes = boxes
        for box in boxes:
            self.fields.update(box.fields())

        if "currency" in self.fields:
            for field in self._amounts().values():
                field.takes_kroner = True

    def _amounts(self) -> dict[str, AmountField]:
        return {name: field for name, field in self.fields.items() if isinstance(field, AmountField)}

    def clean(self) -> Any:
        cleaned = super().clean()
        for name, field in self._amounts().items():
            if field.says_kroner and self.cleaned_data.get("currency") not in (None, "", KRONER):
                sentence = _("Danish kroner are written beside the amount, and another currency is chosen.")
                self.add_error(name, sentence)
        return cleaned

    def leave_unjudged(self) -> None:
        """Shows the typed texts without errors."""
        self._errors = forms.utils.ErrorDict()

    def values(self, made: Made) -> dict[str, Any]:
        """Returns the values of a valid form, as a snapshot has them."""
        return {box.name: box.value(self.cleaned_data, made) for box in self.boxes}

    def add(self, name: str, sentences: Any) -> bool:
        """Adds errors at the field of a value; returns False if the form has no such value."""
        box = next((box for box in self.boxes if box.name == name), None)
        if box is None:
            return False
        at = next((one for one in [*box.names(), box.at] if one in self.errors), box.at)
        self.add_error(at, as_list(sentences))
        return True

    def drawn(self) -> list[tuple[Box, list[Any]]]:
        """Returns each box with its bound fields."""
        return [(box, [self[name] for name in box.names()]) for box in self.boxes]


def as_list(sentences: Any) -> list[str]:
    """Returns the sentences of a refusal as a list, whatever its shape."""
    if isinstance(sentences, Mapping):
        return [text for part in sentences.values() for text in as_list(part)]
    if isinstance(sentences, list | tuple):
        return [text for part in sentences for text in as_list(part)]
    return [str(sentences)]


class RowForm(BoxesForm):
    """One row of a list."""

    number = ""
    list_label = ""
    main: tuple[str, ...] = ()

    @property
    def label_of_row(self) -> str:
        """The name of the row for screen readers: "Partners 2"."""
        return f"{self.list_label} {int(self.number) + 1}" if self.number.isdigit() else self.list_label

    @property
    def label_of_more(self) -> str:
        """The heading of the folded fields: their names."""
        return ", ".join(box.label for box, _fields in self.drawn_more())

    def drawn_main(self) -> list[tuple[Box, list[Any]]]:
        return [(box, fields) for box, fields in self.drawn() if box.name in self.main]

    def drawn_more(self) -> list[tuple[Box, list[Any]]]:
        return [(box, fields) for box, fields in self.drawn() if box.name not in self.main]

    @property
    def opens_more(self) -> bool:
        """Whether one of the folded fields has an error, or says what a new row does not."""
        folded = {name for box in self.boxes if box.name not in self.main for name in box.names()}
        noted = any(self.data.get(self.add_prefix(name)) for name in folded if name.startswith("note"))
        return noted or bool(folded & set(self.errors))


class RowsList:
    """A list of rows on a form."""

    template = "keeping/rows.html"

    def __init__(self, part: Rows, declared: Field | None, data: Any, made: Made) -> None:
        self.part, self.name, self.made = part, part.name, made
        self.label = capfirst(str(declared.label if declared else part.label))
        self.declared = {one.name: one for one in declared.parts} if declared else {}
        self.errors: list[str] = []
        self.data = data
        numbers = numbers_of(data, self.name)
        self.too_long = len(numbers) > MOST_ROWS
        self.forms = [self._form(number) for number in numbers[:MOST_ROWS]]

    def _parts(self) -> list[Part]:
        party: list[Part] = [self.part.party] if self.part.party else []
        return [*party, *self.part.parts]

    @cached_property
    def boxes(self) -> list[Box]:
        """The boxes of a row. All rows share them, and so the lists to choose from."""
        left_out = LEFT_OUT.get(self.name, ())
        return [
            box_of(
                part,
                self.declared.get(part.name),
                self.part.model,
                required=part.name in self.part.required and part.name not in left_out,
            )
            for part in self._parts()
        ]

    def _form(self, number: str) -> RowForm:
        form = RowForm(self.boxes, self.data, f"{self.name}-{number}")
        form.number, form.list_label = number, self.label
        plain = [part.name for part in self._parts() if part.name not in REMARK]
        form.main = MAIN.get(self.name, tuple(plain[:FEW]))
        return form

    def blank(self) -> RowForm:
        """Returns the row that the script copies when a person adds one."""
        data = self.data.copy()
        put(data, blank_row(self.name, ANY))
        form = RowForm(self.boxes, data, f"{self.name}-{ANY}")
        form.number, form.main, form.list_label = ANY, self._form(ANY).main, self.label
        form.leave_unjudged()
        return form

    @cached_property
    def filled(self) -> list[RowForm]:
        """The rows in which a person wrote something."""
        written = numbers_written(self.data, self.name)
        return [form for form in self.forms if form.number in written]

    def is_valid(self) -> bool:
        for form in self.forms:
            if form not in self.filled:
                form.leave_unjudged()
        judged = [form.is_valid() for form in self.filled]
        if self.too_long:
            self.errors = [_("No more than %(most)d rows.") % {"most": MOST_ROWS}]
        return all(judged) and not self.too_long

    def values(self) -> list[dict[str, Any]]:
        """Returns the rows as a snapshot has them."""
        found = []
        for form in self.filled:
            item = form.values(self.made.within(form.prefix or ""))
            if self.part.party:
                item["kind"], item["code"] = item.pop("party")
            found.append(item)
        return found

    def take(self, errors: Any, values: list[Any]) -> None:
        """Shows the errors of a refusal at their rows: place → field → sentences, or sentences about the list."""
        if not isinstance(errors, Mapping):
            self.errors += as_list(errors)
            return
        for place, sentences in errors.items():
            form = self.filled[self._place(int(place), values)]
            if not isinstance(sentences, Mapping):
                form.add_error(None, as_list(sentences))
                continue
            for name, texts in sentences.items():
                at = "party" if self.part.party and name in ("kind", "code") else name
                if not form.add(at, texts):
                    form.add_error(None, as_list(texts))

    def _place(self, place: int, values: list[Any]) -> int:
        """Returns the place of a row on the form. The rules of the model count the rows in their own order."""
        try:
            judged = self.part.understand(values, Context())
        except ValidationError:
            return place
        wanted = self.part.identity(judged[place])
        return next((n for n, item in enumerate(values) if self.part.identity(item) == wanted), place)

    def typed(self, items: Any) -> Typed:
        """Returns the texts that a person would type for these rows of a snapshot."""
        found: Typed = {}
        for number, item in enumerate(items or ()):
            said = self.part.whole(item)
            if self.part.party:
                said["party"] = (said["kind"], said["code"])
            for box in self.boxes:
                texts = box.typed(said.get(box.name, box.part.empty))
                found |= {f"{self.name}-{number}-{name}": value for name, value in texts.items()}
            found[f"{self.name}-{number}"] = [""]
        return found


def numbers_of(data: Any, name: str) -> list[str]:
    """Returns the numbers of the rows that a form sent, in their order."""
    shape = re.compile(rf"{re.escape(name)}-(\d{{1,4}})(?:-.*)?", re.ASCII)
    found = {int(match[1]) for key in data if (match := shape.fullmatch(key))}
    return [str(number) for number in sorted(found)]


def blank_row(name: str, number: str) -> Typed:
    """Returns what a new row of a list says."""
    usual = {f"{name}-{number}-{field}": texts for field, texts in USUAL.get(name, {}).items()}
    return {f"{name}-{number}": [""], **usual}


def numbers_written(data: Any, name: str) -> set[str]:
    """Returns the numbers of the rows in which a person wrote something."""
    # A list of choices always sends something, so it does not show that a person wrote
    silent = {"role", "currency", "scope", "language", *USUAL.get(name, ())}
    found = set()
    for key in data:
        parts = key.split("-")
        if parts[0] == name and len(parts) > 2 and parts[-1] not in silent and any(map(str.strip, data.getlist(key))):
            found.add(str(int(parts[1])) if parts[1].isdecimal() else parts[1])
    return found


def with_row(data: Any, action: str) -> Any:
    """Returns the typed texts with a row more ("add:councils") or less ("remove:councils-1")."""
    verb, _sign, what = action.partition(":")
    data = data.copy()
    if verb == "add":
        numbers = numbers_of(data, what)
        put(data, blank_row(what, str(int(numbers[-1]) + 1 if numbers else 0)))
    elif verb == "remove":
        for key in [key for key in data if key == what or key.startswith(f"{what}-")]:
            del data[key]
    return data


def put(data: Any, typed: Typed) -> None:
    """Sets typed texts."""
    for name, texts in typed.items():
        data.setlist(name, texts)
