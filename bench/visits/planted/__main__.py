"""Plants in a process of its own, so that the register's settings are those of the worker that is asked later."""

import json
import logging
import sys
from pathlib import Path

import django


def main() -> None:
    """Plants everything and writes the parameters of the addresses."""
    django.setup()
    logging.disable(logging.WARNING)
    from bench.visits.planted.everything import plant

    Path(sys.argv[1]).write_text(json.dumps(plant()), "utf-8")


if __name__ == "__main__":
    main()
