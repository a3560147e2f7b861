"""What was noted under a wrong clock that was put right before sending is kept, whatever kind it is, with the day on
which it came, and weaker than anything whose time is known."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select, update

from app.country import clock
from app.models import (
    Account,
    HelpCorrection,
    HelpRecord,
    Membership,
    MentorVisit,
    PairOutcome,
    ProgrammeEntry,
    RoleGrant,
)
from app.outbox import kind as kinds
from app.outbox.kinds import find
from app.web.database import db, immediate
from tests.classroom import Classroom
from tests.conftest import put_back
from tests.doorsteps import Street
from tests.golden import assert_listed
from tests.helping import HelpPhone
from tests.pairs import House
from tests.routes.outbox.each_kind import BY_KIND, Maker, each_kind

DAY = timedelta(days=1)
# Everybody holds what they hold since so long.
HELD = 30 * DAY
# The times that phones wrote, by how wrong they were; while they send their clock is right.
WRONG: Mapping[str, Callable[[datetime], datetime]] = {
    "ten minutes ahead": lambda now: now + timedelta(minutes=10),
    "a day ahead": lambda now: now + DAY,
    "three months behind": lambda now: now - 90 * DAY,
    "2020": lambda now: now.replace(year=2020, month=1, day=1),
    "1970": lambda now: now.replace(year=1970, month=1, day=1),
    "2099": lambda now: now.replace(year=2099, month=1, day=1),
}


def holds_since_a_month(app: Flask, account: Account) -> None:
    """All that somebody holds they hold for a month."""
    day = clock.today() - HELD
    with app.app_context(), immediate() as session:
        session.execute(update(RoleGrant).where(RoleGrant.account_id == account.id).values(since=day))
        session.execute(update(Membership).where(Membership.account_id == account.id).values(since=day))


def send(app: Flask, account: Account, name: str, data: object, written: datetime) -> list[tuple[str, str]]:
    """A phone whose clock is right while it sends what it wrote under a wrong one: what the server answers."""
    phone = HelpPhone(app, account)
    return [(each.status.value, each.message) for each in phone.send(phone.operation(name, data, written))]


def test_every_kind_is_asked() -> None:
    assert find("entry")
    photos = {"lesson_photo", "entry_photo"}  # they bring a file, and count for no day
    sent = set(kinds._known) - photos
    assert_listed(sent, BY_KIND, "BY_KIND of tests/routes/outbox/each_kind.py", "add what a phone sends of it")


@each_kind
def test_what_was_noted_under_a_wrong_clock_is_kept_for_the_day_on_which_it_came(
    app: Flask, room: Classroom, name: str, made: Maker
) -> None:
    account, data = made(app, room, name)
    holds_since_a_month(app, account)
    for wrong, written in WRONG.items():
        with put_back(app):
            [(status, message)] = send(app, account, name, data, written(clock.now()))
            assert status == "done", f"{wrong}: {message}"
            with app.app_context():
                stored = [
                    *db.session.scalars(select(ProgrammeEntry.day)), *db.session.scalars(select(MentorVisit.day)),
                    *db.session.scalars(select(HelpRecord.day)),
                    *(clock.local(at).date() for at in db.session.scalars(select(HelpCorrection.at))),
                ]  # fmt: skip
            assert set(stored) <= {clock.today()}, wrong


def test_an_entry_whose_time_is_not_known_is_weaker_than_one_whose_time_is_and_says_so(
    app: Flask, room: Classroom
) -> None:
    street = Street.build(app, "14")
    holds_since_a_month(app, street.head)
    known = street.said(street.houses["14"], 48)["data"]
    assert send(app, street.head, "entry", known, clock.now() - 2 * DAY) == [("done", "")]

    for wrong in WRONG.values():
        data = {**known, "answers": {"level": "full"}}
        [(status, words)] = send(app, street.head, "entry", data, wrong(clock.now()))
        assert (status, "vẫn tính" in words) == ("done", True)

    assert [each.counts for each in street.entries()] == [True] + [False] * len(WRONG)
    assert [each.has_time for each in street.entries()] == [True] + [False] * len(WRONG)
    assert {each.shown_at for each in street.entries()[1:]} == {each.received_at for each in street.entries()[1:]}


def test_a_visit_of_an_unknown_time_is_judged_by_the_pair_of_today(app: Flask, room: Classroom) -> None:
    """One of 2020 was taken into the book of a pair that had ended, where the same visit of today was refused."""
    house = House.build(app)
    holds_since_a_month(app, house.village.account)
    with house.write() as (_session, _village, pair):
        pair.end(PairOutcome.MOVED, day=clock.today() - DAY)

    data = {"mentorship": house.pair.public_id, "met": True}
    for name, written in {"today": datetime.astimezone, **WRONG}.items():
        [(status, message)] = send(app, house.village.account, "visit", data, written(clock.now()))
        assert (status, "đã kết thúc" in message) == ("refused", True), name


def test_whose_house_it_was_is_judged_by_the_time_of_a_press_that_is_known(app: Flask, room: Classroom) -> None:
    street = Street.build(app, "14")
    holds_since_a_month(app, street.head)
    with app.app_context(), immediate() as session:
        ended = {"until": clock.today() - 3 * DAY}
        session.execute(update(RoleGrant).where(RoleGrant.account_id == street.head.id).values(**ended))
    data = street.said(street.houses["14"])["data"]
    assert send(app, street.head, "entry", data, clock.now() - 5 * DAY) == [("done", "")]
    assert [status for status, _ in send(app, street.head, "entry", data, clock.now() - DAY)] == ["refused"]
    assert [status for status, _ in send(app, street.head, "entry", data, clock.now() - 90 * DAY)] == ["refused"]
