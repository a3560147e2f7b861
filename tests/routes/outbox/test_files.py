"""A file of what a phone had kept, handed in on another: carried out once, in the right name, or refused in words."""

import io
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import AttendanceMark, AuditEvent, Course, OfflineRoll, Phone, Role
from app.outbox import handed_in
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.classroom import Classroom, make_classroom, mark
from tests.factories import make_account, make_sign_in, make_ward
from tests.pages import Page, Pages

ADDRESS = "/cho-gui/tep"


@dataclass
class Kept:
    """What a phone of the room's instructor had kept, as its file says it."""

    room: Classroom
    device: str = field(default_factory=lambda: str(uuid.uuid4()))

    def file(self, operations: list[Any], **changed: object) -> dict[str, Any]:
        """The file's content."""
        return {
            "file": "lopso-outbox",
            "version": 1,
            "device": self.device,
            "account": self.room.public_id,
            "skew": 0,
            "client_now": clock.now().isoformat(),
            "release": "a1",
            "operations": operations,
            **changed,
        }


@pytest.fixture
def kept(room: Classroom) -> Kept:
    return Kept(room)


def labelled(room: Classroom, person: int, words: str, at: datetime | None = None) -> dict[str, Any]:
    """A mark as it stands in a file."""
    return mark(room, person, at=at, label=words, lesson=room.lesson)


def signed_in(room: Classroom, token: str) -> Pages:
    client = room.app.test_client()
    client.set_cookie(COOKIE, token)
    return Pages(client)


def officer_of(room: Classroom, role: Role = Role.OFFICER) -> Pages:
    with room.app.app_context(), immediate() as session:
        ward = session.get_one(Course, room.course_id).unit
        return signed_in(room, make_sign_in(session, make_account(session, ward, role, full_name="Lường Thị Bích Đào")))


def hand_in(pages: Pages, content: object, status: int = 200) -> Page:
    """Send a file by the form, as a browser without script does."""
    sent = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    token = pages.get("/cho-gui").form(ADDRESS).fields["csrf_token"][0]
    return pages.post(ADDRESS, {"csrf_token": token, "file": (io.BytesIO(sent), "cho-gui.json")}, status)


def trail(room: Classroom, action: str) -> list[AuditEvent]:
    with room.app.app_context():
        return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)))


def test_the_page_holds_nothing_of_anybody_and_opens_for_anybody(app: Flask) -> None:
    page = Pages(app.test_client()).get("/cho-gui")
    assert "Chờ gửi" in page.text
    assert page.form(ADDRESS).element.get("enctype") == "multipart/form-data"


def test_ones_own_file_is_carried_out_once_and_told_line_by_line(room: Classroom, kept: Kept) -> None:
    content = kept.file([labelled(room, 0, "Lưu Thị Lan Anh: Có mặt"), labelled(room, 1, "Phạm Ngọc Ánh: Có mặt")])
    page = hand_in(signed_in(room, room.token), content)
    assert "Đã gửi 2 · có từ trước 0 · phường chưa nhận 0" in page.text
    assert "Lưu Thị Lan Anh: Có mặt" in page.text
    again = hand_in(signed_in(room, room.token), content)
    assert "Đã gửi 0 · có từ trước 2 · phường chưa nhận 0" in again.text
    assert room.marks() == 2
    assert set(room.statuses().values()) == {"present"}


def test_one_refused_line_holds_back_no_other_and_stands_first(room: Classroom, kept: Kept) -> None:
    good, strange = labelled(room, 0, "Đúng"), labelled(room, 1, "Loại lạ")
    strange["kind"] = "from_the_future"
    page = hand_in(signed_in(room, room.token), kept.file([good, strange, "nonsense", {"uuid": 7}]))
    assert "Đã gửi 1 · có từ trước 0 · phường chưa nhận 3" in page.text
    assert page.text.index("Loại lạ") < page.text.index("Đúng")
    assert room.marks() == 1


def test_the_clock_of_the_phone_is_put_right_by_what_it_was_then_not_by_the_files_age(
    room: Classroom, kept: Kept
) -> None:
    pressed = clock.now() - timedelta(minutes=30)
    fast = labelled(room, 0, "Nhanh", at=pressed + timedelta(hours=5))
    hand_in(signed_in(room, room.token), kept.file([fast], skew=-5 * 3600 * 1000, client_now="2020-01-01T00:00:00Z"))
    with room.app.app_context():
        stored = db.session.scalars(select(AttendanceMark)).one()
    assert abs(stored.at - pressed) < timedelta(seconds=1)


@pytest.mark.parametrize("skew", [None, "5", True, float("nan"), 1e300], ids=str)
def test_a_clock_that_is_not_told_is_taken_at_its_word(room: Classroom, kept: Kept, skew: object) -> None:
    pressed = clock.now() - timedelta(minutes=30)
    hand_in(signed_in(room, room.token), kept.file([labelled(room, 0, "Một", at=pressed)], skew=skew))
    with room.app.app_context():
        assert db.session.scalars(select(AttendanceMark)).one().at == pressed


