"""A class on what people fail at: a draft with two evenings, and those invited who are known and agreed to it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from app.models.helping.course_invitee import CourseInvitee
from app.models.helping.lists.definitions import lock
from app.models.helping.lists.ward_list import HelpTopic
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseDetails, CourseState
from app.models.learning.lesson import plan_lessons
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit

MINUTES = 90


def standing_draft(session: Session, topic: HelpTopic, wanted: CourseDetails) -> Course | None:
    """The draft that stands for a topic: by whom it invites, or, where nobody could be invited, as it was made: same
    title, same topics."""
    for topic_id, course in session.execute(CourseInvitee.drafts_on(topic.unit_id)):
        if topic_id == topic.id:
            return course
    alike = Course.of(topic.unit_id).where(
        Course.state == CourseState.DRAFT, Course.title == wanted.title, Course.topics == wanted.topics
    )
    return session.scalars(alike.limit(1)).first()


def open_course(
    session: Session,
    unit: AdministrativeUnit,
    topic: HelpTopic,
    wanted: CourseDetails,
    starts: Collection[datetime],
    person_ids: Collection[int],
    *,
    by: Account,
    now: datetime,
) -> tuple[Course, bool, int]:
    """The class, whether it is new, and how many are newly invited: a second tap, or somebody else's, finds the draft
    that stands and invites whoever is not invited yet. Call inside a write transaction; the ward's lists are locked.
    """
    lock(session, unit.id)
    course = standing_draft(session, topic, wanted)
    fresh = course is None
    if course is None:
        course = Course.draft(unit, Course.fresh_code(session), wanted, now=now)
        session.add(course)
        plan_lessons(session, course, starts, MINUTES)
        session.flush()
    people = session.scalars(CourseInvitee.agreed(person_ids)).all()
    invited = CourseInvitee.invite(session, course, people, topic=topic, by=by, at=now)
    return course, fresh, invited
