"""Whose presses a batch holds, whose lessons they may be about, and what a phone says of itself beside them."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.country import clock
from app.models import (
    Account,
    AttendanceMark,
    AuditEvent,
    DoorHelper,
    HelpRecord,
    Lesson,
    Phone,
    Registration,
    Role,
    RoleGrant,
    SignIn,
)
from app.outbox.exchange import exchange
from app.outbox.operations import Result, read
from app.outbox.sender import KINDS, CallSender
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests import classroom
from tests.classroom import Classroom, mark, operation
from tests.factories import make_account, make_sign_in
from tests.helping import Counter, HelpPhone
from tests.statements import counted


def hand_in(room: Classroom, sender: CallSender, *operations: object) -> list[Result]:
    """Send operations in somebody's name."""
    now = clock.now()
    body = {"device": "d", "account": sender.public_id, "client_now": now.isoformat(), "operations": operations}
    with room.app.test_request_context():
        return exchange(read(json.dumps(body).encode(), now), sender, now)


def stored(room: Classroom) -> list[AttendanceMark]:
    with room.app.app_context():
        return list(db.session.scalars(select(AttendanceMark).order_by(AttendanceMark.device_at)))


# -- by whom, and whose lessons ----------------------------------------------------------------------------------------


def test_what_another_made_stands_under_their_name_and_the_trail_names_who_handed_it_in(room: Classroom) -> None:
    with room.app.app_context(), immediate() as session:
        unit = session.get_one(Lesson, room.lesson_id).course.unit
        maker, officer = make_account(session, unit), make_account(session, unit, Role.OFFICER)
        sender = CallSender(maker.public_id, maker.id, officer.id)
        alone = CallSender(maker.public_id, maker.id, maker.id)
        maker_id, officer_id = maker.id, officer.id

    [refused] = hand_in(room, alone, mark(room, 0))
    results = hand_in(room, sender, mark(room, 0), operation("note", {"lesson": room.lesson, "text": "đủ"}))

    assert refused.status == "refused"
    assert [result.status for result in results] == ["done", "done"]
    assert [each.by_id for each in stored(room)] == [maker_id]
    with room.app.app_context():
        [event] = db.session.scalars(AuditEvent.about("lesson", room.lesson))
        assert event.account_id == officer_id
        assert json.loads(event.detail)["for"] == sender.public_id


def test_a_helper_at_the_door_scans_at_their_own_lesson_only_and_does_nothing_else(room: Classroom) -> None:
    with room.app.app_context(), immediate() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        made_by = session.get_one(Account, room.account_id)
        helper = DoorHelper(lesson=lesson, name="Lan, đoàn thanh niên", made_by=made_by, made_at=clock.now())
        session.add(helper)
        session.flush()
        sender = CallSender(helper.public_id, None, None, helper_id=helper.id, kinds=KINDS, lesson_id=room.lesson_id)
        helper_id = helper.id
        held = select(Registration).where(Registration.public_id == room.people[0])
        ticket = session.scalars(held).one().ticket.token
    shown = "Lưu Thị Lan Anh, có chỗ"
    scan = operation("scan", {"lesson": room.lesson, "ticket": ticket, "shown": shown})
    other = operation("scan", {"lesson": f"{room.course_code}/2", "ticket": ticket, "shown": shown})
    by_hand = mark(room, 1)
    close = operation("close", {"lesson": room.lesson, "heads": 3})

    results = hand_in(room, sender, scan, other, by_hand, close)

    assert [result.status for result in results] == ["done", "refused", "refused", "refused"]
    [only] = stored(room)
    assert (only.by_id, only.helper_id, only.way, only.shown) == (None, helper_id, "scan", "Lưu Thị Lan Anh, có chỗ")
    with room.app.app_context():
        [event] = db.session.scalars(AuditEvent.about("lesson", room.lesson))
        assert (event.account_id, json.loads(event.detail)["helper"]) == (None, sender.public_id)


@pytest.mark.parametrize(
    ("said", "way"), [("scan", "scan"), ("self", "roll"), ("sheet", "roll"), (["scan"], "roll"), ("", "roll")]
)
def test_a_phone_may_say_that_it_scanned_and_no_other_way(
    room: Classroom, phone: classroom.Phone, said: object, way: str
) -> None:
    given = mark(room, 0)
    given["data"] |= {"way": said, "shown": "\ud800\0" + "dài " * 100}

    assert phone.verdicts([given]) == ["done"]

    [only] = stored(room)
    assert (only.way, len(only.shown)) == (way, 80)


def test_a_file_brings_the_difference_of_the_clocks_that_was_measured_when_there_was_signal(room: Classroom) -> None:
    now = clock.now()
    pressed = now - timedelta(days=3)
    given = mark(room, 0, at=pressed - timedelta(hours=2))  # the phone's clock was two hours slow
    body = json.dumps({"device": "d", "account": room.public_id, "operations": [given]}).encode()

    with room.app.test_request_context():
        batch = read(body, now, skew=timedelta(hours=2))

    [only] = batch.operations
    assert only.at == pressed


