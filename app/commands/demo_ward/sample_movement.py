"""What the demo ward recorded for its programmes: the sample's 126 houses for "Gia đình số" and the next ones to be
visited; returns, markets with their stalls, events that were held.

The sample tells of a house its group, its head and what was said; alley and number are made up, as one walks them. Four
further houses a group were visited by nobody yet, so that a round goes on; of one group somebody was away, another one
said no. Some that met everything are recognised.
"""

import json
import uuid
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import Row, at, read, rows, ward_plan
from app.commands.demo_ward.recording import DemoSender, Shown, in_use, recognise, record, referred, sender_of
from app.commands.demo_ward.ward import DemoWard
from app.country import clock
from app.country.periods import Period, Schedule
from app.data.programmes import catalogue
from app.models import Answer, Event, Household, Organisation, Programme, ProgrammeEntry, ProgrammeVersion, Site, Team
from app.models.movement.declaration import EntryWay, Outcome
from app.models.movement.entry_recording import Recording
from app.models.movement.represented import REPRESENTING

PROGRAMME = "household"  # of the catalogue: what the sample's answers answer
HEAD = "totruong"
ALLEY = 3  # houses an alley
# Whose names stand on houses that nobody visited yet: so many a group, of the head's group with what came of it.
FURTHER = 4
GIVEN, GIVEN_AGO = 7, timedelta(days=9)  # plates
TRIED = (Outcome.ABSENT, Outcome.REFUSED)


def make_houses(session: Session, ward: DemoWard) -> None:
    """Add the programme, its houses and its entries; two statements a table."""
    programme = Programme.begun(session, ward.unit, catalogue()[PROGRAMME], catalogue=PROGRAMME, now=ward.began)
    programme.use_draft(seen=str(programme.version), now=ward.began)
    asked = programme.current
    assert asked
    many: Counter[str] = Counter()
    households = rows("households")
    houses = [_house(ward, row["group_code"], row["head_id"], many, row) for row in households]
    names = (key for key in ward.people if key.startswith("N"))
    codes = list(ward.groups) * FURTHER
    further = [_house(ward, code, key, many) for code, key in zip(codes, names, strict=False)]
    session.add_all([*houses, *further])
    session.flush()
    entries = [_entry(ward, asked, house, row) for house, row in zip(houses, households, strict=True)]
    theirs = next(each.group for each in ward_plan().accounts if each.username == HEAD)
    own = [each for each, code in zip(further, codes, strict=False) if code == theirs]
    entries += [_tried(ward, asked, house, outcome) for house, outcome in zip(own, TRIED, strict=False)]
    session.add_all(entries)
    session.flush()
    session.add_all(row for entry in entries if entry.counts for row in Answer.rows_of(entry, asked))
    session.flush()
    recognise(session, ward, asked, GIVEN, GIVEN_AGO)


