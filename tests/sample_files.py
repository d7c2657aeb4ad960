"""Files as people send them, made when a test needs them, and files made to do harm."""

import io
import struct
import zlib
from functools import cache
from zipfile import ZIP_DEFLATED, ZipFile

import typst
from docx import Document as WordDocument
from openpyxl import Workbook
from pypdf import PdfWriter

ODT = "application/vnd.oasis.opendocument.text"
TYPES = "[Content_Types].xml"


@cache
def pdf(*pages: str) -> bytes:
    """Returns a PDF with a page for each text."""
    source = "#pagebreak()\n".join(text.replace("@", "\\@") for text in pages)
    return bytes(typst.compile(source.encode(), ignore_system_fonts=True))


def scanned_pdf() -> bytes:
    """Returns a PDF of one page without text."""
    return bytes(typst.compile(b"#rect(width: 2cm, height: 2cm)", ignore_system_fonts=True))


def pdf_with(entry: str) -> bytes:
    """Returns a small PDF whose catalogue has an entry more."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {entry} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
    ]
    return pdf_of(*objects)


def pdf_of(*objects: str) -> bytes:
    """Returns a PDF with these objects. The first one is the catalogue, whose number is 1."""
    body, places = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table, size = "".join(f"{place:010d} 00000 n \n" for place in places), len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return f"{body}{end}startxref\n{len(body)}\n%%EOF\n".encode()


def locked_pdf(password: str) -> bytes:
    """Returns an encrypted PDF that opens with a password."""
    writer, file = PdfWriter(clone_from=io.BytesIO(pdf("Secret"))), io.BytesIO()
    writer.encrypt(password, "owner", algorithm="AES-256")
    writer.write(file)
    return file.getvalue()


def docx(*paragraphs: str) -> bytes:
    """Returns a Word document."""
    document, file = WordDocument(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def xlsx() -> bytes:
    """Returns a workbook with one cell."""
    book, file = Workbook(), io.BytesIO()
    book.create_sheet("Money")["A1"] = "Amount"
    book.save(file)
    return file.getvalue()


def package(**entries: bytes) -> bytes:
    """Returns a ZIP file; "__" stands for "/" in a name, and "_dot_" for "."."""
    return zipped({name.replace("__", "/").replace("_dot_", "."): content for name, content in entries.items()})


def zipped(entries: dict[str, bytes]) -> bytes:
    """Returns a ZIP file with these entries."""
    file = io.BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as zip_file:
        for name, content in entries.items():
            zip_file.writestr(name, content)
    return file.getvalue()


def odt(*paragraphs: str, **more: bytes) -> bytes:
    """Returns an OpenDocument text; ``more``: other entries by name."""
    said = "".join(f"<text:p>{text}</text:p>" for text in paragraphs)
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    content = f"<office:document-content {names}><office:body><office:text>{said}</office:text></office:body>"
    entries = {"mimetype": ODT.encode(), "content.xml": f"{content}</office:document-content>".encode()}
    return zipped({**entries, **more})


def with_entry(whole: bytes, name: str, content: bytes = b"x") -> bytes:
    """Returns a ZIP file with an entry more."""
    file = io.BytesIO(whole)
    with ZipFile(file, "a", ZIP_DEFLATED) as zip_file:
        zip_file.writestr(name, content)
    return file.getvalue()


def bomb() -> bytes:
    """Returns a Word document that unpacks to hundreds of times its size."""
    return with_entry(docx("Small"), "word/media/large.bin", bytes(50 * 1024 * 1024))


def bomb_with_a_false_size() -> bytes:
    """Returns a Word document whose list of entries says 5,000 bytes of an entry that unpacks to 50 MB. Its checksum
    is that of the 5,000 bytes, so that a reader which stops there notices nothing.
    """
    whole, name = bomb(), b"word/media/large.bin"
    place = whole.rfind(b"PK\x01\x02", 0, whole.rfind(name))
    said = struct.pack("<I", zlib.crc32(bytes(5000)))
    listed = bytearray(whole)
    listed[place + 16 : place + 20], listed[place + 24 : place + 28] = said, struct.pack("<I", 5000)
    return bytes(listed)


def png() -> bytes:
    """Returns a picture of one point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20) + b"\xff\xd9"
EXECUTABLE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)
ELF = b"\x7fELF\x02\x01\x01" + bytes(200)
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
