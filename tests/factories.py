"""Made-up rows for tests: the least that a noun needs, the rest by keyword. All flush, none commits."""

import itertools
import string
import uuid
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock, codes
from app.models import (
    Account,
    AccountPin,
    AdministrativeUnit,
    Approval,
    Attendance,
    Course,
    CourseState,
    CourseTemplate,
    Denominator,
    Lesson,
    Mark,
    Organisation,
    Person,
    Place,
    Plan,
    Registration,
    Report,
    ResidentialGroup,
    Role,
    RoleGrant,
    SecondFactor,
    SignIn,
    SignUpWay,
    Target,
    TotpSecret,
    Wishes,
)
from app.models.learning.certificate_numbers import enter
from app.models.people.account import hash_password
from app.models.people.communes import communes
from app.models.people.role import FOR_ORGANISATIONS
from app.models.people.totp_secret import sealing_key
from app.web.settings import DEMO_TOTP_SECRET

# All of five digits: a run needs more than nine thousand, and T10000 would stand before T9999 in one test of it.
_numbers = itertools.count(10_001)
# Of wards alone: a long run passes 99,999 with whatever else is numbered. None is a real commune's, whose name the
# state's list would tell.
_five_signs = (code for code in map(str, itertools.count(10_001)) if code not in communes())
# Codes of provinces: two signs give 1,296, fewer than a run has wards.
_two_signs = itertools.cycle(
    "".join(signs) for signs in itertools.product(string.digits + string.ascii_uppercase, repeat=2)
)
# Of every test's place (tests/conftest.py).
SECRET_KEY = "a test's key"
# 2020: every grant of a test is in force.
LONG_AGO = date(2020, 1, 1)


def free_code(session: Session) -> str:
    """A province's code that no other one of this database bears."""
    taken = set(session.scalars(select(AdministrativeUnit.code).where(AdministrativeUnit.kind == "tỉnh")))
    return next(code for code in _two_signs if code not in taken)


def make_ward(session: Session, code: str | None = None, **given: Any) -> AdministrativeUnit:
    """A ward in a province, with the identity under which it issues papers."""
    province = AdministrativeUnit(code=free_code(session), kind="tỉnh", name="Thái Nguyên")
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
    ward = AdministrativeUnit(code=code or next(_five_signs), parent=province, **values)
    session.add_all([province, ward])
    session.flush()
    return ward


def make_group(session: Session, ward: AdministrativeUnit, name: str = "Tổ dân phố Túc Duyên 1") -> ResidentialGroup:
    """A residential group of a ward."""
    group = ResidentialGroup(unit=ward, code=f"TDP{next(_numbers)}", name=name)
    session.add(group)
    session.flush()
    return group


def make_organisation(
    session: Session, ward: AdministrativeUnit, name: str = "Trường THCS Túc Duyên", kind: str = "school"
) -> Organisation:
    """A school of a ward, or another organisation."""
    organisation = Organisation.made(session, ward, {"name": name, "kind": kind})
    session.add(organisation)
    session.flush()
    return organisation


# The paper that says an entered figure.
PAPER: Any = {"paper_number": "12/BC-CAP", "paper_day": date(2026, 1, 5), "paper_body": "Công an phường"}


def make_denominator(
    session: Session, ward: AdministrativeUnit, number: int, audience: str = "people", **said: Any
) -> Denominator:
    """How many there are of an audience."""
    told = {"counted_on": date(2026, 1, 1), "source": "Công an phường", **said}
    denominator = Denominator(unit=ward, audience=audience, number=number, **told)
    session.add(denominator)
    session.flush()
    return denominator


def make_plan(session: Session, ward: AdministrativeUnit, **said: Any) -> Plan:
    """A plan of a ward for the year 2026."""
    told = {"number": f"{next(_numbers)}/KH-UBND", "since": date(2026, 1, 1), "until": date(2026, 12, 31), **said}
    plan = Plan(unit=ward, **{"title": "Triển khai Phong trào “Bình dân học vụ số”", **told})
    session.add(plan)
    session.flush()
    return plan


