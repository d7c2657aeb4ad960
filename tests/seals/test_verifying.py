"""A file is sealed, altered or unknown: the page, the script and ``pdfsig`` say the same."""

import base64
import hashlib
import json
import os
import random
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from seals.asked import ANNEX, asked
from seals.kept import kept_of
from seals.keys import sealing
from seals.making import prepared, seal
from seals.models import Seal
from seals.verifying.published import seal_file
from seals.verifying.recognising import verdict_on
from tests.seals.made import changed, content, person, register, sealed, state

pytestmark = pytest.mark.django_db
SCRIPT = Path(settings.BASE_DIR) / "scripts/verify.py"
KINDS = ("pdf", "docx", "csv", "json")


@pytest.fixture(autouse=True)
def _without_limit(settings: Any) -> None:
    settings.VERIFY_REQUESTS_ADDRESS = 0


def verified(content: bytes, name: str = "file.pdf") -> str:
    return state(Client().post("/verify/", {"file": SimpleUploadedFile(name, content)}))


def parts_of(pdf: bytes) -> dict[str, int]:
    """Returns a place in each region of a sealed PDF, by the name of the region."""
    contents = pdf.rindex(b"/Contents <")
    return {
        "header": 5,
        "first stream": pdf.index(b"stream\n") + 20,
        "tags": pdf.index(b"/StructTreeRoot") + 3,
        "metadata": pdf.index(b"pdfuaid:part>") + 14,
        "first cross-reference": pdf.index(b"xref\n") + 30,
        "attached data": pdf.index(b"group,") if b"group," in pdf else pdf.rindex(b"/EmbeddedFile") + 40,
        "mark": pdf.index(b"oversigt-seal:") + 20,
        "byte range": pdf.rindex(b"/ByteRange [") + 14,
        "signature, its certificate": contents + 800,
        "signature, its last byte": pdf.index(b">", contents) - 1,
        "bracket of the signature": contents + 10,
        "last cross-reference": pdf.rindex(b"xref\n", 0, pdf.rindex(b"startxref")) + 12,
        "trailer": pdf.rindex(b"/Root") + 7,
        "last byte": len(pdf) - 1,
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_sealed_file_is_sealed_and_one_with_a_changed_byte_anywhere_is_altered(kind: str) -> None:
    register()
    sealed()
    row = sealed(ANNEX)
    whole = content(row, kind)
    assert verified(whole, f"any.{kind}") == "sealed"
    half, places = len(whole) // 2, random.Random(7).sample(range(len(whole)), 12)
    for place in [*places, 0, half - 1, half, len(whole) - 1]:
        assert verified(changed(whole, place)) == "altered", place


@pytest.mark.parametrize("report", ["by-council", ANNEX])
def test_a_change_in_every_region_of_a_pdf_is_noticed(report: str) -> None:
    register()
    whole = content(sealed(report), "pdf")
    for region, place in parts_of(whole).items():
        assert verdict_on(changed(whole, place)).state == "altered", region


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_that_come_or_go_are_noticed(kind: str) -> None:
    register()
    whole = content(sealed(), kind)
    half = len(whole) // 2
    for name, other in {
        "appended": whole + b"\n",
        "put before": b" " + whole,
        "put in": whole[:50] + b"x" + whole[50:],
        "taken out": whole[:50] + whole[51:],
        "cut in half": whole[:half],
        "its second half": whole[half:],
        "another revision": whole + b"\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
    }.items():
        assert verdict_on(other).state == "altered", name


def test_a_pdf_of_which_only_the_attachments_are_left_is_altered_and_names_its_seal() -> None:
    register()
    sealed()
    row = sealed(ANNEX)
    whole = content(row, "pdf")
    mark = whole.index(b"oversigt-seal:")
    found = verdict_on(b"%PDF-1.7\n" + whole[mark - 200 : mark + 60])
    assert (found.state, found.seal) == ("altered", row)


@pytest.mark.parametrize("other", [b"", b"\0", b"%PDF-1.7\n%%EOF\n", b"oversigt-seal:1:" + b"0" * 32, b"x" * 100_000])
def test_any_other_file_is_unknown(other: bytes) -> None:
    register()
    sealed()
    assert verified(other) == "unknown"


def test_a_mark_of_another_site_or_of_no_seal_says_nothing() -> None:
    register()
    row = sealed()
    mark = content(row, "pdf").split(b"oversigt-seal:")[1][:34]
    assert verdict_on(b"oversigt-seal:" + mark).state == "altered"
    assert verdict_on(b"oversigt-seal:9" + mark[1:]).state == "unknown"


@how(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=400))
def test_bytes_without_a_seal_are_never_sealed_nor_altered(db: None, content: bytes) -> None:
    if not Seal.objects.exists():
        register()
        sealed("gaps")
    assert verdict_on(content).state == "unknown"


