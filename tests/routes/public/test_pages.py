"""The privacy notice, help, how to install; and what browsers and search engines ask for by themselves."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.consent_texts import CURRENT, VERSIONS, shown_version
from app.database import immediate
from app.static_files import static_url
from tests.factories import make_ward
from tests.pages import Pages


@pytest.fixture
def ward(app: Flask) -> None:
    """The only ward."""
    with app.app_context(), immediate() as session:
        make_ward(session, "05443")


# What the law wants told (Luật 91/2025/QH15): who, what, why, how long, which rights, how to ask, by when.
TOLD = (
    "Ủy ban nhân dân phường Phan Đình Phùng, tỉnh Thái Nguyên",
    "Họ tên, năm sinh, tổ dân phố",
    "24 tháng sau buổi học cuối",
    "Giữ lâu dài",
    "Ai được xem",
    "rút lại điều đã đồng ý",
    "nhờ sửa cho đúng, hoặc nhờ xóa",
    "khiếu nại",
    "trả lời trong 2 ngày làm việc, làm xong trong 10, 15 hoặc 20 ngày",
    "dưới 16 tuổi",
    "72 giờ",
    "Không theo dõi",
)


@pytest.mark.usefixtures("ward")
def test_the_notice_tells_what_the_law_wants_told(pages: Pages) -> None:
    page = pages.get("/rieng-tu")
    assert [told for told in TOLD if told not in page.text] == []
    assert str(VERSIONS[CURRENT].photos) in page.text
    assert "tel:+842083855555" in page.links().values()


def test_with_several_wards_each_is_named(app: Flask, pages: Pages) -> None:
    with app.app_context(), immediate() as session:
        make_ward(session, "05443")
        make_ward(session, "05440", name="Gia Sàng", phone=None)
    for address in ("/rieng-tu", "/tro-giup"):
        text = pages.get(address).text
        assert "phường Phan Đình Phùng" in text
        assert "phường Gia Sàng" in text


def test_before_the_first_run_they_open_too(pages: Pages) -> None:
    for address in ("/rieng-tu", "/tro-giup", "/cai-dat", "/g"):
        pages.get(address)


def test_a_form_that_showed_a_text_we_never_had_counts_as_today_s(app: Flask) -> None:
    assert shown_version("1999-01") == shown_version("") == shown_version(None) == CURRENT
    assert all(shown_version(version) == version for version in VERSIONS)


@pytest.mark.usefixtures("ward")
def test_help_answers_what_people_ask(pages: Pages) -> None:
    page = pages.get("/tro-giup")
    for question in ("Mất phiếu đi học thì sao?", "Không đi được nữa thì sao?", "Lớp đã đủ chỗ thì sao?"):
        assert question in page.text
    assert page.follow("Cách làm cho từng loại máy").h1 == "Để trang này ra màn hình điện thoại"
    assert page.follow("Kiểm tra giấy chứng nhận").h1 == "Kiểm tra giấy chứng nhận"


def test_installing_is_told_for_each_browser_people_have(pages: Pages) -> None:
    text = pages.get("/cai-dat").text
    for browser in ("Chrome", "Safari", "Samsung Internet", "Cốc Cốc", "Firefox", "Zalo"):
        assert browser in text


@pytest.mark.usefixtures("ward")
def test_the_manifest_puts_the_ward_on_the_home_screen(client: FlaskClient) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    told = answer.get_json(force=True)
    assert (told["name"], told["short_name"]) == ("Lớp Số, phường Phan Đình Phùng", "Lớp Số")
    assert (told["lang"], told["start_url"], told["display"]) == ("vi", "/", "standalone")
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}
    assert any(icon.get("purpose") == "maskable" for icon in told["icons"])
    for icon in told["icons"]:
        with client.get(icon["src"]) as picture:
            assert picture.status_code == 200
            assert picture.mimetype == icon["type"]


def test_search_engines_stay_away_from_what_single_people_hold(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    told = answer.text.splitlines()
    assert told[0] == "User-agent: *"
    assert {"Disallow: /v/", "Disallow: /g/", "Disallow: /m/"} <= set(told)
    assert not [line for line in told if line.startswith("Disallow: /l") or line == "Disallow: /"]


def test_the_icon_is_found_where_old_habits_look(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/favicon.ico")
    with app.test_request_context():
        assert answer.location == static_url("icon-192.png")
