"""The addresses of annexes that read themselves."""

from django.urls import path

from pages.readings import views

urlpatterns = [
    # /annexes/
    path("annexes/", views.annexes, name="annexes"),
    path("annexes/<uuid:uid>/", views.annex, name="read-annex"),
    path("annexes/<uuid:uid>/items/<int:number>/", views.annex_item, name="annex-item"),
    path("annexes/<uuid:uid>/delete/", views.delete_annex, name="delete-annex"),
]
