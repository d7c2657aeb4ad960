"""Comments on projects and tasks, for staff only.

They are not records: they belong to no change, do not move the version of the data, and appear in no file, answer of
the API, search, feed or history. Projects are named by the key of their row, as in a change. So comments and tasks are
still there when the deletion of a project is undone.
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desk.querysets import CommentQuerySet, TaskQuerySet
from projects.models.base import Named, NaturalKeyManager
from projects.validators import visible_line, visible_text

USER = settings.AUTH_USER_MODEL


class Comment(Named):
    """A comment on a project, for colleagues. Its author can change and withdraw it; then its row is deleted."""

    natural_fields = ("uid",)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    row = models.BigIntegerField(_("project"))
    author = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="comments", verbose_name=_("person"))
    text = models.TextField(_("comment"), max_length=4000, validators=[visible_text])
    made = models.DateTimeField(_("made"), auto_now_add=True)
    changed = models.DateTimeField(_("changed"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    """How often it was saved. A form that shows an older version does not overwrite a newer one."""

    objects: ClassVar[Any] = NaturalKeyManager.from_queryset(CommentQuerySet)()

    class Meta:
        ordering = ["-made", "-pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [models.Index(fields=["row", "-made"], name="comment_of_project")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]

    def __str__(self) -> str:
        return self.text[:80]


class Task(Named):
    """Something that a person has to do for a project by a day."""

    natural_fields = ("uid",)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    row = models.BigIntegerField(_("project"))
    text = models.CharField(_("what has to be done"), max_length=300, validators=[visible_line])
    person = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="tasks", verbose_name=_("who does it"))
    due = models.DateField(_("by the day"))
    author = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by"))
    made = models.DateTimeField(_("made"), auto_now_add=True)
    done = models.DateTimeField(_("done"), null=True, blank=True, editable=False)
    done_by = models.ForeignKey(USER, models.SET_NULL, null=True, editable=False, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)
    """How often it was saved. A form that shows an older version does not overwrite a newer one."""

    objects: ClassVar[Any] = NaturalKeyManager.from_queryset(TaskQuerySet)()

    class Meta:
        ordering = ["due", "pk"]
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(fields=["row", "due"], name="task_of_project"),
            models.Index(fields=["person", "due"], condition=Q(done__isnull=True), name="task_open_of_person"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="task_says_something")]

    def __str__(self) -> str:
        return self.text
