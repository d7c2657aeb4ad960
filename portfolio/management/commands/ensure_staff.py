import os
import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.roles import Role, give_role


class Command(BaseCommand):
    """Makes sure that somebody can sign in and add other accounts when a new register starts for the first time."""

    help = (
        "Creates a superuser where there is none: DJANGO_SUPERUSER_USERNAME, DJANGO_SUPERUSER_PASSWORD and "
        "DJANGO_SUPERUSER_EMAIL, or else staff with a random password, shown once."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Creates the account and prints its name. Prints the password only if it was generated here."""
        if get_user_model().objects.filter(is_superuser=True).exists():
            if options["verbosity"] > 1:
                self.stdout.write("A superuser exists already: nothing to do.")
            return
        name = os.environ.get("DJANGO_SUPERUSER_USERNAME") or "staff"
        given = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
        password = given or secrets.token_urlsafe(12)
        create_superuser(name, password, os.environ.get("DJANGO_SUPERUSER_EMAIL", ""))
        self.stdout.write(f"Created the first account: {name}")
        if not given:
            self.stdout.write(f"Its password: {password}")
            self.stdout.write(f"It is not shown again. To change it: manage.py changepassword {name}")


def create_superuser(name: str, password: str, email: str) -> None:
    """Saves the account. Raises ``CommandError`` if the name is taken, or the name or the address is malformed."""
    account = get_user_model()(username=name, email=email, is_staff=True, is_superuser=True)
    account.set_password(password)
    try:
        account.full_clean()
    except ValidationError as error:
        raise CommandError(f"No superuser created: {' '.join(error.messages)}") from error
    account.save()
    give_role(user=account, role=Role.ADMINISTRATOR)
