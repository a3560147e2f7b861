"""Photos that phones kept without a line: on the server once, by the rules of the form, and never half."""

import errno
import json
import uuid
from io import BytesIO
from typing import Any
from unittest import mock

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.country import clock
from app.jobs import shelves
from app.models import AuditEvent, LessonPhoto, Phone as HeldPhone, Receipt
from app.models.mixins.named_file import small_name
from app.outbox import photos
from app.web.database import db, immediate
from app.web.storage import LocalStore
from tests.classroom import Classroom, Phone, make_classroom, operation
from tests.stores import nothing_removed, puts, waiting

GATE = "/dong-bo/anh"


def picture(colour: str = "white") -> bytes:
    """A sheet as a phone sends it."""
    out = BytesIO()
    Image.new("RGB", (1600, 1200), colour).save(out, "JPEG")
    return out.getvalue()


def taken(room: Classroom, of: str = "sheet", lesson: str = "") -> dict[str, Any]:
    """The operation of a photo."""
    return operation("lesson_photo", {"lesson": lesson or room.lesson, "of": of})


def post(phone: Phone, asked: object, content: bytes | None, **changed: object) -> TestResponse:
    form: dict[str, Any] = {"call": json.dumps(phone.body([asked], **changed))}
    if content is not None:
        form["photo"] = (BytesIO(content), "anh.jpg")
    return phone.client.post(GATE, data=form, headers={"X-CSRFToken": phone.csrf})


def send(phone: Phone, asked: object, content: bytes | None) -> dict[str, Any]:
    answer = post(phone, asked, content)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    result: dict[str, Any] = answer.get_json()["results"][0]
    return result


def kept(room: Classroom) -> list[LessonPhoto]:
    with room.app.app_context():
        return list(db.session.scalars(LessonPhoto.of(room.lesson_id)))


def test_a_photo_arrives_once_however_often_it_is_sent(room: Classroom, phone: Phone) -> None:
    asked, content = taken(room), picture()

    folder = room.app.extensions["settings"].data_dir / "photos"
    before = {*folder.rglob("*.jpg")}

    assert [send(phone, asked, content)["status"] for _ in range(3)] == ["done", "already_done", "already_done"]

    assert len({*folder.rglob("*.jpg")} - before) == 2  # the picture and its small one
    assert [(each.public_id, each.kind, each.width, each.by_id) for each in kept(room)] == [
        (asked["uuid"], "sheet", 1600, room.account_id)
    ]
    assert (room.app.extensions["settings"].data_dir / "photos" / kept(room)[0].file).exists()
    with room.app.app_context():
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "outbox.received")).one()
        assert json.loads(event.detail)["lessons"] == {room.lesson: {"lesson_photo": 1}}


def test_a_photo_that_was_taken_away_does_not_come_back_with_a_late_phone(room: Classroom, phone: Phone) -> None:
    asked, content = taken(room), picture()
    send(phone, asked, content)
    with room.app.app_context(), immediate() as session:
        session.scalars(LessonPhoto.of(room.lesson_id)).one().take_away(session, clock.now())

    assert send(phone, asked, content)["status"] == "already_done"
    assert kept(room) == []


def test_the_same_picture_sent_again_while_its_file_waits_for_removal_stays(room: Classroom, phone: Phone) -> None:
    content = picture()
    send(phone, taken(room), content)
    with nothing_removed(), room.app.app_context(), immediate() as session:
        session.scalars(LessonPhoto.of(room.lesson_id)).one().take_away(session, clock.now())

    own = LocalStore.put

    def put(store: LocalStore, files: dict[str, bytes]) -> None:
        own(store, files)
        assert len(waiting()) == 1
        assert shelves.remove_noted() == 1  # the round comes before the row

    with mock.patch.object(LocalStore, "put", put):
        assert send(phone, taken(room), content)["status"] == "done"

    settings = room.app.extensions["settings"]
    assert settings.photos.has(kept(room)[0].file)
    assert settings.photos.has(small_name(kept(room)[0].file))


def test_a_picture_is_stored_while_no_lesson_is_locked(room: Classroom, phone: Phone) -> None:
    with puts(room.app) as seen:
        assert send(phone, taken(room), picture())["status"] == "done"
    assert seen == [False]


