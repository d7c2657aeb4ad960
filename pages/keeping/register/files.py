"""The files of a document: a new version is sent, a version is downloaded, an administrator removes one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from changes.apply import Refused
from changes.models import Action, Way
from changes.rights import check_may, may, may_propose
from pages import register_views
from pages.changes.links import with_undo
from pages.keeping.lists import as_list
from pages.proposals.submitting import submitted
from projects.editing.once import once
from projects.files.refused import RefusedFile
from projects.files.removing import remove_bytes
from projects.files.rights import READ, may_add
from projects.files.serving import Gone, removable, sent
from projects.files.store import NotStored
from projects.files.taking import Taken, add_version, take
from projects.models import Document, DocumentFile, FileContent
from projects.strict import refuse_unknown_parameters

FILE = "file"
REASON = 1000


@require_http_methods(["GET", "HEAD", "POST"])
def add_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Takes a file and makes it the next version of a document."""
    document = get_object_or_404(Document, slug=slug)
    if request.method != "POST":
        return redirect(_place(document))
    refuse_unknown_parameters(request)
    if not may_add(request.user, document):
        raise PermissionDenied
    files = request.FILES.getlist(FILE)
    if len(files) != 1:
        return _refused(request, document, _("Choose one file."))
    try:
        taken = take(files[0], str(files[0].name))
    except RefusedFile as refused:
        return _refused(request, document, str(refused))
    except NotStored as refused:
        return _refused(request, document, refused.sentence, refused.status)
    return _add(request, document, taken)


@once
def _add(request: HttpRequest, document: Document, taken: Taken) -> HttpResponse:
    facts: dict[str, Any] = {"way": Way.PAGE, "actor": request.user, "reason": _reason(request)}
    try:
        outcome = add_version(document=document, taken=taken, may=may_propose(request.user), **facts)
    except RefusedFile as refused:
        return _refused(request, document, str(refused))
    except Refused as refused:
        checked = refused.checked[0]
        if checked.forbidden:
            raise PermissionDenied from refused
        return _refused(request, document, " ".join(as_list(checked.errors)) or _("Somebody changed it meanwhile."))
    if outcome.waiting:
        return submitted(request, outcome.waiting)
    messages.success(request, with_undo(_("“%(name)s” is kept.") % {"name": taken.name}, outcome.change))
    return redirect(_place(document))


@require_safe
def document_file(request: HttpRequest, slug: str, version: int) -> HttpResponseBase:
    """Sends a version of a document as a download."""
    row = get_object_or_404(DocumentFile.objects.select_related("document"), document__slug=slug, version=version)
    if not may(request.user, READ, row):
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path())
    refuse_unknown_parameters(request)
    try:
        return sent(request, row)
    except Gone as gone:
        return render(request, "register/file_gone.html", {"row": row, "sentence": str(gone)}, status=gone.status)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def remove_file(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """Shows what removing the bytes of a file means, and removes them."""
    row = get_object_or_404(DocumentFile.objects.select_related("document"), document__slug=slug, version=version)
    check_may(request.user, Action.DELETE, FileContent(sha256=row.sha256))
    content = removable(row)
    if content is None:
        return redirect(_place(row.document))
    refuse_unknown_parameters(request)
    others = DocumentFile.objects.filter(sha256=row.sha256).exclude(pk=row.pk).select_related("document")
    context = {"row": row, "others": others}
    if request.method != "POST":
        return render(request, "register/remove_file.html", context)
    reason = _reason(request)
    if not reason:
        problem = _("Say why the file is removed.")
        return render(request, "register/remove_file.html", {**context, "problem": problem}, status=400)
    change = remove_bytes(content=content, by=request.user, reason=reason)
    messages.success(request, with_undo(_("The file is removed."), change, may_undo=False))
    return redirect(_place(row.document))


def _refused(request: HttpRequest, document: Document, sentence: str, status: int = 400) -> HttpResponse:
    return register_views.show_document(request, document, None, status, refused=sentence)


def _place(document: Document) -> str:
    return f"{document.get_absolute_url()}#section-files"


def _reason(request: HttpRequest) -> str:
    return " ".join(str(request.POST.get("reason", ""))[:REASON].replace("\0", "").split())
