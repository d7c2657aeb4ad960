"""The addresses of signing in. Names with an underscore are those that django-allauth looks up itself."""

from django.contrib.auth.decorators import login_not_required, login_required
from django.urls import path
from django.views.generic import RedirectView

from accounts import sign_in
from accounts.signing_in import factors, inviting, passwords
from accounts.signing_in.council import views as council

to_index = RedirectView.as_view(pattern_name="mfa_index")

urlpatterns = [
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/", sign_in.SignIn.as_view(), name="account_login"),
    path("sign-in/code/", factors.SignInCode.as_view(), name="mfa_authenticate"),
    path("sign-in/passkey/", login_not_required(factors.SignInWithPasskey.as_view()), name="mfa_login_webauthn"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign-out"),
    path("password/", sign_in.ChangePassword.as_view(), name="change-password"),
    path("language/", sign_in.set_language, name="set-language"),
    path("password/set/", passwords.set_by_mail, name="set-password"),
    path("password/forgotten/", passwords.Forgotten.as_view(), name="forgotten-password"),
    path("password/forgotten/sent/", passwords.ResetSent.as_view(), name="reset-sent"),
    path("password/new/<uidb64>/<token>/", passwords.NewPassword.as_view(), name="new-password"),
    path("invitation/<uidb64>/<token>/", passwords.AcceptInvitation.as_view(), name="accept-invitation"),
    # /people/invite/
    path("people/invite/", inviting.invite, name="invite"),
    path("people/invite/<int:pk>/again/", inviting.invite_again, name="invite-again"),
    # The Council's own sign-in
    path("sign-in/council/", council.begin, name="oidc-sign-in"),
    path("sign-in/council/back/", council.callback, name="oidc-callback"),
    path("account/connection/", council.connection, name="connection"),
    # /account/confirm/
    path("account/confirm/", factors.ConfirmPassword.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", factors.ConfirmCode.as_view(), name="mfa_reauthenticate"),
    path("account/confirm/passkey/", factors.ConfirmPasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    # /account/second-factor/
    path("account/second-factor/", factors.SecondFactor.as_view(), name="mfa_index"),
    path("account/second-factor/app/", factors.SetUpApp.as_view(), name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", factors.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("account/second-factor/codes/", factors.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new/", factors.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("account/second-factor/codes/file/", factors.CodesAsFile.as_view(), name="mfa_download_recovery_codes"),
    path("account/second-factor/passkeys/", login_required(to_index), name="mfa_list_webauthn"),
    path("account/second-factor/passkeys/add/", factors.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "account/second-factor/passkeys/<int:pk>/remove/", factors.RemovePasskey.as_view(), name="mfa_remove_webauthn"
    ),
]
