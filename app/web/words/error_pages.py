"""Texts of error pages, for residents and for staff."""

from enum import Enum

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
