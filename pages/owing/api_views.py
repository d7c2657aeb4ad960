"""The reports that an organisation owes, in the API."""

from dataclasses import replace
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from budgets.owing.handing_in import hand_in, why_closed, withdraw_report
from budgets.owing.owed import OwedReport, report_owed_by, reports_owed_by
from changes.api.body import StrictJSON, object_of
from changes.apply import Refused
from changes.approving.deciding import Decided
from changes.approving.handing_in import organisation_of
from changes.as_of.point import todays_date
from changes.models import Way
from changes.rights import may
from changes.undo import sentences_of
from pages.owing.forms import ReportForm
from projects.language.texts import shown
from projects.strict import refuse_unknown


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
    parser_classes = (StrictJSON,)

    @extend_schema(operation_id="owed_reports_retrieve", responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Any, key: str) -> Response:
        """Returns the report, with what was handed in last."""
        refuse_unknown(request.query_params)
        return Response(_shown(request, _owed(request, key)))

    @extend_schema(
        operation_id="owed_reports_hand_in", request=OpenApiTypes.OBJECT, responses={202: OpenApiTypes.OBJECT}
    )
    def post(self, request: Any, key: str) -> Response:
        """Hands in the report, or hands it in again: `title`, `language`, `dated`, `url`, `note`. Staff decide."""
        refuse_unknown(request.query_params)
        owed = _owed(request, key)
        _check_writes(request)
        if not owed.open:
            return Response({"detail": why_closed(owed)}, 409)
        form = _form(object_of(request.data))
        try:
            hand_in(person=request.user, owed=owed, said=form.said, day=todays_date(), way=Way.API)
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


def _form(body: Any) -> ReportForm:
    unknown = {name: [_("There is no such field.")] for name in body if name not in ReportForm.base_fields}
    wrong = {name: [_("This is not a text.")] for name, value in body.items() if not isinstance(value, str)}
    if unknown or wrong:
        raise ValidationError({**wrong, **unknown})
    form = ReportForm(body, today=todays_date())
    if not form.is_valid():
        raise ValidationError({name: list(map(str, sentences)) for name, sentences in form.errors.items()})
    return form


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
        "handed_in": {**proposal.typed, "at": proposal.proposed_at, "answer": owed.answer} if proposal else None,
        "taken_back": {"at": owed.taken_back.moment, "reason": owed.taken_back.reason} if owed.taken_back else None,
    }
