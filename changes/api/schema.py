"""The writes in the description of the API (OpenAPI), made from the declarations of the records."""

from typing import Any

from django.conf import settings
from django.urls import resolve

from changes.api.asked import LONGEST_REASON
from changes.api.many import MOST, ManyOperations
from changes.api.operations import kinds
from changes.api.sparse import PARAMETERS as SPARSE
from changes.api.sparse import Sparse
from changes.api.writing import Writable
from changes.models import Action
from changes.record import RECORDS, Field, Shape

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "nullable": True}
LANGUAGES = [code for code, _name in settings.LANGUAGES]
TRANSLATED: Schema = {
    "oneOf": [
        {"type": "string"},
        {"type": "object", "additionalProperties": {"type": "string"}, "description": "Texts by language."},
    ],
    "nullable": True,
    "description": "A text in the language that `…_language` names or in the one in which it is read, or all texts.",
}
PLAIN: dict[Shape, Schema] = {
    Shape.TRANSLATED: TRANSLATED,
    Shape.TRUTH: {"type": "boolean", "nullable": True},
    Shape.NUMBER: {"oneOf": [{"type": "number"}, {"type": "string"}], "nullable": True},
    Shape.MONEY: {"oneOf": [{"type": "string"}, {"type": "number"}], "nullable": True, "description": "Best a string."},
    Shape.VALUES: {"type": "array", "items": {"type": "string"}, "nullable": True},
    Shape.CODES: {"type": "array", "items": {"type": "string"}, "nullable": True, "description": "Whole."},
}
NOTE: Schema = {
    "type": "object",
    "required": ["field"],
    "properties": {
        "field": {"type": "string"},
        "value": {"type": "string", "nullable": True},
        "inferred": {"type": "boolean"},
        "text": TRANSLATED,
        "language": {"type": "string"},
    },
}
ANYTHING: Schema = {"description": "Derived from other facts, and so ignored."}
VALUE: Schema = {"description": "In the shape of a proposal; texts by language.", "nullable": True}
COMPONENTS: dict[str, Schema] = {
    "Difference": {
        "type": "object",
        "required": ["field", "label", "before", "after"],
        "properties": {"field": {"type": "string"}, "label": {"type": "string"}, "before": VALUE, "after": VALUE},
    },
    "MovedTotal": {
        "type": "object",
        "description": "A total that moves, in DKK.",
        "required": ["total", "before", "after"],
        "properties": {name: {"type": "string"} for name in ("total", "before", "after")},
    },
    "DryRun": {
        "type": "object",
        "description": "What a write would change. Nothing was written.",
        "required": ["difference", "totals"],
        "properties": {
            "difference": {"type": "array", "items": {"$ref": "#/components/schemas/Difference"}},
            "totals": {"type": "array", "items": {"$ref": "#/components/schemas/MovedTotal"}},
            "warnings": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Rules that are broken without a refusal; left out where there are none.",
            },
        },
    },
    "Conflict": {
        "type": "object",
        "description": "Somebody changed the record since the program saw it.",
        "required": ["detail", "yours", "theirs", "difference"],
        "properties": {
            "detail": {"type": "string"},
            "yours": {"type": "object", "nullable": True, "description": "As it was sent; null for a deletion."},
            "theirs": {"type": "object", "description": "As the register has it now."},
            "difference": {
                "type": "array",
                "description": "Fields that both changed. Empty: the register does not know the version.",
                "items": {
                    "type": "object",
                    "required": ["field", "label", "before", "theirs", "yours"],
                    "properties": {
                        "field": {"type": "string"},
                        "label": {"type": "string"},
                        **dict.fromkeys(("before", "theirs", "yours"), VALUE),
                        "rows": {
                            "type": "array",
                            "description": "Of a list: the rows that both changed.",
                            "items": {"$ref": "#/components/schemas/RowMet"},
                        },
                    },
                },
            },
        },
    },
    "RowMet": {
        "type": "object",
        "required": ["code", "fields"],
        "properties": {
            "code": {"type": "string", "description": "What the row is about: a council, an organisation, a grant."},
            "fields": {
                "type": "array",
                "description": "The values that both changed. Empty: the row as a whole, such as its role.",
                "items": {"type": "string"},
            },
        },
    },
}
HEADERS = {
    "ETag": ("The version of the record, for If-Match.", "string"),
    "X-Change": ("The number of the change; missing where nothing was different.", "integer"),
    "Location": ("The address of the new record.", "string"),
}


