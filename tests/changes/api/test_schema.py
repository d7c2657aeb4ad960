"""The description of the API (OpenAPI) says what is written and every answer to a write."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from changes.api.operations import kinds
from changes.api.schema import component_of
from changes.api.writing import WRITERS
from tests import builders
from tests.changes.api.program import BASE, Program
from tests.changes.api.test_writing import MONEY, NEW
from tests.changes.test_round_trip import PATHS, exported
from tests.portfolio.test_schema import as_json_schema

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def description() -> Any:
    return as_json_schema(SchemaGenerator().get_schema(public=True))


@pytest.fixture
def boss() -> Program:
    return Program(get_user_model().objects.create_superuser("boss"))


@pytest.fixture
def held(boss: Program, description: Any) -> Any:
    """Returns a function that writes, checks body and answer against the description, and returns the answer."""

    def held(method: str, path: str, pattern: str, status: int, data: Any, **options: Any) -> Any:
        answer = boss.send(method, path, data, **options)
        assert answer.status_code == status, answer.content
        call = description["paths"][f"{BASE}{pattern}"][method]
        response = call["responses"][str(status)]
        assert {"ETag", "Location", "X-Change"} & {*answer.headers} <= {*response.get("headers", {})}
        if status in (200, 201) and method != "delete":
            assert wrong(description, call["requestBody"]["content"]["application/json"]["schema"], data) == []
        if status != 204:
            assert wrong(description, response["content"]["application/json"]["schema"], answer.json()) == []
        return answer

    return held


def wrong(description: Any, schema: Any, data: Any) -> list[str]:
    validator = Draft202012Validator({**schema, "components": description["components"]})
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)]


def test_writes_and_their_errors_are_as_described(held: Any) -> None:
    builders.source()
    builders.portfolio()
    builders.council("MR-A")
    one, many = "projects/{reference}/", "projects/"
    tag = held("post", many, many, 201, {**NEW, "allocations": [MONEY]})["ETag"]
    held("post", "projects/?dry_run=true", many, 200, {**NEW, "reference": "P-2"})
    held("post", many, many, 400, {**NEW, "colour": "blue", "councils": [{"code": "MR-X", "role": "funding"}]})
    held("post", many, many, 415, "a=b", content_type="application/x-www-form-urlencoded")
    held("patch", "projects/P-1/", one, 200, {"title": "Mine"}, tag=tag)
    held("patch", "projects/P-1/", one, 412, {"title": "Yours"}, tag=tag)
    held("patch", "projects/P-1/", one, 412, {"title": "Yours"}, tag='"99-abc"')
    held("patch", "projects/P-1/", one, 428, {"title": "Yours"}, tag=None)
    held("put", "projects/P-9/", one, 404, NEW)
    held("put", "projects/P-1/", one, 200, NEW)
    held("put", "projects/P-1/?dry_run=true", one, 200, {**NEW, "title": "Other"})
    held("post", many, many, 201, {**NEW, "reference": "P-3"}, **{"Idempotency-Key": "k"})
    held("post", many, many, 422, {**NEW, "reference": "P-4"}, **{"Idempotency-Key": "k"})
    held("delete", "documents/paper/", "documents/{slug}/", 409, None)
    held("delete", "projects/P-1/?dry_run=true", one, 200, None)
    held("delete", "projects/P-1/", one, 204, None)


def test_calls_of_many_operations_are_as_described(held: Any) -> None:
    builders.source()
    builders.portfolio()
    made = {"action": "create", "kind": "project", "data": NEW}
    gone = {"action": "delete", "kind": "project", "key": "P-1", "if_match": "*"}
    held("post", "changes/", "changes/", 201, {"operations": [made], "reason": "New"})
    held("post", "changes/?dry_run=true", "changes/", 200, {"operations": [gone]})
    held("post", "changes/", "changes/", 400, {"operations": [made]})
    held("post", "changes/", "changes/", 428, {"operations": [{**gone, "if_match": None}]})
    held("post", "changes/", "changes/", 412, {"operations": [{**gone, "if_match": '"0-"'}]})


@pytest.mark.parametrize("kind", PATHS)
def test_every_object_that_is_read_may_be_written(dokument8: None, get: Any, description: Any, kind: str) -> None:
    for read in exported(get, kind):
        assert wrong(description, {"$ref": f"#/components/schemas/{component_of(kind)}"}, read) == []


def test_every_kind_that_is_written_is_described(description: Any) -> None:
    assert {*WRITERS} == {*kinds()}
    assert {component_of(kind) for kind in kinds()} <= {*description["components"]["schemas"]}
    for path in ("projects", "allocations", "organisations", "places", "funds", "documents", "events", "changes"):
        call = description["paths"][f"{BASE}{path}/"]["post"]
        assert {"201", "400", "401", "403", "413", "415", "422"} <= {*call["responses"]}, path
