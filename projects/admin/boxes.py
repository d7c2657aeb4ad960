"""The boxes of a form for translated texts."""

from typing import Any

from django.contrib.admin.utils import flatten
from modeltranslation.translator import NotRegistered, translator

from projects.language.texts import LANGUAGES, readers_language


def in_languages(model: Any, fields: Any) -> list[Any]:
    """Returns the fields of a form; each translated text has two boxes, in the reader's language and in English.

    A text whose languages are already listed gets no further boxes.
    """
    listed = set(flatten(fields))
    languages = dict.fromkeys((readers_language(), LANGUAGES[0]))
    texts = _translated(model)

    def boxes(name: str) -> list[str]:
        if name not in texts:
            return [name]
        return [box for code in languages if (box := f"{name}_{code}") not in listed]

    expanded: list[Any] = []
    for field in fields:
        if isinstance(field, list | tuple):
            expanded.append(tuple(box for name in field for box in boxes(name)))
        else:
            expanded += boxes(field)
    return expanded


def _translated(model: Any) -> set[str]:
    try:
        return set(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        return set()