def test_a_file_of_several_seals_names_them_all() -> None:
    register()
    first, second = sealed(), sealed()
    assert content(first, "csv") == content(second, "csv")
    found = verdict_on(content(first, "csv"))
    assert [file.seal for file in found.files] == [second, first]


def test_a_file_is_not_sealed_if_the_seal_itself_was_altered() -> None:
    register()
    row = sealed()
    Seal.objects.filter(pk=row.pk).update(title="Another title")
    found = verdict_on(content(row, "pdf"))
    assert (found.state, found.faults) == ("undecided", ["row"])


def said_by_the_script(folder: Path, content: bytes, *arguments: str) -> str:
    """Returns the first word of the script. It runs in an empty folder with no code of the site."""
    path = folder / "file"
    path.write_bytes(content)
    seals = sorted(str(one) for one in folder.glob("seal-*.json"))
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(path), *seals, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    return (done.stdout + done.stderr).split(":")[0].strip()


def kept_in(folder: Path) -> None:
    for row in Seal.objects.all():
        (folder / f"seal-{row.number}.json").write_bytes(seal_file(row, kept_of(row)))


def test_the_script_says_the_same_and_needs_no_site(tmp_path: Path) -> None:
    register()
    sealed()
    row = sealed(ANNEX)
    kept_in(tmp_path)
    for kind in KINDS:
        whole = content(row, kind)
        assert said_by_the_script(tmp_path, whole) == "sealed"
        assert said_by_the_script(tmp_path, changed(whole, 100)) == "altered"
        assert said_by_the_script(tmp_path, whole + b" ") == "altered"
    assert said_by_the_script(tmp_path, b"something else") == "unknown"


