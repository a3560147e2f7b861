"""Exports the attendance of a course: a row a person, a column a lesson, and where devices differed."""

from collections.abc import Mapping

from flask_babel import gettext as _

from app.country import formats
from app.exchange.exports.values import Columns, Share
from app.models import Course
from app.models.learning.contest import Contest
from app.models.learning.standing import LearnerStatus
from app.web.words.attendance import contest_words, status_word


def columns(course: Course, contests: Mapping[int, list[Contest]]) -> Columns[LearnerStatus]:
    """The columns of a course; `contests` by registration."""
    days = [(each.number, formats.date(each.starts_at)) for each in course.live_lessons]
    lessons = [_("Buổi %(number)s (%(day)s)", number=number, day=day) for number, day in days]
    return (
        (_("Họ và tên"), lambda row: row.registration.person.full_name),
        (_("Năm sinh"), lambda row: row.registration.person.birth_year),
        ("", lambda row: group.name if (group := row.registration.person.residential_group) else _("Nơi khác")),
        *((title, lambda row, at=at: status_word(row.statuses[at])) for at, title in enumerate(lessons)),
        (_("Số buổi đã dự"), lambda row: row.came),
        (_("Trên số buổi"), lambda row: row.of_all),
        (_("Tỷ lệ"), lambda row: Share(row.came / row.of_all) if row.of_all else None),
        (_("Đủ điều kiện"), lambda row: _("đủ") if row.met else _("không đủ") if row.out_of_reach else _("chưa đủ")),
        (_("Hai máy ghi khác nhau"), lambda row: contest_words(contests.get(row.registration.id, ()))),
    )
