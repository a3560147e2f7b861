"""A class on what people fail at, and the people invited to it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, Select, UniqueConstraint, exists, func, select
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, relationship

from app.models.base import Keyed
from app.models.helping.lists.definitions import lock
from app.models.helping.lists.ward_list import HelpTopic
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseDetails, CourseState
from app.models.learning.lesson import plan_lessons
from app.models.mixins.invited import Invited
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.consent import Consent
from app.models.people.person import Person

FOLLOW_UP = "follow_up"


class CourseInvitee(Invited, Keyed):
    """A person whom the office invites to a class: known by name, with their consent to be followed up."""

    WHOM = "person"

    __tablename__ = "course_invitee"
    __table_args__ = (UniqueConstraint("course_id", "person_id"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), init=False)
    course: Mapped[Course] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False, index=True)
    person: Mapped[Person] = relationship()
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("help_topic.id"), init=False)
    topic: Mapped[HelpTopic | None] = relationship(default=None)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    invited_by: Mapped[Account] = relationship()

    @classmethod
    def of(cls, course_id: int) -> Select["CourseInvitee"]:
        """Whom a class invites, as Vietnam sorts names; who was merged into another row is left out, for whoever is
        kept was invited too."""
        return (
            select(cls)
            .join(cls.person)
            .where(cls.course_id == course_id, Person.merged_into_id.is_(None))
            .options(contains_eager(cls.person).joinedload(Person.residential_group), joinedload(cls.topic))
            .order_by(Person.sort_key, Person.birth_year, cls.id)
        )

    @classmethod
    def counted(cls, course_id: int) -> Select[int]:
        """The number of people that a class invites."""
        here = select(func.count(cls.id)).join(cls.person)
        return here.where(cls.course_id == course_id, Person.merged_into_id.is_(None))

    @classmethod
    def agreed(cls, person_ids: Collection[int]) -> Select[Person]:
        """Those of some people who agree to be followed up today, by id."""
        agreed = exists().where(
            Consent.person_id == Person.id, Consent.purpose == FOLLOW_UP, Consent.withdrawn_at.is_(None)
        )
        wanted = select(Person).where(Person.id.in_(person_ids), Person.merged_into_id.is_(None), agreed)
        return wanted.order_by(Person.id)

    @classmethod
    def drafts_on(cls, unit_id: int) -> Select[int | None, Course]:
        """The drafts of a ward that invite people because of a topic: (its id, the class), the oldest first."""
        drafts = select(cls.topic_id, Course).join(cls.course)
        drafts = drafts.where(Course.unit_id == unit_id, Course.state == CourseState.DRAFT, cls.topic_id.is_not(None))
        return drafts.distinct().order_by(Course.id)


# A class on what people fail at: a draft with two evenings, and those invited who are known and agreed to it.
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
