"""A link is taken back while its phone scans: what is stored was scanned before, and nothing that was is lost."""

import json
from collections.abc import Callable
from functools import partial

from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, AttendanceMark, DoorHelper, DoorPhone, Lesson, Registration
from app.outbox.exchange import exchange
from app.outbox.operations import read
from app.outbox.sender import KINDS, CallSender
from app.web.database import db, immediate
from tests.at_once import at_once
from tests.classroom import Classroom, make_classroom, operation


def link_of(room: Classroom) -> CallSender:
    """A link in use, as its gate knows it."""
    with room.app.app_context(), immediate() as session:
        lesson, by = session.get_one(Lesson, room.lesson_id), session.get_one(Account, room.account_id)
        helper = DoorHelper.make(session, lesson, "Lan", by=by, now=clock.now())
        phone, _token = DoorPhone.take(session, helper.id, token=None, kind="", now=clock.now())
        session.flush()
        key = helper.public_id
        return CallSender(key, None, None, helper_id=helper.id, kinds=KINDS, lesson_id=lesson.id, phone_id=phone.id)


def test_scans_and_the_taking_back_at_the_same_moment_agree_on_what_was_before(
    make_app: Callable[[str], Flask], engine: str
) -> None:
    room = make_classroom(make_app(engine))
    sender = link_of(room)
    with room.app.app_context():
        tickets = [seat.ticket.token for seat in db.session.scalars(Registration.of(room.course_id))]

    def send(ticket: str) -> str:
        with room.app.test_request_context():
            now = clock.now()
            scan = operation("scan", {"lesson": room.lesson, "ticket": ticket}, now)
            call = {"device": "d", "account": sender.public_id, "client_now": now.isoformat(), "operations": [scan]}
            return exchange(read(json.dumps(call).encode(), now), sender, now)[0].status

    def revoke() -> str:
        with room.app.app_context(), immediate() as session:
            session.scalars(Lesson.locked(room.lesson_id)).one()
            session.scalars(DoorHelper.of(room.lesson_id)).one().revoke(clock.now())
            return "revoked"

    acts: list[Callable[[], str]] = [partial(send, ticket) for ticket in tickets]
    acts.insert(3, revoke)
    told = [str(each) for each in at_once(acts)]

    assert {*told} - {"done", "refused"} == {"revoked"}, told
    with room.app.app_context():
        ended = db.session.scalars(DoorHelper.of(room.lesson_id)).one().revoked_at
        stored = db.session.scalars(select(AttendanceMark).where(AttendanceMark.lesson_id == room.lesson_id)).all()
    assert ended is not None
    assert [each.at for each in stored if each.at > ended] == []
    assert len(stored) == told.count("done")