def describe_writes(result: Schema, **_of_the_generator: Any) -> Schema:
    """Hook of drf-spectacular: describes the bodies, headers and answers of the calls that write."""
    schemas = result["components"]["schemas"]
    schemas |= COMPONENTS | {component_of(kind): proposal_of(kind) for kind in kinds()}
    schemas["Operations"] = _operations()
    for path, calls in result["paths"].items():
        view: Any = resolve(path.format_map(_Examples())).func
        for method, call in calls.items():
            if method == "get" and issubclass(getattr(view, "cls", object), Sparse):
                call["parameters"] = [*call.get("parameters", []), *_sparse()]
            if method == "get":
                continue
            if issubclass(view.cls, Writable):
                _describe(call, method, view.cls.kind)
            elif issubclass(view.cls, ManyOperations) and method == "post":
                _describe_operations(call)
    return result


class _Examples(dict[str, str]):
    """A value for each parameter in a path, also where the path takes numbers only."""

    def __missing__(self, name: str) -> str:
        return "1" if name in ("number", "id", "version") else name


def component_of(kind: str) -> str:
    """Returns the name of the description of what is written for a kind: "ProjectProposal"."""
    return f"{kind.title().replace('-', '')}Proposal"


def proposal_of(kind: str) -> Schema:
    """Returns the description of the object that is written. It holds every object that is read."""
    record = RECORDS[kind]
    properties = {field.name: schema_of(field) for field in record}
    return {
        "type": "object",
        "description": "As it is read. What is left out is empty in a new record and in PUT, and stays in PATCH.",
        "properties": properties,
        "additionalProperties": False,
    }


def schema_of(field: Field) -> Schema:
    """Returns the description of the values that may be written to a field."""
    if field.derived:
        return ANYTHING
    if field.shape == Shape.NOTES:
        return {"type": "array", "items": NOTE, "nullable": True}
    if field.shape == Shape.FACTS:
        rows = {"type": "object", "properties": {part.name: schema_of(part) for part in field.parts}}
        return {"type": "array", "items": rows, "nullable": True, "description": "Whole."}
    if field.shape == Shape.REFERENCE:
        parts = {part.name: schema_of(part) for part in field.parts}
        by_code = {"oneOf": [{"type": "string"}, {"type": "object", "description": "With the code, as it is read."}]}
        return {"type": "object", "properties": parts, "nullable": True} if parts else {**by_code, "nullable": True}
    if field.shape == Shape.CHOICE and field.choices:
        return {"type": "string", "enum": [*field.choices.values, "", None], "nullable": True}
    return PLAIN.get(field.shape, TEXT)


def _operations() -> Schema:
    bodies = [{"$ref": f"#/components/schemas/{component_of(kind)}"} for kind in kinds()]
    operation = {
        "type": "object",
        "required": ["action", "kind"],
        "additionalProperties": False,
        "properties": {
            "action": {"type": "string", "enum": Action.values},
            "kind": {"type": "string", "enum": kinds()},
            "key": {"type": "string", "description": "Of the record to update or delete."},
            "if_match": {"type": "string", "description": "Its ETag, or *. Needed to update and delete."},
            "data": {"anyOf": bodies},
        },
    }
    return {
        "type": "object",
        "required": ["operations"],
        "additionalProperties": False,
        "properties": {
            "reason": {"type": "string", "maxLength": LONGEST_REASON},
            "operations": {"type": "array", "minItems": 1, "maxItems": MOST, "items": operation},
        },
    }


