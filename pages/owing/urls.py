"""The addresses of the reports that an organisation owes: /owed-reports/."""

from django.urls import path

from pages.owing import views

urlpatterns = [
    path("", views.owed_reports, name="owed-reports"),
    path("<str:key>/", views.hand_in_report, name="hand-in-report"),
    path("<str:key>/file/", views.report_file, name="owed-report-file"),
    path("<str:key>/withdraw/", views.withdraw, name="withdraw-report"),
]
