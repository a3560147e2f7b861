"""The audit trail in words: acts and their details as `app.registers.acts` declares them, and how values are read."""

from collections.abc import Mapping
from datetime import date

from flask_babel import lazy_gettext as _l

from app import formats
from app.registers.acts import ACTS
from app.registers.papers import PAPERS
from app.roles import role_words


def act_words(action: str) -> str:
    """The words for an action; one noted by an older version is shown as it is."""
    return str(ACTS[action].sentence) if action in ACTS else action


def detail_words(action: str, detail: Mapping[str, object]) -> str:
    """An act's detail in one line, in that act's words: "vai trò Giảng viên, từ ngày 20/11/2026"."""
    words = ACTS[action].words if action in ACTS else {}
    told = ((str(words[key]), _value(key, str(value))) for key, value in detail.items() if key in words and value)
    return ", ".join(f"{said} {value}" for said, value in told)


# The lines of a person's file, by the names under which the trail keeps that they were changed.
LINES: Mapping[str, object] = {
    "full_name": _l("họ tên"),
    "birth": _l("năm sinh"),
    "birth_year": _l("năm sinh"),
    "birth_date": _l("ngày sinh"),
    "group": _l("nơi ở"),
    "residential_group_id": _l("nơi ở"),
    "phone": _l("điện thoại"),
    "sex": _l("giới tính"),
    "photos": _l("chụp ảnh"),
    "messages": _l("nhắn tin"),
    "follow_up": _l("theo dõi, giúp tiếp"),
    "True": _l("có"),
    "False": _l("không"),
}


# What `kind` names, in the words of the screens: units and groups, papers that were asked for, texts that were sent.
KINDS: Mapping[str, object] = {
    **{paper.kind: paper.words for paper in PAPERS.values()},
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


def _value(key: str, value: str) -> str:
    if key in ("fields", "purpose", "wheelchair"):
        return ", ".join(dict.fromkeys(str(LINES.get(name, name)) for name in value.split(",")))
    if key == "kind":
        return str(KINDS.get(value, value))
    if key == "role":
        return role_words(value)
    if key in ("since", "until"):
        return formats.date(date.fromisoformat(value))
    return value
