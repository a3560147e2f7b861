"""Files uploaded by the office as evidence; their type is detected from their content, never from their name."""

import io
import zipfile

from flask_babel import gettext as _

from app.web import incoming_pdfs, photos
from app.web.photos import UnusablePhoto

MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 5_000_000, 60_000_000, 2_000
PARTS = {"xl/workbook.xml": "xlsx", "word/document.xml": "docx"}
# Parts of an Office file that may contain a program.
PROGRAMS = ("vbaproject", "vbadata", "activex", "oleobject", "macrosheets", "customui")


class UnusableFile(Exception):
    """The file cannot be stored; `message` says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def read(content: bytes, most: int = MOST_BYTES) -> tuple[str, bytes]:
    """The type of a file (pdf, jpg, xlsx, docx) of at most so many bytes, and the bytes to store: a picture loses its
    location data.

    Raises:
        UnusableFile: the file is empty, too large, of another type, broken, or contains a program.
    """
    if not content:
        raise UnusableFile(_("Anh chị chọn một tệp PDF, ảnh, Excel hoặc Word."))
    if len(content) > most:
        words = _("Tệp nặng quá %(most)s MB. Anh chị quét lại ở cỡ nhỏ hơn rồi gửi.", most=most // 1_000_000)
        raise UnusableFile(words)
    if content.startswith(b"%PDF-"):
        if why := incoming_pdfs.unusable(content):
            raise UnusableFile(why)
        return "pdf", content
    if content.startswith(b"PK\x03\x04"):
        return _packed(content), content
    try:
        return "jpg", photos.read(io.BytesIO(content)).jpeg
    except UnusablePhoto as error:
        raise UnusableFile(_("Tệp này không phải PDF, ảnh JPG, PNG, Excel .xlsx hay Word .docx đọc được.")) from error


def _packed(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            small = sum(each.file_size for each in parts) <= MOST_UNPACKED
            if small and packed.testzip() is not None:
                raise zipfile.BadZipFile
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        raise UnusableFile(_("Tệp này bị hỏng hoặc chưa tải lên hết.")) from error
    if len(parts) > MOST_PARTS or not small:
        raise UnusableFile(_("Tệp này bung ra lớn quá, không nhận."))
    if any(program in each.filename.lower() for each in parts for program in PROGRAMS):
        raise UnusableFile(_("Tệp này có macro, không nhận. Anh chị lưu lại thành .xlsx hoặc .docx."))
    kinds = {PARTS[each.filename] for each in parts if each.filename in PARTS}
    if len(kinds) != 1:
        raise UnusableFile(_("Tệp này không phải PDF, ảnh JPG, PNG, Excel .xlsx hay Word .docx đọc được."))
    return kinds.pop()
