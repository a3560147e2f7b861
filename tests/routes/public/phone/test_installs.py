"""/cai-dat and the installed app: each browser's own way first, the manifest, where the app begins."""

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from app.models import Role
from app.web.access import COOKIE
from app.web.browsers.installing import SHORTCUTS
from app.web.database import immediate
from tests.factories import (
    make_account,
    make_course,
    make_grant,
    make_group,
    make_registration,
    make_sign_in,
    make_ward,
)
from tests.pages import Pages

ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
CHROME = "Chrome/119.0.0.0 Mobile Safari/537.36"
BROWSERS = {
    f"{ANDROID} {CHROME}": "Chrome trên Android",
    f"{ANDROID} SamsungBrowser/23.0 {CHROME}": "Samsung Internet",
    f"{ANDROID} {CHROME} EdgA/119.0": "Edge trên Android",
    f"{ANDROID} coc_coc_browser/119.0.2 {CHROME}": "Cốc Cốc trên Android",
    "Mozilla/5.0 (Android 13; Mobile; rv:120.0) Gecko/120.0 Firefox/120.0": "Firefox trên Android",
    f"{ANDROID} {CHROME} XiaoMi/MiuiBrowser/14.5": "Trình duyệt có sẵn của máy Xiaomi, OPPO, vivo, Huawei; Opera, UC",
    f"{ANDROID} Version/4.0 {CHROME} Zalo android/12100728": "Zalo, Facebook, Messenger, TikTok trên Android",
    f"{IPHONE} Version/16.6 Mobile/15E148 Safari/604.1": "Safari trên iPhone, iPad",
    f"{IPHONE} CriOS/119.0 Mobile/15E148 Safari/604.1": "Chrome, Cốc Cốc trên iPhone, iPad",
    f"{IPHONE} FxiOS/120.0 Mobile/15E148 Safari/605.1.15": "Firefox, Edge trên iPhone, iPad",
    f"{IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/430.0]": "Zalo, Facebook, Messenger, TikTok trên iPhone, iPad",
    # What an installed page on an iPhone says of itself: no browser's name at all.
    f"{IPHONE} Mobile/15E148": "Safari trên iPhone, iPad",
    f"{WINDOWS} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0 Safari/537.36": "Máy tính: Chrome, Edge, Cốc Cốc",
    f"{WINDOWS} Gecko/20100101 Firefox/120.0": "Máy tính: Firefox",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/17.1 Safari/605.1.15": (
        "Máy Mac: Safari"
    ),
    "": "Chrome trên Android",
}


@pytest.fixture
def ward(app: Flask) -> None:
    """The only ward."""
    with app.app_context(), immediate() as session:
        make_ward(session, "05443")


@pytest.mark.parametrize(("agent", "first"), BROWSERS.items())
def test_the_visitors_own_browser_comes_first(app: Flask, agent: str, first: str) -> None:
    page = Pages(browser(app, agent)).get("/cai-dat")

    (card,) = [element for element in page.all("section") if element.get("class") == "card stack"]
    assert "".join(card.itertext()).strip().startswith(first)


def test_all_others_are_folded_below(pages: Pages) -> None:
    page = pages.get("/cai-dat")

    folded = [element.get("id") for element in page.all("details") if element.get("id")]
    assert len(folded) == 13
    assert "chrome" not in folded
    for browser_name in ("Safari", "Samsung Internet", "Cốc Cốc", "Firefox", "Zalo"):
        assert browser_name in page.text


def test_what_cannot_install_opens_chrome_by_a_link(app: Flask) -> None:
    agent = f"{ANDROID} {CHROME} XiaoMi/MiuiBrowser/14.5"
    link = Pages(browser(app, agent)).get("/cai-dat").links()["Mở trang này bằng Chrome"]

    assert link.startswith("intent://")
    assert link.endswith("/cai-dat#Intent;scheme=https;package=com.android.chrome;end")


def test_a_cache_on_the_way_tells_browsers_apart(client: FlaskClient) -> None:
    assert "User-Agent" in client.get("/cai-dat").headers["Vary"]


