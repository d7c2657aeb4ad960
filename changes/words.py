"""A difference in words: short sentences in the reader's language, for pages, forms, letters and errors."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from changes import tables
from changes.difference import Difference, Effect, differences
from changes.models import Action, Change, RecordChange
from changes.parts.rows import Codes, Rows
from changes.parts.values import LANGUAGES, Moment, Part, Reference, Translated, Words, declared_of
from changes.record import Shape
from changes.shape import shape_of
from changes.wording.labels import Labels
from changes.wording.sentences import (
    Sentence,
    language_name,
    moment,
    money,
    of_value,
    of_values,
    plain,
    shortened,
    signed,
    text_of,
)

EMPTY: tuple[Any, ...] = (None, "", [], {})


def in_words(
    kind: str, found: Sequence[Difference], *, action: str = Action.UPDATE, labels: Labels | None = None
) -> list[Sentence]:
    """Returns the differences of one record as sentences. ``action``: of a created or deleted record, the sentences
    state its values, without what they were before or became.

    ``labels`` that already know the codes save a query for each kind of record. Raises KeyError for an unknown kind.
    """
    labels = labels or labels_of([(kind, found)])
    speaker = _Speaker(kind, labels, action)
    return [sentence for difference in found for sentence in speaker.sentences(difference)]


def labels_of(records: Iterable[tuple[str, Sequence[Difference]]]) -> Labels:
    """Returns the names of everything that the differences of these records (kind, differences) refer to."""
    labels = Labels()
    for kind, found in records:
        shape = shape_of(kind)
        for difference in found:
            for value in (difference.before, difference.after):
                labels.add(shape[difference.field], value)
    return labels


def records_in_words(records: Sequence[RecordChange]) -> list[list[Sentence]]:
    """Returns the sentences of each of these records of changes; none where a record kept no values."""
    found = [differences(shape_of(record.kind), record.before, record.after) for record in records]
    labels = labels_of([(record.kind, each) for record, each in zip(records, found, strict=True)])
    return [
        in_words(record.kind, each, action=record.action, labels=labels)
        for record, each in zip(records, found, strict=True)
    ]


def effects_in_words(effects: Sequence[Effect]) -> list[Sentence]:
    """Returns the totals that move: "MR-S: +200,000 DKK (100,000 → 300,000)"."""
    return [
        Sentence(effect.total, f"{signed(effect.moved)} DKK ({money(effect.before)} → {money(effect.after)})")
        for effect in effects
    ]


def name_of(record: RecordChange) -> str:
    """Returns the name of a record as the change left it: "Project DOK8-C06 Pol-E-Quality Wanted".

    Of personal data only the kind.
    """
    noun = capfirst(str(tables.model_of(record.kind)._meta.verbose_name))
    if tables.is_private(record.kind):
        return noun
    said = record.after or record.before or {}
    text = text_of(said.get("title") or said.get("name"), said.get("original_language"))
    key = "" if record.kind not in ("project", "source") and text else record.key
    return " ".join(part for part in (noun, key, text) if part)


def author_of(change: Change) -> str:
    """Returns who made a change: the person's name, or "a program"."""
    if change.actor is None:
        return _("a program")
    return str(change.actor.get_full_name() or change.actor.get_username())


