"""The API as a whole: its shapes, its languages, who may read it, and the data that it never shows."""

import json
from hashlib import sha256
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from accounts.keys import make_key
from accounts.models import Key
from projects.models import Contact, Organisation
from tests import builders

LISTS = [
    *("projects", "allocations", "councils", "organisations", "places", "core-areas", "funds"),
    *("portfolios", "documents", "sources", "events"),
]

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("dokument8")
def test_a_project_has_the_shape_of_the_contract(get: Any) -> None:
    project = get("projects/DOK8-C06/", lang="en")
    summary, notes = project.pop("summary"), project.pop("notes")
    assert summary
    assert {note["field"] for note in notes} >= {"core_areas"}
    assert project.pop("places")[0].keys() == {"slug", "name", "kind", "country"}
    source = {"document": "dokument-8", "section": "closed", "item": 6}
    assert project == {
        "reference": "DOK8-C06",
        "title": "Pol-E-Quality Wanted",
        "title_language": "en",
        "summary_language": "en",
        "kind": "project",
        "status": "closed",
        "portfolio": "dokument-8",
        "starts": "2004",
        "ends": "2005",
        "councils": [],
        "core_areas": ["cross-sector"],
        "partners": [{"organisation": "nbpn", "name": "Nordic-Baltic Policewomen's Network", "role": "implementing"}],
        "budget_dkk": "100000.00",
        "allocations": [
            {
                "reference": "DOK8-C06-A1",
                "amount": "100000.00",
                "currency": "DKK",
                "amount_dkk": "100000.00",
                "rate": None,
                "rate_date": None,
                "rate_source": "",
                "council": None,
                "fund": None,
                "year": None,
                "granted": None,
                "scope": "share",
                "source": source,
            }
        ],
        "follows": [],
        "followed_by": [],
        "documents": [],
        "events": [],
        "source": source,
    }


@pytest.mark.usefixtures("dokument8")
def test_a_budget_that_is_not_stated_is_null(get: Any) -> None:
    assert get("projects/DOK8-O06/")["budget_dkk"] is None


@pytest.mark.usefixtures("dokument8")
def test_lineage_is_told_from_both_ends(get: Any) -> None:
    assert get("projects/DOK8-C09/")["follows"] == ["DOK8-C11"]
    assert get("projects/DOK8-C11/")["followed_by"] == ["DOK8-C09"]


@pytest.mark.usefixtures("dokument8")
def test_a_missing_language_gives_the_original_and_says_which(get: Any) -> None:
    project = get("projects/DOK8-C01/", lang="sv")
    assert (project["title"], project["title_language"]) == ("Konference om Prostitution i Norden", "da")


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize(
    ("language", "name"),
    [("da", "Nordisk Ministerråd for Ligestilling"), ("sv", "Nordiska ministerrådet för jämställdhet")],
)
def test_labels_follow_the_language_and_codes_never_do(get: Any, language: str, name: str) -> None:
    council = get("councils/MR-JÅM/", lang=language)
    assert council["code"] == "MR-JÄM"
    assert council["name"].casefold() == name.casefold()


@pytest.mark.usefixtures("dokument8")
@pytest.mark.parametrize("name", LISTS)
def test_every_entity_has_a_list_and_one_of_each(get: Any, name: str) -> None:
    answer = get(f"{name}/", page_size=2)
    assert answer.keys() == {"count", "next", "previous", "results"}
    first = answer["results"][0]
    key = next(first[field] for field in ("reference", "code", "slug") if first.get(field) and field in KEYS[name])
    assert get(f"{name}/{key}/").keys() == first.keys()


KEYS = dict.fromkeys(LISTS, ("slug",)) | {
    "projects": ("reference",),
    "allocations": ("reference",),
    "councils": ("code",),
}


def test_pages_follow_one_another_and_hold_every_row_once(get: Any) -> None:
    for number in range(5):
        builders.project(f"P-{number}")
    pages = [get("projects/", page=page, page_size=2) for page in (1, 2, 3)]
    assert [one["reference"] for page in pages for one in page["results"]] == [f"P-{n}" for n in range(5)]
    assert (pages[0]["previous"], pages[2]["next"]) == (None, None)
    assert "page=2" in pages[0]["next"]


@pytest.mark.parametrize("path", [f"{name}/" for name in LISTS] + ["totals/", "schema/", "docs/", ""])
def test_reading_needs_an_account(client: Client, path: str) -> None:
    assert client.get(f"/api/v1/{path}").status_code in (302, 401)


def test_open_reading_lets_anybody_read(client: Client, settings: Any) -> None:
    settings.OPEN_READING = True
    assert client.get("/api/v1/projects/").status_code == 200
    assert client.get("/").status_code == 200


