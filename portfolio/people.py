"""Pages of accounts and groups: Django's own, with the names of rights in the reader's language."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.keys import may_act_for, rights_of


class RightsField(forms.ModelMultipleChoiceField):
    """A choice of rights. Django stores their names in English: "Can add project".

    Table and verb come first, because a narrow list cuts the end: "place of a project: Add · Register".
    """

    def label_from_instance(self, obj: Permission) -> str:
        verbs = {"add": _("Add"), "change": _("Change"), "delete": _("Delete"), "view": _("View")}
        verb = obj.codename.partition("_")[0]
        model: Any = obj.content_type.model_class()
        return f"{_name_of(model)}: {verbs.get(verb, obj.name)} · {model._meta.app_config.verbose_name}"


class NamedRights:
    """Translates the rights on a page, and leaves out rights on tables that have no page."""

    rights = ("user_permissions", "permissions")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.rights:
            kwargs["form_class"] = RightsField
            field = super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]
            field.queryset = field.queryset.filter(content_type__in=_shown())
            return field
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]


class Granting(forms.ModelForm):
    """Refuses rights and groups that the actor does not have. Those that the account already had may stay."""

    actor: Any

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name in ("user_permissions", "permissions", "groups"):
            if name in values:
                self._check(name, values[name])
        return values

    def _check(self, name: str, chosen: Any) -> None:
        before = set(getattr(self.instance, name).values_list("pk", flat=True)) if self.instance.pk else set()
        added = [right for right in chosen if right.pk not in before]
        own = rights_of(self.actor)
        refused = [str(right) for right in added if not _granted_by(right) <= own]
        if refused:
            sentence = _("You can only give rights that you have yourself. You do not have: %(rights)s.")
            self.add_error(name, ValidationError(sentence, "not_yours", {"rights": ", ".join(refused)}))


class Fenced:
    """Keeps people from gaining rights: see ``Granting`` and ``accounts.keys.may_act_for``."""

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)  # type: ignore[misc]
        return type(form.__name__, (Granting, form), {"actor": request.user})

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or self.within(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)  # type: ignore[misc]
        return allowed and (obj is None or self.within(request.user, obj))

    def within(self, actor: Any, obj: Any) -> bool:
        """Returns whether the actor has every right that the account or the group has."""
        raise NotImplementedError


class AccountAdmin(Fenced, NamedRights, UserAdmin):
    """A person's account. Only a superuser can make superusers, and nobody can change an account with more rights."""

    def within(self, actor: Any, obj: Any) -> bool:
        return may_act_for(actor, obj)

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, "is_superuser")


class AccountGroupAdmin(Fenced, NamedRights, GroupAdmin):  # type: ignore[misc]
    """A group of accounts with the same rights."""

    def within(self, actor: Any, obj: Any) -> bool:
        return actor.is_superuser or _granted_by(obj) <= rights_of(actor)


def _name_of(model: Any) -> str:
    """Returns the name of a table. The rows of a project have the names of what they refer to: place, document."""
    name = str(model._meta.verbose_name)
    of_project = model._meta.app_label == "projects" and "project" in {field.name for field in model._meta.fields}
    return _("%(name)s of a project") % {"name": name} if of_project else name


def _granted_by(right: Permission | Group) -> set[int]:
    return {right.pk} if isinstance(right, Permission) else set(right.permissions.values_list("pk", flat=True))


def _shown() -> list[int]:
    from django.contrib.contenttypes.models import ContentType

    types = ContentType.objects.get_for_models(*admin.site._registry, for_concrete_models=False)
    return [content_type.pk for content_type in types.values()]


for model, page in ((User, AccountAdmin), (Group, AccountGroupAdmin)):
    admin.site.unregister(model)
    admin.site.register(model, page)
