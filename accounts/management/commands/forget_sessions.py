"""``manage.py forget_sessions``: deletes ended sessions from the lists of sessions. Run it after ``clearsessions``."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.sessions.keeping import forget_old


class Command(BaseCommand):
    help = "Deletes sessions that have ended from the lists of sessions."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"Deleted {forget_old()} ended sessions.")
