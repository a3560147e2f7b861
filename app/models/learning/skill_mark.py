"""What learners can do, as whoever taught them saw it: the skills that a class asks about, and one press after another.

A word is of a person: that of the seat that was pressed, as it belongs today. So two people who are merged have the
words of both, and have them apart again once the merge is undone. It counts as long as the person came to the lesson of
the press. The newest that counts stands. Whoever has none was not asked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    exists,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, aliased, joinedload, mapped_column, relationship

from app.models.base import Base, Keyed
from app.models.guards import STAYS
from app.models.helping.lists.ward_list import Skill
from app.models.learning.approval import Approval
from app.models.learning.approving import ApprovalState
from app.models.learning.attendance import Attendance
from app.models.learning.attendance_mark import CAME
from app.models.learning.course import Course
from app.models.learning.course_terms import CourseState
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_terms import LessonState
from app.models.learning.registration import Registration

# How many skills a class is asked about at most.
MOST_SKILLS = 4


class Decided(Exception):
    """The class was called off, or a list of it approved: nothing is said of its learners any more."""


class CourseSkill(Keyed):
    """A skill that a class asks about, at its position; without one it is asked no more, and what was said stays."""

    __tablename__ = "course_skill"
    __table_args__ = (
        UniqueConstraint("course_id", "skill_id"),
        # With the check at most four of a class.
        UniqueConstraint("course_id", "position"),
        CheckConstraint(f"position BETWEEN 0 AND {MOST_SKILLS - 1}", name="position_of_four"),
        Index(None, "skill_id"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="CASCADE"))
    skill_id: Mapped[int] = mapped_column(ForeignKey("skill.id"))
    skill: Mapped[Skill] = relationship(init=False, viewonly=True)
    position: Mapped[int | None] = mapped_column(default=None)

    @classmethod
    def of(cls, course_id: int) -> Select["CourseSkill"]:
        """What a class asks about, in its order, with the skills."""
        wanted = select(cls).where(cls.course_id == course_id, cls.position.is_not(None))
        return wanted.options(joinedload(cls.skill)).order_by(cls.position)

    @classmethod
    def called(cls, course_id: int, key: str) -> Select["CourseSkill"]:
        """What a class asks, or asked, under the key of a skill; what it asks now first."""
        wanted = select(cls).join(Skill, Skill.id == cls.skill_id).where(cls.course_id == course_id, Skill.key == key)
        return wanted.options(joinedload(cls.skill)).order_by(cls.position.is_(None), cls.id).limit(1)

    @classmethod
    def ask(cls, session: Session, course_id: int, skills: Sequence[Skill]) -> bool:
        """Have a class ask about these, four at most, in this order; returns whether it asked about others before. One
        that it asked about stays the same, also where a merger of wards left it another ward's entry of its key."""
        session.flush()
        before = [each.skill.key for each in session.scalars(cls.of(course_id))]
        wanted = list({each.key: each for each in skills}.values())[:MOST_SKILLS]
        if before == [each.key for each in wanted]:
            return False
        every = select(cls).where(cls.course_id == course_id).options(joinedload(cls.skill)).order_by(cls.id)
        there = {each.skill.key: each for each in session.scalars(every)}
        session.execute(update(cls).where(cls.course_id == course_id).values(position=None))
        for position, skill in enumerate(wanted):
            row = there.get(skill.key) or cls(course_id=course_id, skill_id=skill.id)
            session.add(row)
            session.flush()
            row.position = position
        session.flush()
        return True