def test_an_officer_of_the_ward_hands_in_a_colleagues_file_in_the_colleagues_name(room: Classroom, kept: Kept) -> None:
    page = hand_in(officer_of(room), kept.file([labelled(room, 0, "Một")]))
    assert "Ghi theo tên Nguyễn Hữu Nguyên." in page.text
    with room.app.app_context():
        assert db.session.scalars(select(AttendanceMark)).one().by_id == room.account_id
    [event] = trail(room, "outbox.handed_in")
    assert (event.subject_id, event.account_id == room.account_id) == (room.public_id, False)
    [received] = trail(room, "outbox.received")
    assert json.loads(received.detail)["for"] == room.public_id


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.ADMINISTRATOR, Role.LEADER])
def test_nobody_but_an_officer_hands_in_for_others(room: Classroom, kept: Kept, role: Role) -> None:
    page = hand_in(officer_of(room, role), kept.file([labelled(room, 0, "Một")]), status=422)
    assert "Tệp này của tài khoản khác." in page.text
    assert room.marks() == 0


def test_an_officer_of_another_ward_cannot_tell_the_account_from_none(room: Classroom, kept: Kept) -> None:
    with room.app.app_context(), immediate() as session:
        token = make_sign_in(session, make_account(session, make_ward(session), Role.OFFICER))
    theirs = hand_in(signed_in(room, token), kept.file([labelled(room, 0, "Một")]), status=422)
    nobodys = hand_in(signed_in(room, token), kept.file([labelled(room, 0, "Một")], account="none"), status=422)
    assert theirs.text == nobodys.text
    assert room.marks() == 0


def test_a_colleague_who_teaches_elsewhere_too_marks_there_by_nobodys_hand_but_their_own(
    room: Classroom, kept: Kept
) -> None:
    other = make_classroom(room.app)
    page = hand_in(officer_of(room), kept.file([labelled(other, 0, "Lớp phường khác")]))
    assert "phường chưa nhận 1" in page.text
    assert other.marks() == 0


def test_a_phone_whose_file_is_in_is_waited_for_no_longer(room: Classroom, kept: Kept) -> None:
    with room.app.app_context(), immediate() as session:
        now = clock.now()
        phone = Phone.heard(
            session, account_id=room.account_id, device=kept.device, waiting=2, refused=0, now=now - timedelta(hours=1)
        )
        OfflineRoll.hold(session, phone, [room.lesson_id], now)
    content = kept.file([labelled(room, n, "Một", at=clock.now() - timedelta(minutes=5)) for n in (0, 1)])
    room.close()
    hand_in(officer_of(room), content)
    with room.app.app_context():
        assert db.session.scalars(Phone.of(room.account_id, kept.device)).one().waiting == 0
        assert db.session.scalars(OfflineRoll.outstanding(room.lesson_id)).all() == []
    assert room.marks() == 2


def test_more_lines_than_go_at_once_all_go(room: Classroom, kept: Kept) -> None:
    content = kept.file([labelled(room, n % 6, f"Việc {n}") for n in range(450)])
    assert "Đã gửi 450" in hand_in(signed_in(room, room.token), content).text
    assert room.marks() == 450


REFUSED: dict[str, tuple[object, str, int]] = {
    "nothing": (b"", "Đây không phải tệp", 422),
    "no JSON": (b"\xff\xd8\xff\xe0 a picture", "Đây không phải tệp", 422),
    "deep": (b"[" * 100_000, "Đây không phải tệp", 422),
    "a list": ([], "Đây không phải tệp", 422),
    "another JSON": ({"name": "package"}, "Đây không phải tệp", 422),
    "of another version": ({"file": "lopso-outbox", "version": 2}, "bản Lớp Số khác", 422),
    "without operations": ({"file": "lopso-outbox", "version": 1, "operations": []}, "không có việc nào", 422),
    "without a name": ({"file": "lopso-outbox", "version": 1, "operations": [1]}, "Đây không phải tệp", 422),
    "too many": ({"file": "lopso-outbox", "version": 1, "operations": [1] * 5001}, "hơn 5000 việc", 413),
}


@pytest.mark.parametrize("content", REFUSED)
def test_what_is_no_file_of_ours_is_refused_in_words(room: Classroom, content: str) -> None:
    given, words, status = REFUSED[content]
    assert words in hand_in(signed_in(room, room.token), given, status=status).text
    assert room.marks() == 0


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    room: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handed_in, "LARGEST", 1000)
    assert "lớn quá 2 MB" in hand_in(signed_in(room, room.token), b" " * 1001, status=413).text


def test_a_form_without_a_file_says_what_to_do(room: Classroom) -> None:
    pages = signed_in(room, room.token)
    token = pages.get("/cho-gui").form(ADDRESS).fields["csrf_token"][0]
    assert "chọn tệp rồi bấm" in pages.post(ADDRESS, {"csrf_token": token}, status=422).text


def test_a_label_is_shown_as_text(room: Classroom, kept: Kept) -> None:
    page = hand_in(signed_in(room, room.token), kept.file([labelled(room, 0, "<script>alert(1)</script>\u202e")]))
    assert "<script>alert(1)</script>" in page.text
    assert "\u202e" not in page.text
