"""The addresses of reports."""

from django.urls import path

from reports import views

urlpatterns = [
    # /reports/
    path("", views.report_index, name="reports"),
    path("annex/", views.annex, name="annex"),
    path("<slug:name>/", views.report, name="report"),
]
