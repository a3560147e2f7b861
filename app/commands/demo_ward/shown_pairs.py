"""The people whom the ambassador who signs in takes by the hand: one never met, one not for weeks, one who is there."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import at
from app.commands.demo_ward.help_plan import DemoHelp, help_plan, help_record, known_uuid
from app.commands.demo_ward.sample_help import EVERY, make_step, make_visit
from app.models import HelpRecord, Mentorship, MentorshipSkill, PlaceKind, Reached, ThanksLetter
from app.models.helping.ambassadors import thanks_proposing


def make_shown_pairs(session: Session, lists: DemoHelp) -> None:
    """Bring the pairs to where the screens show them, add evenings of help at home, and end some ambassadors' time."""
    pairs = {}
    for mentee in help_plan()["pairs"]["mentees"]:
        pair = pairs[mentee["person"]] = _pair(session, lists, mentee["person"])
        pair.wish = mentee["wish"]
        _visits(session, lists, pair, mentee)
        _goals(session, lists, pair, mentee)
    session.add_all([_record(lists, pairs[one["person"]], one) for one in help_plan()["pairs"]["helped"]])
    for stopped in help_plan()["stopped"]:
        ambassador = lists.ambassadors[stopped["ambassador"]]
        ambassador.until = lists.calendar.today - timedelta(days=stopped["days"])
        ambassador.ended_why = stopped["why"]
    session.flush()


def _code(key: str) -> str:
    return f"pair-{key}"


def _pair(session: Session, lists: DemoHelp, key: str) -> Mentorship:
    """The open pair with somebody of the files; a new one, ten weeks old at most, where theirs ended."""
    ambassador, person = lists.ambassadors[help_plan()["pairs"]["ambassador"]], lists.ward.people[key]
    theirs = [pair for pair in lists.pairs.values() if pair.ambassador is ambassador and pair.mentee is person]
    for pair in theirs:
        if pair.until is None:
            return pair
    [ended] = theirs
    assert ended.until is not None
    since = ended.until + timedelta(days=1)
    pair = Mentorship(
        public_id=known_uuid(_code(key)),
        unit_id=lists.ward.unit.id,
        ambassador=ambassador,
        mentee=person,
        since=since,
        created_at=at(since, "08:00"),
    )
    session.add(pair)
    return pair


def _visits(session: Session, lists: DemoHelp, pair: Mentorship, mentee: Mapping[str, Any]) -> None:
    """Meetings up to the last one, and a visit at a closed door where the file says so."""
    by, today, code = lists.accounts[help_plan()["pairs"]["ambassador"]], lists.calendar.today, _code(mentee["person"])
    if mentee["met"] is not None:
        last = today - timedelta(days=mentee["met"])
        days = [day for day in (last - EVERY, last) if day >= pair.since]
        session.add_all([make_visit(pair, code, number, day, by) for number, day in enumerate(days)])
    if "missed" in mentee:
        missed = today - timedelta(days=mentee["missed"])
        session.add(make_visit(pair, code, 9, missed, by, met=False))
    if "next" in mentee:
        noted_at = (pair.last_met_at or pair.created_at) + timedelta(minutes=1)
        pair.next_visit_on, pair.next_visit_said_at = today + timedelta(days=mentee["next"]), noted_at


def _goals(session: Session, lists: DemoHelp, pair: Mentorship, mentee: Mapping[str, Any]) -> None:
    """The same goals for all; who can do each of them has reached what they wished for."""
    by = lists.accounts[help_plan()["pairs"]["ambassador"]]
    known = {goal.skill.key: goal for goal in pair.skills}
    before = {goal.skill.key for other in lists.pairs.values() if other.mentee is pair.mentee for goal in other.skills}
    moment = pair.last_met_at or pair.created_at
    for key, reached in zip(help_plan()["pairs"]["goals"], mentee["skills"], strict=True):
        goal = known.get(key) or MentorshipSkill(mentorship=pair, skill=lists.skills[key])
        session.add(goal)
        if reached != goal.reached or key in before - known.keys():
            session.add(make_step(goal, Reached(reached), known_uuid(_code(mentee["person"])), by, moment))
    for key, goal in known.items():
        if key not in help_plan()["pairs"]["goals"]:
            goal.dropped_at = pair.created_at
    if set(mentee["skills"]) == {Reached.CAN_DO}:
        pair.reached_at = moment


def _record(lists: DemoHelp, pair: Mentorship, row: Mapping[str, Any]) -> HelpRecord:
    """An evening at a mentee's home."""
    day = lists.calendar.today - timedelta(days=row["days"])
    code, moment = help_plan()["pairs"]["ambassador"], at(day, row["hour"])
    pair.contacted(moment)
    return help_record(
        lists, f"evening-{row['person']}", moment, lists.accounts[code], {"desk": "NHA", **row}, row["topic"],
        place_kind=PlaceKind.HOME, residential_group=pair.mentee.residential_group, person=pair.mentee,
        mentorship=pair, received_at=moment + timedelta(seconds=3),
    )  # fmt: skip


# What a letter says is counted over so long, so that it says something in January too.
HALF_A_YEAR = timedelta(days=180)


def make_shown_letters(session: Session, lists: DemoHelp) -> None:
    """Propose them as an officer does, from what stands in the books, and let the leader decide where the file says so.

    The approved one is not drawn yet: whoever fills the ward orders it, as its posters.
    """
    plan, accounts = help_plan()["letters"], lists.ward.accounts
    for row in plan["proposed"]:
        day = lists.calendar.today - timedelta(days=row["days"])
        about, period = lists.ambassadors[row["ambassador"]], (day - HALF_A_YEAR, day)
        by = accounts[plan["officer"]]
        letters = thanks_proposing.propose(session, [about], period, plan["words"], by=by, now=at(day, "15:00"))
        if row["approved"]:
            _approve(session, letters[0], lists, day + timedelta(days=1))


def _approve(session: Session, letter: ThanksLetter, lists: DemoHelp, day: date) -> None:
    letter.approve(session, by=lists.ward.accounts[help_plan()["letters"]["leader"]], now=at(day, "08:30"))
