"""Whatever a program sends: a 4xx with the place and the reason, in the caller's language, and nothing is written."""

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from rest_framework.exceptions import ParseError

from accounts.keys import make_key
from changes.api import body
from changes.models import Change
from events.models import Contributor
from projects.models import Organisation, Project
from tests import builders
from tests.changes.api.program import BASE, Program
from tests.changes.api.test_writing import MONEY, NEW, SOURCE

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> Program:
    return Program(get_user_model().objects.create_superuser("boss"))


@pytest.fixture(autouse=True)
def register() -> None:
    builders.source()
    builders.portfolio()
    builders.council("MR-A")
    builders.organisation("body")
    builders.project("P-9")


def text(**fields: Any) -> str:
    return json.dumps({**NEW, **fields})


BODIES: list[tuple[str | bytes, int, Any]] = [
    ("", 400, "reference"),
    ("{", 400, "The body is not JSON: line 1, column 2."),
    ("[]", 400, "The body is not a JSON object."),
    ("null", 400, "The body is not a JSON object."),
    ('"text"', 400, "The body is not a JSON object."),
    ("{}", 400, "reference"),
    (b'{"title": "\xff"}', 400, "The body is not UTF-8, from byte 11 on."),
    ('{"title": "a", "title": "b"}', 400, "The name “title” is twice in one object."),
    ('{"source": {"item": 1, "item": 2}}', 400, "The name “item” is twice in one object."),
    ('{"amount": NaN}', 400, "“NaN” is not a number."),
    ('{"amount": Infinity}', 400, "“Infinity” is not a number."),
    ('{"amount": -Infinity}', 400, "“-Infinity” is not a number."),
    ('{"amount": 1e999}', 400, "“1e999” is not a number."),
    ('{"amount": ' + "9" * 5000 + "}", 400, "A number of the body is too long."),
    ("[" * 100_000, 400, "The body has more than 12 levels of lists and objects."),
    ('{"a":' * 200 + "1" + "}" * 200, 400, "The body has more than 12 levels of lists and objects."),
    (text(title="a\0b"), 400, {"title": ["This text holds a NUL or an incomplete character."]}),
    (text(title="a\ud800b"), 400, {"title": ["This text holds a NUL or an incomplete character."]}),
    (
        text(councils=[{"code": "MR-A", "role": "fun\0ding"}]),
        400,
        {"councils": {"0": {"role": ["This text holds a NUL or an incomplete character."]}}},
    ),
    (json.dumps({**NEW, "a\0b": 1}), 400, {"detail": ["This text holds a NUL or an incomplete character."]}),
]


@pytest.mark.parametrize(("body", "status", "said"), BODIES, ids=range(len(BODIES)))
def test_a_body_that_is_no_clean_json_is_refused(boss: Program, body: Any, status: int, said: Any) -> None:
    answer = boss.send("post", "projects/", body)
    assert answer.status_code == status, answer.content
    if isinstance(said, dict):
        assert answer.json() == said
    else:
        assert said in (answer.json().get("detail"), *answer.json()), answer.content
    assert (Project.objects.count(), Change.objects.count()) == (1, 0)


class Counted(str):
    """A name that counts how often it is compared with another one."""

    compared = 0
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        Counted.compared += 1
        return str.__eq__(self, other) is True


def test_a_doubled_name_is_found_without_comparing_each_name_with_all_others() -> None:
    Counted.compared = 0
    with pytest.raises(ParseError, match="“1999” is twice"):
        body._object([(Counted(number), None) for number in [*range(2000), 1999]])
    assert Counted.compared < 10_000


def test_a_body_of_many_names_is_refused_as_doubled() -> None:
    names = [*range(200_000), 199_999]
    with pytest.raises(ParseError, match="“199999” is twice"):
        body.read_json(("{" + ",".join(f'"{name}":1' for name in names) + "}").encode())


