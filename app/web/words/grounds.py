"""Wording of the legal grounds for storing who attends a class (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15)."""

from collections.abc import Mapping

from flask_babel import gettext as _, lazy_gettext as _l

from app.models.learning.course import Course
from app.models.learning.course_terms import Ground

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
