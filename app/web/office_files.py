"""Files uploaded as evidence; their type is detected from their content, never from their name."""

import io
import subprocess
import sys
from pathlib import Path

from flask_babel import gettext as _, lazy_gettext as _l

from app.web import photos
from app.web.office_packages import Reason, Refused, inspect
from app.web.office_packages.sent_files import SENT
from app.web.photos import UnusablePhoto

# Checks uploaded PDFs, which are never changed (docs/decisions/0065).
#
# Such a file is stored byte for byte: it may have an electronic signature, which any change would invalidate. So files
# that may run or fetch something, or embed another file, are refused.
LOOKING = Path(__file__).with_name("pdf_looking.py")
MOST_SECONDS = 30  # wall time, on a busy machine


def unusable(content: bytes) -> str:
    """A sentence why a PDF cannot be stored; "" if it can."""
    try:
        looked = subprocess.run(
            [sys.executable, "-I", str(LOOKING)], input=content, capture_output=True, timeout=MOST_SECONDS, check=False
        )
        verdict = looked.stdout.decode() if looked.returncode == 0 else ""
    except subprocess.TimeoutExpired:
        verdict = ""
    why: dict[str, str] = {
        "fine": "",
        "locked": _("Tệp PDF này bị khóa bằng mật khẩu. Anh chị mở ra, in lại thành PDF không khóa rồi gửi."),
        "broken": _("Tệp PDF này bị hỏng hoặc chưa tải lên hết. Anh chị in lại thành PDF rồi gửi."),
        "long": _("Tệp PDF này không có trang nào hoặc dài quá 200 trang. Anh chị gửi những trang có số liệu."),
        "active": _(
            "Tệp PDF này có mã chạy, có tệp khác bên trong hoặc lấy nội dung từ tệp khác, không nhận. Anh chị in lại"
            " thành PDF rồi gửi."
        ),
    }
    return why[verdict] if verdict in why else str(_("Tệp này bung ra lớn quá, không nhận."))


MOST_BYTES = 5_000_000
_OTHER = _l(
    "Tệp này không phải PDF, ảnh JPG, PNG, Excel .xlsx hay Word .docx đọc được. Anh chị lưu lại thành PDF rồi gửi."
)
_WORDS = {
    Reason.BROKEN: _l("Tệp này bị hỏng hoặc chưa tải lên hết. Anh chị mở ra, lưu lại rồi gửi."),
    Reason.HEAVY: _l("Tệp này bung ra lớn quá, không nhận. Anh chị lưu lại thành PDF rồi gửi."),
    Reason.KIND: _OTHER,
    Reason.PROGRAM: _l(
        "Tệp này có macro hoặc chương trình bên trong, không nhận. Anh chị lưu lại thành PDF, hoặc thành .docx, .xlsx"
        " không có macro, rồi gửi."
    ),
    Reason.EMBEDDED: _l(
        "Tệp này có tệp khác hoặc đối tượng nhúng (OLE) bên trong, không nhận. Anh chị lưu lại thành PDF rồi gửi."
    ),
    Reason.ELEMENT: _l(
        "Tệp này có phần gọi tệp khác hoặc chương trình (%(what)s), không nhận. Anh chị lưu lại thành PDF rồi gửi."
    ),
    Reason.UNKNOWN: _l(
        "Tệp này có phần không rõ là gì bên trong (%(what)s), không nhận. Anh chị lưu lại thành PDF rồi gửi."
    ),
    Reason.PICTURE: _l(
        "Tệp này có hình không đọc được bên trong (%(what)s), không nhận. Anh chị chèn lại hình, hoặc lưu lại thành"
        " PDF, rồi gửi."
    ),
    Reason.ELSEWHERE: _l(
        "Tệp này mở ra thì tự lấy mẫu, hình hoặc số liệu từ nơi khác (%(what)s), không nhận. Anh chị lưu lại thành PDF"
        " rồi gửi."
    ),
    Reason.LINK: _l(
        "Tệp này có đường dẫn không mở trang web hay thư (%(what)s), không nhận. Anh chị bỏ đường dẫn đó, hoặc lưu lại"
        " thành PDF, rồi gửi."
    ),
    Reason.FIELD: _l(
        "Tệp Word này có trường gọi chương trình hoặc lấy nội dung từ nơi khác (%(what)s), không nhận. Anh chị lưu lại"
        " thành PDF rồi gửi."
    ),
    Reason.FORMULA: _l(
        "Tệp này có công thức gọi chương trình, lấy số từ nơi khác hoặc dùng hàm không rõ là gì (%(what)s), không nhận."
        " Anh chị chép rồi dán thành giá trị, hoặc lưu lại thành PDF, rồi gửi."
    ),
    Reason.WORKBOOK: _l(
        "Tệp Excel này lấy số từ tệp khác hoặc cơ sở dữ liệu, không nhận. Anh chị chép rồi dán thành giá trị, ngắt liên"
        " kết, hoặc lưu lại thành PDF, rồi gửi."
    ),
}


class UnusableFile(Exception):
    """The file cannot be stored; `message` says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def read(content: bytes, most: int = MOST_BYTES) -> tuple[str, bytes]:
    """The type of a file (pdf, jpg, xlsx, docx) of at most so many bytes, and the bytes to store: a picture loses its
    location data.

    Raises:
        UnusableFile: the file is empty, too large, of another type, broken, or contains what runs or fetches.
    """
    if not content:
        raise UnusableFile(_("Anh chị chọn một tệp PDF, ảnh, Excel hoặc Word."))
    if len(content) > most:
        words = _("Tệp nặng quá %(most)s MB. Anh chị quét lại ở cỡ nhỏ hơn rồi gửi.", most=most // 1_000_000)
        raise UnusableFile(words)
    if content.startswith(b"%PDF-"):
        if why := unusable(content):
            raise UnusableFile(why)
        return "pdf", content
    if content.startswith(b"PK\x03\x04"):
        try:
            return inspect(content, SENT), content
        except Refused as refused:
            raise UnusableFile(str(_WORDS[refused.reason]) % {"what": refused.what}) from refused
    try:
        return "jpg", photos.read(io.BytesIO(content)).jpeg
    except UnusablePhoto as error:
        raise UnusableFile(str(_OTHER)) from error
