"""Writes of comments and tasks. Each locks its row first, so that two people at once do not overwrite each other."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from desk.models import Comment, Task


class ChangedMeanwhile(Exception):
    """Somebody saved the row after the form was opened. ``row`` is the row as it is now."""

    def __init__(self, row: Any) -> None:
        self.row = row
        super().__init__(str(row))


@transaction.atomic
def save_comment(*, comment: Comment, text: str, version: int) -> Comment:
    """Changes a comment. Raises ChangedMeanwhile, and Comment.DoesNotExist if it was withdrawn."""
    now = _locked(Comment, comment.pk, version)
    if now.text != text:
        now.text, now.changed, now.version = text, timezone.now(), now.version + 1
        now.save(update_fields=["text", "changed", "version"])
    found: Comment = now
    return found


@transaction.atomic
def save_task(*, task: Task, values: dict[str, Any], version: int) -> Task:
    """Changes the text, the person or the day of a task. Raises ChangedMeanwhile, and Task.DoesNotExist if it was
    withdrawn."""
    now = _locked(Task, task.pk, version)
    for name, value in values.items():
        setattr(now, name, value)
    now.version += 1
    now.save(update_fields=[*values, "version"])
    found: Task = now
    return found


def mark_task(*, task: Task, done: bool, user: Any) -> bool:
    """Marks a task as done, or as open again. Returns False if somebody else did so before."""
    values = {"done": timezone.now(), "done_by": user} if done else {"done": None, "done_by": None}
    rows = Task.objects.filter(pk=task.pk, done__isnull=done)
    return bool(rows.update(**values))


def _locked(model: Any, key: int, version: int) -> Any:
    row = model.objects.select_for_update().get(pk=key)
    if row.version != version:
        raise ChangedMeanwhile(row)
    return row
