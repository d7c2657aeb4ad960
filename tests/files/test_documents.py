"""Files of documents: versions, rights, downloads, undo, days, search, removal."""

import hashlib
from base64 import b64decode
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from changes.erasing.erase import erase_contact
from changes.models import Change, Latest
from changes.undo import undo
from projects.files.references import remove_unreferenced
from projects.files.storage import FolderStorage
from projects.files.store import holds
from projects.models import Document, DocumentFile, FileContent
from tests import builders
from tests import sample_files as samples
from tests.rights import people

pytestmark = pytest.mark.django_db
PAGE, API = "/documents/paper/files/", "/api/v1/documents/paper/files/"
ONE, TWO = samples.pdf("The first agreement", "Travel to Nuuk"), samples.pdf("The second agreement")


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    """A document, and an empty file store."""
    options = {"location": str(tmp_path / "store")}
    own = {"BACKEND": "projects.files.storage.FolderStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "files": own}
    builders.source()
    return tmp_path / "store"


def client_of(role: str, name: str = "") -> Client:
    client = Client()
    client.force_login(people.account(role, name or f"the-{role}"))
    return client


@pytest.fixture
def adviser() -> Client:
    return client_of(Role.ADVISER)


def send(client: Client, content: bytes = ONE, name: str = "Aftale.pdf", address: str = PAGE, **more: Any) -> Any:
    headers = more.pop("headers", {})
    return client.post(address, {"file": SimpleUploadedFile(name, content), **more}, headers=headers)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def versions() -> list[tuple[int, str]]:
    return list(DocumentFile.objects.order_by("version").values_list("version", "name"))


def files_in(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


class TestSending:
    def test_a_file_becomes_the_next_version_in_a_change(self, adviser: Client) -> None:
        assert send(adviser, reason="Signed").status_code == 302
        assert send(adviser, TWO, "Ny aftale.pdf").status_code == 302
        assert versions() == [(1, "Aftale.pdf"), (2, "Ny aftale.pdf")]
        first: Any = Change.objects.order_by("number")[0]
        assert (first.actor.username, first.reason, first.way) == ("the-adviser", "Signed", "page")
        record: Any = first.records.get()
        assert (record.kind, record.key, record.before["files"]) == ("document", "paper", [])
        assert record.after["files"] == [
            {
                "version": 1,
                "name": "Aftale.pdf",
                "sha256": hashlib.sha256(ONE).hexdigest(),
                "size": len(ONE),
                "media_type": "application/pdf",
            }
        ]

    def test_the_same_file_again_is_no_new_version(self, adviser: Client) -> None:
        send(adviser)
        answer = send(adviser)
        assert answer.status_code == 400
        assert "This file is already version 1 of the document." in answer.content.decode()
        assert len(versions()) == 1

    def test_a_form_that_is_sent_twice_adds_one_version(self, adviser: Client) -> None:
        key = "k" * 24
        assert send(adviser, form_key=key).status_code == 302
        assert send(adviser, form_key=key).status_code == 302
        assert len(versions()) == 1

    @pytest.mark.parametrize(
        ("content", "name", "sentence"),
        [
            (b"", "x.pdf", "The submitted file is empty."),
            (samples.HTML, "x.pdf", "This type of file is not taken."),
            (samples.EXECUTABLE, "contract.pdf", "This type of file is not taken."),
            (samples.bomb(), "x.docx", "The file unpacks to far more than its own size."),
            (samples.locked_pdf("x"), "x.pdf", "protected by a password"),
            (samples.pdf_with("/OpenAction << /S /JavaScript /JS (x) >>"), "x.pdf", "macros or a program"),
            (b"%PDF-1.4\n/OpenAction<</S/Java#53cript/JS(x)>>\n%%EOF", "x.pdf", "Save or print it as a new PDF"),
        ],
        ids=["empty", "page", "program", "bomb", "password", "script", "damaged"],
    )
    def test_a_file_that_is_not_taken_is_a_sentence_at_the_field(
        self, adviser: Client, content: bytes, name: str, sentence: str
    ) -> None:
        for address in (PAGE, API):
            answer = send(adviser, content, name, address)
            assert answer.status_code == 400
            assert sentence.replace("The submitted file", "The file") in answer.content.decode()
        assert versions() == []
        assert not Change.objects.exists()

    def test_a_file_may_be_as_large_as_the_setting_and_no_larger(self, adviser: Client, settings: Any) -> None:
        settings.FILE_MEGABYTES = 1
        assert send(adviser, b"a" * 1024 * 1024, "x.txt").status_code == 302
        answer = send(adviser, b"a" * (1024 * 1024 + 1), "x.txt")
        assert answer.status_code == 400
        assert "The file is larger than 1 MB." in answer.content.decode()
        assert send(adviser, b"a" * (1024 * 1024 + 1), "x.txt", API).json() == {
            "file": ["The file is larger than 1 MB."]
        }

    def test_a_body_of_two_gigabytes_is_refused_before_it_is_read(self, adviser: Client) -> None:
        headers = {"content-length": str(2 * 1024**3)}
        for address in (PAGE, API):
            assert adviser.post(address, headers=headers).status_code == 413

    @pytest.mark.parametrize(
        ("came_from", "link"),
        [
            ("http://testserver/documents/paper/?edit=files", '<a href="/documents/paper/?edit=files">'),
            ("https://elsewhere.example/documents/paper/", '<a href="/documents/paper/">'),
            ('http://testserver/"><b>', ""),
            ("https://elsewhere.example//evil.example/", ""),
            ("", ""),
        ],
    )
    def test_the_answer_to_a_large_body_leads_back_to_the_form(
        self, adviser: Client, came_from: str, link: str
    ) -> None:
        headers = {"content-length": str(2 * 1024**3), "referer": came_from}
        said = adviser.post(PAGE, headers=headers).content.decode()
        assert (link or "<h1>") in said
        assert ("Back to the form" in said) == bool(link)

    @pytest.mark.parametrize("number", [0, 2])
    def test_one_file_is_sent_at_a_time(self, adviser: Client, number: int) -> None:
        for address in (PAGE, API):
            sent = {"file": [SimpleUploadedFile(f"{place}.pdf", ONE) for place in range(number)]}
            assert adviser.post(address, sent).status_code == 400

    @pytest.mark.parametrize("number", [28, 13])
    def test_a_disk_that_takes_nothing_is_a_sentence_and_nothing_is_half_done(
        self, adviser: Client, store: Path, monkeypatch: Any, number: int
    ) -> None:
        def refuse(self: Any, file: Any, content: Any) -> None:
            raise OSError(number, "no")

        monkeypatch.setattr(FolderStorage, "_write", refuse)
        for address in (PAGE, API):
            answer = send(adviser, address=address)
            assert answer.status_code == (507 if number == 28 else 503)
            assert "Nothing was saved." in answer.content.decode()
        assert versions() == []
        assert files_in(store) == set()

    def test_a_change_that_fails_leaves_a_file_that_nothing_needs(
        self, adviser: Client, store: Path, monkeypatch: Any
    ) -> None:
        def fail(*_args: Any, **_options: Any) -> None:
            raise RuntimeError

        monkeypatch.setattr("changes.opened.write_history", fail)
        with pytest.raises(RuntimeError):
            send(adviser)
        assert versions() == []
        assert len(files_in(store)) == 1
        call_command("files", "--check", stdout=(said := StringIO()))
        assert "unreferenced" in said.getvalue()
        remove_unreferenced(timezone.now() + timedelta(seconds=1))
        assert files_in(store) == set()
        assert not FileContent.objects.exists()


class TestRights:
    @pytest.mark.parametrize(
        ("role", "status"),
        [
            (Role.ADVISER, 302),
            (Role.CONTROLLER, 302),
            (Role.READER, 403),
            (Role.ADMINISTRATOR, 403),
            (Role.CONTRIBUTOR, 403),
        ],
    )
    def test_who_may_add_a_file(self, role: str, status: int, store: Path) -> None:
        client = client_of(role)
        assert send(client).status_code == status
        assert send(client, TWO, address=API).status_code == (201 if status == 302 else 403)
        # Who may not leaves no file either
        assert len(files_in(store)) == (2 if status == 302 else 0)

    def test_a_role_with_limits_changes_no_shared_document(self, store: Path) -> None:
        client = Client()
        client.force_login(people.limited(Role.ADVISER, "ours"))
        assert send(client).status_code == 403
        assert send(client, address=API).status_code == 403
        assert files_in(store) == set()

    def test_every_account_reads_and_no_visitor_does(self, adviser: Client, settings: Any) -> None:
        send(adviser)
        reader, visitor = client_of(Role.READER), Client()
        assert reader.get(f"{PAGE}1/").status_code == 200
        assert "Aftale.pdf" in reader.get("/documents/paper/").content.decode()
        settings.OPEN_READING = True
        assert visitor.get("/documents/paper/").status_code == 200
        assert "Aftale.pdf" not in visitor.get("/documents/paper/").content.decode()
        assert visitor.get(f"{PAGE}1/")["Location"].startswith("/sign-in/")
        assert visitor.get(API).status_code == 401
        assert visitor.get(f"{API}1/").status_code == 401
        assert "Aftale" not in visitor.get("/search/", {"search": "first agreement"}).content.decode()

    def test_an_organisations_account_reads_none(self, adviser: Client) -> None:
        send(adviser)
        contributor = client_of(Role.CONTRIBUTOR)
        assert contributor.get(f"{PAGE}1/").status_code == 403
        assert contributor.get(f"{API}1/").status_code == 403

    def test_no_program_names_a_file_that_it_did_not_send(self, adviser: Client) -> None:
        send(adviser)
        other = Document.objects.create(slug="other", title_en="Other", kind="report")
        row = DocumentFile.objects.values("version", "name", "sha256", "size", "media_type").get()
        # As they are, the files may be sent with the other fields: the feed of changes gives them
        wanted = [("other", [row], 400), ("other", [], 200), ("paper", [row], 200), ("paper", [], 400)]
        for slug, files, status in wanted:
            answer = adviser.patch(
                f"/api/v1/documents/{slug}/", {"files": files}, "application/json", headers={"if-match": "*"}
            )
            assert answer.status_code == status, (slug, files)
            assert status == 200 or list(answer.json()) == ["files"]
        assert not other.files.exists()
        assert len(versions()) == 1

    def test_a_whole_document_that_is_sent_by_a_program_keeps_its_files(self, adviser: Client) -> None:
        send(adviser)
        data = {**adviser.get("/api/v1/documents/paper/").json(), "title": "New"}
        answer = adviser.put("/api/v1/documents/paper/", data, "application/json", headers={"if-match": "*"})
        assert answer.status_code == 200, answer.json()
        assert len(versions()) == 1

    def test_a_version_of_another_document_is_not_found(self, adviser: Client) -> None:
        send(adviser)
        Document.objects.create(slug="other", title_en="Other", kind="report")
        for address in ("/documents/other/files/1/", "/api/v1/documents/other/files/1/", f"{PAGE}2/", f"{API}2/"):
            assert adviser.get(address).status_code == 404


class TestDownload:
    @pytest.mark.parametrize("address", [f"{PAGE}1/", f"{API}1/"])
    def test_a_file_is_a_download_with_its_checksum(self, adviser: Client, address: str) -> None:
        send(adviser, name="Årsrapport “2026”.pdf")
        answer = adviser.get(address, headers={"accept": "text/html"})
        assert body(answer) == ONE
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%85rsrapport")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Length"] == str(len(ONE))
        digest = answer["Repr-Digest"].removeprefix("sha-256=:").removesuffix(":")
        assert b64decode(digest) == hashlib.sha256(ONE).digest()
        assert answer["ETag"] == f'"{hashlib.sha256(ONE).hexdigest()}"'
        assert "sandbox" in answer["Content-Security-Policy"].split("; ")
        assert answer["Cache-Control"] == "private, no-store"

    def test_who_has_the_file_gets_it_not_again(self, adviser: Client) -> None:
        send(adviser)
        tag = adviser.get(f"{API}1/")["ETag"]
        answer = adviser.get(f"{API}1/", headers={"if-none-match": tag})
        assert (answer.status_code, answer.content) == (304, b"")

    @pytest.mark.parametrize(
        ("asked", "status", "expected", "said"),
        [
            ("bytes=0-9", 206, slice(0, 10), "bytes 0-9/{size}"),
            ("bytes=100-", 206, slice(100, None), "bytes 100-{last}/{size}"),
            ("bytes=-5", 206, slice(-5, None), "bytes {tail}-{last}/{size}"),
            ("bytes=5-99999999", 206, slice(5, None), "bytes 5-{last}/{size}"),
            ("bytes=99999999-", 416, None, "bytes */{size}"),
            ("bytes=-0", 416, None, "bytes */{size}"),
            ("bytes=9-5", 200, slice(None), None),
            ("bytes=0-1,4-5", 200, slice(None), None),
            ("lines=1-2", 200, slice(None), None),
            ("bytes=-", 200, slice(None), None),
        ],
    )
    def test_a_part_of_a_file(
        self, adviser: Client, asked: str, status: int, expected: slice | None, said: str | None
    ) -> None:
        send(adviser)
        answer = adviser.get(f"{API}1/", headers={"range": asked})
        size = len(ONE)
        assert answer.status_code == status
        assert answer.get("Content-Range") == (said and said.format(size=size, last=size - 1, tail=size - 5))
        if expected is not None:
            assert body(answer) == ONE[expected]
            assert answer["Content-Length"] == str(len(ONE[expected]))

    def test_a_part_of_a_file_that_was_another_is_the_whole_file(self, adviser: Client) -> None:
        send(adviser)
        answer = adviser.get(f"{API}1/", headers={"range": "bytes=0-9", "if-range": '"other"'})
        assert (answer.status_code, body(answer)) == (200, ONE)

    def test_text_is_sent_as_it_is_and_not_compressed(self, adviser: Client) -> None:
        send(adviser, b"a;b\n" * 500, "x.csv")
        answer = adviser.get(f"{API}1/", headers={"accept-encoding": "gzip"})
        assert "Content-Encoding" not in answer
        assert body(answer) == b"a;b\n" * 500

    def test_an_altered_file_is_not_sent(self, adviser: Client, store: Path) -> None:
        send(adviser)
        (path,) = [path for path in store.rglob("*") if path.is_file()]
        path.write_bytes(b"%PDF-other")
        for address in (f"{PAGE}1/", f"{API}1/"):
            answer = adviser.get(address)
            assert answer.status_code == 500
            assert "This file is not as it was sent." in answer.content.decode()


class TestApi:
    def test_a_program_adds_a_version_and_lists_all(self, adviser: Client) -> None:
        made = send(adviser, address=API, headers={"x-reason": "Signed"})
        assert made.status_code == 201
        shown = made.json()
        assert shown == {
            "version": 1,
            "name": "Aftale.pdf",
            "media_type": "application/pdf",
            "size": len(ONE),
            "sha256": hashlib.sha256(ONE).hexdigest(),
            "url": f"http://testserver{API}1/",
        }
        assert made["Location"] == shown["url"]
        change = Change.objects.get()
        assert (made["X-Change"], change.reason, change.way) == (str(change.number), "Signed", "api")
        send(adviser, TWO, address=API)
        listed = adviser.get(API).json()
        assert (listed["count"], [row["version"] for row in listed["results"]]) == (2, [2, 1])

    def test_a_repetition_with_its_key_adds_nothing(self, adviser: Client) -> None:
        headers = {"idempotency-key": "one"}
        first = send(adviser, address=API, headers=headers)
        again = send(adviser, address=API, headers=headers)
        assert (again.status_code, again.json()) == (201, first.json())
        assert again["Idempotent-Replayed"] == "true"
        assert send(adviser, TWO, address=API, headers=headers).status_code == 422
        assert len(versions()) == 1

    def test_a_dry_run_says_the_difference_and_adds_nothing(self, adviser: Client) -> None:
        answer = send(adviser, address=f"{API}?dry_run=true")
        assert [found["field"] for found in answer.json()["difference"]] == ["files"]
        assert versions() == []

    def test_what_the_api_does_not_know_is_refused(self, adviser: Client) -> None:
        assert send(adviser, address=API, version="7").json() == {"version": ["There is no such field."]}
        assert send(adviser, address=f"{API}?x=1").status_code == 400
        assert adviser.get(f"{API}?x=1").status_code == 400
        assert adviser.post(API, {"file": "x"}, "application/json").status_code == 415
        assert send(adviser, address="/api/v1/documents/none/files/").status_code == 404


class TestTheChange:
    def test_undoing_takes_the_version_back_and_its_number_is_not_given_again(self, adviser: Client) -> None:
        send(adviser)
        send(adviser, TWO, "two.pdf")
        undo(change=Change.objects.latest("number"))
        assert versions() == [(1, "Aftale.pdf")]
        send(adviser, TWO, "two.pdf")
        assert versions() == [(1, "Aftale.pdf"), (3, "two.pdf")]

    def test_undoing_an_undo_brings_it_back(self, adviser: Client) -> None:
        send(adviser)
        undo(change=Change.objects.latest("number"))
        undo(change=Change.objects.latest("number"))
        assert versions() == [(1, "Aftale.pdf")]
        assert body(adviser.get(f"{PAGE}1/")) == ONE

    def test_a_file_is_kept_while_the_history_names_it(self, adviser: Client, store: Path) -> None:
        send(adviser)
        undo(change=Change.objects.latest("number"))
        call_command("files", "--check", stdout=(said := StringIO()))
        assert said.getvalue() == "All 1 files are as their checksums say.\n"

    def test_a_deleted_document_comes_back_with_its_files(self, adviser: Client) -> None:
        Document.objects.create(slug="other", title_en="Other", kind="report")
        send(adviser, address="/documents/other/files/")
        deleted = adviser.delete("/api/v1/documents/other/", headers={"if-match": "*"})
        assert deleted.status_code == 204
        assert adviser.get("/documents/other/files/1/").status_code == 404
        undo(change=Change.objects.latest("number"))
        assert body(adviser.get("/documents/other/files/1/")) == ONE

    def test_as_of_a_change_the_files_are_those_of_then(self, adviser: Client) -> None:
        adviser.post("/api/v1/documents/", {"slug": "other", "title": "Other", "kind": "report"}, "application/json")
        page, api = "/documents/other/files/", "/api/v1/documents/other/files/"
        send(adviser, address=page)
        number = Latest.objects.get().number
        send(adviser, TWO, "two.pdf", page)
        undo(change=Change.objects.get(number=number))
        now, then = adviser.get(api).json(), adviser.get(api, {"as_of": str(number)}).json()
        assert [row["version"] for row in now["results"]] == [2]
        assert [row["version"] for row in then["results"]] == [1]
        assert body(adviser.get(f"/as-of/{number}{page}1/")) == ONE
        shown = adviser.get(f"/as-of/{number}/documents/other/").content.decode()
        assert "Aftale.pdf" in shown
        assert 'type="file"' not in shown
        assert send(adviser, TWO, address=f"/as-of/{number}{page}").status_code >= 400
        assert versions() == [(2, "two.pdf")]

    def test_the_page_of_a_change_and_the_feed_say_which_file(self, adviser: Client) -> None:
        send(adviser)
        number = Change.objects.get().number
        assert "Aftale.pdf" in adviser.get(f"/changes/{number}/").content.decode()
        assert "Aftale.pdf" in adviser.get("/api/v1/changes/", {"after": 0}).content.decode()


class TestSearch:
    def test_the_text_of_the_current_version_is_found_with_its_page(self, adviser: Client) -> None:
        send(adviser)
        page = adviser.get("/search/", {"search": "nuuk"}).content.decode()
        assert "<mark>Nuuk</mark>" in page
        assert "page 2" in " ".join(page.split())
        assert f'href="{PAGE}1/"' in page
        send(adviser, TWO)
        assert PAGE not in adviser.get("/search/", {"search": "nuuk"}).content.decode()
        assert PAGE in adviser.get("/search/", {"search": "second AGREEMENT"}).content.decode()

    def test_a_word_document_and_a_table_are_found_too(self, adviser: Client) -> None:
        send(adviser, samples.docx("Með þökk"), "x.docx")
        assert PAGE in adviser.get("/search/", {"search": "thokk"}).content.decode()
        send(adviser, "Støtte;År".encode("cp1252"), "x.csv")
        assert PAGE in adviser.get("/search/", {"search": "stotte"}).content.decode()

    def test_the_page_says_what_cannot_be_searched(self, adviser: Client) -> None:
        send(adviser, samples.scanned_pdf(), "scan.pdf")
        assert "It contains no text, as a scanned page." in adviser.get("/documents/paper/").content.decode()
        send(adviser, samples.zipped({"mimetype": samples.ODT.encode(), "content.xml": b"<x"}), "broken.odt")
        assert "Its text could not be read." in adviser.get("/documents/paper/").content.decode()


class TestRemoval:
    def test_an_administrator_removes_the_bytes_and_the_fact_stays(
        self, adviser: Client, store: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        send(adviser)
        sha256 = hashlib.sha256(ONE).hexdigest()
        administrator = client_of(Role.ADMINISTRATOR)
        assert "lose it too" not in administrator.get(f"{PAGE}1/remove/").content.decode()
        assert administrator.post(f"{PAGE}1/remove/").status_code == 400
        assert holds(sha256)
        with django_capture_on_commit_callbacks(execute=True):
            assert administrator.post(f"{PAGE}1/remove/", {"reason": "Names a child"}).status_code == 302
        assert not holds(sha256)
        content: Any = FileContent.objects.get()
        assert (content.text, content.search_text, content.reading) == ("", "", "removed")
        assert content.removed_in.reason == "Names a child"
        assert content.removed_in.actor.username == "the-administrator"
        for address in (f"{PAGE}1/", f"{API}1/"):
            assert adviser.get(address).status_code == 410
        page = adviser.get("/documents/paper/").content.decode()
        assert sha256 in page
        assert "The file was removed. Its checksum stays." in page
        assert "An administrator removed this file." in send(adviser).content.decode()
        assert not holds(sha256)
        call_command("files", "--check", stdout=StringIO())

    @pytest.mark.parametrize("role", [Role.READER, Role.ADVISER, Role.CONTROLLER, Role.CONTRIBUTOR])
    def test_nobody_else_removes_one(self, adviser: Client, role: str) -> None:
        send(adviser)
        client = client_of(role, "another")
        assert client.get(f"{PAGE}1/remove/").status_code == 403
        assert client.post(f"{PAGE}1/remove/", {"reason": "x"}).status_code == 403

    def test_a_command_removes_a_file_that_only_the_history_names(
        self, adviser: Client, django_capture_on_commit_callbacks: Any
    ) -> None:
        send(adviser)
        undo(change=Change.objects.latest("number"))
        sha256 = hashlib.sha256(ONE).hexdigest()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("files", "--remove", sha256, "--reason", "Names a child", stdout=StringIO())
        assert not holds(sha256)
        content: Any = FileContent.objects.get()
        assert content.removed_in.reason == "Names a child"
        with pytest.raises(CommandError, match="removed already"):
            call_command("files", "--remove", sha256)


def test_two_people_who_send_a_file_at_once_both_keep_theirs(monkeypatch: Any) -> None:
    from projects.files import taking

    document = Document.objects.get()
    first = taking.take(SimpleUploadedFile("one.pdf", ONE), "one.pdf")
    second = taking.take(SimpleUploadedFile("two.pdf", TWO), "two.pdf")
    really, numbers = taking.next_version, []

    def meanwhile(of: Document) -> int:
        number = really(of)
        numbers.append(number)
        if len(numbers) == 1:
            monkeypatch.setattr(taking, "next_version", really)
            taking.add_version(document=document, taken=second, way="page")
        return number

    monkeypatch.setattr(taking, "next_version", meanwhile)
    taking.add_version(document=document, taken=first, way="page")
    assert versions() == [(1, "two.pdf"), (2, "one.pdf")]


class TestErasure:
    def test_a_file_that_names_the_person_is_listed_and_not_changed(self, adviser: Client) -> None:
        contact, signed = builders.contact(person="Åsa Plantesson"), samples.pdf("Signed by ÅSA PLANTESSON")
        send(adviser, signed)
        Document.objects.create(slug="other", title_en="Other", kind="report")
        send(adviser, TWO, "Brev till Åsa Plantesson.pdf", "/documents/other/files/")
        taken_back = samples.docx("Till Åsa Plantesson")
        send(adviser, taken_back, "Udkast.docx")
        undo(change=Change.objects.latest("number"))
        page = client_of(people.CHIEF).get(f"/contacts/{contact.pk}/erase/").content.decode()
        assert "Files that name the person" in page
        assert 'href="/documents/paper/#section-files"' in page
        report = erase_contact(contact=contact)
        named = {"Other: Brev till Åsa Plantesson.pdf (1)", "Paper: Aftale.pdf (1)"}
        named.add(f"Udkast.docx (2), {hashlib.sha256(taken_back).hexdigest()}")
        assert {name for name, _address in report.mentioned} == named
        assert not FileContent.objects.filter(search_text__contains="plantesson").exists()
        assert not DocumentFile.objects.filter(name__contains="Plantesson").exists()
        assert body(adviser.get(f"{PAGE}1/")) == signed


class TestListing:
    ADDRESS = "/api/v1/document-files/"

    def test_every_version_of_every_document_is_listed_without_contents(self, adviser: Client) -> None:
        send(adviser)
        send(adviser, TWO, "Ny aftale.pdf")
        rows = client_of(Role.READER).get(self.ADDRESS).json()["results"]
        assert [(row["document"], row["version"], row["name"], row["sha256"], row["size"]) for row in rows] == [
            ("paper", 1, "Aftale.pdf", hashlib.sha256(ONE).hexdigest(), len(ONE)),
            ("paper", 2, "Ny aftale.pdf", hashlib.sha256(TWO).hexdigest(), len(TWO)),
        ]
        assert rows[0]["url"].endswith("/api/v1/documents/paper/files/1/")

    def test_the_list_is_a_file_too(self, adviser: Client, tmp_path: Path) -> None:
        send(adviser)
        reader, title = client_of(Role.READER), Document.objects.get(slug="paper").title
        expected = f"paper,{title},1,Aftale.pdf,application/pdf,{len(ONE)},{hashlib.sha256(ONE).hexdigest()}"
        lines = body(reader.get(self.ADDRESS, {"format": "csv"})).decode().splitlines()
        assert lines == ["document,document_title,version,name,media_type,size,sha256", expected]
        call_command("export", "document-files", format="csv", output=tmp_path / "files.csv")
        assert expected in (tmp_path / "files.csv").read_text("utf-8")
        for kind in ("xlsx", "ndjson"):
            assert reader.get(self.ADDRESS, {"format": kind}).status_code == 200

    def test_a_visitor_of_an_open_site_does_not_read_the_list(self, settings: Any) -> None:
        settings.OPEN_READING = True
        assert Client().get(self.ADDRESS).status_code == 401
        assert Client().get(self.ADDRESS, {"format": "csv"}).status_code == 401

    def test_the_list_is_that_of_a_day_and_of_a_document(self, adviser: Client) -> None:
        adviser.post("/api/v1/documents/", {"slug": "other", "title": "Other", "kind": "report"}, "application/json")
        send(adviser, address="/documents/other/files/")
        number = Latest.objects.get().number
        send(adviser, TWO, "two.pdf", "/documents/other/files/")
        send(adviser)
        rows = adviser.get(self.ADDRESS, {"as_of": str(number)}).json()["results"]
        assert [(row["document"], row["version"]) for row in rows] == [("other", 1)]
        chosen = adviser.get(self.ADDRESS, {"document": "other"}).json()
        assert [row["version"] for row in chosen["results"]] == [1, 2]
