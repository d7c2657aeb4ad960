"""Addresses of the calendar. Each group has its own module of views."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    # /calendar/ to read
    # /calendar/ to enter and change events
    # /calendar.ics and personal addresses
    # /calendar/import/
]
