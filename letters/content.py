"""The content of a letter as data, in the reader's language.

A letter is ``{"title", "sections": [section, …]}``, with a section for each following that has news::

    {"following": key, "kind", "title", "path", "stop": token, "note",
     "total": {"before", "after", "words"},
     "deadlines": [{"key", "day", "row", "project", "path", "words"}], "more_deadlines",
     "items": [{"name", "path", "news", "changes": [{"number", "moment", "by", "reason", "lines"}]}], "more"}

Texts are plain text. Paths begin with "/"; pages, mails and the feed put the address of the site before them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from changes.models import Action, RecordChange
from changes.wording.sentences import money, signed
from changes.words import name_of, records_in_words
from letters.choices import Kind
from letters.outbox import RELATED, named_in
from letters.subjects import Subject
from projects.language.texts import shown
from projects.models import Project
from projects.validators import UNSEEN

MOST_ITEMS = 50
"""Projects in a section, and deadlines. The letter says how many more there are."""
MOST_CHANGES = 5
"""Changes shown of one project, the latest first."""
MOST_LINES = 12
NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


@dataclass
class Item:
    """A project, or the followed organisation itself, and its changes since the last letter, the latest first."""

    row: int
    kind: str = Kind.PROJECT
    news: str = ""
    records: list[RecordChange] = field(default_factory=list)


def letter_of(sections: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Returns the content of a letter with these sections."""
    projects = {item["name"] for section in sections for item in section["items"] if item["kind"] == Kind.PROJECT}
    more = sum(section["more"] for section in sections)
    changed = len(projects) + more
    due = sum(len(section.get("deadlines", ())) + section.get("more_deadlines", 0) for section in sections)
    parts = []
    if changed:
        parts.append(
            ngettext("%(number)s project changed", "%(number)s projects changed", changed) % {"number": changed}
        )
    if due:
        parts.append(ngettext("%(number)s deadline", "%(number)s deadlines", due) % {"number": due})
    return {"title": ", ".join(parts) or _("Changes in what you follow"), "sections": list(sections)}


def section_of(
    following: Any, subject: Subject, latest: int | None, *, names: bool, deadlines: Sequence[dict[str, Any]] = ()
) -> dict[str, Any] | None:
    """Returns the section about the changes up to number ``latest`` that the following has notices of, and about
    deadlines.

    None if nothing in it is news. ``latest`` is None if the letter is only about deadlines. ``names``: whether the
    reader may see who changed what and why.
    """
    items: list[Item] = []
    total, note = _total(None, None), ""
    if latest is not None:
        items = _items(following, subject, latest)
        total = _total(following.last_told.get("dkk"), subject.state()["dkk"])
        note = subject.note if subject.note != following.last_told.get("note") else ""
    if not (items or total["words"] or note or deadlines):
        return None
    return {
        "following": following.pk,
        "kind": following.kind,
        "title": one_line(subject.title),
        "path": subject.path,
        "stop": following.stop_token,
        "total": total,
        "note": note,
        "deadlines": list(deadlines[:MOST_ITEMS]),
        "more_deadlines": max(0, len(deadlines) - MOST_ITEMS),
        "items": _written(items[:MOST_ITEMS], names),
        "more": max(0, len(items) - MOST_ITEMS),
    }


def one_line(text: str) -> str:
    """Returns the text in one line, without characters that a mail or XML may not contain."""
    return " ".join(NOT_IN_XML.sub(" ", UNSEEN.sub(" ", str(text))).split())


def _items(following: Any, subject: Subject, latest: int) -> list[Item]:
    changes = following.notices.filter(change_id__lte=latest).values("change")
    records = RecordChange.objects.filter(change__in=changes).order_by("-change_id", "-pk")
    if following.kind == Kind.VIEW:
        return _items_of_view(following, subject, records)
    own = records.filter(kind=following.kind, row=following.row)
    items = [Item(following.row, following.kind, records=list(own))] if own.exists() else []
    if following.kind in RELATED:
        items += _by_project(_naming(records.filter(kind=Kind.PROJECT), own, following))
    return items


