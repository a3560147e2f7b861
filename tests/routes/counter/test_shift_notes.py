"""What one shift leaves for the next: seen at the desk until somebody has read it; once, however often it is sent."""

import pytest
from flask import Flask

from app.models import AuditEvent, Role, ShiftNote
from app.web.database import db, immediate
from tests.factories import make_account
from tests.helping import Counter
from tests.pages import Pages


@pytest.fixture
def counter(app: Flask) -> Counter:
    """A ward with somebody at its first desk, and who comes next."""
    with app.app_context(), immediate() as session:
        counter = Counter(session)
        counter.later = make_account(session, counter.ward, Role.COUNTER, full_name="Bế Thị Mùi")
    return counter


def of(app: Flask, account: object) -> Pages:
    return Pages(app.test_client()).sign_in(account)


def test_a_note_stands_at_the_desk_until_somebody_else_has_read_it(app: Flask, counter: Counter) -> None:
    form = of(app, counter.helper).get("/quay/ban-giao?quay=Q1").form(button="Để lại lời dặn")
    for _double_tap in range(2):
        page = form.submit({"text": "  Máy in hết giấy\r\n\r\n<b>Bác Hoa</b> 14 giờ quay lại "})
    assert "chưa ai đọc" in page.text
    assert "Ca trước dặn lại" not in of(app, counter.helper).get("/quay/hom-nay?quay=Q1").text
    later = of(app, counter.later).get("/quay/hom-nay?quay=Q1")
    assert "Máy in hết giấy <b>Bác Hoa</b> 14 giờ quay lại" in later.text
    assert "Ca trước" not in of(app, counter.later).get("/quay/hom-nay?quay=CHO").text
    log = of(app, counter.later)
    log.client.set_cookie("lopso_desk", f"{counter.ward.code}.Q1")
    assert "Ca trước dặn lại" in log.get("/quay").text
    press = later.form(button="Đã đọc")
    for _twice in range(2):
        press.submit()
    assert "Ca trước" not in of(app, counter.later).get("/quay/hom-nay?quay=Q1").text
    assert "Bế Thị Mùi đã đọc lúc" in of(app, counter.helper).get("/quay/ban-giao?quay=Q1").text
    with app.app_context():
        assert db.session.query(ShiftNote).count() == 1
        acts = [
            event.action
            for event in db.session.query(AuditEvent).order_by(AuditEvent.id)
            if event.action.startswith("shift_note")
        ]
    assert acts == ["shift_note.left", "shift_note.read"]


@pytest.mark.parametrize("typed", ["", " \n ", "dài " * 200])
def test_what_cannot_be_left_is_said_and_kept(app: Flask, counter: Counter, typed: str) -> None:
    form = of(app, counter.helper).get("/quay/ban-giao?quay=Q1").form(button="Để lại lời dặn")
    page = form.submit({"text": typed}, status=422)
    assert "Những gì anh chị đã ghi vẫn còn đây" in page.text
    with app.app_context():
        assert db.session.query(ShiftNote).count() == 0


def test_a_changed_key_is_another_note(app: Flask, counter: Counter) -> None:
    form = of(app, counter.helper).get("/quay/ban-giao?quay=Q1").form(button="Để lại lời dặn")
    form.submit({"text": "Một", "key": "không phải khóa"})
    form.submit({"text": "Hai", "key": "x" * 300})
    with app.app_context():
        assert db.session.query(ShiftNote).count() == 2


def test_a_ward_without_desks_is_told_who_makes_them(app: Flask, counter: Counter) -> None:
    with app.app_context(), immediate() as session:
        for desk in session.query(type(counter.desks["Q1"])):
            desk.retired_at = counter.helper.created_at
    pages = of(app, counter.helper)
    assert pages.get("/quay/ban-giao").h1 == "Chưa có bàn nào"
    assert pages.get("/quay/nhap-bu").h1 == "Chưa có bàn nào"
    pages.get("/quay/ban-giao?quay=Q1", status=404)
