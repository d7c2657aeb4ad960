"""Makes one record of two records of one organisation, as one change that can be undone.

The merged record stays: its address leads to the kept one, and its code is accepted in filters and proposals. Every
other record that names it names the kept one afterwards. Rows that say the same then become one row. Money never does:
each contract and each entry keeps its own, and a merge that would need to join two of them is refused.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from changes import reading, tables
from changes.apply import Outcome, apply
from changes.check import Checked
from changes.models import Change, Way
from changes.parts.rows import REMARK, Rows
from changes.parts.values import Reference
from changes.proposal import Proposal
from changes.shape import shape_of
from projects.language.folding import fold
from projects.models import Organisation

KIND = "organisation"
FILLED = ("abbreviation", "kind", "country", "website", "note", "part_of")
"""What the kept record takes over where it says nothing."""


class CannotMerge(Exception):
    """The two records cannot become one. The text is a sentence for people."""


def merge(
    *,
    kept: Organisation,
    merged: Organisation,
    used_from: str = "",
    used_until: str = "",
    actor: Any = None,
    reason: str = "",
    way: Way = Way.PAGE,
    dry_run: bool = False,
    may: Callable[[Checked], str] | None = None,
) -> Outcome:
    """Merges one organisation into another, as one change.

    ``used_from``, ``used_until``: when the names of the merged record were used, as ISO dates of any precision. The
    outcome waits if a second person has to approve it. Raises CannotMerge, and Refused as ``apply`` does.
    """
    proposals = list(proposals_of(kept, merged, used_from, used_until))
    return apply(proposals=proposals, way=way, actor=actor, reason=reason, dry_run=dry_run, may=may)


def proposals_of(
    kept: Organisation, merged: Organisation, used_from: str = "", used_until: str = ""
) -> Iterator[Proposal]:
    """Yields what a merge proposes: first both organisations, then each record that names the merged one.

    Raises CannotMerge.
    """
    if kept.pk == merged.pk or kept.merged_into_id or merged.merged_into_id:
        raise CannotMerge(_("One of them is merged already."))
    if kept.part_of_id == merged.pk or merged.part_of_id == kept.pk:
        raise CannotMerge(_("An organisation and its part are two organisations."))
    said = reading.snapshots(KIND, [kept.pk, merged.pk])
    mine, theirs = said[kept.pk], said[merged.pk]
    yield _update(KIND, kept.pk, kept.slug, _taken_over(mine, theirs, used_from, used_until))
    yield _update(KIND, merged.pk, merged.slug, {"merged_into": kept.slug})
    for kind, rows in named_by(merged).items():
        for row, values in reading.snapshots(
            kind, sorted(rows - {kept.pk, merged.pk} if kind == KIND else rows)
        ).items():
            if changed := renamed(kind, values, merged.slug, kept.slug):
                yield _update(kind, row, str(values[shape_of(kind).key]), changed)


def unmerges(organisation: Organisation) -> Change | None:
    """Returns the change by which an organisation was merged: undoing it brings the organisation back."""
    from changes.models import RecordChange

    records = RecordChange.objects.filter(kind=KIND, row=organisation.pk).select_related("change")
    for record in records.order_by("-change_id"):
        before, after = record.before or {}, record.after or {}
        if after.get("merged_into") and not before.get("merged_into"):
            return record.change
    return None


def were_merged(one: int | None, other: int | None) -> bool:
    """Returns whether one of two organisations (keys) is or was merged into the other."""
    pair = Q(pk=one, merged_into=other) | Q(pk=other, merged_into=one)
    if one is None or other is None:
        return False
    history: Any = Organisation.history  # type: ignore[attr-defined]
    then = Q(id=one, merged_into=other) | Q(id=other, merged_into=one)
    return Organisation._base_manager.filter(pair).exists() or history.filter(then).exists()


def _update(kind: str, row: int, key: str, data: dict[str, Any]) -> Proposal:
    return Proposal.update(kind, key, data, stored=True, row=row)


def _taken_over(mine: dict[str, Any], theirs: dict[str, Any], used_from: str, used_until: str) -> dict[str, Any]:
    """Returns what the kept record says beside what it said: names, numbers, and what it did not state."""
    changed: dict[str, Any] = {name: theirs[name] for name in FILLED if not mine[name] and theirs[name]}
    own = mine["name"]
    names = {**theirs["name"], **own}
    is_former = bool(used_from or used_until)
    if names != own and not is_former:
        changed["name"] = names
    known = {*(own if is_former else names).values()}
    others = {row["name"]: row for row in (*theirs["other_names"], *mine["other_names"])}
    # The search does not tell capital letters and accents apart, so such a name is not another one
    found = set() if is_former else {fold(name) for name in known}
    for name in theirs["name"].values():
        if name not in known and name not in others and fold(name) not in found:
            others[name] = {"name": name, "valid_from": used_from or None, "valid_to": used_until or None}
    lists = {
        "other_names": [row for name, row in others.items() if name not in known],
        "numbers": list(
            {(row["scheme"], row["number"]): row for row in (*mine["numbers"], *theirs["numbers"])}.values()
        ),
    }
    shape = shape_of(KIND)
    for name, rows in lists.items():
        part: Any = shape[name]
        if part.in_order(rows) != mine[name]:
            changed[name] = part.in_order(rows)
    return changed


def named_by(organisation: Organisation) -> dict[str, set[int]]:
    """Returns the records that name an organisation: kind → keys of their rows. Contacts and accounts stay with it."""
    found: dict[str, set[int]] = {}
    relations: Any = Organisation._meta.get_fields(include_hidden=True)
    for relation in relations:
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        column = relation.field
        table = tables.tables().get(column.model._meta.db_table)
        if table is None or tables.is_private(table.kind) or (table.kind == KIND and column.name == "organisation"):
            continue
        rows = column.model._base_manager.filter(**{column.name: organisation.pk})
        found.setdefault(table.kind, set()).update(rows.values_list(table.owner or "pk", flat=True))
    return found


def codes_in(kind: str, said: dict[str, Any] | None) -> set[str]:
    """Returns the codes of the organisations that a record names; none for no record."""
    found: set[str] = set()
    for part in shape_of(kind).parts:
        value = (said or {}).get(part.name)
        if _names_organisations(part):
            found |= {value} if value else set()
        elif isinstance(part, Rows):
            named = [inner.name for inner in part.parts if _names_organisations(inner)]
            for row in map(part.whole, value or ()):
                found |= {row[name] for name in named if row.get(name)}
                found |= {row["code"]} if part.party and row.get("kind") == KIND else set()
    return found


def renamed(kind: str, said: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """Returns the fields of a record that name an organisation, with another one in its place.

    Two rows of a list that say the same then become one. Raises CannotMerge where they differ in more than a remark.
    """
    changed: dict[str, Any] = {}
    for part in shape_of(kind).parts:
        value = said.get(part.name)
        if _names_organisations(part):
            value = new if value == old else value
        elif isinstance(part, Rows):
            value = _renamed_rows(part, value or [], old, new, str(said[shape_of(kind).key]))
        if value != said.get(part.name):
            changed[part.name] = value
    return changed


def _names_organisations(part: Any) -> bool:
    return isinstance(part, Reference) and part.column.related_model is Organisation and not part.parts


def _renamed_rows(part: Rows, rows: list[Any], old: str, new: str, key: str) -> list[Any]:
    named = [inner.name for inner in part.parts if _names_organisations(inner)]
    if not (named or (part.party and "organisation" in part.party.references)):
        return rows
    found: dict[tuple[str, ...], Any] = {}
    for given in rows:
        row = part.whole(given)
        row |= {name: new for name in named if row.get(name) == old}
        if part.party and (row.get("kind"), row.get("code")) == (KIND, old):
            row["code"] = new
        same = found.get(part.identity(row))
        found[part.identity(row)] = part.plain(row if same is None else _joined(part, part.whole(same), row, key))
    return part.in_order(list(found.values()))


def _joined(part: Rows, one: dict[str, Any], other: dict[str, Any], key: str) -> dict[str, Any]:
    """Returns one row for two that name the same organisation in the same role, with the remarks of both."""
    if {**one, **dict.fromkeys(REMARK)} != {**other, **dict.fromkeys(REMARK)}:
        words = {"record": key, "rows": part.label}
        raise CannotMerge(_("%(record)s names both, with different facts (%(rows)s). Make them alike first.") % words)
    notes, more = dict(one.get("note") or {}), other.get("note") or {}
    for language, text in more.items():
        notes[language] = " ".join(dict.fromkeys(filter(None, (notes.get(language), text))))
    # A fact that the source states once is no inference
    inferred = bool(one.get("inferred") and other.get("inferred"))
    return {**one, **({"note": notes} if notes else {}), **({"inferred": inferred} if notes or inferred else {})}
