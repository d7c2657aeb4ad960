"""Tags for the forms with which records are kept."""

from typing import Any

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from changes.check import Conflict
from changes.difference import Difference
from changes.models import Action, Draft
from changes.parts.merging import rows_met
from changes.rights import may
from changes.shape import shape_of
from changes.words import in_words
from projects.language.texts import readers_language

register = template.Library()


@register.simple_tag
def original_first(fields: list[Any]) -> dict[str, Any]:
    """Returns the field of the original language (else of the reader's language), and the others."""
    by_language = {field.name.rsplit("_", 1)[-1]: field for field in fields}
    original = str(fields[0].form.data.get("original_language", "")) or readers_language()
    first = by_language.get(original) or fields[0]
    return {"original": first, "others": [field for field in fields if field is not first]}


@register.simple_tag
def conflicts_of(form: Any) -> list[dict[str, Any]]:
    """Returns the fields that two people changed, each with the values seen, now and wanted in words."""
    return [_in_words(form.kind, form.shape[one.field], one) for one in form.conflicts]


def _in_words(kind: str, part: Any, conflict: Conflict) -> dict[str, Any]:
    values = {"seen": conflict.seen, "now": conflict.now, "wanted": conflict.wanted}
    both = {name for met in conflict.met for name in met.values}
    labels = ", ".join(str(inner.label) for inner in getattr(part, "parts", ()) if inner.name in both)
    said = {
        name: values_in_words(kind, conflict.field, rows_met(part, value, conflict.met))
        for name, value in values.items()
    }
    return {"label": ": ".join(text for text in (capfirst(str(part.label)), labels) if text), **said}


def values_in_words(kind: str, field: str, value: Any) -> list[str]:
    """Returns the value of a field in words, as a difference from nothing says it; rows are one text each."""
    shape = shape_of(kind)
    found = [Difference(field, str(shape[field].label), shape[field].empty, value)]
    said = [sentence.text or str(sentence) for sentence in in_words(kind, found, action=Action.CREATE)]
    return said if value not in (None, "", [], {}) else [_("Not stated")]


@register.simple_tag(takes_context=True)
def number_of_drafts(context: Any) -> int:
    """Returns how many drafts the reader has."""
    user = getattr(context.get("request"), "user", None)
    return Draft.objects.filter(person=user.pk).count() if user and may(user, "use", "desk") else 0


@register.simple_tag(takes_context=True)
def may_add_project(context: Any) -> bool:
    """Returns whether the reader may make new projects."""
    request = context.get("request")
    return bool(request) and may(request.user, Action.CREATE, "project")
