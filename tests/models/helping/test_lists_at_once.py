"""One deletes what another is using for the first time, two add the same, two retire the last two: at one moment."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.country import clock
from app.data.help_lists import supply
from app.models import Account, HelpDesk, HelpResult, HelpTopic, Kiosk, KioskVisit
from app.models.helping.kiosks.kiosk_visit import TakenAlready
from app.models.helping.lists.definitions import ListStillNeeded, Used, lock
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import make_account, make_ward

Act = Callable[[Session], object]


@pytest.fixture(scope="module")
def place(engine: str, make_app: Callable[..., Flask]) -> Flask:
    """Real transactions."""
    return make_app(engine, rooms=False)


def each(place: Flask, *acts: Act) -> list[object | Exception]:
    """Do these in write transactions of their own, at one moment."""

    def do(act: Act) -> Callable[[], object]:
        def run() -> object:
            with place.app_context(), immediate() as session:
                return act(session)

        return run

    return at_once([do(act) for act in acts])


def make(place: Flask) -> tuple[int, int, list[int]]:
    """A ward with lists, its tablet and two who sit at the counter: ids."""
    with place.app_context(), immediate() as session:
        unit = make_ward(session)
        supply(session, unit)
        people = [make_account(session, unit, full_name=name) for name in ("Đào Thị Mơ", "Lê Văn Mận")]
        desk = session.scalars(HelpDesk.listed(unit.id)).first()
        assert desk is not None
        kiosk, _token = Kiosk.pair(session, desk, name="Bàn 1", by=people[0], now=clock.now())
        return unit.id, kiosk.id, [person.id for person in people]


def begin(kiosk_id: int, key: str, uid: str) -> Act:
    """Somebody at the tablet comes for a topic."""

    def act(session: Session) -> object:
        kiosk = session.get_one(Kiosk, kiosk_id)
        topic = session.scalars(HelpTopic.keyed(kiosk.desk.unit_id, key)).first()
        return KioskVisit.begin(session, kiosk, topic, uuid=uid, now=clock.now()).topic_id

    return act


@pytest.mark.parametrize("_turn", range(2))
def test_a_topic_is_used_for_the_first_time_while_it_is_deleted(place: Flask, _turn: int) -> None:
    unit_id, kiosk_id, _people = make(place)

    def delete(session: Session) -> object:
        lock(session, unit_id)
        session.scalars(HelpTopic.keyed(unit_id, "khai_tu")).one().remove(session)
        return None

    deleted, visit = each(place, delete, begin(kiosk_id, "khai_tu", str(uuid.uuid4())))
    with place.app_context():
        left = db.session.scalars(HelpTopic.keyed(unit_id, "khai_tu")).first()
        seen = db.session.scalars(select(KioskVisit).where(KioskVisit.kiosk_id == kiosk_id)).all()
        if left is None:  # deleted first: the visit names no topic, or was refused whole
            assert deleted is None
            assert visit is None or isinstance(visit, (IntegrityError, StaleDataError))
            assert all(one.topic_id is None for one in seen)
        else:
            assert isinstance(deleted, Used)
            assert [one.topic_id for one in seen] == [left.id]


def test_two_who_add_the_same_get_two_keys(place: Flask) -> None:
    unit_id, _kiosk, _people = make(place)

    def add(session: Session) -> object:
        return HelpTopic.add(session, unit_id, label="Cấp mã số thuế", field="Kinh tế").key

    assert sorted(map(str, each(place, add, add))) == ["cap_ma_so_thue", "cap_ma_so_thue_2"]


def test_two_who_retire_the_last_two_of_a_meaning_leave_one(place: Flask) -> None:
    unit_id, _kiosk, _people = make(place)
    with place.app_context(), immediate() as session:
        HelpResult.add(session, unit_id, label="Hẹn lại", meaning="unfinished")

    def retire(key: str) -> Act:
        def act(session: Session) -> object:
            lock(session, unit_id)
            return session.scalars(HelpResult.keyed(unit_id, key)).one().retire(session, clock.now())

        return act

    told = each(place, retire("unfinished"), retire("hen_lai"))
    assert sorted(type(one).__name__ for one in told) == ["ListStillNeeded", "bool"]
    assert any(isinstance(one, ListStillNeeded) for one in told)


def test_one_tap_twice_begins_one_visit_and_a_new_one_ends_it(place: Flask) -> None:
    _unit, kiosk_id, _people = make(place)
    uid = str(uuid.uuid4())
    each(place, begin(kiosk_id, "khai_sinh", uid), begin(kiosk_id, "khai_sinh", uid))
    each(place, begin(kiosk_id, "ket_hon", str(uuid.uuid4())), begin(kiosk_id, "khai_tu", str(uuid.uuid4())))
    with place.app_context():
        seen = db.session.scalars(select(KioskVisit).where(KioskVisit.kiosk_id == kiosk_id)).all()
        assert len(seen) == 3
        assert sum(one.ended_at is None for one in seen) == 1


def test_two_who_say_i_am_coming_one_goes_and_the_other_is_told_who(place: Flask) -> None:
    unit_id, kiosk_id, people = make(place)
    uid = str(uuid.uuid4())
    each(place, begin(kiosk_id, "khai_sinh", uid))
    with place.app_context(), immediate() as session:
        session.scalars(select(KioskVisit).where(KioskVisit.uuid == uid)).one().call(clock.now())

    def take(account_id: int) -> Act:
        def act(session: Session) -> object:
            call = session.scalars(KioskVisit.locked_called(uid, {unit_id})).one()
            return call.take(session.get_one(Account, account_id), clock.now())

        return act

    told = each(place, take(people[0]), take(people[1]))
    [lost] = [one for one in told if isinstance(one, TakenAlready)]
    assert [one for one in told if one is not lost] == [True]
    with place.app_context():
        stands = db.session.scalars(KioskVisit.called(uid, {unit_id})).one()
        assert stands.taken_by is not None
        assert lost.by == stands.taken_by.full_name
