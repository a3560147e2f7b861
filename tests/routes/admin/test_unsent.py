"""Who loses their account or role while work waits on their phone: the office hears of it, and what to do."""

import pytest
from flask import Flask

from app.country import clock
from app.models import Account, AdministrativeUnit, Phone, Role
from app.web.database import immediate
from tests.doors import someone
from tests.pages import Pages

WAITS = "Máy của Vũ Thị Hạnh còn 14 việc chưa gửi."


@pytest.fixture
def teacher(app: Flask, ward: AdministrativeUnit) -> Account:
    """An instructor."""
    return someone(app, Role.INSTRUCTOR, ward=ward, username="hanh", full_name="Vũ Thị Hạnh")


def heard(app: Flask, account: Account, waiting: int, refused: int = 0) -> None:
    """What a phone of theirs said last."""
    with app.app_context(), immediate() as session:
        Phone.heard(
            session,
            account_id=account.id,
            device="their phone",
            kind="Safari, iPhone",
            waiting=waiting,
            refused=refused,
            now=clock.now(),
        )


def test_an_account_shows_what_its_phones_keep_and_how_to_take_it_over(
    app: Flask, room: Pages, teacher: Account
) -> None:
    address = f"/quan-tri/tai-khoan/{teacher.public_id}"
    assert "Máy của người này" not in room.get(address).text
    heard(app, teacher, 14, 2)
    page = room.get(address)
    assert "Safari, iPhone" in page.text
    assert "còn 14 việc chưa gửi, 2 việc phường chưa nhận" in page.text
    assert page.links()["Mở trang Chờ gửi, gửi tệp"] == "/cho-gui"


@pytest.mark.parametrize("end", ["/ngung", "/thu-lai"])
def test_whoever_is_stopped_with_work_on_their_phone_is_not_forgotten(
    app: Flask, room: Pages, teacher: Account, end: str
) -> None:
    heard(app, teacher, 14)
    forms = room.get(f"/quan-tri/tai-khoan/{teacher.public_id}").forms()
    ending = "Ngừng tài khoản" if end == "/ngung" else "Thu lại"
    [form] = [form for form in forms if ending in form.buttons]
    assert WAITS in form.submit().text


def test_whoever_has_sent_all_is_stopped_without_a_word(app: Flask, room: Pages, teacher: Account) -> None:
    heard(app, teacher, 0)
    page = room.get(f"/quan-tri/tai-khoan/{teacher.public_id}").form("/ngung").submit()
    assert "chưa gửi" not in page.text
