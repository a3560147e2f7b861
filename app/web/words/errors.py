"""Texts of what is wrong: error pages, for residents and for staff; WTForms' messages, which it does not ship in
Vietnamese; photos.

Common fields have better messages on their forms; these are for manipulated forms, such as an invalid choice.
"""

from collections.abc import Mapping
from enum import Enum

from flask_babel import gettext as _, lazy_gettext as _l

from app.models import LessonPhoto
from app.web.database.outage import Outage

HTTP_PAGES = {
    400: ("Yêu cầu này chưa rõ", "Địa chỉ hoặc nội dung gửi đi bị sai. Bác quay lại trang trước và thử lần nữa."),
    403: ("Trang này dành cho người khác", "Tài khoản của anh chị không mở được trang này. Cần dùng thì hỏi quản trị."),
    404: ("Không có trang này", "Địa chỉ có thể bị gõ thiếu. Bác xem các lớp đang mở ở trang đầu."),
    405: ("Trang này không nhận cách gửi đó", "Bác quay lại trang trước và bấm lại nút."),
    410: ("Trang này không còn nữa", "Bác xem các lớp đang mở ở trang đầu."),
    413: ("Nội dung gửi quá lớn", "Bác chọn tệp nhỏ hơn rồi gửi lại."),
    429: ("Bác bấm hơi nhanh", "Máy đang nghỉ một chút. Bác chờ vài phút rồi thử lại."),
    500: ("Máy của phường gặp lỗi", "Lỗi ở máy, không phải ở bác. Bác thử lại, hoặc gọi cho phường."),
}


# The same for staff, who are led to their own room.
STAFF_PAGES = {
    400: "Địa chỉ hoặc nội dung gửi đi bị sai. Anh chị quay lại trang trước và thử lần nữa.",
    404: "Địa chỉ có thể bị gõ thiếu, hoặc trang này không thuộc nơi anh chị phụ trách.",
    405: "Anh chị quay lại trang trước và bấm lại nút.",
    410: "Anh chị về chỗ làm việc của mình rồi mở lại.",
    413: "Anh chị chọn tệp nhỏ hơn rồi gửi lại.",
    429: "Máy đang nghỉ một chút. Anh chị chờ vài phút rồi thử lại.",
    500: "Lỗi ở máy, không phải ở anh chị. Anh chị thử lại, hoặc báo người giữ máy.",
}


class Sent(Enum):
    """What a request sent while something was unavailable: nothing (a page was requested), a form that the page gives
    back, one whose files have to be chosen again, or one that it cannot give back (a password, too long)."""

    NOTHING = "nothing"
    KEPT = "kept"
    WITH_FILES = "with files"
    LOST = "lost"


# While the database or the store of files is unavailable: heading and text, for residents and for staff.
_AWAY, _BUSY = "Máy của phường đang tạm nghỉ", "Nhiều người đang gửi cùng lúc"
_STORE = "Chưa lấy được ảnh và giấy tờ"
_STORE_TO_SEND = "Chưa cất được ảnh và giấy tờ"
_KEPT = "Chưa ghi được. Những gì bác ghi vẫn còn đây. Bác chờ nửa phút rồi bấm Gửi lại."
_WITH_FILES = "Chưa ghi được. Những gì bác ghi vẫn còn đây. Bác chờ nửa phút, chọn lại ảnh, tệp rồi bấm Gửi lại."
_LOST = "Chưa ghi được. Bác chờ nửa phút, quay lại trang trước rồi gửi lại."
UNAVAILABLE = {
    (Outage.AWAY, Sent.NOTHING): (_AWAY, "Thường chỉ một lát. Bác chờ nửa phút rồi mở lại trang này."),
    (Outage.BUSY, Sent.NOTHING): (_BUSY, "Máy chưa kịp mở trang. Bác chờ nửa phút rồi mở lại trang này."),
    (Outage.STORE, Sent.NOTHING): (
        _STORE, "Nơi cất tệp đang tạm nghỉ, các trang khác vẫn dùng được. Bác chờ nửa phút rồi mở lại trang này.",
    ),
    **{
        (outage, sent): (heading, text)
        for outage, heading in ((Outage.AWAY, _AWAY), (Outage.BUSY, _BUSY), (Outage.STORE, _STORE_TO_SEND))
        for sent, text in ((Sent.KEPT, _KEPT), (Sent.WITH_FILES, _WITH_FILES), (Sent.LOST, _LOST))
    },
}  # fmt: skip
UNAVAILABLE_TO_STAFF = {
    which: (heading, text.replace("Bác", "Anh chị").replace("bác", "anh chị"))
    for which, (heading, text) in UNAVAILABLE.items()
}


FAULTS: Mapping[str, object] = {
    "Not a valid choice.": _l("Xin chọn một mục trong danh sách."),
    "Invalid Choice: could not coerce.": _l("Xin chọn một mục trong danh sách."),
    "Choices cannot be None.": _l("Xin chọn một mục trong danh sách."),
    "This field is required.": _l("Dòng này chưa điền."),
    "Not a valid integer value.": _l("Dòng này là một số, ví dụ 12."),
    "Not a valid date value.": _l("Dòng này là một ngày, ví dụ 20/11/2026."),
    "Not a valid time value.": _l("Dòng này là một giờ, ví dụ 19:30."),
    "Not a valid datetime value.": _l("Dòng này là ngày và giờ, ví dụ 20/11/2026 19:30."),
}
OTHER = _l("Dòng này chưa dùng được. Xin xem lại.")


class FormFaults:
    """The catalogue that Flask-WTF uses (`wtforms_translations` of a request)."""

    def ugettext(self, sentence: str) -> str:
        """Translate a message."""
        return str(FAULTS.get(sentence, OTHER))

    def ungettext(self, singular: str, plural: str, n: int) -> str:
        """Translate a message with a number."""
        return self.ugettext(singular)


def too_many_photos() -> str:
    """The message for a lesson that has the maximum of photos."""
    return str(_("Mỗi buổi giữ nhiều nhất %(most)s ảnh. Anh chị bỏ bớt ảnh cũ.", most=LessonPhoto.MOST))
