"""Wording for classes: the timetable of a course in one phrase, for whom it is, and attendance for tables, a
person's page and files."""

from collections.abc import Iterable

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats
from app.models import Course, Status
from app.models.learning.class_list import OUTSIDE
from app.models.learning.contest import Contest
from app.models.learning.course_terms import WhoMay
from app.models.learning.joining import NotForYou

# Up to this many days are named one by one.
MOST_DAYS = 6


def timetable(course: Course) -> str:
    """A course's hours and days: "19 giờ 30 đến 21 giờ, thứ Ba 24/11, 01/12 và 08/12/2026"."""
    lessons = course.live_lessons
    if not lessons:
        return ""
    starts = [formats.local(lesson.starts_at) for lesson in lessons]
    hours = {formats.time_range(formats.local(each.starts_at), formats.local(each.ends_at)) for each in lessons}
    when = hours.pop() if len(hours) == 1 else _("buổi đầu %(when)s", when=formats.time(starts[0]))
    if len(lessons) <= MOST_DAYS:
        return str(_("%(when)s, %(days)s", when=when, days=formats.days(starts)))
    on = dict.fromkeys(formats.weekday(start) for start in sorted(starts, key=lambda start: start.weekday()))
    first, last = formats.date(starts[0]), formats.date(starts[-1])
    values = {"when": when, "weekdays": ", ".join(on), "count": len(lessons), "first": first, "last": last}
    return str(_("%(when)s, %(weekdays)s, %(count)s buổi từ %(first)s đến %(last)s", **values))


def only_some(refused: NotForYou, course: Course) -> str:
    """For which people a class is, and what to do, for somebody whom it does not take without the ward."""
    if refused.reason is WhoMay.GROUPS:
        groups = ", ".join(group.name for group in course.groups)
        return str(
            _("Lớp này dành cho bà con %(groups)s. Bác ở nơi khác thì gọi phường, hoặc chọn lớp khác.", groups=groups)
        )
    if refused.reason is WhoMay.WARD:
        return str(_("Lớp này dành cho người ở %(ward)s. Bác ở nơi khác thì gọi phường.", ward=course.unit.title))
    return str(_("Lớp này do phường đăng ký giúp. Bác gọi phường hoặc nhờ tổ trưởng đăng ký giúp."))


STATUS = {
    Status.PRESENT: _l("Có mặt"),
    Status.LATE: _l("Đến muộn"),
    Status.EXCUSED: _l("Có phép"),
    Status.ABSENT: _l("Vắng"),
    Status.UNMARKED: _l("Chưa ghi"),
}


def status_word(status: str) -> str:
    """The label of a status; "" if it is unknown or the person was not in class."""
    return str(STATUS[Status(status)]) if status and status != OUTSIDE else ""


def both_words(contest: Contest) -> str:
    """ "Có mặt / Vắng, tính Có mặt": what devices recorded for a person at a lesson, and what counts."""
    words = " / ".join(status_word(word.status) for word in contest.words)
    return str(_("%(words)s, tính %(stands)s", words=words, stands=status_word(contest.stands)))


def contest_words(contests: Iterable[Contest]) -> str:
    """ "Buổi 2: Có mặt / Vắng, tính Có mặt": the same lesson by lesson; "" if devices agree."""
    return "; ".join(
        str(_("Buổi %(number)s: %(words)s", number=contest.lesson_number, words=both_words(contest)))
        for contest in contests
    )
