"""Settings of gunicorn, which reads this file from the folder that it is started in."""

import json
import os
import shutil
from tempfile import mkdtemp
from threading import Lock
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

from portfolio.logs import without_secrets

TOO_LONG = (
    "The address is longer than 8000 bytes. Choose fewer filters. "
    "Or, for the API, send the parameters in the body: POST /api/v1/projects/query/, /api/v1/totals/query/ and so on."
)
"""In English: gunicorn has read neither the address nor the headers, so the reader's language is not known."""


class Worker(ThreadWorker):
    """A worker that ends when it became large, and whose answer to a request line that gunicorn itself refuses (414) is
    the API's: JSON, with the way out.

    gunicorn has no setting for the text of its own errors, and none for the memory of a worker.
    """

    alive: bool

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.counting = Lock()
        self.running = 0
        """Requests that are being answered."""

    def handle_request(self, req: Any, conn: Any) -> Any:
        with self.counting:
            self.running += 1
        try:
            return super().handle_request(req, conn)
        finally:
            with self.counting:
                self.running -= 1
                if not self.running:
                    self.end_if_large()

    def end_if_large(self) -> None:
        """Ends a large worker between two requests; gunicorn then starts a new one. A worker that ends has half a
        minute, so it does not end while it sends a long file.
        """
        # Needs the settings, which a worker loads after this file
        from portfolio.monitoring import memory

        if self.alive and memory.is_large():
            self.log.info("Replacing a worker of %d MB", memory.megabytes())
            self.alive = False

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        body = json.dumps({"detail": TOO_LONG}).encode()
        head = (
            "HTTP/1.1 414 URI Too Long\r\nConnection: close\r\nContent-Type: application/json\r\n"
            f"Content-Language: en\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self.log.warning("Address too long from ip=%s: %s", (addr or [""])[0], exc)
        try:
            client.sendall(head.encode() + body)
        except OSError:
            self.log.debug("Failed to send the answer to a long address.")


class DiscreetLogger(Logger):
    """A logger whose lines about requests (``--access-logfile``) hide the parts of addresses that may be secrets."""

    def atoms(self, *arguments: Any) -> dict[str, Any]:
        """Returns the values that a line can name."""
        found = super().atoms(*arguments)
        return {name: without_secrets(value) if isinstance(value, str) else value for name, value in found.items()}


FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable in which prometheus_client looks for the folder of the counts."""


def on_starting(_server: Any) -> None:
    """Makes the folder in which all workers keep their counts of requests, before the first one begins."""
    os.environ[FOLDER] = mkdtemp(prefix="oversigt-metrics-")


def on_exit(_server: Any) -> None:
    """Removes the folder of the counts."""
    shutil.rmtree(os.environ.get(FOLDER, ""), ignore_errors=True)


worker_class = Worker
logger_class = DiscreetLogger

# As gunicorn's own, without the user's name and without the page from which the request came
access_log_format = '%(h)s %(t)s "%(r)s" %(s)s %(b)s "%(a)s"'

# Bytes of the first line of a request, the most that gunicorn takes. Addresses over 8,000 bytes are answered by
# RefuseLongAddresses of portfolio/middleware.py, in the reader's language; longer lines by the worker above.
limit_request_line = 8190

# Seconds after which gunicorn ends a worker that answers nothing. A change of 5,000 projects at once needs more than
# the usual 30.
timeout = 120
