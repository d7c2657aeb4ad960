"""Answers every address of the site in one process: ``python -m bench.visits.every FILE``.

Its peak memory is that of a worker which has answered all of them. ``FILE`` gets a line of JSON for each address: its
name, the status (0: not asked), the seconds, and the peak memory of the process after it, in bytes.
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
    """Asks as a member of staff with every right, who sees the most. Files are left out, as another case has them."""
    # As a worker starts, which keeps what it loaded from the garbage collector
    import_module("portfolio.wsgi")
    logging.disable(logging.CRITICAL)
    from bench.scenarios.pages import reader
    from bench.visits.addresses import addresses

    with reader(staff=True) as client, Path(sys.argv[1]).open("w", encoding="utf-8") as file:
        client.raise_request_exception = False
        for name, tried in list(addresses()):
            began = time.perf_counter()
            status = _asked(client, tried)
            line = {
                "name": name,
                "status": status,
                "seconds": round(time.perf_counter() - began, 3),
                "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            }
            file.write(json.dumps(line) + "\n")
            file.flush()


def _asked(client: Any, tried: list[str]) -> int:
    """Requests the first address that the site does not refuse; returns its status."""
    status = 0
    for address in tried:
        answer: Any = client.get(address)
        status = answer.status_code
        for _part in answer.streaming_content if answer.streaming else ():
            pass
        answer.close()
        if status not in (400, 404):
            break
    return status


if __name__ == "__main__":
    main()
