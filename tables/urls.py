"""The addresses of tables."""

from django.urls import path

from tables import views

urlpatterns = [
    # /tables/
    path("", views.tables, name="tables"),
    path("blank/<slug:kind>.xlsx", views.blank, name="blank-table"),
    path("<uuid:uid>/", views.table, name="table"),
    path("<uuid:uid>/columns/", views.columns, name="table-columns"),
    path("<uuid:uid>/file/", views.annotated, name="table-file"),
    path("<uuid:uid>/correct/", views.correct, name="correct-table"),
    path("<uuid:uid>/apply/", views.apply, name="apply-table"),
    path("<uuid:uid>/cancel/", views.cancel, name="cancel-table"),
    path("<uuid:uid>/delete/", views.delete, name="delete-table"),
]
