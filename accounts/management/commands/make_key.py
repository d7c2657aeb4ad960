"""``manage.py make_key``: makes a key for a program, and prints it once."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.choices import Scope
from accounts.keys.forms import last_day
from accounts.keys.making import make_key
from projects.models import Portfolio


class Command(BaseCommand):
    help = "Makes a key with which a program signs in to the API, and prints it. It cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", help="the user name of the account as which the program acts")
        parser.add_argument("name", help="which program uses it")
        parser.add_argument(
            "--scope", action="append", choices=Scope.values, default=[], help="what it may; left out: read"
        )
        parser.add_argument("--portfolio", action="append", default=[], help="only this portfolio (its slug)")
        parser.add_argument("--days", type=int, default=365, help="it expires after so many days; 0: never")

    def handle(self, *_args: Any, **options: Any) -> None:
        account = get_user_model()._default_manager.filter(username=options["account"]).first()
        if account is None:
            raise CommandError(f"There is no account {options['account']}.")
        known = set(Portfolio.objects.filter(slug__in=options["portfolio"]).values_list("slug", flat=True))
        if unknown := sorted(set(options["portfolio"]) - known):
            raise CommandError(f"There is no portfolio {unknown[0]}.")
        key = make_key(
            user=account,
            name=options["name"][:80],
            scopes=dict.fromkeys(options["scope"] or [Scope.READ]),
            portfolios=sorted(known),
            expires=last_day(options["days"]),
        )
        self.stdout.write(key)
