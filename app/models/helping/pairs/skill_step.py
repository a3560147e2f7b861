"""What was said of a mentee's skills, only ever added; how far they are follows from it, in whatever order it came."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, relationship

from app.models.base import Base, known
from app.models.guards import STAYS
from app.models.helping.lists.ward_list import Skill
from app.models.helping.pairs.mentorship import Evidence, Mentorship, MentorshipSkill, Reached, same_person
from app.models.people.account import Account


class Word(NamedTuple):
    """What is said of one skill: how far, on what ground (None: what the mentee said)."""

    reached: Reached
    evidence: Evidence | None = None


class SkillStep(Base):
    """What was said of a mentee's skill, when, by whom and on what ground. Only ever added."""

    __tablename__ = "skill_step"
    __table_args__ = (
        UniqueConstraint("visit_uuid", "goal_id"),
        known("reached", Reached),
        known("evidence", Evidence, optional=True),
        Index(None, "goal_id"),
        {"info": {"guard": STAYS}},
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    goal_id: Mapped[int] = mapped_column(ForeignKey("mentorship_skill.id"), init=False)
    goal: Mapped[MentorshipSkill] = relationship()
    reached: Mapped[str]
    evidence: Mapped[str | None] = mapped_column(default=None)
    # The visit (its uuid) or the form by which it was said.
    visit_uuid: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    by: Mapped[Account] = relationship()
    at: Mapped[datetime]

    @classmethod
    def of_mentee(cls, person_id: int) -> Select["SkillStep"]:
        """All that was ever said of a person's skills, in whichever pair, the oldest first."""
        return (
            select(cls)
            .join(cls.goal)
            .join(MentorshipSkill.mentorship)
            .where(Mentorship.mentee_id.in_(same_person(person_id)))
            .options(
                contains_eager(cls.goal).contains_eager(MentorshipSkill.mentorship),
                contains_eager(cls.goal).joinedload(MentorshipSkill.skill),
                joinedload(cls.by),
            )
            .order_by(cls.at, cls.visit_uuid, cls.id)
        )

    @classmethod
    def said_at(cls, visit_uuids: Collection[str]) -> Select["SkillStep"]:
        """What was said at some visits, in order."""
        wanted = select(cls).where(cls.visit_uuid.in_(visit_uuids)).order_by(cls.at, cls.id)
        return wanted.options(joinedload(cls.goal).joinedload(MentorshipSkill.skill))

    @classmethod
    def say(
        cls,
        session: Session,
        pair: Mentorship,
        words: Mapping[Skill, Word],
        *,
        visit_uuid: str,
        at: datetime,
        by: Account,
    ) -> None:
        """Keep what is said of some skills at a moment; one that was no goal becomes one that is kept and not counted.

        `settle` afterwards. The caller holds the pair's row; said again under the same uuid nothing changes.
        """
        goals = {goal.skill_id: goal for goal in pair.skills}
        wanted = select(cls.goal_id).where(cls.visit_uuid == visit_uuid)
        said = set(session.scalars(wanted))
        for skill, word in words.items():
            goal = goals.get(skill.id)
            if goal is None:
                goal = MentorshipSkill(mentorship=pair, skill=skill, dropped_at=at)
                session.add(goal)
                session.flush()
            if goal.id in said:
                continue
            evidence = word.evidence or (Evidence.SAID if word.reached is Reached.CAN_DO else None)
            session.add(cls(goal=goal, reached=word.reached, evidence=evidence, visit_uuid=visit_uuid, by=by, at=at))
        session.flush()

    @classmethod
    def settle(cls, session: Session, pair: Mentorship, withdrawn: Iterable[str] = ()) -> None:
        """How far the mentee is now, in this pair and in every other open one, from all that was said of them.

        `withdrawn`: the uuids of visits that were taken back; what was said at them counts for nothing.
        """
        gone = set(withdrawn)
        steps = session.scalars(cls.of_mentee(pair.person.id)).all()
        live = Mentorship.of_mentee(pair.person).where(Mentorship.until.is_(None))
        for each in {pair, *session.scalars(live)}:
            session.refresh(each, ["skills"])
            _settle_pair(each, steps, gone)
        session.flush()


def _settle_pair(pair: Mentorship, steps: Sequence[SkillStep], gone: Collection[str]) -> None:
    """Take the newest step of each skill; and note when all goals were reached for the first time, by this pair.

    A pair that has ended hears what was said at its own visits, and before it began.
    """
    heard = [step for step in steps if pair.is_open or step.goal.mentorship_id == pair.id or step.at < pair.created_at]
    newest: dict[int, SkillStep] = {}
    goals = {goal.skill_id for goal in pair.goals}
    can_do: dict[int, bool] = defaultdict(bool)
    first: SkillStep | None = None
    for step in heard:
        if step.visit_uuid in gone:
            continue
        skill_id = step.goal.skill_id
        newest[skill_id] = step
        can_do[skill_id] = step.reached == Reached.CAN_DO
        if first is None and goals and all(can_do[each] for each in goals):
            first = step
    spoken_of = {step.goal.skill_id for step in heard}
    for goal in pair.skills:
        if goal.skill_id not in spoken_of:
            continue
        last = newest.get(goal.skill_id)
        goal.reached = last.reached if last else Reached.NOT_STARTED
        goal.evidence = last.evidence if last else None
        goal.at = last.at if last else None
    if first is not None and first.goal.mentorship_id == pair.id:
        pair.reached_at = min(pair.reached_at or first.at, first.at)
