"""/quay/dang-ky-ho: the classes on which somebody can be registered now, those that lead to a certificate first."""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, request, url_for

from app.country import clock, names
from app.models import Course, Lesson, Registration, Role, WhoMay, WhoSees
from app.models.base import count_of
from app.models.learning.families import made_by
from app.models.learning.joining import LIVE
from app.routes.counter.doorsteps import quick_entries
from app.routes.counter.doorsteps.rounds import at_home
from app.routes.counter.lookups import REGISTERING, STAFF, own_groups, unit_ids
from app.routes.public.class_filters import is_near
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.responses import Answer, htmx, page_or_fragment, saved

courses = Blueprint("courses", __name__)

# Above so many classes the search appears.
HANDFUL = 6
# The forms of so many classes are kept on a phone; a group's head has two or three that are near.
KEPT = 8


@courses.get("/dang-ky-ho")
@requires(*REGISTERING)
def index() -> Answer:
    """The classes that take names; a group head sees those that are for the own group. `?nguoi=`: somebody on file, who
    is filled in on the class that is chosen."""
    now, query = clock.now(), request.args.get("tim", "").strip()
    open_ = open_courses(now)
    shown = [course for course in open_ if names.matches(query, _key(course))]
    answer = page_or_fragment(
        "counter/courses/index.html",
        "counter/courses/_list.html",
        kept=[address for address, _stamp in kept_forms(open_)],
        courses=[course for course in shown if not course.is_too_late(now)],
        running=[course for course in shown if course.is_too_late(now)],
        near={course.id for course in shown if is_near_own(course, now)},
        query=query,
        searchable=len(open_) > HANDFUL or bool(query),
        several=len({course.unit_id for course in open_}) > 1,
        person=request.args.get("nguoi", "")[:36] or None,
        now=now,
        rounds=[] if htmx() else [each for each in at_home() if each.stop],
        made=0 if htmx() else made_today(),
        quick=not htmx() and not own_groups() and quick_entries.has_some(),
        tab="register",
    )
    return saved(answer)


def made_today() -> int:
    """How many the visitor has registered today and did not take back. One statement."""
    mine = made_by(current_visitor().account_id, clock.at_local(clock.today()))
    live = mine.join(Registration.course).where(Registration.state.in_(LIVE), Course.unit_id.in_(unit_ids()))
    return db.session.scalar(count_of(live.with_only_columns(Registration.id))) or 0


def kept_forms(open_: Sequence[Course]) -> list[tuple[str, str]]:
    """The forms that a phone keeps to open without a line, each with what it reads by now: of the soonest classes."""
    return [
        (url_for("counter.registrations.new", code=course.code), f"{course.title} {course.free} {course.who_may}")
        for course in open_[:KEPT]
    ]


def open_courses(now: datetime) -> list[Course]:
    """What takes names now, in all units of the visitor: what still leads to a certificate first, as on the home of
    residents, of those what is held near a group that the visitor heads, then the soonest next lesson."""
    found = [
        course
        for unit_id in sorted(unit_ids())
        for course in db.session.scalars(Lesson.courses_ahead(unit_id, now)).unique()
        if course.takes_registrations(now) and _is_for_mine(course)
    ]
    near = {course.id for course in found if is_near_own(course, now)}

    def place(course: Course) -> tuple[bool, bool, datetime]:
        lesson = course.next_lesson(now)
        return course.is_too_late(now), course.id not in near, lesson.starts_at if lesson else now

    return sorted(found, key=place)


def is_near_own(course: Course, now: datetime) -> bool:
    """Whether the next lesson is held in the quarter of a group that the visitor heads."""
    return any(is_near(course, group, now) for group in own_groups())


def _is_for_mine(course: Course) -> bool:
    """Whether somebody whom the visitor may register may come to the course. A unit's course for its own people is no
    matter of a group's head, nor of another unit."""
    visitor = current_visitor()
    if course.unit_id in visitor.units(*STAFF):
        return True
    if course.who_sees == WhoSees.LINK:
        return False
    if course.unit_id in visitor.units(Role.UNIT_HELPER):
        return True
    if course.who_may != WhoMay.GROUPS:
        return True
    return any(group.id in visitor.groups for group in course.groups)


def _key(course: Course) -> str:
    place = course.place.name if course.place else ""
    return names.search_key(f"{course.title} {course.code} {place}")
