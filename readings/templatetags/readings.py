"""The link from a project to the words of the annex that it came from."""

from typing import Any

from django import template
from django.urls import reverse

from readings.models import AcceptedItem
from readings.rights import keeps

register = template.Library()


@register.simple_tag(takes_context=True)
def annex_of(context: Any, project: Any) -> str:
    """Returns the address of the words that a project came from; "" if there are none that the reader may see."""
    user = context["request"].user
    if not keeps(user, project):
        return ""
    item = AcceptedItem.objects.select_related("reading").filter(row=project.pk).order_by("pk").first()
    return "" if item is None else reverse("read-annex", args=[item.reading.uid]) + f"#m-item-{item.number}"
