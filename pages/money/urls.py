"""The addresses of the pages on which people work with money."""

from django.urls import path

from pages.money import lists, register, views, why, work_views

urlpatterns = [
    # /projects/
    path("projects/<str:reference>/entries/new/", views.keep_money, {"section": "entry"}, name="new-entry"),
    path("projects/<str:reference>/contract/", views.keep_money, {"section": "contract"}, name="keep-contract"),
    path(
        "projects/<str:reference>/co-financing/",
        views.keep_money,
        {"section": "co-financing"},
        name="keep-co-financing",
    ),
    # /my-work/
    path("my-work/", work_views.my_work, name="work"),
    # /why/
    path("why/", why.why, name="why"),
    # /entries/ and /contracts/
    path("entries/", lists.entry_list, name="entries"),
    path("contracts/", lists.contract_list, name="contracts"),
    # /budget-posts/, /budget-rates/ and /periods/
    path("budget-posts/", lists.post_list, name="budget-posts"),
    path("budget-posts/<slug:slug>/", register.post_page, name="budget-post"),
    path("budget-rates/", lists.rate_list, name="budget-rates"),
    path("budget-rates/<slug:slug>/", register.rate_page, name="budget-rate"),
    path("periods/", lists.period_list, name="periods"),
    path("periods/<slug:slug>/", register.period_page, name="period"),
    path("periods/<slug:slug>/close/", register.close, name="close-period"),
    path("periods/<slug:slug>/reopen/", register.reopen, name="reopen-period"),
]