def test_the_script_believes_no_other_certificate_and_no_wrong_signature(tmp_path: Path) -> None:
    register()
    row = sealed()
    kept_in(tmp_path)
    whole, path = content(row, "pdf"), tmp_path / "seal-1.json"
    assert said_by_the_script(tmp_path, whole, "--certificate", sealing().fingerprint) == "sealed"
    said = said_by_the_script(tmp_path, whole, "--certificate", "0" * 64)
    assert said == "The seal was signed with another certificate."
    forged = json.loads(path.read_text())
    forged["manifest"] = forged["manifest"].replace('"change":1', '"change":2')
    path.write_text(json.dumps(forged))
    assert said_by_the_script(tmp_path, whole) == "The signature of the seal is wrong."


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "{}", '{"manifest": 7}', "\xe5", '{"manifest": "{}"}'])
def test_the_script_says_of_what_it_cannot_read_one_sentence_and_not_altered(tmp_path: Path, text: str) -> None:
    file, seal = tmp_path / "file", tmp_path / "seal-1.json"
    file.write_bytes(b"x")
    for missing in (seal, file):
        if missing == file:
            seal.write_bytes(text.encode("latin-1"))
        command = [sys.executable, "-I", str(SCRIPT), str(file), str(seal)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
        assert str(seal) in done.stderr


def test_the_script_says_that_the_file_is_missing_and_that_a_seal_is_cut(tmp_path: Path) -> None:
    register()
    sealed()
    kept_in(tmp_path)
    seal = tmp_path / "seal-1.json"
    command = [sys.executable, "-I", str(SCRIPT), str(tmp_path / "no-such-file"), str(seal)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "no-such-file" in done.stderr
    whole = seal.read_bytes()
    for place in (1, len(whole) // 2, len(whole) - 2):
        seal.write_bytes(whole[:place])
        assert "is no whole seal. Download it again" in said_by_the_script(tmp_path, b"x")


def forged(seal: dict[str, str], content: bytes, folder: Path) -> tuple[dict[str, str], str]:
    """Returns a seal of the content by another key, and the certificate of that key (PEM)."""
    key, pem, manifest = folder / "evil.key", folder / "evil.pem", folder / "evil.json"
    new: list[Any] = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=x",
        "-keyout",
        key,
        "-out",
        pem,
    ]
    subprocess.run(new, check=True, capture_output=True)
    said = json.loads(seal["manifest"])
    said["files"] = [{**said["files"][0], "sha256": hashlib.sha256(content).hexdigest()}]
    manifest.write_text(json.dumps(said))
    signing = subprocess.run(["openssl", "dgst", "-sha256", "-sign", key, manifest], check=True, capture_output=True)
    signature = base64.b64encode(signing.stdout).decode()
    return {"manifest": manifest.read_text(), "signature": signature}, pem.read_text()


@pytest.mark.parametrize("between", ["", "==", "==\n", "\n-----END CERTIFICATE-----", "\n-----END CERTIFICATE----- "])
def test_the_script_reads_one_certificate_and_only_in_its_exact_form(tmp_path: Path, between: str) -> None:
    register()
    sealed()
    kept_in(tmp_path)
    path, content = tmp_path / "seal-1.json", b"region,amount\nNorth,999999999\n"
    genuine = json.loads(path.read_text())
    other, evil = forged(genuine, content, tmp_path)
    begin = "-----BEGIN CERTIFICATE-----"
    body = genuine["certificates"].split("\n-----END")[0].removeprefix(begin).replace("\n", "")
    for pem in (
        f"{begin}{body.rstrip('=')}{between}\n{evil}",
        f"{evil}{genuine['certificates']}",
        f" {genuine['certificates']}{evil}",
        genuine["certificates"].replace("\n", "\r\n") + evil,
        genuine["certificates"].replace("\n", " \n", 1) + evil,
    ):
        path.write_text(json.dumps({**other, "certificates": pem}))
        said = said_by_the_script(tmp_path, content, "--certificate", sealing().fingerprint)
        assert said in (
            "The certificates of the seal are not written in their exact form.",
            "The seal was signed with another certificate.",
        )


def trusting(folder: Path) -> Path:
    """Returns a folder of NSS that trusts the issuer of the site's certificate."""
    nss, root = folder / "nss", folder / "root.pem"
    nss.mkdir()
    root.write_bytes(sealing().pem[sealing().pem.rindex(b"-----BEGIN") :])
    subprocess.run(["certutil", "-N", "-d", nss, "--empty-password"], check=True)
    subprocess.run(["certutil", "-A", "-d", nss, "-n", "oversigt", "-t", "CT,C,C", "-i", root], check=True)
    return nss


def said_by_pdfsig(folder: Path, nss: Path, content: bytes) -> str:
    path = folder / "file.pdf"
    path.write_bytes(content)
    done = subprocess.run(["pdfsig", "-nssdir", nss, path], capture_output=True, check=False)
    said = done.stdout.decode("utf-8", "replace")
    if "signature" not in said.lower() or "does not contain any signatures" in said:
        return "unknown"
    needed = ("Total document signed", "Signature is Valid", "Certificate is Trusted")
    return "sealed" if all(words in said for words in needed) else "altered"


@pytest.mark.skipif(
    not os.environ.get("CI") and not (shutil.which("pdfsig") and shutil.which("certutil")),
    reason="needs pdfsig and certutil",
)
def test_pdfsig_says_the_same(tmp_path: Path) -> None:
    register()
    rows = [sealed(reason=f"Number {number}") for number in range(3)]
    nss, dice = trusting(tmp_path), random.Random(17)
    for row in rows:
        whole = content(row, "pdf")
        assert said_by_pdfsig(tmp_path, nss, whole) == "sealed"
        places = [*dice.sample(range(len(whole)), 4), *parts_of(whole).values()]
        for place in places:
            assert said_by_pdfsig(tmp_path, nss, changed(whole, place, 0x55)) != "sealed", place
        assert said_by_pdfsig(tmp_path, nss, whole + b"\n") != "sealed"


SEALS, EACH = 20, 10


@pytest.mark.once
def test_two_hundred_altered_files_have_the_same_verdict_everywhere(tmp_path: Path) -> None:
    """The site, the script and pdfsig. The byte may be anywhere in a file; for pdfsig outside of the signature, which
    covers every byte but its own.
    """
    register()
    ready, script, dice = prepared(asked("by-council", "", "en")), runpy.run_path(str(SCRIPT)), random.Random(200)
    nss = trusting(tmp_path) if shutil.which("pdfsig") and shutil.which("certutil") else None
    for number in range(SEALS):
        row = seal(prepared=ready, person=person(), reason=f"Number {number}")
        manifest = script["manifest_of"](json.loads(seal_file(row, kept_of(row))), sealing().fingerprint)
        kind = KINDS[number % len(KINDS)]
        whole = content(row, kind)
        signature = range(whole.rindex(b"/Contents <"), whole.rindex(b"/ByteRange")) if kind == "pdf" else range(0)
        assert verdict_on(whole).state == script["verdict"](whole, manifest) == "sealed"
        for place in dice.sample([place for place in range(len(whole)) if place not in signature], EACH):
            other = changed(whole, place, dice.randrange(1, 256))
            assert verdict_on(other).state == script["verdict"](other, manifest) == "altered", (kind, place)
            assert not (nss and kind == "pdf") or said_by_pdfsig(tmp_path, nss, other) != "sealed", place


def test_the_page_takes_a_checksum_instead_of_a_file() -> None:
    register()
    file = sealed().files.get(kind="pdf")
    assert state(Client().post("/verify/", {"sha256": file.sha256.upper()})) == "sealed"
    assert state(Client().post("/verify/", {"sha256": "0" * 64})) == "unknown"
    for data in ({}, {"sha256": "12"}, {"sha256": "x" * 64}):
        answer = Client().post("/verify/", data)
        assert (answer.status_code, state(answer)) == (400, "")


def test_the_page_takes_a_file_as_large_as_those_of_documents(settings: Any) -> None:
    settings.FILE_MEGABYTES = 6
    assert verified(b"x" * 6 * 1024 * 1024) == "unknown"
    answer = Client().post("/verify/", {"file": SimpleUploadedFile("a.pdf", b"x" * 7 * 1024 * 1024)})
    assert (answer.status_code, answer["Content-Type"]) == (413, "text/html; charset=utf-8")
    page = answer.content.decode()
    assert "The file is larger than 6 MB." in page
    assert "Write the SHA-256 of the file instead" in page


def test_the_page_is_open_without_an_account_and_limits_how_often(settings: Any) -> None:
    settings.OPEN_READING = False
    settings.VERIFY_REQUESTS_ADDRESS = 3
    visitor = Client(REMOTE_ADDR="198.51.100.7")
    assert visitor.get("/verify/").status_code == 200
    answers = [visitor.post("/verify/", {"sha256": "0" * 64}) for _try in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[3]["Retry-After"]) > 0
    assert Client(REMOTE_ADDR="198.51.100.8").post("/verify/", {"sha256": "0" * 64}).status_code == 200


def test_the_page_says_which_report_when_and_in_which_role_but_names_nobody() -> None:
    register()
    row = sealed(reason="Asked for by Anna")
    page = Client().post("/verify/", {"file": SimpleUploadedFile("a.pdf", content(row, "pdf"))}).content.decode()
    assert row.title in page
    assert "Controller" in page
    assert "change 1" in page
    assert "Anna" not in page


def test_the_site_publishes_its_certificate_and_the_chain() -> None:
    register()
    first, second = sealed(), sealed()
    visitor = Client()
    assert visitor.get("/verify/certificate.pem").content == sealing().pem
    spaced = " ".join(sealing().fingerprint[place : place + 4] for place in range(0, 64, 4))
    assert spaced in visitor.get("/verify/").content.decode()
    chain = visitor.get("/verify/chain.json").json()
    assert chain["certificate_sha256"] == sealing().fingerprint
    assert [(one["number"], one["manifest"], one["previous"]) for one in chain["seals"]] == [
        (1, first.manifest, ""),
        (2, second.manifest, first.manifest),
    ]
    assert "title" not in chain["seals"][0]
