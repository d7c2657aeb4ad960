"""The changes that a page shows, each with the first of its records in words."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from changes import tables
from changes.apply import Outcome
from changes.models import Action, Change, RecordChange
from changes.undo import Standing, undone_by
from changes.wording.sentences import Sentence, signed
from changes.words import in_words as sentences
from changes.words import labels_of, name_of, records_in_words

PAGE_SIZE = 50
FIRST_RECORDS = 3
"""Records of a change that the list shows; the page of the change has the rest."""
FIRST_SENTENCES = 5


@dataclass
class RecordShown:
    """A record of a change, with its difference in words."""

    record: RecordChange
    sentences: list[Sentence]
    left: int = 0
    """Sentences that are not shown."""
    restorable: bool = False
    """Whether the reader may write records of this kind."""

    @property
    def name(self) -> str:
        return name_of(self.record)

    @property
    def changes_url(self) -> str:
        """The address of all changes of the record."""
        return f"{reverse('changes')}?record={quote(f'{self.record.kind}:{self.record.key}')}"

    @property
    def page_url(self) -> str:
        """The address of the record's page; empty if the record is gone, or its kind has no page."""
        row = tables.model_of(self.record.kind)._base_manager.filter(pk=self.record.row).first()
        return str(row.get_absolute_url()) if row and hasattr(row, "get_absolute_url") else ""

    @property
    def can_be_restored(self) -> bool:
        return self.restorable and self.record.after is not None


@dataclass
class ChangeShown:
    """A change as the list shows it."""

    change: Change
    number_of_records: int = 0
    records: list[RecordShown] = field(default_factory=list)
    undone_by: int | None = None
    undoable: bool = False
    """Whether the reader may write records of each of its kinds."""

    @property
    def left(self) -> int:
        """The number of its records that are not shown."""
        return self.number_of_records - len(self.records)

    @property
    def moved(self) -> str:
        """The money that it moved: "+200,000"; empty if it moved none."""
        return "" if self.change.moved_dkk is None else signed(self.change.moved_dkk)


@dataclass(frozen=True)
class Listed:
    """A page of changes, newest first, and where the pages before and after it begin."""

    changes: list[ChangeShown]
    older: int | None
    """Changes below this number follow; None: this is the last page."""
    newer: int | None


@dataclass(frozen=True)
class StandingShown:
    """A record that is in the way of undoing a change."""

    standing: Standing

    @property
    def name(self) -> str:
        return name_of(self.standing.record)

    @property
    def fields(self) -> list[str]:
        return [capfirst(label) for label in self.standing.fields]

    @property
    def sentences(self) -> list[str]:
        return self.standing.sentences

    @property
    def changes(self) -> list[int]:
        return self.standing.changes


@dataclass(frozen=True)
class Foreseen:
    """A record that undoing or restoring would change, and how."""

    name: str
    sentences: list[Sentence]


def foreseen(outcome: Outcome, most: int) -> list[Foreseen]:
    """Returns the records that a dry run would change, at most ``most`` of them."""
    differing = [place for place, differences in enumerate(outcome.differences) if differences][:most]
    labels = labels_of([(outcome.proposals[place].kind, outcome.differences[place]) for place in differing])
    found = []
    for place in differing:
        proposal, row = outcome.proposals[place], outcome.rows[place]
        words = sentences(proposal.kind, outcome.differences[place], action=proposal.action, labels=labels)
        what = {Action.CREATE: _("comes back"), Action.DELETE: _("is deleted")}.get(Action(proposal.action), "")
        name = " ".join(str(part) for part in (capfirst(row._meta.verbose_name), row, what) if part)
        found.append(Foreseen(name, words))
    return found


def record_of(kind: str, rows: Sequence[int]) -> RecordShown | None:
    """Returns the latest state of a record that changes know, for the heading of its own changes."""
    latest = RecordChange.objects.filter(kind=kind, row__in=rows).order_by("-change_id").first()
    return RecordShown(latest, []) if latest else None


def listed(
    chosen: QuerySet[Change],
    kinds: Sequence[str],
    *,
    writes: Set[str],
    before: Any = None,
    after: Any = None,
    **of: Any,
) -> Listed:
    """Returns a page of the chosen changes: those below the number ``before``, or the next ones above ``after``.

    ``kinds``: the kinds of records that the reader may see; ``writes``: those that the reader may write; ``of``:
    conditions on the records that are shown.
    """
    changes = chosen.select_related("actor", "approver")
    if after is not None:
        page = list(changes.filter(number__gt=after).order_by("number")[: PAGE_SIZE + 1])
        more, page = len(page) > PAGE_SIZE, page[PAGE_SIZE - 1 :: -1] if len(page) >= PAGE_SIZE else page[::-1]
        older, newer = page[-1].number if page else after + 1, page[0].number if more else None
    else:
        page = list((changes.filter(number__lt=before) if before else changes).order_by("-number")[: PAGE_SIZE + 1])
        older = page[PAGE_SIZE - 1].number if len(page) > PAGE_SIZE else None
        page = page[:PAGE_SIZE]
        newer = page[0].number if before and page else before - 1 if before else None
    return Listed(_shown(page, kinds, writes, of), older, newer)


def _shown(changes: list[Change], kinds: Sequence[str], writes: Set[str], of: dict[str, Any]) -> list[ChangeShown]:
    records = RecordChange.objects.filter(change__in=[change.pk for change in changes], kind__in=kinds, **of).order_by()
    numbers = dict(records.values_list("change").annotate(Count("pk")))
    place = Window(RowNumber(), partition_by="change_id", order_by=F("pk").asc())
    first = [key for key, at in records.annotate(at=place).values_list("pk", "at") if at <= FIRST_RECORDS]
    found: dict[int, list[RecordShown]] = {}
    rows = list(RecordChange.objects.filter(pk__in=first).order_by("pk"))
    for shown in in_words(rows, FIRST_SENTENCES, writes=writes):
        found.setdefault(shown.record.change_id, []).append(shown)
    undone = undone_by([change.number for change in changes])
    others = RecordChange.objects.filter(change__in=[change.pk for change in changes]).exclude(kind__in=writes)
    closed = set(others.order_by().values_list("change", flat=True).distinct())
    return [
        ChangeShown(
            change,
            numbers.get(change.pk, 0),
            found.get(change.pk, []),
            undone.get(change.pk),
            undoable=change.pk not in closed,
        )
        for change in changes
    ]


def in_words(records: Sequence[RecordChange], most: int | None = None, *, writes: Set[str]) -> list[RecordShown]:
    """Returns the records with their differences in words, at most ``most`` sentences of each. ``writes``: the kinds
    that the reader may write."""
    return [
        RecordShown(record, said[:most], max(0, len(said) - (most or len(said))), record.kind in writes)
        for record, said in zip(records, records_in_words(records), strict=True)
    ]
