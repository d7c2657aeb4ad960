"""The pages of the reports that an organisation owes. A view filters, calls and renders."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from budgets.owing.files import file_of
from budgets.owing.handing_in import hand_in, why_closed, withdraw_report
from budgets.owing.owed import OwedReport, Progress, report_owed_by, reports_owed_by
from changes.apply import Refused
from changes.approving.deciding import Decided
from changes.approving.handing_in import organisation_of
from changes.as_of.point import todays_date
from changes.models import WaitingProposal
from changes.rights import check_may
from changes.undo import sentences_of
from letters.models import Recipient
from pages.owing.forms import ReportForm
from pages.owing.sending import file_for, sent_file
from projects.editing.once import once
from projects.files.refused import RefusedFile
from projects.files.serving import Gone
from projects.files.store import NotStored
from projects.language.texts import readers_language
from projects.models import Organisation
from projects.strict import refuse_unknown_parameters

CAME = (Progress.RECEIVED, Progress.APPROVED)


@require_safe
@login_required
def owed_reports(request: HttpRequest) -> HttpResponse:
    """Lists the reports that the person's organisation owes, and those that came."""
    refuse_unknown_parameters(request)
    check_may(request.user, "read", "owed-reports")
    organisation = organisation_of(request.user) or 0
    found = reports_owed_by(organisation, todays_date())
    context = {
        "organisation": Organisation.objects.get(pk=organisation),
        "owed": [one for one in found if one.progress not in CAME],
        "came": [one for one in reversed(found) if one.progress in CAME],
        "recipient": Recipient.objects.filter(user=request.user.pk).first(),
        "late": sum(one.late for one in found),
    }
    return render(request, "owing/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hand_in_report(request: HttpRequest, key: str) -> HttpResponse:
    """Shows a report that the organisation owes, and hands it in."""
    owed = _owed(request, key)
    if request.method != "POST":
        refuse_unknown_parameters(request)
        return _shown(request, owed, _form(owed))
    check_may(request.user, "hand in", "owed-reports")
    form = ReportForm(request.POST, request.FILES, today=todays_date(), earlier=file_of(owed.proposal))
    if not owed.open:
        form.full_clean()
        return _shown(request, owed, form, [why_closed(owed)])
    if not form.is_valid():
        return _shown(request, owed, form)
    try:
        file = file_for(form, owed)
    except RefusedFile as refused:
        form.add_error("file", str(refused))
        return _shown(request, owed, form)
    except NotStored as error:
        return _shown(request, owed, form, [error.sentence], error.status)
    except Decided as error:
        return _shown(request, owed, form, [str(error)])
    return _hand_in(request, owed, form, file)


@once
def _hand_in(request: HttpRequest, owed: OwedReport, form: ReportForm, file: Any) -> HttpResponse:
    try:
        hand_in(person=request.user, owed=owed, said=form.said, day=todays_date(), file=file)
    except Refused as refused:
        return _shown(request, owed, form, sentences_of(refused))
    except Decided as error:
        return _shown(request, _owed(request, owed.key), form, [str(error)])
    messages.success(request, _("The report is handed in. It counts as received when staff accept it."))
    return redirect("owed-reports")


@require_safe
@login_required
def report_file(request: HttpRequest, key: str) -> HttpResponseBase:
    """Sends the file with which the report was handed in last as a download."""
    refuse_unknown_parameters(request)
    return _download(request, _owed(request, key).proposal)


@require_safe
@login_required
def proposal_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Sends the file of a report that waits, to who may decide about it."""
    refuse_unknown_parameters(request)
    return _download(request, WaitingProposal.objects.filter(pk=pk).first())


def _download(request: HttpRequest, proposal: WaitingProposal | None) -> HttpResponseBase:
    try:
        return sent_file(request, proposal)
    except Gone as gone:
        return render(request, "owing/file_gone.html", {"sentence": str(gone)}, status=gone.status)


@require_POST
@login_required
@once
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Withdraws a report that was handed in and that staff have not accepted."""
    owed = _owed(request, key)
    check_may(request.user, "hand in", "owed-reports")
    try:
        withdraw_report(person=request.user, owed=owed)
    except Decided as error:
        messages.error(request, str(error))
    else:
        gone = owed.progress == Progress.GONE
        messages.success(
            request, _("The report is withdrawn.") if gone else _("The report is withdrawn. You still owe it.")
        )
    organisation = organisation_of(request.user) or 0
    still = report_owed_by(organisation, key, todays_date())
    # A report that is not owed any more has no page once nothing of it waits
    return redirect("hand-in-report", key) if still else redirect("owed-reports")


def _owed(request: HttpRequest, key: str) -> OwedReport:
    check_may(request.user, "read", "owed-reports")
    found = report_owed_by(organisation_of(request.user) or 0, key, todays_date())
    if found is None:
        raise Http404
    return found


def _form(owed: OwedReport) -> ReportForm:
    typed: Any = owed.proposal.typed if owed.proposal and owed.open else {"language": readers_language()}
    return ReportForm(initial=typed, today=todays_date(), earlier=file_of(owed.proposal))


def _shown(
    request: HttpRequest, owed: OwedReport, form: ReportForm, problems: list[str] | None = None, status: int = 409
) -> HttpResponse:
    context = {
        "owed": owed,
        "form": form,
        "problems": problems or [],
        "wrong": form.is_bound and form.errors,
        "file": file_of(owed.proposal),
    }
    status = status if problems else 400 if context["wrong"] else 200
    return render(request, "owing/report.html", context, status=status)