FIELDS: list[tuple[dict[str, Any], Any]] = [
    ({"colour": "blue"}, {"colour": ["There is no such field."]}),
    ({"title": 5}, {"title": ["This is neither a text nor texts by language."]}),
    ({"title": ["a"]}, {"title": ["This is neither a text nor texts by language."]}),
    ({"title": {"da": 5}}, {"title": ["This is not a text."]}),
    ({"title": {"xx": "a"}}, {"title": ["There is no value “xx”."]}),
    ({"title": ""}, {"title": ["This field is required."]}),
    ({"title": "x" * 5000}, "title"),
    ({"kind": "opera"}, "kind"),
    ({"kind": 5}, {"kind": ["This is not a text."]}),
    ({"kind": {"a": 1}}, {"kind": ["This is not a plain value."]}),
    ({"status": None}, {"status": ["This field is required."]}),
    ({"starts": "2006-13"}, "starts"),
    ({"starts": 2006.5}, "starts"),
    ({"starts": True}, {"starts": ["This is not a text."]}),
    ({"starts": [1]}, {"starts": ["This is not a plain value."]}),
    ({"starts": "2007", "ends": "2006"}, "ends"),
    ({"portfolio": "nobody's"}, {"portfolio": ["There is no “nobody's”."]}),
    ({"portfolio": 1}, "portfolio"),
    ({"portfolio": ["ours"]}, "portfolio"),
    ({"source": "paper"}, {"source": ["Write document, section, item."]}),
    ({"source": {"document": "paper", "section": "two"}}, "source"),
    (
        {"source": {"document": "paper", "section": "100 %s"}},
        {"source": ["Nothing has these values: document “paper”, section “100 %s”. These exist: section “one”."]},
    ),
    ({"source": {"document": ["paper"]}}, "source"),
    ({"source": {"document": "paper", "item": 10**30}}, "source"),
    ({"councils": "MR-A"}, {"councils": ["This is not a list."]}),
    ({"councils": {"code": "MR-A"}}, {"councils": ["This is not a list."]}),
    ({"councils": ["MR-A"]}, {"councils": {"0": ["This is not an object."]}}),
    ({"councils": [{"code": "MR-A"}]}, {"councils": {"0": {"role": ["This field is required."]}}}),
    (
        {"councils": [{"code": "MR-A", "role": "funding"}, {"code": "MR-X", "role": "funding"}]},
        {"councils": {"1": {"code": ["There is no “MR-X”."]}}},
    ),
    (
        {"councils": [{"code": "MR-A", "role": "funding"}] * 2},
        {"councils": {"1": ["This row is in the list twice."]}},
    ),
    ({"councils": [{"code": "MR-A", "role": "funding"}] * 2001}, {"councils": ["No more than 2000 rows."]}),
    ({"partners": [{"organisation": "body", "role": "hosting", "since": 1}]}, "partners"),
    ({"follows": ["P-77"]}, "follows"),
    ({"follows": [5]}, "follows"),
    ({"documents": [{"slug": None}]}, "documents"),
    ({"notes": [{"field": "weather", "text": "Rain"}]}, "notes"),
    ({"notes": [5]}, "notes"),
    ({"notes": "none"}, "notes"),
    ({"allocations": [{**MONEY, "amount": "-5"}]}, "allocations"),
    ({"allocations": [{**MONEY, "amount": "1,5"}]}, "allocations"),
    ({"allocations": [{**MONEY, "amount": 10**40}]}, "allocations"),
    ({"allocations": [{**MONEY, "amount": True}]}, "allocations"),
    ({"allocations": [{**MONEY, "amount": 0.005}]}, "allocations"),
    ({"allocations": [{**MONEY, "year": 10**30}]}, "allocations"),
    ({"allocations": [{**MONEY, "year": "x"}]}, "allocations"),
    ({"allocations": [{**MONEY, "rate": "7.46"}]}, "allocations"),
    ({"allocations": [{**MONEY, "rate_date": "2009-02-30"}]}, "allocations"),
    (
        {"allocations": [{**MONEY, "rate_date": 20090230}]},
        {"allocations": {"0": {"rate_date": ["This is not a text."]}}},
    ),
    ({"reference": "p 1"}, "reference"),
    ({"reference": ""}, {"reference": ["This field is required."]}),
    ({"reference": "X" * 500}, "reference"),
    ({"reference": 7}, "reference"),
    ({"reference": "P-9"}, "reference"),
    ({"reference": "p-9"}, "reference"),
]


@pytest.mark.parametrize(("fields", "said"), FIELDS, ids=range(len(FIELDS)))
def test_a_wrong_field_is_named_with_its_reason(boss: Program, fields: dict[str, Any], said: Any) -> None:
    for method, path, data in (
        ("post", "projects/", {**NEW, **fields}),
        ("put", "projects/P-1/", {**NEW, **fields}),
        ("patch", "projects/P-1/", fields),
    ):
        if method == "put":
            assert boss.send("post", "projects/", NEW).status_code == 201
        before = Change.objects.count()
        answer = boss.send(method, path, data)
        assert answer.status_code == 400, (method, answer.content)
        assert (answer.json() if isinstance(said, dict) else list(answer.json())) == (
            said if isinstance(said, dict) else [said]
        ), answer.content
        assert Change.objects.count() == before


