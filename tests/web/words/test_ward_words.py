"""In a xã nobody reads of a phường: the sentences say what the ward is, names and what was typed stay as they are."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models import AdministrativeUnit
from app.web.access import COOKIE
from app.web.database import immediate
from app.web.words.ward_words import in_words_of
from tests.classroom import Classroom, make_classroom


@pytest.mark.parametrize(
    ("kind", "written", "said"),
    [
        ("xã", "Phường giữ chỗ. Bác gọi phường.", "Xã giữ chỗ. Bác gọi xã."),
        ("đặc khu", "Phường giữ chỗ. Bác gọi phường.", "Đặc khu giữ chỗ. Bác gọi đặc khu."),
        ("phường", "Phường giữ chỗ. Bác gọi phường.", "Phường giữ chỗ. Bác gọi phường."),
        ("xã", "Bác ở phường, xã nào? Phường, xã nơi bác học.", "Bác ở phường, xã nào? Phường, xã nơi bác học."),
        ("xã", "Ví dụ: ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG", "Ví dụ: ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG"),
    ],
)
def test_a_sentence_is_said_as_the_ward_is_called(kind: str, written: str, said: str) -> None:
    assert in_words_of(kind, written) == said


def called(app: Flask, kind: str) -> Classroom:
    """A class of a ward of a kind, whose title somebody typed."""
    room = make_classroom(app, title="Học cùng cả phường")
    with app.app_context(), immediate() as session:
        session.get_one(AdministrativeUnit, room.ward_id).kind = kind
    return room


def told(client: FlaskClient, address: str) -> str:
    """What a page says, but for the title that was typed."""
    page = client.get(address)
    assert page.status_code == 200
    return page.get_data(as_text=True).replace("Học cùng cả phường", "")


def test_wards_of_one_server_are_each_called_what_they_are(app: Flask, client: FlaskClient) -> None:
    kinds = ("xã", "phường", "đặc khu")
    rooms = [called(app, kind) for kind in kinds]
    for room, kind in zip(rooms, kinds, strict=True):
        page = told(client, f"/l/{room.course_code}")
        assert f"Để {kind} báo khi lớp đổi giờ" in page
        assert not [other for other in kinds if other != kind and f"{other} " in page.replace("phường, xã", "")]


@pytest.mark.parametrize("address", ["/dang-nhap", "/cho-gui", "/tro-giup/diem-danh-khi-mat-mang"])
def test_pages_of_a_server_with_one_ward_speak_as_it_does(app: Flask, client: FlaskClient, address: str) -> None:
    assert "phường" in told(client, address).replace("phường, xã", "")
    called(app, "xã")
    assert "phường" not in told(client, address).replace("phường, xã", "")


def test_a_page_that_looks_up_no_ward_speaks_as_who_is_signed_in_works_for(app: Flask, client: FlaskClient) -> None:
    called(app, "phường")
    room = called(app, "xã")
    client.set_cookie(COOKIE, room.token)
    page = told(client, room.address)
    assert "máy gửi thẳng lên xã" in page
    assert "phường" not in page
