"""The addresses at which organisations become one."""

from django.urls import path

from pages.doubles import views

urlpatterns = [
    # /organisations/doubles/, before the pages of organisations
    path("organisations/doubles/", views.doubles, name="doubles"),
    path("organisations/<slug:slug>/merge/", views.merge_page, name="merge-organisation"),
    path("organisations/<slug:slug>/differs/", views.differ, name="organisations-differ"),
    path("organisations/<slug:slug>/differs-no-more/", views.differ_no_more, name="differ-no-more"),
]
