"""A declaration as it is read: on the public notice and on the office's data map."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _, lazy_gettext as _l

from app.registers.personal_data.personal import Ground, Personal, Then, Time

GROUNDS: Mapping[Ground, object] = {
    Ground.ASKED: _l("người ấy tự ghi, để được việc mình cần"),
    Ground.CONSENT: _l("người ấy đồng ý, rút lại được"),
    Ground.DUTY: _l("nhiệm vụ của cơ quan"),
}
# Of these something is there afterwards, and whoever asked for erasure is told what.
REMAINING = (Then.STAY, Then.DECADE)
BECOMES: Mapping[Then, object] = {
    Then.EMPTY: _l("xóa trắng"),
    Then.DECADE: _l("chỉ còn khoảng mười năm"),
    Then.RENEW: _l("đổi mã khác, mã cũ không mở được nữa"),
    Then.SCRUB: _l("xóa những gì có tên"),
    Then.GO: _l("xóa cả dòng, cả tệp"),
}


def by_time(fields: Iterable[Personal]) -> list[tuple[object, list[list[object]]]]:
    """What is kept for how long: the words of each time with what is kept, what for, and what of it stays longer."""
    rows: dict[Time, list[list[object]]] = {}
    for field in fields:
        rows.setdefault(field.time, []).append([field.label, field.why, _stays(field)])
    return [(time.words, kept) for time, kept in rows.items()]


def _stays(field: Personal) -> object:
    if field.then is Then.DECADE:
        return _("chỉ còn khoảng mười năm")
    return field.stays if field.then is Then.STAY and field.time.months else ""


def becomes(field: Personal) -> str:
    """What becomes of it then, for the office."""
    return str(field.stays) if field.then is Then.STAY else str(BECOMES[field.then])
