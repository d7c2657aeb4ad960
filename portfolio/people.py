"""Pages of accounts and groups: Django's own, with the names of rights in the reader's language."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.keys import may_act_for, rights_of
from accounts.roles import OF_STAFF, Role, label_of
from accounts.signing_in.admin import disconnect, remove_second_factor
from changes.rights import may


class RightsField(forms.ModelMultipleChoiceField):
    """A choice of rights. Django stores their names in English: "Can add project".

    Table and verb come first, because a narrow list cuts the end: "place of a project: Add · Register".
    """

    def label_from_instance(self, obj: Permission) -> str:
        verbs = {"add": _("Add"), "change": _("Change"), "delete": _("Delete"), "view": _("View")}
        verb = obj.codename.partition("_")[0]
        model: Any = obj.content_type.model_class()
        return f"{_name_of(model)}: {verbs.get(verb, obj.name)} · {model._meta.app_config.verbose_name}"


class GroupsField(forms.ModelMultipleChoiceField):
    """A choice of groups. Those of the roles have names in the reader's language."""

    def label_from_instance(self, obj: Group) -> str:
        return label_of(obj)


class NamedRights:
    """Translates the rights on a page, and leaves out rights on tables that have no page."""

    rights = ("user_permissions", "permissions")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs["form_class"] = GroupsField
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
        of_staff = [label_of(group) for group in values.get("groups", ()) if group.name in OF_STAFF]
        if of_staff and not values.get("is_staff", True):
            sentence = _("The rights of this role count only for staff: %(role)s.")
            self.add_error("is_staff", ValidationError(sentence, "not_staff", {"role": ", ".join(of_staff)}))
        return values

    def _check(self, name: str, chosen: Any) -> None:
        before = set(getattr(self.instance, name).values_list("pk", flat=True)) if self.instance.pk else set()
        added = [right for right in chosen if right.pk not in before]
        if name == "groups" and may(self.actor, "give", self.instance if self.instance.pk else "role"):
            added = [group for group in added if group.name not in Role.values]
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
    """A person's account. Only a superuser can make superusers.

    Of an account with more rights than their own, administrators can change roles, but neither the password nor the
    e-mail address, with which they could sign in as that account.
    """

    roles = ("is_active", "is_staff", "groups")
    actions = (remove_second_factor, disconnect)

    def within(self, actor: Any, obj: Any) -> bool:
        return may_act_for(actor, obj) or may(actor, "give", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or may_act_for(request.user, obj))

    def get_readonly_fields(self, request: Any, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        if obj is not None and not may_act_for(request.user, obj):
            shown = flatten_fieldsets(self.get_fieldsets(request, obj))
            return [name for name in shown if name not in self.roles]
        return fields if request.user.is_superuser else (*fields, "is_superuser")

    def user_change_password(self, request: Any, id: str, form_url: str = "") -> Any:  # noqa: A002 (Django's name)
        account = self.get_object(request, unquote(id))
        if account is not None and not may_act_for(request.user, account):
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)


class AccountGroupAdmin(Fenced, NamedRights, GroupAdmin):  # type: ignore[misc]
    """A group of accounts with the same rights. The groups of the roles stay as they are: ``accounts/roles.py``."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.name not in Role.values)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.name not in Role.values)

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
