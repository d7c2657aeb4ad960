"""The forms that take a code or the password again."""

import time
from typing import Any

from allauth.account.forms import ReauthenticateForm
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.db import transaction
from django.utils.crypto import salted_hmac

LONGEST_LIFE = 120
"""Seconds after which no code of an app is valid any more: it counts for its half minute, and one before and after."""


class Plain:
    """A form without the package's placeholders, which would repeat the labels. Its first field has the cursor."""

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        form: Any = super()
        form.__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs |= {"autofocus": True, **({"inputmode": "numeric"} if name == "code" else {})}


class Once(Plain):
    """Refuses a code of an app that was used already. The package remembers it in a worker's own memory, and the next
    request may reach another worker."""

    def clean_code(self: Any) -> str:
        """Returns the code. Raises ValidationError if it is wrong or was used."""
        form: Any = super()
        code: str = form.clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not use(self.authenticator.pk, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


@transaction.atomic
def use(key: int, code: str) -> bool:
    """Marks a code of an authenticator app as used. Returns False if it was used before."""
    row = Authenticator.objects.select_for_update().get(pk=key)
    now = int(time.time())
    used = [one for one in row.data.get("used", []) if one[1] > now - LONGEST_LIFE]
    text = f"{key}:{normalize_user_code(code)}"
    digest = salted_hmac("accounts.signing_in.codes", text, algorithm="sha256").hexdigest()
    if any(one[0] == digest for one in used):
        return False
    row.data["used"] = [*used, [digest, now]]
    row.save(update_fields=["data"])
    return True


class SignInCodeForm(Once, AuthenticateForm):
    """The code after the password."""


class ConfirmCodeForm(Once, ReauthenticateByCodeForm):
    """A code that confirms who the person is."""


class FirstCodeForm(Plain, ActivateTOTPForm):
    """The first code of a new app."""


class ConfirmPasswordForm(Plain, ReauthenticateForm):
    """The password that confirms who the person is."""