class SkillMark(Base):
    """What one press says of one learner, whether they did it alone; or that it takes back an earlier press of the
    learner (`undoes`). Append-only; the press of a whole class is a row for each who came, under one uuid."""

    __tablename__ = "skill_mark"
    __table_args__ = (
        CheckConstraint("(can IS NULL) = (undoes IS NOT NULL)", name="says_or_takes_back"),
        Index(None, "lesson_id"),
        Index(None, "registration_id"),
        Index(None, "course_skill_id"),
        Index(None, "undoes", "registration_id"),
        {"info": {"guard": STAYS}},
    )

    uuid: Mapped[str] = mapped_column(primary_key=True)
    # The seat that was pressed; of one that was merged the person is that of the one that stays.
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"), primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    course_skill_id: Mapped[int] = mapped_column(ForeignKey("course_skill.id"))
    can: Mapped[bool | None]
    undoes: Mapped[str | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    @classmethod
    def stands(cls) -> ColumnElement[bool]:
        """The condition that a word counts, of a statement that joins its seat (`Registration`): it was not taken back,
        and its person came to the lesson."""
        back, seat = aliased(cls), aliased(Registration)
        taken = exists().where(back.undoes == cls.uuid, back.registration_id == cls.registration_id)
        there = select(Attendance.lesson_id).join(seat, seat.id == Attendance.registration_id)
        there = there.where(
            Attendance.lesson_id == cls.lesson_id,
            Attendance.status.in_(CAME),
            seat.person_id == Registration.person_id,
        )
        return cls.can.is_not(None) & ~taken & there.correlate(cls, Registration).exists()

    @classmethod
    def say(
        cls,
        session: Session,
        lesson: Lesson,
        asked: CourseSkill,
        registration_ids: Iterable[int],
        *,
        can: bool,
        uuid: str,
        by_id: int,
        at: datetime,
    ) -> int:
        """Keep one press, of one learner or of many; returns of how many.

        Raises:
            Decided: see `is_open`.
        """
        if not is_open(session, lesson, at):
            raise Decided
        press = {
            "uuid": uuid,
            "lesson_id": lesson.id,
            "course_skill_id": asked.id,
            "can": can,
            "by_id": by_id,
            "at": at,
        }
        rows = [{**press, "registration_id": each, "undoes": None} for each in sorted({*registration_ids})]
        if rows:
            session.execute(insert(cls), rows)
        return len(rows)

    @classmethod
    def take_back(cls, session: Session, lesson: Lesson, press: str, *, uuid: str, by_id: int, at: datetime) -> int:
        """Take back one press of a lesson, whosever it was, and nothing else: what was said before stands again.
        Returns of how many; 0 if there is none, or it was taken back.

        Raises:
            Decided: see `is_open`.
        """
        if not is_open(session, lesson, at):
            raise Decided
        if session.scalar(select(cls.uuid).where(cls.undoes == press).limit(1)) is not None:
            return 0
        wanted = select(cls).where(cls.uuid == press, cls.lesson_id == lesson.id, cls.can.is_not(None))
        row = {"uuid": uuid, "lesson_id": lesson.id, "can": None, "undoes": press, "by_id": by_id, "at": at}
        rows = [
            {**row, "registration_id": each.registration_id, "course_skill_id": each.course_skill_id}
            for each in session.scalars(wanted)
        ]
        if rows:
            session.execute(insert(cls), rows)
        return len(rows)


class SkillWord(NamedTuple):
    """What stands of somebody: whether they can do it, and at which lesson that was said."""

    can: bool
    lesson_number: int


def is_open(session: Session, lesson: Lesson, at: datetime) -> bool:
    """Whether something said at a moment of the learners of a lesson counts: after closing too, until the class is
    called off or a list of it is approved."""
    if lesson.state == LessonState.CANCELLED or lesson.course.state in (CourseState.DRAFT, CourseState.CANCELLED):
        return False
    decided = Approval.course_id == lesson.course_id, Approval.state == ApprovalState.APPROVED
    return not session.scalar(select(exists().where(*decided, Approval.decided_at <= at)))


def standing_words(session: Session, course: Course) -> Mapping[int, Mapping[str, SkillWord]]:
    """The words that stand of the people of a class, by the person's id and the key of the skill. One statement."""
    mark = SkillMark
    wanted = (
        select(Registration.person_id, Skill.key, mark.can, Lesson.number)
        .select_from(mark)
        .join(Registration, Registration.id == mark.registration_id)
        .join(CourseSkill, CourseSkill.id == mark.course_skill_id)
        .join(Skill, Skill.id == CourseSkill.skill_id)
        .join(Lesson, Lesson.id == mark.lesson_id)
        .where(Lesson.course_id == course.id, Lesson.state != LessonState.CANCELLED, mark.stands())
        .order_by(mark.at, mark.uuid)
    )
    found: dict[int, dict[str, SkillWord]] = {}
    for person_id, key, can, number in session.execute(wanted):
        found.setdefault(person_id, {})[key] = SkillWord(bool(can), number)
    return found


def newest_press(session: Session, lesson_id: int, key: str) -> tuple[str, int] | None:
    """The newest press of a skill at a lesson that was not taken back, and of how many people it is."""
    mark, back = SkillMark, aliased(SkillMark)
    here = select(mark.uuid).join(CourseSkill, CourseSkill.id == mark.course_skill_id)
    here = here.join(Skill, Skill.id == CourseSkill.skill_id).where(
        mark.lesson_id == lesson_id, Skill.key == key, mark.can.is_not(None), ~exists().where(back.undoes == mark.uuid)
    )
    uuids: Collection[str] = session.scalars(here.order_by(mark.at.desc(), mark.uuid.desc())).all()
    newest = next(iter(uuids), None)
    return (newest, sum(each == newest for each in uuids)) if newest else None
