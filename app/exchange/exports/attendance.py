"""Exports the attendance of a course: a row a person, a column a lesson, and where devices differed."""

from collections.abc import Iterable, Iterator, Mapping

from flask_babel import gettext as _

from app.country import formats, sentences
from app.exchange.exports.values import Share, Value
from app.models import Course
from app.models.learning.contest import Contest
from app.models.learning.standing import LearnerStatus
from app.web.words.attendance import contest_words, status_word


def heading(course: Course) -> list[str]:
    """The titles of the columns."""
    word = course.unit.group_word
    return [
        str(_("STT")),
        str(_("Họ và tên")),
        str(_("Năm sinh")),
        sentences.begun(word),
        *(
            str(_("Buổi %(number)s (%(day)s)", number=lesson.number, day=formats.date(lesson.starts_at)))
            for lesson in course.live_lessons
        ),
        str(_("Số buổi đã dự")),
        str(_("Trên số buổi")),
        str(_("Tỷ lệ")),
        str(_("Đủ điều kiện")),
        str(_("Hai máy ghi khác nhau")),
    ]


def rows(stands: Iterable[LearnerStatus], contests: Mapping[int, list[Contest]]) -> Iterator[list[Value]]:
    """A row for each person; `contests` by registration."""
    for number, standing in enumerate(stands, 1):
        seat = standing.registration
        group = seat.person.residential_group
        yield [
            number,
            seat.person.full_name,
            seat.person.birth_year,
            group.name if group else str(_("Nơi khác")),
            *(status_word(status) for status in standing.statuses),
            standing.came,
            standing.of_all,
            Share(standing.came / standing.of_all) if standing.of_all else None,
            str(_("đủ") if standing.met else _("không đủ") if standing.out_of_reach else _("chưa đủ")),
            contest_words(contests.get(seat.id, ())),
        ]
