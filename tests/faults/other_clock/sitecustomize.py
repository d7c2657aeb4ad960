"""Gives a Python process another clock: Python loads a module of this name when it starts (``PYTHONPATH``).

``OTHER_CLOCK`` is by how many seconds. Only what tells the time of day is moved: whoever waits, waits as long as ever.
Programs that move the clock of a whole process (libfaketime) let Python's own waiting fail.
"""

import os
import time
from datetime import timedelta

SECONDS = float(os.environ.get("OTHER_CLOCK") or 0)

if SECONDS:
    from django.utils import timezone

    right_time, right_now = time.time, timezone.now
    time.time = lambda: right_time() + SECONDS
    timezone.now = lambda: right_now() + timedelta(seconds=SECONDS)
