"""The list of people on file: columns, filters, what is counted of a row. Telephones are masked in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, joinedload

from app.country import clock, formats
from app.country.births import OF_AGE
from app.models import (
    AdministrativeUnit,
    Ambassador,
    Certificate,
    Course,
    CourseState,
    Lesson,
    Person,
    Registration,
    RegistrationState,
    ResidentialGroup,
)
from app.models.learning.certificate import STANDING
from app.models.learning.lesson_terms import LessonState
from app.models.people import directory
from app.models.people.directory import PersonQuery
from app.registers.action import PRINT, WORKBOOK, Action
from app.registers.listing import Cell, Column
from app.registers.parts import Line, Narrowing, RowList, RowPaper, RowSearch

# The name under which its printed lists are stored.
KIND = "people"
# The youngest who are counted as elderly.
ELDERLY = 60
ON_PAPER = RowPaper[Person](
    columns=("full_name", "birth_year", "sex", "group", "phone", "organisation"),
    counted=lambda unit: _l("người"),
    sparse=("sex", "phone", "organisation"),
)


@dataclass
class Learnt:
    """What a row shows beside the person: codes of courses under way or to come, valid certificates, a serving
    ambassador."""

    courses: list[str]
    certificates: int
    ambassador: bool


def _seats(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions of a seat (with its course) on a course that goes on."""
    ahead = exists().where(Lesson.course_id == Course.id, Lesson.state != LessonState.CANCELLED, Lesson.ends_at > now)
    return Registration.state == RegistrationState.SEATED, Course.state == CourseState.OPEN, ahead


def _counts(session: Session, unit_id: int, people: Sequence[Person]) -> Mapping[int, Any]:
    """`Learnt` by person. Two statements."""
    ids = [each.id for each in people]
    papers = select(func.count()).select_from(Certificate).join(Certificate.registration)
    papers = papers.where(Registration.person_id == Person.id, Certificate.state.in_(STANDING)).correlate(Person)
    serves = exists().where(Ambassador.person_id == Person.id, Ambassador.until.is_(None))
    rows = session.execute(select(Person.id, papers.scalar_subquery(), serves).where(Person.id.in_(ids)))
    learnt = {row[0]: Learnt([], row[1], bool(row[2])) for row in rows}
    seats = select(Registration.person_id, Course.code).join(Registration.course).order_by(Course.code)
    for person_id, code in session.execute(seats.where(Registration.person_id.in_(ids), *_seats(clock.now()))):
        learnt[person_id].courses.append(code)
    return learnt


def _by_learning(unit_id: int) -> Sequence[tuple[str, object, ColumnElement[bool]]]:
    of_unit = select(Registration.person_id).join(Registration.course).where(Course.unit_id == unit_id)
    now = Person.id.in_(of_unit.where(*_seats(clock.now())))
    ever = Person.id.in_(of_unit.where(Registration.state == RegistrationState.SEATED))
    return [
        ("dang-hoc", _l("Đang học"), now),
        ("da-hoc", _l("Đã học, nay không học"), ever & ~now),
        ("chua-hoc", _l("Chưa học lớp nào"), ~ever),
    ]


def _by_age(unit_id: int) -> Sequence[tuple[str, object, ColumnElement[bool]]]:
    """By year of birth, as lists show it."""
    age = clock.today().year - Person.birth_year
    return [
        ("tu-60", _l("Từ 60 tuổi"), age >= ELDERLY),
        ("16-59", _l("16 đến 59 tuổi"), age.between(OF_AGE, ELDERLY - 1)),
        ("duoi-16", _l("Dưới 16 tuổi"), age < OF_AGE),
    ]


def _by_lack(unit_id: int) -> Sequence[tuple[str, object, ColumnElement[bool]]]:
    return [
        ("trung", _l("Có thể trùng"), Person.unsure.is_(True)),
        ("khong-so", _l("Chưa có số điện thoại"), Person.phone.is_(None)),
    ]


def home_of(person: Person) -> str:
    """The group of a person, by its short name."""
    return person.residential_group.short_name if person.residential_group else str(_("nơi khác"))


def by_group(session: Session, unit: AdministrativeUnit) -> Narrowing:
    """The filter by the group in which somebody lives. One statement."""
    groups = [(each.code, each.short_name, each.id) for each in session.scalars(ResidentialGroup.of(unit.id))]
    choices = [*groups, ("noi-khac", _l("Nơi khác"), None)]
    key = Person.residential_group_id.expression
    return Narrowing("to", _l("Nơi ở"), _l("Mọi nơi ở"), lambda unit_id: choices, key)


def _phone(line: Line[Person]) -> str:
    return formats.mask_phone(line.row.phone) if line.row.phone else ""


def _work(line: Line[Person]) -> str:
    return line.row.organisation.name if line.row.organisation else ""


def _courses(line: Line[Person]) -> Cell:
    link = Markup('<a href="/van-phong/lop/{}">{}</a>')
    return Cell(Markup(", ").join(link.format(code, code) for code in line.count.courses) or "–")


def _tasks(line: Line[Person]) -> Cell:
    if line.row.unsure:
        return Cell(_("Có thể trùng"), kind="warn", icon="users")
    return Cell(_("Đại sứ số") if line.count.ambassador else "")


def people_list(session: Session, unit: AdministrativeUnit) -> RowList[Person]:
    """The list of the people of a unit. One statement, for its groups."""
    home = select(ResidentialGroup.search_key).where(ResidentialGroup.id == Person.residential_group_id)
    return RowList(
        noun=Person, title=_l("Người học"), first="name",
        columns=(
            Column("name", _l("Họ và tên"), lambda line: line.row.full_name, "main", Person.sort_key.expression),
            Column("born", _l("Năm sinh"), lambda line: str(line.row.birth_year), "num", Person.birth_year.expression),
            Column("home", _l("Nơi ở"), lambda line: home_of(line.row), "", home.scalar_subquery()),
            Column("phone", _l("Điện thoại"), _phone, "pl", worded=True),
            Column("work", _l("Nơi làm việc"), _work, "br", worded=True),
            Column("courses", _l("Đang học"), _courses, "", worded=True),
            Column("papers", _l("Giấy"), lambda line: str(line.count.certificates or ""), "num fig", worded=True),
            Column("tasks", _l("Việc"), _tasks),
        ),
        then=(Person.sort_key.expression, Person.birth_year.expression, Person.id.expression),
        on_paper=ON_PAPER,
        narrowings=(
            by_group(session, unit),
            Narrowing("hoc", _l("Việc học"), _l("Học hay chưa"), _by_learning),
            Narrowing("tuoi", _l("Tuổi"), _l("Mọi tuổi"), _by_age),
            Narrowing("loc", _l("Cần xem"), _l("Tất cả"), _by_lack),
        ),
        search=RowSearch(
            lambda unit_id, words: [directory.condition({unit_id}, PersonQuery(words))],
            lambda words: directory.rank(PersonQuery(words)),
        ),
        search_hint=_l("Tìm theo tên, năm sinh hoặc số cuối điện thoại"),
        empty=(
            lambda unit: _("Chưa có ai trong sổ"),
            _l("Bà con đăng ký lớp nào, tên sẽ hiện ở đây. Có sẵn danh sách Excel thì nhập vào một lần."), "users",
        ),
        counts=_counts, loads=(joinedload(Person.residential_group), joinedload(Person.organisation)),
        actions=(PRINT, WORKBOOK, Action("moi", _l("Giấy mời dự lớp"), icon="send"),
            Action("gop", _l("Gộp hai người"), icon="users")),
    )  # fmt: skip