def _describe(call: Schema, method: str, kind: str) -> None:
    known = call["responses"]
    read: Schema = next((answer for status, answer in known.items() if status in ("200", "201")), {})
    shown = read.get("content", {}).get("application/json", {}).get("schema", {})
    call["parameters"] = [*call.get("parameters", []), *_parameters(method)]
    dry = _json("What it would change (`dry_run`).", {"$ref": "#/components/schemas/DryRun"})
    answers: Schema = {}
    if method != "delete":
        call["requestBody"] = _body(component_of(kind))
    if method == "post":
        answers = {"201": _json("The new record.", shown, "ETag", "Location", "X-Change"), "200": dry}
    elif method == "delete":
        answers = {"204": {"description": "It is deleted.", **_headers("X-Change")}, "200": dry}
        answers["409"] = _problem("Other records refer to it.")
    else:
        both = {"oneOf": [shown, {"$ref": "#/components/schemas/DryRun"}]}
        answers["200"] = _json("The record; with `dry_run` what it would change.", both, "ETag", "X-Change")
    call["responses"] = answers | _errors(method)


def _describe_operations(call: Schema) -> None:
    by_index = {
        "type": "object",
        "required": ["operations"],
        "properties": {"operations": {"type": "array", "items": {"type": "object"}}},
    }
    written = {
        "type": "object",
        "required": ["change", "operations"],
        "properties": {"change": {"type": "integer", "nullable": True}, **by_index["properties"]},  # type: ignore[dict-item]
    }
    would = {**by_index, "properties": {**by_index["properties"], "totals": {"type": "array", "items": {}}}}  # type: ignore[dict-item]
    call["parameters"] = _parameters("post")
    call["requestBody"] = _body("Operations")
    call["responses"] = {
        "200": _json("Nothing was different; with `dry_run` what would be.", {"anyOf": [written, would]}),
        "201": _json("The change.", written, "X-Change"),
        **_errors("post"),
        "412": _json("Somebody changed a record meanwhile: the conflict at its index.", by_index),
        "428": _json("An operation lacks its `if_match`.", by_index),
    }


def _sparse() -> list[Schema]:
    texts = {"fields": "The fields of the answer, by commas. Left out: all.", "omit": "Fields that are left out."}
    return [{"name": n, "in": "query", "description": texts[n], "schema": {"type": "string"}} for n in SPARSE]


def _errors(method: str) -> Schema:
    found = {
        "400": _problem("Something is wrong with the body or a parameter: each error at its place."),
        "401": _problem("Nobody is signed in, or the token is not known."),
        "403": _problem("The account does not have the right to this."),
        "413": _problem("The body is too large."),
        "415": _problem("The body is not JSON."),
        "422": _problem("The Idempotency-Key was used for another request."),
    }
    if method != "post":
        found |= {
            "404": _problem("There is no such record."),
            "412": _json("Somebody changed it meanwhile.", {"$ref": "#/components/schemas/Conflict"}, "ETag"),
            "428": _problem("If-Match is missing."),
        }
    return found


def _parameters(method: str) -> list[Schema]:
    def parameter(name: str, place: str, text: str, **schema: Any) -> Schema:
        return {"name": name, "in": place, "description": text, "schema": {"type": "string", **schema}}

    tag = {**parameter("If-Match", "header", "The ETag of the record as it was read, or `*`."), "required": True}
    return [
        *([tag] if method != "post" else []),
        parameter(
            "Idempotency-Key", "header", "A repetition with it gets the same answer for 24 hours.", maxLength=200
        ),
        parameter("X-Reason", "header", "Kept with the change, as `reason` is.", maxLength=LONGEST_REASON),
        parameter("dry_run", "query", "Answers what would change, and writes nothing.", enum=["true", "false"]),
        parameter("reason", "query", "Kept with the change.", maxLength=LONGEST_REASON),
        parameter("lang", "query", "The language of the answer.", enum=LANGUAGES),
    ]


def _body(component: str) -> Schema:
    return {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{component}"}}},
    }


def _json(text: str, schema: Schema, *headers: str) -> Schema:
    return {"description": text, "content": {"application/json": {"schema": schema}}, **_headers(*headers)}


def _problem(text: str) -> Schema:
    return _json(text, {"$ref": "#/components/schemas/Problem"})


def _headers(*names: str) -> Schema:
    found = {name: {"description": HEADERS[name][0], "schema": {"type": HEADERS[name][1]}} for name in names}
    return {"headers": found} if found else {}
