"""The admin of personal data: saved views, pins and keys."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Scope
from accounts.keys import make_key, may_act_for
from accounts.keys.forms import KeyLimitsForm
from accounts.models import Key, Pin, Preference, RoleLimit, SavedView
from accounts.roles import label_of
from accounts.sessions.admin import OpenSessionAdmin
from changes.rights import may
from projects.admin.base import RegisterAdmin
from projects.forms import RegisterForm

__all__ = ["OpenSessionAdmin"]


def _may_see(request: HttpRequest, view: Any) -> bool:
    return view is None or SavedView.objects.visible_to(request.user).filter(pk=view.pk).exists()


@admin.register(SavedView)
class SavedViewAdmin(RegisterAdmin):
    """The name and sharing of a saved view. Its filters are changed on its page, where they are checked.

    A private view and its history are visible to its owner only.
    """

    list_display = ("name", "owner", "page", "report", "shared", "changed")
    list_filter = ("shared", "page")
    list_select_related = ("owner",)
    search_fields = ("name", "owner__username")
    fields = ["name", "shared", "owner", "page", "report", "query", "created", "changed"]
    readonly_fields = ("owner", "page", "report", "query", "created", "changed")

    def get_queryset(self, request: HttpRequest) -> Any:
        views: Any = super().get_queryset(request)
        return views.visible_to(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and _may_see(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and _may_see(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Preference)
class PreferenceAdmin(admin.ModelAdmin):
    list_display = ("user", "language")
    list_select_related = ("user",)
    fields = ("user", "language")
    readonly_fields = ("user",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Pin)
class PinAdmin(admin.ModelAdmin):
    """Pins, to read and to remove. People pin views on their own page."""

    list_display = ("user", "view", "position")
    list_select_related = ("user", "view")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(view__in=SavedView.objects.visible_to(request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Pin | None = None) -> bool:
        return False


class KeyForm(KeyLimitsForm):
    """The account, the name and the limits of a key. Nobody can make a key for an account that has more rights than
    their own."""

    actor: Any
    scopes = forms.MultipleChoiceField(
        label=KeyLimitsForm.base_fields["scopes"].label,
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("None chosen: everything that the account may."),
    )

    def clean_user(self) -> Any:
        user = self.cleaned_data["user"]
        if not may_act_for(self.actor, user):
            raise ValidationError(_("This account has rights that you do not have."))
        return user


@admin.register(Key)
class KeyAdmin(admin.ModelAdmin):
    """Keys, to list, make and delete. A key is shown once, on the page after it was made."""

    list_display = ("user", "name", "start", "limits", "by_sign_in", "created", "used", "expires")
    list_filter = ("by_sign_in",)
    list_select_related = ("user",)
    search_fields = ("user__username", "name")

    @admin.display(description=gettext_lazy("limits"))
    def limits(self, obj: Key) -> str:
        said = "; ".join(obj.scopes_in_words) or _("no limits")
        return f"{said} ({', '.join(obj.portfolio_slugs)})" if obj.portfolios else said

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("user", "name", "scopes", "portfolios", "days")
        return ("user", "name", "start", "limits", "created", "used", "expires")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else self.get_fields(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs = kwargs if obj else {**kwargs, "form": KeyForm}
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"actor": request.user})

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        request.made_key = make_key(user=obj.user, **form.limits())
        obj.pk = Key.objects.filter(user=obj.user).latest("pk").pk

    def response_add(self, request: Any, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "key": obj, "made": request.made_key, "opts": self.opts}
        page = TemplateResponse(request, "admin/key_made.html", context)
        # The key is a secret, so no cache may store the page
        page["Cache-Control"] = "no-store"
        return page


class RoleLimitForm(RegisterForm):
    """A limit of a role. Only who may give roles to an account may limit them."""

    actor: Any

    def clean_user(self) -> Any:
        user = self.cleaned_data["user"]
        if not may(self.actor, "give", user):
            raise ValidationError(_("You cannot change the roles of this account."))
        return user


@admin.register(RoleLimit)
class RoleLimitAdmin(RegisterAdmin):
    """The portfolios and councils to which the roles of people are limited. Nobody changes their own limits."""

    form = RoleLimitForm
    list_display = ("user", "role_name", "portfolio", "council")
    list_filter = ("role", "portfolio", "council")
    list_select_related = ("user", "role", "portfolio", "council")
    search_fields = ("user__username",)
    fields = ("user", "role", "portfolio", "council")

    @admin.display(description=gettext_lazy("role"), ordering="role")
    def role_name(self, obj: RoleLimit) -> str:
        return label_of(obj.role)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "role" and field is not None:
            field.label_from_instance = label_of
        return field

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        return [name for name in super().get_autocomplete_fields(request) if name in ("user", "council")]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"actor": request.user})

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or may(request.user, "give", obj.user))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or may(request.user, "give", obj.user))
