from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Accounts: roles and their limits, keys, and personal data: the language, saved views and pinned views."""

    name = "accounts"
    verbose_name = _("Saved views and languages")

    def ready(self) -> None:
        # These register the limits of roles, who may do what here, and what an erasure deletes
        from accounts import erasing, rights  # noqa: F401
        from accounts.roles import write_roles
        from accounts.sessions import keeping
        from accounts.throttling.pages import after_sign_in

        user_logged_in.connect(keeping.begin, dispatch_uid="begin_session")
        user_logged_out.connect(keeping.leave, dispatch_uid="leave_session")
        user_logged_in.connect(after_sign_in, dispatch_uid="after_sign_in")
        # After Django's own receiver, which makes the permissions
        post_migrate.connect(write_roles, dispatch_uid="write_roles")
