"""Ambassadors in words: how far they are trained, which bodies send them, what they did."""

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
# Who sends ambassadors (S0, S2); offered beside a line for any other.
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
    """The words for a training's key."""
    return str(TRAINING.get(training, training))


def training_short(ambassador: Ambassador) -> str:
    """As a column of a list says it: "Chưa", "Cơ bản", "Nâng cao, AI"."""
    level = _("Chưa") if ambassador.training == Training.NONE else training_words(ambassador.training)
    return ", ".join([level, "AI"]) if ambassador.ai_trained_on else str(level)


def done_words(said: Mapping[str, Any]) -> str:
    """What the counts of a letter say, in one sentence; what there was none of is not told, and nothing is added up."""
    counts = (
        (said["mentees"], "kèm {} người"),
        (said["reached"], "{} người đã tự làm được"),
        (said["visits"], "{} lượt đến gặp"),
        (said["help_times"], "{} lượt giúp"),
    )
    told = [words.format(formats.count_in_sentence(count)) for count, words in counts if count]
    if not told:
        return ""
    since, until = (formats.date(date.fromisoformat(said[name])) for name in ("since", "until"))
    return f"Từ ngày {since} đến ngày {until}: {'; '.join(told)}."
