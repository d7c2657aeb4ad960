"""Pages of accounts and groups: Django's own, with rights named in the reader's language."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.http import HttpRequest
from django.utils.translation import gettext as _


class RightsField(forms.ModelMultipleChoiceField):
    """Rights to choose from. Django stores their names in English: "Can add project"."""

    def label_from_instance(self, obj: Permission) -> str:
        verbs = {"add": _("Add"), "change": _("Change"), "delete": _("Delete"), "view": _("View")}
        verb = obj.codename.partition("_")[0]
        return f"{obj.content_type.app_labeled_name} | {verbs.get(verb, obj.name)}"


class NamedRights:
    """Names the rights on a page, and leaves out those of tables that nobody has a page for."""

    rights = ("user_permissions", "permissions")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.rights:
            kwargs["form_class"] = RightsField
            field = super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]
            field.queryset = field.queryset.filter(content_type__in=_shown())
            return field
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]


class AccountAdmin(NamedRights, UserAdmin):
    """A person's account."""


class AccountGroupAdmin(NamedRights, GroupAdmin):  # type: ignore[misc]
    """A group of accounts with the same rights."""


def _shown() -> list[int]:
    from django.contrib.contenttypes.models import ContentType

    types = ContentType.objects.get_for_models(*admin.site._registry, for_concrete_models=False)
    return [one.pk for one in types.values()]


for model, page in ((User, AccountAdmin), (Group, AccountGroupAdmin)):
    admin.site.unregister(model)
    admin.site.register(model, page)