class _Speaker:
    """Says the differences of one kind of record."""

    def __init__(self, kind: str, labels: Labels, action: str) -> None:
        self.shape, self.labels, self.action = shape_of(kind), labels, action
        declared = declared_of(kind)
        self.declared = {field.name: field for field in declared or ()}

    def sentences(self, difference: Difference) -> Iterator[Sentence]:
        part = self.shape[difference.field]
        label = capfirst(str(part.label))
        if isinstance(part, Translated):
            yield from self._texts(label, difference.before or {}, difference.after or {})
        elif isinstance(part, Rows):
            yield from self._rows(part, difference.before or [], difference.after or [])
        else:
            before, after = (self.value(part, value) for value in (difference.before, difference.after))
            yield self._sentence(label, before, after)

    def _sentence(self, label: str, before: str, after: str) -> Sentence:
        if self.action == Action.CREATE:
            return of_value(label, after)
        if self.action == Action.DELETE:
            return of_value(label, before, deleted=True)
        return of_values(label, before, after)

    def _texts(self, label: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Sentence]:
        for language in LANGUAGES:
            old, new = before.get(language) or "", after.get(language) or ""
            if old != new:
                name = _("%(field)s (%(language)s)") % {"field": label, "language": language_name(language)}
                yield self._sentence(name, old or _("not stated"), new or _("not stated"))

    def _rows(self, part: Rows, before: list[Any], after: list[Any]) -> Iterator[Sentence]:
        noun = capfirst(str(part.model._meta.verbose_name))
        same = 0
        for old, new in _pairs(part, before, after):
            if old == new:
                same += 1
            elif old is None or new is None:
                yield self._whole_row(part, noun, old, new)
            else:
                label = _("%(row)s changed") % {"row": noun}
                yield self._changed_row(part, label, old, new)
        if same == len(before) == len(after):
            yield Sentence(capfirst(str(part.label)), _("in another order"))

    def _whole_row(self, part: Rows, noun: str, old: Any, new: Any) -> Sentence:
        label = noun
        if self.action == Action.UPDATE:
            sentence = _("%(row)s added") if old is None else _("%(row)s removed")
            label = sentence % {"row": noun}
        short, whole = self._row(part, part.whole(new if old is None else old))
        text = shortened(short)
        rest = whole if text != whole else ""
        return Sentence(label, text, before=rest if old is not None else "", after=rest if old is None else "")

    def _row(self, part: Rows, row: Mapping[str, Any]) -> tuple[str, str]:
        """The row in short, and with everything that it says."""
        short: list[str] = []
        rest: list[str] = []
        for inner in self._parts(part):
            value = row.get(inner.name)
            if value in EMPTY or value == inner.empty or (inner.name == "currency" and "amount" in row):
                continue
            said = self.value(inner, value, part, row)
            named = said if self._speaks_for_itself(part, inner) else f"{capfirst(str(inner.label))}: {said}"
            remark = isinstance(inner, Translated) and not inner.in_api
            long = remark or (isinstance(inner, Reference) and inner.parts)
            (rest if long else short).append(named)
        if part.party:
            short.insert(0, self.labels.of(part.party.references[row["kind"]], row["code"]))
        return ", ".join(short), ", ".join([*short, *rest])

    def _changed_row(self, part: Rows, label: str, old: Any, new: Any) -> Sentence:
        before, after = part.whole(old), part.whole(new)
        found = []
        for inner in self._parts(part):
            if inner.name == "currency" and "amount" in after:
                continue
            said = [self.value(inner, row.get(inner.name, inner.empty), part, row) for row in (before, after)]
            if before.get(inner.name, inner.empty) != after.get(inner.name, inner.empty) or said[0] != said[1]:
                found.append((capfirst(str(inner.label)), *said))
        texts = [of_values(*each) for each in found]
        text = f"{self._name(part, before, after)}: {'; '.join(map(str, texts))}"
        whole = ["; ".join(f"{title}: {values[side]}" for title, *values in found) for side in (0, 1)]
        return Sentence(label, text, *(whole if any(one.is_cut for one in texts) else ()))

    def _name(self, part: Rows, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
        """What names a row: its key, without what the change made different."""
        names = [] if not part.party else [self.labels.of(part.party.references[after["kind"]], after["code"])]
        keys = part.model.natural_fields
        for inner in part.parts:
            named = set(inner.columns) & {*keys, "council"} and inner.name in after
            if named and not isinstance(inner, Translated) and before.get(inner.name) == after.get(inner.name):
                value = after[inner.name]
                names += [self.value(inner, value, part, after)] if value not in EMPTY else []
        return ", ".join(names)

    @staticmethod
    def _parts(part: Rows) -> list[Part]:
        """The parts of a row: first what tells it from the others."""
        keys = set(part.model.natural_fields)
        return sorted(part.parts, key=lambda inner: not set(inner.columns) & keys)

    def _speaks_for_itself(self, part: Rows, inner: Part) -> bool:
        """Whether a value is understood without its label: a name, a choice, an amount of money."""
        if isinstance(inner, Reference):
            return not inner.parts
        column = getattr(inner, "column", None)
        return (
            bool(column and column.flatchoices)
            or inner.columns == part.model.natural_fields[-1:]
            or (self._shape(part, inner) == Shape.MONEY)
        )

    def _shape(self, part: Rows | None, inner: Part) -> Shape | None:
        declared = self.declared.get(part.name if part else inner.name)
        fields = {field.name: field for field in declared.parts} if declared and part else {inner.name: declared}
        known = fields.get(inner.name)
        return known.shape if known else None

    def value(self, part: Part, value: Any, of: Rows | None = None, row: Mapping[str, Any] | None = None) -> str:
        """The value of a part in words. ``row``: the row that says it, which names the currency of an amount."""
        if value in EMPTY:
            return _("not stated")
        if isinstance(part, Reference):
            return self.labels.of(part, value)
        if isinstance(part, Codes):
            return ", ".join(self.labels.of_code(part, code) for code in value)
        if isinstance(part, Translated):
            return text_of(value)
        if isinstance(part, Words):
            declared = self.declared.get(part.name)
            choices = dict(declared.choices.choices) if declared and declared.choices else {}
            return ", ".join(str(choices.get(word, word)) for word in value)
        if isinstance(part, Moment):
            return moment(part, value)
        said = plain(part.column, value)  # type: ignore[attr-defined]
        money = self._shape(of, part) == Shape.MONEY and row and row.get("currency")
        return f"{said} {row['currency']}" if money and row else said


def _pairs(part: Rows, before: list[Any], after: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Each row before and after. A row of which only a part of the key changed, such as a partner's role, is one."""
    old, new = ({part.identity(item): item for item in items} for items in (before, after))
    gone = {key: item for key, item in old.items() if key not in new}
    come = {key: item for key, item in new.items() if key not in old}
    for key, item in old.items():
        if key in new:
            yield item, new[key]
    for key, item in gone.items():
        others = [other for other in come if other[:1] == key[:1] and len(key) > 1]
        alone = sum(other[:1] == key[:1] for other in gone) == len(others) == 1
        yield item, come.pop(others[0]) if alone else None
    for item in come.values():
        yield None, item
