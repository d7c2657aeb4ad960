"""The scanner of uploaded files: a command that the site's owner chooses (setting ``FILE_SCANNER``)."""

import logging
import shlex
import shutil
import subprocess
from tempfile import NamedTemporaryFile
from typing import IO

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from projects.files.refused import RefusedFile
from projects.files.store import NotStored

log = logging.getLogger(__name__)
SECONDS = 60
CLEAN, REFUSED = 0, 1
"""The exit codes of ``clamdscan`` and ``clamscan``. Any other means that the file was not looked at."""
CHUNK = 64 * 1024


def check_setting() -> None:
    """Raises ImproperlyConfigured for a command that this machine does not have."""
    try:
        program = shlex.split(settings.FILE_SCANNER)[:1]
    except ValueError:
        program = [""]
    if program and not shutil.which(program[0]):
        raise ImproperlyConfigured("FILE_SCANNER has to begin with a program that this machine has.")


def scan(file: IO[bytes]) -> None:
    """Asks the scanner about an open file. Without a scanner nothing happens.

    Raises RefusedFile if the scanner refuses the file, and NotStored if it gives no answer: a file that was not
    looked at is not kept.
    """
    if not settings.FILE_SCANNER:
        return
    with NamedTemporaryFile(prefix="oversigt-scan-") as copy:
        file.seek(0)
        while piece := file.read(CHUNK):
            copy.write(piece)
        copy.flush()
        code = _answer(copy.name)
    if code == REFUSED:
        raise RefusedFile(_("The scanner of this site refuses the file. Nothing was saved."))
    if code != CLEAN:
        raise NotStored(_("The file cannot be scanned at the moment. Nothing was saved."))


def _answer(path: str) -> int | None:
    """Returns the exit code of the scanner; None if it did not run to its end."""
    command = [*shlex.split(settings.FILE_SCANNER), path]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        log.exception("The scanner of files (FILE_SCANNER) gave no answer.")
        return None
    if done.returncode not in (CLEAN, REFUSED):
        log.error("The scanner of files (FILE_SCANNER) ended with %d: %s", done.returncode, done.stderr[-500:])
    return done.returncode
