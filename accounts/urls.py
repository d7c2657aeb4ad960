"""The addresses of personal pages."""

from django.urls import include, path

from accounts import views
from accounts.keys import views as keys
from accounts.sessions import views as sessions

urlpatterns = [
    # /views/
    path("views/", views.saved_views, name="saved-views"),
    path("views/save/", views.save_view, name="save-view"),
    path("views/<int:pk>/change/", views.change_view, name="change-view"),
    path("views/<int:pk>/delete/", views.delete_view, name="delete-view"),
    path("views/<int:pk>/pin/", views.pin_view, name="pin-view"),
    # /account/
    path("account/sessions/", sessions.own_sessions, name="sessions"),
    path("account/sessions/others/end/", sessions.end_other_sessions, name="end-other-sessions"),
    path("account/sessions/<int:pk>/end/", sessions.end_session, name="end-session"),
    path("account/keys/", keys.own_keys, name="keys"),
    path("account/keys/<int:pk>/end/", keys.end_key, name="end-key"),
    # Signing in: /sign-in/, /sign-out/, /password/, /language/ and pages under /account/
    path("", include("accounts.signing_in.urls")),
]
