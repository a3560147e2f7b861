"""What a phone saves of the coming lessons, so that they are held offline ("Chuẩn bị cho buổi học")."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Lesson, LessonState, OfflineRoll
from app.routes.teaching.lookups import teaches

# A phone that is opened online saves by itself the lessons within this time.
SOON = timedelta(hours=24)
# The pages of a lesson that are needed in the hall, the roll first.
PAGES = ("rolls.show", "scans.show", "walk_ins.new", "closings.new", "results.show", "photos.new")


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
