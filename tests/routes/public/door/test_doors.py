"""/h/<token>: a helper at the door scans tickets of one lesson, lists nobody, and ends with the lesson."""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.country import clock
from app.models import Account, AttendanceMark, AuditEvent, DoorHelper, DoorPhone, Lesson, Registration
from app.web import qr
from app.web.database import db, immediate
from tests.classroom import Classroom, Phone, make_classroom, mark, operation
from tests.pages import Pages, without_tokens
from tests.statements import counted


@dataclass
class Door:
    """A lesson, a helper's link to it, and the helper's phone."""

    room: Classroom
    token: str
    public_id: str
    client: FlaskClient

    @property
    def address(self) -> str:
        return f"/h/{self.token}"

    def take_up(self, client: FlaskClient | None = None) -> FlaskClient:
        """Press Bắt đầu."""
        client = client or self.client
        Pages(client).get(self.address).form(button="Bắt đầu").submit()
        return client

    def send(self, *operations: object, account: str | None = None, client: FlaskClient | None = None) -> list[Any]:
        """Send through the link's gate; the answers."""
        client = client or self.client
        told = client.get(f"{self.address}/dong-bo").get_json()
        body = {
            "device": "a helper's phone",
            "account": account or told["account"],
            "client_now": clock.now().isoformat(),
            "operations": operations,
        }
        answer = client.post(f"{self.address}/dong-bo", json=body, headers={"X-CSRFToken": told["csrf_token"]})
        assert answer.status_code == 200, answer.text
        results: list[Any] = answer.get_json()["results"]
        return results

    def verdicts(self, *operations: object) -> list[str]:
        return [result["status"] for result in self.send(*operations)]

    def scan(self, person: int = 0, at: datetime | None = None, **data: object) -> dict[str, Any]:
        given = {"lesson": self.room.lesson, "ticket": ticket_of(self.room, person), "shown": "Có mặt", **data}
        return operation("scan", given, at)

    def undo(self, person: int, status: str = "unmarked") -> dict[str, Any]:
        given = mark(self.room, person, status)
        given["data"]["undo"] = True
        return given

    def stored(self) -> list[AttendanceMark]:
        with self.room.app.app_context():
            return list(db.session.scalars(select(AttendanceMark).order_by(AttendanceMark.at)))

    def change(self, what: str) -> None:
        """revoke, release, close: as the instructor does."""
        with self.room.app.app_context(), immediate() as session:
            helper = session.scalars(select(DoorHelper).where(DoorHelper.token == self.token)).one()
            if what == "revoke":
                helper.revoke(clock.now())
            elif what == "release":
                DoorPhone.release(session, helper.id, clock.now())
            else:
                helper.lesson.close(by=session.get_one(Account, self.room.account_id), now=clock.now())


def ticket_of(room: Classroom, person: int) -> str:
    with room.app.app_context():
        held = select(Registration).where(Registration.public_id == room.people[person])
        return db.session.scalars(held).one().ticket.token


@pytest.fixture
def door(app: Flask) -> Iterator[Door]:
    """At noon, so that no lesson runs past midnight."""
    noon = clock.at_local(clock.today(), 12)
    with clock.shifted(noon - clock.now()):
        room = make_classroom(app)
        with app.app_context(), immediate() as session:
            lesson, by = session.get_one(Lesson, room.lesson_id), session.get_one(Account, room.account_id)
            made = DoorHelper.make(session, lesson, "Lan, đoàn thanh niên", by=by, now=clock.now())
            token, public_id = made.token, made.public_id
        yield Door(room, token, public_id, app.test_client())


# -- the page ----------------------------------------------------------------------------------------------------------