OTHERS: list[tuple[str, dict[str, Any], str]] = [
    ("organisations/", {"slug": "BODY", "name": "Other"}, "slug"),
    ("organisations/", {"slug": "a b", "name": "Other"}, "slug"),
    ("organisations/", {"slug": "fresh", "name": "New", "part_of": "fresh"}, "part_of"),
    ("organisations/", {"slug": "fresh", "name": "New", "website": "javascript:alert(1)"}, "website"),
    ("organisations/", {"slug": "fresh", "name": "New", "country": "XX"}, "country"),
    ("places/", {"slug": "x", "name": "X", "kind": "city", "latitude": "north"}, "latitude"),
    (
        "places/",
        {"slug": "x", "name": "X", "kind": "country", "code": "XA", "latitude": 1e300, "longitude": 1},
        "latitude",
    ),
    ("places/", {"slug": "x", "name": "X", "kind": "region", "spans": "DK"}, "spans"),
    ("places/", {"slug": "x", "name": "X", "kind": "region", "other_names": ["a;b"]}, "other_names"),
    ("documents/", {"slug": "x", "title": "X", "kind": "report", "amount": "5", "currency": "XYZ"}, "currency"),
    ("documents/", {"slug": "x", "title": "X", "kind": "report", "parties": [{"role": "adopting"}]}, "parties"),
    ("funds/", {"slug": "x"}, "name"),
    (
        "events/",
        {"slug": "x", "title": "X", "kind": "meeting", "status": "idea", "source": SOURCE, "starts": "2030T"},
        "starts",
    ),
    (
        "events/",
        {
            "slug": "x",
            "title": "X",
            "kind": "meeting",
            "status": "idea",
            "source": SOURCE,
            "starts": "2030-01-01T09:00:00+01:00",
        },
        "starts",
    ),
    (
        "events/",
        {
            "slug": "x",
            "title": "X",
            "kind": "meeting",
            "status": "idea",
            "source": SOURCE,
            "starts": "2030",
            "place": {"slug": 5},
        },
        "place",
    ),
    (
        "events/",
        {
            "slug": "x",
            "title": "X",
            "kind": "meeting",
            "status": "idea",
            "source": SOURCE,
            "starts": "2030",
            "recurrence": "FREQ",
        },
        "recurrence",
    ),
]


@pytest.mark.parametrize(("path", "data", "named"), OTHERS, ids=range(len(OTHERS)))
def test_wrong_fields_of_other_kinds_are_named_too(boss: Program, path: str, data: dict[str, Any], named: str) -> None:
    answer = boss.send("post", path, data)
    assert answer.status_code == 400, answer.content
    assert list(answer.json()) == [named], answer.content
    assert Change.objects.count() == 0


def test_a_code_is_not_changed_in_case_only(boss: Program) -> None:
    answer = boss.send("patch", "organisations/body/", {"slug": "BODY"})
    assert answer.json() == {"slug": ["“BODY” and “body” differ in capital letters only."]}
    assert answer.status_code == 400
    assert boss.send("patch", "organisations/BODY/", {"name": "Mine"}).status_code == 404
    assert Organisation.objects.get(slug="body").name_en == "body"


def test_errors_are_in_the_callers_language(boss: Program) -> None:
    answer = boss.send("post", "projects/?lang=da", {**NEW, "kind": 5})
    assert answer.json() == {"kind": ["Dette er ikke en tekst."]}
    answer = boss.send("post", "projects/", {**NEW, "kind": 5}, **{"Accept-Language": "sv"})
    assert answer.json() == {"kind": ["Detta är inte en text."]}


@pytest.mark.parametrize(
    "query", ["banana=1", "dry_run=yes", "dry_run=1", "lang=xx", "reason=" + "x" * 1001, "reason=a%0Ab", "page=1"]
)
def test_wrong_parameters_are_named(boss: Program, query: str) -> None:
    for method, path, data in (("post", "projects/", NEW), ("patch", "projects/P-9/", {}), ("post", "changes/", {})):
        answer = boss.send(method, f"{path}?{query}", data)
        assert answer.status_code == 400
        assert list(answer.json()) == [query.partition("=")[0]]
    assert Change.objects.count() == 0


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_another_kind_of_body_is_a_415(boss: Program, kind: str) -> None:
    for method, path in (
        ("post", "projects/"),
        ("put", "projects/P-9/"),
        ("patch", "projects/P-9/"),
        ("post", "changes/"),
    ):
        assert boss.send(method, path, "a=b", content_type=kind).status_code == 415