# -- what a phone says of itself ---------------------------------------------------------------------------------------


def heard(room: Classroom, phone: classroom.Phone) -> tuple[int, int, str, str]:
    with room.app.app_context():
        of = db.session.scalars(Phone.of(room.account_id, phone.device)).one()
        return of.waiting, of.refused, of.release, of.kind


def test_what_waits_on_a_phone_is_known_as_it_is_after_the_answers(room: Classroom, phone: classroom.Phone) -> None:
    operations = [mark(room, 0), mark(room, 1), mark(room, "không ai")]

    phone.send(operations, waiting=7, refused=1, release="2026.11.20")
    assert heard(room, phone)[:3] == (4, 2, "2026.11.20")

    phone.send([mark(room, 2)], waiting=1, refused=0)
    assert heard(room, phone)[:3] == (0, 0, "2026.11.20")


@pytest.mark.parametrize("counts", [{}, {"waiting": 1}, {"waiting": -1, "refused": 0}, {"waiting": "1", "refused": []}])
def test_a_phone_that_says_nothing_readable_of_itself_is_served_all_the_same(
    room: Classroom, phone: classroom.Phone, counts: dict[str, object]
) -> None:
    assert [result["status"] for result in phone.send([mark(room, 0)], None, **counts)] == ["done"]
    with room.app.app_context():
        assert db.session.scalars(Phone.of(room.account_id, phone.device)).all() == []


def test_a_phone_that_says_the_same_again_within_a_minute_costs_no_statement(
    room: Classroom, phone: classroom.Phone
) -> None:
    phone.send([mark(room, 0)], waiting=1, refused=0)

    with counted() as silent:
        phone.send([mark(room, 1)])
    with counted() as same:
        phone.send([mark(room, 2)], waiting=1, refused=0)
    with counted() as more:
        phone.send([mark(room, 3)], waiting=3, refused=0)

    assert len(same) == len(silent)
    assert len(more) == len(silent) + 3  # the phone, looked at and written, and the rolls it holds
    assert heard(room, phone)[0] == 2


def test_who_says_the_same_after_a_minute_costs_one_statement(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        helper = Counter(session).helper
        token, help = make_sign_in(session, helper), HelpPhone(app, helper).help
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    phone = classroom.Phone(client, helper.public_id, "phone", client.get("/dong-bo").get_json()["csrf_token"])
    phone.send([help()], waiting=1, refused=0)

    with counted() as within:
        phone.send([help()], waiting=1, refused=0)
    with clock.shifted(timedelta(minutes=2)), counted() as later:
        phone.send([help()], waiting=1, refused=0)

    changed = [each.split(" SET ")[0] for each in later if each.startswith("UPDATE")]
    assert changed == ["UPDATE phone", "UPDATE sign_in", "UPDATE audit_head"]
    assert len(later) == len(within) + 2
    with app.app_context():
        heard = db.session.scalars(select(Phone)).one()
        assert heard.last_seen_at - heard.first_seen_at >= timedelta(minutes=2)


def test_a_call_without_operations_still_says_what_the_phone_holds(room: Classroom, phone: classroom.Phone) -> None:
    assert phone.send([], waiting=0, refused=3) == []
    assert heard(room, phone)[:2] == (0, 3)


def test_another_accounts_counts_are_not_taken_for_ones_own(room: Classroom, phone: classroom.Phone) -> None:
    phone.send([mark(room, 0)], account="another", waiting=9, refused=9)

    with room.app.app_context():
        assert db.session.scalars(Phone.of(room.account_id, phone.device)).all() == []


# -- a room that lay idle ----------------------------------------------------------------------------------------------


def test_work_of_a_locked_room_waits_while_a_roll_goes_on(room: Classroom) -> None:
    """Who teaches and sits at the counter came back after an hour: the roll takes marks, the counter asks for them."""
    with room.app.app_context(), immediate() as session:
        counter = Counter(session, session.get_one(Lesson, room.lesson_id).course.unit)
        account = session.get_one(Account, room.account_id)
        session.add(
            RoleGrant(
                account=account, unit=counter.ward, role=Role.COUNTER, since=clock.today(), created_at=clock.now()
            )
        )
        help = HelpPhone(room.app, account).help()
    phone = classroom.Phone.of(room)
    with room.app.app_context(), immediate() as session:
        session.execute(update(SignIn).values(last_seen_at=clock.now() - timedelta(hours=1)))

    said = phone.send([mark(room, 0), help], waiting=2, refused=0)

    assert [result["status"] for result in said] == ["done", "locked"]
    assert "mở khóa" in said[1]["message"]
    with room.app.app_context():
        assert db.session.scalars(select(HelpRecord)).all() == []
        assert db.session.scalars(select(Phone.waiting)).one() == 1, "it lies on the phone still"
        with immediate() as session:
            assert SignIn.unlock(session, session.scalars(select(SignIn.id)).one(), clock.now())
    assert [result["status"] for result in phone.send([help])] == ["done"]
