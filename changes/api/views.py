"""The changes in the API."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from changes.api.asked import once_each
from changes.api.feed import Cursor, Gone, read_page
from changes.api.many import ManyOperations
from changes.api.serializers import ChangePageSerializer
from changes.rights import may_see_all

USUAL, MOST = 100, 1000
"""Changes on a page of the feed."""


class FeedForm(forms.Form):
    """The parameters of the feed."""

    after = forms.CharField(required=False, max_length=60)
    mark = forms.RegexField(r"\A[0-9a-f]{16}\Z", required=False)
    limit = forms.IntegerField(required=False, min_value=1, max_value=MOST)

    def clean_after(self) -> Cursor:
        try:
            return Cursor.parse(self.cleaned_data["after"] or "0")
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean_mark(self) -> str:
        mark, after = self.cleaned_data["mark"], self.cleaned_data.get("after")
        if mark and after is not None and (after.mark not in (None, mark) or not after.number):
            raise forms.ValidationError(_("The mark does not belong to the change that “after” names."))
        return str(mark)

    def cursor(self) -> Cursor:
        """Returns the place from which to read on."""
        after: Cursor = self.cleaned_data["after"]
        return Cursor(after.number, self.cleaned_data["mark"] or after.mark, after.record)


class NoLongerThere(APIException):
    """The change that the reader names is of a history that is no more."""

    status_code = 410
    default_code = "gone"


class MaySeeChanges(BasePermission):
    """Reading takes the right to see every kind of record, and an account of staff, whatever the site shows others.

    Writing takes an account; its rights decide about each operation.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        return may_see_all(request.user) if request.method in SAFE_METHODS else bool(request.user.is_authenticated)


class ChangesView(ManyOperations):
    """Every change in the order of its number, with its records before and after, so that a mirror can be kept.

    Begin without `after`, follow `next` until it is null, and later go on with `after` set to `latest`. Contacts are
    left out: personal data never leaves the register this way.
    """

    permission_classes: Any = (MaySeeChanges,)
    form_class: ClassVar[Callable[..., FeedForm]] = FeedForm

    @extend_schema(
        parameters=[
            OpenApiParameter("after", description="The last change that you have: its number, or number:mark."),
            OpenApiParameter("mark", description="The mark of that change, where `after` is only its number."),
            OpenApiParameter("limit", int, description=f"Changes on a page: {USUAL}, at most {MOST}."),
        ],
        responses={200: ChangePageSerializer},
    )
    def get(self, request: Request) -> Response:
        once_each(request.query_params)
        form = self.form_class(request.query_params)
        if not form.is_valid():
            raise ValidationError({name: [str(one) for one in errors] for name, errors in form.errors.items()})
        limit = form.cleaned_data["limit"] or USUAL
        try:
            page = read_page(form.cursor(), limit)
        except Gone as gone:
            raise NoLongerThere(str(gone)) from None
        address = request.build_absolute_uri(request.path)
        return Response(ChangePageSerializer(page, context={"next": f"{address}?after={page.next}&limit={limit}"}).data)
