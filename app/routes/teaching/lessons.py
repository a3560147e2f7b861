"""/giang-vien: the lessons of today, one tap from their rolls; those left open, of this week, to come, and past. What
of them phones keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, make_response, render_template, url_for
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Course, Lesson, LessonState, OfflineRoll, Role, Roll
from app.models.learning.class_list import attendance_at
from app.routes.task_lines import given_lines
from app.routes.teaching.lookups import KEEPERS, teaches
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.responses import Answer, personal, saved

lessons = Blueprint("lessons", __name__)

# How far back and ahead lessons are looked for, and how many of each are shown: an officer sees the whole ward's.
SPAN = timedelta(days=60)
MOST = 12


@dataclass(frozen=True)
class Shelves:
    """A person's lessons, by what is to be done with them. `week` is the rest of this week, until Sunday."""

    today: list[Lesson]
    left_open: list[Lesson]
    week: list[Lesson]
    ahead: list[Lesson]
    done: list[Lesson]

    @classmethod
    def sort(cls, found: list[Lesson], now: datetime) -> "Shelves":
        """Put each lesson on its shelf; `found` soonest first. The lesson that was left open longest comes last."""
        day = clock.local(now).date()
        sunday = day + timedelta(days=6 - day.weekday())
        days = [(clock.local(lesson.starts_at).date(), lesson) for lesson in found]
        not_cancelled = [(when, lesson) for when, lesson in days if lesson.state != LessonState.CANCELLED]
        return cls(
            today=[lesson for when, lesson in days if when == day],
            left_open=[lesson for when, lesson in not_cancelled if when < day and not lesson.is_closed][::-1][:MOST],
            week=[lesson for when, lesson in days if day < when <= sunday][:MOST],
            ahead=[lesson for when, lesson in days if when > sunday][:MOST],
            done=[lesson for when, lesson in not_cancelled if when < day and lesson.is_closed][::-1][:MOST],
        )

    @property
    def all(self) -> list[Lesson]:
        """Every lesson on a shelf."""
        return [*self.today, *self.left_open, *self.week, *self.ahead, *self.done]

    @property
    def to_print(self) -> list[Lesson]:
        """The lessons whose sheets are wanted next: today's and this week's that are not cancelled and not over."""
        soon = (*self.today, *self.week)
        return [lesson for lesson in soon if lesson.state == LessonState.PLANNED]


@lessons.get("/giang-vien")
@requires(*KEEPERS)
def index() -> Answer:
    """Today first. Six statements, the visitor's own among them, however many lessons."""
    now = clock.now()
    me = current_visitor().account_id
    mine = Course.teachable_by(me, clock.today()).with_only_columns(Course.id)
    around = Lesson.between(mine.order_by(None), now - SPAN, now + SPAN)
    shelves = Shelves.sort(of_mine(db.session.scalars(around).all(), me), now)
    ids = [lesson.id for lesson in shelves.all]
    came, listed = attendance_at(db.session(), ids)
    absences_announced = {row[0]: row[1] for row in db.session.execute(Roll.notices_at(ids))}
    page = render_template(
        "teaching/lessons/index.html",
        shelves=shelves,
        came=came,
        listed=listed,
        absences_announced=absences_announced,
        given=given_lines(),
        kept=to_keep(db.session(), [*shelves.today, *shelves.week, *shelves.ahead], now),
        today=clock.today(),
        me=me,
        as_of=current_visitor().as_of,
    )
    return saved(personal(make_response(page)), names_nobody=True)


def of_mine(found: Sequence[Lesson], me: int) -> list[Lesson]:
    """The visitor's lessons: of a course where they only substitute, those that they substitute; whoever keeps the
    rolls of the whole ward sees all."""
    units_in_charge = current_visitor().units(Role.INSTRUCTOR, Role.OFFICER)
    for_others = {lesson.course_id for lesson in found if lesson.substitute_id == me}
    return [
        lesson
        for lesson in found
        if lesson.substitute_id == me or lesson.course_id not in for_others or lesson.course.unit_id in units_in_charge
    ]


# A phone that is opened online saves by itself the lessons within this time.
SOON = timedelta(hours=24)
# The pages of a lesson that are needed in the hall, the roll first.
PAGES = ("rolls.show", "scans.show", "walk_ins.new", "closings.new", "skills.show", "results.show", "photos.new")


@dataclass(frozen=True)
class OfflineLesson:
    """A lesson as a phone saves it: its pages, and `stamp`, which changes with its hour, its place and its people.

    `by_itself`: whether the phone saves it unasked. Whoever teaches it wants that; an officer, who may keep all rolls
    of the ward, would be waited for in every hall.
    """

    lesson: Lesson
    stamp: str
    pages: tuple[str, ...]
    by_itself: bool


def to_keep(session: Session, lessons: Sequence[Lesson], now: datetime) -> list[OfflineLesson]:
    """The lessons of today and of the next 24 hours that are still to be held, soonest first.

    One statement, and none where there are none.
    """
    today, until = clock.local(now).date(), now + SOON
    wanted = [
        lesson
        for lesson in lessons
        if lesson.state == LessonState.PLANNED
        and (clock.local(lesson.starts_at).date() == today or now <= lesson.starts_at < until)
    ]
    if not wanted:
        return []
    people = session.execute(OfflineRoll.people_of({lesson.course_id for lesson in wanted}))
    newest = {row[0]: row[1] for row in people}
    return [
        OfflineLesson(
            lesson=lesson,
            stamp=f"{lesson.version}.{lesson.course.version}.{newest.get(lesson.course_id, 0)}",
            pages=pages_of(lesson),
            by_itself=teaches(lesson),
        )
        for lesson in wanted
    ]


def pages_of(lesson: Lesson) -> tuple[str, ...]:
    """The addresses that a phone saves of a lesson, the roll first."""
    return tuple(url_for(f"teaching.{page}", code=lesson.course.code, number=lesson.number) for page in PAGES)
