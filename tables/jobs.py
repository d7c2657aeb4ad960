"""Long work on a table runs in a process of its own, so that the page can show how far it has come.

Small tables are checked within the request. A process that dies leaves nothing half-done: the check writes only its
result, and applying is one transaction. After two minutes of silence the page offers to begin again.
"""

import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.db import transaction

from tables.choices import State
from tables.models import TableFile
from tables.services import check_table, claim

FEW = 300
"""Lines of a table that is checked within the request."""


def check_soon(table: TableFile) -> None:
    """Checks a small table now, and a large one in a process of its own."""
    if table.total <= FEW:
        check_table(table)
    else:
        start_soon(table)


def start_soon(table: TableFile) -> None:
    """Starts the process that works on a table, as soon as the database shows the table to it."""
    transaction.on_commit(lambda: start_process(table))


def start_process(table: TableFile) -> None:
    """Starts the process that works on a table. If it cannot start, the table waits for ``import_tables --waiting``."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "import_tables", str(table.uid)]
    quiet: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        subprocess.Popen(command, cwd=settings.BASE_DIR, env=os.environ.copy(), start_new_session=True, **quiet)
    except OSError:
        TableFile.objects.filter(pk=table.pk).update(beat=None)


def claim_apply(table: TableFile) -> bool:
    """Takes the work of applying a table, if no other process has it."""
    return claim(table, State.TO_APPLY, State.APPLYING)
