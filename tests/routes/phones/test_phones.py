"""POST /thiet-bi and the phones of a lesson: what was saved where, who is waited for, and what stands meanwhile."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.country import clock
from app.models import Account, AuditEvent, Course, Lesson, OfflineRoll, Phone as PhoneRow, Role
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.classroom import Classroom, Phone, make_classroom, mark
from tests.factories import make_account, make_sign_in, make_ward
from tests.pages import Pages
from tests.statements import counted

ANDROID = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"


@dataclass
class Held:
    """A phone of the room's instructor that says things of itself."""

    room: Classroom
    phone: Phone

    def tell(self, *lessons: str, **said: object) -> TestResponse:
        """POST /thiet-bi."""
        body = {"device": self.phone.device, "account": self.phone.account, "release": "a1", "lessons": list(lessons)}
        headers = {"X-CSRFToken": self.phone.csrf, "User-Agent": ANDROID}
        return self.phone.client.post("/thiet-bi", json={**body, **said}, headers=headers)

    def rows(self) -> list[PhoneRow]:
        """All phones that the server knows of."""
        with self.room.app.app_context():
            return list(db.session.scalars(select(PhoneRow).order_by(PhoneRow.id)))

    def waited_for(self) -> int:
        """Of how many phones the lesson has yet to hear."""
        with self.room.app.app_context():
            return len(db.session.scalars(OfflineRoll.outstanding(self.room.lesson_id)).all())


@pytest.fixture
def room(app: Flask) -> Classroom:
    return make_classroom(app)


@pytest.fixture
def held(room: Classroom) -> Held:
    return Held(room, Phone.of(room))


def end(room: Classroom) -> None:
    """The lesson's hour is past."""
    with room.app.app_context(), immediate() as session:
        lesson = session.get_one(Lesson, room.lesson_id)
        lesson.starts_at, lesson.ends_at = clock.now() - timedelta(hours=3), clock.now() - timedelta(hours=1)


def teacher(room: Classroom) -> Pages:
    client = room.app.test_client()
    client.set_cookie(COOKIE, room.token)
    return Pages(client)


def test_a_phone_says_what_it_saved_and_is_told_what_was_entered(room: Classroom, held: Held) -> None:
    held.phone.send([mark(room, 0), mark(room, 1)])
    answer = held.tell(room.lesson)
    assert answer.status_code == 200
    assert answer.get_json() == {"entered": 2, "held": [room.lesson]}
    assert answer.headers["Cache-Control"] == "no-store"
    [row] = held.rows()
    assert (row.kind, row.release, row.waiting) == ("Chrome, Android", "a1", 0)


def test_that_names_lie_on_a_phone_is_noted_once(room: Classroom, held: Held) -> None:
    held.tell(room.lesson)
    held.tell(room.lesson)
    with room.app.app_context():
        told = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "roll.held")).all()
    assert [(event.subject_id, event.account_id) for event in told] == [(room.lesson, room.account_id)]


def test_lessons_of_others_are_left_out(room: Classroom, held: Held) -> None:
    other = make_classroom(room.app)
    assert held.tell(other.lesson, room.lesson, "KHONG/1", "x", "").get_json()["held"] == [room.lesson]


@pytest.mark.parametrize(
    "said",
    [
        {"device": ""},
        {"device": 7},
        {"device": "x" * 65},
        {"account": None},
        {"lessons": "DEM4/3"},
        {"lessons": ["DEM4/3"] * 51},
    ],
    ids=str,
)
def test_what_cannot_be_read_is_refused_in_words(held: Held, said: dict[str, Any]) -> None:
    answer = held.tell(**said)
    assert answer.status_code == 400
    assert "không đọc được" in answer.get_json()["message"]


def test_a_phone_on_which_somebody_else_is_signed_in_tells_nothing(held: Held) -> None:
    assert held.tell(account="somebody").status_code == 409
    assert held.rows() == []


def test_wrong_counts_count_as_none(held: Held) -> None:
    held.tell(waiting="7", refused=-3)
    [row] = held.rows()
    assert (row.waiting, row.refused) == (0, 0)


def test_whoever_is_signed_out_hears_so(room: Classroom) -> None:
    assert room.app.test_client().post("/thiet-bi", json={}, headers={"Accept": "application/json"}).status_code == 401


