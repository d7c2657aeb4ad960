"""The files of a document in the API."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated, PermissionDenied, ValidationError
from rest_framework.mixins import ListModelMixin
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from changes.api.applying import totals, waits, warned
from changes.api.asked import Asked, asked_of
from changes.api.conditional import Conditional
from changes.api.once import once
from changes.api.sparse import Sparse
from changes.apply import Outcome, Refused
from changes.models import Way
from changes.rights import may, may_propose
from changes.rules import OF_THE_RECORD
from projects.files.refused import RefusedFile
from projects.files.rights import READ, may_add
from projects.files.serving import Gone, sent
from projects.files.store import NotStored
from projects.files.taking import Taken, add_version, take
from projects.filtersets import DocumentFileFilterSet
from projects.models import Document, DocumentFile
from projects.strict import refuse_unknown

FILE = "file"
CODE = OpenApiParameter("slug", str, OpenApiParameter.PATH, description="The short name of the document.")


class DocumentFileSerializer(serializers.ModelSerializer):
    """A version of a document as a file."""

    url = serializers.SerializerMethodField(help_text="Where the file is downloaded.")

    class Meta:
        model = DocumentFile
        fields = ("version", "name", "media_type", "size", "sha256", "url")

    def get_url(self, row: DocumentFile) -> str:
        address = reverse("api:document-file", args=[row.document.slug, row.version])
        return str(self.context["request"].build_absolute_uri(address))


class DocumentFilesSerializer(serializers.Serializer):
    """The versions of a document, the newest first."""

    count = serializers.IntegerField()
    results = DocumentFileSerializer(many=True)


class ListedFileSerializer(DocumentFileSerializer):
    """A version of any document as a file."""

    document: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta(DocumentFileSerializer.Meta):
        fields = ("document", *DocumentFileSerializer.Meta.fields)  # type: ignore[assignment]


class ListedFileViewSet(Conditional, Sparse, ListModelMixin, GenericViewSet):
    """Every version of every document as a file: name, type, size and checksum, without the contents."""

    queryset = DocumentFile.objects.select_related("document").order_by("document__slug", "version")
    serializer_class = ListedFileSerializer
    filterset_class = DocumentFileFilterSet

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        _check_reader(request)


class AnyAnswer(BaseContentNegotiation):
    """A file has the type that it has, whatever the program would like."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


def _check_reader(request: Request) -> None:
    """Raises PermissionDenied, or NotAuthenticated for a visitor of a site with open reading."""
    if not may(request.user, READ, DocumentFile()):
        raise PermissionDenied if request.user.is_authenticated else NotAuthenticated


class DocumentFilesView(Conditional, APIView):
    """The versions of a document as files, the newest first. `POST` adds a version."""

    writes = True
    parser_classes: Any = (MultiPartParser,)

    @extend_schema(operation_id="documents_files_list", parameters=[CODE], responses=DocumentFilesSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Lists the versions."""
        refuse_unknown(request.query_params)
        document = get_object_or_404(Document, slug=slug)
        _check_reader(request)
        rows = list(document.files.order_by("-version"))
        return Response({"count": len(rows), "results": [self._shown(document, row) for row in rows]})

    @extend_schema(
        operation_id="documents_files_create",
        parameters=[CODE],
        request={
            "multipart/form-data": {
                "type": "object",
                "properties": {FILE: {"type": "string", "format": "binary"}},
                "required": [FILE],
            }
        },
        responses={201: DocumentFileSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Adds a version: the file is the field `file` of a form (multipart/form-data)."""
        asked = asked_of(request)
        document = get_object_or_404(Document, slug=slug)
        if not may_add(request.user, document):
            raise PermissionDenied
        try:
            taken = take(*_file_of(request))
        except RefusedFile as refused:
            raise ValidationError({FILE: [str(refused)]}) from refused
        except NotStored as refused:
            return Response({"detail": refused.sentence}, refused.status)
        # By it a repetition with the same key is known
        request.fingerprint = f"{taken.stored.sha256} {taken.name}"  # type: ignore[attr-defined]
        try:
            if asked.dry_run:
                return self._tried(self._applied(request, document, taken, asked))
            return once(
                request, asked.key, lambda: self._answer(document, self._applied(request, document, taken, asked))
            )
        except RefusedFile as refused:
            raise ValidationError({FILE: [str(refused)]}) from refused
        except Refused as refused:
            checked = refused.checked[0]
            if checked.forbidden:
                raise PermissionDenied(checked.errors[OF_THE_RECORD][0]) from refused
            raise ValidationError(checked.errors or {FILE: [_("Somebody changed it meanwhile.")]}) from refused

    def _applied(self, request: Request, document: Document, taken: Taken, asked: Asked) -> Outcome:
        facts: dict[str, Any] = {"way": Way.API, "actor": request.user, "reason": asked.reason}
        return add_version(
            document=document, taken=taken, may=may_propose(request.user), dry_run=asked.dry_run, **facts
        )

    @staticmethod
    def _tried(outcome: Outcome) -> Response:
        difference = [{**vars(found)} for found in outcome.differences[0]]
        return Response({"difference": difference, "totals": totals(outcome), **warned(outcome)})

    def _answer(self, document: Document, outcome: Outcome) -> Response:
        if outcome.waiting:
            return waits(self.request, outcome.waiting)
        shown = self._shown(document, document.files.latest("version"))
        number = {"X-Change": str(outcome.change.number)} if outcome.change else {}
        return Response(shown, 201, headers={"Location": shown["url"], **number})

    def _shown(self, document: Document, row: DocumentFile) -> dict[str, Any]:
        row.document = document
        return dict(DocumentFileSerializer(row, context={"request": self.request}).data)


class DocumentFileView(APIView):
    """One version of a document as a file: whole or in part (`Range`), with its checksum (`Repr-Digest`)."""

    content_negotiation_class = AnyAnswer

    @extend_schema(parameters=[CODE], responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, slug: str, version: int) -> Any:
        """Sends the file."""
        refuse_unknown(request.query_params)
        row = get_object_or_404(DocumentFile.objects.select_related("document"), document__slug=slug, version=version)
        _check_reader(request)
        try:
            return sent(request, row)
        except Gone as gone:
            return Response({"detail": str(gone)}, gone.status)


def _file_of(request: Request) -> tuple[Any, str]:
    """Returns the one file of a form, and its name. Raises ValidationError."""
    others = set(request.data) - {FILE}
    if others:
        raise ValidationError({name: [_("There is no such field.")] for name in sorted(map(str, others))})
    files = request.FILES.getlist(FILE)
    if len(files) != 1:
        raise ValidationError({FILE: [_("Send one file.")]})
    return files[0], str(files[0].name)