@pytest.mark.usefixtures("ward")
def test_the_manifest_puts_the_ward_on_the_home_screen(client: FlaskClient) -> None:
    answer = client.get("/manifest.webmanifest")

    assert answer.mimetype == "application/manifest+json"
    told = answer.get_json(force=True)
    assert (told["id"], told["name"], told["short_name"]) == ("/", "Lớp Số, phường Phan Đình Phùng", "Lớp Số")
    assert (told["lang"], told["dir"], told["scope"], told["display"]) == ("vi", "ltr", "/", "standalone")
    assert client.get(told["start_url"]).location == "/"
    assert {(icon["sizes"], icon["purpose"]) for icon in told["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    assert {shot["form_factor"] for shot in told["screenshots"]} == {"narrow", "wide"}
    assert all(shot["label"] for shot in told["screenshots"])


@pytest.mark.usefixtures("ward")
def test_a_resident_s_page_tells_of_the_same_app_and_of_no_room_of_the_staff(client: FlaskClient) -> None:
    whole, light = (client.get(f"/{name}.webmanifest").get_json(force=True) for name in ("manifest", "nguoi-hoc"))

    own = {"description", "shortcuts"}
    assert {name: value for name, value in light.items() if name not in own}.items() <= whole.items()
    assert not {"screenshots", "share_target"} & light.keys()
    assert light["description"]
    assert [each["name"] for each in light["shortcuts"]] == ["Phiếu của tôi", "Lớp gần nhà"]
    assert [client.get(each["url"], follow_redirects=True).status_code for each in light["shortcuts"]] == [200, 200]
    assert '"/nguoi-hoc.webmanifest"' in client.get("/").text
    assert '"/manifest.webmanifest"' in client.get("/cai-dat").text


def test_the_pages_that_a_code_opens_can_be_installed(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), immediate() as session:
        course = make_course(session, make_ward(session, "05443"))
        pages = [f"/l/{course.code}", f"/v/{make_registration(session, course).ticket.token}"]

    assert [page for page in pages if '"/nguoi-hoc.webmanifest"' not in client.get(page).text] == []


def test_the_shortcut_opens_the_one_ticket_of_this_phone_or_the_home_that_lists_them(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session, "05443")
        tickets = [make_registration(session, make_course(session, ward)).ticket.token for _ in range(2)]

    none = client.get("/phieu-cua-toi").location
    client.get(f"/v/{tickets[0]}")
    one = client.get("/phieu-cua-toi")
    client.get(f"/v/{tickets[1]}")
    several = client.get("/phieu-cua-toi").location

    assert (none, one.location, several) == ("/", f"/v/{tickets[0]}", "/x/05443")
    assert "no-store" in one.headers["Cache-Control"]


def test_every_picture_of_the_manifest_is_there_and_as_large_as_it_says(client: FlaskClient) -> None:
    told = client.get("/manifest.webmanifest").get_json(force=True)
    pictures = [*told["icons"], *told["screenshots"], *(icon for each in told["shortcuts"] for icon in each["icons"])]

    for picture in pictures:
        with client.get(picture["src"]) as answer:
            assert (answer.status_code, answer.mimetype) == (200, picture["type"])
            assert len(answer.data) <= 60 * 1024
            drawn = Image.open(BytesIO(answer.data))
            assert f"{drawn.width}x{drawn.height}" == picture["sizes"]
    assert len(pictures) == 12


def test_shortcuts_lead_to_the_rooms_of_those_who_teach_and_help(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session, "05443")
        tokens = [make_sign_in(session, make_account(session, ward, role)) for role in (Role.INSTRUCTOR, Role.COUNTER)]
    urls = [each["url"] for each in client.get("/manifest.webmanifest").get_json(force=True)["shortcuts"]]

    assert urls == ["/giang-vien", "/quay", "/giang-vien/quet"]
    instructor, counter = tokens
    for url, token in zip(urls, (instructor, counter, instructor), strict=True):
        client.set_cookie(COOKIE, token)
        assert client.get(url, follow_redirects=True).status_code == 200


def test_whoever_heads_a_group_is_offered_the_next_house_first_and_nothing_that_they_may_not_open(app: Flask) -> None:
    with app.app_context(), immediate() as session:
        ward = make_ward(session, "05443")
        head = make_account(session, ward)
        make_grant(session, head, ward, Role.GROUP_HEAD, group=make_group(session, ward))
        tokens = {
            "head": make_sign_in(session, head),
            "both": make_sign_in(session, make_account(session, ward, Role.INSTRUCTOR, Role.COUNTER)),
        }
    offered = {}
    for who, token in tokens.items():
        phone = app.test_client()
        phone.set_cookie(COOKIE, token)
        for page in ("/cai-dat", "/tai-khoan"):
            manifest = re.search(r'rel="manifest" href="([^"]+)"', phone.get(page).text)
            assert manifest
            told = phone.get(manifest[1]).get_json(force=True)
            assert (told["id"], told["start_url"]) == ("/", "/mo")
            offered[who] = [each["url"] for each in told["shortcuts"]]
            assert [phone.get(url, follow_redirects=True).status_code for url in offered[who]] == [200] * len(
                offered[who]
            )

    assert offered["head"] == ["/quay/nha-tiep-theo", "/quay/dang-ky-ho"]
    assert offered["both"] == ["/giang-vien", "/quay", "/giang-vien/quet"]


def test_every_picture_of_a_shortcut_is_there(client: FlaskClient) -> None:
    told = client.get("/manifest.webmanifest?cho=" + ".".join(Role)).get_json(force=True)["shortcuts"]
    assert {each["url"] for each in told} == {each.address for each in SHORTCUTS}
    for each in told:
        with client.get(each["icons"][0]["src"]) as answer:
            assert Image.open(BytesIO(answer.data)).size == (192, 192)


def test_the_guide_calls_the_icon_by_what_is_on_it(client: FlaskClient) -> None:
    text = client.get("/cai-dat").text
    assert text.count("quyển sách") == text.count("mặt trời trên quyển sách") > 3


def test_with_several_wards_the_name_is_nobodys(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), immediate() as session:
        make_ward(session, "05443")
        make_ward(session, "05440", name="Gia Sàng")

    assert client.get("/manifest.webmanifest").get_json(force=True)["name"] == "Lớp Số"


def test_an_unchanged_manifest_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/manifest.webmanifest")

    again = client.get("/manifest.webmanifest", headers={"If-None-Match": first.headers["ETag"]})

    assert "max-age" in first.headers["Cache-Control"]
    assert (again.status_code, again.data) == (304, b"")


def test_the_installed_app_begins_in_ones_own_room(app: Flask, client: FlaskClient) -> None:
    assert client.get("/mo").location == "/"
    with app.app_context(), immediate() as session:
        token = make_sign_in(session, make_account(session, make_ward(session), Role.INSTRUCTOR))
    client.set_cookie(COOKIE, token)

    assert client.get("/mo").location == "/giang-vien"


def browser(app: Flask, agent: str) -> FlaskClient:
    """A browser that calls itself so."""
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = agent
    return client
