"""/van-phong/lich: the lessons of a month, by hall and instructor, with what clashes."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template, request

from app.country import clock
from app.country.holidays import holiday
from app.models import Account, AdministrativeUnit, Place, RoleGrant
from app.models.learning.clashes import Clash, LessonSlot, clashes_among, meetings_between
from app.models.people.account import by_name
from app.routes.office.lookups import STAFF, unit_ids, units
from app.web.access import requires
from app.web.database import db
from app.web.responses import Answer

calendars = Blueprint("calendars", __name__)

# Months that a calendar turns to, either way; further on there is nothing.
MOST_YEARS = 10


@dataclass(frozen=True)
class Day:
    """A day of the month: its lessons in their order, its holiday or "", whether it is today."""

    date: date
    meetings: list[LessonSlot]
    holiday: str
    is_today: bool


@dataclass(frozen=True)
class Month:
    """A month, and the ones beside it as they stand in an address ("2026-12")."""

    first: date

    @classmethod
    def read(cls, text: str, today: date) -> "Month":
        """The month of an address; this month for what is none or lies too far away."""
        try:
            year, month = (int(part) for part in text.split("-"))
            first = date(year, month, 1)
        except ValueError:
            return cls(today.replace(day=1))
        return cls(first) if abs(first.year - today.year) <= MOST_YEARS else cls(today.replace(day=1))

    @property
    def last(self) -> date:
        """Its last day."""
        return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])

    @property
    def before(self) -> str:
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self.last + timedelta(days=1):%Y-%m}"

    @property
    def key(self) -> str:
        """The month itself."""
        return f"{self.first:%Y-%m}"


@calendars.get("/lich")
@requires(*STAFF)
def show() -> Answer:
    """A month (`?thang=2026-12`), of a hall (`?noi=`), of an instructor (`?day=`), of a unit (`?phuong=`)."""
    today, wards = clock.today(), units()
    month = Month.read(request.args.get("thang", ""), today)
    chosen = [ward for ward in wards if ward.code == request.args.get("phuong")] or wards
    meetings = meetings_between(
        db.session(),
        [ward.id for ward in chosen],
        clock.at_local(month.first),
        clock.at_local(month.last + timedelta(days=1)),
    )
    clashes = clashes_among(db.session(), meetings)
    places, teachers = _places(chosen), _teachers(chosen)
    place = places.get(request.args.get("noi", ""))
    teacher = next((one for one in teachers if one.public_id == request.args.get("day")), None)
    shown = [each for each in meetings if _wanted(each, place, teacher)]
    return render_template(
        "office/calendars/show.html",
        month=month,
        days=_days(month, shown, today),
        lessons=len(shown),
        clashes=_of(shown, clashes),
        places=places,
        teachers=teachers,
        place=place,
        place_key=request.args.get("noi") if place else None,
        teacher=teacher,
        units=wards,
        unit=chosen[0] if len(chosen) == 1 and len(wards) > 1 else None,
        names={account.id: account.full_name for account in teachers},
    )


def _places(wards: list[AdministrativeUnit]) -> dict[str, Place]:
    """The halls by a key that is theirs among all wards; a statement a ward."""
    return {f"{ward.code}.{place.code}": place for ward in wards for place in db.session.scalars(Place.of(ward.id))}


def _teachers(wards: list[AdministrativeUnit]) -> list[Account]:
    ids = {ward.id for ward in wards} & unit_ids()
    teaching = db.session.scalars(RoleGrant.instructors_in(ids, clock.today()))
    return by_name(teaching)


def _wanted(meeting: LessonSlot, place: Place | None, teacher: Account | None) -> bool:
    here = place is None or meeting.place_id == place.id
    return here and (teacher is None or teacher.id in meeting.instructor_ids)


def _days(month: Month, meetings: list[LessonSlot], today: date) -> list[Day]:
    span = range((month.last - month.first).days + 1)
    dates = [month.first + timedelta(days=number) for number in span]
    on: dict[date, list[LessonSlot]] = {day: [] for day in dates}
    for meeting in meetings:
        on[max(clock.local(meeting.starts_at).date(), month.first)].append(meeting)
    return [Day(day, on[day], holiday(day), day == today) for day in dates]


def _of(meetings: list[LessonSlot], clashes: dict[int, list[Clash]]) -> dict[int, list[Clash]]:
    shown = {meeting.lesson.id for meeting in meetings if meeting.lesson is not None}
    return {lesson_id: found for lesson_id, found in clashes.items() if lesson_id in shown}
