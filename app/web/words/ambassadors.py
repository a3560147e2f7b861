"""Wording for ambassadors: training, sending organisations, work done."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats
from app.models import Ambassador, Training

TRAINING: Mapping[str, object] = {
    Training.NONE: _l("Chưa tập huấn"),
    Training.BASIC: _l("Cơ bản"),
    Training.ADVANCED: _l("Nâng cao"),
}
# Organisations that send ambassadors (S0, S2); others are typed.
ORGANISATIONS = (
    _l("Chi bộ, cấp ủy"),
    _l("Đoàn Thanh niên"),
    _l("Hội Liên hiệp Phụ nữ"),
    _l("Hội Cựu chiến binh"),
    _l("Hội Nông dân"),
    _l("Hội Người cao tuổi"),
    _l("Mặt trận Tổ quốc"),
    _l("Công đoàn"),
    _l("Trường học"),
    _l("Tổ công nghệ số cộng đồng"),
    _l("Công an phường, xã"),
)


def training_words(training: str) -> str:
    """The label of a training."""
    return str(TRAINING.get(training, training))


def training_short(ambassador: Ambassador) -> str:
    """A short label for a column: "Chưa", "Cơ bản", "Nâng cao, AI"."""
    level = _("Chưa") if ambassador.training == Training.NONE else training_words(ambassador.training)
    return ", ".join([level, "AI"]) if ambassador.ai_trained_on else str(level)


def sending_body(organisation: str, group: str) -> str:
    """Who sends somebody, as a card and a letter say it beside their group: "" where that is the group itself, "Trường
    học" alone with what it is for."""
    if group.casefold().startswith(organisation.casefold()):
        return ""
    return f"{organisation} cử" if organisation in map(str, ORGANISATIONS) else organisation


def done_words(letter: Mapping[str, Any]) -> str:
    """The counts of a letter in one sentence; counts of 0 are left out, and counts are not added up."""
    counts = (
        (letter["mentees"], "kèm {} người"),
        (letter["reached"], "{} người đã tự làm được"),
        (letter["visits"], "{} lượt đến gặp"),
        (letter["help_times"], "{} lượt giúp"),
    )
    parts = [words.format(formats.count_in_sentence(count)) for count, words in counts if count]
    if not parts:
        return ""
    since, until = (formats.date(date.fromisoformat(letter[name])) for name in ("since", "until"))
    return f"Từ ngày {since} đến ngày {until}: {'; '.join(parts)}."
