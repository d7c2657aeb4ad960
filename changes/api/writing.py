"""The writing half of a list of records in the API: ``POST``, and ``PUT``, ``PATCH`` and ``DELETE`` of one of them."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from changes.api.applying import UnknownVersion, applied, missing_tag, totals, waits, warned
from changes.api.asked import Asked, asked_of
from changes.api.body import StrictJSON, object_of
from changes.api.once import once
from changes.api.operations import Operation, rows_of_tags
from changes.api.tags import Seen, seen_of, tag_of
from changes.apply import Outcome, Refused
from changes.check import Checked
from changes.models import Action
from changes.rules import OF_THE_RECORD

WRITERS: dict[str, type["Writable"]] = {}
"""Kind of record → the class that shows and writes it."""


class Writable:
    """Writes the records of a list. Comes before DRF's own classes; ``kind`` is the kind of the records."""

    kind: str
    writes = True
    parser_classes: Any = (StrictJSON,)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if hasattr(cls, "kind"):
            WRITERS[cls.kind] = cls

    @extend_schema(request=OpenApiTypes.OBJECT)
    def create(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Makes a record. The body is the object in the shape in which it is read."""
        return self._write(request, Operation(Action.CREATE, self.kind, data=object_of(request.data)))

    @extend_schema(request=OpenApiTypes.OBJECT)
    def update(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Replaces a record. Fields that are left out become empty."""
        return self._update(request, whole=True)

    @extend_schema(request=OpenApiTypes.OBJECT)
    def partial_update(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Replaces the fields that the body names. A list of rows is named whole."""
        return self._update(request, whole=False)

    @extend_schema(request=None)
    def destroy(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Deletes a record, with the rows that belong to it."""
        seen = self._seen(request)
        return self._write(request, Operation(Action.DELETE, self.kind, self._key, seen=seen))

    @property
    def _key(self) -> str:
        return str(self.kwargs[self.lookup_field])  # type: ignore[attr-defined]

    def _seen(self, request: Any) -> Seen:
        kind, rows = rows_of_tags(self.kind, [self._key])
        return seen_of(request.headers.get("If-Match"), kind, rows.values())

    def _update(self, request: Any, *, whole: bool) -> Response:
        data, seen = object_of(request.data), self._seen(request)
        return self._write(request, Operation(Action.UPDATE, self.kind, self._key, data, whole, seen))

    def _write(self, request: Any, operation: Operation) -> Response:
        asked = asked_of(request)
        if operation.action != Action.CREATE and not operation.seen.given:
            return Response({"detail": missing_tag()}, 428)
        try:
            if asked.dry_run:
                outcome = self._applied(request, operation, asked)
                return Response(
                    {
                        "difference": operation.difference(outcome.differences[0]),
                        "totals": totals(outcome),
                        **warned(outcome),
                    }
                )
            return once(
                request, asked.key, lambda: self._answer(request, operation, self._applied(request, operation, asked))
            )
        except UnknownVersion:
            return self._stale(request, operation, [])
        except Refused as refused:
            return self._refused(request, operation, refused.checked[0])

    def _applied(self, request: Any, operation: Operation, asked: Asked) -> Outcome:
        if operation.action != Action.CREATE:
            self.row_of(operation.key)
        if not operation.seen.known:
            raise UnknownVersion
        return applied(request, [operation.proposal()], asked)

    def _answer(self, request: Any, operation: Operation, outcome: Outcome) -> Response:
        if outcome.waiting:
            return waits(request, outcome.waiting)
        headers = {"X-Change": str(outcome.change.number)} if outcome.change else {}
        if outcome.warnings:
            # The body is the object alone. JSON keeps the sentences in ASCII, as headers need it
            headers["X-Warnings"] = json.dumps(outcome.warnings)
        if operation.action == Action.DELETE:
            return Response(status=204, headers=headers)
        row = self.row_of(operation.key_after)
        headers["ETag"] = self.tag(operation.key_after)
        if operation.action == Action.UPDATE:
            return Response(self.shown(request, row), headers=headers)
        name = f"{request.resolver_match.view_name.removesuffix('-list')}-detail"
        headers["Location"] = request.build_absolute_uri(reverse(name, args=[operation.key_after]))
        return Response(self.shown(request, row), 201, headers=headers)

    def _refused(self, request: Any, operation: Operation, checked: Checked) -> Response:
        if checked.forbidden:
            raise PermissionDenied(checked.errors[OF_THE_RECORD][0])
        errors = operation.errors(checked)
        if errors and operation.action == Action.DELETE:
            return Response({"detail": " ".join(str(text) for texts in errors.values() for text in texts)}, 409)
        if errors:
            return Response(errors, 400)
        return self._stale(request, operation, operation.conflicts(checked))

    def _stale(self, request: Any, operation: Operation, difference: list[dict[str, Any]]) -> Response:
        # The tag comes first, as in reading: it must not be newer than the object
        tag = self.tag(operation.key)
        return Response(self.conflict(request, operation, difference), 412, headers={"ETag": tag})

    def conflict(self, request: Any, operation: Operation, difference: list[dict[str, Any]]) -> dict[str, Any]:
        """Returns both versions of a record that somebody else changed since the program saw it."""
        theirs = self.shown(request, self.row_of(operation.key))
        yours = None if operation.action == Action.DELETE else operation.data
        return {
            "detail": _("Somebody changed it meanwhile."),
            "yours": yours,
            "theirs": theirs,
            "difference": difference,
        }

    def row_of(self, key: str) -> Any:
        """Returns the row with this code, with everything that an answer shows. Raises Http404."""
        row = self.get_queryset().filter(**{self.lookup_field: key}).first()  # type: ignore[attr-defined]
        if row is None:
            raise Http404
        return row

    def shown(self, request: Any, row: Any) -> Mapping[str, Any]:
        """Returns the object as ``GET`` gives it."""
        context = {"request": request, "view": self, "format": None}
        return dict(self.serializer_class(row, context=context).data)  # type: ignore[attr-defined]

    def tag(self, key: str, fingerprint: str = "") -> str:
        """Returns the ``ETag`` of the record with this code; empty if there is none."""
        kind, rows = rows_of_tags(self.kind, [key])
        return tag_of(kind, rows[key], fingerprint) if rows else ""

    def tag_of_answer(self, fingerprint: str) -> str:
        """Returns the tag of the answer to reading, in which one record says its version too."""
        if not self.detail:  # type: ignore[attr-defined]
            return str(super().tag_of_answer(fingerprint))  # type: ignore[misc]
        return self.tag(self._key, fingerprint)
