"""The tree of a figure: what it says of each row, to whom, and which questions are refused."""

import copy
import json
import subprocess
import sys
from decimal import Decimal
from email.message import Message
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from django.conf import settings
from django.test import Client

from accounts.keys import make_key
from accounts.roles import Role
from changes.models import Change, Way
from changes.opened import changing
from projects.models import Document, Source
from scripts.why import differences, main
from tests import builders
from tests.rights import people

pytestmark = pytest.mark.django_db


def source(slug: str, **values: Any) -> Source:
    document, _made = Document.objects.get_or_create(slug="annex", defaults={"title_en": "Annex", "kind": "report"})
    return Source.objects.create(slug=slug, document=document, **{"section": "closed", **values})


def rows_of(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for project in answer["projects"] for row in project["rows"]]


class TestRows:
    def test_an_allocation_in_another_currency_with_its_rate_and_its_source(self, get: Any) -> None:
        rated = {"currency": "SEK", "rate": "0.70125", "rate_date": "2009-03-04", "rate_source": "ECB"}
        project = builders.project("P-1", title_en="A title")
        builders.allocation(project, "100.02", source=source("annex-7", item=7), scope="share", year=2009, **rated)
        answer = get("why/")
        # 100.02 × 0.70125 = 70.139025
        assert answer["sum"] == {"amount_dkk": "70.14", "projects": 1, "rows": 1, "rows_not_counted": 0}
        assert [(one["reference"], one["title"], one["amount_dkk"]) for one in answer["projects"]] == [
            ("P-1", "A title", "70.14")
        ]
        (row,) = rows_of(answer)
        assert row["rate"] == {"rate": "0.70125000", "date": "2009-03-04", "kind": "", "source": "ECB"}
        assert (row["amount"], row["currency"], row["amount_dkk"], row["adds_dkk"]) == (
            "100.02",
            "SEK",
            "70.14",
            "70.14",
        )
        assert (row["kind"], row["reference"], row["day"], row["scope"]) == ("decided", "P-1-A1", "2009", "share")
        assert row["source"] == {"document": "annex", "section": "closed", "item": 7}
        assert (row["source_of"], row["source_in_words"]) == ("row", "Annex, closed, 7")

    def test_an_allocation_without_a_rate_is_shown_and_does_not_count(self, get: Any) -> None:
        builders.allocation(builders.project(), "5.00", currency="SEK")
        answer = get("why/")
        assert answer["sum"] == {"amount_dkk": None, "projects": 0, "rows": 0, "rows_not_counted": 1}
        assert [row["adds_dkk"] for row in rows_of(answer)] == [None]
        assert list(differences([answer])) == []
        builders.allocation(builders.project("P-2"), "7.00")
        answer = get("why/")
        # The allocation that counts is of one project; the other project is shown too
        assert answer["sum"] == {"amount_dkk": "7.00", "projects": 1, "rows": 1, "rows_not_counted": 1}
        assert len(answer["projects"]) == 2
        assert list(differences([answer])) == []

    def test_the_debt_takes_away_what_is_paid(self, get: Any) -> None:
        grant = builders.allocation(builders.project(), "100.00")
        builders.entry(grant, "contracted", "2025-01-01", "90.00")
        builders.entry(grant, "paid", "2025-02-01", "30.00", voucher="B-7")
        answer = get("why/", measure="debt", on="2025-03-01")
        assert answer["sum"]["amount_dkk"] == "60.00"
        assert [(row["kind"], row["adds_dkk"], row["voucher"]) for row in rows_of(answer)] == [
            ("contracted", "90.00", ""),
            ("paid", "-30.00", "B-7"),
        ]
        assert get("why/", measure="debt", on="2025-01-31")["sum"]["amount_dkk"] == "90.00"

    def test_an_entry_without_a_source_has_that_of_its_contract_or_else_of_its_grant(self, get: Any) -> None:
        grant = builders.allocation(builders.project(), "100.00", source=source("annex-1", item=1))
        contract = builders.contract(grant, source=source("annex-2", item=2))
        builders.entry(grant, "paid", "2025-01-01", "1.00")
        builders.entry(grant, "paid", "2025-01-02", "2.00", contract=contract)
        builders.entry(grant, "paid", "2025-01-03", "3.00", contract=contract, source=source("annex-3", item=3))
        said = [(row["source_of"], row["source"]["item"]) for row in rows_of(get("why/", measure="paid"))]
        assert said == [("grant", 1), ("contract", 2), ("row", 3)]

    def test_a_project_an_allocation_or_an_entry_alone(self, get: Any) -> None:
        project = builders.project("P-1", portfolio=builders.portfolio("theirs", own=False))
        grant, other = builders.allocation(project, "10.00"), builders.allocation(project, "20.00")
        builders.allocation(builders.project("P-2"), "40.00")
        builders.project("P-9")
        builders.entry(grant, "paid", "2025-01-01", "1.00")
        builders.entry(other, "paid", "2025-01-01", "2.00")

        def amount(**asked: str) -> Any:
            return get("why/", portfolio="all", **asked)["sum"]["amount_dkk"]

        assert [amount(), amount(project="P-1"), amount(allocation="P-1-A2")] == ["70.00", "30.00", "20.00"]
        assert amount(measure="paid", project="P-1") == "3.00"
        assert amount(measure="paid", allocation="P-1-A2") == amount(measure="paid", entry="P-1-A2-E1") == "2.00"
        assert amount(project="P-9") is None


