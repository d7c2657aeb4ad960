"""The querysets of comments and tasks."""

from typing import Any, Self

from django.db import models
from django.db.models import F


class CommentQuerySet(models.QuerySet):
    def on(self, projects: Any) -> Self:
        """Returns the comments on these projects with their authors, the latest first."""
        return self.filter(row__in=projects).select_related("author").order_by("-made", "-pk")


class TaskQuerySet(models.QuerySet):
    def of_project(self, project: int) -> Self:
        """Returns the tasks of a project with their people: open ones by day, then those done, the latest first."""
        rows = self.filter(row=project).select_related("person", "author", "done_by")
        return rows.order_by(F("done").desc(nulls_first=True), "due", "pk")

    def open(self) -> Self:
        """Returns the tasks that are not done."""
        return self.filter(done=None)

    def open_for(self, user: Any) -> Self:
        """Returns the tasks that the person has to do, with their people; late ones come first."""
        return self.open().filter(person=user).select_related("person", "author", "done_by").order_by("due", "pk")
