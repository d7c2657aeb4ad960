"""Two organisations side by side: what each says, and how many records name it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from changes import tables
from projects.choices import Language
from projects.doubles.merging import named_by
from projects.language.texts import shown
from projects.models import Organisation


@dataclass(frozen=True)
class Line:
    """A fact of both organisations."""

    label: str
    one: list[str]
    other: list[str]

    @property
    def is_same(self) -> bool:
        """Whether both say the same."""
        return self.one == self.other


def lines_of(one: Organisation, other: Organisation) -> list[Line]:
    """Returns the facts of two organisations side by side; facts that neither states are left out."""
    facts = zip(_facts(one), _facts(other), strict=True)
    return [Line(label, mine, theirs) for (label, mine), (_label, theirs) in facts if mine or theirs]


def _facts(row: Any) -> Iterator[tuple[str, list[str]]]:
    for language in Language:
        text = getattr(row, f"name_{language.value}")
        yield _("Name (%(language)s)") % {"language": language.label}, [text] if text else []
    yield _("Other names"), [_with_years(name) for name in row.other_names.all()]
    yield _("Abbreviation"), [row.abbreviation] if row.abbreviation else []
    yield _("Official numbers"), [f"{number.written} ({number.scheme})" for number in row.numbers.all()]
    yield _("Kind"), [str(row.get_kind_display())] if row.kind else []
    yield _("Country"), [str(row.country)] if row.country else []
    yield _("Part of"), [str(row.part_of)] if row.part_of else []
    yield _("Website"), [row.website] if row.website else []
    note = shown(row, "note").text
    yield _("Note"), [str(note)] if note else []
    yield _("Short name"), [row.slug]
    yield _("Named by"), [f"{label}: {number}" for label, number in records_naming(row)]


def _with_years(name: Any) -> str:
    return f"{name} ({name.years})" if name.years else str(name)


def records_naming(row: Organisation) -> list[tuple[str, int]]:
    """Returns the kinds of records that name an organisation, in words, with the number of each."""
    found = ((tables.model_of(kind)._meta.verbose_name_plural, len(keys)) for kind, keys in named_by(row).items())
    return [(str(label).capitalize(), number) for label, number in found if number]
