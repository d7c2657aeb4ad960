"""The addresses of tables."""

from django.urls import path

from tables import views

urlpatterns = [
    # /tables/
    path("", views.tables, name="tables"),
    path("<uuid:uid>/", views.table, name="table"),
    path("<uuid:uid>/columns/", views.columns, name="table-columns"),
    path("<uuid:uid>/file/", views.annotated, name="table-file"),
    path("<uuid:uid>/apply/", views.apply, name="apply-table"),
    path("<uuid:uid>/cancel/", views.cancel, name="cancel-table"),
    path("<uuid:uid>/delete/", views.delete, name="delete-table"),
]