def _house(ward: DemoWard, code: str, head: str, many: Counter[str], row: Row | None = None) -> Household:
    place, group = many[code], ward.groups[code]
    many[code] += 1
    alley, number = 5 + 7 * (place // ALLEY), 2 + 4 * (place % ALLEY)
    return Household(
        unit=ward.unit, residential_group=group, code=row["code"] if row else "", alley=f"Ngõ {alley}",
        number=str(number), head=ward.people[head].full_name, members=int(row["members"]) if row else None,
        created_at=ward.began,
    )  # fmt: skip


def _entry(ward: DemoWard, asked: ProgrammeVersion, house: Household, row: Row) -> ProgrammeEntry:
    skills = [each for each in row["family_skills"].split("|") if each]
    answers: dict[str, Any] = {"level": row["digital_level"], "skills": skills, "how": row["reached_how"]}
    answers["teaches"] = bool(row["core_member_id"])
    way = EntryWay.DOORSTEP if row["reached_how"] == "door" else EntryWay.IMPORT
    moment = ward.began
    if day := row["reached_on"]:  # some of the sample's last days are not over yet
        moment = min(at(ward.calendar.moved(date.fromisoformat(day)), "19:30"), ward.calendar.now)
    made = _made(ward, asked, house, moment, way, Outcome.DONE)
    made.answers = json.dumps({key: each for key, each in answers.items() if each}, ensure_ascii=False, sort_keys=True)
    made.counts = True
    return made


def _tried(ward: DemoWard, asked: ProgrammeVersion, house: Household, outcome: Outcome) -> ProgrammeEntry:
    return _made(ward, asked, house, ward.calendar.now, EntryWay.DOORSTEP, outcome)


def _made(
    ward: DemoWard, asked: ProgrammeVersion, house: Household, moment: datetime, way: EntryWay, outcome: Outcome
) -> ProgrammeEntry:
    by = ward.accounts[HEAD if way == EntryWay.DOORSTEP else "canbo"]
    return ProgrammeEntry(
        uuid=str(uuid.uuid4()), unit_id=ward.unit.id, programme_id=asked.programme_id,
        programme_version_id=asked.id, site_id=house.id, by_id=by.id, way=way, at=moment,
        day=clock.local(moment).date(), received_at=moment, outcome=outcome, latest=True,
    )  # fmt: skip


# The returns that the demo ward's groups, organisations and teams sent: on time, late, with nothing to tell.
# When something is sent.
HOUR = "10:30"
# So long ago the leader decided on a list, from what was confirmed before it.
PRAISED_AGO = timedelta(days=9)


class Sending(NamedTuple):
    """Of which period somebody sent something, and when: what is sent together is stored together."""

    by: DemoSender
    period: date
    moment: datetime


def make_return(session: Session, ward: DemoWard, shown: Shown) -> None:
    """A programme with its newest periods, as far as they have begun."""
    asked = in_use(session, ward, shown)
    schedule, today = asked.programme.schedule, ward.calendar.today
    assert schedule
    periods = _periods(schedule, today, running=shown.get("running", False))
    sites = _sites(session, ward, asked)
    sent: dict[Sending, list[Recording]] = {}
    for code, lines in shown["rows"].items():
        by = _sender(ward, shown, code, sites[code])
        for period, (late, *given) in zip(reversed(periods), reversed(lines), strict=False):
            moment = at(_day(period, late, today), HOUR)
            answers = {key: each for key, each in zip(shown["answers"], given, strict=False) if each is not None}
            outcome = Outcome.DONE if answers else Outcome.NOTHING
            one = Recording(site=sites[code], uuid=str(uuid.uuid4()), at=moment, outcome=outcome, answers=answers)
            sent.setdefault(Sending(by, period.key, moment), []).append(one)
    for sending, each in sent.items():
        record(session, ward, asked, each, sending.by, sending.moment, sending.period)
    if "praised" in shown and periods:
        recognise(session, ward, asked, shown["praised"], PRAISED_AGO, periods[-1].key)


def _periods(schedule: Schedule, today: date, *, running: bool) -> list[Period]:
    """Those that are due, or with `running` have begun, the newest last; none that began today."""
    begun = [each for each in schedule.until(today) if each.opens < today]
    return [each for each in begun if running or (each.due and each.due <= today)]


def _day(period: Period, late: int, today: date) -> date:
    """The day on which something of a period is sent so many days late: before today, not before it opens."""
    due = min(period.deadline or period.last, today)
    return min(max(due + timedelta(days=late), period.opens), today - timedelta(days=1))


def _sites(session: Session, ward: DemoWard, asked: ProgrammeVersion) -> Mapping[str, Site]:
    """The sites of a programme's subjects by the codes of these."""
    found = session.scalars(REPRESENTING[asked.declared.subject].in_units([ward.unit.id])).all()
    for site in found:
        # So that a return of those periods was expected of them.
        site.created_at = min(site.created_at, asked.programme.created_at)
    of = {each.noun: each for each in found}
    named = {**ward.groups, **ward.organisations, **ward.teams}
    return {code: of[noun] for code, noun in named.items() if noun in of}


def _sender(ward: DemoWard, shown: Shown, code: str, site: Any) -> DemoSender:
    if account := ward.accounts.get(shown.get("account", "")):
        own = (code for code, each in ward.senders.items() if each is account)
        return sender_of(ward, next(own, ""))
    head = site.noun.head.account if isinstance(site.noun, Team) and site.noun.head else None
    return DemoSender(head) if head and head.password_hash else sender_of(ward, code)


def make_movement(session: Session, ward: DemoWard) -> None:
    """Put the programmes to use and record what is shown of them."""
    shown: dict[str, list[Shown]] = read("movement")
    for each in shown["returns"]:
        make_return(session, ward, each)
    for each in (*shown["places"], *shown["events"]):
        _record_own(session, ward, each)


def _record_own(session: Session, ward: DemoWard, shown: Shown) -> None:
    """Places or events of the programme, each with its entry: by the organisation that a row, or all of them, name, or
    by the account of a row for nobody."""
    asked, now = in_use(session, ward, shown), ward.calendar.now
    sent: dict[tuple[DemoSender, datetime], list[Recording]] = {}
    for row in shown["rows"]:
        day = ward.calendar.today + timedelta(days=row.get("day", -shown.get("ago", 0)))
        code = "" if "account" in row else row.get("organisation", shown["organisation"])
        by = DemoSender(ward.accounts[row["account"]]) if "account" in row else sender_of(ward, code)
        moment = min(at(day, HOUR), now - timedelta(hours=1))
        one = Recording(
            site=_site(session, ward, asked, row, day, ward.organisations.get(code)), uuid=str(uuid.uuid4()), at=moment,
            outcome=row.get("outcome", Outcome.DONE), answers=referred(session, ward, asked, row["answers"]),
        )  # fmt: skip
        sent.setdefault((by, moment), []).append(one)
    for (by, moment), each in sent.items():
        record(session, ward, asked, each, by, moment)


def _site(
    session: Session, ward: DemoWard, asked: ProgrammeVersion, row: Shown, day: date, organisation: Organisation | None
) -> Site:
    common: dict[str, Any] = {
        "unit": ward.unit, "name": row["name"], "programme_id": asked.programme_id, "organisation": organisation,
        "created_at": ward.began,
    }  # fmt: skip
    group = ward.groups.get(row.get("group", ""))
    if "day" in row:
        made: Site = Event(**common, held_on=day, venue=row.get("venue", ""), residential_group=group)
    else:
        outer = session.scalars(
            select(Site).where(Site.unit_id == ward.unit.id, Site.name == row.get("within"))
        ).first()
        made = Site(**common, within=outer, residential_group=outer.residential_group if outer else group)
    session.add(made)
    session.flush()
    return made
