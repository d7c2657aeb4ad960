"""A seal keeps the report as it was: the same bytes for the same data, signed, chained, and readable by everybody."""

import io
import json
import re
from typing import Any

import docx
import pytest
from django.db.models import ProtectedError
from django.test import Client
from pypdf import PdfReader

from changes.erasing.erase import erase_account
from seals.asked import ANNEX, CannotSeal, asked
from seals.checking import problems
from seals.content import content_of
from seals.kept import kept_of
from seals.keys import sealing
from seals.making import prepared, seal
from seals.models import Chain, Seal
from tests.seals.made import altered, content, person, register, retitle, sealed

pytestmark = pytest.mark.django_db

REPORTS = ("by-council", "by-partner", "gaps", "changes", "debt", "totals", "difference", ANNEX)


@pytest.mark.parametrize("report", REPORTS)
def test_the_same_data_gives_the_same_bytes_before_the_seal(report: str) -> None:
    register()
    question = asked(report, "", "da")
    first, second = content_of(question), content_of(question)
    assert set(first.files) == {"pdf", "docx", "csv", "json"}
    assert first.files == second.files


def test_what_was_sealed_is_made_again_byte_for_byte_after_later_changes() -> None:
    register()
    question = asked(ANNEX, "", "en")
    before = content_of(question)
    retitle("Another house")
    assert content_of(question).files == before.files
    assert content_of(asked(ANNEX, "", "en")).files["csv"] != before.files["csv"]


def test_a_seal_keeps_four_files_with_their_checksums_and_names_no_person() -> None:
    register()
    row = sealed(reason="For the auditors")
    assert (row.number, row.report, row.change_id, row.role) == (1, "by-council", 1, "controller")
    assert [file.kind for file in row.files.order_by("kind")] == ["csv", "docx", "json", "pdf"]
    said = kept_of(row).said
    assert {file["kind"]: file["sha256"] for file in said["files"]} == {
        file.kind: file.sha256 for file in row.files.all()
    }
    assert said["role"] == "controller"
    assert "auditors" not in kept_of(row).text.decode()
    assert json.loads(content(row, "json"))["as_of_change"] == 1
    assert content(row, "csv").decode().count("\r\n") == len(json.loads(content(row, "json"))["rows"]) + 1
    docx.Document(io.BytesIO(content(row, "docx")))


def test_each_seal_covers_the_one_before() -> None:
    register()
    first, second, third = sealed(), sealed(ANNEX), sealed("gaps")
    assert [row.number for row in (first, second, third)] == [1, 2, 3]
    assert (first.previous, second.previous, third.previous) == ("", first.manifest, second.manifest)
    assert kept_of(third).said["previous"] == second.manifest
    assert list(problems()) == []


def catalog(pdf: bytes) -> Any:
    return PdfReader(io.BytesIO(pdf)).trailer["/Root"]


@pytest.mark.parametrize("report", ["by-council", ANNEX])
def test_a_sealed_pdf_is_still_tagged_and_claims_pdf_ua(report: str) -> None:
    register()
    before = prepared(asked(report, "", "en")).content.files["pdf"]
    pdf = content(sealed(report), "pdf")
    # Every byte that typst wrote is still there; the seal comes after them
    assert pdf.startswith(before)
    assert pdf.startswith(b"%PDF-1.7")
    root = catalog(pdf)
    assert "/Version" not in root
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/StructTreeRoot"]["/Type"] == "/StructTreeRoot"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    assert root["/Lang"] == "en"
    pages = PdfReader(io.BytesIO(pdf)).pages
    # The field of the signature is hidden, and the order of tabs is that of the tags (PDF/UA-1, 7.18)
    field = root["/AcroForm"]["/Fields"][0].get_object()
    assert field["/F"] & 2
    assert field["/TU"]
    assert str(pages[0]["/Tabs"]) == "/S"


def test_the_data_and_the_statement_are_inside_the_pdf() -> None:
    register()
    row = sealed()
    pdf = content(row, "pdf")
    inside = PdfReader(io.BytesIO(pdf)).attachments
    names = {file.kind: file.name for file in row.files.all()}
    assert set(inside) == {names["csv"], names["json"], "seal-1.json"}
    assert inside[names["csv"]] == [content(row, "csv")]
    assert inside[names["json"]] == [content(row, "json")]
    said = json.loads(inside["seal-1.json"][0])
    assert (said["number"], said["previous"], said["report"]) == (1, "", "by-council")
    root = catalog(pdf)
    assert {one.get_object()["/AFRelationship"] for one in root["/AF"]} == {"/Data"}
    assert all(one.get_object()["/Desc"] and one.get_object()["/UF"] for one in root["/AF"])


def test_the_place_of_the_signature_has_no_padding() -> None:
    register()
    for row in (sealed(), sealed()):
        hexadecimal = re.findall(rb"/Contents <([0-9A-Fa-f]+)>", content(row, "pdf"))[-1]
        der = bytes.fromhex(hexadecimal.decode())
        assert int.from_bytes(der[2:4], "big") + 4 == len(der)