READ_ONLY = ["councils", "core-areas", "portfolios"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("name", READ_ONLY)
def test_some_lists_are_never_written(reader: Client, name: str, method: str) -> None:
    answer = getattr(reader, method)(f"/api/v1/{name}/", "{}", content_type="application/json")
    assert answer.status_code == 405


@pytest.mark.parametrize("name", [name for name in LISTS if name not in READ_ONLY])
def test_a_reader_writes_nothing(reader: Client, name: str) -> None:
    # Of an allocation, the project says who may write it
    sent = json.dumps({"project": "P-1"})
    assert reader.post(f"/api/v1/{name}/", sent, content_type="application/json").status_code == 403
    for method in ("put", "patch", "delete"):
        answer = getattr(reader, method)(f"/api/v1/{name}/", "{}", content_type="application/json")
        assert answer.status_code == 405


def test_a_token_opens_the_api_to_a_program(client: Client, django_user_model: Any) -> None:
    django_user_model.objects.create_user("program", password="correct horse")
    given = client.post("/api/v1/token/", {"username": "program", "password": "correct horse"})
    token = given.json()["token"]
    assert Key.objects.get().digest == sha256(token.encode()).hexdigest()
    answer = client.get("/api/v1/projects/", headers={"authorization": f"Token {token}"})
    assert answer.status_code == 200
    assert client.get("/api/v1/projects/", headers={"authorization": "Token nonsense"}).status_code == 401


@pytest.mark.parametrize(
    ("body", "kind", "status", "named"),
    [
        ("{bad", "application/json", 400, "detail"),
        ("[]", "application/json", 400, "non_field_errors"),
        ("{}", "application/json", 400, "username"),
        (json.dumps({"username": "a\0", "password": "b"}), "application/json", 400, "username"),
        (json.dumps({"username": {"a": 1}, "password": "b"}), "application/json", 400, "username"),
        (json.dumps({"username": "x" * 10_000, "password": "b"}), "application/json", 400, "non_field_errors"),
        ("<a/>", "text/xml", 415, "detail"),
        (b"\xff\xfe", "application/json", 400, "detail"),
    ],
)
def test_a_malformed_sign_in_is_refused_and_never_a_500(
    client: Client, body: Any, kind: str, status: int, named: str
) -> None:
    answer = client.post("/api/v1/token/", body, content_type=kind)
    assert (answer.status_code, named in answer.json()) == (status, True), answer.content


def test_guessing_passwords_is_slowed_down(client: Client) -> None:
    answers = [client.post("/api/v1/token/", {"username": "a", "password": "b"}).status_code for _ in range(21)]
    assert (answers[0], answers[-1]) == (400, 429)


@pytest.mark.parametrize(
    "path", ["projects/NO-SUCH/", "projects/%00/", "councils/MR-XYZ/", "places/../", "projects/a b/"]
)
def test_an_address_without_a_row_is_a_404_or_400(reader: Client, path: str) -> None:
    assert reader.get(f"/api/v1/{path}").status_code in (400, 404)


@pytest.mark.parametrize("path", ["/?search=%00", "/projects/?%00=1", "/api/v1/totals/?group_by=%00"])
def test_a_nul_byte_in_the_address_is_a_400(reader: Client, path: str) -> None:
    assert reader.get(path).status_code == 400


@pytest.mark.usefixtures("dokument8")
def test_personal_data_is_in_no_answer_of_the_api(reader: Client) -> None:
    secret = {"person": "Someone Private", "email": "someone@example.org", "telephone": "+45 12 34 56 78"}
    Contact.objects.create(organisation=Organisation.objects.get(slug="nbpn"), post="Head Of Something", **secret)
    paths = ["/", "/projects/", "/projects/DOK8-C06/", "/allocations/", *(f"/api/v1/{name}/" for name in LISTS)]
    for path in [*paths, "/api/v1/organisations/nbpn/", "/api/v1/schema/", reverse("api:docs")]:
        said = reader.get(path).content.decode()
        assert not any(one in said for one in (*secret.values(), "Head Of Something")), path


@pytest.mark.usefixtures("dokument8")
def test_the_description_names_every_call_and_every_filter(reader: Client) -> None:
    schema = reader.get("/api/v1/schema/", headers={"accept": "application/json"}).json()
    assert {f"/api/v1/{name}/" for name in [*LISTS, "totals", "token"]} <= schema["paths"].keys()
    filters = {one["name"] for one in schema["paths"]["/api/v1/projects/"]["get"]["parameters"]}
    assert {"portfolio", "status", "council", "year", "budget_stated", "ordering", "page"} <= filters
    totals = {one["name"] for one in schema["paths"]["/api/v1/totals/"]["get"]["parameters"]}
    assert {"group_by", "mode", "status"} <= totals


def test_the_description_can_be_read_as_a_page(reader: Client) -> None:
    page = reader.get("/api/v1/docs/").content.decode()
    assert "/api/v1/totals/" in page


def test_a_program_reads_the_description_with_its_key(reader: Client) -> None:
    key = make_key(user=User.objects.get(), name="nightly")
    for sent, status in ((f"Token {key}", 200), ("Token wrong", 401)):
        headers = {"authorization": sent, "accept": "text/html"}
        assert Client().get("/api/v1/docs/", headers=headers).status_code == status
    page = Client().get("/api/v1/docs/", headers={"authorization": f"Token {key}"})
    assert "/api/v1/totals/" in page.content.decode()
    assert Client().get("/api/v1/docs/").status_code == 302


def test_the_page_of_data_begins_with_files_and_folds_its_reference_by_resource(reader: Client) -> None:
    page = reader.get("/api/v1/docs/").content.decode()
    assert page.index("/api/v1/projects/?format=csv") < page.index('id="licence"') < page.index('id="reference"')
    for name in ("project", "allocation", "organisation", "event"):
        assert f'href="{reverse(f"api:{name}-list")}?format=xlsx"' in page
    for name in (*LISTS, "totals", "annex"):
        assert f'<details class="resource" id="{name}">' in page


@pytest.mark.parametrize("path", ["projects/%C2%84/", "councils/D%F1%98/", "nowhere/", "projects/a%20b/"])
def test_an_address_that_leads_nowhere_is_answered_in_the_shape_of_the_api(reader: Client, path: str) -> None:
    answer = reader.get(f"/api/v1/{path}")
    assert (answer.status_code, [*answer.json()]) == (404, ["detail"])
