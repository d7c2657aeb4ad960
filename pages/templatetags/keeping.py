"""Tags for the forms with which records are kept."""

from typing import Any

from django import template

from projects.language.texts import readers_language

register = template.Library()


@register.simple_tag
def original_first(fields: list[Any]) -> dict[str, Any]:
    """Returns the field of the original language (else of the reader's language), and the others."""
    by_language = {field.name.rsplit("_", 1)[-1]: field for field in fields}
    original = str(fields[0].form.data.get("original_language", "")) or readers_language()
    first = by_language.get(original) or fields[0]
    return {"original": first, "others": [field for field in fields if field is not first]}
