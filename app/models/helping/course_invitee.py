"""People invited to a class on a topic that they needed help with."""

from collections.abc import Collection

from sqlalchemy import ForeignKey, Select, UniqueConstraint, exists, func, select
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from app.models.base import Keyed
from app.models.helping.lists.ward_list import HelpTopic
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.mixins.invited import Invited
from app.models.people.account import Account
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
