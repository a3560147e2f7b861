"""Whatever two phones did in a hall, and however badly it reaches the server: in the end it is as if it had come once,
whole and in order."""

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import func, select

from app.country import clock
from app.models import Attendance, AttendanceMark, Lesson, Person, Receipt, Registration, Status
from app.outbox.exchange import exchange
from app.outbox.operations import read
from app.outbox.sender import CallSender
from app.web.database import db
from tests.classroom import Classroom, make_classroom

pytestmark = pytest.mark.postgresql

ROLL = ("Hoàng Thị Hoa", "Nông Văn Thim")
GUESTS = ("Bế Thị Cúc", "Ma Văn Din")
# How far the phones' clocks are off: right, hours slow or fast, fresh from the factory, a year mistyped.
CLOCKS = [timedelta(0), timedelta(hours=-7), timedelta(hours=5), timedelta(days=-20_000), timedelta(days=26_000)]

# What was pressed: on which of two phones, in which of a few minutes (ties are met), and what.
SAID = st.sampled_from(list(Status))
PRESS = st.one_of(
    st.tuples(st.just("mark"), st.integers(0, 1), SAID, st.booleans()),
    st.tuples(st.just("guest"), st.integers(0, 1), SAID, st.booleans()),
    st.tuples(st.just("walk_in"), st.integers(0, 1), SAID, st.booleans()),
    st.tuples(st.just("note"), st.integers(0, 1), SAID, st.booleans()),
    st.tuples(st.just("close"), st.integers(0, 1), SAID, st.booleans()),
)
HISTORIES = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 3), PRESS), min_size=1, max_size=9)


@dataclass
class Hall:
    """A class, and the two phones that keep its roll. Uuids of two halls differ, and sort alike."""

    room: Classroom
    offsets: tuple[timedelta, timedelta]
    now: datetime

    def operations(self, history: Sequence[Any], numbers: Sequence[int]) -> tuple[list[Any], list[Any]]:
        """What each phone keeps, in the order in which it was pressed."""
        kept: tuple[list[Any], list[Any]] = ([], [])
        start = self.now - timedelta(hours=1)
        for number, (device, minute, (what, whom, status, undo)) in zip(numbers, history, strict=True):
            at = start + timedelta(minutes=minute) + self.offsets[device]
            data: dict[str, object] = {"lesson": self.room.lesson}
            if what == "mark":
                data |= {"registration": self.room.people[whom], "status": status, "undo": undo}
            elif what == "guest":  # marked on the phone that let them in, maybe before the server knows them
                data |= {"registration": self.guest(device, whom), "status": status, "undo": undo}
            elif what == "walk_in":
                person = {"full_name": GUESTS[whom], "birth_year": 1960, "residential_group": self.room.group_code}
                data |= {"registration": self.guest(device, whom), "person": person}
            elif what == "note":
                data |= {"text": f"{status} {whom}"}
            else:
                data |= {"heads": 30 + 2 * minute + whom}
            kind = {"guest": "mark"}.get(what, what)
            uuid = f"{number:08x}-0000-4000-8000-{self.room.course_id:012x}"
            kept[device].append(
                {"uuid": uuid, "kind": kind, "at": at.isoformat(), "sequence": len(kept[device]), "data": data}
            )
        return kept

    def guest(self, device: int, whom: int) -> str:
        """The id that a phone gave to somebody it let in."""
        return f"{whom:08x}-0000-4000-9000-{self.room.course_id:011x}{device}"

    def send(self, device: int, operations: Sequence[Any]) -> list[str]:
        """A call a second later than the one before; what became of each."""
        self.now += timedelta(seconds=1)
        body = {
            "device": f"phone {device}",
            "account": self.room.public_id,
            "client_now": (self.now + self.offsets[device]).isoformat(),
            "operations": list(operations),
        }
        sender = CallSender(self.room.public_id, self.room.account_id, self.room.account_id)
        with self.room.app.test_request_context():
            results = exchange(read(json.dumps(body).encode(), self.now), sender, self.now)
        return [result.status.value for result in results]

    def ends(self) -> dict[str, object]:
        """How the hall stands: people and marks by name, the lesson's note, what is stored."""
        with self.room.app.app_context():
            session = db.session()
            rows = session.execute(
                select(Person.full_name, Registration.state, Attendance)
                .join(Registration, Registration.person_id == Person.id)
                .outerjoin(Attendance, Attendance.registration_id == Registration.id)
                .where(Registration.course_id == self.room.course_id)
            )
            people = sorted((name, state, *_standing(stands)) for name, state, stands in rows)
            lesson = session.get_one(Lesson, self.room.lesson_id)
            marks = select(func.count()).where(AttendanceMark.lesson_id == lesson.id)
            receipts = select(func.count()).where(Receipt.account_id == self.room.account_id)
            stored = session.scalars(marks).one(), session.scalars(receipts).one()
            return {"people": people, "lesson": (lesson.state, lesson.heads, lesson.note), "stored": stored}


