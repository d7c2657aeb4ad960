"""Tags of comments and tasks, for the pages of projects and the dashboard."""

from typing import Any

from django import template
from django.utils import timezone

from changes.models import Action
from changes.rights import may
from desk import forms
from desk.listing import comments_for, with_projects
from desk.models import Comment, Task
from desk.rights import USE

register = template.Library()
MOST_COMMENTS = 3
MOST_TASKS = 5


@register.inclusion_tag("desk/of_project.html", takes_context=True)
def desk_of_project(context: Any, project: Any) -> dict[str, Any]:
    """Returns the latest comments on a project, its next open tasks, and their forms. Empty for readers who are not on
    the staff. Takes five queries."""
    user = context["request"].user
    if not may(user, USE, "desk"):
        return {}
    comments, tasks = Comment.objects.on([project.pk]), Task.objects.of_project(project.pk).open()
    return {
        **_of_page(context),
        "project": project,
        "comments": comments[:MOST_COMMENTS],
        "more_comments": comments.count(),
        "tasks": tasks[:MOST_TASKS],
        "more_tasks": Task.objects.filter(row=project.pk).count(),
        "comment_form": forms.CommentForm(instance=Comment(), prefix=None, auto_id="comment_%s"),
        "task_form": forms.TaskForm(instance=Task(person=user), auto_id="task_%s"),
    }


@register.inclusion_tag("desk/of_person.html", takes_context=True)
def desk_of_person(context: Any) -> dict[str, Any]:
    """Returns the reader's next tasks, late ones first, and the latest comments on the projects that they follow.
    Empty for readers who are not on the staff."""
    user = context["request"].user
    if not may(user, USE, "desk"):
        return {}
    tasks = Task.objects.open_for(user)
    return {
        **_of_page(context),
        "tasks": with_projects(tasks[:MOST_TASKS]),
        "comments": comments_for(user, MOST_COMMENTS),
    }


def _of_page(context: Any) -> dict[str, Any]:
    return {"shown": True, "user": context["request"].user, "csrf_token": context["csrf_token"]}


@register.filter
def is_late(task: Task) -> bool:
    """Whether the day of an open task has passed."""
    return task.done is None and task.due < timezone.localdate()


@register.filter
def changeable_by(row: Any, user: Any) -> bool:
    """Whether the person may change the comment or the task."""
    return may(user, Action.UPDATE, row)


register.filter("person_name", forms.name_of)