class TestChanges:
    """Who entered a row, when and why."""

    @staticmethod
    def written() -> None:
        grant = builders.allocation(builders.project("P-1"), "10.00")
        person = people.account(Role.CONTROLLER, "grete")
        with changing(way=Way.PAGE, actor=person, reason="The letter of 3 March"):
            grant.amount = "12.00"
            grant.save()

    def said(self, client: Client) -> dict[str, Any]:
        (row,) = rows_of(client.get("/api/v1/why/").json())
        return dict(row["changes"][-1])

    def test_the_staff_reads_who_and_why(self) -> None:
        self.written()
        client = Client()
        client.force_login(people.account(Role.ADVISER))
        said = self.said(client)
        assert said["change"] == Change.objects.latest("number").number
        assert (said["way"], said["reason"], said["actor"]) == ("page", "The letter of 3 March", "grete")
        page = client.get("/why/").content.decode()
        assert "The letter of 3 March" in page
        assert f"/changes/{said['change']}/" in page

    def test_a_reader_reads_when(self, reader: Client) -> None:
        self.written()
        assert set(self.said(reader)) == {"change", "moment"}
        page = reader.get("/why/").content.decode()
        assert f"Change {Change.objects.latest('number').number}" in page
        assert "The letter of 3 March" not in page
        assert "grete" not in page
        assert "/changes/" not in page

    @pytest.mark.parametrize(("portfolios", "names"), [((), True), (("ours",), False)])
    def test_a_key_of_portfolios_reads_when(self, portfolios: tuple[str, ...], names: bool) -> None:
        """Its changes are closed to it: a change may be about another portfolio too."""
        self.written()
        key = make_key(user=people.account(people.CHIEF), name="Ours", scopes=["read"], portfolios=portfolios)
        answer = Client().get("/api/v1/why/", headers={"authorization": f"Token {key}"}).json()
        assert ("reason" in rows_of(answer)[0]["changes"][-1]) is names

    def test_a_visitor_of_an_open_site_reads_when(self, settings: Any) -> None:
        self.written()
        settings.OPEN_READING = True
        assert set(self.said(Client())) == {"change", "moment"}
        assert "grete" not in Client().get("/why/").content.decode()


class TestQuestions:
    @pytest.mark.parametrize(
        ("query", "named"),
        [
            ("typo=1", "typo"),
            ("measure=owed", "measure"),
            ("on=2025-02-30", "on"),
            ("group_by=colour", "group_by"),
            ("mode=both", "mode"),
            ("council=MR-X", "council"),
            ("belongs_to=colour:red", "belongs_to"),
            ("entry_kind=paid", "entry_kind"),
            ("entry=P-1-A1-E1", "entry"),
            ("group_by=status&project=P-1", "group_by"),
            ("page=9", "page"),
            ("cursor=", "cursor"),
        ],
    )
    def test_a_question_that_makes_no_sense_is_refused(self, reader: Client, query: str, named: str) -> None:
        answer = reader.get(f"/api/v1/why/?{query}")
        assert (answer.status_code, list(answer.json())) == (400, [named])
        page = reader.get(f"/why/?{query}")
        assert page.status_code == 400
        assert named in page.content.decode()

    def test_the_question_says_its_filters_in_words(self, get: Any) -> None:
        builders.project("P-1", status="ongoing")
        question = get("why/", status="ongoing", measure="paid", on="2025-12-31")["question"]
        assert (question["measure"], question["on"], question["as_of_change"]) == ("paid", "2025-12-31", None)
        assert question["filters_in_words"] == [
            "Portfolio: ours",
            "Status: Ongoing",
            "On the day: 31 December 2025",
            "Measure: Paid",
        ]

    def test_the_page_says_days_as_the_readers_language_writes_them_and_reads_them_so(self, reader: Client) -> None:
        text = reader.get("/why/?measure=paid&on=31.12.2025&after=31.12.2024&lang=da").text
        question = text.partition('id="question"')[2].partition("</section>")[0]
        assert "31. december 2025" in question
        assert "31. december 2024" in question
        assert "2025-12-31" not in question

    def test_an_answer_has_a_tag(self, reader: Client) -> None:
        with changing(way=Way.ADMIN):
            builders.project("P-1")
        tag = reader.get("/api/v1/why/")["ETag"]
        assert reader.get("/api/v1/why/", headers={"if-none-match": tag}).status_code == 304


