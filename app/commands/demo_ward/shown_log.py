"""What the counters did lately: today's log, the tablet's visits, notes between shifts, a market's paper strokes."""

import hashlib
import itertools
import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import at, made
from app.commands.demo_ward.help_plan import DemoHelp, help_plan, help_record, known_uuid
from app.commands.demo_ward.ward import residents_aged
from app.country import clock
from app.models import AgeBand, HelpRecord, HelpTally, Kiosk, KioskVisit, Person, PlaceKind, ShiftNote

# When the counter is open; on a day that has just begun, the log begins with the day.
OPEN = (("07:30", "11:30"), ("13:30", "17:00"))
LEAST = timedelta(minutes=40)


def make_shown_log(session: Session, lists: DemoHelp) -> None:
    """Add all of it."""
    session.add_all(_today(lists))
    session.add_all(_kiosk(lists))
    session.add_all(_notes(lists))
    session.add_all(_tallies(lists))
    session.flush()


def _moments(day: date, now: datetime, count: int) -> list[datetime]:
    """So many moments of a day, all over, evenly spread over the hours in which the counter was open."""
    spans = [(at(day, begins), min(at(day, ends), now)) for begins, ends in OPEN]
    spans = [(begins, ends) for begins, ends in spans if begins < ends]
    if sum((ends - begins for begins, ends in spans), timedelta()) < LEAST:
        spans = [(clock.at_local(day), now)]
    total = sum((ends - begins for begins, ends in spans), timedelta())
    found = []
    for number in range(count):
        rest = total * number / count
        for begins, ends in spans:
            if rest < ends - begins:
                found.append(begins + rest)
                break
            rest -= ends - begins
    return found


def _drawn(chance: random.Random, shares: Mapping[str, int], count: int) -> list[str]:
    """Each key as often as its share says, in an order by chance."""
    keys = [key for key, share in shares.items() for _ in range(share)]
    assert len(keys) == count
    chance.shuffle(keys)
    return keys


def _take(people: list[Person], band: AgeBand | None, year: int) -> Person:
    """Take out the first whose age in a year is one of a band's; the first of all where nobody noted an age."""
    for person in people:
        age = year - person.birth_year
        if band is None or (age >= band.youngest and (band.oldest is None or age <= band.oldest)):
            break
    people.remove(person)
    return person


def _today(lists: DemoHelp) -> Iterator[HelpRecord]:
    plan, day, chance = help_plan()["today"], lists.calendar.today, random.Random("log")
    count = plan["count"]
    drawn = [_drawn(chance, plan[name], count) for name in ("topics", "results", "age_bands")]
    residents = residents_aged(lists.ward, 16, 100)
    people = chance.sample(residents, len(residents))
    named = set(chance.sample(range(count), plan["named"]))
    reasons = itertools.cycle(plan["reasons"])
    moments = _moments(day, lists.calendar.now, count)
    for number, (moment, topic, result, band) in enumerate(zip(moments, *drawn, strict=True)):
        unfinished, person = result == "unfinished", _take(people, lists.age_bands.get(band), day.year)
        group = person.residential_group if number in named or unfinished else None
        row = {
            "desk": plan["desk"], "result": result, "reason": next(reasons) if unfinished else "", "age_band": band,
            "minutes": chance.randint(2, 12),
        }  # fmt: skip
        yield help_record(
            lists, f"today-{number}", moment, lists.ward.accounts[plan["helper"]], row, topic, day=day,
            place_kind=PlaceKind.COUNTER, other_words=plan["words"] if topic == "khac" else "",
            person=person if number in named or unfinished else None, residential_group=group,
        )  # fmt: skip


def _kiosk(lists: DemoHelp) -> Iterator[Kiosk | KioskVisit]:
    """A tablet that stood there today, and who used it; whoever called was helped."""
    plan, now, by = help_plan()["kiosk"], lists.calendar.now, lists.accounts["CB03"]
    kiosk = Kiosk(
        token_hash=hashlib.sha256(known_uuid("kiosk").encode()).hexdigest(),
        desk=lists.desks[plan["desk"]],
        name=plan["name"],
        paired_by=by,
        paired_at=lists.ward.began,
    )
    yield kiosk
    for number, visit in enumerate(plan["visits"]):
        began = now - timedelta(minutes=visit["ago"])
        called = began + timedelta(minutes=1) if visit.get("called") else None
        yield made(
            KioskVisit, visit, uuid=known_uuid(f"kiosk-{number}"), unit_id=lists.ward.unit.id, kiosk=kiosk,
            topic=lists.topics[visit["topic"]], day=clock.local(began).date(), began_at=began, called_at=called,
            taken_at=called + timedelta(seconds=40) if called else None, taken_by=by if called else None,
            ended_at=began + timedelta(minutes=4),
        )  # fmt: skip


def _notes(lists: DemoHelp) -> Iterator[ShiftNote]:
    for number, note in enumerate(help_plan()["notes"]):
        day = lists.calendar.today - timedelta(days=note["days"])
        reader = lists.accounts[note["read_by"]] if "read_by" in note else None
        yield made(
            ShiftNote, note, uuid=known_uuid(f"note-{number}"), desk=lists.desks[note["desk"]], day=day,
            by=lists.accounts[note["by"]], at=at(day, note["hour"]), read_by=reader,
            read_at=at(day + timedelta(days=1), "07:35") if reader else None,
        )  # fmt: skip


def _tallies(lists: DemoHelp) -> Iterator[HelpTally]:
    plan: Mapping[str, Any] = help_plan()["tallies"]
    day = lists.calendar.today - timedelta(days=plan["days"])
    for stroke in plan["strokes"]:
        for key, count in stroke.items():
            if key != "hour":
                yield HelpTally(
                    unit_id=lists.ward.unit.id, desk=lists.desks[plan["desk"]], day=day, hour=stroke["hour"],
                    topic=lists.topics[key], count=count, entered_by=lists.accounts[plan["by"]],
                    entered_at=at(day + timedelta(days=1), "08:10"),
                )  # fmt: skip
