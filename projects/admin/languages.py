"""Pages of rows with translated texts, grouped by language; the reader's and the original's come first."""

from typing import Any

from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modeltranslation.admin import TranslationAdmin

from projects.admin.base import RegisterAdmin
from projects.choices import Language
from projects.language.texts import LANGUAGES, readers_language

Fieldset = tuple[str | None, dict[str, Any]]


class TranslatedAdmin(RegisterAdmin, TranslationAdmin):
    """A page of a row with translated texts.

    ``fieldsets`` leave the texts out; the page inserts them after the first fieldset. A single text is one group
    with a line for each language. Several texts have a group for each language, and those of the reader's and the
    original language are open.
    """

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        first, *rest = super().get_fieldsets(request, obj)
        fields = [field for field in self.opts.fields if field.name in self.trans_opts.all_fields]
        texts = [field.name for field in fields]
        if len(texts) == 1:
            name = capfirst(fields[0].verbose_name)
            return [first, (name, {"fields": [f"{texts[0]}_{code}" for code in _order(obj)]}), *rest]
        return [first, *(self._of_language(code, texts, obj) for code in _order(obj)), *rest]

    def _of_language(self, code: str, texts: list[str], obj: Any) -> Fieldset:
        is_first = code in (readers_language(), _original(obj))
        name = capfirst(str(Language(code).label))
        if obj and code == _original(obj):
            name = _("%(language)s: the original") % {"language": name}
        elif obj and not any(getattr(obj, f"{text}_{code}") for text in texts):
            name = _("%(language)s: nothing yet") % {"language": name}
        fields = {"fields": [f"{text}_{code}" for text in texts]}
        return (name, fields if is_first else {**fields, "classes": ["collapse"]})


def _original(obj: Any) -> str:
    return getattr(obj, "original_language", None) or LANGUAGES[0]


def _order(obj: Any) -> list[str]:
    return list(dict.fromkeys((readers_language(), _original(obj), *LANGUAGES)))
