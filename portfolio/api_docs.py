"""Prepares the OpenAPI description for a page."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from reports.files.downloads import Link, links_to_files
from reports.formats import OF_A_LIST

LISTS = (
    ("project", _("Projects"), "projects"),
    ("allocation", _("Allocations"), "allocations"),
    ("organisation", _("Organisations"), "organisations"),
    ("event", _("Events"), "calendar"),
)
"""The lists that can be downloaded as files: their name in the API, their label, their page."""


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
    """Returns every call of the schema, in the order of the addresses."""
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


@dataclass(frozen=True)
class Resource:
    """The calls for one kind of record, or for one purpose."""

    name: str
    operations: list[Operation]


def by_resource(found: list[Operation], prefix: str) -> list[Resource]:
    """Returns the calls grouped by the first part of their address below ``prefix``, in their order."""
    together: dict[str, list[Operation]] = {}
    for operation in found:
        name = operation.path.removeprefix(prefix).strip("/").partition("/")[0] or "root"
        together.setdefault(name, []).append(operation)
    return [Resource(name, operations) for name, operations in together.items()]


@dataclass(frozen=True)
class ListOfFiles:
    """A list that can be downloaded whole, as a file."""

    label: Any
    page: str
    links: list[Link]


def lists_of_files() -> list[ListOfFiles]:
    """Returns the lists with their pages and the links to their files, without any filter."""
    return [
        ListOfFiles(label, reverse(page), links_to_files(reverse(f"api:{name}-list"), QueryDict(), OF_A_LIST))
        for name, label, page in LISTS
    ]


def shapes(schema: dict[str, Any]) -> list[Shape]:
    """Returns every object that the calls return or accept, sorted by name."""
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
    """Returns the type of a value in a few words: "string", "list of Council", "ongoing | closed"."""
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[-1]
    if "allOf" in schema or "oneOf" in schema:
        return " or ".join(kind_of(part) for part in schema.get("allOf") or schema["oneOf"])
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
