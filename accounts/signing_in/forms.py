"""The forms of passwords and invitations."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Key
from accounts.roles import Role
from projects.filtering.pickers import ORGANISATIONS, Finding, PickOne
from projects.models import Council, Organisation, Portfolio

LIMITED = frozenset({Role.ADVISER.value, Role.CONTROLLER.value})
"""The roles that can be limited when a person is invited: those that change projects and money."""


class EndsKeys(forms.Form):
    """A form that sets a password. If the person wishes, the keys of the account for programs end too."""

    end_keys = forms.BooleanField(
        label=gettext_lazy("Also end the keys for programs"),
        required=False,
        help_text=gettext_lazy("Programs that use these keys stop working until they get new ones."),
    )

    def save(self, commit: bool = True) -> Any:
        """Sets the password and returns the account. Django ends the other sessions, because they hold the old hash."""
        form: Any = super()
        user = form.save(commit)
        if self.cleaned_data["end_keys"]:
            Key.objects.filter(user=user).delete()
        return user


class ChangePasswordForm(EndsKeys, PasswordChangeForm):
    """The old password, and the new one twice."""

    field_order = ["old_password", "new_password1", "new_password2", "end_keys"]


class NewPasswordForm(EndsKeys, SetPasswordForm):
    """The new password twice, for somebody who came by a link."""

    field_order = ["new_password1", "new_password2", "end_keys"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever forgot the password may have lost it to somebody, who may have made keys
        self.fields["end_keys"].initial = True


class FirstPasswordForm(SetPasswordForm):
    """The first password twice. A new account has no keys yet."""


class ForgottenForm(forms.Form):
    """The e-mail address of an account whose password is forgotten."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class InvitationForm(Finding, forms.ModelForm):
    """A new account without a password: of staff, of a reader, or of an organisation, which has no role beside that."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        to_field_name="slug",
        required=False,
        label=gettext_lazy("Account of an organisation"),
        widget=PickOne(ORGANISATIONS),
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        choices=[(role.value, role.label) for role in Role if role != Role.CONTRIBUTOR],
        widget=forms.CheckboxSelectMultiple,
        initial=[Role.READER.value],
        required=False,
    )
    portfolios = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Only these portfolios"),
        queryset=Portfolio.objects.all(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    councils = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Only these councils of ministers"),
        queryset=Council.objects.all(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the letter"), choices=settings.LANGUAGES)

    class Meta:
        model = get_user_model()
        fields = ("username", "first_name", "last_name", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True

    def clean(self) -> dict[str, Any]:
        """Returns the values. Raises ValidationError if no role is chosen, if an account of an organisation gets
        another one, or if limits are chosen, and no role that they would limit.
        """
        values = super().clean() or {}
        chosen = {*values.get("roles", ())}
        if values.get("organisation"):
            # The form begins with the reader, who may nothing that everybody with an account may not
            if chosen - {Role.READER.value}:
                self.add_error("roles", _("An account of an organisation has no role of staff."))
            values["roles"] = [Role.CONTRIBUTOR.value]
        elif "roles" in values and not chosen:
            self.add_error("roles", self.fields["roles"].error_messages["required"])
        limits = [*values.get("portfolios", ()), *values.get("councils", ())]
        if limits and not LIMITED & set(values.get("roles", ())):
            self.add_error("portfolios", _("Choose adviser or controller: only these roles can be limited."))
        return values

    def clean_username(self) -> str:
        """Returns the name. Raises ValidationError if an account has it with other capitals: people mix them up."""
        name: str = self.cleaned_data["username"]
        taken = get_user_model()._default_manager.filter(username__iexact=name).exclude(username=name).first()
        if taken:
            words = {"name": taken.get_username()}
            raise ValidationError(_("An account has this name already, in other letters: %(name)s.") % words)
        return name

    def clean_email(self) -> str:
        """Returns the address. Raises ValidationError if an account has it: a reset by e-mail means one account."""
        address: str = self.cleaned_data["email"]
        if get_user_model()._default_manager.filter(email__iexact=address).exists():
            raise ValidationError(_("An account has this e-mail address already."))
        return address
