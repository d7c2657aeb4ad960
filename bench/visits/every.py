"""Answers every address of the site in one process: ``python -m bench.visits.every PLANTED FILE``.

Its peak memory is that of a worker which has answered all of them. ``PLANTED`` holds the parameters of the addresses
(``bench.visits.planted``). ``FILE`` gets a line of JSON for each address: its name, the status, the reason why it is
not read (empty if it is), the seconds, and the peak memory of the process after it, in bytes.
"""

import json
import logging
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

    planted = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    with askers() as ask, Path(sys.argv[2]).open("w", encoding="utf-8") as file:
        for address in list(addresses(planted)):
            began = time.perf_counter()
            status, reason = ask(address)
            line: dict[str, Any] = {
                "name": address.name,
                "status": status,
                "reason": reason,
                "seconds": round(time.perf_counter() - began, 3),
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            }
            file.write(json.dumps(line) + "\n")
            file.flush()


if __name__ == "__main__":
    main()
