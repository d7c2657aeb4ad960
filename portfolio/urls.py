"""The site's addresses."""

from django.contrib import admin
from django.urls import include, path

from portfolio import views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    # /projects/
    path("projects/", views.project_list, name="projects"),
    path("projects/<str:reference>/", views.project_detail, name="project"),
    # /allocations/
    path("allocations/", views.allocation_list, name="allocations"),
    # /map/
    path("map/", views.map_page, name="map"),
    # /reports/
    path("reports/", include("reports.urls")),
    # Saved views, signing in, the reader's language
    path("", include("accounts.urls")),
    # For programs and machines
    path("api/v1/", include("portfolio.api_urls")),
    path("healthz", views.healthz, name="healthz"),
    path("admin/", admin.site.urls),
]

handler400 = "portfolio.views.bad_request"
handler404 = "portfolio.views.not_found"
handler500 = "portfolio.views.server_error"
