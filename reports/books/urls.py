"""The addresses of the two books."""

from django.urls import path

from reports.books import views

urlpatterns = [
    # /reports/books/
    path("", views.books, name="books"),
    path("matches/<uuid:uid>/withdraw/", views.withdraw, name="withdraw-book-match"),
    path("<uuid:uid>/", views.result, name="books-result"),
    path("<uuid:uid>/columns/", views.columns, name="books-columns"),
    path("<uuid:uid>/match/", views.match, name="match-books"),
    path("<uuid:uid>/delete/", views.delete, name="delete-ledger"),
]
