"""Filters beside the lists of the editing side."""

from typing import Any

from django.contrib import admin


class OnlyUsed(admin.RelatedOnlyFieldListFilter):
    """A filter with only those options that a row of the list refers to."""

    def __init__(self, field: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(field, *args, **kwargs)
        if field.many_to_many:
            # The relation has only a name in code; the related model is named in every language
            self.title = field.related_model._meta.verbose_name
