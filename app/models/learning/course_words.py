"""The terms of a course in words: who sees it, how leave counts."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.models.learning.course_terms import Excused, WhoSees

WHO_SEES: Mapping[str, object] = {
    WhoSees.ANYONE: _l("Ai cũng thấy, ở trang đầu của phường"),
    WhoSees.LINK: _l("Chỉ ai có đường dẫn hoặc mã QR của lớp"),
}

EXCUSED: Mapping[str, object] = {
    Excused.ABSENT: _l("Vắng"),
    Excused.PRESENT: _l("Có mặt"),
    Excused.LEFT_OUT: _l("Không tính"),
}

EXCUSED_HINTS: Mapping[str, object] = {
    Excused.ABSENT: _l("Vắng có phép vẫn tính là vắng."),
    Excused.PRESENT: _l("Vắng có phép được tính như có mặt."),
    Excused.LEFT_OUT: _l("Buổi vắng có phép không tính vào số buổi của người đó."),
}


def excused_words(counts: str) -> str:
    """How a course counts excused absences, in one sentence for screens and papers."""
    return str(EXCUSED_HINTS[counts])
