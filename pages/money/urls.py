"""The addresses to which the forms of entries and contracts are sent."""

from django.urls import path

from pages.money import views

urlpatterns = [
    # /projects/
    path("projects/<str:reference>/entries/new/", views.keep_money, {"section": "entry"}, name="new-entry"),
    path("projects/<str:reference>/contract/", views.keep_money, {"section": "contract"}, name="keep-contract"),
]
