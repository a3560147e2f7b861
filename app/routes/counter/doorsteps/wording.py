"""The words of a round's pages, which differ between houses and what a programme is about itself."""

from collections.abc import Mapping

from flask_babel import gettext as _

from app.entries.words import OUTCOMES, outcomes_of
from app.models.movement.declaration import Declaration, Subject


def wording_of(declared: Declaration) -> Mapping[str, str]:
    """The wording of a round's pages where it differs between houses and what a programme is about itself."""
    if declared.subject is Subject.HOUSEHOLD:
        return {
            "next": _("Tới nhà tiếp theo"), "left": _("chưa tới"), "fresh": _("Nhà mới"),
            "add": _("Thêm nhà chưa có trong sổ"), "none": _("Sổ chưa có nhà nào"), "unnamed": _("Chưa rõ ngõ"),
            "one": _("nhà"),
            "silent": _("Chưa trả lời câu nào. Nhà không có ai hay không muốn thì bấm nút ấy."),
            "nameless": _("Ghi số nhà hoặc tên chủ hộ."),
        }  # fmt: skip
    one, words = declared.noun, declared.words
    return {
        "next": _("Ghi tiếp"), "left": _lower(words.get("not_yet")) or _("chưa ghi"),
        "fresh": words.get("add") or _("Thêm %(one)s", one=one),
        "add": words.get("add") or _("Thêm %(one)s chưa có trong sổ", one=one),
        "none": _("Sổ chưa có %(one)s nào", one=one),
        "unnamed": declared.name, "one": one, "silent": _("Chưa trả lời câu nào."),
        "nameless": _("Ghi tên để phân biệt với %(one)s khác.", one=one),
    }  # fmt: skip


def states_of(declared: Declaration) -> Mapping[str, object]:
    """The words of all outcomes, of a programme's own where it says them."""
    return {**OUTCOMES, **outcomes_of(declared)}


def _lower(words: str | None) -> str:
    return words[:1].lower() + words[1:] if words else ""
