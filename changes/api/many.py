"""Many operations in one call, as one change."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from changes.api.applying import UnknownVersion, applied, missing_tag, totals, waits, warned
from changes.api.asked import Asked, asked_of, reason_of
from changes.api.body import StrictJSON, object_of
from changes.api.conditional import Conditional
from changes.api.once import once
from changes.api.operations import Operation, kinds, rows_of_tags
from changes.api.tags import ANY, Seen, seen_of, tags_of
from changes.api.writing import WRITERS
from changes.apply import Outcome, Refused
from changes.check import Checked
from changes.models import Action
from changes.proposal import Proposal

MOST = 1000
"""Operations in one call."""
NAMES = ("action", "kind", "key", "if_match", "data")
Errors = dict[str, Any]


class ManyOperations(Conditional, APIView):
    """Writes records of several kinds together."""

    writes = True
    parser_classes = (StrictJSON,)

    @extend_schema(request=OpenApiTypes.OBJECT, responses=OpenApiTypes.OBJECT)
    def post(self, request: Any) -> Response:
        """Makes one change of up to 1,000 operations on records of several kinds: all of them, or none."""
        asked, body = asked_of(request), object_of(request.data)
        unknown = {name: [_("There is no such field.")] for name in body if name not in ("reason", "operations")}
        if unknown:
            raise ValidationError(unknown)
        asked = replace(asked, reason=reason_of(body.get("reason")) or asked.reason)
        operations = _operations(body.get("operations"))
        missing = [
            {"detail": missing_tag("if_match")}
            if operation.action != Action.CREATE and not operation.seen.given
            else {}
            for operation in operations
        ]
        if any(missing):
            return Response({"operations": missing}, 428)
        try:
            if asked.dry_run:
                return Response(_differences(operations, self._applied(operations, asked)))
            return once(request, asked.key, lambda: self._answer(operations, self._applied(operations, asked)))
        except UnknownVersion:
            return Response({"operations": [self._unknown(operation) for operation in operations]}, 412)
        except Refused as refused:
            return self._refused(operations, refused)

    def _applied(self, operations: list[Operation], asked: Asked) -> Outcome:
        proposals = _proposals(operations)
        if not all(operation.seen.known for operation in operations):
            raise UnknownVersion
        return applied(self.request, proposals, asked)

    def _unknown(self, operation: Operation) -> Errors:
        """Returns the conflict of an operation whose version the register does not know."""
        if operation.seen.known:
            return {}
        return writer(operation.kind, self.request).conflict(self.request, operation, [])

    def _answer(self, operations: list[Operation], outcome: Outcome) -> Response:
        if outcome.waiting:
            return waits(self.request, outcome.waiting)
        number = outcome.change.number if outcome.change else None
        written = [
            {"action": str(operation.action), "kind": operation.kind, "key": operation.key_after, "etag": etag}
            for operation, etag in zip(operations, self._tags(operations), strict=True)
        ]
        headers = {"X-Change": str(number)} if number else {}
        return Response({"change": number, "operations": written}, 201 if number else 200, headers=headers)

    def _tags(self, operations: list[Operation]) -> list[str | None]:
        """Returns the tag of each record; None for those that are no more."""
        kept = [one for one in operations if one.action != Action.DELETE]
        found: dict[tuple[str, str], str] = {}
        for kind in {one.kind for one in kept}:
            of, rows = rows_of_tags(kind, [one.key_after for one in kept if one.kind == kind])
            tags = tags_of(of, {*rows.values()})
            found |= {(kind, key): tags[row] for key, row in rows.items()}
        return [None if one.action == Action.DELETE else found.get((one.kind, one.key_after)) for one in operations]

    def _refused(self, operations: list[Operation], refused: Refused) -> Response:
        status = 403 if refused.forbidden else 400 if refused.errors else 412
        found = [
            self._wrong(operation, refused.checked[place]) if place in refused.checked else {}
            for place, operation in enumerate(operations)
        ]
        return Response({"operations": found}, status)

    def _wrong(self, operation: Operation, checked: Checked) -> Errors:
        if checked.errors:
            return operation.errors(checked)
        return writer(operation.kind, self.request).conflict(self.request, operation, operation.conflicts(checked))


def writer(kind: str, request: Any) -> Any:
    """Returns the view that shows the records of a kind, to make their objects for another answer."""
    view: Any = WRITERS[kind]()
    view.request, view.format_kwarg, view.kwargs = request, None, {}
    return view


def _operations(listed: Any) -> list[Operation]:
    """Returns the operations. Raises ValidationError with the errors of each at its index."""
    if not isinstance(listed, list) or not listed:
        raise ValidationError({"operations": [_("This is not a list of operations.")]})
    if len(listed) > MOST:
        sentence = _("No more than %(most)d operations; these are %(number)d.") % {"most": MOST, "number": len(listed)}
        raise ValidationError({"operations": [sentence]})
    errors = [_errors_of(given) for given in listed]
    if any(errors):
        raise ValidationError({"operations": errors})
    return [
        Operation(given["action"], given["kind"], given.get("key") or "", given.get("data") or {}, seen=seen)
        for given, seen in zip(listed, _seen(listed), strict=True)
    ]


def _seen(listed: list[Any]) -> list[Seen]:
    """Returns the version that each operation names. The rows of a kind are looked up together."""
    named: dict[str, list[str]] = {}
    for given in listed:
        if given["action"] != Action.CREATE:
            named.setdefault(given["kind"], []).append(given["key"])
    found = {kind: rows_of_tags(kind, keys) for kind, keys in named.items()}
    versions: list[Seen] = []
    for given in listed:
        of, rows = found.get(given["kind"], ("", {}))
        row = rows.get(given.get("key"))
        create = given["action"] == Action.CREATE
        versions.append(ANY if create else seen_of(given.get("if_match"), of, [] if row is None else [row]))
    return versions


def _errors_of(given: Any) -> Errors:
    """Returns what is wrong with the shape of an operation."""
    if not isinstance(given, Mapping):
        return {"detail": _("This is not an object.")}
    wrong: Errors = {name: [_("There is no such field.")] for name in given if name not in NAMES}
    for name, known in (("action", Action.values), ("kind", kinds())):
        if given.get(name) not in known:
            words = {"word": str(given.get(name))[:60], "known": ", ".join(known)}
            wrong[name] = [_("There is no value “%(word)s” here. Known are: %(known)s.") % words]
    wrong |= _errors_of_action(given)
    if given.get("if_match") is not None and not isinstance(given["if_match"], str):
        wrong["if_match"] = [_("This is not a text.")]
    return wrong


def _errors_of_action(given: Mapping[str, Any]) -> Errors:
    """Returns what is wrong with the code and the data, which are not the same for each action."""
    wrong: Errors = {}
    creates, deletes = given.get("action") == Action.CREATE, given.get("action") == Action.DELETE
    if creates and given.get("key") is not None:
        wrong["key"] = [_("The code of a new record is part of its data.")]
    if not creates and not (isinstance(given.get("key"), str) and given["key"]):
        wrong["key"] = [_("This field is required.")]
    if deletes and given.get("data"):
        wrong["data"] = [_("A deletion has no data.")]
    if not deletes and not isinstance(given.get("data"), Mapping):
        wrong["data"] = [_("This is not an object.")]
    return wrong


def _proposals(operations: list[Operation]) -> list[Proposal]:
    """Returns the proposals. Raises ValidationError with the errors of each at its index."""
    proposals: list[Proposal] = []
    errors: list[Errors] = []
    for operation in operations:
        found: Any = {}
        try:
            proposals.append(operation.proposal())
        except ValidationError as error:
            found = error.detail
        except NotFound:
            found = {"key": [_("There is no “%(value)s”.") % {"value": operation.key}]}
        errors.append(found)
    if any(errors):
        raise ValidationError({"operations": errors})
    return proposals


def _differences(operations: list[Operation], outcome: Outcome) -> dict[str, Any]:
    found = [
        {"difference": operation.difference(differences)}
        for operation, differences in zip(operations, outcome.differences, strict=True)
    ]
    return {"operations": found, "totals": totals(outcome), **warned(outcome)}
