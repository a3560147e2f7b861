"""The sample's help: 30 ambassadors, 82 pairs with their meetings, 400 lượt; all before today, on their weekdays.

Rows are added together, without the nouns' own doors: one by one they would take longer than a visitor waits.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import Row, at, made, rows
from app.commands.demo_ward.help_plan import DemoHelp, help_plan, help_record, known_uuid, read_lists
from app.commands.demo_ward.ward import DemoWard
from app.models import (
    Account,
    Ambassador,
    Evidence,
    HelpDesk,
    HelpRecord,
    Mentorship,
    MentorshipSkill,
    MentorVisit,
    PairOutcome,
    Reached,
    Role,
    SkillStep,
)

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


def make_sample_help(session: Session, ward: DemoWard) -> DemoHelp:
    """Add all of it to a ward whose people are on file; what is shown besides is built on what this returns."""
    lists = read_lists(session, ward)
    _make_desks(session, lists)
    _make_helpers(session, lists)
    _make_ambassadors(session, lists)
    make_pairs(session, lists)
    session.add_all([_record(lists, row) for row in rows("help_records")])
    session.flush()
    return lists


def _make_desks(session: Session, lists: DemoHelp) -> None:
    for position, desk in enumerate(help_plan()["desks"], len(lists.desks)):
        lists.desks[desk["key"]] = HelpDesk(unit=lists.ward.unit, position=position, **desk)
        session.add(lists.desks[desk["key"]])


def _make_helpers(session: Session, lists: DemoHelp) -> None:
    for code, helper in help_plan()["helpers"].items():
        known = lists.ward.accounts.get(helper["username"])
        since = lists.calendar.moved(date.fromisoformat("2026-03-02"))
        lists.accounts[code] = known or _account(session, lists, helper, Role.COUNTER, since)


def _account(session: Session, lists: DemoHelp, fields: Row, role: Role, since: date) -> Account:
    """An account that has not been set up, with its role over the ward."""
    account = lists.ward.join(session, fields["username"], fields["full_name"])
    lists.ward.grant(session, account, role, since)
    return account


def _make_ambassadors(session: Session, lists: DemoHelp) -> None:
    for row in rows("ambassadors"):
        code, since = row["code"], lists.calendar.moved(date.fromisoformat(row["since"]))
        person = lists.ward.people[row["person"]]
        known = lists.ward.accounts.get(help_plan()["signs_in"].get(code, ""))
        fields = {"username": code.lower(), "full_name": person.full_name}
        account = known or _account(session, lists, fields, Role.AMBASSADOR, since)
        lists.accounts[code] = account
        lists.ambassadors[code] = made(
            Ambassador, row, unit=lists.ward.unit, person=person, account=account, since=since,
            residential_group=lists.ward.groups[row["group"]], created_at=at(since, "08:00"),
            trained_on=None if row["training"] == "none" else since + timedelta(days=5),
            ai_trained_on=since + timedelta(days=12) if row["ai_trained"] == "1" else None,
        )  # fmt: skip
    session.add_all(lists.ambassadors.values())
    session.flush()


def _record(lists: DemoHelp, row: Row) -> HelpRecord:
    moment = lists.calendar.moment(row["day"], row["hour"])
    later = timedelta(hours=3) if row["sent_later"] == "1" else timedelta(seconds=2)
    words = row["topics"].split("|")
    keys = dict.fromkeys(help_plan()["topics"][word] for word in words)
    return help_record(
        lists, row["code"], moment, lists.accounts[row["helper"]], row, *keys, place_kind=row["place_kind"],
        other_words=", ".join(_unlisted(words)), received_at=moment + later,
        residential_group=lists.ward.groups[row["group"]] if row["group"] else None,
        person=lists.ward.people[row["person"]] if row["person"] else None,
    )  # fmt: skip


def _unlisted(words: list[str]) -> Iterator[str]:
    return (word for word in words if help_plan()["topics"][word] == "khac")
