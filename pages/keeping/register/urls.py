"""The addresses at which organisations, places, documents and funds are kept."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from pages.keeping.register import contacts, files, views
from pages.keeping.register.kinds import KEPT


def _of_each_kind() -> Iterator[URLPattern]:
    for kind, kept in KEPT.items():
        given = {"kind": kind}
        yield path(f"{kept.listed}/new/", views.new_record, given, name=f"new-{kind}")
        yield path(f"{kept.listed}/<slug:slug>/edit/<slug:section>/", views.edit_record, given, name=f"edit-{kind}")
        yield path(f"{kept.listed}/<slug:slug>/delete/", views.delete_record, given, name=f"delete-{kind}")


urlpatterns = [
    *_of_each_kind(),
    # /documents/…/files/
    path("documents/<slug:slug>/files/", files.add_file, name="add-file"),
    path("documents/<slug:slug>/files/<int:version>/", files.document_file, name="document-file"),
    path("documents/<slug:slug>/files/<int:version>/remove/", files.remove_file, name="remove-file"),
    # /organisations/…/contacts/
    path("organisations/<slug:slug>/contacts/new/", contacts.new_contact, name="new-contact"),
    path("organisations/<slug:slug>/contacts/<int:pk>/", contacts.edit_contact, name="edit-contact"),
    path("organisations/<slug:slug>/contacts/<int:pk>/delete/", contacts.delete_contact, name="delete-contact"),
]
