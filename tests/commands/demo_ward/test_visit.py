"""A stranger's first look round the demo ward: the classes as residents see them, and each account's door."""

import pytest
from flask import Flask

from app.commands.demo_ward.fixtures import ward_plan
from app.web.words.roles import first_room
from tests.doors import second_step
from tests.pages import Pages

ROLES = {account.username: account.role for account in ward_plan().accounts}


@pytest.fixture
def pages(used: Flask) -> Pages:
    return Pages(used.test_client())


@pytest.mark.parametrize(
    ("code", "status", "told"),
    [
        ("DEM1", 200, "Còn 12 chỗ"),
        ("dem2", 200, "Còn 1 chỗ"),
        ("DEM3", 200, "Đã đủ"),
        ("DEM4", 200, "Còn 5 chỗ"),
        ("DEM5", 410, "học buổi cuối"),
        ("DEM6", 200, "Đã đủ"),
    ],
)
def test_a_class_as_a_resident_sees_it(pages: Pages, code: str, status: int, told: str) -> None:
    assert told in pages.get(f"/l/{code}", status).response.get_data(as_text=True)


def test_the_way_to_each_hall_is_one_tap(pages: Pages) -> None:
    assert pages.get("/l/DEM1").links()["Chỉ đường"].startswith("https://www.google.com/maps/search/?api=1&query=21.")


def test_the_home_says_that_all_of_it_is_invented(used: Flask, pages: Pages) -> None:
    home = pages.get("/").response.get_data(as_text=True)
    assert "Phường mẫu" in home
    # DEM4 has begun and leads to no certificate any more: it stands among those under way, however soon it goes on.
    assert home.index("/l/DEM1") < home.index("Lớp đang học") < home.index("/l/DEM4")


@pytest.mark.parametrize("username", ROLES)
def test_each_account_is_let_in_and_led_to_its_room(used: Flask, pages: Pages, username: str) -> None:
    door = pages.get("/dang-nhap")
    [form] = [form for form in door.forms() if "password" in form.fields]
    sent = {name: values[0] for name, values in form.fields.items()}
    password = used.extensions["settings"].demo_password
    answer = pages.client.post("/dang-nhap", data={**sent, "username": username, "password": password})
    answer = second_step(pages, username, answer)
    assert (answer.status_code, answer.location) == (303, first_room([ROLES[username]]))