def make_target(session: Session, ward: AdministrativeUnit, plan: Plan | None = None, **said: Any) -> Target:
    """A target of a plan: 100 % of the adults, to be entered."""
    plan = plan or make_plan(session, ward)
    words = {"name": f"Người có kỹ năng số {next(_numbers)}", "text": "100% người dân trưởng thành", "value": 100}
    target = Target(unit=ward, plan=plan, **{"since": plan.since, "until": plan.until, **words, **said})
    session.add(target)
    session.flush()
    return target


def make_report(session: Session, ward: AdministrativeUnit, *, by: Account, **said: Any) -> Report:
    """A report that was begun, of the first half of 2026, on demand."""
    told = {"name": "6 tháng đầu năm 2026", "since": date(2026, 1, 1), "until": date(2026, 6, 30), **said}
    plan = told.pop("plan", None) or make_plan(session, ward)
    report = Report(unit=ward, plan=plan, made_at=clock.now(), proposed_by=by, proposed_at=clock.now(), **told)
    session.add(report)
    session.flush()
    return report


def make_place(session: Session, ward: AdministrativeUnit, name: str = "Nhà văn hóa Túc Duyên") -> Place:
    """A hall of a ward."""
    place = Place(unit=ward, code=f"NVH{next(_numbers)}", name=name, seats=60, wheelchair=True)
    session.add(place)
    session.flush()
    return place


def make_course_template(session: Session, ward: AdministrativeUnit, name: str = "Một", **said: Any) -> CourseTemplate:
    """A template of a ward from which courses are made."""
    template = CourseTemplate.made(session, ward, {"name": name, "title": name, **said})
    session.add(template)
    session.flush()
    return template


def make_course(
    session: Session,
    ward: AdministrativeUnit,
    *,
    lessons: int = 3,
    first: datetime | None = None,
    state: CourseState = CourseState.OPEN,
    **given: Any,
) -> Course:
    """A course of weekly lessons of 90 minutes, open, the first one tomorrow unless told otherwise.

    Who waits moves up without being asked, unless `offer_hours` is given.
    """
    now = clock.now()
    values: dict[str, Any] = {"title": "Bình dân học AI – Tân Thịnh", "seats": 30, "offer_hours": 0, **given}
    code = values.pop("code", None) or f"T{next(_numbers)}"
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
        unit=ward, full_name=full_name, birth_year=birth_year, residential_group=group, created_at=clock.now(), **given
    )
    if add:
        session.add(person)
        session.flush()
    return person


def make_registration(
    session: Session,
    course: Course,
    full_name: str = "Lương Doãn Thiệu",
    birth_year: int = 1954,
    *,
    late: bool = False,
    **wishes: Any,
) -> Registration:
    """A person registered on a course through its own door: now, or before its first lesson where that has begun, but
    for who is `late`."""
    candidate = make_person(session, course.unit, full_name, birth_year, add=False)
    now = clock.now()
    if not late and course.lessons and course.lessons[0].starts_at <= now:
        now = course.lessons[0].starts_at - timedelta(days=2)
    ticket = Registration.register(session, course.id, candidate, Wishes(**{"way": SignUpWay.QR, **wishes}), now)
    return session.scalars(Registration.on(ticket.id)).one()


def make_account(
    session: Session,
    ward: AdministrativeUnit,
    *roles: Role,
    username: str | None = None,
    full_name: str = "Lường Thị Bích Đào",
    course: Course | None = None,
    password: str | None = None,
) -> Account:
    """An account with roles over a ward, or an instructor's over one course. Without a password, see `make_sign_in`;
    with one, who needs a second factor has it too."""
    account = Account(
        username=username or f"canbo{next(_numbers)}",
        full_name=full_name,
        password_hash=_hashed(password) if password else None,
        created_at=clock.now(),
    )
    session.add(account)
    session.flush()
    AccountPin.ask(session, account.id, clock.now())  # after signing in they stand where they wanted to be
    for role in roles:
        make_grant(session, account, ward, role, course=course)
    session.flush()
    if password and SecondFactor.is_needed(roles):
        make_second_factor(session, account)
    return account


