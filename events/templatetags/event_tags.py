"""What pages of other rooms show of the calendar."""

from typing import Any

from django import template
from django.db.models import QuerySet

from events.models import EventProject
from projects.models import Project

register = template.Library()


@register.simple_tag
def events_of(project: Project) -> QuerySet[Any]:
    """The links of a project to its events, by time, each with its event and place, in one query."""
    links = EventProject.objects.filter(project=project).select_related("event__place")
    return links.order_by("event__first_day", "event__last_day", "event__slug")
