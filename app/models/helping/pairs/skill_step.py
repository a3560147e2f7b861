"""What was said of a mentee's skills, only ever added; how far they are follows from it, in whatever order it came."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, relationship

from app.country import clock
from app.models.base import Keyed, known
from app.models.guards import STAYS
from app.models.helping.lists.ward_list import Skill
from app.models.helping.pairs.mentorship import Evidence, Mentorship, MentorshipSkill, Reached, same_person
from app.models.people.account import Account

# What happens to a pair: a visit (False) or a change of its goals (True), at a moment; there the visit comes first.
Turn = tuple[datetime, bool]


class SkillStatement(NamedTuple):
    """What is said of one skill: how far, on what ground (None: what the mentee said)."""

    reached: Reached
    evidence: Evidence | None = None


class SkillStep(Keyed):
    """What was said of a mentee's skill, when, by whom and on what ground. Only ever added."""

    __tablename__ = "skill_step"
    __table_args__ = (
        UniqueConstraint("visit_uuid", "goal_id"),
        known("reached", Reached),
        known("evidence", Evidence, optional=True),
        Index(None, "goal_id"),
        {"info": {"guard": STAYS}},
    )

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
    def of_visits(cls, visit_uuids: Collection[str]) -> Select["SkillStep"]:
        """What was said at some visits, in order."""
        wanted = select(cls).where(cls.visit_uuid.in_(visit_uuids)).order_by(cls.at, cls.id)
        return wanted.options(joinedload(cls.goal).joinedload(MentorshipSkill.skill))

    @classmethod
    def say(
        cls,
        session: Session,
        pair: Mentorship,
        words: Mapping[Skill, SkillStatement],
        *,
        visit_uuid: str,
        at: datetime,
        by: Account,
    ) -> None:
        """Keep what is said of some skills at a moment; one that was no goal becomes one that is kept and not counted.

        `recompute` afterwards. The caller holds the pair's row; said again under the same uuid nothing changes.
        """
        goals = {goal.skill_id: goal for goal in pair.skills}
        wanted = select(cls.goal_id).where(cls.visit_uuid == visit_uuid)
        noted = set(session.scalars(wanted))
        for skill, word in words.items():
            goal = goals.get(skill.id)
            if goal is None:
                goal = MentorshipSkill(mentorship=pair, skill=skill, added_at=at, dropped_at=at)
                session.add(goal)
                session.flush()
            if goal.id in noted:
                continue
            evidence = word.evidence or (Evidence.STATED if word.reached is Reached.CAN_DO else None)
            session.add(cls(goal=goal, reached=word.reached, evidence=evidence, visit_uuid=visit_uuid, by=by, at=at))
        session.flush()

    @classmethod
    def recompute(cls, session: Session, pair: Mentorship, withdrawn: Iterable[str] = ()) -> None:
        """How far the mentee is now, in this pair and in every other open one, from all that was said of them.

        `withdrawn`: the uuids of visits that were taken back; what was said at them counts for nothing.
        """
        gone = set(withdrawn)
        steps = session.scalars(cls.of_mentee(pair.person.id)).all()
        live = Mentorship.of_mentee(pair.person).where(Mentorship.until.is_(None))
        for each in {pair, *session.scalars(live)}:
            session.refresh(each, ["skills"])
            _recompute_pair(each, steps, gone)
        session.flush()


def _recompute_pair(pair: Mentorship, steps: Sequence[SkillStep], gone: Collection[str]) -> None:
    """Take the newest step of each skill; and note when this pair first had all its goals reached.

    A pair that has ended hears what was said at its own visits, and elsewhere up to its last day.
    """
    end = clock.at_local(pair.until + timedelta(days=1)) if pair.until else None
    heard = [step for step in steps if end is None or step.goal.mentorship_id == pair.id or step.at < end]
    standing = [step for step in heard if step.visit_uuid not in gone]
    newest = {step.goal.skill_id: step for step in standing}
    spoken_of = {step.goal.skill_id for step in heard}
    for goal in pair.skills:
        if goal.skill_id not in spoken_of:
            continue
        last = newest.get(goal.skill_id)
        goal.reached = last.reached if last else Reached.NOT_STARTED
        goal.evidence = last.evidence if last else None
        goal.at = last.at if last else None
    pair.reached_at = _first_reached(pair, standing)
    if pair.reached_at is None:
        pair.congratulated_at = None


def _first_reached(pair: Mentorship, steps: Sequence[SkillStep]) -> datetime | None:
    """When a visit of this pair, or a change of its goals, first made that all goals of that day were reached; what
    another pair reached is counted there. All that was said at one visit was said at once."""
    visits = groupby(steps, key=lambda step: (step.at, step.visit_uuid))
    turns: list[tuple[Turn, Sequence[SkillStep]]] = [((at, False), [*turn_steps]) for (at, _), turn_steps in visits]
    changes = {moment for goal in pair.skills for moment in (goal.added_at, goal.dropped_at) if moment is not None}
    turns += [((moment, True), ()) for moment in changes]
    can_do: dict[int, bool] = {}
    reached = False
    for turn, turn_steps in sorted(turns, key=itemgetter(0)):
        can_do |= {step.goal.skill_id: step.reached == Reached.CAN_DO for step in turn_steps}
        asked = {goal.skill_id for goal in pair.skills if _was_goal(goal, turn)}
        before, reached = reached, bool(asked) and all(can_do.get(each) for each in asked)
        if reached and not before and all(step.goal.mentorship_id == pair.id for step in turn_steps):
            return turn[0]
    return None


def _was_goal(goal: MentorshipSkill, turn: Turn) -> bool:
    begun = goal.added_at is None or (goal.added_at, True) <= turn
    return begun and (goal.dropped_at is None or turn < (goal.dropped_at, True))
