"""The proposals that wait for a second person, in the API."""

import re
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from changes.api.applying import missing_tag, totals, warned
from changes.api.asked import once_each
from changes.api.body import StrictJSON, object_of
from changes.api.feed import ChangeRead
from changes.api.serializers import ChangeSerializer
from changes.apply import Refused
from changes.approving.deciding import DECISIONS, ChangedMeanwhile, Decided, look
from changes.approving.keeping import Operation, operations_of, steps_of
from changes.approving.rights import KIND
from changes.approving.trail import answer_of, mark_of
from changes.check import Checked
from changes.models import Action, Change, State, WaitingProposal
from changes.rights import SEE, may
from changes.undo import sentences_of

MOST = 100
"""Proposals on a page."""
SEEN = ("approve", "send-back")
"""The actions of a person who has to have seen the proposal as it is. `*` is not enough for them."""
TAG = re.compile(r'(?:W/)?"([0-9a-f]{20})"')


class ProposalsView(APIView):
    """Proposals about money that wait for a second person, and those that are decided; the newest first."""

    @extend_schema(
        operation_id="proposals_list",
        parameters=[
            OpenApiParameter("state", enum=State.values, description="Only proposals in this state."),
            OpenApiParameter("before", int, description="Only proposals with a smaller number."),
        ],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Any) -> Response:
        """Lists at most 100 proposals. `next` is the address of the older ones."""
        if not may(request.user, SEE, KIND):
            raise PermissionDenied
        state, before = _asked(request.query_params)
        found = WaitingProposal.objects.select_related("author", "decided_by", "change")
        found = found.filter(state=state) if state else found
        page = list((found.filter(pk__lt=before) if before else found)[: MOST + 1])
        following = request.build_absolute_uri(request.path) + f"?before={page[MOST - 1].pk}" if page[MOST:] else None
        following = f"{following}&state={state}" if following and state else following
        return Response({"results": [shown(request, one) for one in page[:MOST]], "next": following})


class ProposalView(APIView):
    """One proposal: what it wants, what others changed meanwhile, and the totals that would move."""

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Any, pk: int) -> Response:
        """Returns the proposal. While it waits, `conflicts`, `errors` and `totals` say what approving would meet."""
        proposal = _proposal(request, pk)
        said = shown(request, proposal)
        said |= _foreseen(proposal) if proposal.state == State.WAITING else {}
        return Response(said, headers={"ETag": f'"{mark_of(proposal)}"'})


class DecideView(APIView):
    """Decides about a proposal: approves it, sends it back, renews or withdraws it."""

    writes = True
    parser_classes = (StrictJSON,)

    @extend_schema(
        request=OpenApiTypes.OBJECT,
        parameters=[
            OpenApiParameter(
                "If-Match",
                str,
                OpenApiParameter.HEADER,
                description="The ETag of the proposal as it was read. `approve` and `send-back` need it.",
            )
        ],
        responses={
            200: OpenApiTypes.OBJECT,
            201: ChangeSerializer,
            409: OpenApiResponse(OpenApiTypes.OBJECT, "It is decided already, or others changed the records."),
            412: OpenApiResponse(
                OpenApiTypes.OBJECT, "Its author changed the proposal meanwhile; `proposal` is the new content."
            ),
            428: OpenApiResponse(OpenApiTypes.OBJECT, "If-Match is missing."),
        },
    )
    def post(self, request: Any, pk: int, action: str) -> Response:
        """`approve` answers with the change. `send-back` needs a `reason`. Only the author renews and withdraws."""
        proposal, answer = _proposal(request, pk), _reason(request)
        found = TAG.fullmatch(request.headers.get("If-Match", "").strip())
        if action in SEEN and found is None and may(request.user, "approve", proposal):
            return Response({"detail": missing_tag()}, 428)
        try:
            outcome = DECISIONS[action](proposal, request.user, found[1] if found else "", answer)
        except ChangedMeanwhile as error:
            proposal.refresh_from_db()
            said = {"detail": str(error), "proposal": shown(request, proposal)}
            return Response(said, 412, headers={"ETag": f'"{mark_of(proposal)}"'})
        except Decided as error:
            return Response({"detail": str(error)}, 409)
        except ValueError as error:
            raise ValidationError({"reason": [str(error)]}) from error
        except Refused as refused:
            detail = " ".join(sentences_of(refused)) or _("Somebody changed it meanwhile.")
            return Response({"detail": detail, "conflicts": _conflicts(refused)}, 403 if refused.forbidden else 409)
        if action != "approve":
            return Response(shown(request, proposal))
        change = Change.objects.select_related("actor", "approver").get(pk=outcome.change.pk)
        records = [one for one in change.records.all() if may(request.user, SEE, one.kind)]
        said = ChangeSerializer(ChangeRead(change, records)).data
        return Response(said, 201, headers={"X-Change": str(change.number)})


