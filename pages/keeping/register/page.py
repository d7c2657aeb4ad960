"""A section of the page of an organisation, a place, a document or a fund as a form, where it stands."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from changes.models import Action, Draft
from changes.rights import check_may, may
from changes.rules import hindrance_to_deletion
from pages.keeping import drafts
from pages.keeping.forms import RecordForm
from pages.keeping.page import Editing
from pages.keeping.register.kinds import KEPT, Kept
from pages.keeping.sections import Section

EDIT = "edit"
"""The parameter that opens a section of the page as a form."""


class SignInFirst(Exception):
    """A visitor without an account asked for a form."""

    def __init__(self, answer: HttpResponse) -> None:
        self.answer = answer
        super().__init__()


def address_of(row: Any, section: str) -> str:
    """Returns the page of a record with the section open for editing."""
    return f"{row.get_absolute_url()}?edit={section}#section-{section}"


def place_of(kept: Kept, row: Any, section: str) -> drafts.Place:
    """Returns the place of the form of a section."""
    return drafts.Place(kept.kind, row.pk, section, address_of(row, section))


def place_of_new(kept: Kept) -> drafts.Place:
    """Returns the place of the form of a new record."""
    return drafts.Place(kept.kind, None, "new", reverse(f"new-{kept.kind}"))


def asked(request: HttpRequest, kind: str, row: Any) -> Editing | None:
    """Returns the section that the address opens; None if it opens none.

    Raises Http404 for an unknown section, PermissionDenied, and SignInFirst for a visitor without an account.
    """
    name = request.GET.get(EDIT, "")
    if not name:
        return None
    kept = KEPT[kind]
    section = kept.section(name)
    if section is None:
        raise Http404
    if not request.user.is_authenticated:
        raise SignInFirst(redirect_to_login(request.get_full_path()))
    check_may(request.user, Action.UPDATE, row)
    draft = drafts.find(request.user, place_of(kept, row, name))
    if draft is None:
        return Editing(section, RecordForm.opened(kind, section.fields, row))
    return Editing(section, _of_draft(kind, section, row, draft), draft=draft)


def _of_draft(kind: str, section: Section, row: Any, draft: Draft) -> RecordForm:
    form = RecordForm.sent(kind, section.fields, drafts.texts_of(draft), row=row)
    form.leave_unjudged()
    return form


def context_of(request: HttpRequest, kind: str, row: Any, editing: Editing | None) -> dict[str, Any]:
    """Returns what the page of a record shows to a person who may keep it."""
    kept = KEPT[kind]
    if editing:
        editing.form.offer_to(request.user)
    may_edit = may(request.user, Action.UPDATE, row)
    may_delete = may(request.user, Action.DELETE, row) and not hindrance_to_deletion(kind, row, False)
    return {
        "kept": kept,
        "may_edit": may_edit,
        "delete_url": reverse(f"delete-{kind}", args=[getattr(row, kept.key)]) if may_delete else "",
        "editing": editing,
        "page_url": row.get_absolute_url(),
        "whose": drafts.mark_of(request.user) if editing else "",
        "edit_action": reverse(f"edit-{kind}", args=[getattr(row, kept.key), editing.section.name]) if editing else "",
        "drafts": _drafts(request, kept, row, editing) if may_edit else [],
    }


def _drafts(request: HttpRequest, kept: Kept, row: Any, editing: Editing | None) -> list[tuple[str, Any]]:
    """Returns the person's other drafts of this record: the address and the heading of the section."""
    found = Draft.objects.filter(person=request.user.pk, kind=kept.kind, row=row.pk).values_list("section", flat=True)
    shown = editing.section.name if editing else ""
    return [
        (address_of(row, section.name), section.heading)
        for name in found
        if name != shown and (section := kept.section(name))
    ]
