"""What has to stay open until an answer is sent, such as the transaction from which it is read."""

from contextlib import ExitStack
from typing import Any


def until_sent(response: Any, stack: ExitStack) -> Any:
    """Keeps open what is open here until a streamed answer is sent to its end or given up."""
    if response.streaming:
        response.streaming_content = _Sent(response.streaming_content, stack.pop_all())
    return response


class _Sent:
    """The parts of a streamed answer. The web server closes them in the thread that sent them."""

    def __init__(self, parts: Any, stack: ExitStack) -> None:
        self.parts, self.stack = iter(parts), stack

    def __iter__(self) -> "_Sent":
        return self

    def __next__(self) -> Any:
        return next(self.parts)

    def close(self) -> None:
        """Closes what was kept open, after the parts themselves."""
        close = getattr(self.parts, "close", None)
        if close is not None:
            close()
        self.stack.close()