def test_a_huge_body_is_a_413_in_the_shape_of_errors(boss: Program) -> None:
    answer = boss.send("post", "projects/", " " * (5 * 1024 * 1024 + 1))
    assert (answer.status_code, list(answer.json())) == (413, ["detail"])


def test_a_body_without_a_length_is_a_411(boss: Program) -> None:
    answer = boss.client.generic(
        "POST", f"{BASE}projects/", "", "application/json", CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked"
    )
    assert (answer.status_code, list(answer.json())) == (411, ["detail"])


@pytest.mark.parametrize("key", ["a b", "x" * 201, "æ", "\x7f"])
def test_a_strange_idempotency_key_is_refused(boss: Program, key: str) -> None:
    assert boss.send("post", "projects/", NEW, **{"Idempotency-Key": key}).status_code == 400
    assert Change.objects.count() == 0


BODIES_OF_MANY: list[tuple[Any, Any]] = [
    ({}, {"operations": ["This is not a list of operations."]}),
    ({"operations": {}}, {"operations": ["This is not a list of operations."]}),
    ({"operations": []}, {"operations": ["This is not a list of operations."]}),
    ({"operations": [{}], "colour": 1}, {"colour": ["There is no such field."]}),
    ({"operations": [{}], "reason": 5}, {"reason": ["This is not one line of text."]}),
    ({"operations": [5]}, {"operations": [{"detail": "This is not an object."}]}),
]
UPDATE = {"action": "update", "kind": "fund", "key": "x", "data": {}, "if_match": "*"}
OPERATIONS: list[tuple[dict[str, Any], dict[str, list[str]]]] = [
    ({"action": "create", "kind": "fund", "data": {}, "tag": 1}, {"tag": ["There is no such field."]}),
    (
        {"action": "create", "kind": "fund", "key": "x", "data": {}},
        {"key": ["The code of a new record is part of its data."]},
    ),
    ({"action": "update", "kind": "fund", "data": {}}, {"key": ["This field is required."]}),
    ({"action": "delete", "kind": "fund", "key": "x", "data": {"a": 1}}, {"data": ["A deletion has no data."]}),
    ({**UPDATE, "data": []}, {"data": ["This is not an object."]}),
    ({**UPDATE, "if_match": 5}, {"if_match": ["This is not a text."]}),
    (UPDATE, {"key": ["There is no “x”."]}),
    ({"action": "delete", "kind": "allocation", "key": "x", "if_match": "*"}, {"key": ["There is no “x”."]}),
]


@pytest.mark.parametrize(("body", "said"), BODIES_OF_MANY, ids=range(len(BODIES_OF_MANY)))
def test_a_body_without_operations_is_refused(boss: Program, body: Any, said: Any) -> None:
    answer = boss.send("post", "changes/", body)
    assert (answer.status_code, answer.json()) == (400, said)


@pytest.mark.parametrize(("operation", "said"), OPERATIONS, ids=range(len(OPERATIONS)))
def test_wrong_operations_are_named_at_their_index(boss: Program, operation: Any, said: Any) -> None:
    made = {"action": "create", "kind": "fund", "data": {"slug": "good", "name": "Good"}}
    answer = boss.send("post", "changes/", {"operations": [made, operation, made]})
    assert answer.status_code == 400
    assert answer.json()["operations"][1] == said
    assert Change.objects.count() == 0


@pytest.mark.parametrize(
    ("action", "kind"), [("create", "contact"), ("create", "user"), ("destroy", "project"), (None, None), ([], {})]
)
def test_unknown_kinds_and_actions_are_named(boss: Program, action: Any, kind: Any) -> None:
    answer = boss.send("post", "changes/", {"operations": [{"action": action, "kind": kind, "key": "x", "data": {}}]})
    assert answer.status_code == 400
    assert {"action", "kind"} & {*answer.json()["operations"][0]}


def test_a_thousand_operations_are_the_most(boss: Program) -> None:
    made = [{"action": "create", "kind": "fund", "data": {"slug": f"f{n}", "name": "F"}} for n in range(1001)]
    answer = boss.send("post", "changes/", {"operations": made})
    assert answer.status_code == 400
    assert answer.json() == {"operations": ["No more than 1000 operations; these are 1001."]}
    assert Change.objects.count() == 0