def test_opening_the_link_takes_nothing_up_and_the_press_does(door: Door) -> None:
    page = Pages(door.client).get(door.address)
    assert "Mời anh chị đón ở cửa" in page.text
    assert "Lan, đoàn thanh niên" in page.text
    assert "X-Offline" not in page.response.headers
    with door.room.app.app_context():
        assert db.session.scalars(select(DoorPhone)).all() == []
    page = page.form(button="Bắt đầu").submit()
    assert page.h1 == "Đón ở cửa"
    assert (page.response.headers["X-Offline"], page.response.headers["X-Account"]) == ("1", door.public_id)
    assert page.response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.response.headers["Referrer-Policy"] == "same-origin"
    assert page.response.headers["Cache-Control"] == "no-store"


def test_typed_in_small_letters_it_leads_to_the_address_that_the_cookie_is_for(door: Door) -> None:
    answer = door.client.get(door.address.lower())
    assert (answer.status_code, answer.location) == (303, door.address)
    assert door.client.get("/h/0000000000000000").status_code == 404


def test_another_phone_opens_nothing(door: Door) -> None:
    door.take_up()
    other = door.room.app.test_client()
    page = Pages(other).get(door.address, status=409)
    assert "đang dùng ở máy khác" in page.text
    assert "Nguyễn Hữu Nguyên" in page.text  # whom to ask
    assert other.get(f"{door.address}/dong-bo").status_code == 401
    token = Pages(other).get("/dang-nhap").form("/dang-nhap").fields["csrf_token"][0]
    page = Pages(other).post(door.address, {"csrf_token": token}, status=409)
    assert "đang dùng ở máy khác" in page.text


def test_no_name_year_or_key_stands_in_the_page_before_a_hit(door: Door) -> None:
    door.take_up()
    with door.room.app.app_context(), immediate() as session:
        for seat in session.scalars(Registration.of(door.room.course_id)):
            seat.door_line = f"Bàn của {seat.person.full_name}"
    html = without_tokens(door.client.get(door.address).text)  # what is drawn by lot may hold a year
    with door.room.app.app_context():
        for seat in db.session.scalars(Registration.of(door.room.course_id)):
            told = (seat.person.full_name, str(seat.person.birth_year), seat.public_id[:8], seat.ticket.token)
            assert [word for word in told if word in html] == []
    assert "Bàn của" not in html


def test_each_line_of_the_sealed_list_opens_by_its_own_ticket_only(door: Door) -> None:
    door.take_up()
    html = door.client.get(door.address).text
    sealed = dict(line.split(" ") for line in html.split("data-sealed>", 1)[1].split("</pre>", 1)[0].split("\n"))
    assert len(sealed) == len(door.room.people)
    assert len({len(line) for line in sealed.values()}) == 1  # its length tells nobody's name
    tokens = [ticket_of(door.room, person) for person in range(len(door.room.people))]
    for token, other, name in zip(tokens, tokens[1:] + tokens[:1], door.room.names, strict=True):
        blob = base64.b64decode(sealed[hashlib.sha256(f"lopso-ticket:{token}".encode()).hexdigest()[:16]])
        [[_key, told, *_more]] = json.loads(AESGCM(seal_key(token)).decrypt(blob[:12], blob[12:], None))
        assert told == name
        with pytest.raises(InvalidTag):
            AESGCM(seal_key(other)).decrypt(blob[:12], blob[12:], None)


def seal_key(token: str) -> bytes:
    return hashlib.sha256(f"lopso-seal:{token}".encode()).digest()[:16]


def test_the_sealed_list_of_a_hall_weighs_no_more_than_a_picture(app: Flask) -> None:
    hall = make_classroom(app, [f"Nguyễn Thị Phương Thảo {n}" for n in range(200)])
    with app.app_context(), immediate() as session:
        lesson, by = session.get_one(Lesson, hall.lesson_id), session.get_one(Account, hall.account_id)
        for seat in session.scalars(Registration.of(hall.course_id)):
            seat.door_line = "Bàn 3, gần loa"
        made = DoorHelper.make(session, lesson, "Lan", by=by, now=clock.now())
        door = Door(hall, made.token, made.public_id, app.test_client())
    door.take_up()
    with counted() as statements:
        html = door.client.get(door.address).text
    assert len(html.split("data-sealed>", 1)[1].split("</pre>", 1)[0]) < 48_000
    assert len(statements) <= 6


