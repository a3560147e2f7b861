"""The exact texts of consents, by version. A consent stores its version, so that the text can be shown years later:
versions are added, never changed or removed.

Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15: consent by purpose, separate, unticked, provable, withdrawable.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _, lazy_gettext as _l

from app.models.learning.course import Course
from app.models.learning.course_terms import Ground


@dataclass(frozen=True)
class ConsentTexts:
    """The sentence of each checkbox."""

    photos: str
    messages: str


VERSIONS: Mapping[str, ConsentTexts] = {
    "2026-11": ConsentTexts(
        photos=_l("Tôi đồng ý để phường chụp ảnh lớp có tôi và đăng trên trang của phường"),
        messages=_l("Tôi đồng ý để phường nhắn tin cho tôi trước buổi học một ngày"),
    )
}
CURRENT = max(VERSIONS)


def shown_version(claimed: str | None) -> str:
    """The version that a form claims to have shown; the current one if it does not exist."""
    return claimed if claimed and claimed in VERSIONS else CURRENT


# Consent to be contacted again: one sentence with one checkbox, asked by whoever helps, at the counter or at home.
FOLLOW_UP: Mapping[str, object] = {"2026-11": _l("Tôi đồng ý để phường ghi tên tôi và liên hệ lại để giúp tiếp")}


def follow_up_version(claimed: str | None) -> str:
    """The version of the sentence that a page claims to have shown; the current one if it does not exist."""
    return claimed if claimed and claimed in FOLLOW_UP else max(FOLLOW_UP)


def every_text() -> dict[str, dict[str, object]]:
    """Each version's sentences by purpose, for pages that show consents."""
    texts: dict[str, dict[str, object]] = {version: dict(vars(worded)) for version, worded in VERSIONS.items()}
    for version, worded in FOLLOW_UP.items():
        texts.setdefault(version, {})["follow_up"] = worded
    return texts


# Wording of the legal grounds for storing who attends a class (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15).
# The choices of an officer.
GROUNDS: Mapping[Ground, object] = {
    Ground.BY_AUDIENCE: _l("Theo người học: cán bộ, công chức, viên chức là nhiệm vụ, bà con là tự đăng ký"),
    Ground.DUTY: _l("Nhiệm vụ được cơ quan giao"),
    Ground.ASKED: _l("Người học tự đăng ký"),
}


def ground(course: Course) -> str:
    """The ground in one sentence, for the registration page and the copy of one's data."""
    if course.on_duty:
        return str(_("Học là nhiệm vụ được cơ quan giao, nên phường ghi tên và kết quả học theo nhiệm vụ đó."))
    return str(_("Phường ghi tên vì bác đã đăng ký, hoặc nhờ người đăng ký giúp."))


def ground_short(course: Course) -> str:
    """The ground in a few words, for staff."""
    return str(GROUNDS[Ground.DUTY if course.on_duty else Ground.ASKED])
