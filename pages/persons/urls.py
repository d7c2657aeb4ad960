"""The addresses of the data of persons."""

from django.urls import path

from pages.persons import erasing_views, own_data_views

urlpatterns = [
    # /account/data/
    path("account/data/", own_data_views.own_data, name="own-data"),
    path("account/data.json", own_data_views.own_data_file, name="own-data-file"),
    # Erasing
    path("people/<int:pk>/erase/", erasing_views.erase_account_page, name="erase-account"),
    path("contacts/<int:pk>/erase/", erasing_views.erase_contact_page, name="erase-contact"),
]