def test_another_picture_under_the_same_uuid_is_a_conflict(room: Classroom, phone: Phone) -> None:
    asked = taken(room)
    send(phone, asked, picture())

    assert send(phone, asked, picture("black"))["status"] == "conflict"
    assert send(phone, {**asked, "data": {"lesson": room.lesson, "of": "board"}}, picture())["status"] == "conflict"
    assert len(kept(room)) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"<svg/>", "không phải ảnh"), (b"", "rỗng"), (picture()[:900], "hỏng"), (None, "không có ảnh")],
)
def test_what_is_no_picture_is_refused_in_words(
    room: Classroom, phone: Phone, content: bytes | None, said: str
) -> None:
    result = send(phone, taken(room), content)

    assert result["status"] == "refused"
    assert said in result["message"]
    assert kept(room) == []


def test_a_lesson_that_holds_enough_refuses_more_and_says_why(
    room: Classroom, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LessonPhoto, "MOST", 1)
    send(phone, taken(room), picture())

    result = send(phone, taken(room), picture("black"))

    assert (result["status"], "nhiều nhất 1 ảnh" in result["message"]) == ("refused", True)
    assert len(kept(room)) == 1


def test_a_photo_of_others_lesson_is_refused_and_leaves_no_file(room: Classroom, phone: Phone) -> None:
    other = make_classroom(room.app, ["Ngô Hồng Quân"])
    folder = room.app.extensions["settings"].data_dir / "photos"
    before = {*folder.rglob("*.jpg")}
    result = send(phone, taken(room, lesson=other.lesson), picture())

    assert (result["status"], "không còn dạy lớp này" in result["message"]) == ("refused", True)
    assert {*folder.rglob("*.jpg")} == before


def test_a_photo_of_no_known_kind_is_refused(room: Classroom, phone: Phone) -> None:
    assert send(phone, taken(room, of="selfie"), picture())["status"] == "refused"


def test_of_a_closed_lesson_a_photo_is_still_taken(room: Classroom, phone: Phone) -> None:
    room.close()

    assert send(phone, taken(room), picture())["status"] == "done"


def test_a_full_disk_keeps_it_on_the_phone(room: Classroom, phone: Phone) -> None:
    asked, content = taken(room), picture()
    with mock.patch.object(LocalStore, "put", side_effect=OSError(errno.ENOSPC, "no room")):
        answer = post(phone, asked, content)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")
    assert kept(room) == []
    assert send(phone, asked, content)["status"] == "done"


def test_without_a_sign_in_or_with_a_stale_token_nothing_is_stored(room: Classroom, phone: Phone) -> None:
    stranger = Phone(room.app.test_client(), room.public_id, str(uuid.uuid4()))
    assert stranger.client.get(GATE).status_code == 401
    assert (post(stranger, taken(room), picture()).status_code, post(stranger, taken(room), None).is_json) == (
        401,
        True,
    )
    phone.csrf = "made up"
    assert post(phone, taken(room), picture()).status_code == 400
    assert kept(room) == []


def test_anothers_photo_on_a_shared_phone_is_not_taken(room: Classroom, phone: Phone) -> None:
    phone.account = str(uuid.uuid4())

    assert send(phone, taken(room), picture())["status"] == "refused"
    assert kept(room) == []


def test_a_call_that_is_none_is_refused_whole(room: Classroom, phone: Phone) -> None:
    headers = {"X-CSRFToken": phone.csrf}
    calls = [{}, {"call": "{"}, {"call": json.dumps(phone.body([taken(room), taken(room)]))}]
    assert [phone.client.post(GATE, data=call, headers=headers).status_code for call in calls] == [400, 400, 400]
    # what a release before this sends: the phone keeps it
    assert phone.client.post(GATE, json=phone.body([taken(room)]), headers=headers).status_code == 400
    heavy, form = b"\0" * (photos.LARGEST + 1), "multipart/form-data; boundary=x"
    assert phone.client.post(GATE, data=heavy, content_type=form, headers=headers).status_code == 413


def test_without_its_picture_beside_it_the_plain_gate_refuses_it(room: Classroom, phone: Phone) -> None:
    assert phone.verdicts([taken(room)]) == ["refused"]
    with room.app.app_context():
        assert db.session.scalars(select(Receipt).where(Receipt.kind == "lesson_photo")).first() is None


def test_what_waits_on_the_phone_is_told_with_a_photo_too(room: Classroom, phone: Phone) -> None:
    post(phone, taken(room), picture(), waiting=3, refused=0, release="r1")

    with room.app.app_context():
        assert [each.waiting for each in db.session.scalars(select(HeldPhone))] == [2]