def shown(request: Any, proposal: WaitingProposal) -> dict[str, Any]:
    """Returns a proposal as the API writes it, with the difference of each record."""
    return {
        "id": proposal.pk,
        "url": request.build_absolute_uri(reverse("api:proposal", args=[proposal.pk])),
        "state": proposal.state,
        "author": proposal.author.get_username() if proposal.author else None,
        "proposed_at": proposal.proposed_at,
        "way": proposal.way,
        "reason": proposal.reason,
        "decided_by": proposal.decided_by.get_username() if proposal.decided_by else None,
        "decided_at": proposal.decided_at,
        "answer": answer_of(proposal),
        "change": proposal.change_id,
        "steps": _steps(proposal),
        "records": [_record(one) for one in operations_of(proposal)],
    }


def _steps(proposal: WaitingProposal) -> list[dict[str, Any]]:
    """Returns the trail; a renewal with the records as they were proposed before it."""
    return [
        {
            "at": one.at,
            "who": one.who.get_username() if one.who else None,
            "what": one.what,
            "answer": one.answer,
            "reason_before": one.reason,
            "records_before": [_record(before) for before in one.operations],
        }
        for one in steps_of(proposal)
    ]


def _record(one: Operation) -> dict[str, Any]:
    said = {"kind": one.kind, "key": one.key, "action": one.action, "version": one.version}
    return said | {"difference": [vars(found) for found in one.differences()]}


def _foreseen(proposal: WaitingProposal) -> dict[str, Any]:
    try:
        outcome = look(proposal)
    except Refused as refused:
        return {"conflicts": _conflicts(refused), "errors": sentences_of(refused), "totals": []}
    except Decided as error:
        return {"conflicts": [], "errors": [str(error)], "totals": []}
    return {"conflicts": [], "errors": [], "totals": totals(outcome), **warned(outcome)}


def _conflicts(refused: Refused) -> list[dict[str, Any]]:
    return [_conflict(checked, one) for checked in refused.checked.values() for one in checked.conflicts]


def _conflict(checked: Checked, conflict: Any) -> dict[str, Any]:
    said = {"kind": checked.proposal.kind, "key": checked.proposal.key, "field": conflict.field}
    label = str(checked.shape[conflict.field].label)
    deletes = checked.proposal.action == Action.DELETE
    wanted = None if deletes else conflict.wanted
    return said | {"label": label, "saw": conflict.seen, "now": conflict.now, "wanted": wanted}


def _proposal(request: Any, pk: int) -> WaitingProposal:
    proposal = WaitingProposal.objects.select_related("author", "decided_by", "change").filter(pk=pk).first()
    if proposal is None or not request.user.is_authenticated or not may(request.user, SEE, proposal):
        # Not 403: nobody learns which numbers exist
        raise Http404
    return proposal


def _asked(parameters: Any) -> tuple[str, int]:
    once_each(parameters)
    wrong: dict[str, Any] = {
        name: [_("There is no parameter “%(name)s”.") % {"name": name}]
        for name in parameters
        if name not in ("state", "before", "lang", "format")
    }
    state, before = parameters.get("state", ""), parameters.get("before", "0")
    if state and state not in State.values:
        words = {"word": state[:60], "known": ", ".join(State.values)}
        wrong["state"] = [_("There is no value “%(word)s” here. Known are: %(known)s.") % words]
    if not (before.isascii() and before.isdigit() and len(before) < 18):
        wrong["before"] = [_("Write a number.")]
    if wrong:
        raise ValidationError(wrong)
    return state, int(before)


def _reason(request: Any) -> str:
    body = object_of(request.data) if request.data else {}
    unknown = {name: [_("There is no such field.")] for name in body if name != "reason"}
    if unknown:
        raise ValidationError(unknown)
    text = body.get("reason") or ""
    if not isinstance(text, str) or len(text) > 1000 or "\0" in text:
        raise ValidationError({"reason": [_("This is not one line of text.")]})
    return text
