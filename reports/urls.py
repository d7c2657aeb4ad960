"""The addresses of reports."""

from django.urls import include, path

from reports import views

urlpatterns = [
    # /reports/
    path("", views.report_index, name="reports"),
    path("annex/", views.annex, name="annex"),
    path("books/", include("reports.books.urls")),
    path("difference/", views.difference, name="difference"),
    path("<slug:name>/", views.report, name="report"),
]
