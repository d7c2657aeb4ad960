"""The addresses of the changes: /changes/."""

from django.urls import path

from pages.changes import views

urlpatterns = [
    path("", views.change_list, name="changes"),
    path("<int:number>/", views.change_detail, name="change"),
    path("<int:number>/undo/", views.undo_change, name="undo-change"),
    path("<int:number>/restore/<int:pk>/", views.restore_version, name="restore-version"),
]
