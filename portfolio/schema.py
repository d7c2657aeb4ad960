"""Adds errors to the description of the API. The library describes only successful answers."""

from typing import Any

from portfolio.questions import FORM, JSON
from projects.filtering.pagination import LARGEST_PAGE

PROBLEM = {
    "type": "object",
    "description": "What is wrong, in the reader's language: under the parameter that it is about, or under `detail`.",
    "additionalProperties": {
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": {"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/Problem"}]}},
            {"$ref": "#/components/schemas/Problem"},
        ]
    },
}
CONTENT = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}


PAGE_SIZE = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": 50}
WHOLE = {"type": "string", "enum": ["all"]}


def tell_values(result: dict[str, Any], **_of_the_generator: Any) -> dict[str, Any]:
    """Hook of drf-spectacular: states for each parameter whether it may be empty, and which pages exist."""
    for operations in result["paths"].values():
        for operation in operations.values():
            parameters = {
                parameter["name"]: parameter
                for parameter in operation.get("parameters", [])
                if parameter["in"] == "query"
            }
            for parameter in parameters.values():
                if not parameter.get("required"):
                    parameter["allowEmptyValue"] = True
            _tell_pages(parameters)
    return result


def _tell_pages(parameters: dict[str, dict[str, Any]]) -> None:
    if "page" in parameters:
        parameters["page"]["schema"] = {"type": "integer", "minimum": 1}
    if "page_size" not in parameters:
        return
    # A list that can be downloaded as a file can also be read on one page
    file = "format" in parameters
    parameters["page_size"]["schema"] = {"oneOf": [PAGE_SIZE, WHOLE]} if file else PAGE_SIZE
    if file:
        parameters["page"]["description"] = "Not with a file or with page_size=all, which have every row: a 400."


def tell_errors(result: dict[str, Any], **_of_the_generator: Any) -> dict[str, Any]:
    """Hook of drf-spectacular: adds to each call the errors that it can answer (docs/api.md, "Manners")."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    for path, operations in result["paths"].items():
        for operation in operations.values():
            for status, response in errors(path, operation).items():
                operation["responses"].setdefault(status, {**response, "content": CONTENT})
    return result


def errors(path: str, operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Returns the statuses of one call's errors, each with its meaning. Writes have theirs already."""
    places = {parameter["in"] for parameter in operation.get("parameters", [])}
    # Nobody is signed in yet, and attempts are limited
    if path.endswith("/token/"):
        return {
            "400": {"description": "The name or the password is missing or wrong."},
            "429": {"description": "Too many tries.", "headers": RETRY_AFTER},
        }
    return {
        "400": {"description": "A parameter is unknown, or its value makes no sense."},
        "401": {"description": "Nobody is signed in, or the token is not known."},
        "403": {
            "description": "The account of an organisation sees calendar and reports only, or the key lacks the scope."
        },
        "429": {"description": "Too many requests in this minute.", "headers": RETRY_AFTER},
        **({"404": {"description": "There is no such row."}} if "path" in places else {}),
    }


def tell_long_questions(result: dict[str, Any], **_of_the_generator: Any) -> dict[str, Any]:
    """Hook of drf-spectacular: adds ``POST …/query/`` to each call with filters (``portfolio/questions.py``)."""
    for path, operations in list(result["paths"].items()):
        call = operations.get("get", {})
        asked = [parameter for parameter in call.get("parameters", []) if parameter["in"] == "query"]
        if asked and "{" not in path and not path.endswith("/schema/"):
            result["paths"][f"{path}query/"] = {"post": _long_question(path, call, asked)}
    return result


def _long_question(path: str, call: dict[str, Any], asked: list[dict[str, Any]]) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": "object",
        "properties": {parameter["name"]: parameter["schema"] for parameter in asked},
        "required": [parameter["name"] for parameter in asked if parameter.get("required")],
        "additionalProperties": False,
    }
    if not body["required"]:
        del body["required"]
    too_large = {"description": "The question has more than 64 KB.", "content": CONTENT}
    wrong_type = {"description": "The body is neither a form nor JSON.", "content": CONTENT}
    return {
        "operationId": f"{call['operationId']}_query",
        "description": f"`GET {path}` with its parameters in the body, for a question too long for an address. "
        "Reads only.",
        "tags": call.get("tags", []),
        "security": call.get("security", []),
        "requestBody": {"content": {name: {"schema": body} for name in (FORM, JSON)}},
        "responses": {**call["responses"], "413": too_large, "415": wrong_type},
    }