def test_an_organisations_account_writes_by_the_form_only() -> None:
    account = get_user_model().objects.create_user("theirs")
    Contributor.objects.create(user=account, organisation=builders.organisation("theirs"))
    event = {"slug": "x", "title": "X", "kind": "meeting", "status": "idea", "source": SOURCE, "starts": "2030"}
    builders.event("other")
    key = make_key(user=account, name="theirs")
    for path, data in (("events/", event), ("projects/", NEW), ("changes/", {"operations": []})):
        headers = {"authorization": f"Token {key}"}
        answer = Client().post(f"{BASE}{path}", data, content_type="application/json", headers=headers)
        assert (answer.status_code, list(answer.json())) == (403, ["detail"]), path
    answer = Program(account).send("patch", "events/other/", {"title": "Mine"})
    assert answer.status_code == 403
    assert "calendar's form" in answer.json()["detail"]
    assert Change.objects.count() == 0


def test_nobody_writes_where_everybody_reads(settings: Any) -> None:
    settings.OPEN_READING = True
    for path in ("projects/", "changes/"):
        answer = Client().post(f"{BASE}{path}", NEW, content_type="application/json")
        assert answer.status_code == 401
    assert Client().delete(f"{BASE}projects/P-9/", headers={"if-match": "*"}).status_code == 401
    assert Project.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ("[" * 100_000, "application/json"),
        ('{"a":' * 100_000, "application/json"),
        ('{"username": "a", "username": "b"}', "application/json"),
        ('{"username": "a\\ud800", "password": "b"}', "application/json"),
        ('{"username": NaN, "password": "b"}', "application/json"),
        (b'{"username": "\xff"}', "application/json"),
        ("[]", "application/json"),
        ("null", "application/json"),
        ("", "application/json"),
        ("9" * 5000, "application/json"),
        ("username=a%00&password=b", "application/x-www-form-urlencoded"),
        ("username=%ff&password=b", "application/x-www-form-urlencoded"),
        ("username=a&password=b", "application/x-www-form-urlencoded; charset=hex"),
        ("username=a&password=b", "application/x-www-form-urlencoded; charset=nonsense"),
        ("&".join(f"a{number}=1" for number in range(20_000)), "application/x-www-form-urlencoded"),
        ("--x\r\n", "multipart/form-data; boundary=x"),
        ("", "multipart/form-data"),
        (
            '--x\r\nContent-Disposition: form-data; name="username"\r\n\r\na\0\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
        (
            '--x\r\nContent-Disposition: form-data; name="u"\r\n\r\na\r\n--x--',
            "multipart/form-data; boundary=x; charset=hex",
        ),
    ],
    ids=range(19),
)
def test_who_signs_in_with_a_broken_body_gets_a_400(client: Client, sent: str | bytes, kind: str) -> None:
    answer = client.generic("POST", f"{BASE}token/", sent, kind)
    assert answer.status_code == 400, answer.content


@pytest.mark.parametrize("query", ["dry_run=true&dry_run=false", "reason=a&reason=b", "lang=en&lang=en"])
def test_a_parameter_of_a_write_is_given_once(boss: Program, query: str) -> None:
    for method, path, data in (("post", "projects/", NEW), ("delete", "projects/P-9/", None), ("post", "changes/", {})):
        answer = boss.send(method, f"{path}?{query}", data)
        name = query.partition("=")[0]
        assert (answer.status_code, answer.json()) == (400, {name: ["This parameter is in the address twice."]})
    assert Change.objects.count() == 0


def test_an_organisation_is_no_part_of_itself_or_of_its_parts(boss: Program) -> None:
    said = {"part_of": ["An organisation cannot be part of itself or of its own parts."]}
    answer = boss.send("patch", "organisations/body/", {"part_of": "body"})
    assert (answer.status_code, answer.json()) == (400, said)
    made = {"slug": "lower", "name": "Lower", "part_of": "body"}
    assert boss.send("post", "organisations/", made).status_code == 201
    answer = boss.send("patch", "organisations/body/", {"part_of": "lower"})
    assert (answer.status_code, answer.json()) == (400, said)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_write_without_the_last_slash_is_not_redirected(boss: Program, method: str) -> None:
    answer = boss.send(method, "projects/P-9", NEW)
    address = "/api/v1/projects/P-9/"
    assert (answer.status_code, answer.json()) == (404, {"detail": f"There is no such address. Write to {address}."})
    assert boss.get("projects").status_code == 301
    assert boss.send(method, "nonsense", NEW).status_code == 404


@pytest.mark.parametrize("query", ["after=0&after=1", "mark=a&mark=b", "limit=1&limit=2"])
def test_a_parameter_of_the_feed_is_given_once(boss: Program, query: str) -> None:
    answer = boss.get(f"changes/?{query}")
    said = {query.partition("=")[0]: ["This parameter is in the address twice."]}
    assert (answer.status_code, answer.json()) == (400, said)
