#!/usr/bin/env python3
"""Says of a file whether it is sealed, altered or unknown, without the site and without its code.

    python3 verify.py FILE SEAL.json... [--certificate SHA256]

SEAL.json comes from the page of a seal. SHA256 is the fingerprint of the certificate that the site publishes on
/verify/; without it the script believes the certificate in SEAL.json. Needs `openssl`. The exit code is 0 for sealed,
1 for altered or a seal that is not genuine, 2 for unknown and for a file or a seal that cannot be read.
"""

import argparse
import base64
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

STATES = ("sealed", "altered", "unknown")
BEGIN, END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
PEM = re.compile(f"(?:{BEGIN}\n(?:[A-Za-z0-9+/]{{1,64}}={{0,2}}\n)+{END}\n)+")


class Unreadable(Exception):
    """The file or a seal cannot be read, so nothing can be said. The text is a sentence."""


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def certificate_of(certificates):
    """Returns the first certificate (DER). Takes PEM in its exact form only, and decodes it once: two readers that
    forgive different mistakes could read two different certificates.
    """
    if not PEM.fullmatch(certificates):
        sys.exit("The certificates of the seal are not written in their exact form.")
    lines = certificates.split("\n")
    try:
        return base64.b64decode("".join(lines[1 : lines.index(END)]), validate=True)
    except ValueError:
        sys.exit("The certificates of the seal are not written in their exact form.")


def manifest_of(seal, fingerprint):
    """Returns the manifest of a seal after checking its signature and, if given, the certificate."""
    text, der = seal["manifest"].encode(), certificate_of(seal["certificates"])
    if fingerprint and sha256(der) != fingerprint:
        sys.exit("The seal was signed with another certificate.")
    reading = ["openssl", "x509", "-inform", "DER", "-pubkey", "-noout"]
    key = subprocess.run(reading, input=der, capture_output=True, check=True)
    with tempfile.TemporaryDirectory() as folder:
        names = [Path(folder, name) for name in ("key", "signature", "manifest")]
        for name, content in zip(
            names, (key.stdout, base64.b64decode(seal["signature"], validate=True), text), strict=True
        ):
            name.write_bytes(content)
        command = ["openssl", "dgst", "-sha256", "-verify", *map(str, names[:1]), "-signature", *map(str, names[1:])]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            sys.exit("The signature of the seal is wrong.")
    return json.loads(text)


def verdict(content, manifest):
    """Returns sealed, altered or unknown: by checksum, by the mark of the seal, by the half that is the same."""
    said = {name: value for name, value in manifest.items() if name != "files"}
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    state = "altered" if f"oversigt-seal:{said['number']}:{sha256(canonical)[:32]}".encode() in content else "unknown"
    for file in manifest["files"]:
        if sha256(content) == file["sha256"]:
            return "sealed"
        half = file["size"] // 2
        first, last = sha256(content[:half]), sha256(content[::-1][: file["size"] - half])
        if half >= 16 and (first == file["first_half"] or last == file["last_half"]):
            state = "altered"
    return state


def read(path):
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error


def verdicts(content, paths, fingerprint):
    """Returns the manifest of the first seal for each verdict. Raises Unreadable."""
    found: dict = {}
    for path in paths:
        text = read(path)
        try:
            manifest = manifest_of(json.loads(text.decode("utf-8")), fingerprint)
            found.setdefault(verdict(content, manifest), manifest)
        except (
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            RecursionError,
            subprocess.CalledProcessError,
        ) as error:
            raise Unreadable(f"{path} is no whole seal. Download it again from the page of the seal.") from error
        except FileNotFoundError as error:
            raise Unreadable("The script needs openssl, which is not installed.") from error
    return found


def main():
    parser = argparse.ArgumentParser(description="Says whether a file is sealed, altered or unknown.")
    parser.add_argument("file", type=Path)
    parser.add_argument("seals", type=Path, nargs="+", metavar="SEAL.json")
    parser.add_argument("--certificate", default="", metavar="SHA256", help="the fingerprint that the site publishes")
    given = parser.parse_args()
    try:
        found = verdicts(read(given.file), given.seals, given.certificate.replace(" ", "").lower())
    except Unreadable as problem:
        print(problem, file=sys.stderr)
        return STATES.index("unknown")
    state = next(state for state in STATES if state in found)
    told = "seal {number}, “{title}”, sealed {sealed}, change {change}".format(**found[state])
    print(state if state == "unknown" else f"{state}: {told}")
    return STATES.index(state)


if __name__ == "__main__":
    sys.exit(main())
