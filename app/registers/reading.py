"""A declaration as it is read: on the public notice and on the office's data map."""

from collections.abc import Mapping

from flask_babel import gettext as _, lazy_gettext as _l

from app.registers.field import Field, Ground, Then

GROUNDS: Mapping[Ground, object] = {
    Ground.ASKED: _l("người ấy tự ghi, để được việc mình cần"),
    Ground.CONSENT: _l("người ấy đồng ý, rút lại được"),
    Ground.DUTY: _l("nhiệm vụ của cơ quan"),
}
BECOMES: Mapping[Then, object] = {
    Then.EMPTY: _l("xóa trắng"),
    Then.DECADE: _l("chỉ còn thập niên"),
    Then.RENEW: _l("đổi mã khác, mã cũ không mở được nữa"),
    Then.SCRUB: _l("xóa những gì có tên"),
    Then.GO: _l("xóa cả dòng, cả tệp"),
}


def row_of(field: Field) -> list[object]:
    """What is kept, what for, and how long; where something of it stays, what stays and why."""
    if field.then is Then.DECADE:
        return [
            field.label,
            field.why,
            _("%(time)s; sau đó %(rest)s", time=field.time.words, rest=_("chỉ còn thập niên")),
        ]
    if field.then is Then.STAY and field.time.months:
        return [field.label, field.why, _("%(time)s; sau đó %(rest)s", time=field.time.words, rest=field.stays)]
    return [field.label, field.why, field.time.words]


def becomes(field: Field) -> str:
    """What becomes of it then, for the office."""
    return str(field.stays) if field.then is Then.STAY else str(BECOMES[field.then])
