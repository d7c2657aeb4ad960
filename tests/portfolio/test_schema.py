"""The description of the API (OpenAPI): every answer matches it, errors too."""

from typing import Any

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BASE = "/api/v1/"
ASKED = [
    "projects/?portfolio=all",
    "allocations/?portfolio=all",
    "documents/?page_size=100",
    "events/?page_size=100",
    "events/clashes/?starts=2008-04-10&ends=2008-04-11&place=st-petersburg",
    "events/clashes/?starts=2009-12-08&place=brussels&audience=police",
    "events/clashes/?starts=2009-12-24&ends=2009-12-25&place=stockholm&country=FI",
    "events/clashes/?event=councils-seminar-2006",
    "events/clashes/?from=2004&to=2009",
    "events/free-dates/?length=2&from=2008-04&to=2008-06&place=st-petersburg",
    "totals/",
    "totals/?group_by=status",
    "totals/?group_by=council&mode=mentioned",
    "totals/?group_by=council&group_by=country",
    "totals/?group_by=partner&portfolio=all",
    "why/?portfolio=all",
    "why/?group_by=council&group_by=status&page_size=5",
    "why/?measure=debt&on=2009-12-31",
    "annex/",
    "annex/?status=ongoing&lang=fi",
]
"""Calls whose answer depends on their parameters."""
WRONG = [
    "projects/?banana=1",
    "totals/?group_by=x",
    "why/?measure=x",
    "events/clashes/?from=x",
    "events/free-dates/?length=99",
]
LISTS = ["projects", "allocations", "councils", "organisations", "places", "core-areas", "funds", "portfolios"]
LISTS += ["documents", "sources", "events"]


@pytest.fixture(scope="module")
def description() -> Any:
    return as_json_schema(SchemaGenerator().get_schema(public=True))


def as_json_schema(node: Any) -> Any:
    """Returns OpenAPI 3.0 as JSON Schema: a nullable value becomes the value or null."""
    if isinstance(node, list):
        return [as_json_schema(value) for value in node]
    if not isinstance(node, dict):
        return node
    plain = {name: as_json_schema(value) for name, value in node.items() if name != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") is True else plain


@pytest.fixture
def held(reader: Client, description: Any) -> Any:
    """Returns a function that calls an address, checks the answer against the description, and returns its data."""

    def held(address: str, status: int = 200) -> Any:
        response = reader.get(BASE + address)
        assert response.status_code == status, response.content
        schema = described(description, address)["responses"][str(status)]["content"]["application/json"]["schema"]
        validator = Draft202012Validator({**schema, "components": description["components"]})
        data = response.json()
        assert [f"{address}: {error.json_path}: {error.message}" for error in validator.iter_errors(data)] == []
        return data

    return held


def described(description: Any, address: str) -> Any:
    """Returns the description of an address: of its exact path, or of the path with a variable that fits."""
    path = BASE + address.partition("?")[0]
    variable = [
        pattern for pattern in description["paths"] if pattern.endswith("}/") and pattern.count("/") == path.count("/")
    ]
    found = [pattern for pattern in variable if path.startswith(pattern[: pattern.index("{")])]
    return (description["paths"].get(path) or description["paths"][found[0]])["get"]


@pytest.mark.usefixtures("dokument8")
def test_every_row_of_the_register_is_as_described(held: Any) -> None:
    for name in LISTS:
        rows = held(f"{name}/?page_size=200" if name not in ("projects", "allocations") else f"{name}/?portfolio=all")
        assert rows["results"], name
        key = next(key for key in ("reference", "slug", "code") if key in rows["results"][0])
        for row in rows["results"][:3]:
            held(f"{name}/{row[key]}/")


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("address", ASKED)
def test_an_answer_is_as_described(held: Any, address: str) -> None:
    held(address)


@pytest.mark.parametrize("address", WRONG)
def test_an_error_is_as_described(held: Any, address: str) -> None:
    held(address, 400)


@pytest.mark.parametrize("name", LISTS)
def test_a_row_that_is_not_there_is_described(held: Any, name: str) -> None:
    held(f"{name}/no-such-row/", 404)


def test_who_is_not_signed_in_is_described(client: Client, description: Any) -> None:
    assert client.get(f"{BASE}projects/").status_code == 401
    assert "401" in described(description, "projects/")["responses"]


def test_every_call_tells_of_its_errors(description: Any) -> None:
    for path, operations in description["paths"].items():
        for operation in operations.values():
            expected = {"400", "429"} if path.endswith("/token/") else {"400", "401", "403", "429"}
            assert set(operation["responses"]) >= expected, path


def test_the_description_says_which_values_may_be_empty(held: Any, reader: Client) -> None:
    schema = SchemaGenerator().get_schema(public=True)
    for path in [*LISTS, "totals", "annex"]:
        for parameter in schema["paths"][f"{BASE}{path}/"]["get"]["parameters"]:
            assert parameter["allowEmptyValue"], parameter
            answer = reader.get(f"{BASE}{path}/?{parameter['name']}=")
            assert answer.status_code == 200, (path, parameter["name"], answer.content)


def test_the_description_says_which_pages_can_be_had(reader: Client) -> None:
    paths = SchemaGenerator().get_schema(public=True)["paths"]
    sizes = {"type": "integer", "minimum": 1, "maximum": 500, "default": 50}
    for path, schema in (("councils", sizes), ("projects", {"oneOf": [sizes, {"type": "string", "enum": ["all"]}]})):
        parameters = {parameter["name"]: parameter for parameter in paths[f"{BASE}{path}/"]["get"]["parameters"]}
        assert parameters["page_size"]["schema"] == schema
        assert parameters["page"]["schema"] == {"type": "integer", "minimum": 1}
    for wrong in ("page_size=0", "page_size=501", "page=0", "page=1&format=csv", "page=1&page_size=all"):
        assert reader.get(f"{BASE}projects/?{wrong}").status_code == 400
    assert "400" in parameters["page"]["description"]


@pytest.mark.parametrize("path", [*LISTS, "totals", "annex", "events/clashes"])
def test_every_call_with_filters_can_be_asked_in_the_body(description: Any, path: str) -> None:
    call = description["paths"][f"{BASE}{path}/"]["get"]
    posted = description["paths"][f"{BASE}{path}/query/"]["post"]
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        fields = posted["requestBody"]["content"][kind]["schema"]["properties"]
        assert {*fields} == {parameter["name"] for parameter in call["parameters"]}
    assert posted["responses"]["200"] == call["responses"]["200"]
    assert {*posted["responses"]} >= {"400", "401", "403", "413", "415"}


def test_calls_that_read_the_register_take_a_day(description: Any) -> None:
    paths = description["paths"]
    taking = {path for path, calls in paths.items() if "as_of" in {one["name"] for one in parameters_of_get(calls)}}
    for path in ("projects/", "projects/{reference}/", "totals/", "annex/", "changes/"):
        assert f"/api/v1/{path}" in taking
        assert "X-As-Of-Change" in paths[f"/api/v1/{path}"]["get"]["responses"]["200"]["headers"]
    assert not taking & {"/api/v1/token/", "/api/v1/events/clashes/", "/api/v1/schema/"}


def parameters_of_get(calls: Any) -> Any:
    return calls.get("get", {}).get("parameters", [])