def test_a_phone_from_which_a_mark_came_is_a_phone_of_the_lesson(room: Classroom, held: Held) -> None:
    held.phone.send([mark(room, 0)], waiting=3, refused=0, release="a1")
    assert held.waited_for() == 1
    held.phone.send([mark(room, 1), mark(room, 2)], waiting=2, refused=0, release="a1")
    assert held.waited_for() == 1, "the lesson is not over"
    end(room)
    held.phone.send([mark(room, 3)], waiting=1, refused=0, release="a1")
    assert held.waited_for() == 0


def test_a_tap_on_line_asks_no_more_than_before(room: Classroom, held: Held) -> None:
    held.phone.send([mark(room, 0)], waiting=1, refused=0, release="a1")
    with counted() as silent:
        held.phone.send([mark(room, 1)])
    with counted() as speaking:
        held.phone.send([mark(room, 2)], waiting=1, refused=0, release="a1")
    assert len(speaking) == len(silent)


def test_until_all_phones_have_reported_the_unmarked_are_unknown(room: Classroom, held: Held) -> None:
    held.tell(room.lesson, waiting=2)
    held.phone.send([mark(room, 0)], waiting=3, refused=0)
    room.close()
    page = teacher(room).get(f"{room.address}/ket-qua")
    assert "chưa rõ 5" in page.text
    assert "Còn 1 máy chưa báo đã gửi hết" in page.text
    assert "còn 2 lần ghi chưa gửi" in page.text
    assert "Chưa rõ 5" in page.text
    held.tell(waiting=0)
    page = teacher(room).get(f"{room.address}/ket-qua")
    assert "chưa rõ" not in page.text.lower()
    assert "vắng 5" in page.text


def test_a_phone_that_is_lost_is_given_up_by_name(room: Classroom, held: Held) -> None:
    held.tell(room.lesson, waiting=2)
    room.close()
    page = teacher(room).get(f"{room.address}/ket-qua")
    after = page.form("/may/thoi").submit()
    assert "Không chờ máy này nữa." in after.text
    assert "vắng 6" in after.text
    assert "Không chờ một máy gửi điểm danh nữa, máy của Nguyễn Hữu Nguyên" in after.text
    assert held.waited_for() == 0


def test_a_phone_of_another_lesson_cannot_be_given_up_here(room: Classroom, held: Held) -> None:
    other = make_classroom(room.app)
    theirs = Held(other, Phone.of(other))
    theirs.tell(other.lesson)
    with room.app.app_context():
        wanted = db.session.scalars(OfflineRoll.of(other.lesson_id)).one().id
    pages = teacher(room)
    token = pages.client.get("/dong-bo").get_json()["csrf_token"]
    pages.post(f"{room.address}/may/thoi", {"csrf_token": token, "held": str(wanted)}, status=404)
    assert theirs.waited_for() == 1


def test_closing_names_the_phones_beside_the_one_in_hand(room: Classroom, held: Held) -> None:
    held.tell(room.lesson)
    assert "máy chưa báo" not in teacher(room).get(f"{room.address}/xong").text
    with room.app.app_context(), immediate() as session:
        ward = session.get_one(Course, room.course_id).unit
        helper = make_account(session, ward, Role.INSTRUCTOR, full_name="Lường Thị Bích Đào")
        token, name = make_sign_in(session, helper), helper.public_id
    Held(room, Phone.of(room, token, name)).tell(room.lesson)
    page = teacher(room).get(f"{room.address}/xong")
    assert "Còn 1 máy chưa báo đã gửi hết" in page.text
    assert "Lường Thị Bích Đào, Chrome, Android" in page.text
    assert "chưa rõ 6" in page.text


def test_an_account_of_another_ward_holds_nothing_here(room: Classroom) -> None:
    with room.app.app_context(), immediate() as session:
        stranger = make_account(session, make_ward(session), Role.INSTRUCTOR)
        token, name = make_sign_in(session, stranger), stranger.public_id
        assert isinstance(stranger, Account)
    phone = Held(room, Phone.of(room, token, name))
    assert phone.tell(room.lesson).get_json()["held"] == []
    assert phone.waited_for() == 0