def _items_of_view(following: Any, subject: Subject, records: Any) -> list[Item]:
    """Returns the projects that entered the view, those that left it, and those in it that changed."""
    before, now = set(following.last_told.get("projects", ())), subject.projects()
    touched = records.filter(kind=Kind.PROJECT).values_list("row", "pk")
    keys: dict[int, list[int]] = {}
    for row, pk in touched:
        if row in before or row in now:
            keys.setdefault(row, []).append(pk)
    news = {
        **dict.fromkeys(sorted(now - before), _("now in this view")),
        **dict.fromkeys(sorted(before - now), _("no longer in this view")),
    }
    order = list(dict.fromkeys([*news, *keys]))
    wanted = [pk for row in order[:MOST_ITEMS] for pk in keys.get(row, ())[:MOST_CHANGES]]
    found = RecordChange.objects.select_related("change__actor").in_bulk(wanted)
    return [
        Item(row, news=news.get(row, ""), records=[found[pk] for pk in keys.get(row, ()) if pk in found])
        for row in order
    ]


def _naming(records: Any, own: Any, following: Any) -> list[RecordChange]:
    """Returns the changes of projects that named or name the organisation or the fund, under any of its short names."""
    rows = RELATED[following.kind].objects.filter(pk=following.row)
    slugs = {slug for row in rows for slug in (row.slug, getattr(row, "stands_for", row).slug)}
    slugs |= {state["slug"] for record in own for state in (record.before, record.after) if state}
    return [record for record in records.select_related("change__actor") if named_in(record, following.kind) & slugs]


def _by_project(records: Iterable[RecordChange]) -> list[Item]:
    items: dict[int, Item] = {}
    for record in records:
        items.setdefault(record.row, Item(record.row)).records.append(record)
    return list(items.values())


def _written(items: Sequence[Item], names: bool) -> list[dict[str, Any]]:
    projects = Project.objects.in_bulk([item.row for item in items if item.kind == Kind.PROJECT])
    shown_records = [record for item in items for record in item.records[:MOST_CHANGES]]
    lines = dict(zip((record.pk for record in shown_records), records_in_words(shown_records), strict=True))
    return [
        {
            "kind": item.kind,
            "name": _name(item, projects.get(item.row)),
            "path": projects[item.row].get_absolute_url() if item.row in projects and item.kind == "project" else "",
            "news": item.news or _action(item),
            "changes": [_change(record, lines[record.pk], names) for record in item.records[:MOST_CHANGES]],
        }
        for item in items
    ]


def _name(item: Item, project: Any) -> str:
    if project is not None and item.kind == Kind.PROJECT:
        return one_line(f"{project.reference} {shown(project, 'title')}")
    return one_line(name_of(item.records[0])) if item.records else ""


def _action(item: Item) -> str:
    """Returns what happened to the record in all its changes together."""
    first, last = item.records[-1], item.records[0]
    if last.action == Action.DELETE:
        return str(Action.DELETE.label)
    return str(Action.CREATE.label if first.action == Action.CREATE else Action.UPDATE.label)


def _change(record: RecordChange, sentences: Sequence[Any], names: bool) -> dict[str, Any]:
    change = record.change
    actor = change.actor.get_full_name() or change.actor.get_username() if change.actor else ""
    lines = [one_line(sentence) for sentence in sentences[:MOST_LINES]]
    if len(sentences) > MOST_LINES:
        more = len(sentences) - MOST_LINES
        lines.append(ngettext("and %(number)d more", "and %(number)d more", more) % {"number": more})
    return {
        "number": change.number,
        "moment": formats.date_format(timezone.localtime(change.moment), "DATETIME_FORMAT"),
        "by": one_line(actor) if names else "",
        "reason": one_line(change.reason) if names else "",
        "lines": lines,
    }


def _total(before: str | None, after: str | None) -> dict[str, Any]:
    """Returns the total before and after, and how it moved in words; no words if it did not move."""
    found: dict[str, Any] = {"before": before, "after": after, "words": ""}
    old, new = (None if text is None else Decimal(text) for text in (before, after))
    if old == new:
        return found
    moved = f"{_amount(old)} → {_amount(new)}" + (" DKK" if new is not None else "")
    # "Not stated" is not 0, so nothing can be subtracted from it
    found["words"] = f"{moved}, {signed(new - old)}" if old is not None and new is not None else moved
    return found


def _amount(amount: Decimal | None) -> str:
    return _("not stated") if amount is None else money(amount)
