"""The notes of a record, as the API lists them: about a field, or about one value of a field that has several.

In the register the first kind are rows of their own and the second stand with the row that they are about.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from changes.parts.rows import REMARK, OwnNotes, Rows


def with_notes(
    shape: Any, data: Mapping[str, Any], current: Mapping[str, Any]
) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """The proposal with each note where the register keeps it, and what is wrong with the notes."""
    notes = data.get("notes")
    if not isinstance(notes, list):
        return data, {}
    data = dict(data)
    left = dict(enumerate(notes))
    for part in shape.parts:
        if isinstance(part, Rows) and not isinstance(part, OwnNotes) and hasattr(part.model, "about"):
            _place(part, data, current, left)
    own = {place: note for place, note in left.items() if isinstance(note, Mapping) and note.get("value") is None}
    if "notes" in shape:
        data["notes"] = [_own(note) for place, note in left.items() if place in own or not isinstance(note, Mapping)]
        left = {place: note for place, note in left.items() if place not in own and isinstance(note, Mapping)}
    else:
        about = {place: note for place, note in own.items() if note.get("field") == shape.kind}
        del data["notes"]
        note: Mapping[str, Any] = next(iter(about.values()), {})
        data |= {**_said(note), "inferred": note.get("inferred", data.get("inferred", False))}
        left = {place: one for place, one in left.items() if place not in list(about)[:1]}
    sentence = _("There is nothing that this note is about.")
    return data, {"notes": {str(place): [sentence] for place in left}} if left else {}


def _said(note: Mapping[str, Any]) -> dict[str, Any]:
    """A note as the row that it is about keeps it; without a note, empty in every language."""
    return {
        "inferred": note.get("inferred", False),
        "note": note.get("text", {}),
        "note_language": note.get("language"),
    }


def _own(note: Any) -> Any:
    """A note about a field, as its own row keeps it."""
    if not isinstance(note, Mapping):
        return note
    said = {name: value for name, value in note.items() if name not in ("language", "value")}
    return {**said, "text_language": note.get("language")}


def _place(part: Rows, data: dict[str, Any], current: Mapping[str, Any], left: dict[int, Any]) -> None:
    """Gives the rows of a list their notes, and takes these from ``left``."""
    before = current.get(part.name) or []
    listed = data.get(part.name, before)
    if not isinstance(listed, list):
        return
    noted = {part.identity(item) for item in before if part.whole(item).get("note")}
    rows = [dict(part.whole(item)) if isinstance(item, Mapping | str) else item for item in listed]
    # Two rows may be about the same value, a council in two roles: the one that had a note comes first
    order = sorted((row for row in rows if isinstance(row, dict)), key=lambda row: part.identity(row) not in noted)
    for row in order:
        # The rows of the changes feed carry their own notes; the rows of the lists never do
        own = {name: row[name] for name in REMARK if name in row and part.name in data}
        for name in REMARK:
            row.pop(name, None)
        for place, note in left.items():
            if isinstance(note, Mapping) and note.get("field") == part.name and _about(part, row) == note.get("value"):
                row |= _said(note)
                del left[place]
                break
        else:
            row |= own or _said({})
    data[part.name] = rows


def _about(part: Rows, row: Mapping[str, Any]) -> Any:
    about = part.model.about
    if about == "party":
        return row.get("code")
    return next((row.get(named.name) for named in part.parts if about in named.columns), None)
