"""Answers every address of the site as one worker does: ``python -m bench.visits.every PLANTED FILE``.

Its peak memory is that of a worker which has answered all of them. As a worker that became large is replaced
(``portfolio/monitoring/memory.py``), this program then begins anew with the next address. ``PLANTED`` holds the
parameters of the addresses (``bench.visits.planted``). ``FILE`` gets a line of JSON for each address: its name, the
status, the reason why it is not read (empty if it is), the seconds, the peak memory of all processes until then, in
bytes, and how often the program has begun anew.
"""

import json
import logging
import os
import resource
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any


def main() -> None:
    """Asks as those who see the most. Files are left out, as another case has them."""
    # As a worker starts, which keeps what it loaded from the garbage collector
    import_module("portfolio.wsgi")
    logging.disable(logging.CRITICAL)
    from bench.visits.addresses import addresses
    from bench.visits.asking import askers
    from portfolio.monitoring.memory import is_large

    planted, file = json.loads(Path(sys.argv[1]).read_text("utf-8")), Path(sys.argv[2])
    before = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
    peak, begun = (before[-1]["peak"], before[-1]["begun"] + 1) if before else (0, 0)
    with askers() as ask, file.open("a", encoding="utf-8") as found:
        for address in list(addresses(planted))[len(before) :]:
            began = time.perf_counter()
            status, reason = ask(address)
            peak = max(peak, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
            line: dict[str, Any] = {
                "name": address.name,
                "status": status,
                "reason": reason,
                "seconds": round(time.perf_counter() - began, 3),
                "peak": peak,
                "begun": begun,
            }
            found.write(json.dumps(line) + "\n")
            found.flush()
            if is_large():
                break
        else:
            return
    os.execv(sys.executable, [sys.executable, "-m", "bench.visits.every", *sys.argv[1:]])  # noqa: S606


if __name__ == "__main__":
    main()
