"""Indicators of classes: courses, lessons, hours, attendances, learners, completions, certificates.

A person who came to three lessons is three lượt and one người. A lesson counts for each group of which somebody came.
Merged and erased people count as before: people are counted by id, never by name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Integer, case, cast, func, select
from sqlalchemy.orm import Session, joinedload

from app.country import audiences, formats
from app.indicators import denominators, dimensions as by
from app.indicators.dimensions import LocalMonth, MinutesBetween
from app.indicators.learning_rows import (
    GUEST,
    attended,
    courses,
    ended,
    lessons,
    of_staff,
    papers,
    topics,
    unit_then,
    with_guests,
)
from app.indicators.people import LOADS, ORDER, tells_people
from app.models import Attendance, Certificate, Course, CourseTemplate, Lesson, LessonState, Person, Registration
from app.models.learning.certificate_register import CertificateRegister
from app.models.learning.course_template import common_templates
from app.models.movement.denominator import PEOPLE as PEOPLE_THERE
from app.registers.indicator import COURSE_UNIT, HOURS, LESSONS, PAPERS, PEOPLE, TIMES, Dimension, FigureRow, Indicator

BY_BIRTHS = "lua-tuoi"
OF_AGE = 18
BANDS = {"0": _l("Dưới 16"), "16": _l("16 đến 35"), "36": _l("36 đến 59"), "60": _l("Từ 60")}


def _age(year: Any) -> Dimension:
    """By age in that year, from the year of birth, the only part that is asked for. Of an erased person only the decade
    is kept, so that they may count in the neighbouring band."""
    age = year - Person.birth_year
    band = case((age < 16, "0"), (age < 36, "16"), (age < 60, "36"), else_="60")
    note = _l("Ai đã xóa tên chỉ còn giữ thập niên sinh, nên có thể sang nhóm tuổi bên.")
    return by.worded(BY_BIRTHS, _l("Lứa tuổi"), band, BANDS, note=note)


def of_age(year: Any) -> Dimension:
    """By whether they were of age in that year, from its first day on: only the year of birth is asked for."""
    grown = case((year - Person.birth_year >= OF_AGE, by.YES), else_=by.NO)
    labels = {by.YES: _l("Từ 18 tuổi"), by.NO: _l("Dưới 18 tuổi")}
    return by.worded("tu-18", _l("Tuổi"), grown, labels, tabulated=False)


def year_of(moment: Any) -> Any:
    return cast(func.substr(LocalMonth(moment), 1, 4), Integer)


AUDIENCE = by.worded(
    "doi-tuong",
    _l("Đối tượng"),
    Course.audience,
    {k: v.words for k, v in audiences.AUDIENCES.items()},
    audiences.is_sensitive,
)
TEMPLATE = replace(
    by.registered("mau", _l("Mẫu lớp"), Course.template_id, CourseTemplate, _l("Không theo mẫu")),
    known=lambda name: name in common_templates(),
)
ORGANISER = by.written("don-vi-mo", _l("Đơn vị tổ chức"), func.nullif(Course.organiser, ""))
TOPICS = topics()
WHAT = (AUDIENCE, TOPICS, ORGANISER, TEMPLATE)
UNITS = by.units(Course.unit_id)
OF_COURSES = (*WHAT, by.other_movements(Course.other_movements), by.units(unit_then(Lesson.starts_at)))
GUESTS = by.groups(GUEST.residential_group_id, with_guests, _l("Chưa rõ tổ nào"))
LIVING = by.groups(Person.residential_group_id)
HARD = by.hardships(Person.residential_group_id)
AT_WORK = by.workplaces(Person.organisation_id)
OF_PEOPLE = (LIVING, HARD, AT_WORK)
KIND_AT_WORK = by.workplace_kinds(Person.organisation_id)
# People without a group of the ward live elsewhere, or were not asked.
HERE = by.worded(
    "o-day", _l("Ở đâu"), case((Person.residential_group_id.is_not(None), by.YES), else_=by.NO),
    {by.YES: _l("Ở phường, xã này"), by.NO: _l("Ở nơi khác, chưa ghi nơi ở")}, tabulated=False,
)  # fmt: skip


def _tells_courses(session: Session, rows: Sequence[Course]) -> Iterable[FigureRow]:
    for each in rows:
        words = f"{audiences.audience(each.audience)} · {each.code}"
        yield FigureRow(each.title, words, "office.courses.show", {"code": each.code})


def _tells_lessons(session: Session, rows: Sequence[Lesson]) -> Iterable[FigureRow]:
    for each in rows:
        yield FigureRow(
            *_lesson_words(each), "office.attendances.index", {"code": each.course.code, "buoi": each.number}
        )


def _lesson_words(lesson: Lesson) -> tuple[str, str]:
    small = f"{formats.moment(lesson.starts_at)} · {lesson.where.name if lesson.where else _('chưa rõ nơi học')}"
    return _("Buổi %(number)s, %(title)s", number=lesson.number, title=lesson.course.title), small


def _tells_attended(session: Session, rows: Sequence[Attendance]) -> Iterable[FigureRow]:
    """Lesson, with the year of birth and group of the person; the linked page shows the name."""
    ids = {each.lesson_id for each in rows}, {each.registration_id for each in rows}
    taught = {each.id: each for each in session.scalars(select(Lesson).where(Lesson.id.in_(ids[0])).options(*_LESSON))}
    seats = select(Registration).where(Registration.id.in_(ids[1])).options(*_SEAT)
    people = {each.id: each.person for each in session.scalars(seats)}
    for each in rows:
        lesson, person = taught[each.lesson_id], people[each.registration_id]
        words, _small = _lesson_words(lesson)
        group = person.residential_group.name if person.residential_group else _("chưa ghi nơi ở")
        small = f"{formats.moment(lesson.starts_at)} · {_('sinh %(year)s', year=person.birth_year)} · {group}"
        yield FigureRow(words, small, "office.attendances.index", {"code": lesson.course.code, "buoi": lesson.number})


def _tells_seats(session: Session, rows: Sequence[Registration]) -> Iterable[FigureRow]:
    for each in rows:
        year = _("sinh %(year)s", year=each.person.birth_year)
        yield FigureRow(each.course.title, year, "office.courses.show", {"code": each.course.code})


def _tells_papers(session: Session, rows: Sequence[Certificate]) -> Iterable[FigureRow]:
    for each in rows:
        number, day = each.register_number, formats.date(each.issued_at) if each.issued_at else ""
        place = {"unit": each.register.unit.code, "year": each.register.year, "number": each.number}
        yield FigureRow(
            _("Giấy số %(number)s", number=number),
            f"{day} · {each.registration.course.title}",
            "office.registers.entry",
            place,
        )


_LESSON = (joinedload(Lesson.course).joinedload(Course.place), joinedload(Lesson.place))
_SEAT = (joinedload(Registration.person).joinedload(Person.residential_group),)
MONTH, AGE = by.months(Lesson.starts_at), _age(year_of(Lesson.starts_at))
_LAST = select(func.max(Lesson.starts_at)).where(Lesson.course_id == Course.id, Lesson.state != LessonState.CANCELLED)
LAST = _LAST.correlate(Course).scalar_subquery()


STAFF = denominators.of("cbccvc", "teachers", "workers")
CAME_ONCE = _l("đã dự ít nhất một buổi học")
ATTENDING = r"\b(?:tham )?dự (?:các )?(?:lớp|buổi)|\btham gia (?:các )?(?:lớp|buổi)"
ENDED_ONE = _l("đã học hết ít nhất một lớp")


INDICATORS = (
    Indicator(
        "lop", COURSE_UNIT, _l("Lớp đã học"), _l("Lớp có ít nhất một buổi đã học trong kỳ; buổi bị hoãn không tính."),
        Course, courses, _tells_courses, (Course.title, Course.id), (MONTH, *OF_COURSES, GUESTS), what=Course.id,
    ),
    Indicator(
        "buoi", LESSONS, _l("Buổi đã học"),
        _l(
            "Buổi đã kết thúc điểm danh, hoặc đã có người được điểm danh có mặt. "
            "Một buổi tính cho mỗi nơi có người đến học."
        ),
        Lesson, lessons, _tells_lessons, (Lesson.starts_at, Lesson.id), (MONTH, *OF_COURSES, GUESTS), what=Lesson.id,
        loads=_LESSON, in_plans="tổ chức các buổi học, lớp học cộng đồng định kỳ cho người dân",
    ),
    Indicator(
        "gio-hoc", HOURS, _l("Giờ học"), _l("Cộng thời gian của các buổi đã học, theo giờ bắt đầu và kết thúc đã xếp."),
        Lesson, lessons, _tells_lessons, (Lesson.starts_at, Lesson.id), (MONTH, *OF_COURSES), loads=_LESSON,
        amount=MinutesBetween(Lesson.starts_at, Lesson.ends_at),
    ),
    Indicator(
        "luot-hoc", TIMES, _l("Lượt học"),
        _l("Mỗi lần một người có mặt ở một buổi, kể cả đến muộn, theo điểm danh đang đứng."),
        Attendance, attended, _tells_attended, (Lesson.starts_at, Attendance.registration_id),
        (MONTH, *OF_COURSES, *OF_PEOPLE, AGE),
    ),
    Indicator(
        "nguoi-hoc", PEOPLE, _l("Người đã học"),
        _l("Người có mặt ít nhất một buổi trong kỳ. Ai đến nhiều buổi, nhiều lớp vẫn là một người."),
        Person, attended, tells_people, ORDER,
        (MONTH, *OF_COURSES, *OF_PEOPLE, KIND_AT_WORK, AGE, of_age(year_of(Lesson.starts_at)), HERE), what=Person.id,
        loads=LOADS, named=True, of=denominators.of(PEOPLE_THERE), of_words=_l("số dân"), meaning=CAME_ONCE,
        meant_by=ATTENDING,
        in_plans="người dân, người cao tuổi, người khuyết tật được tham dự các lớp, buổi học phổ cập kỹ năng số",
    ),
    Indicator(
        "can-bo-da-hoc", PEOPLE, _l("Người của cơ quan, đơn vị đã học"),
        _l("Trong những người đã học trong kỳ, ai thuộc một cơ quan, trường, doanh nghiệp, mỗi người một lần."),
        Person, lambda scope: of_staff(attended(scope)), tells_people, ORDER,
        (AT_WORK, KIND_AT_WORK, MONTH, *OF_COURSES),
        what=Person.id, loads=LOADS, named=True, of=STAFF, of_words=_l("người của cơ quan"), meaning=CAME_ONCE,
        meant_by=ATTENDING, in_plans="cán bộ, công chức, viên chức, người lao động tham dự lớp học, tập huấn",
    ),
    Indicator(
        "can-bo-hoc-het-lop", PEOPLE, _l("Người của cơ quan, đơn vị học hết lớp"),
        _l("Người thuộc một cơ quan, trường, doanh nghiệp đã có mặt đủ số buổi của ít nhất một lớp kết thúc trong kỳ."),
        Person, lambda scope: ended(scope, of_staff), tells_people, ORDER,
        (AT_WORK, KIND_AT_WORK, by.months(LAST), *WHAT, UNITS, of_age(year_of(LAST))),
        what=Person.id, loads=LOADS, named=True, of=STAFF, of_words=_l("người của cơ quan"), meaning=ENDED_ONE,
        in_plans="cán bộ, công chức, viên chức, người lao động khu vực công hiểu biết chuyển đổi số, có kỹ năng số",
    ),
    Indicator(
        "nguoi-hoc-het-lop", PEOPLE, _l("Người học hết lớp"),
        _l("Người có mặt đủ số buổi của ít nhất một lớp kết thúc trong kỳ, mỗi người một lần dù học hết mấy lớp."),
        Person, ended, tells_people, ORDER,
        (by.months(LAST), *WHAT, UNITS, *OF_PEOPLE, KIND_AT_WORK, _age(year_of(LAST)), of_age(year_of(LAST)), HERE),
        what=Person.id, loads=LOADS, named=True, of=denominators.of(PEOPLE_THERE), of_words=_l("số dân"),
        meaning=ENDED_ONE,
        in_plans="người dân, người lớn, người trưởng thành có kiến thức, tri thức, kỹ năng số; phổ cập kỹ năng số",
    ),
    Indicator(
        "hoc-het-lop", TIMES, _l("Lượt học hết lớp"),
        _l("Người có mặt đủ số buổi mà lớp đặt ra, ở lớp đã kết thúc mọi buổi và có buổi cuối trong kỳ."),
        Registration, ended, _tells_seats, (Course.title, Registration.id),
        (by.months(LAST), *WHAT, UNITS, *OF_PEOPLE, _age(year_of(LAST))),
        loads=(joinedload(Registration.course), *_SEAT),
    ),
    Indicator(
        "giay-da-cap", PAPERS, _l("Giấy chứng nhận đã cấp"),
        _l("Giấy đã có số và đã in được, còn giá trị, theo ngày cấp; giấy cấp lại thay cho giấy cũ."),
        Certificate, papers, _tells_papers, (Certificate.issued_at, Certificate.id),
        (
            by.months(Certificate.issued_at), *WHAT, by.units(unit_then(Certificate.approved_at)), *OF_PEOPLE,
            _age(year_of(Certificate.issued_at)),
        ),
        loads=(
            joinedload(Certificate.register).joinedload(CertificateRegister.unit),
            joinedload(Certificate.registration).joinedload(Registration.course),
        ),
    ),
)  # fmt: skip
