"""Addresses of the calendar. Each group has its own module of views."""

from django.urls import path

from events import views
from events.entry import views as entry_views
from events.entry import waiting
from events.files import feed_views, import_views

urlpatterns = [
    # /calendar/: pages to read
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/clashes/", views.calendar_clashes, name="calendar-clashes"),
    path("calendar/documents/", views.calendar_documents, name="calendar-documents"),
    path("calendar/events/<slug:slug>/", views.event_detail, name="event"),
    # /calendar/: pages to enter and change events, and to find dates for them
    path("calendar/new/", entry_views.new_event, name="new-event"),
    path("calendar/events/<slug:slug>/edit/", entry_views.edit_event, name="edit-event"),
    path("calendar/events/<slug:slug>/confirm/", entry_views.confirm_event, name="confirm-event"),
    path("calendar/to-confirm/", waiting.waiting_events, name="events-to-confirm"),
    path("calendar/free-dates/", entry_views.free_dates_page, name="free-dates"),
    # /calendar.ics and personal addresses
    path("calendar.ics", feed_views.calendar_feed, name="calendar-feed"),
    path("calendar/feed/<str:token>/calendar.ics", feed_views.personal_feed, name="personal-feed"),
    path("calendar/addresses/", feed_views.feed_addresses, name="feed-addresses"),
    path("calendar/addresses/<int:pk>/revoke/", feed_views.revoke_feed, name="revoke-feed"),
    # /calendar/import/
    path("calendar/import/", import_views.import_calendar, name="import-calendar"),
]
