"""The rows that are measured on: the demo ward, and in a copy of it courses of known sizes with an instructor."""

import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import create_app
from app.country import clock
from app.models import (
    AdministrativeUnit,
    AttendanceMark,
    Course,
    HelpRecord,
    Place,
    Registration,
    ResidentialGroup,
    Role,
    Roll,
)
from app.web.database import db, immediate
from app.web.settings import Settings
from tests.factories import RESIDENTS, make_account, make_course, make_registration, make_sign_in
from tools.measure.demo import DEMO_WARD
from tools.measure.servers import lopso

ROLL, HALL = 40, 200
# Classes to mark in: so many that people without a mark do not run out.
MARKED_COURSES, MARKED_LESSONS = 20, 25
HALL_LESSONS = 300
ENDLESS = 2_000_000


@dataclass(frozen=True)
class Marked:
    """A course to send marks to: its code, how many lessons, the keys of its registrations."""

    code: str
    lessons: int
    keys: tuple[str, ...]

    def as_lua(self) -> str:
        """The course as a table for lua/marks.lua."""
        keys = ",".join(f'"{key}"' for key in self.keys)
        return f'{{code="{self.code}",lessons={self.lessons},keys={{{keys}}}}}'


@dataclass(frozen=True)
class Ward:
    """Where the rows lie, and the names under which they are asked for."""

    data: Path
    code: str
    group: str
    open_course: str
    rolls: dict[int, str]
    marked: tuple[Marked, ...]
    hall: Marked
    account: str
    token: str
    # The address of their database, "" where they lie in a file of the data directory.
    database: str = ""

    def app(self) -> Flask:
        """The product on these rows, in this process."""
        return app_on(self.data, self.database)

    def copied(self, data: Path) -> "Ward":
        """The same rows once more, in a file of their own."""
        shutil.copytree(self.data, data)
        return replace(self, data=data)

    def leave(self) -> None:
        """Close our own connections to the rows."""
        with self.app().app_context():
            db.engine.dispose()

    def registered(self) -> int:
        """How many people stand on the open course."""
        with self.app().app_context():
            wanted = select(func.count()).select_from(Registration).join(Registration.course)
            return db.session.scalars(wanted.where(Course.code == self.open_course)).one()

    def marks(self) -> int:
        """How many marks are stored."""
        with self.app().app_context():
            return db.session.scalars(select(func.count()).select_from(AttendanceMark)).one()

    def helps(self) -> int:
        """How many help records are stored."""
        with self.app().app_context():
            return db.session.scalars(select(func.count()).select_from(HelpRecord)).one()


@cache
def app_on(data: Path, database: str = "") -> Flask:
    """The product on a data directory, whatever the environment says."""
    elsewhere = {"DATABASE_URL": database} if database else {}
    return create_app(Settings.from_environment({"DATA_DIR": str(data), **elsewhere}))


def make_demo(data: Path, database: str = "") -> Path:
    """A data directory with the demo ward and nothing else."""
    lopso(data, "demo", database=database)
    return data


def make_ward(demo: Path, data: Path) -> Ward:
    """A copy of the demo ward with the courses that are measured."""
    shutil.copytree(demo, data)
    return furnished(data)


def furnished(data: Path, database: str = "") -> Ward:
    """The demo ward of a data directory, with the courses that are measured added to it."""
    with app_on(data, database).app_context(), immediate() as session:
        ward = session.scalars(AdministrativeUnit.called(DEMO_WARD)).one()
        return replace(_with_courses(session, ward, data), database=database)


def _with_courses(session: Session, ward: AdministrativeUnit, data: Path) -> Ward:
    instructor = make_account(session, ward, Role.INSTRUCTOR, username="dotocdo")
    marked = tuple(
        _marked(session, _course(session, ward, f"DQ{number:02d}", ROLL, MARKED_LESSONS))
        for number in range(MARKED_COURSES)
    )
    rolls = {size: f"/giang-vien/lop/DH{size}/buoi/1" for size in (ROLL, HALL)}
    for size in rolls:
        _course(session, ward, f"DH{size}", size, 4)
    hall = _marked(session, _course(session, ward, "DHT", HALL, HALL_LESSONS))
    open_course = make_course(session, ward, code="DM1", seats=ENDLESS, lessons=4, place=a_place(session, ward))
    return Ward(
        data=data,
        code=ward.code,
        group=session.scalars(ResidentialGroup.of(ward.id).limit(1)).one().code,
        open_course=open_course.code,
        rolls=rolls,
        marked=marked,
        hall=hall,
        account=instructor.public_id,
        token=make_sign_in(session, instructor),
    )


def _course(session: Session, ward: AdministrativeUnit, code: str, people: int, lessons: int) -> Course:
    """A course with the first lesson under way and every seat taken by somebody with a real name."""
    first, place = clock.now() - timedelta(minutes=30), a_place(session, ward)
    course = make_course(session, ward, code=code, seats=people, lessons=lessons, first=first, place=place)
    for number in range(people):
        make_registration(session, course, RESIDENTS[number % len(RESIDENTS)], 1935 + number % 70)
    return course


def a_place(session: Session, ward: AdministrativeUnit) -> Place:
    """A place of the demo ward."""
    return session.scalars(select(Place).where(Place.unit_id == ward.id).order_by(Place.id).limit(1)).one()


def _marked(session: Session, course: Course) -> Marked:
    """The course with the keys that its roll gives a phone."""
    roll = Roll.of(session, course.lessons[0])
    return Marked(course.code, len(course.lessons), tuple(row.key for row in roll.rows))
