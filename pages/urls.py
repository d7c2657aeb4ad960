"""The addresses of the dashboard, the lists, the map, the search and the register."""

from django.urls import include, path

from pages import people, register_views, search_views, views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    # /projects/several/
    path("", include("pages.several.urls")),
    # /projects/
    path("projects/", views.project_list, name="projects"),
    path("", include("pages.keeping.urls")),
    path("", include("pages.keeping.register.urls")),
    path("", include("pages.doubles.urls")),
    path("", include("pages.money.urls")),
    # /owed-reports/
    path("owed-reports/", include("pages.owing.urls")),
    # /annexes/
    path("", include("pages.readings.urls")),
    # /allocations/
    path("allocations/", views.allocation_list, name="allocations"),
    # /map/
    path("map/", views.map_page, name="map"),
    # /search/
    path("search/", search_views.search, name="search"),
    # /people/
    path("people/", people.people, name="people"),
    # /register/ and what it lists
    path("register/", register_views.register_index, name="register"),
    path("councils/", register_views.council_list, name="councils"),
    path("councils/<str:code>/", register_views.council_detail, name="council"),
    path("organisations/", register_views.organisation_list, name="organisations"),
    path("organisations/<slug:slug>/", register_views.organisation_detail, name="organisation"),
    path("places/", register_views.place_list, name="places"),
    path("places/<slug:slug>/", register_views.place_detail, name="place"),
    path("documents/", register_views.document_list, name="documents"),
    path("documents/<slug:slug>/", register_views.document_detail, name="document"),
    path("funds/", register_views.fund_list, name="funds"),
    path("funds/<slug:slug>/", register_views.fund_detail, name="fund"),
]
