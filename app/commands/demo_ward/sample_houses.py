"""The sample's 126 houses with what was recorded of them for "Gia đình số", and the next ones to be visited.

The sample tells of a house its group, its head and what was said; alley and number are made up, as one walks them. Four
further houses a group were visited by nobody yet, so that a round goes on; of one group somebody was away, another one
said no. Some that met everything are recognised.
"""

import json
import uuid
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import Row, at, rows, ward_plan
from app.commands.demo_ward.recording import recognise
from app.commands.demo_ward.ward import DemoWard
from app.country import clock
from app.data.programmes import catalogue
from app.models import Answer, Household, Programme, ProgrammeEntry, ProgrammeVersion
from app.models.movement.declaration import EntryWay, Outcome

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
