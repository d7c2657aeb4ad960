"""The pages of seals. A view filters, calls and renders."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from changes.rights import check_may
from projects.editing.once import once, sent_before
from projects.files.store import NotInStore, NotStored
from projects.filtering.pagination import page_of
from projects.strict import refuse_unknown_parameters
from seals.asked import CannotSeal, asked
from seals.choices import FileKind
from seals.comparing import comparison_of, explained_by
from seals.forms import SealForm
from seals.kept import faults_of, kept_of, opened, question_of
from seals.making import MEDIA_TYPES, prepared, seal
from seals.manifest import sha256
from seals.models import Seal, SealedFile
from seals.rights import SEAL
from seals.verifying.published import seal_file
from seals.verifying.words import FAULTS, role_in_words

PAGE_SIZE = 50


@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    """Lists the sealed reports, the newest first."""
    refuse_unknown_parameters(request, ("page", "page_size"))
    page = page_of(Seal.objects.select_related("person"), request, PAGE_SIZE)
    return render(request, "seals/list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_seal(request: HttpRequest) -> HttpResponse:
    """Asks why a report is sealed, and seals it. The page of a report sends the form with its own question."""
    check_may(request.user, SEAL, "report")
    if request.method != "POST":
        # Without a report there is nothing to seal yet: people choose one
        return _form(request, SealForm(initial=request.GET.dict())) if request.GET else redirect("reports")
    form = SealForm(request.POST)
    if not form.is_valid():
        return _form(request, form)
    if sent_before(request):
        return once(_sealed)(request, form, None)
    try:
        ready = prepared(form.asked(get_language() or "en", getattr(request, "as_of_asked", "")))
        return once(_sealed)(request, form, ready)
    except CannotSeal as refused:
        form.refuse(refused)
    except NotStored as refused:
        form.add_error(None, refused.sentence)
        return _form(request, form, status=refused.status)
    return _form(request, form)


def _sealed(request: HttpRequest, form: SealForm, ready: Any) -> HttpResponse:
    row = seal(prepared=ready, person=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, _("The report is sealed."))
    return redirect(row)


def _form(request: HttpRequest, form: SealForm, status: int = 0) -> HttpResponse:
    given = form.data if form.is_bound else form.initial
    context: dict[str, Any] = {"form": form}
    try:
        question = asked(str(given.get("report", "")), str(given.get("query", "")), get_language() or "en")
        context |= {"question": question}
    except CannotSeal as refused:
        if not form.is_bound:
            raise Http404 from refused
    return render(request, "seals/new.html", context, status=status or (400 if form.is_bound else 200))


@require_safe
def seal_page(request: HttpRequest, number: int) -> HttpResponse:
    """Shows a seal: the report, who sealed it and why, its files with their checksums, its place in the chain."""
    refuse_unknown_parameters(request)
    row = get_object_or_404(Seal.objects.select_related("person", "change"), number=number)
    context: dict[str, Any] = {"seal": row, "files": row.files.all()}
    try:
        kept = kept_of(row)
        question = question_of(kept)
        context |= {"question": question, "difference": explained_by(number, question)}
        context |= {"kept": kept, "same_reason": sha256(row.reason.encode()) == kept.said["reason_sha256"]}
    except NotInStore:
        pass
    context |= {"faults": _faults(row), "role": role_in_words(row)}
    context |= {"next": Seal.objects.filter(number=number + 1).first()}
    return render(request, "seals/seal.html", context)


def _faults(row: Seal) -> list[str]:
    return [FAULTS[fault] % {"number": row.number} for fault in faults_of(row)]


@require_safe
def sealed_file(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Returns a sealed file as it was sealed. A file that is missing or was altered is not given out."""
    refuse_unknown_parameters(request)
    file = get_object_or_404(SealedFile, seal__number=number, kind=kind)
    return file_response(file)


def file_response(file: SealedFile) -> HttpResponse:
    """Returns the download of a sealed file. Raises Http404 with a sentence if the store does not have it."""
    try:
        with opened(file) as content:
            response = HttpResponse(content.read(), content_type=MEDIA_TYPES[FileKind(file.kind)])
    except NotInStore as problem:
        raise Http404(_("The file is missing or was altered.")) from problem
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def seal_manifest(request: HttpRequest, number: int) -> HttpResponse:
    """Returns what is needed to check a file of the seal without the site."""
    refuse_unknown_parameters(request)
    row = get_object_or_404(Seal, number=number)
    try:
        content = seal_file(row, kept_of(row))
    except NotInStore as problem:
        raise Http404(_("The file is missing or was altered.")) from problem
    name = content_disposition_header(as_attachment=True, filename=f"seal-{number}.json")
    return HttpResponse(content, content_type="application/json", headers={"Content-Disposition": str(name)})


@require_safe
def compare_seal(request: HttpRequest, number: int) -> HttpResponse:
    """Shows what the same question answers differently today."""
    refuse_unknown_parameters(request, ("page", "page_size"))
    row = get_object_or_404(Seal, number=number)
    context: dict[str, Any] = {"seal": row, "faults": _faults(row)}
    try:
        context |= {"difference": explained_by(number, question_of(kept_of(row)))}
        table = comparison_of(row)
        context |= {"table": table, "columns": table.columns_for(people=True)}
        context |= {"page": page_of(list(table.rows), request, PAGE_SIZE)}
    except NotInStore:
        context |= {"problem": _("The file is missing or was altered.")}
    except CannotSeal:
        # The error itself has the words of a form, in the language of the seal
        words = _("The register of today cannot answer this question: something that it names was deleted since.")
        context |= {"problem": words}
    return render(request, "seals/compare.html", context)
