"""Works on the tables that people sent: checks them, and applies those that their person confirmed."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from tables.choices import State
from tables.jobs import claim_apply
from tables.models import TableFile
from tables.services import CannotApply, apply_table, check_table


class Command(BaseCommand):
    help = "Checks and applies the tables that wait for it. The site starts it for each large table."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("uid", nargs="?", help="The table. Without it, --waiting works on all that wait.")
        parser.add_argument("--waiting", action="store_true", help="Work on all tables that wait, and end.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints a line for each table. Raises CommandError without a table or --waiting."""
        if not options["uid"] and not options["waiting"]:
            raise CommandError("Name a table, or use --waiting.")
        tables = TableFile.objects.filter(state__in=(State.TO_CHECK, State.CHECKING, State.TO_APPLY, State.APPLYING))
        if options["uid"]:
            tables = tables.filter(uid=options["uid"])
        for table in tables:
            with translation.override(table.of_language or settings.LANGUAGE_CODE):
                self.stdout.write(f"{table.uid}: {work_on(table)}")


def work_on(table: TableFile) -> str:
    """Does the work that a table waits for. Returns its state. If the work fails, the table says why."""
    applying = table.state in (State.TO_APPLY, State.APPLYING)
    try:
        if not applying:
            check_table(table)
        elif claim_apply(table):
            apply_table(table=table, actor=table.person, reason=table.reason)
    except CannotApply as error:
        TableFile.objects.filter(pk=table.pk).update(state=State.CHECKED, problem=str(error)[:500])
    except Exception:
        # The page tells the person; the log tells those who run the site
        words = _("The work on this table failed. Begin again; if it fails again, tell those who run the site.")
        state = State.CHECKED if applying else State.SENT
        TableFile.objects.filter(pk=table.pk).update(state=state, problem=words)
        raise
    table.refresh_from_db()
    return str(table.state)
