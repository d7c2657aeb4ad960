"""The reports that an organisation owes, in the API."""

from dataclasses import replace
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from budgets.owing.files import file_of
from budgets.owing.handing_in import hand_in, why_closed, withdraw_report
from budgets.owing.owed import OwedReport, report_owed_by, reports_owed_by
from changes.api.body import StrictJSON, object_of
from changes.apply import Refused
from changes.approving.deciding import Decided
from changes.approving.handing_in import organisation_of
from changes.as_of.point import todays_date
from changes.models import WaitingProposal, Way
from changes.rights import may
from changes.undo import sentences_of
from pages.owing.forms import ReportForm
from pages.owing.sending import file_for, sent_file
from projects.files.api_views import AnyAnswer
from projects.files.refused import RefusedFile
from projects.files.serving import Gone
from projects.files.store import NotStored
from projects.language.texts import shown
from projects.strict import refuse_unknown

FILE, DROP = "file", "drop_file"


class OwedReportsView(APIView):
    """The reports that the organisation of the account owes, by day, with those that came."""

    @extend_schema(operation_id="owed_reports_list", responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Any) -> Response:
        """Lists all reports. `state` says how far each has come. There are no amounts."""
        refuse_unknown(request.query_params)
        found = reports_owed_by(_organisation(request), todays_date())
        return Response({"count": len(found), "results": [_shown(request, one) for one in found]})


class OwedReportView(APIView):
    """One report that the organisation of the account owes."""

    writes = True
    parser_classes: Any = (StrictJSON, MultiPartParser)

    @extend_schema(operation_id="owed_reports_retrieve", responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Any, key: str) -> Response:
        """Returns the report, with what was handed in last."""
        refuse_unknown(request.query_params)
        return Response(_shown(request, _owed(request, key)))

    @extend_schema(
        operation_id="owed_reports_hand_in",
        request={"application/json": OpenApiTypes.OBJECT, "multipart/form-data": OpenApiTypes.OBJECT},
        responses={202: OpenApiTypes.OBJECT},
    )
    def post(self, request: Any, key: str) -> Response:
        """Hands in the report, or hands it in again: `title`, `language`, `dated`, `url`, `note`, `drop_file`; in a
        form (multipart/form-data) also `file`. Staff decide.
        """
        refuse_unknown(request.query_params)
        owed = _owed(request, key)
        _check_writes(request)
        if not owed.open:
            return Response({"detail": why_closed(owed)}, 409)
        form = _form(request, owed)
        try:
            file = file_for(form, owed)
            hand_in(person=request.user, owed=owed, said=form.said, day=todays_date(), file=file, way=Way.API)
        except RefusedFile as refused:
            raise ValidationError({FILE: [str(refused)]}) from refused
        except NotStored as error:
            return Response({"detail": error.sentence}, error.status)
        except Decided as error:
            return Response({"detail": str(error)}, 409)
        except Refused as refused:
            return Response({"detail": " ".join(sentences_of(refused))}, 409)
        return Response(_shown(request, _owed(request, key)), 202)

    @extend_schema(operation_id="owed_reports_withdraw", responses={200: OpenApiTypes.OBJECT})
    def delete(self, request: Any, key: str) -> Response:
        """Withdraws what was handed in, as long as staff have not accepted it. The report is owed as before."""
        refuse_unknown(request.query_params)
        owed = _owed(request, key)
        _check_writes(request)
        try:
            withdraw_report(person=request.user, owed=owed)
        except Decided as error:
            return Response({"detail": str(error)}, 409)
        still = report_owed_by(_organisation(request), key, todays_date())
        return Response(_shown(request, still or replace(owed, proposal=None)))


class OwedReportFileView(APIView):
    """The file with which the organisation handed in a report last."""

    content_negotiation_class = AnyAnswer

    @extend_schema(
        operation_id="owed_reports_file_retrieve", responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}
    )
    def get(self, request: Any, key: str) -> Any:
        """Sends the file."""
        refuse_unknown(request.query_params)
        return _download(request, _owed(request, key).proposal)


class ProposalFileView(APIView):
    """The file of a report that an organisation handed in, while it waits."""

    content_negotiation_class = AnyAnswer

    @extend_schema(
        operation_id="proposals_file_retrieve", responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}
    )
    def get(self, request: Any, pk: int) -> Any:
        """Sends the file to who may decide about the proposal."""
        refuse_unknown(request.query_params)
        return _download(request, WaitingProposal.objects.filter(pk=pk).first())


def _download(request: Any, proposal: WaitingProposal | None) -> Any:
    try:
        return sent_file(request, proposal)
    except Gone as gone:
        return Response({"detail": str(gone)}, gone.status)


def _form(request: Any, owed: OwedReport) -> ReportForm:
    body, files = object_of(request.data), request.FILES
    wrong = {name: [sentence] for name, value in body.items() if (sentence := _what_is_wrong(name, value, files))}
    if wrong:
        raise ValidationError(wrong)
    form = ReportForm(body, files, today=todays_date(), earlier=file_of(owed.proposal))
    if not form.is_valid():
        raise ValidationError({name: list(map(str, sentences)) for name, sentences in form.errors.items()})
    return form


def _what_is_wrong(name: str, value: Any, files: Any) -> str:
    """Returns why a field of the body is refused before its value is looked at; empty if it is not."""
    if name not in ReportForm.base_fields or (name == FILE) != (name in files):
        return _("There is no such field.")
    if name in files:
        return "" if len(files.getlist(name)) == 1 else _("Send one file.")
    is_text = isinstance(value, str) or (name == DROP and isinstance(value, bool))
    return "" if is_text else _("This is not a text.")


def _organisation(request: Any) -> int:
    organisation = organisation_of(request.user)
    if organisation is None or not may(request.user, "read", "owed-reports"):
        raise PermissionDenied
    return organisation


def _check_writes(request: Any) -> None:
    if not may(request.user, "hand in", "owed-reports"):
        raise PermissionDenied


def _owed(request: Any, key: str) -> OwedReport:
    found = report_owed_by(_organisation(request), key, todays_date())
    if found is None:
        raise Http404
    return found


def _shown(request: Any, owed: OwedReport) -> dict[str, Any]:
    proposal = owed.proposal
    return {
        "key": owed.key,
        "url": request.build_absolute_uri(reverse("api:owed-report", args=[owed.key])),
        "report": owed.report,
        "name": owed.deadline.name,
        "day": owed.deadline.day,
        "state": owed.progress,
        "contract": owed.deadline.about,
        "project": owed.deadline.project.reference,
        "project_title": shown(owed.deadline.project, "title").text,
        "handed_in": _handed_in(request, owed, proposal) if proposal else None,
        "taken_back": {"at": owed.taken_back.moment, "reason": owed.taken_back.reason} if owed.taken_back else None,
    }


def _handed_in(request: Any, owed: OwedReport, proposal: WaitingProposal) -> dict[str, Any]:
    said = {**proposal.typed, "at": proposal.proposed_at, "answer": owed.answer, "file": None}
    if row := file_of(proposal):
        address = request.build_absolute_uri(reverse("api:owed-report-file", args=[owed.key]))
        said["file"] = {name: getattr(row, name) for name in ("name", "media_type", "size", "sha256")}
        said["file"]["url"] = address
    return said
