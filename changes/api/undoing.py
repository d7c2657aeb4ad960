"""Undoing a change by the API."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from changes import tables
from changes.api.applying import totals, waits, warned
from changes.api.asked import Asked, asked_of, reason_of
from changes.api.body import StrictJSON, object_of
from changes.api.feed import ChangeRead
from changes.api.once import once
from changes.api.serializers import ChangeSerializer
from changes.apply import Outcome, Refused
from changes.models import Change
from changes.rights import SEE, may, may_propose
from changes.undo import CannotUndo, Standing, standing_on_change, undo


class UndoView(APIView):
    """Undoes a change: a new change brings back what its records said before."""

    writes = True
    parser_classes = (StrictJSON,)

    @extend_schema(
        request=OpenApiTypes.OBJECT,
        parameters=[
            OpenApiParameter("dry_run", bool, description="true: answer what would change, and write nothing."),
            OpenApiParameter("reason", description="Kept with the change; also as X-Reason, or in the body."),
        ],
        responses={
            200: OpenApiResponse(OpenApiTypes.OBJECT, "What would change, of a dry run."),
            201: ChangeSerializer,
            409: OpenApiResponse(OpenApiTypes.OBJECT, "What stands on the change, under `standing`."),
        },
    )
    def post(self, request: Any, number: int) -> Response:
        """Undoes a change as a whole. A 409 says what stands on it, and then nothing is written."""
        asked = asked_with_reason(request)
        change = Change.objects.filter(number=number).first()
        if change is None:
            raise Http404
        facts = {"actor": request.user, "may": may_propose(request.user), "reason": asked.reason}
        try:
            if asked.dry_run:
                return Response(_foreseen(undo(change=change, dry_run=True, **facts)))
            return once(request, asked.key, lambda: _answer(request, undo(change=change, **facts)))
        except CannotUndo as error:
            return Response({"detail": str(error), "standing": []}, 409)
        except Refused as refused:
            if refused.forbidden:
                raise PermissionDenied(_("You do not have the right to do this.")) from None
            standing = [_standing(one) for one in standing_on_change(change, refused)]
            return Response({"detail": _("This change cannot be undone"), "standing": standing}, 409)


def asked_with_reason(request: Any) -> Asked:
    """Returns what a request asks for whose body is empty or an object with a ``reason``. Raises ValidationError."""
    asked = asked_of(request)
    body: Mapping[str, Any] = object_of(request.data) if request.data else {}
    unknown = {name: [_("There is no such field.")] for name in body if name != "reason"}
    if unknown:
        raise ValidationError(unknown)
    return replace(asked, reason=reason_of(body.get("reason")) or asked.reason)


def _answer(request: Any, outcome: Outcome) -> Response:
    """The new change, with those of its records whose history the account may see."""
    if outcome.waiting:
        return waits(request, outcome.waiting)
    change = Change.objects.select_related("actor", "approver").get(pk=outcome.change.pk)  # type: ignore[union-attr]
    kinds = [kind for kind in tables.kinds() if not tables.is_private(kind) and may(request.user, SEE, kind)]
    records = [record for record in change.records.filter(kind__in=kinds) if record.before != record.after]
    location = f"{request.build_absolute_uri(reverse('api:changes'))}?after={change.number - 1}&limit=1"
    headers = {"X-Change": str(change.number), "Location": location}
    return Response(ChangeSerializer(ChangeRead(change, records)).data, 201, headers=headers)


def _foreseen(outcome: Outcome) -> dict[str, Any]:
    """What undoing would change, in the form of the dry run of many operations."""
    found = [
        {
            "kind": proposal.kind,
            "key": proposal.key,
            "action": str(proposal.action),
            "difference": [
                {"field": one.field, "label": one.label, "before": one.before, "after": one.after}
                for one in differences
            ],
        }
        for proposal, differences in zip(outcome.proposals, outcome.differences, strict=True)
        if differences
    ]
    return {"records": found, "totals": totals(outcome), **warned(outcome)}


def _standing(one: Standing) -> dict[str, Any]:
    return {
        "kind": one.record.kind,
        "key": one.record.key,
        "fields": one.fields,
        "errors": one.sentences,
        "changes": one.changes,
    }
