"""What lies behind a mentee's state: the visits with what was said at each, and the classes they went to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.models.helping.pairs.mentor_visit import MentorVisit
from app.models.helping.pairs.mentorship import Mentorship
from app.models.helping.pairs.skill_step import SkillStep
from app.models.learning.certificate import Certificate
from app.models.learning.joining import LIVE
from app.models.learning.merged_registrations import of_people
from app.models.learning.standing import learner_statuses_of
from app.models.people.person import Person

# What a page shows of a long acquaintance.
MOST = 60


@dataclass(frozen=True)
class VisitSteps:
    """One visit and what was said of skills at it; `by_other`: somebody else's, in an earlier or another pair."""

    visit: MentorVisit
    steps: Sequence[SkillStep]
    by_other: bool


@dataclass(frozen=True)
class Past:
    """All visits to a mentee that stand, the newest first, whoever made them."""

    meetings: Sequence[VisitSteps]

    @classmethod
    def of(cls, session: Session, pair: Mentorship) -> "Past":
        """The past of a pair's mentee. Two statements."""
        person = pair.person
        visits = session.scalars(MentorVisit.of_mentee(person.id).limit(MOST)).all()
        steps: dict[str, list[SkillStep]] = defaultdict(list)
        for step in session.scalars(SkillStep.of_mentee(person.id)):
            steps[step.visit_uuid].append(step)
        return cls([VisitSteps(visit, steps[visit.uuid], visit.mentorship_id != pair.id) for visit in visits])


@dataclass(frozen=True)
class Learnt:
    """A class that somebody is or was registered on: lessons they came to, of how many, and whether it gave a paper."""

    title: str
    came: int
    lessons: int
    certified: bool


def classes_of(session: Session, person: Person) -> list[Learnt]:
    """The classes of a person as words, the newest first. Four statements."""
    registrations = session.scalars(of_people([person.id])).all()
    live = [each for each in registrations if each.state in LIVE]
    ids = [each.id for each in live]
    papers = {paper.registration_id for paper in session.scalars(Certificate.valid_of(ids))} if ids else set()
    standings = learner_statuses_of(session, live) if live else {}
    return [
        Learnt(each.course.named_title, standings[each.id].present, len(standings[each.id].lessons), each.id in papers)
        for each in reversed(live)
        if each.id in standings
    ]
