"""Made-up rows for tests: the least that a noun needs, the rest by keyword. All flush, none commits."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app import clock, codes
from app.models import (
    Account,
    AdministrativeUnit,
    Course,
    CourseState,
    Lesson,
    Person,
    Place,
    Registration,
    ResidentialGroup,
    Role,
    RoleGrant,
    SignIn,
    Way,
    Wishes,
)

_numbers = itertools.count(1)
# 2020: every grant of a test is in force.
LONG_AGO = date(2020, 1, 1)


def make_ward(session: Session, code: str | None = None, **given: Any) -> AdministrativeUnit:
    """A ward in a province, with the identity under which it issues papers."""
    n = next(_numbers)
    province = AdministrativeUnit(
        code=f"{n % 100:02d}" if n < 100 else codes.new_code(2), kind="tỉnh", name="Thái Nguyên"
    )
    values: dict[str, Any] = {
        "kind": "phường",
        "name": "Phan Đình Phùng",
        "issuer_name": "ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG",
        "place_line": "Phan Đình Phùng",
        "signer_formula": "KT. CHỦ TỊCH",
        "signer_capacity": "PHÓ CHỦ TỊCH",
        "signer_name": "Lê Hồng Thái",
        "phone": "+842083855555",
        **given,
    }
    ward = AdministrativeUnit(code=code or f"{n:05d}", parent=province, **values)
    session.add_all([province, ward])
    session.flush()
    return ward


def make_group(session: Session, ward: AdministrativeUnit, name: str = "Tổ dân phố Túc Duyên 1") -> ResidentialGroup:
    """A residential group of a ward."""
    group = ResidentialGroup(unit=ward, code=f"TDP{next(_numbers):02d}", name=name)
    session.add(group)
    session.flush()
    return group


def make_place(session: Session, ward: AdministrativeUnit, name: str = "Nhà văn hóa Túc Duyên") -> Place:
    """A hall of a ward."""
    place = Place(unit=ward, code=f"NVH{next(_numbers):02d}", name=name, seats=60, wheelchair=True)
    session.add(place)
    session.flush()
    return place


def make_course(
    session: Session,
    ward: AdministrativeUnit,
    *,
    lessons: int = 3,
    first: datetime | None = None,
    state: CourseState = CourseState.OPEN,
    **given: Any,
) -> Course:
    """A course of weekly lessons of 90 minutes, open, the first one tomorrow unless told otherwise."""
    now = clock.now()
    values: dict[str, Any] = {"title": "Bình dân học AI – Tân Thịnh", "seats": 30, **given}
    code = values.pop("code", None) or f"T{next(_numbers):04d}"
    course = Course(unit=ward, code=code, state=state, created_at=now, **values)
    if course.place is None:
        course.place = make_place(session, ward)
    session.add(course)
    first = first or now + timedelta(days=1)
    for number in range(1, lessons + 1):
        starts = first + timedelta(weeks=number - 1)
        session.add(
            Lesson(
                course=course,
                number=number,
                code=codes.new_code(6),
                starts_at=starts,
                ends_at=starts + timedelta(minutes=90),
            )
        )
    session.flush()
    return course


def make_person(
    session: Session,
    ward: AdministrativeUnit,
    full_name: str = "Lương Doãn Thiệu",
    birth_year: int = 1954,
    *,
    group: ResidentialGroup | None = None,
    add: bool = True,
    **given: Any,
) -> Person:
    """A resident; `add=False` gives a candidate that is not stored, as a form makes it."""
    person = Person(
        unit=ward,
        full_name=full_name,
        birth_year=birth_year,
        residential_group=group,
        created_at=clock.now(),
        **given,
    )
    if add:
        session.add(person)
        session.flush()
    return person


def make_registration(
    session: Session, course: Course, full_name: str = "Lương Doãn Thiệu", birth_year: int = 1954, **wishes: Any
) -> Registration:
    """A person registered on a course through its own door."""
    candidate = make_person(session, course.unit, full_name, birth_year, add=False)
    ticket = Registration.register(session, course.id, candidate, Wishes(**{"way": Way.QR, **wishes}), clock.now())
    return session.scalars(Registration.on(ticket.id)).one()


def make_account(
    session: Session,
    ward: AdministrativeUnit,
    *roles: Role,
    username: str | None = None,
    full_name: str = "Lường Thị Bích Đào",
    course: Course | None = None,
) -> Account:
    """An account with roles over a ward, or an instructor's over one course. No password: see `sign_in`."""
    account = Account(username=username or f"canbo{next(_numbers)}", full_name=full_name, created_at=clock.now())
    session.add(account)
    for role in roles:
        session.add(
            RoleGrant(
                account=account,
                role=role,
                unit=ward,
                course_id=course.id if course else None,
                since=LONG_AGO,
                created_at=clock.now(),
            )
        )
    session.flush()
    return account


def make_sign_in(session: Session, account: Account) -> str:
    """A sign-in of an account; returns the token for the cookie `app.access.COOKIE`."""
    made, token = SignIn.start(account, device="test", now=clock.now())
    session.add(made)
    session.flush()
    return token