def test_a_report_is_not_sealed_without_a_reason_or_with_a_wrong_question() -> None:
    register()
    ready = prepared(asked("by-council", "", "en"))
    for reason in ("", "  ", "x" * 1001):
        with pytest.raises(CannotSeal):
            seal(prepared=ready, person=person(), reason=reason)
    for report, query, language, of in (
        ("no-report", "", "en", ""),
        ("by-council", "", "xx", ""),
        ("by-council", "", "en", "2027-02-29"),
        ("by-council", "", "en", "99"),
    ):
        with pytest.raises(CannotSeal):
            asked(report, query, language, of)
    with pytest.raises(CannotSeal) as refused:
        prepared(asked("by-council", "typo=1", "en"))
    assert "typo" in refused.value.errors
    assert not Seal.objects.exists()


def test_nothing_is_sealed_before_the_first_change() -> None:
    with pytest.raises(CannotSeal):
        asked("by-council", "", "en")


def test_a_question_has_one_spelling_without_what_only_a_page_needs() -> None:
    register()
    question = asked("by-council", "?page=2&status=ongoing&format=csv&kind=&columns=a&lang=da", "en")
    assert question.query == "status=ongoing"
    assert asked("totals", "", "en").query == "group_by=council"


def test_the_key_is_made_once_and_only_its_user_reads_it(settings: Any, tmp_path: Any) -> None:
    settings.SEAL_KEY = str(tmp_path / "folder" / "key.pem")
    first = sealing().fingerprint
    path = tmp_path / "folder" / "key.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    assert sealing().fingerprint == first
    assert path.read_bytes() == before
    # The key of the issuer is not kept
    assert before.count(b"PRIVATE KEY-----") == 2
    assert before.count(b"BEGIN CERTIFICATE") == 2


def test_the_check_names_each_missing_and_altered_file() -> None:
    register()
    rows = [sealed(), sealed(ANNEX), sealed("gaps")]
    csv, pdf = rows[0].files.get(kind="csv"), rows[1].files.get(kind="pdf")
    kept = {row: content(row, kind) for row, kind in ((rows[0], "csv"), (rows[1], "pdf"))}
    altered(csv.sha256, b"something else")
    altered(pdf.sha256, None)
    assert list(problems()) == [f"Seal 1: {csv.name} was altered.", f"Seal 2: {pdf.name} is missing."]
    altered(csv.sha256, kept[rows[0]])
    altered(pdf.sha256, kept[rows[1]])
    assert list(problems()) == []


def test_the_check_notices_a_seal_that_is_gone_and_one_that_says_something_else() -> None:
    register()
    first, second, _third = sealed(), sealed(), sealed()
    Seal.objects.filter(pk=first.pk).update(title="Another title")
    Seal.objects.filter(pk=second.pk).delete()
    found = list(problems())
    assert "Seal 1: its row says something else than the manifest." in found
    assert "Seal 2 is missing." in found
    Seal.objects.all().delete()
    assert "Seal 3 is missing." in list(problems())


def test_the_check_notices_a_chain_that_was_cut_and_a_wrong_signature() -> None:
    register()
    first, second = sealed(), sealed()
    Seal.objects.filter(pk=first.pk).update(signature=second.signature)
    Chain.objects.update(number=1, manifest=first.manifest)
    found = list(problems())
    assert "Seal 1: the signature of the manifest is wrong." in found
    assert "The end of the chain does not name the last seal." in found


def test_the_check_notices_another_person_another_salt_and_no_person() -> None:
    register()
    first, second, third = sealed(), sealed(), sealed()
    Seal.objects.filter(pk=first.pk).update(person=person("adviser"))
    Seal.objects.filter(pk=second.pk).update(person_salt="0" * 32)
    assert list(problems()) == [
        "Seal 1: its row says something else than the manifest.",
        "Seal 2: its row says something else than the manifest.",
    ]
    Seal.objects.filter(pk__in=[first.pk, second.pk]).update(person=None)
    assert list(problems()) == [
        "Seal 1: its row says something else than the manifest.",
        "Seal 2: its row says something else than the manifest.",
    ]
    assert third.person_salt not in content(third, "pdf").decode("latin-1")


def test_who_sealed_is_erased_and_not_deleted() -> None:
    register()
    row: Any = sealed()
    with pytest.raises(ProtectedError):
        row.person.delete()
    erase_account(account=row.person, by=person("administrator"))
    again: Any = Seal.objects.get(pk=row.pk)
    assert again.person.username == f"erased-person-{row.person_id}"
    assert list(problems()) == []


def test_a_seal_of_the_command_has_no_person_and_is_whole() -> None:
    register()
    row = seal(prepared=prepared(asked("by-council", "", "en")), person=None, reason="Accounts")
    assert list(problems()) == []
    Seal.objects.filter(pk=row.pk).update(person=person())
    assert list(problems()) == ["Seal 1: its row says something else than the manifest."]


def test_a_seal_stays_whole_if_its_reason_is_erased(client: Client) -> None:
    register()
    row = sealed(reason="Asked for by Anna")
    Seal.objects.filter(pk=row.pk).update(reason="Asked for by erased-person-1")
    assert list(problems()) == []
    client.force_login(person())
    assert "erasure of a person" in client.get(row.get_absolute_url()).content.decode()
