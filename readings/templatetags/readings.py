"""The link from a project to the words of the annex that it came from."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from readings.models import AcceptedItem
from readings.rights import keeps

register = template.Library()

FIELDS = {
    "title": _("Title"),
    "kind": _("Kind"),
    "status": _("Status"),
    "starts": _("Start"),
    "ends": _("End"),
    "grant": _("Grant"),
    "councils": _("Council of ministers"),
    "partners": _("Partner"),
    "places": _("Place"),
}
"""The fields whose words a project leads to."""


@register.simple_tag(takes_context=True)
def annex_of(context: Any, project: Any) -> list[tuple[Any, str]]:
    """Returns the links from a project to the words that it came from: a name and an address, first the whole item and
    then each field. Empty if there are none that the reader may see."""
    user = context["request"].user
    if not keeps(user, project):
        return []
    item = AcceptedItem.objects.select_related("reading").filter(row=project.pk).order_by("pk").first()
    if item is None:
        return []
    address = reverse("read-annex", args=[item.reading.uid])
    items: list[dict[str, Any]] = item.reading.items
    read: list[dict[str, Any]] = next((one["facts"] for one in items if one["number"] == item.number), [])
    facts = [(place, fact) for place, fact in enumerate(read) if fact["span"] and fact["field"] in FIELDS]
    return [
        (_("Its words in the annex"), f"{address}#m-item-{item.number}"),
        *((_named(fact), f"{address}#m-{item.number}-{place}") for place, fact in facts),
    ]


def _named(fact: dict[str, Any]) -> str:
    """Returns the field of a fact with the first of its words, so that two partners have two names."""
    return f"{FIELDS[fact['field']]}: {Truncator(fact['words']).chars(40)}"
