"""A mail server that takes every letter and keeps its Message-ID."""

import re
import socketserver
import threading
import time
from collections import Counter
from typing import Any

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


class _Conversation(socketserver.StreamRequestHandler):
    """What a client and the server say to each other (RFC 5321), as far as a program that sends letters needs it."""

    server: "Mail"

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self._say("354 go on")
                self._take()
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) and line != b".\r\n":
            lines.append(line)
        if line:
            found = MESSAGE_ID.search(b"".join(lines))
            self.server.taken[found[1].decode() if found else ""] += 1
            # A killed program ends here most often: the letter is taken, and its sender does not know it yet
            time.sleep(self.server.slowness)
            self._say("250 taken")

    def _say(self, text: str) -> None:
        try:
            self.wfile.write(f"{text}\r\n".encode())
        except OSError:
            self.rfile.close()


class Mail(socketserver.ThreadingTCPServer):
    """The server, in a thread of this process."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, slowness: float = 0.05) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: Counter[str] = Counter()
        """Message-ID → how often it came."""
        self.slowness = slowness
        self.url = f"smtp://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> "Mail":
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: Any) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing: a client that is killed breaks the line."""
