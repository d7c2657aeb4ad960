"""The pages of comments and tasks. A view filters, calls and renders."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from changes.approving.rights import sent_back_to, waiting_for
from changes.models import Action
from changes.rights import check_may
from desk import services
from desk.forms import CommentForm, TaskForm
from desk.listing import comments_for, project_of, with_projects
from desk.models import Comment, Task
from desk.rights import USE
from projects.editing.once import once
from projects.filtering.pagination import page_of
from projects.models import Project
from projects.strict import refuse_unknown_parameters

PAGE_SIZE = 20
LATEST = 10


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Shows what the person has to do, late tasks first, and the latest comments on the projects that they follow."""
    check_may(request.user, USE, "desk")
    refuse_unknown_parameters(request)
    page = page_of(Task.objects.open_for(request.user), request, PAGE_SIZE)
    context = {"page": page, "tasks": with_projects(page), "comments": comments_for(request.user, LATEST)}
    context |= {"proposals": waiting_for(request.user), "sent_back": sent_back_to(request.user)}
    return render(request, "desk/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def comments(request: HttpRequest, reference: str) -> HttpResponse:
    """Lists the comments on a project, the latest first, and adds one."""
    project = _project(request, reference)
    person: Any = request.user
    form = CommentForm(request.POST or None, instance=Comment(row=project.pk, author=person))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your comment is saved."))
        return redirect(f"{project.get_absolute_url()}#comments")
    page = page_of(Comment.objects.on([project.pk]), request, PAGE_SIZE)
    return _list(request, "desk/comments.html", project, page, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def tasks(request: HttpRequest, reference: str) -> HttpResponse:
    """Lists the tasks of a project, open ones first, and adds one."""
    project = _project(request, reference)
    person: Any = request.user
    form = TaskForm(request.POST or None, instance=Task(row=project.pk, author=person, person=person))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The task is saved."))
        return redirect(f"{project.get_absolute_url()}#tasks")
    page = page_of(Task.objects.of_project(project.pk), request, PAGE_SIZE)
    return _list(request, "desk/tasks.html", project, page, form)


def _list(request: HttpRequest, template: str, project: Project, page: Any, form: Any) -> HttpResponse:
    if request.method != "POST":
        refuse_unknown_parameters(request)
    context = {"project": project, "page": page, "form": form}
    return render(request, template, context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows and saves the form of the person's own comment."""
    row = _own(request, Comment, pk)
    form = CommentForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form, lambda: services.save_comment(comment=row, version=form.seen(), **form.values()))
    return _form(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows and saves the form of a task, for its author and for the person who does it."""
    row = _own(request, Task, pk)
    form = TaskForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form, lambda: services.save_task(task=row, version=form.seen(), values=form.values()))
    return _form(request, form)


@require_POST
@login_required
def mark_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks a task as done (``done=true``) or as open again (``done=false``). Every member of staff may."""
    check_may(request.user, USE, "desk")
    row = get_object_or_404(Task, pk=pk)
    if request.POST.get("done") not in ("true", "false"):
        raise BadRequest(_("done: Known are: %(known)s.") % {"known": "true, false"})
    done = request.POST["done"] == "true"
    if services.mark_task(task=row, done=done, user=request.user):
        messages.success(request, _("The task is done.") if done else _("The task is open again."))
    else:
        messages.info(request, _("Somebody did this already."))
    return _back(row, "desk" if request.POST.get("to") == "desk" else "")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a question, and deletes the person's own comment after the confirmation."""
    return _withdrawn(request, _own(request, Comment, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a question, and deletes a task after the confirmation, for its author and for the person who does it."""
    return _withdrawn(request, _own(request, Task, pk))


def _project(request: HttpRequest, reference: str) -> Project:
    check_may(request.user, USE, "desk")
    project: Project = get_object_or_404(Project, reference=reference)
    return project


def _own(request: HttpRequest, model: Any, pk: int) -> Any:
    check_may(request.user, USE, "desk")
    row = get_object_or_404(model.objects.select_related("author"), pk=pk)
    check_may(request.user, Action.UPDATE, row)
    return row


def _form(request: HttpRequest, form: Any, theirs: Any = None) -> HttpResponse:
    context = {"form": form, "row": form.instance, "project": project_of(form.instance), "theirs": theirs}
    return render(request, "desk/form.html", context, status=400 if form.is_bound else 200)


def _saved(request: HttpRequest, form: Any, save: Any) -> HttpResponse:
    """Saves and goes back to the project. If somebody saved meanwhile, shows the form again with both."""
    try:
        row = save()
    except services.ChangedMeanwhile as changed:
        # The next sending knows the other change, and may overwrite it
        form.data = {**form.data.dict(), "version": str(changed.row.version)}
        form.add_error(None, _("Somebody changed this meanwhile. Save again to overwrite their change."))
        return _form(request, form, theirs=changed.row)
    except ObjectDoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("Saved."))
    return _back(row)


def _withdrawn(request: HttpRequest, row: Any) -> HttpResponse:
    if request.method != "POST":
        return render(request, "desk/withdraw.html", {"row": row, "project": project_of(row)})
    back = _back(row)
    row.delete()
    messages.success(request, _("It is withdrawn."))
    return back


def _back(row: Any, to: str = "") -> HttpResponse:
    project = project_of(row)
    if to or project is None:
        return redirect("desk")
    return redirect(f"{project.get_absolute_url()}#{'tasks' if isinstance(row, Task) else 'comments'}")
