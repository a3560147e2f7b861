"""Wording of the audit trail: acts and details as `app.registers.acts` declares them, and the format of values."""

from collections.abc import Mapping
from datetime import date

from flask_babel import lazy_gettext as _l

from app.country import formats
from app.registers.acts import ACTS
from app.registers.definitions import REGISTERS
from app.registers.field import Kind
from app.registers.papers import PAPERS
from app.registers.trail_event import TrailEvent
from app.web.words.roles import role_words

_UNKNOWN = TrailEvent("")
_DAYS = {"since", "until", *(field.key for each in REGISTERS for field in each.fields if field.kind is Kind.DAY)}


def act_words(action: str) -> str:
    """The sentence for an action; an action of an older version is shown as its key."""
    return str(ACTS[action].sentence) if action in ACTS else action


def detail_words(action: str, detail: Mapping[str, object]) -> str:
    """An act's detail in one line: "vai trò Giảng viên, từ ngày 20/11/2026"."""
    act = ACTS.get(action, _UNKNOWN)
    values = (
        (str(act.words[key]), _value(act, key, str(value)))
        for key, value in detail.items()
        if key in act.words and value
    )
    return ", ".join(f"{label} {value}" for label, value in values)


# Words for a checkbox.
YES_NO: Mapping[str, object] = {"True": _l("có"), "False": _l("không")}

# Words for values of `kind`: units and groups, ordered papers, sent messages.
KINDS: Mapping[str, object] = {
    **{paper.kind: paper.words for paper in PAPERS.values()},
    "backup": _l("bản sao lưu"),
    "announced": _l("lớp mới mở"),
    "confirmed": _l("đã có chỗ"),
    "offered": _l("mời nhận chỗ"),
    "moved_up": _l("đã lên chỗ"),
    "tomorrow": _l("nhắc trước buổi học"),
    "changed": _l("đổi giờ hoặc nơi học"),
    "lesson_cancelled": _l("nghỉ một buổi"),
    "course_cancelled": _l("không mở được lớp"),
    "certificate_ready": _l("nhận giấy chứng nhận"),
    "visits": _l("hỏi thăm việc kèm cặp"),
}


def _value(act: TrailEvent, key: str, value: str) -> str:
    if named := act.named(key, value):
        return ", ".join(dict.fromkeys(str(act.lines.get(name, name)) for name in named))
    if value in YES_NO:
        return str(YES_NO[value])
    if key == "kind":
        return str(KINDS.get(value, value))
    if key == "role":
        return role_words(value)
    if key in _DAYS and value != "–":
        return formats.date(date.fromisoformat(value))
    return value
