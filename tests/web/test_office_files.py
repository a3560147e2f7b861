"""Files sent as proof: what they are is read from what stands in them; programs, bombs and broken ones are refused."""

import io

import pikepdf
import pytest
from docx import Document
from flask import Flask
from openpyxl import Workbook
from PIL import Image

from app.web.office_files import MOST_BYTES, UnusableFile, read
from app.web.office_packages.sent_files import MOST_UNPACKED
from tests.web.office_packages.files import zipped


def printed(pages: int = 1) -> bytes:
    """A PDF of empty pages."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _page in range(pages):
            pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


PDF = printed()


def workbook() -> bytes:
    """A sheet."""
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def letter() -> bytes:
    """A Word file."""
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def test_each_kind_is_known_by_its_content_and_kept_as_it_was_sent(app: Flask) -> None:
    with app.app_context():
        for kind, content in (("pdf", PDF), ("xlsx", workbook()), ("docx", letter())):
            assert read(content) == (kind, content)


def test_a_picture_is_kept_without_where_it_was_taken(app: Flask) -> None:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "tại nhà bà Hoa"
    Image.new("RGB", (30, 20)).save(out, "PNG", exif=exif)
    with app.app_context():
        kind, kept = read(out.getvalue())
    assert kind == "jpg"
    assert not Image.open(io.BytesIO(kept)).getexif()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "chọn một tệp"),
        (b"%PDF-1.7 " + bytes(MOST_BYTES), "nặng quá 5 MB"),
        (PDF[:20], "bị hỏng"),
        (b"<html><script>1</script>", "không phải PDF"),
        (b"MZ\x90", "không phải PDF"),
        (zipped({"a": b"1"}), "không phải PDF"),
        (b"PK\x03\x04rest", "bị hỏng"),
    ],
)
def test_what_cannot_be_kept_is_told_why(app: Flask, content: bytes, why: str) -> None:
    with app.app_context(), pytest.raises(UnusableFile, match=why):
        read(content)


def test_what_unpacks_to_more_than_it_may_is_refused(app: Flask) -> None:
    """Packed here: as a parameter it would be whenever tests are listed, by each process."""
    content = zipped({"xl/workbook.xml": bytes(MOST_UNPACKED + 1)})
    with app.app_context(), pytest.raises(UnusableFile, match="bung ra lớn quá"):
        read(content)
