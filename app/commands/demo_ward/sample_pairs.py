"""The sample's 82 pairs: goals by what the mentee wished for, meetings spread over the pair's days, what was learnt."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.commands.demo_ward.dates import at
from app.commands.demo_ward.fixtures import Row, made, rows
from app.commands.demo_ward.help_plan import DemoHelp, help_plan, known_uuid
from app.models import Account, Evidence, Mentorship, MentorshipSkill, MentorVisit, PairOutcome, Reached, SkillStep

# An open pair meets for the first time after so many days, then every fourth: the newest is nine days old or more.
FIRST, EVERY = timedelta(days=3), timedelta(days=4)
EVIDENCE = {Reached.NOT_STARTED: None, Reached.LEARNING: Evidence.STATED, Reached.CAN_DO: Evidence.SEEN}


def make_pairs(session: Session, lists: DemoHelp) -> None:
    """Add the pairs with their visits, goals and steps; `lists.pairs` holds them by their codes."""
    for row in rows("mentorships"):
        by, outcome = lists.accounts[row["ambassador"]], help_plan()["outcomes"].get(row["result"])
        pair = _pair(lists, row, outcome)
        visits = [make_visit(pair, row["code"], n, lists.calendar.moved(day), by) for n, day in enumerate(_days(row))]
        if outcome == PairOutcome.REACHED:
            pair.reached_at = pair.congratulated_at = visits[-1].at
        session.add_all([pair, *visits])
        for key in help_plan()["wishes"][row["wish"]]:
            session.add_all(_learnt(lists, pair, key, visits, outcome))
        lists.pairs[row["code"]] = pair
    session.flush()


def _days(row: Row) -> list[date]:
    """When a pair met: an ended one evenly up to its last day, an open one every few days from its beginning."""
    since, count = date.fromisoformat(row["since"]), int(row["meetings"])
    if not row["until"]:
        return [since + FIRST + EVERY * number for number in range(count)]
    length = (date.fromisoformat(row["until"]) - since).days
    return [since + timedelta(days=length * number // count) for number in range(1, count + 1)]


def _pair(lists: DemoHelp, row: Row, outcome: str | None) -> Mentorship:
    since = lists.calendar.moved(date.fromisoformat(row["since"]))
    until = lists.calendar.moved(date.fromisoformat(row["until"])) if row["until"] else None
    return made(
        Mentorship, row, public_id=known_uuid(row["code"]), unit_id=lists.ward.unit.id,
        ambassador=lists.ambassadors[row["ambassador"]], mentee=lists.ward.people[row["person"]], since=since,
        until=until, outcome=outcome, created_at=at(since, "08:00"),
    )  # fmt: skip


def make_visit(pair: Mentorship, code: str, number: int, day: date, by: Account, *, met: bool = True) -> MentorVisit:
    """An evening's visit, known by the pair's code and its number; where they met, the pair's last meeting follows,
    and an open one meets again in a week."""
    moment = at(day, f"{18 + number % 2}:{10 + number * 7 % 45}")
    next_on = day + timedelta(days=7) if met and pair.until is None else None
    if met:
        pair.last_met_at = max(pair.last_met_at or moment, moment)
    if met and pair.last_met_at == moment:
        pair.next_visit_on, pair.next_visit_said_at = next_on, moment
    return MentorVisit(
        uuid=known_uuid(f"{code}-{number}"), mentorship=pair, met=met, minutes=20 + 5 * (number % 4) if met else None,
        by=by, day=day, at=moment, received_at=moment + timedelta(minutes=1), plans=met, next_on=next_on,
    )  # fmt: skip


def _learnt(
    lists: DemoHelp, pair: Mentorship, key: str, visits: Sequence[MentorVisit], outcome: str | None
) -> list[MentorshipSkill | SkillStep]:
    """A goal and its steps: being learnt from the first meeting on, done alone at the last where they reached it."""
    goal = MentorshipSkill(mentorship=pair, skill=lists.skills[key])
    steps = [make_step(goal, Reached.LEARNING, visits[0].uuid, visits[0].by, visits[0].at)] if visits else []
    if outcome == PairOutcome.REACHED:
        steps.append(make_step(goal, Reached.CAN_DO, visits[-1].uuid, visits[-1].by, visits[-1].at))
    return [goal, *steps]


def make_step(goal: MentorshipSkill, reached: Reached, source: str, by: Account | None, moment: datetime) -> SkillStep:
    """What was said of a goal at a visit or on a form (`source`); the goal stands so from then on."""
    assert by is not None
    goal.reached, goal.evidence, goal.at = reached, EVIDENCE[reached], moment
    return SkillStep(goal=goal, reached=reached, evidence=goal.evidence, visit_uuid=source, by=by, at=moment)