class TestOneRecord:
    """A question that names a record is about this record, in whatever portfolio it is."""

    NAMED = (
        {"project": "EX-4"},
        {"allocation": "EX-4-A1"},
        {"contract": "C-9", "measure": "paid"},
        {"entry": "EX-4-A1-E1", "measure": "paid"},
    )

    @staticmethod
    def of_another_portfolio() -> None:
        grant = builders.allocation(
            builders.project("EX-4", portfolio=builders.portfolio("theirs", own=False)), "70.00"
        )
        contract = builders.contract(grant, code="C-9")
        builders.entry(grant, "paid", "2025-02-01", "70.00", contract=contract, reference="EX-4-A1-E1")

    @pytest.mark.parametrize("named", NAMED)
    def test_it_is_found_in_every_portfolio(self, get: Any, named: dict[str, str]) -> None:
        self.of_another_portfolio()
        answer = get("why/", **named)
        assert answer["sum"]["amount_dkk"] == "70.00"
        assert answer["question"]["filters"]["portfolio"] == ["all"]

    def test_the_page_says_that_it_counts_every_portfolio_and_its_list_does_the_same(self, reader: Client) -> None:
        self.of_another_portfolio()
        page = reader.get("/why/?contract=C-9&measure=paid")
        assert "Every portfolio" in page.content.decode()
        listed = reader.get(page.context["tree"].list_url)
        assert "EX-4-A1-E1" in listed.content.decode()

    def test_a_portfolio_of_the_address_stays(self, get: Any) -> None:
        self.of_another_portfolio()
        builders.portfolio("ours")
        assert get("why/", project="EX-4", portfolio="theirs")["sum"]["amount_dkk"] == "70.00"
        answer = get("why/", expect=400, project="EX-4", portfolio="ours")
        assert answer == {"project": ["The chosen portfolios have no “EX-4”."]}

    @pytest.mark.parametrize(
        "named",
        [
            {"project": "NOPE"},
            {"allocation": "NOPE"},
            {"post": "NOPE"},
            {"contract": "NOPE", "measure": "paid"},
            {"entry": "NOPE", "measure": "paid"},
        ],
    )
    def test_an_unknown_reference_is_refused(self, reader: Client, get: Any, named: dict[str, str]) -> None:
        self.of_another_portfolio()
        (name,) = {*named} - {"measure"}
        assert get("why/", expect=400, **named) == {name: ["There is no “NOPE”."]}
        page = reader.get("/why/", named)
        assert page.status_code == 400
        assert f"{name}: There is no “NOPE”." in page.content.decode()


class TestPage:
    def test_it_shows_the_figure_its_rows_and_the_list_of_them(self, reader: Client) -> None:
        project = builders.project("P-1", status="ongoing")
        builders.allocation(project, "1200.50", source=source("annex-7", item=7))
        page = reader.get("/why/?status=ongoing")
        content = page.content.decode()
        assert "1,200.50 DKK" in content
        assert "P-1-A1" in content
        assert 'href="/documents/annex/#source-annex-7"' in content
        assert 'id="source-annex-7"' in reader.get("/documents/annex/").content.decode()
        assert 'href="/allocations/?status=ongoing"' in content
        assert page.context["branches"][0].amount == page.context["tree"].added.amount == Decimal("1200.50")

    def test_it_reads_a_page_of_the_projects(self, reader: Client, django_assert_max_num_queries: Any) -> None:
        for number in range(30):
            builders.allocation(builders.project(f"P-{number}"), "1.00")
        with django_assert_max_num_queries(25):
            page = reader.get("/why/?page=2")
        assert len(page.context["branches"]) == 5
        assert page.context["tree"].added.amount == 30

    def test_nothing_counts(self, reader: Client) -> None:
        page = reader.get("/why/?measure=paid")
        assert page.status_code == 200
        assert "No grant and no entry counts for this question." in page.content.decode()

    def test_the_total_of_groups_shows_them_first(self, reader: Client) -> None:
        builders.allocation(builders.project("P-1", status="ongoing"), "5.00")
        builders.allocation(builders.project("P-2", status="closed"), "7.00")
        content = reader.get("/why/?group_by=status").content.decode()
        assert 'href="/why/?status=ongoing"' in content
        assert 'href="/why/?status=closed"' in content


