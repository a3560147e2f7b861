"""/thiet-bi: what a phone says of itself, with nothing to send: which rolls it saved, that nothing waits on it."""

import json
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, codes, names
from app.country.numbers import LARGEST
from app.models import AuditEvent, Lesson, OfflineRoll, Phone, Role
from app.models.learning.lesson_terms import Lock
from app.outbox.entered import entered_today
from app.web.access import current_visitor, requires
from app.web.browsers.devices import device_words
from app.web.database import immediate
from app.web.kept_forms import PROGRAM, not_kept
from app.web.responses import personal

phones = Blueprint("phones", __name__)

# A day's lessons of one person, and more than anybody teaches.
MOST_LESSONS = 50
LONGEST_NAME = 64


@phones.post("/thiet-bi")
@not_kept(PROGRAM)
@requires(*Role)
def create() -> Response:
    """Note the phone, the rolls it saved (`lessons`), and what is left on it.

    Takes `{device, account, release, waiting, refused, lessons: ["DEM4/3"]}` and answers `{entered, held}`: how many
    operations of this account the server has taken from this device today, and which of the lessons it noted.
    """
    visitor, now = current_visitor(), clock.now()
    given = _given()
    report = _read(given) if isinstance(given, dict) else None
    if report is None:
        return _json_answer({"message": _("Máy chủ không đọc được nội dung gửi lên.")}, 400)
    if report["account"] != visitor.public_id:
        return _json_answer({"message": _("Máy này vừa đăng nhập bằng tài khoản khác.")}, 409)
    with immediate() as session:
        lessons = _lessons(session, visitor.account_id, report["lessons"])
        phone = Phone.heard(
            session,
            account_id=visitor.account_id,
            device=report["device"],
            kind=device_words(request.user_agent.string),
            release=report["release"],
            waiting=report["waiting"],
            refused=report["refused"],
            now=now,
        )
        new = OfflineRoll.hold(session, phone, [lesson.id for lesson in lessons], now)
        OfflineRoll.report(session, phone, now)
        for lesson in lessons:
            if lesson.id in new:
                _note(session, lesson, phone)
        entered = entered_today(session, visitor.account_id, report["device"], now)
    return _json_answer({"entered": entered, "held": sorted(lesson.key for lesson in lessons)})


def _json_answer(body: dict[str, object], status: int = 200) -> Response:
    answer = jsonify(body)
    answer.status_code = status
    return personal(answer)


def _given() -> object:
    """What came, as JSON; None where it is none."""
    try:
        return json.loads(request.get_data(cache=False))
    except (ValueError, RecursionError):
        return None


def _read(given: dict[str, object]) -> dict[str, Any] | None:
    """What the phone says, or None where it cannot be read."""
    device, account, lessons = given.get("device"), given.get("account"), given.get("lessons", [])
    if not isinstance(device, str) or not 0 < len(names.clean(device)) <= LONGEST_NAME:
        return None
    if not isinstance(account, str) or not isinstance(lessons, list) or len(lessons) > MOST_LESSONS:
        return None
    release = given.get("release")
    return {
        "device": names.clean(device),
        "account": account,
        "release": names.clean(release) if isinstance(release, str) else "",
        "waiting": _count(given.get("waiting")),
        "refused": _count(given.get("refused")),
        "lessons": [each for each in lessons if isinstance(each, str)],
    }


def _count(given: object) -> int:
    return given if isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= LARGEST else 0


def _lessons(session: Session, account_id: int, keys: list[str]) -> list[Lesson]:
    """The lessons that a phone names ("DEM4/3"), their rows held; what is not this person's to keep is left out."""
    wanted = set()
    for key in keys:
        code, _slash, number = key.rpartition("/")
        if code and number.isascii() and number.isdigit() and len(number) <= 4:
            wanted.add((codes.fold(code), int(number)))
    if not wanted:
        return []
    return list(Lesson.taught(session, account_id, clock.today(), wanted, lock=Lock.ROW).values())


def _note(session: Session, lesson: Lesson, phone: Phone) -> None:
    """That names of a class lie on a phone now is a thing to be known afterwards."""
    AuditEvent.note(
        session,
        "roll.held",
        at=clock.now(),
        account_id=phone.account_id,
        unit_id=lesson.course.unit_id,
        subject=("lesson", lesson.key),
        detail={"device_id": phone.device, "on": phone.kind},
    )
