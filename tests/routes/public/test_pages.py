"""The privacy notice, help, how to install; and what browsers and search engines ask for by themselves."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.registers.personal_data.fields import FIELDS
from app.routes import inside_notes, text_sizes
from app.routes.public.door import lookups as door_lookups
from app.routes.public.hall import passes
from app.web.database import immediate
from app.web.sign_in.visits import DESK, LASTS
from app.web.static_files import static_url
from app.web.words.personal_data import CURRENT, VERSIONS, shown_version
from tests.factories import make_ward
from tests.pages import Pages, words


@pytest.fixture
def ward(app: Flask) -> None:
    """The only ward."""
    with app.app_context(), immediate() as session:
        make_ward(session, "05443")


# What the law wants told (Luật 91/2025/QH15): who, what, why, how long, which rights, how to ask, by when.
TOLD = (
    "Ủy ban nhân dân phường Phan Đình Phùng, tỉnh Thái Nguyên",
    "Tổ dân phố, thôn",
    "Ghi “ông” hoặc “bà” trên giấy",
    "24 tháng sau buổi học hoặc lần giúp cuối",
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
    assert [link.get("href") for link in page.all("link") if "/staff." in (link.get("href") or "")] == []  # 3 KB more


@pytest.mark.usefixtures("ward")
def test_what_is_kept_stands_under_how_long_each_thing_once(pages: Pages) -> None:
    page = pages.get("/rieng-tu")
    told = [words(row) for row in page.all("th") if row.get("scope") == "row"]
    assert sorted(told) == sorted(str(field.label) for field in FIELDS if field.notice)
    folds = [words(summary) for summary in page.all("summary")]
    assert folds[0].startswith("24 tháng sau buổi học hoặc lần giúp cuối")
    assert sum(int(fold.split(": ")[-1].split()[0]) for fold in folds) == len(told)


@pytest.mark.usefixtures("ward")
def test_the_notice_tells_how_long_a_browser_remembers(pages: Pages) -> None:
    text = pages.get("/rieng-tu").text
    day, year = timedelta(days=1), timedelta(days=365)
    for seconds, unit, told in (
        (text_sizes.YEAR, year, "Cỡ chữ bác chọn, trong 1 năm"),
        (passes.SHOWN_SECONDS, timedelta(hours=1), "đã ghi cho ai, trong 6 giờ"),
        (passes.DAY_SECONDS, day, "chỉ ghi cho một nhà, trong 1 ngày"),
        (inside_notes.MONTH, day, "Chrome hay Safari, trong 30 ngày"),
        (door_lookups.COOKIE_SECONDS, day, "thôi quét, 10 ngày sau máy quên"),
        (DESK.total_seconds(), timedelta(minutes=1), "cán bộ để yên 15 phút"),
        (LASTS.total_seconds(), day, "đăng nhập lại sau 30 ngày"),
    ):
        assert told in text
        assert re.findall(r"\d+", told) == [f"{timedelta(seconds=seconds) / unit:g}"]


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
    assert page.follow("Cách làm cho từng loại máy").h1 == "Cài Lớp Số vào máy"
    assert page.follow("Kiểm tra giấy chứng nhận").h1 == "Kiểm tra giấy chứng nhận"


def test_search_engines_stay_away_from_what_single_people_hold(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    told = answer.text.splitlines()
    assert told[0] == "User-agent: *"
    assert {"Disallow: /v/", "Disallow: /g/", "Disallow: /m/"} <= set(told)
    assert not [line for line in told if line.startswith("Disallow: /l") or line == "Disallow: /"]


def test_an_iphone_finds_its_icon_though_no_page_names_it(client: FlaskClient) -> None:
    answer = client.get("/apple-touch-icon.png")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")


def test_the_icon_is_found_where_old_habits_look(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/favicon.ico")
    with app.test_request_context():
        assert answer.location == static_url("icon-192.png")
