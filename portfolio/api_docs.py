"""The OpenAPI description, made ready for a page."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Parameter:
    name: str
    where: str
    kind: str
    description: str


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    anchor: str
    description: str
    parameters: list[Parameter]
    answer: str


@dataclass(frozen=True)
class Shape:
    """A named object of the API and its fields."""

    name: str
    description: str
    fields: list[Parameter]


def operations(schema: dict[str, Any]) -> list[Operation]:
    """Every call of the schema, in the order of its addresses."""
    return [
        Operation(
            method=method.upper(),
            path=path,
            anchor=call["operationId"],
            description=call.get("description", ""),
            parameters=[
                Parameter(p["name"], p["in"], kind_of(p["schema"]), p.get("description", ""))
                for p in call.get("parameters", [])
            ],
            answer=_answer_of(call),
        )
        for path, calls in schema["paths"].items()
        for method, call in calls.items()
    ]


def shapes(schema: dict[str, Any]) -> list[Shape]:
    """Every object that the calls give or take, in the order of the names."""
    return [
        Shape(
            name,
            shape.get("description", ""),
            [Parameter(f, "", kind_of(s), s.get("description", "")) for f, s in shape["properties"].items()],
        )
        for name, shape in sorted(schema["components"]["schemas"].items())
        if "properties" in shape and not name.startswith("Paginated")
    ]


def kind_of(schema: dict[str, Any]) -> str:
    """The type of a value in a few words: "string", "list of Council", "ongoing | closed"."""
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[-1]
    if "allOf" in schema or "oneOf" in schema:
        return " or ".join(kind_of(one) for one in schema.get("allOf") or schema["oneOf"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {kind_of(schema['items'])}"
    return schema.get("format") or schema.get("type") or "object"


def _answer_of(call: dict[str, Any]) -> str:
    for response in call["responses"].values():
        for content in response.get("content", {}).values():
            return kind_of(content["schema"])
    return ""
