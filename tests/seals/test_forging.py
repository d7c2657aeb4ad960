"""Who can write the database and the file store but has no key forges no seal, and changes none unnoticed."""

import json
import subprocess
from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from projects.files.store import put
from seals.checking import problems
from seals.kept import kept_of
from seals.keys import sealing
from seals.manifest import canonical
from seals.models import Seal, SealedFile
from seals.verifying.recognising import verdict_on
from tests.seals.made import content, person, register, sealed
from tests.seals.test_sealing import altered

pytestmark = pytest.mark.django_db


def own_key(folder: Path) -> tuple[Path, Path]:
    """Makes a key with one certificate that signs itself."""
    key, certificate = folder / "own.key", folder / "own.pem"
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-days", "9"]
    subprocess.run([*new, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return key, certificate


def forge(row: Seal, new: bytes, folder: Path) -> str:
    """Seals other data with another key, in the row and the store of a seal. Returns the key's fingerprint."""
    key, certificate = own_key(folder)
    said = kept_of(row).said
    facts = next(file for file in said["files"] if file["kind"] == "csv")
    facts |= {"sha256": put(new).sha256, "size": len(new)}
    text = canonical(said)
    sign: list[Any] = ["openssl", "dgst", "-sha256", "-sign", key]
    signature = subprocess.run(sign, input=text, check=True, capture_output=True).stdout
    pem = certificate.read_bytes()
    stored = {"manifest": put(text).sha256, "certificates": put(pem).sha256}
    Seal.objects.filter(pk=row.pk).update(**stored, signature=b64encode(signature).decode())
    SealedFile.objects.filter(seal=row, kind="csv").update(sha256=facts["sha256"], size=facts["size"])
    der = subprocess.run(["openssl", "x509", "-outform", "DER"], input=pem, check=True, capture_output=True).stdout
    return subprocess.run(["sha256sum"], input=der, check=True, capture_output=True).stdout.decode().split()[0]


def test_a_seal_by_another_key_than_the_sites_counts_for_nothing(tmp_path: Path, settings: Any) -> None:
    register()
    row, new = sealed(), b"region,amount\nNorth,999999999\n"
    fingerprint = forge(row, new, tmp_path)
    assert verdict_on(new).state != "sealed"
    assert "Seal 1: its certificate is not one of this site." in list(problems())
    page = Client().get("/verify/").content.decode()
    assert fingerprint[:4] + " " + fingerprint[4:8] not in page
    # The site names this certificate as one of its own
    settings.SEAL_CERTIFICATES = [fingerprint.upper()]
    assert verdict_on(new).state == "sealed"
    assert fingerprint[:4] + " " + fingerprint[4:8] in Client().get("/verify/").content.decode()


def test_seals_of_an_earlier_key_stay_valid(tmp_path: Path, settings: Any) -> None:
    register()
    settings.SEAL_KEY = str(tmp_path / "key.pem")
    row, first = sealed(), sealing().fingerprint
    (tmp_path / "key.pem").rename(tmp_path / "old.pem")
    settings.SEAL_KEY = str(tmp_path / "new.pem")
    assert sealing().fingerprint != first
    assert verdict_on(content(row, "pdf")).state == "sealed"
    assert not [sentence for sentence in problems() if "certificate" in sentence]


@pytest.mark.parametrize("column", ["query", "day", "sealed", "reason", "first_half", "last_half"])
def test_a_row_that_says_something_else_than_the_manifest_is_named(column: str, client: Client) -> None:
    register()
    row = sealed(query="status=ongoing")
    if column.endswith("half"):
        SealedFile.objects.filter(seal=row, kind="csv").update(**{column: "0" * 64})
    else:
        new = {"query": "status=completed", "reason": "Another reason"}.get(column)
        Seal.objects.filter(pk=row.pk).update(**{column: new or getattr(row, column) + timedelta(days=1)})
    assert list(problems()) == ["Seal 1: its row says something else than the manifest."]
    client.force_login(person())
    for address in (row.get_absolute_url(), f"{row.get_absolute_url()}compare/"):
        assert "says something else than the manifest" in client.get(address).content.decode(), address


def test_the_pages_show_the_question_of_the_manifest(client: Client) -> None:
    register()
    row = sealed(query="status=ongoing")
    Seal.objects.filter(pk=row.pk).update(query="status=completed", report="gaps")
    client.force_login(person())
    page = client.get(row.get_absolute_url()).content.decode()
    assert "/reports/by-council/?status=ongoing" in page
    assert "status=completed" not in page
    compared = client.get(f"{row.get_absolute_url()}compare/").content.decode()
    assert "The same question has the same answer today." in compared


@pytest.mark.parametrize("lost", ["manifest", "certificates"])
def test_an_intact_file_is_not_called_altered_if_the_site_lost_its_own_record(lost: str) -> None:
    register()
    row = sealed()
    csv, pdf = content(row, "csv"), content(row, "pdf")
    altered(getattr(row, lost), None)
    for whole in (csv, pdf):
        found = verdict_on(whole)
        assert (found.state, found.seal, found.faults) == ("undecided", row, ["manifest"])
    page = Client().post("/verify/", {"sha256": row.files.get(kind="csv").sha256}).content.decode()
    assert "This cannot be decided." in page


@pytest.mark.parametrize("kind", ["pdf", "csv"])
def test_an_intact_file_is_not_called_altered_if_the_row_of_the_file_was_altered(kind: str) -> None:
    register()
    row = sealed()
    SealedFile.objects.filter(seal=row, kind=kind).update(sha256="0" * 64)
    assert verdict_on(content_of_manifest(row, kind)).state == "undecided"


def content_of_manifest(row: Seal, kind: str) -> bytes:
    from projects.files.store import open_stored

    file = next(file for file in kept_of(row).said["files"] if file["kind"] == kind)
    with open_stored(file["sha256"]) as opened:
        return bytes(opened.read())


def test_a_record_that_cannot_be_read_is_a_fault_and_no_crash() -> None:
    register()
    row = sealed()
    csv = content(row, "csv")
    for changes in ({"manifest": put(b"no JSON").sha256}, {"manifest": put(b"[]").sha256}):
        Seal.objects.filter(pk=row.pk).update(**changes)
        assert verdict_on(csv).state == "undecided"
    Seal.objects.filter(pk=row.pk).update(manifest=row.manifest, signature="no Base64")
    assert verdict_on(csv).faults == ["signature"]
    Seal.objects.filter(pk=row.pk).update(certificates=put(b"no PEM").sha256)
    assert verdict_on(csv).faults == ["manifest"]
    assert Client().get("/verify/").status_code == 200


def test_a_key_with_one_certificate_that_signs_itself_seals(tmp_path: Path, settings: Any) -> None:
    key, certificate = own_key(tmp_path)
    settings.SEAL_KEY, settings.SEAL_CERTIFICATE = str(key), str(certificate)
    register()
    row = sealed()
    for kind in ("pdf", "csv"):
        assert verdict_on(content(row, kind)).state == "sealed"
    assert list(problems()) == []
    assert Client().get("/verify/").status_code == 200
    assert json.loads(kept_of(row).text)["number"] == 1
