"""Tells the description of the API that every reading call takes a day."""

from typing import Any

from portfolio.as_of.middleware import HEADER, PARAMETER

PARAMETER_OF_CALLS: dict[str, Any] = {
    "in": "query",
    "name": PARAMETER,
    "schema": {"type": "string"},
    "allowEmptyValue": True,
    "description": "The answer as the register was: a day (2027-03-01), a moment (2027-03-01T12:00:00Z) or the number "
    "of a change.",
}
HEADER_OF_ANSWERS: dict[str, Any] = {
    "schema": {"type": "integer"},
    "description": f"The number of the change as of which the answer was given, if the call has `{PARAMETER}`.",
}
OF_TODAY = ("/schema/", "/token/", "/events/clashes/", "/events/free-dates/")


def tell_days(result: dict[str, Any], **_of_the_generator: Any) -> dict[str, Any]:
    """Hook of drf-spectacular: adds the parameter and the header to each call that reads the register."""
    for path, operations in result["paths"].items():
        call = operations.get("get")
        if call is None or path.endswith(OF_TODAY):
            continue
        call.setdefault("parameters", []).append(PARAMETER_OF_CALLS)
        for status, answer in call["responses"].items():
            if status.startswith("2"):
                answer.setdefault("headers", {})[HEADER] = HEADER_OF_ANSWERS
    return result
