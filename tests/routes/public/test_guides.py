"""Help for those who teach, go from house to house or write reports, in plain words, with pictures from the product."""

import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from tests.pages import Pages

PICTURED = (
    "diem-danh-khi-mat-mang",
    "quet-phieu",
    "ma-tren-tuong",
    "nguoi-o-cua",
    "lap-phong-trao",
    "di-tung-nha",
    "to-cong-nghe-so",
    "chi-tieu-va-bao-cao",
)
GUIDES = (*PICTURED, "dang-nhap")
# What stands in quotation marks and is no word of the product: what a phone asks, what somebody writes or is told.
SAID = {
    "Không cho phép",
    "Cho phép",
    "1–7, 9, 12–30",
    "chưa lưu được",
    "Máy báo đầy",
    "còn mấy việc của người khác",
    "Thêm tủ sách",
    "Thêm tủ sách chưa có trong sổ",
    "ngày hội",
}
APP = Path(__file__).resolve().parents[3] / "app"
# What people ask of a tick that was made without a line.
ASKED = (
    "Máy bắt đăng nhập lại",
    "Có lượt “Phường chưa nhận”",
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


@cache
def words_of_the_product() -> str:
    """What stands in its pages and modules but the guides; a literal of several lines is one."""
    files = [*APP.rglob("*.py"), *(APP / "templates").rglob("*.html")]
    return re.sub(r'"\s*\n\s*"', "", "\n".join(each.read_text() for each in files if each.parent.name != "guides"))


def test_help_tells_what_residents_ask_from_the_guides_of_staff(pages: Pages) -> None:
    page = pages.get("/tro-giup").html
    asked, guides = page.split('id="can-bo"', 1)

    assert 'id="ba-con"' in asked
    assert asked.count("<details") == page.count("<details") >= 13
    assert "/tro-giup/" not in asked.split('id="ba-con"')[1].replace("/tro-giup/huong-dan", "")
    assert all(f"/tro-giup/{name}" in guides for name in GUIDES)


@pytest.mark.parametrize("name", GUIDES)
def test_what_a_guide_quotes_is_what_the_product_says(pages: Pages, name: str) -> None:
    quoted = set(re.findall("“([^“”]+)”", pages.get(f"/tro-giup/{name}").text)) - SAID

    # An ellipsis with a space beside it stands for what the product fills in.
    said = {each: re.sub(r"…(?=\\ )|(?<=\\ )…", lambda _: r"%\(\w+\)s", re.escape(each)) for each in quoted}
    words = words_of_the_product()
    assert [each for each, form in said.items() if not re.search(rf"[\"'>“]{form}[\"'<.,:…”]", words)] == []


@pytest.mark.parametrize("address", ["/offline", "/cho-gui"])
def test_a_page_of_the_shell_offers_nobody_the_instructor_s_guide_unasked(client: FlaskClient, address: str) -> None:
    page = Pages(client).get(address)
    for text in ("Điểm danh khi mất mạng thế nào?", "Đi từng nhà khi mất mạng thế nào?"):
        [link] = [each for each in page.all("a") if text in "".join(each.itertext())]
        around = link.getparent()
        assert around is not None
        assert around.get("hidden") is not None