def test_before_its_day_the_link_says_from_when(door: Door) -> None:
    with clock.shifted(timedelta(days=-1)):
        page = Pages(door.client).get(door.address)
        assert "Đường dẫn mở từ" in page.text
        assert "Bắt đầu" not in page.text


def test_after_its_end_nothing_of_it_is_saved(door: Door) -> None:
    door.take_up()
    assert door.verdicts(door.scan(0), door.scan(1)) == ["done", "done"]
    with clock.shifted(timedelta(hours=3)):
        page = Pages(door.client).get(door.address, status=410)
    assert "Buổi học đã hết giờ" in page.text
    assert "đã gửi 2" in page.text
    assert "X-Offline" not in page.response.headers


def test_taken_back_it_says_so(door: Door) -> None:
    door.take_up()
    door.change("revoke")
    assert "Giảng viên đã thu lại" in Pages(door.client).get(door.address, status=410).text


# -- without script ----------------------------------------------------------------------------------------------------


def test_a_typed_code_marks_its_people_and_says_who_and_what_the_office_tells(door: Door) -> None:
    with door.room.app.app_context(), immediate() as session:
        seat = session.scalars(select(Registration).where(Registration.public_id == door.room.people[0])).one()
        seat.door_line, seat.needs = "Bàn 3", "hear"
    door.take_up()
    token = ticket_of(door.room, 0)
    form = Pages(door.client).get(door.address).form("/quet")
    page = form.submit({"code": f" {token[:4]} {token[4:].lower()}"})
    assert f"Có mặt: {door.room.names[0]}." in page.text
    assert "Bàn 3, nghe kém" in page.text
    assert "X-Offline" not in page.response.headers
    [only] = door.stored()
    assert (only.way, only.by_id, only.helper_id is not None) == ("scan", None, True)
    assert "Mã này không phải phiếu đi học." in form.submit({"code": "7K3M"}, status=422).text
    assert "Không có phiếu đi học nào mang mã này." in form.submit({"code": "0" * 16}, status=409).text
    door.change("release")
    form.submit({"code": ticket_of(door.room, 1)})  # the page to take the link up again
    assert len(door.stored()) == 1


# -- the gate ----------------------------------------------------------------------------------------------------------


def test_scans_are_stored_once_in_the_helpers_name_and_noted(door: Door) -> None:
    door.take_up()
    scan = door.scan(0)
    assert [door.verdicts(scan), door.verdicts(scan)] == [["done"], ["already_done"]]
    [only] = door.stored()
    assert (only.by_id, only.way, only.shown) == (None, "scan", "Có mặt")
    with door.room.app.app_context():
        [event] = db.session.scalars(AuditEvent.about("lesson", door.room.lesson))
        assert json.loads(event.detail)["helper"] == door.public_id


def test_the_gate_takes_scans_of_its_own_lesson_and_nothing_else(door: Door) -> None:
    door.take_up()
    elsewhere = make_classroom(door.room.app, ["Lê Văn Khác"])
    foreign = operation("scan", {"lesson": elsewhere.lesson, "ticket": ticket_of(elsewhere, 0)})
    next_week = door.scan(0, lesson=f"{door.room.course_code}/2")
    others_ticket = door.scan(0, ticket=ticket_of(elsewhere, 0))
    by_hand = mark(door.room, 1)
    close = operation("close", {"lesson": door.room.lesson, "heads": 1})
    note = operation("note", {"lesson": door.room.lesson, "text": "x"})
    walk_in = operation("walk_in", {"lesson": door.room.lesson, "registration": door.public_id, "person": {}})
    sent = [foreign, next_week, others_ticket, by_hand, close, note, walk_in]
    assert door.verdicts(*sent) == ["refused"] * 7
    assert door.stored() == []
    [kept] = door.send(door.scan(0), account=door.room.public_id)
    assert kept["status"] == "refused"


