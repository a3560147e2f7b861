"""How a class counts an absence with leave, in one sentence for screens and papers."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.models import Excused

_WORDS: Mapping[Excused, object] = {
    Excused.ABSENT: _l("Vắng có phép vẫn tính là vắng."),
    Excused.PRESENT: _l("Vắng có phép được tính như có mặt."),
    Excused.LEFT_OUT: _l("Buổi vắng có phép không tính vào số buổi của người đó."),
}


def excused_words(counts: str) -> str:
    """The sentence for a course's `excused_counts`."""
    return str(_WORDS[Excused(counts)])
