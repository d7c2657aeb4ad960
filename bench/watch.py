"""Runs a program and reports its time, its first byte, the size of its output and its peak memory.

``python -I -S bench/watch.py REPORT.json PROGRAM ARGUMENTS…``. It is a separate program and imports only what it
needs: on Linux the peak memory of a process includes the memory that its parent held at the start.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHUNK = 65_536
KILOBYTE = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes on macOS


def watch(command: list[str]) -> dict[str, object]:
    """Runs the command and returns its figures. Reads and drops its standard output; keeps the end of its standard
    error.
    """
    with tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)
        assert child.stdout  # noqa: S101 - requested above
        descriptor, first, size, head = child.stdout.fileno(), None, 0, b""
        while chunk := os.read(descriptor, CHUNK):
            first = first or time.perf_counter() - began
            head = head or chunk
            size += len(chunk)
        _pid, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        return {
            "seconds": time.perf_counter() - began,
            "first_byte": first,
            "bytes": size,
            "first_line": head.split(b"\n")[0].decode("utf-8", "replace"),
            "peak_bytes": usage.ru_maxrss * KILOBYTE,
            "code": child.returncode,
            "error": errors.read().decode("utf-8", "replace").strip()[-500:],
        }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(watch(sys.argv[2:])), "utf-8")