def _standing(stands: Attendance | None) -> tuple[str, str, bool, bool]:
    if stands is None:
        return "", "", False, False
    return stands.status, stands.mark_uuid[:8], stands.disputed, stands.contested


def whole(hall: Hall, kept: tuple[list[Any], list[Any]]) -> None:
    """One phone after the other, each once; the second helps out whom only the other one knew."""
    for device in (0, 1):
        hall.send(device, kept[device])


def badly(hall: Hall, kept: tuple[list[Any], list[Any]], chance: random.Random) -> None:
    """In pieces, shuffled, some twice, between rubbish, most answers lost."""
    waiting = [list(kept[0]), list(kept[1])]
    for _turn in range(6):
        device = chance.randrange(2)
        part = chance.sample(waiting[device], chance.randint(0, len(waiting[device])))
        part += chance.sample(part, chance.randint(0, len(part)))
        rubbish = {"uuid": "none", "kind": "mark"}
        place = chance.randint(0, len(part))
        verdicts = hall.send(device, [*part[:place], rubbish, *part[place:]])
        assert verdicts[place] == "refused"
        verdicts.pop(place)
        if chance.random() < 0.4:
            done = {each["uuid"] for each, said in zip(part, verdicts, strict=True) if said in ("done", "already_done")}
            waiting[device] = [each for each in waiting[device] if each["uuid"] not in done]
    for device in (0, 1):
        hall.send(device, kept[device])


@given(
    history=HISTORIES,
    offsets=st.tuples(st.sampled_from(CLOCKS), st.sampled_from(CLOCKS)),
    chance=st.randoms(use_true_random=False),
)
@settings(max_examples=20, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_badly_it_arrives_it_ends_as_if_it_had_come_once_in_order(
    app: Flask, history: list[Any], offsets: tuple[timedelta, timedelta], chance: random.Random
) -> None:
    history = _sensible(history)
    now = clock.now()
    straight, twisted = (Hall(make_classroom(app, ROLL), offsets, now) for _ in range(2))
    numbers = chance.sample(range(1, 1000), len(history))
    expected, kept = straight.operations(history, numbers), twisted.operations(history, numbers)

    whole(straight, expected)
    badly(twisted, kept, chance)

    ends = twisted.ends()
    assert ends == straight.ends()
    kinds = Counter(each["kind"] for each in [*kept[0], *kept[1]])
    assert ends["stored"] == (kinds["mark"] + kinds["walk_in"], kinds["walk_in"] + kinds["note"] + kinds["close"])
    for device in (0, 1):
        again = twisted.send(device, kept[device])
        forged = twisted.send(device, [{**each, "data": _other(each)} for each in kept[device]])
        assert set(again) <= {"already_done"}
        assert set(forged) <= {"conflict"}
    assert twisted.ends() == ends


def _sensible(history: list[Any]) -> list[Any]:
    """A phone marks a guest only after it let them in: whoever is marked without walks in first, the same minute."""
    known: set[tuple[int, int]] = set()
    made: list[Any] = []
    for device, minute, (what, whom, status, undo) in history:
        if what in ("guest", "walk_in"):
            if what == "guest" and (device, whom) not in known:
                made.append((device, minute, ("walk_in", whom, status, undo)))
            known.add((device, whom))
        made.append((device, minute, (what, whom, status, undo)))
    return made


def _other(operation: dict[str, Any]) -> dict[str, Any]:
    """Another content: what nobody said under that uuid."""
    data = operation["data"]
    if operation["kind"] == "mark":
        return {**data, "status": "late" if data["status"] != "late" else "absent"}
    if operation["kind"] == "walk_in":
        return {**data, "person": {**data["person"], "birth_year": 1961}}
    return {**data, "text": "khác"} if operation["kind"] == "note" else {**data, "heads": 1}
