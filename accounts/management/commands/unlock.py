"""``manage.py unlock NAME``: lets an account sign in again that strangers have locked."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.throttling.counting import forget_old
from accounts.throttling.tries import unlock


class Command(BaseCommand):
    help = "Lets an account sign in again after too many tries. Without a name: deletes counters that have ended."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="the user name of the account")

    def handle(self, *_args: Any, name: str | None, **_options: Any) -> None:
        if name is None:
            self.stdout.write(f"Deleted {forget_old()} old counters.")
            return
        account = get_user_model()._default_manager.filter(username=name).first()
        if account is None:
            raise CommandError(f"There is no account {name}.")
        unlock(account)
        self.stdout.write(f"{name} can sign in again.")
