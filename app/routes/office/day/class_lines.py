"""Lines of the day about classes and their lessons."""

from collections.abc import Iterable, Iterator, Sequence

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Row

from app.country import clock, formats
from app.models import Course, Lesson
from app.models.learning.clashes import Clash
from app.models.learning.due import Offers
from app.routes.office.day.lines import USUAL_SHOWN, TodayLine, named


def closing(courses: Iterable[Course]) -> Iterator[TodayLine]:
    """Registration ends while seats are free."""
    for course in courses:
        assert course.registration_closes_at is not None
        yield TodayLine(
            _("%(course)s còn %(count)s chỗ", course=named(course), count=course.free),
            _("Đóng đăng ký %(when)s", when=formats.moment(course.registration_closes_at)),
            _("Gửi lại mã lớp vào các nhóm"),
            _("Mở lớp"),
            url_for("office.courses.show", code=course.code),
            clock.local(course.registration_closes_at).date(),
        )


def lapsing(offers: Iterable[Offers]) -> Iterator[TodayLine]:
    """Seats that are kept for people who have to say yes."""
    for offer in offers:
        yield TodayLine(
            _("%(count)s người được giữ chỗ ở %(course)s", count=offer.count, course=named(offer.course)),
            _("Trước %(when)s", when=formats.moment(offer.until)),
            _("Gọi để bà con nhận chỗ kịp"),
            _("Báo bà con"),
            url_for("office.registration_lists.index", code=offer.course.code, xem="giu-cho"),
            clock.local(offer.until).date(),
            offer.count,
        )


def without_seat(rows: Iterable[Row[Course, int]]) -> Iterator[TodayLine]:
    """Who came to a class without a seat."""
    for course, count in rows:
        yield TodayLine(
            _("%(count)s người vào lớp khi đã hủy hoặc chưa có chỗ", count=count),
            _("Hai tuần qua"),
            named(course),
            _("Xem ai"),
            url_for("office.registration_lists.index", code=course.code, xem="khong-cho"),
            rows=count,
        )


def unclosed(lessons: Iterable[Lesson]) -> Iterator[TodayLine]:
    """Lessons that are over and that nobody closed."""
    for lesson in lessons:
        yield TodayLine(
            _("Buổi %(number)s của %(course)s chưa bấm Xong", number=lesson.number, course=named(lesson.course)),
            formats.moment(lesson.starts_at),
            _("Chưa khép thì người vắng chưa tính là vắng"),
            _("Mở điểm danh"),
            url_for("teaching.rolls.show", code=lesson.course.code, number=lesson.number),
        )


def met_since(rows: Iterable[tuple[Course, int]]) -> Iterator[TodayLine]:
    """Who meets the rule by now and holds no paper."""
    for course, count in rows:
        yield TodayLine(
            _("%(count)s người đủ điều kiện mà chưa có giấy", count=count),
            _("Sau lần duyệt trước"),
            named(course),
            _("Trình bổ sung"),
            url_for("office.approvals.new", code=course.code),
        )


def clashing(clashes: Iterable[Clash]) -> Iterator[TodayLine]:
    """Two classes that want one hall or one instructor."""
    for clash in clashes:
        assert clash.meeting.lesson is not None
        assert clash.other.lesson is not None
        one, other = clash.meeting.lesson.course, clash.other.lesson.course
        yield TodayLine(
            _("%(one)s và %(other)s trùng nhau", one=named(one), other=named(other)),
            formats.moment(clash.meeting.starts_at),
            _("Trùng nơi học") if clash.kind == "place" else _("Trùng người dạy"),
            _("Mở lớp"),
            url_for("office.courses.show", code=one.code),
        )


def drafts(courses: Sequence[Course]) -> Iterator[TodayLine]:
    """Classes that nobody sees yet."""
    if courses:
        codes = ", ".join(course.code for course in courses[:USUAL_SHOWN])
        yield TodayLine(
            _("%(count)s bản nháp chưa công bố", count=len(courses)),
            _("Khi soạn xong"),
            codes + ("…" if len(courses) > USUAL_SHOWN else ""),
            _("Xem bản nháp"),
            url_for("office.courses.index", xem="nhap"),
            rows=len(courses),
        )
