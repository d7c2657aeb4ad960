"""Lines of the log as JSON, one object each, for programs that collect logs."""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

from portfolio.monitoring.asked import current


class JsonLines(logging.Formatter):
    """Writes a record as one line: time (UTC, ISO 8601), level, logger, message, and the number of the request.

    An error has its kind and the places in the code, without its text: that of a database contains values of rows.
    ``facts`` of a record are added as they are.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if asked := current():
            line["request"] = asked.number
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            line["errors"] = _errors(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def _errors(error: BaseException) -> list[dict[str, Any]]:
    """Returns an error and those that caused it, the last one first."""
    found: list[dict[str, Any]] = []
    now: BaseException | None = error
    while now is not None and len(found) < 5:
        places = [f"{at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(now.__traceback__)]
        found.append({"kind": f"{type(now).__module__}.{type(now).__qualname__}", "places": places})
        now = now.__cause__ or now.__context__
    return found
