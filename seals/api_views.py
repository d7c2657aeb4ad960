"""Seals in the API: the list, one seal, its files, and sealing."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import APIException, PermissionDenied, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from changes.api.asked import once_each
from changes.api.body import StrictJSON, object_of
from changes.rights import may
from projects.files.store import NotInStore, NotStored
from seals.asked import CannotSeal, asked, only_day
from seals.kept import kept_of
from seals.making import prepared, seal
from seals.models import Seal, SealedFile
from seals.rights import SEAL
from seals.verifying.published import seal_file
from seals.views import file_response

MOST = 100
"""Seals on a page."""
FIELDS = {"report", "query", "language", "as_of", "reason"}


class SealsView(APIView):
    """Sealed reports, the newest first; and sealing a report."""

    writes = True
    parser_classes = (StrictJSON,)

    @extend_schema(
        operation_id="seals_list",
        parameters=[OpenApiParameter("before", int, description="Only seals with a smaller number.")],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Any) -> Response:
        """Lists at most 100 seals. `next` is the address of the older ones."""
        before = _number(request.query_params)
        found = Seal.objects.prefetch_related("files")
        page = list((found.filter(number__lt=before) if before else found)[: MOST + 1])
        older = f"{request.build_absolute_uri(request.path)}?before={page[MOST - 1].number}" if page[MOST:] else None
        return Response({"results": [shown(request, one) for one in page[:MOST]], "next": older})

    @extend_schema(operation_id="seals_create", request=OpenApiTypes.OBJECT, responses={201: OpenApiTypes.OBJECT})
    def post(self, request: Any) -> Response:
        """Seals a report. The body names `report` (`annex`, `totals` or a ready-made report) and `reason`; `query` has
        the parameters as an address writes them, `language` the language, `as_of` a day, a moment or a change. The
        address or `query` may name it instead.
        """
        if not may(request.user, SEAL, "report"):
            raise PermissionDenied
        values = _values(request)
        try:
            of = only_day(values["as_of"], getattr(request, "as_of_asked", ""))
            question = asked(values["report"], values["query"], values["language"] or _language(), of)
            row = seal(prepared=prepared(question), person=request.user, reason=values["reason"])
        except CannotSeal as refused:
            raise ValidationError(refused.errors) from refused
        except NotStored as refused:
            raise _Unavailable(refused) from refused
        said = shown(request, row)
        return Response(said, status=201, headers={"Location": said["url"]})


class SealView(APIView):
    """One sealed report."""

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Any, number: int) -> Response:
        """Returns the seal with its manifest, the signature of the manifest and the certificates, as in `seal.json`."""
        _number(request.query_params, allowed=False)
        row = get_object_or_404(Seal, number=number)
        try:
            said = {**shown(request, row), "seal_json": seal_file(row, kept_of(row)).decode()}
        except NotInStore as problem:
            raise Http404(_("The file is missing or was altered.")) from problem
        return Response(said)


class SealedFileView(APIView):
    """A file of a sealed report."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Any, number: int, kind: str) -> Any:
        """Returns the file as it was sealed."""
        _number(request.query_params, allowed=False)
        return file_response(get_object_or_404(SealedFile, seal__number=number, kind=kind))


class _Unavailable(APIException):
    """The store takes no file at the moment."""

    def __init__(self, refused: NotStored) -> None:
        self.status_code = refused.status
        super().__init__(refused.sentence)


def shown(request: Any, row: Seal) -> dict[str, Any]:
    """Returns a seal as the API shows it. Of the person it shows the role only."""
    files = [
        {
            "kind": file.kind,
            "name": file.name,
            "size": file.size,
            "sha256": file.sha256,
            "url": request.build_absolute_uri(reverse("api:sealed-file", args=[row.number, file.kind])),
        }
        for file in row.files.all()
    ]
    return {
        "number": row.number,
        "url": request.build_absolute_uri(reverse("api:seal", args=[row.number])),
        "report": row.report,
        "title": row.title,
        "query": row.query,
        "language": row.language,
        "change": row.change_id,
        "day": row.day.isoformat(),
        "sealed": row.sealed.isoformat().replace("+00:00", "Z"),
        "role": row.role,
        "reason": row.reason,
        "manifest_sha256": row.manifest,
        "previous_sha256": row.previous or None,
        "files": files,
    }


def _values(request: Any) -> dict[str, str]:
    """Returns the fields of the body as texts. Raises ValidationError for an unknown field and for another type."""
    body = object_of(request.data)
    errors = {name: [_("There is no such field.")] for name in sorted(set(body) - FIELDS)}
    errors |= {name: [_("This has to be a text.")] for name in FIELDS & set(body) if not isinstance(body[name], str)}
    if errors:
        raise ValidationError(errors)
    return {name: str(body.get(name, "")) for name in FIELDS}


def _language() -> str:
    return get_language() or "en"


def _number(parameters: Any, *, allowed: bool = True) -> int:
    """Returns ``before``; 0 without it. Raises ValidationError for other parameters and for no number."""
    once_each(parameters)
    known = ("lang", "format", "before") if allowed else ("lang", "format")
    wrong: dict[str, Any] = {
        name: [_("There is no parameter “%(name)s”.") % {"name": name}] for name in parameters if name not in known
    }
    before = parameters.get("before", "0")
    if not (before.isascii() and before.isdigit() and len(before) < 10):
        wrong["before"] = [_("Write a number.")]
    if wrong:
        raise ValidationError(wrong)
    return int(before)
