"""The pages, the API and the commands of seals."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation

from changes.models import Way
from changes.opened import changing
from projects.models import Council
from seals.asked import ANNEX
from seals.comparing import comparison_of
from seals.models import Seal
from tests import builders
from tests.seals.made import content, person, register, retitle, sealed

pytestmark = pytest.mark.django_db


def client(role: str = "controller") -> Client:
    found = Client()
    found.force_login(person(role))
    return found


@pytest.mark.parametrize("address", ["/reports/", "/reports/by-council/", "/reports/gaps/", "/reports/annex/"])
def test_each_report_has_the_button_for_those_who_may_seal(address: str) -> None:
    register()
    assert 'action="/seals/new/"' in client().get(address).content.decode()
    assert 'action="/seals/new/"' not in client("reader").get(address).content.decode()


def test_one_button_seals_the_report_of_the_page_with_its_question() -> None:
    register()
    sent = {"report": "by-council", "query": "status=closed&page=2", "of": "", "reason": "Accounts"}
    answer = client().post("/seals/new/", sent)
    row = Seal.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, "/seals/1/")
    assert (row.query, row.reason, row.person, row.language) == ("status=closed", "Accounts", person(), "en")
    page = client().get("/seals/1/").content.decode()
    for file in row.files.all():
        assert file.sha256 in page
        assert f"/seals/1/files/{file.kind}/" in page
    assert row.manifest in page
    assert "/seals/1/" in client("reader").get("/seals/").content.decode()


def test_a_form_that_is_sent_twice_seals_once() -> None:
    register()
    sent = {"report": "gaps", "reason": "Twice", "form_key": "k" * 32}
    one = client()
    assert [one.post("/seals/new/", sent)["Location"] for _time in range(2)] == ["/seals/1/", "/seals/1/"]
    assert Seal.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"reason": ""}, "This field is required"),
        ({"reason": "x", "report": "no-such"}, "There is no such report"),
        ({"reason": "x", "query": "typo=1"}, "typo"),
        ({"reason": "x", "of": "2027-02-29"}, "2027-02-29"),
    ],
)
def test_a_wrong_form_is_shown_again_with_a_sentence_and_seals_nothing(sent: dict[str, str], sentence: str) -> None:
    register()
    answer = client().post("/seals/new/", {"report": "by-council", **sent})
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not Seal.objects.exists()


def test_a_report_as_of_an_earlier_day_is_sealed_as_it_is_shown() -> None:
    register()
    retitle("Another house")
    page = client().get("/as-of/1/reports/annex/").content.decode()
    assert 'name="of" value="1"' in page
    answer = client().post("/as-of/1/seals/new/", {"report": ANNEX, "of": "1", "reason": "As it was"})
    assert answer["Location"] == "/seals/1/"
    row = Seal.objects.get()
    assert row.change_id == 1
    assert "Safe house" in content(row, "csv").decode()


@pytest.mark.parametrize(
    ("address", "more"),
    [
        ("/api/v1/seals/", {"query": "as_of=1"}),
        ("/api/v1/seals/", {"query": "as_of=1&as_of=1", "as_of": "1"}),
        ("/api/v1/seals/?as_of=1", {}),
        ("/as-of/1/api/v1/seals/", {}),
        ("/as-of/1/api/v1/seals/", {"as_of": "1"}),
    ],
)
def test_a_program_seals_as_of_a_day_wherever_it_names_the_day(address: str, more: dict[str, str]) -> None:
    register()
    retitle("Another house")
    body = {"report": ANNEX, "reason": "As it was", **more}
    answer = client().post(address, json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()["change"], answer.json()["query"]) == (201, 1, "")
    assert answer["Location"] == "http://testserver/api/v1/seals/1/"
    assert "Safe house" in content(Seal.objects.get(), "csv").decode()


def test_a_form_on_an_address_of_a_day_seals_that_day() -> None:
    register()
    retitle("Another house")
    answer = client().post("/as-of/1/seals/new/", {"report": ANNEX, "of": "", "reason": "As it was"})
    assert answer["Location"] == "/seals/1/"
    assert Seal.objects.get().change_id == 1


@pytest.mark.parametrize(
    ("address", "more"),
    [
        ("/api/v1/seals/", {"query": "as_of=1", "as_of": "2"}),
        ("/api/v1/seals/", {"query": "as_of=1&as_of=2"}),
        ("/api/v1/seals/", {"query": "as_of=nonsense"}),
        ("/api/v1/seals/?as_of=1", {"as_of": "2"}),
        ("/api/v1/seals/?as_of=nonsense", {}),
        ("/as-of/1/api/v1/seals/", {"query": "as_of=2"}),
        ("/as-of/nonsense/api/v1/seals/", {}),
        ("/as-of/99/api/v1/seals/", {}),
    ],
)
def test_two_days_and_no_day_seal_nothing(address: str, more: dict[str, str]) -> None:
    register()
    retitle("Another house")
    body = {"report": "by-council", "reason": "x", **more}
    answer = client().post(address, json.dumps(body), content_type="application/json")
    assert (answer.status_code, list(answer.json())) == (400, ["as_of"])
    sent = client().post("/as-of/1/seals/new/", {"report": "by-council", "of": "2", "reason": "x"})
    assert sent.status_code == 400
    assert not Seal.objects.exists()


def test_a_sealed_file_is_downloaded_as_it_was() -> None:
    register()
    row = sealed()
    for file in row.files.all():
        answer = client("reader").get(f"/seals/1/files/{file.kind}/")
        assert answer.content == content(row, file.kind)
        assert file.name in answer["Content-Disposition"]
    assert client().get("/seals/1/files/exe/").status_code == 404
    assert client().get("/seals/2/").status_code == 404


def test_the_comparison_is_empty_until_something_changes_and_then_names_it() -> None:
    register()
    sealed(ANNEX)
    assert "same answer today" in client("reader").get("/seals/1/compare/").content.decode()
    retitle("Another house")
    with changing(way=Way.ADMIN, reason="more"):
        builders.project("P-2")
    page = client("reader").get("/seals/1/compare/").content.decode()
    for words in ("Safe house", "Another house", "P-2", "2 values"):
        assert words in page


def test_a_total_is_compared_by_its_row() -> None:
    project = register()
    row = sealed()
    with changing(way=Way.ADMIN, reason="more"):
        builders.allocation(project, "500.00")
    page = client("reader").get(f"/seals/{row.number}/compare/").content.decode()
    assert "1,000" in page
    assert "1,500" in page
    assert "1000.00" not in page


def test_the_comparison_is_in_words_of_the_readers_language() -> None:
    project = register(amount="10800000.00")
    row = sealed(language="da")
    with changing(way=Way.ADMIN, reason="more"):
        builders.allocation(project, "500.00")
        builders.allocation(builders.project("P-2", councils=("MR-JÄM", "MR-S")), "7.00")
    with translation.override("en"):
        compared = [tuple(line.values) for line in comparison_of(row).rows]
    assert ("Not stated", "Amount (DKK)", "10,800,000", "10,800,500") in compared
    assert ("MR-JÄM + MR-S", "", "no", "yes") in compared
    with translation.override("da"):
        compared = [tuple(line.values) for line in comparison_of(row).rows]
    assert ("Ikke oplyst", "Beløb (DKK)", "10.800.000", "10.800.500") in compared
    assert ("MR-JÄM + MR-S", "", "nej", "ja") in compared


@pytest.mark.parametrize("report", ["by-council", ANNEX])
def test_a_filter_whose_record_was_deleted_since_is_said_in_the_readers_language(report: str) -> None:
    register()
    with changing(way=Way.ADMIN, reason="begun"):
        project = builders.project("P-2", councils=("MR-X",))
    row = sealed(report, query="council=MR-X", language="fi")
    with changing(way=Way.ADMIN, reason="gone"):
        project.delete()
        Council.objects.get(code="MR-X").delete()
    page = client("reader").get(f"/seals/{row.number}/compare/")
    assert page.status_code == 200
    assert page.context["problem"] == (
        "The register of today cannot answer this question: something that it names was deleted since."
    )


def post(role: str, body: Any) -> Any:
    return client(role).post("/api/v1/seals/", json.dumps(body), content_type="application/json")


def test_a_program_seals_and_reads_seals() -> None:
    register()
    answer = post("adviser", {"report": "by-council", "query": "status=closed", "language": "da", "reason": "Yearly"})
    assert answer.status_code == 201
    said = answer.json()
    assert answer["Location"].endswith("/api/v1/seals/1/")
    assert (said["number"], said["role"], said["language"], said["previous_sha256"]) == (1, "adviser", "da", None)
    assert {file["kind"] for file in said["files"]} == {"pdf", "docx", "csv", "json"}
    reader = client("reader")
    assert [one["number"] for one in reader.get("/api/v1/seals/").json()["results"]] == [1]
    assert "manifest" in json.loads(reader.get("/api/v1/seals/1/").json()["seal_json"])
    pdf = next(file for file in said["files"] if file["kind"] == "pdf")
    answer = reader.get(pdf["url"].replace("http://testserver", ""))
    assert len(answer.content) == pdf["size"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"report": "no-such", "reason": "x"}, "report"),
        ({"report": "by-council"}, "reason"),
        ({"report": "by-council", "reason": "x", "query": "typo=1"}, "typo"),
        ({"report": "by-council", "reason": "x", "as_of": "2999-01-01"}, "as_of"),
        ({"report": "by-council", "reason": "x", "number": "7"}, "number"),
        ({"report": "by-council", "reason": ["x"]}, "reason"),
    ],
)
def test_a_wrong_body_is_a_400_that_names_the_field(body: dict[str, Any], field: str) -> None:
    register()
    answer = post("controller", body)
    assert answer.status_code == 400
    assert field in answer.json()
    assert not Seal.objects.exists()


def test_the_list_of_the_api_comes_in_pages(monkeypatch: Any) -> None:
    monkeypatch.setattr("seals.api_views.MOST", 2)
    register()
    for _time in range(3):
        sealed("gaps")
    first = client("reader").get("/api/v1/seals/").json()
    assert [one["number"] for one in first["results"]] == [3, 2]
    rest = client("reader").get(first["next"].replace("http://testserver", "")).json()
    assert ([one["number"] for one in rest["results"]], rest["next"]) == ([1], None)
    assert client("reader").get("/api/v1/seals/?before=x").status_code == 400


def test_the_commands_seal_list_and_check() -> None:
    register()
    out = StringIO()
    call_command("seal", "by-council", reason="Accounts", filter=["status=closed"], user=person().username, stdout=out)
    row = Seal.objects.get()
    assert row.person == person()
    assert row.files.get(kind="pdf").sha256 in out.getvalue()
    call_command("seals", stdout=out)
    call_command("seals", check=True, stdout=out)
    assert "1 seals: chain, signatures and files are as they were sealed." in out.getvalue()
    Seal.objects.update(title="Another")
    with pytest.raises(CommandError, match="1 problems"):
        call_command("seals", check=True, stdout=out)
    for wrong in ({"reason": "x", "user": "nobody"}, {"reason": " "}, {"reason": "x", "query": "typo=1"}):
        with pytest.raises(CommandError):
            call_command("seal", "by-council", **wrong, stdout=out)


def test_the_day_of_the_report_is_the_day_of_sealing_not_that_of_the_last_change() -> None:
    register()
    assert sealed("debt").day == timezone.localdate()
