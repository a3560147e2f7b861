"""Accounts that nobody uses fall asleep after 45 nights that the worker saw; never a ward's last administrator."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Account, AdministrativeUnit, LastAdministrator, Night, Role, RoleGrant, SignIn
from app.models.people.account_state import NIGHTS, fall_asleep, quiet, wake
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.factories import PASSWORD, make_account, make_sign_in, make_ward

DAY = timedelta(days=1)


def nights(session: Session, count: int, last: date | None = None) -> None:
    """So many nights have been looked at, the last one today."""
    end = last or clock.today()
    for number in range(count):
        session.add(Night(day=end - number * DAY))
    session.flush()


def unused(session: Session, ward: AdministrativeUnit, *roles: Role, days: int, **given: str) -> Account:
    """Somebody who came in last so many days ago."""
    account = make_account(session, ward, *roles, password=PASSWORD, **given)
    account.created_at = clock.now() - timedelta(days=400)
    account.last_sign_in_at = clock.now() - days * DAY
    session.flush()
    return account


def asleep(session: Session, now: datetime | None = None) -> set[int]:
    return {account.id for account in fall_asleep(session, now or clock.now())}


def test_who_came_in_within_45_nights_stays_awake(session: Session) -> None:
    ward = make_ward(session)
    nights(session, 60)
    kept = unused(session, ward, Role.COUNTER, days=NIGHTS - 1)
    gone = unused(session, ward, Role.COUNTER, days=NIGHTS)
    assert quiet(session, [kept.id])[kept.id].left == 1
    assert asleep(session) == {gone.id}
    assert gone.asleep_at is not None
    assert asleep(session) == set(), "nobody falls asleep twice"


def test_who_is_seen_on_a_phone_uses_their_account(session: Session) -> None:
    """An instructor signs in once a month and ticks in between."""
    nights(session, 60)
    teacher = unused(session, make_ward(session), Role.INSTRUCTOR, days=50)
    make_sign_in(session, teacher)
    sign_in = session.scalars(select(SignIn).where(SignIn.account_id == teacher.id)).one()
    sign_in.created_at, sign_in.last_seen_at = clock.now() - 50 * DAY, clock.now() - 20 * DAY
    session.flush()
    assert asleep(session) == set()
    assert quiet(session, [teacher.id])[teacher.id].nights == 20


def test_the_upgrade_puts_nobody_to_sleep(session: Session) -> None:
    """Nights count from the first one on which somebody looked, whoever was quiet before."""
    account = unused(session, make_ward(session), Role.COUNTER, days=300)
    nights(session, NIGHTS - 1)
    assert asleep(session) == set()
    assert quiet(session, [account.id])[account.id].is_soon


def test_neither_does_a_clock_a_year_ahead_nor_a_summer_without_the_machine(session: Session) -> None:
    account = unused(session, make_ward(session), Role.COUNTER, days=10)
    nights(session, 10)
    ahead = clock.now() + 366 * DAY
    Night.begin(session, ahead.date())
    assert asleep(session, ahead) == set()
    Night.begin(session, clock.today() + DAY)
    assert session.get(Night, ahead.date()) is None, "a night that has not been yet does not count"
    assert quiet(session, [account.id])[account.id].nights == 11


def test_who_was_woken_or_has_no_password_yet_is_left_alone(session: Session) -> None:
    ward = make_ward(session)
    nights(session, 60)
    woken = unused(session, ward, Role.COUNTER, days=100)
    assert asleep(session) == {woken.id}
    wake(woken, clock.now())
    make_account(session, ward, Role.COUNTER).created_at = clock.now() - 100 * DAY
    session.flush()
    assert asleep(session) == set()


def test_of_a_wards_administrators_the_one_used_last_stays_awake(session: Session) -> None:
    ward = make_ward(session)
    nights(session, 90)
    long, longer = (unused(session, ward, Role.ADMINISTRATOR, days=days) for days in (60, 80))
    assert asleep(session) == {longer.id}
    assert list(session.scalars(RoleGrant.administrators(ward.id, clock.today()))) == [long.id]
    with pytest.raises(LastAdministrator):
        RoleGrant.keep_one_administrator(session, [ward.id], long.id, clock.today())


def test_one_is_stopped_while_the_other_falls_asleep_and_the_ward_keeps_an_administrator(
    engine: str, make_app: Callable[..., Flask]
) -> None:
    app = make_app(engine, rooms=False)
    with app.app_context(), immediate() as session:
        ward = make_ward(session)
        nights(session, 60)
        quiet_one = unused(session, ward, Role.ADMINISTRATOR, days=50)
        busy = make_account(session, ward, Role.ADMINISTRATOR, password=PASSWORD)
        ward_id, quiet_id, busy_id = ward.id, quiet_one.id, busy.id

    def sleep() -> None:
        with app.app_context(), immediate() as session:
            fall_asleep(session, clock.now())

    def stop() -> None:
        with app.app_context(), immediate() as session:
            RoleGrant.keep_one_administrator(session, [ward_id], busy_id, clock.today())
            session.get_one(Account, busy_id).enabled = False

    at_once([sleep, stop])
    with app.app_context():
        left = list(db.session.scalars(RoleGrant.administrators(ward_id, clock.today())))
        assert left in ([quiet_id], [busy_id])
