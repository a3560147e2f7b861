"""Facts of a course or unit that several papers print."""

from datetime import date

from app.country import clock, sentences
from app.models import Account, AdministrativeUnit, Course, Excused, Lesson, Place, Registration, SignUpWay
from app.models.learning.substitution import teachers_of
from app.web.database import db

# How an absence with leave counts, as it is printed below a list of people to be certified.
LEAVES = {
    Excused.ABSENT: "buổi nghỉ có phép tính là vắng",
    Excused.PRESENT: "buổi nghỉ có phép tính là có mặt",
    Excused.LEFT_OUT: "buổi nghỉ có phép không tính vào số buổi",
}

WAYS = {
    SignUpWay.QR: "tự đăng ký",
    SignUpWay.DESK: "tại nơi đăng ký",
    SignUpWay.PHONE: "gọi điện",
    SignUpWay.WALK_IN: "đến thẳng lớp",
    SignUpWay.IMPORT: "theo danh sách",
}


def group_label(unit: AdministrativeUnit) -> str:
    """The heading of a column of residential groups, by the ward's own word: "Tổ dân phố"."""
    return sentences.begun(unit.group_word)


def group_of(seat: Registration) -> str:
    """The name of a person's residential group without its kind; "" if unknown."""
    group = seat.person.residential_group
    return group.short_name if group else ""


def rule_of(course: Course) -> str:
    """The course's rule for a certificate in one sentence, including how excused absences count."""
    leaves = LEAVES[Excused(course.excused_counts)]
    return f"Dự ít nhất {course.certificate_share}% số buổi ({leaves}) thì được đề nghị cấp giấy chứng nhận."


def instructors_of(course: Course) -> tuple[str, ...]:
    """The instructors of a course: on its last day, or today while it is running."""
    days = [clock.local(lesson.starts_at).date() for lesson in course.live_lessons]
    return _teaching(course, min(max(days, default=clock.today()), clock.today()))


def instructors_at(lesson: Lesson) -> tuple[str, ...]:
    """The instructors of a lesson: the substitute, or those of the course."""
    if lesson.substitute is not None:
        return (lesson.substitute.full_name,)
    return _teaching(lesson.course, clock.local(lesson.starts_at).date())


def whom_to_ask(course: Course) -> tuple[str, str]:
    """Whom to ask about a course: the ward with its telephone (E.164), which is no organiser's; without one, an
    instructor and ""."""
    unit = course.unit
    if unit.phone:
        return unit.title, unit.phone
    return ", ".join(instructors_of(course)) or unit.title, ""


def street_of(place: Place | None) -> str:
    """How to find a place; "" where its name says as much: "Nhà văn hóa Quang Trung" is in Quang Trung."""
    street = (place.address or place.quarter) if place else ""
    return "" if place is None or street.casefold() in place.name.casefold() else street


def name_of(account_id: int | None) -> str:
    """The name of the account that ordered a paper; "" for none."""
    account = db.session.get(Account, account_id) if account_id else None
    return account.full_name if account else ""


def _teaching(course: Course, day: date) -> tuple[str, ...]:
    grants = db.session.scalars(teachers_of([course.id], day))
    return tuple(dict.fromkeys(grant.account.full_name for grant in grants))


def way_of(seat: Registration) -> str:
    """How a person registered for the course, as a column entry."""
    return WAYS[SignUpWay(seat.way)]
