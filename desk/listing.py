"""Comments and tasks together with their projects, in a constant number of queries."""

from collections.abc import Iterable
from typing import Any

from desk.models import Comment
from letters.choices import Kind
from letters.models import Following
from projects.models import Project


def project_of(row: Any) -> Project | None:
    """Returns the project of a comment or a task; None if it is deleted."""
    return Project.objects.filter(pk=row.row).first()


def with_projects(rows: Iterable[Any]) -> list[Any]:
    """Returns the comments or tasks with ``project``; None for a deleted project."""
    found = list(rows)
    projects = Project.objects.in_bulk({row.row for row in found})
    for row in found:
        row.project = projects.get(row.row)
    return found


def comments_for(user: Any, most: int) -> list[Any]:
    """Returns the latest comments on the projects that the person follows, with their projects."""
    followed = Following.objects.filter(user=user, kind=Kind.PROJECT).values("row")
    return with_projects(Comment.objects.on(followed)[:most])
