"""Runs a command while nobody else holds the lock: ``python tools/alone.py LOCKFILE COMMAND …``."""

import fcntl
import os
import sys


def main(path: str, *command: str) -> None:
    """Waits for the lock, then becomes the command. The lock is released when the command ends, however it ends."""
    lock = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another make is at work here. Waiting for it ...", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
    # The command inherits the file, and the lock with it
    os.set_inheritable(lock, True)
    os.execvp(command[0], command)  # noqa: S606 (a shell is not wanted)


if __name__ == "__main__":
    main(*sys.argv[1:])
