"""The address of the page that changes several projects at once."""

from django.urls import path

from pages.several import views

urlpatterns = [
    path("projects/several/", views.several, name="several"),
]
