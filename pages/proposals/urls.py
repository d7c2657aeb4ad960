"""The addresses of the proposals: /proposals/."""

from django.urls import path

from pages.owing.views import proposal_file
from pages.proposals import views

urlpatterns = [
    path("", views.proposal_list, name="proposals"),
    path("<int:pk>/", views.proposal_detail, name="proposal"),
    path("<int:pk>/file/", proposal_file, name="proposal-file"),
    path("<int:pk>/approve/", views.decide, {"action": "approve"}, name="approve-proposal"),
    path("<int:pk>/send-back/", views.decide, {"action": "send-back"}, name="send-back-proposal"),
    path("<int:pk>/withdraw/", views.decide, {"action": "withdraw"}, name="withdraw-proposal"),
    path("<int:pk>/renew/", views.decide, {"action": "renew"}, name="renew-proposal"),
    path("<int:pk>/change/", views.change_proposal, name="change-proposal"),
]
