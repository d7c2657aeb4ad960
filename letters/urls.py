"""The addresses of letters."""

from django.urls import path

from letters import feed, views

urlpatterns = [
    # /letters/
    path("letters/", views.letters, name="letters"),
    path("letters/follow/", views.follow, name="follow"),
    path("letters/followings/<int:pk>/stop/", views.unfollow, name="unfollow"),
    path("letters/followings/<int:pk>/deadlines/", views.set_deadlines, name="following-deadlines"),
    path("letters/proposals/", views.set_proposals, name="proposal-letters"),
    path("letters/feed/", views.renew_feed, name="renew-letters-feed"),
    path("letters/feed/<str:token>/", feed.letters_feed, name="letters-feed"),
    path("letters/stop/<str:token>/", views.stop_letters, name="stop-letters"),
    path("letters/<uuid:uid>/", views.letter, name="letter"),
]
