"""Puts the data into a PDF and signs it (PAdES B-B, ETSI EN 319 142-1), so that it stays readable as PDF/UA.

The PDF is only extended: every byte that typst wrote stays, and with it the tags and the claim of the standard.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms
from pyhanko.pdf_utils import embed, generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer

from seals.keys import DIGEST, sealing

FIELD = "Seal"
HIDDEN = InvisSigSettings(set_print_flag=False, set_hidden_flag=True)
"""The field of the signature is not drawn. PDF/UA-1, 7.18.1 leaves hidden annotations out of the tags."""
CONTENTS = b"/Contents <"


@dataclass(frozen=True)
class Attachment:
    """A file inside a PDF."""

    name: str
    media_type: str
    content: bytes
    about: str
    """A sentence for readers."""


def sealed_pdf(pdf: bytes, attachments: Iterable[Attachment], *, reason: str, moment: datetime) -> bytes:
    """Returns the PDF with the attachments, signed. ``reason``: the text of the signature."""
    attached = list(attachments)
    fingerprint = sealing().fingerprint
    length = _lengths.get(fingerprint)
    if length is None:
        # The first PDF is signed twice, to learn the length of a signature of this key
        signed = _signed(pdf, attached, reason, moment, None)
        length = _lengths[fingerprint] = _length_of_signature(signed)
    try:
        return _signed(pdf, attached, reason, moment, 2 * length)
    except ValueError:
        # Signatures of elliptic curves differ in length by some bytes
        return _signed(pdf, attached, reason, moment, None)


_lengths: dict[str, int] = {}
"""The bytes of a signature, by the fingerprint of its certificate. A place of just this length has no padding, in which
a byte could be changed without notice."""


class _Extended(IncrementalPdfFileWriter):
    """Extends a PDF and leaves its metadata alone: pyHanko would write it anew, without the claim of PDF/UA."""

    def _update_meta(self) -> None:
        pass


def _signed(pdf: bytes, attached: list[Attachment], reason: str, moment: datetime, reserved: int | None) -> bytes:
    writer = _Extended(io.BytesIO(pdf))
    for one in attached:
        _attach(writer, one, moment)
    # pyHanko asks for PDF 2.0 because of the relationship. PDF/UA-1 is for PDF 1.7, which takes it as an extension, as
    # PDF/A-3 does (ISO 19005-3, 6.8)
    writer.root.pop("/Version", None)
    writer.output_version = (1, 7)
    about = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        reason=reason,
        name="Oversigt",
        certify=True,
        subfilter=SigSeedSubFilter.PADES,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    field = SigFieldSpec(FIELD, on_page=0, readable_field_name=reason, invis_sig_settings=HIDDEN)
    signer: Signer = sealing().signer
    signed: Any = PdfSigner(about, signer, new_field_spec=field).sign_pdf(writer, bytes_reserved=reserved)
    return bytes(signed.getvalue())


def _attach(writer: IncrementalPdfFileWriter, one: Attachment, moment: datetime) -> None:
    """Attaches a file as data of the document (ISO 32000-2, 14.13; relationship Data). It is not compressed, so that
    its mark can be found in the bytes of the PDF.
    """
    params = embed.EmbeddedFileParams(modification_date=moment)
    file = embed.EmbeddedFileObject.from_file_data(
        writer, data=one.content, mime_type=one.media_type, compress=False, params=params
    )
    specification = embed.FileSpec(
        file_spec_string=one.name,
        file_name=one.name,
        embedded_data=file,
        description=one.about,
        af_relationship=generic.NameObject("/Data"),
    )
    embed.embed_file(writer, specification)


def _length_of_signature(pdf: bytes) -> int:
    begins = pdf.rindex(CONTENTS) + len(CONTENTS)
    padded = bytes.fromhex(pdf[begins : pdf.index(b">", begins)].decode("ascii"))
    return len(cms.ContentInfo.load(padded).dump())
