"""The same sheet keyed in by two, a note sent twice: at one moment, with real commits."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from app.country import clock
from app.models import Account, HelpDesk, HelpTally, ShiftNote
from app.models.helping.log.help_tally import KeyedMeanwhile
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.helping import Counter

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def place(engine: str, make_app: Callable[..., Flask]) -> Flask:
    """Real transactions."""
    return make_app(engine, rooms=False)


@pytest.fixture
def counter(place: Flask) -> Counter:
    """A ward with its desks."""
    with place.app_context(), immediate() as session:
        return Counter(session)


def test_of_two_who_key_in_the_same_hour_one_is_told(place: Flask, counter: Counter) -> None:
    desk, topic, by = counter.desks["Q1"].id, counter.topics["khai_sinh"].id, counter.helper.id

    def key(count: int) -> int:
        with place.app_context(), immediate() as session:
            held, account = session.scalars(HelpDesk.locked(desk)).one(), session.get_one(Account, by)
            said = {"version": "0-0", "by": account, "now": clock.now()}
            return HelpTally.key_in(session, held, DAY, 8, {topic: count}, **said)

    told = at_once([lambda count=count: key(count) for count in range(1, 7)])

    assert [one for one in told if not isinstance(one, Exception)] == [1]
    assert {type(one) for one in told if isinstance(one, Exception)} == {KeyedMeanwhile}
    with place.app_context():
        [row] = db.session.scalars(HelpTally.of_day(desk, DAY)).all()
        assert row.count == told.index(1) + 1


def test_a_note_sent_many_times_at_once_is_one(place: Flask, counter: Counter) -> None:
    desk, by, key = counter.desks["Q1"].id, counter.helper.id, str(uuid.uuid4())

    def leave() -> bool:
        with place.app_context(), immediate() as session:
            held, account = session.scalars(HelpDesk.locked(desk)).one(), session.get_one(Account, by)
            said = ShiftNote.leave(session, held, "Máy in hết giấy", by=account, uuid=key, now=clock.now())
            return said is not None

    told = at_once([leave] * 6)

    assert sorted(told, key=str) == [False] * 5 + [True]
    with place.app_context():
        assert [note.text for note in db.session.scalars(ShiftNote.left_at(desk))] == ["Máy in hết giấy"]


def test_a_note_is_read_by_one(place: Flask, counter: Counter) -> None:
    desk, by = counter.desks["Q1"].id, counter.helper.id
    with place.app_context(), immediate() as session:
        held, account = session.scalars(HelpDesk.locked(desk)).one(), session.get_one(Account, by)
        note = ShiftNote.leave(session, held, "Bác Hoa quay lại", by=account, uuid=str(uuid.uuid4()), now=clock.now())
        assert note is not None
        number = note.id

    def read() -> bool:
        with place.app_context(), immediate() as session:
            session.scalars(HelpDesk.locked(desk)).one()
            note = session.get_one(ShiftNote, number, populate_existing=True)
            return note.read(by=session.get_one(Account, by), now=clock.now())

    assert sorted(at_once([read] * 4), key=str) == [False, False, False, True]