class TestScript:
    """It notices any figure that differs from its parts."""

    @pytest.fixture
    def answer(self, get: Any) -> dict[str, Any]:
        rated = {"currency": "SEK", "rate": "0.7", "rate_date": "2009-03-04", "rate_source": "ECB"}
        builders.allocation(builders.project("P-1", status="ongoing"), "10.00", **rated)
        builders.allocation(builders.project("P-2"), "5.00")
        return dict(get("why/", group_by="status"))

    @pytest.mark.parametrize(
        ("place", "value"),
        [
            (("sum", "amount_dkk"), "12.01"),
            (("sum", "amount_dkk"), None),
            (("sum", "rows"), 3),
            (("sum", "rows_not_counted"), 1),
            (("sum", "projects"), 1),
            (("groups", "rows", 0, "amount_dkk"), "7.01"),
            (("projects", 0, "amount_dkk"), "6.99"),
            (("projects", 0, "rows", 0, "amount"), "10.01"),
            (("projects", 0, "rows", 0, "rate", "rate"), "0.71000000"),
            (("projects", 0, "rows", 0, "rate"), None),
            (("projects", 0, "rows", 0, "amount_dkk"), "7.01"),
            (("projects", 0, "rows", 0, "adds_dkk"), "-7.00"),
            (("projects", 0, "rows", 0, "kind"), "paid"),
            (("projects", 0, "rows", 0, "reference"), "P-2-A1"),
        ],
    )
    def test_it_names_what_is_altered(self, answer: Any, place: tuple[Any, ...], value: Any) -> None:
        assert list(differences([answer])) == []
        altered = copy.deepcopy(answer)
        inner = altered
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = value
        assert list(differences([altered]))

    def test_it_runs_alone(self, answer: Any, tmp_path: Path) -> None:
        good, bad = tmp_path / "good.json", tmp_path / "bad.json"
        good.write_text(json.dumps(answer), "utf-8")
        bad.write_text(json.dumps(answer | {"sum": answer["sum"] | {"amount_dkk": "13.00"}}), "utf-8")
        script = [sys.executable, "-I", str(Path(settings.BASE_DIR) / "scripts/why.py")]
        said = subprocess.run([*script, str(good)], capture_output=True, text=True, check=False)
        assert (said.returncode, said.stdout) == (0, "Equal: 12.00 DKK, 2 rows of 2 projects.\n")
        said = subprocess.run([*script, str(bad)], capture_output=True, text=True, check=False)
        assert said.returncode == 1
        assert said.stdout.splitlines() == [
            "The figure: the parts give 12.00, the answer states 13.00.",
            "The sum of the groups: the parts give 12.00, the answer states 13.00.",
        ]

    @pytest.mark.parametrize(
        ("query", "code", "said"),
        [
            ("measure=x", 400, "measure: Select a valid choice. x is not one of the available choices."),
            ("project=NOPE&measure=paid", 400, "project: There is no “NOPE”."),
            ("", 401, "Authentication credentials were not provided."),
        ],
    )
    def test_it_shows_the_sentence_with_which_the_site_refuses(
        self, reader: Client, monkeypatch: pytest.MonkeyPatch, capsys: Any, query: str, code: int, said: str
    ) -> None:
        answer = (reader if query else Client()).get(f"/api/v1/why/?{query}")
        assert answer.status_code == code

        def refuse(request: Any) -> None:
            raise HTTPError(request.full_url, code, "Refused", Message(), BytesIO(answer.content))

        monkeypatch.setattr("scripts.why.urlopen", refuse)
        assert main([f"https://oversigt.example.org/api/v1/why/?{query}"]) == 1
        assert capsys.readouterr().out == f"The site refuses it ({code}): {said}\n"

    def test_a_refusal_without_a_sentence_is_shown_by_its_status(
        self, monkeypatch: pytest.MonkeyPatch, capsys: Any
    ) -> None:
        def refuse(request: Any) -> None:
            raise HTTPError(request.full_url, 502, "Bad Gateway", Message(), BytesIO(b"<html>"))

        monkeypatch.setattr("scripts.why.urlopen", refuse)
        assert main(["https://oversigt.example.org/api/v1/why/"]) == 1
        assert capsys.readouterr().out == "The site refuses it: 502 Bad Gateway\n"

    def test_it_says_that_a_file_is_no_answer(self, tmp_path: Path, capsys: Any) -> None:
        file = tmp_path / "cut.json"
        for text in ("", "{", "[]", "{}", '{"question": {}}'):
            file.write_text(text, "utf-8")
            assert main([str(file)]) == 1
            assert "cannot be read" in capsys.readouterr().out
