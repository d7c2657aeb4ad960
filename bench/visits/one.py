"""Answers one address as a worker does, and keeps nothing: ``python -m bench.visits.one ADDRESS``.

A program of its own, so that its peak memory is that of a worker which answers this address. It prints the number of
bytes of the answer.
"""

import logging
import sys
from importlib import import_module
from typing import Any


def main() -> None:
    """Requests the address twice, as the second answer may be remembered. Exits with the status if it is no 200."""
    # As a worker starts, which keeps what it loaded from the garbage collector
    import_module("portfolio.wsgi")
    logging.disable(logging.WARNING)
    from bench.scenarios.pages import reader

    address = sys.argv[1]
    with reader() as client:
        for _time in range(2):
            answer: Any = client.get(address)
            if answer.status_code != 200:
                sys.exit(f"{address} answered {answer.status_code}")
            parts = answer.streaming_content if answer.streaming else [answer.content]
            size = sum(map(len, parts))
            answer.close()
    print(size)


if __name__ == "__main__":
    main()
