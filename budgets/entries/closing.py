"""The API that closes an accounting period and opens it again."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.response import Response

from budgets.entries.serializers import PeriodSerializer
from budgets.entries.services import NotOver, close_period, reopen_period
from changes.api.applying import totals, warned
from changes.api.once import once
from changes.api.operations import Operation
from changes.api.undoing import asked_with_reason
from changes.apply import Outcome, Refused
from changes.models import Action, Way
from changes.rights import check_may, may, may_propose

DESCRIBED: dict[str, Any] = {
    "request": OpenApiTypes.OBJECT,
    "parameters": [
        OpenApiParameter("dry_run", bool, description="true: answer what would change, and write nothing."),
        OpenApiParameter("reason", description="Kept with the change; also as X-Reason, or in the body."),
    ],
    "responses": {200: PeriodSerializer, 403: OpenApiResponse(OpenApiTypes.OBJECT, "The account lacks the right.")},
}


class Closable:
    """Adds ``close/`` and ``reopen/`` to the periods of the API. Comes before ``Writable``."""

    @extend_schema(**DESCRIBED)
    @action(detail=True, methods=["post"])
    def close(self, request: Any, **kwargs: Any) -> Response:
        """Closes a period. The change keeps who closed it and when; a closed period stays as it is."""
        check_may(request.user, Action.UPDATE, self.kind)  # type: ignore[attr-defined]
        return self._closed(request, close_period)

    @extend_schema(**DESCRIBED)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Any, **kwargs: Any) -> Response:
        """Opens a closed period again. It needs a right of its own, and a reason."""
        if not may(request.user, "reopen", self.kind):  # type: ignore[attr-defined]
            raise PermissionDenied(_("You do not have the right to open a closed period again."))
        return self._closed(request, reopen_period)

    def _closed(self: Any, request: Any, service: Callable[..., Outcome]) -> Response:
        asked, period = asked_with_reason(request), self.row_of(self._key)
        facts = {"actor": request.user, "way": Way.API, "reason": asked.reason, "may": may_propose(request.user)}
        operation = Operation(Action.UPDATE, self.kind, self._key)
        try:
            if asked.dry_run:
                outcome = service(period=period, dry_run=True, **facts)
                said = operation.difference(outcome.differences[0]) if outcome.differences else []
                return Response({"difference": said, "totals": totals(outcome), **warned(outcome)})
            answer = lambda: self._answer(request, operation, service(period=period, **facts))  # noqa: E731
            return once(request, asked.key, answer)
        except NotOver as error:
            raise ValidationError({"last_day": [str(error)]}) from error
        except ValueError as error:
            raise ValidationError({"reason": [str(error)]}) from error
        except Refused as refused:
            return self._refused(request, operation, refused.checked[0])
