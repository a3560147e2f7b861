"""Help for those who teach: what becomes of a tick, in plain words, with pictures from the product."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image

from tests.pages import Pages

PICTURED = ("diem-danh-khi-mat-mang", "quet-phieu", "ma-tren-tuong", "nguoi-o-cua")
GUIDES = (*PICTURED, "dang-nhap")
# What people ask of a tick that was made without a line.
ASKED = (
    "Máy bắt đăng nhập lại",
    "Có lượt “Bị từ chối”",
    "Máy báo đầy",
    "Hết pin",
    "Mất máy",
    "Nhiều người dùng chung một máy",
    "Đổi sang máy khác",
    "bảy ngày",
    "Hết cách thì dùng giấy",
    "chỉ ghi một lần",
    "Chỉ gửi dưới tên người đã bấm",
)


def test_help_leads_to_every_guide(pages: Pages) -> None:
    links = pages.get("/tro-giup").links().values()

    for name in GUIDES:
        assert f"/tro-giup/{name}" in links
        page = pages.get(f"/tro-giup/{name}")
        assert page.h1
        assert "/tro-giup" in page.links().values()


def test_what_becomes_of_a_tick_is_told(pages: Pages) -> None:
    text = pages.get("/tro-giup/diem-danh-khi-mat-mang").text

    assert [asked for asked in ASKED if asked not in text] == []


@pytest.mark.parametrize("name", PICTURED)
def test_each_picture_is_there_is_described_and_is_small(pages: Pages, client: FlaskClient, name: str) -> None:
    pictures = pages.get(f"/tro-giup/{name}").all("img")

    assert pictures
    for picture in pictures:
        assert len(picture.get("alt") or "") > 15
        assert picture.get("loading") == "lazy"
        with client.get(picture.get("src") or "") as answer:
            drawn = Image.open(BytesIO(answer.data))
            assert (str(drawn.width), str(drawn.height)) == (picture.get("width"), picture.get("height"))
            assert len(answer.data) <= 60 * 1024
