"""Why a file cannot be read, and what to do, in a sentence for staff."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.country import formats
from app.exchange.imports.reading import MOST_COLUMNS, MOST_ROWS, FileFault, UnreadableFile

_SENTENCES: Mapping[FileFault, object] = {
    FileFault.EMPTY: _l("Tệp không có gì bên trong. Anh chị chọn lại tệp."),
    FileFault.OLD_EXCEL: _l(
        "Tệp Excel kiểu cũ (.xls) hoặc có mật khẩu chưa đọc được. Anh chị mở bằng Excel, bỏ mật khẩu nếu có, bấm Lưu "
        "thành (Save As), chọn .xlsx rồi nạp lại."
    ),
    FileFault.NO_TABLE: _l("Tệp này không phải bảng tính. Anh chị chọn tệp Excel (.xlsx) hoặc CSV."),
    FileFault.BROKEN: _l("Tệp này bị hỏng, không mở được. Anh chị mở bằng Excel, lưu lại rồi nạp lại."),
    FileFault.BOMB: _l("Tệp này mở ra lớn quá mức. Anh chị chép riêng bảng cần nhập sang tệp mới rồi nạp lại."),
    FileFault.TOO_LONG: _l("Tệp có hơn %(rows)s dòng. Anh chị chia thành nhiều tệp rồi nạp lần lượt."),
    FileFault.TOO_EMPTY: _l("Giữa các dòng có hơn %(rows)s dòng trống. Anh chị xóa các dòng trống rồi nạp lại."),
    FileFault.TOO_WIDE: _l("Tệp có hơn %(columns)s cột. Anh chị xóa bớt những cột không nhập rồi nạp lại."),
    FileFault.OPEN_DOCUMENT: _l(
        "Tệp LibreOffice (.ods) chưa đọc được. Anh chị mở tệp ấy, bấm Lưu thành (Save As), chọn Excel (.xlsx) rồi nạp "
        "lại."
    ),
    FileFault.WEB_PAGE: _l(
        "Tệp này là bảng của trang web, chỉ mang tên .xls. Anh chị mở bằng Excel, bấm Lưu thành (Save As), chọn .xlsx "
        "rồi nạp lại."
    ),
    FileFault.OLD_FONT: _l(
        "Chữ trong tệp viết bằng phông cũ (.VnTime, VNI). Anh chị chuyển sang Unicode rồi nạp lại, kẻo sai hết tên."
    ),
    FileFault.OPEN_QUOTE: _l(
        'Dòng %(line)s có dấu " mở mà không đóng trên dòng ấy, máy không chắc các dòng dưới thuộc ô nào. Anh chị xóa '
        "dấu ấy, hoặc mở tệp bằng Excel, lưu thành .xlsx rồi nạp lại."
    ),
    FileFault.ROWS_LOST: _l(
        "Máy đọc sót dòng của danh sách này nên dừng lại. Anh chị mở bằng Excel, lưu thành .xlsx rồi nạp lại."
    ),
}


def file_sentence(refused: UnreadableFile) -> str:
    values = {"rows": formats.number(MOST_ROWS), "columns": formats.number(MOST_COLUMNS), "line": refused.line}
    return str(_SENTENCES[refused.reason]) % values
