"""The site's addresses."""

from django.contrib import admin
from django.urls import include, path

from portfolio import views
from portfolio.monitoring import views as monitoring

urlpatterns = [
    # The dashboard, the lists, the map, the search and the register
    path("", include("pages.urls")),
    # /changes/
    path("changes/", include("pages.changes.urls")),
    # /account/data/, and the erasure of persons
    path("", include("pages.persons.urls")),
    # /proposals/
    path("proposals/", include("pages.proposals.urls")),
    # /reports/
    path("reports/", include("reports.urls")),
    # /seals/ and /verify/
    path("", include("seals.urls")),
    # /calendar/ and /calendar.ics
    path("", include("events.urls")),
    # Saved views, signing in, the reader's language
    path("", include("accounts.urls")),
    # /letters/
    path("", include("letters.urls")),
    # /tables/
    path("tables/", include("tables.urls")),
    # /desk/
    path("", include("desk.urls")),
    # For programs and monitoring
    path("api/v1/", include("portfolio.api_urls")),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", monitoring.readyz, name="readyz"),
    path("metrics", monitoring.metrics, name="metrics"),
    path("admin/", admin.site.urls),
]

handler400 = "portfolio.views.bad_request"
handler404 = "portfolio.views.not_found"
handler500 = "portfolio.views.server_error"
