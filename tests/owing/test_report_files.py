"""An organisation hands in a report with a file: it waits with the proposal, and becomes the document's file."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.keys.making import make_key
from accounts.roles import Role
from changes.erasing.terms import Terms
from changes.models import Change, WaitingProposal
from projects.files import references
from projects.files.references import referred_to, remove_unreferenced
from projects.files.removing import files_that_name, of_documents, of_proposals, remove_bytes
from projects.files.store import holds
from projects.models import Document, DocumentFile, FileContent
from tests import builders
from tests import sample_files as samples
from tests.approving.people import decided
from tests.changes.api.program import Program
from tests.owing.organisations import ADDRESS, KEY, SAID, account_of, browser, handed_in
from tests.pages.test_pages import text_of
from tests.rights import people
from tests.rights.people import limited

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
ONE, TWO = samples.pdf("Forty people came home"), samples.pdf("Forty-one people came home")
API = f"/api/v1/owed-reports/{KEY}/"


def upload(content: bytes = ONE, name: str = "Slutrapport.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def bytes_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def sha256(proposal: WaitingProposal) -> str:
    return str(proposal.operations[0]["data"]["files"][0]["sha256"])


def adviser(name: str = "ada") -> Program:
    return Program(people.account(Role.ADVISER, name))


def as_if_a_day_passed() -> list[str]:
    return remove_unreferenced(timezone.now() + timedelta(minutes=1))


class TestHandingIn:
    def test_the_file_waits_and_becomes_the_file_of_the_document(self, body: User) -> None:
        proposal = handed_in(body, url="", file=upload())
        assert not DocumentFile.objects.exists()
        assert as_if_a_day_passed() == []
        assert decided(adviser(), proposal, "approve").status_code == 201
        row = DocumentFile.objects.get()
        assert (row.document.slug, row.version, row.name) == ("p-1-k1-final-20260201", 1, "Slutrapport.pdf")
        assert (row.media_type, row.size) == ("application/pdf", len(ONE))
        assert row.document.url == ""
        assert as_if_a_day_passed() == []
        assert bytes_of(browser(people.account(Role.READER)).get(row.get_absolute_url())) == ONE

    def test_an_address_is_enough(self, body: User) -> None:
        assert decided(adviser(), handed_in(body), "approve").status_code == 201
        assert not DocumentFile.objects.exists()
        assert Document.objects.get(slug="p-1-k1-final-20260201").url == "https://body.example/r.pdf"

    @pytest.mark.parametrize(
        ("content", "name", "sentence"),
        [
            (b"", "a.pdf", "The file is empty."),
            (b"MZ\x90\x00", "a.exe", "This type of file is not taken."),
            (b"<html><script>", "a.txt", "This type of file is not taken."),
            (b"%PDF-1.4 and no end", "a.pdf", "its end is missing"),
            (samples.locked_pdf("secret"), "a.pdf", "The file is protected by a password."),
        ],
    )
    def test_files_that_documents_may_not_have_are_refused(
        self, body: User, content: bytes, name: str, sentence: str
    ) -> None:
        answer = browser(body).post(ADDRESS, {**SAID, "file": upload(content, name)})
        assert answer.status_code == 400
        assert sentence in text_of(answer)
        answer = browser(body).post(API, {**SAID, "file": upload(content, name)})
        assert answer.status_code == 400
        assert sentence in answer.json()["file"][0]
        assert not WaitingProposal.objects.exists()

    def test_a_file_may_be_as_large_as_that_of_a_document(self, body: User, settings: Any) -> None:
        settings.FILE_MEGABYTES = 6
        large = b"word " * (6 * 1024 * 1024 // 5 - 1)
        assert handed_in(body, file=upload(large, "large.txt")).operations[0]["data"]["files"][0]["size"] == len(large)
        for address in (ADDRESS, API):
            answer = browser(body).post(address, {**SAID, "file": upload(large * 2, "large.txt")})
            assert answer.status_code == 413
            assert "6 MB" in answer.content.decode()

    def test_a_name_of_a_file_is_no_path(self, body: User) -> None:
        proposal = handed_in(body, file=upload(ONE, "..\\..\\etc/passwd"))
        assert proposal.operations[0]["data"]["files"][0]["name"] == "passwd.pdf"

    def test_no_file_is_taken_with_a_form_that_is_wrong(self, body: User, store: Path) -> None:
        assert browser(body).post(ADDRESS, {**SAID, "title": "", "file": upload()}).status_code == 400
        assert not [path for path in store.rglob("*") if path.is_file()]

    def test_nobody_else_uploads(self, body: User, store: Path) -> None:
        for user in (account_of("other", "other"), people.account(Role.ADVISER, "ada"), people.account(Role.READER)):
            for address in (ADDRESS, API):
                answer = browser(user).post(address, {**SAID, "file": upload()})
                assert answer.status_code in (403, 404)
        assert not [path for path in store.rglob("*") if path.is_file()]


class TestAgain:
    def test_the_file_stays_without_a_new_one(self, body: User) -> None:
        proposal = handed_in(body, file=upload())
        decided(adviser(), proposal, "send-back", reason="The accounts are missing")
        assert "“Slutrapport.pdf” stays" in text_of(browser(body).get(ADDRESS))
        again = handed_in(body, note="With accounts")
        assert (again.pk, sha256(again)) == (proposal.pk, sha256(proposal))
        assert decided(adviser("abe"), again, "approve").status_code == 201
        assert DocumentFile.objects.get().sha256 == sha256(proposal)

    def test_a_new_file_replaces_it_and_the_old_one_is_thrown_away(self, body: User) -> None:
        first = sha256(handed_in(body, file=upload()))
        second = sha256(handed_in(body, file=upload(TWO, "Rättad.pdf")))
        as_if_a_day_passed()
        assert (holds(first), holds(second)) == (False, True)

    def test_it_can_be_handed_in_without_the_file(self, body: User) -> None:
        handed_in(body, file=upload())
        assert "files" not in browser(body).get(API).json()
        again = handed_in(body, drop_file="on")
        assert again.operations[0]["data"]["files"] == []
        answer = browser(body).post(ADDRESS, {**SAID, "file": upload()})
        assert answer.status_code == 302
        answer = browser(body).post(ADDRESS, {**SAID, "file": upload(TWO), "drop_file": "on"})
        assert "not both" in text_of(answer)

    def test_a_colleague_keeps_the_file(self, body: User) -> None:
        first = handed_in(body, file=upload())
        second = handed_in(account_of("body", "colleague"))
        assert sha256(second) == sha256(first)
        as_if_a_day_passed()
        assert holds(sha256(first))

    def test_an_acceptance_that_was_undone_leaves_the_file_to_the_next_one(self, body: User) -> None:
        proposal = handed_in(body, file=upload())
        decided(adviser(), proposal, "approve")
        chief = Program(people.account(people.CHIEF, "chief"))
        number = Change.objects.latest("number").number
        assert chief.send("post", f"changes/{number}/undo/", {"reason": "Too early"}).status_code == 201
        again = handed_in(body)
        assert sha256(again) == sha256(proposal)
        assert decided(adviser("abe"), again, "approve").status_code == 201


class TestEnding:
    def test_the_file_of_a_report_that_is_withdrawn_is_thrown_away(self, body: User) -> None:
        proposal = handed_in(body, file=upload())
        assert browser(body).get(f"{ADDRESS}file/").status_code == 200
        browser(body).post(f"{ADDRESS}withdraw/")
        assert browser(body).get(f"{ADDRESS}file/").status_code == 404
        assert adviser().get(f"proposals/{proposal.pk}/file/").status_code == 404
        assert remove_unreferenced(timezone.now() - timedelta(days=1)) == []
        as_if_a_day_passed()
        assert not holds(sha256(proposal))
        assert not FileContent.objects.exists()

    def test_a_report_whose_file_was_removed_is_not_accepted(
        self, body: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        proposal = handed_in(body, file=upload())
        with django_capture_on_commit_callbacks(execute=True):
            remove_bytes(content=FileContent.objects.get(), reason="Names of persons")
        assert not holds(sha256(proposal))
        assert sha256(proposal) not in referred_to()
        answer = decided(adviser(), proposal, "approve")
        assert answer.status_code == 409
        assert "The file of this report was removed." in answer.json()["detail"]
        answer = browser(body).post(ADDRESS, SAID)
        assert "The file that you sent before was removed." in text_of(answer)
        assert browser(body).get(f"{ADDRESS}file/").status_code == 410
        assert handed_in(body, file=upload(TWO)).state == "waiting"

    def test_files_of_proposals_are_read_before_those_of_documents(self) -> None:
        known = references._references
        # A proposal that is accepted between the two reads is in the second one
        assert known.index(of_proposals) < known.index(of_documents)


class TestReading:
    def test_the_organisation_and_who_decides_read_the_file(self, body: User) -> None:
        proposal = handed_in(body, file=upload())
        for user in (body, account_of("body", "colleague")):
            answer = browser(user).get(f"{ADDRESS}file/")
            assert bytes_of(answer) == ONE
            assert answer["Content-Disposition"] == 'attachment; filename="Slutrapport.pdf"'
            assert "sandbox" in answer["Content-Security-Policy"]
            assert bytes_of(browser(user).get(f"{API}file/")) == ONE
        for role in (Role.ADVISER, Role.CONTROLLER, people.CHIEF):
            user = people.account(role, f"the-{role}")
            assert bytes_of(browser(user).get(f"/proposals/{proposal.pk}/file/")) == ONE
            assert bytes_of(Program(user).get(f"proposals/{proposal.pk}/file/")) == ONE
            assert f"/proposals/{proposal.pk}/file/" in browser(user).get(f"/proposals/{proposal.pk}/").content.decode()

    def test_nobody_else_reads_it(self, body: User) -> None:
        proposal = handed_in(body, file=upload())
        others = [people.account(Role.READER), people.account(Role.ADMINISTRATOR), account_of("other", "other")]
        others.append(limited(Role.ADVISER, "theirs", "outside"))
        for user in others:
            for address in (f"{ADDRESS}file/", f"{API}file/"):
                assert browser(user).get(address).status_code in (403, 404)
            for address in (f"/proposals/{proposal.pk}/file/", f"/api/v1/proposals/{proposal.pk}/file/"):
                assert browser(user).get(address).status_code in (403, 404)
        for address in (f"{ADDRESS}file/", f"/proposals/{proposal.pk}/file/"):
            assert Client().get(address).status_code == 302
        assert browser(body).get(f"/proposals/{proposal.pk}/file/").status_code == 403

    def test_open_reading_shows_no_file(self, body: User, settings: Any) -> None:
        proposal = handed_in(body, file=upload())
        settings.OPEN_READING = True
        assert Client().get(f"/proposals/{proposal.pk}/file/").status_code == 302
        assert Client().get(f"/api/v1/proposals/{proposal.pk}/file/").status_code in (401, 403, 404)

    def test_a_proposal_of_staff_has_no_such_file(self) -> None:
        author = people.account(Role.ADVISER, "author")
        row = builders.document_file()
        said: dict[str, Any] = {
            "name": row.name,
            "sha256": row.sha256,
            "size": row.size,
            "media_type": row.media_type,
            "version": 1,
        }
        operation: dict[str, Any] = {
            "kind": "document",
            "base": None,
            "data": {"files": [said]},
            "key": "x",
            "action": "create",
        }
        operation |= {"row": None, "version": 0, "rules": []}
        proposal = WaitingProposal.objects.create(author=author, way="page", operations=[operation])
        assert adviser().get(f"proposals/{proposal.pk}/file/").status_code == 404

    def test_the_organisation_reads_its_file_after_it_is_accepted(self, body: User) -> None:
        proposal = handed_in(body, file=upload())
        decided(adviser(), proposal, "approve")
        assert bytes_of(browser(body).get(f"{ADDRESS}file/")) == ONE
        # Staff read it as the file of the document
        assert adviser("abe").get(f"proposals/{proposal.pk}/file/").status_code == 404
        assert browser(body).get("/documents/p-1-k1-final-20260201/files/1/").status_code == 403

    def test_the_search_does_not_find_it_before_it_is_accepted(self, body: User) -> None:
        proposal, reader = handed_in(body, file=upload()), browser(people.account(Role.READER))
        assert "Slutrapport.pdf" not in text_of(reader.get("/search/?search=forty+home"))
        decided(adviser(), proposal, "approve")
        assert "Slutrapport.pdf" in text_of(reader.get("/search/?search=forty+home"))

    def test_an_erasure_names_a_file_that_waits(self, body: User) -> None:
        proposal = handed_in(body, file=upload(samples.pdf("By Anna Plantesson"), "a.pdf"))
        assert list(files_that_name(Terms(["Anna Plantesson"]))) == [
            (f"a.pdf, {sha256(proposal)}", f"/proposals/{proposal.pk}/")
        ]


class TestPrograms:
    def test_a_program_sends_a_form_with_a_file(self, body: User) -> None:
        answer = browser(body).post(API, {**SAID, "file": upload()})
        assert answer.status_code == 202, answer.content
        said = answer.json()["handed_in"]["file"]
        assert (said["name"], said["media_type"], said["size"]) == ("Slutrapport.pdf", "application/pdf", len(ONE))
        assert bytes_of(browser(body).get(said["url"])) == ONE

    def test_json_keeps_the_file_or_drops_it(self, body: User) -> None:
        program = Program(body)
        handed_in(body, file=upload())
        answer = program.send("post", f"owed-reports/{KEY}/", SAID)
        assert answer.json()["handed_in"]["file"]["name"] == "Slutrapport.pdf"
        answer = program.send("post", f"owed-reports/{KEY}/", {**SAID, "drop_file": True})
        assert (answer.status_code, answer.json()["handed_in"]["file"]) == (202, None)

    @pytest.mark.parametrize(
        "sent",
        [
            {"file": "a.pdf"},
            {"files": upload()},
            {"file": [upload(), upload(TWO, "b.pdf")]},
            {"title": upload()},
        ],
    )
    def test_it_says_which_part_of_a_form_is_wrong(self, body: User, sent: dict[str, Any]) -> None:
        answer = browser(body).post(API, {**SAID, **sent})
        assert answer.status_code == 400
        assert set(answer.json()) == set(sent)
        assert not WaitingProposal.objects.exists()

    def test_a_key_that_reads_reads_the_file_and_one_of_a_portfolio_does_not(self, body: User) -> None:
        proposal = handed_in(body, file=upload())
        ada = people.account(Role.ADVISER, "ada")
        address = f"/api/v1/proposals/{proposal.pk}/file/"

        def status(**limits: Any) -> int:
            headers = {"authorization": f"Token {make_key(user=ada, name=str(limits), **limits)}"}
            return int(Client().get(address, headers=headers).status_code)

        assert status(scopes=["read"]) == 200
        assert status(scopes=["calendar"]) in (403, 404)
        assert status(scopes=["read"], portfolios=["ours"]) == 403