def test_a_helper_is_nobody_in_the_rooms_of_the_staff(door: Door) -> None:
    door.take_up()
    for address in (door.room.address, "/giang-vien", "/van-phong"):
        assert door.client.get(address).status_code == 303
    assert door.client.get("/dong-bo", headers={"Accept": "application/json"}).status_code == 401


@pytest.mark.parametrize(
    ("what", "why"), [("revoke", "thu lại đường dẫn"), ("release", "chuyển sang máy khác"), ("close", "đã bấm Xong")]
)
def test_what_was_scanned_before_the_end_counts_and_what_came_after_stays_with_the_reason(
    door: Door, what: str, why: str
) -> None:
    door.take_up()
    before = clock.now()
    with clock.shifted(timedelta(minutes=10)):
        door.change(what)
    with clock.shifted(timedelta(minutes=30)):
        early, late = door.send(door.scan(0, before), door.scan(1, before + timedelta(minutes=20)))
    assert (early["status"], late["status"]) == ("done", "refused")
    assert why in late["message"]
    assert [each.registration_id for each in door.stored()] != []
    assert len(door.stored()) == 1


def test_a_week_later_nothing_is_taken_any_more(door: Door) -> None:
    door.take_up()
    before = clock.now()
    with clock.shifted(timedelta(days=8)):
        [late] = door.send(door.scan(0, before))
    assert late["status"] == "refused"
    assert "gửi muộn" in late["message"]


def test_they_take_back_their_own_scans_and_leave_others_as_they_were(door: Door) -> None:
    door.take_up()
    other = operation("mark", {"lesson": door.room.lesson, "registration": door.room.people[1], "status": "late"})
    instructor = Phone.of(door.room)
    instructor.send([other])
    assert door.verdicts(door.scan(0), door.undo(0)) == ["done", "done"]
    assert door.verdicts(door.undo(1)) == ["refused"]  # never scanned by them
    assert door.verdicts(door.scan(1), door.undo(1), door.undo(1, "late")) == ["done", "refused", "done"]
    undone = door.undo(0)
    assert door.verdicts(door.scan(0), undone) == ["done", "done"]
    instructor.send([mark(door.room, 0)])
    assert door.verdicts(undone) == ["already_done"]  # sent again, whatever has become of them since
    assert door.verdicts(door.undo(0)) == ["refused"]  # the instructor has said so since


def test_whoever_sends_more_than_any_queue_brings_is_slowed(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.routes.public.door.lookups.PACE", 3)
    door.take_up()
    told = door.client.get(f"{door.address}/dong-bo").get_json()
    headers = {"X-CSRFToken": told["csrf_token"], "Accept": "application/json"}
    gate = f"{door.address}/dong-bo"
    statuses = [door.client.post(gate, data=b"{}", headers=headers).status_code for _call in range(5)]
    assert statuses == [400, 400, 400, 429, 429]


def test_a_photo_of_a_ticket_is_read_here_where_the_phone_cannot(door: Door) -> None:
    door.take_up()
    address = f"https://lopso.example/v/{ticket_of(door.room, 0)}"
    page = Pages(door.client).get(door.address)
    csrf = page.form("/anh").fields["csrf_token"][0]

    def sent(picture: bytes, **headers: str) -> Any:
        given = {"csrf_token": csrf, "photo": (BytesIO(picture), "ma.png")}
        return door.client.post(f"{door.address}/anh", data=given, headers=headers)

    codes = sent(qr.png(address), Accept="application/json")
    assert (codes.status_code, codes.get_json()) == (200, {"codes": [address]})
    assert door.stored() == []
    assert sent(b"no picture", Accept="application/json").status_code == 422
    assert "Có mặt" in sent(qr.png(address)).text
    assert len(door.stored()) == 1
    assert "không phải phiếu đi học" in sent(qr.png("https://lopso.example/l/DEM1")).text
    door.change("revoke")
    assert sent(qr.png(address)).status_code == 410
    assert len(door.stored()) == 1
