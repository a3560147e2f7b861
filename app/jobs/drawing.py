"""What drawing jobs share: content from models for papers, and paper faults as job results."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import ParamSpec, TypeVar, get_args

from flask_babel import gettext as _

from app.country import clock, sentences
from app.documents.faults import PaperFault, Unprintable
from app.documents.issuers import Issuer, Signer, Style
from app.documents.lists import Office
from app.jobs.work import Impossible, Work
from app.models import Account, AdministrativeUnit, Base, Course, Excused, Lesson, Place, Registration, SignUpWay
from app.models.learning.substitution import teachers_of
from app.models.people.letterhead import letterhead_of
from app.web.database import db
from app.web.kept_files import keep

# Facts of a course or unit that several papers print.
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


log = logging.getLogger(__name__)
P = ParamSpec("P")
Noun = TypeVar("Noun", bound=Base)


@contextmanager
def drawing() -> Iterator[None]:
    """Turn a paper's refusal into the end of the job: a second attempt would fail in the same way.

    Raises:
        Impossible: with the paper's own sentence, or with one that sends to the administrator.
    """
    try:
        yield
    except Unprintable as reason:
        raise Impossible(str(reason)) from reason
    except PaperFault as fault:
        log.exception("a paper could not be drawn")
        sentence = _("Máy không vẽ được giấy này. Anh chị báo quản trị xem nhật ký của máy.")
        raise Impossible(sentence) from fault


def row_of(work: Work, noun: type[Noun], key: str, gone: str) -> Noun:
    """The row that an argument of a job names. Raises `Impossible` with the sentence `gone` where there is none."""
    row = db.session.get(noun, int(work.arguments[key]))
    if row is None:
        raise Impossible(gone)
    return row


def draw_file(work: Work, unit_code: str, draw: Callable[P, bytes], *content: P.args, **options: P.kwargs) -> str:
    """Draw an ordered paper without an open read transaction and write its file; returns its path below `papers`.

    Raises:
        Impossible: the paper refuses its content, see `drawing`.
    """
    return _file(work, work.file_of(unit_code), lambda: draw(*content, **options))


def write_word(work: Work, unit_code: str, write: Callable[P, bytes], *content: P.args, **options: P.kwargs) -> str:
    """The same as a Word file."""
    return _file(work, work.file_of(unit_code, "docx"), lambda: write(*content, **options))


def _file(work: Work, name: str, draw: Callable[[], bytes]) -> str:
    db.session.rollback()
    with drawing():
        drawn = draw()
    keep(work.papers, name, drawn)
    return name


def office_of(unit: AdministrativeUnit, work: Work) -> Office:
    """The office whose list it is, prepared by the account that ordered it."""
    return Office(issuer_of(unit), signer_of(unit), name_of(work.asked_by_id), group_label(unit))


def signer_of(unit: AdministrativeUnit) -> Signer:
    """The present signer of a unit."""
    return Signer(unit.signer_formula, unit.signer_capacity, unit.signer_name)


def report_signer_of(unit: AdministrativeUnit) -> Signer:
    """The present signer of a unit's reports."""
    return signer_from(letterhead_of(unit, unit.paper_style).content)


def issuer_of(unit: AdministrativeUnit) -> Issuer:
    """The issuer block on the papers of a unit."""
    return issuer_from(unit.as_issuer)


def issuer_from(content: Mapping[str, str]) -> Issuer:
    """The issuer in the stored content of a paper; content from before papers named the parent office has none."""
    return Issuer(
        content.get("issuer_parent", ""), content["issuer"], content["place_line"], style_named(content["style"])
    )


def signer_from(content: Mapping[str, str]) -> Signer:
    """The signer in the stored content of a paper."""
    return Signer(content["signer_formula"], content["signer_capacity"], content["signer_name"])


def style_named(name: str) -> Style:
    """The issuer style of this name; "state" for an unknown name."""
    styles: dict[str, Style] = {style: style for style in get_args(Style)}
    return styles.get(name, "state")
