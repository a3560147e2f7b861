"""Who approves or manages with a password alone is told apart, until they have set the second factor up."""

from flask import Flask

from app.models import Account, AdministrativeUnit, Role, SecondFactor
from app.web.database import immediate
from tests.doors import someone
from tests.pages import Pages, words

CHOICE, TAG = "Chưa bật hai lớp (1)", "Chưa bật hai lớp"


def without(app: Flask, account: Account) -> Account:
    """The account as it is before its owner comes the first time after the upgrade."""
    with app.app_context(), immediate() as session:
        SecondFactor.take_away(session, account.id)
    return account


def test_who_needs_a_second_factor_and_has_none_is_found_in_the_list(
    room: Pages, app: Flask, ward: AdministrativeUnit
) -> None:
    assert TAG not in room.get("/quan-tri").text
    leader = without(app, someone(app, Role.LEADER, ward=ward, username="lanhdao", full_name="Lê Hồng Thái"))
    without(app, someone(app, Role.OFFICER, ward=ward, username="canbo", full_name="Hà Cán Bộ"))
    someone(app, Role.LEADER, ward=ward, username="moi", full_name="Vũ Chưa Vào", password=None)
    assert CHOICE in room.get("/quan-tri").text
    listed = room.get("/quan-tri?loc=chua-hai-lop")
    assert [TAG in row for row in map(words, listed.all("tr")) if "lanhdao" in row] == [True]
    assert "Hà Cán Bộ" not in listed.text
    assert "Vũ Chưa Vào" not in listed.text
    room.get(f"/quan-tri/tai-khoan/{leader.public_id}").form(action="/ngung").submit()
    assert TAG not in room.get("/quan-tri").text