def make_second_factor(session: Session, account: Account, secret: str = DEMO_TOTP_SECRET) -> None:
    """Codes of an app, as if it were set up long ago (see `tests.doors.second_step`)."""
    TotpSecret.keep(session, account.id, secret, key=sealing_key(SECRET_KEY), now=clock.now())


def make_grant(
    session: Session,
    account: Account,
    ward: AdministrativeUnit,
    role: Role,
    *,
    course: Course | None = None,
    since: date = LONG_AGO,
    until: date | None = None,
    group: ResidentialGroup | None = None,
    organisation: Organisation | None = None,
) -> RoleGrant:
    """A role over a ward, an instructor's over one course, a group head's over a group or a unit's for an organisation
    (a new one unless given)."""
    if role == Role.GROUP_HEAD and group is None:
        group = make_group(session, ward)
    if role in FOR_ORGANISATIONS and organisation is None:
        organisation = make_organisation(session, ward)
    if role == Role.UNIT_HELPER:  # it ends
        until = until or clock.today() + timedelta(days=30)
    grant = RoleGrant(
        account=account,
        role=role,
        unit=ward,
        course_id=course.id if course else None,
        residential_group_id=group.id if group else None,
        organisation_id=organisation.id if organisation else None,
        since=since,
        until=until,
        created_at=clock.now(),
    )
    session.add(grant)
    session.flush()
    return grant


# A password that the rules let pass, for accounts that sign in by the door.
PASSWORD = "nồi cơm điện xanh"
_hashed = lru_cache(hash_password)


def make_sign_in(session: Session, account: Account) -> str:
    """A sign-in of an account, proved in two steps; returns the token for the cookie `app.web.access.COOKIE`."""
    made, token = SignIn.start(account, device="test", now=clock.now(), two_step=True)
    session.add(made)
    session.flush()
    return token


RESIDENTS = (Path(__file__).parent / "country" / "names" / "residents.txt").read_text(encoding="utf-8").splitlines()


def make_attended_course(
    session: Session, ward: AdministrativeUnit, *, people: int = 3, seldom: int = 0, lessons: int = 4, **given: Any
) -> Course:
    """A course that is over, its lessons closed: `people` came to every lesson, `seldom` more to the first one only."""
    first = clock.now() - timedelta(weeks=lessons, hours=1)
    course = make_course(session, ward, lessons=lessons, first=first, seats=max(people + seldom, 1), **given)
    instructor = make_account(session, ward, Role.INSTRUCTOR, course=course, full_name="Lê Thị Thanh Mơ")
    before = first - timedelta(days=2)
    seats = []
    for number in range(people + seldom):
        name = RESIDENTS[number % len(RESIDENTS)]
        candidate = make_person(
            session, ward, name, 1940 + number % 60, add=False, sex="nữ" if "Thị" in name else "nam"
        )
        ticket = Registration.register(session, course.id, candidate, Wishes(way=SignUpWay.QR), before)
        seats.append(session.scalars(Registration.on(ticket.id)).one())
    for lesson in list(course.lessons):
        at = lesson.starts_at + timedelta(minutes=5)
        came = seats if lesson.number == 1 else seats[:people]
        marks = [Mark(str(uuid.uuid4()), seat.id, "present", at, at, "phone") for seat in came]
        Attendance.record(session, lesson, marks, by_id=instructor.id, now=at)
        lesson.close(by=instructor, now=lesson.ends_at)
    session.flush()
    return course


def make_approved_list(session: Session, course: Course, *, now: datetime | None = None) -> Approval:
    """A course's list submitted by one, approved by another, and entered into the register."""
    now = now or clock.now()
    officer = make_account(session, course.unit, Role.OFFICER)
    leader = make_account(session, course.unit, Role.LEADER, full_name="Lê Hồng Thái")
    approval = Approval.submit(session, course.id, by=officer, now=now)
    approval.approve(session, by=leader, now=now)
    enter(session, approval, now=now)
    return approval
