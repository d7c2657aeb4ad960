"""The memory of a worker. A worker that became large is replaced between two requests.

Python and the database's library seldom give memory back: a worker keeps what its largest answer needed, and the next
large one takes more. Without a bound it grows with the number of different pages that it has answered.
"""

from pathlib import Path

from django.conf import settings

MEGABYTE = 1_000_000
RESIDENT = Path("/proc/self/status")
LINE = "VmRSS:"


def megabytes() -> float:
    """Returns the memory of this process in MB; 0 on a system that does not say it in ``/proc``."""
    try:
        lines = RESIDENT.read_text("ascii").splitlines()
    except OSError:
        return 0
    found = next((line.split()[1] for line in lines if line.startswith(LINE)), "0")
    return int(found) * 1024 / MEGABYTE


def is_large() -> bool:
    """Whether this process has more memory than ``WORKER_MEMORY_MB``, if that is not 0."""
    return 0 < settings.WORKER_MEMORY_MB < megabytes()
