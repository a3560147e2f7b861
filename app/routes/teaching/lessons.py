"""/giang-vien: the lessons of today, one tap from their rolls; what was left open; what comes; what was done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, render_template

from app import clock
from app.access import current_visitor, requires
from app.database import db
from app.models import Attendance, Course, Lesson, LessonState
from app.responses import Answer
from app.routes.teaching.lookups import KEEPERS

lessons = Blueprint("lessons", __name__)

# How far back and ahead is looked, and how many of each are shown: an officer sees the whole ward's.
SPAN = timedelta(days=60)
MOST = 12


@dataclass(frozen=True)
class Shelves:
    """A person's lessons, by what is to be done with them."""

    today: list[Lesson]
    left_open: list[Lesson]
    ahead: list[Lesson]
    done: list[Lesson]

    @classmethod
    def sort(cls, found: list[Lesson], now: datetime) -> "Shelves":
        """Put each lesson on its shelf; `found` soonest first. What was left open longest is told last."""
        day = clock.local(now).date()
        days = [(clock.local(lesson.starts_at).date(), lesson) for lesson in found]
        held = [(when, lesson) for when, lesson in days if lesson.state != LessonState.CANCELLED]
        return cls(
            today=[lesson for when, lesson in days if when == day],
            left_open=[lesson for when, lesson in held if when < day and not lesson.is_closed][::-1][:MOST],
            ahead=[lesson for when, lesson in days if when > day][:MOST],
            done=[lesson for when, lesson in held if when < day and lesson.is_closed][::-1][:MOST],
        )

    @property
    def all(self) -> list[Lesson]:
        """Every lesson on a shelf."""
        return [*self.today, *self.left_open, *self.ahead, *self.done]


@lessons.get("/giang-vien")
@requires(*KEEPERS)
def index() -> Answer:
    """Today first. Two statements, however many lessons."""
    now = clock.now()
    mine = Course.teachable_by(current_visitor().account_id, clock.today()).with_only_columns(Course.id)
    found = db.session.scalars(Lesson.between(mine.order_by(None), now - SPAN, now + SPAN)).all()
    shelves = Shelves.sort(list(found), now)
    marked = [lesson.id for lesson in (*shelves.today, *shelves.left_open, *shelves.done)]
    came = {row[0]: row[1] for row in db.session.execute(Attendance.came_to(marked))}
    return render_template("teaching/lessons/index.html", shelves=shelves, came=came, today=clock.today())
