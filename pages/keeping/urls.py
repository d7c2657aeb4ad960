"""The addresses at which records are kept."""

from django.urls import path

from pages.keeping import draft_views, new, views

urlpatterns = [
    # /projects/
    path("projects/new/", new.new_project, name="new-project"),
    path("projects/<str:reference>/", views.project_page, name="project"),
    path("projects/<str:reference>/edit/<slug:section>/", views.edit_project, name="edit-project"),
    path("projects/<str:reference>/duplicate/", new.duplicate_project, name="duplicate-project"),
    # /nearest/
    path("nearest/", views.nearest_rows, name="nearest-rows"),
    # /drafts/
    path("drafts/", draft_views.draft_list, name="drafts"),
    path("drafts/<int:pk>/throw-away/", draft_views.throw_away, name="throw-away-draft"),
]
