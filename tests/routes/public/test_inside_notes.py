"""The bar on pages that are open inside Zalo, Facebook and the like, and nowhere else."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models import Role
from app.web.access import COOKIE
from app.web.database import immediate
from app.web.settings import Settings
from tests.factories import make_account, make_course, make_sign_in, make_ward
from tests.pages import Page, Pages, words

ANDROID = "Mozilla/5.0 (Linux; Android 12; A12; wv) AppleWebKit/537.36 Version/4.0 Chrome/119.0 Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
INSIDE = {
    f"{ANDROID} Zalo android/12100728 ZaloTheme/light": "Đang mở trong Zalo.",
    f"{ANDROID} [FB_IAB/FB4A;FBAV/440.0.0.35.118;]": "Đang mở trong Facebook.",
    f"{ANDROID} [FB_IAB/Orca-Android;FBAV/436.0.0.39.114;]": "Đang mở trong Messenger.",
    f"{ANDROID} musical_ly_2023 BytedanceWebview/d8a21c6": "Đang mở trong TikTok.",
    ANDROID: "Đang mở trong một ứng dụng khác.",
    f"{IPHONE} Zalo iOS/533": "Đang mở trong Zalo.",
    f"{IPHONE} [FBAN/MessengerForiOS;FBAV/430.0]": "Đang mở trong Messenger.",
}
OUTSIDE = (
    "",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605 Version/16.6 Mobile/15E148 Safari/604.1",
    IPHONE,  # an installed page
)


@pytest.fixture
def places(app: Flask) -> dict[str, str]:
    """Where the bar stands, by address; and the sign-in that opens the staff's page."""
    with app.app_context(), immediate() as session:
        ward = make_ward(session, "05443")
        course = make_course(session, ward)
        token = make_sign_in(session, make_account(session, ward, Role.INSTRUCTOR))
        return {
            "token": token,
            "wall": "/d",
            "course": f"/l/{course.code}",
            "staff": "/giang-vien",
            "sign-in": "/dang-nhap",
        }


def seen(app: Flask, agent: str, address: str, token: str = "", cookies: dict[str, str] | None = None) -> Page:
    """A page as a browser of that name gets it."""
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = agent
    for name, value in ({COOKIE: token} if token else {}).items() | (cookies or {}).items():
        client.set_cookie(name, value)
    return Pages(client).get(address)


def bar(page: Page) -> str:
    """What the bar says, "" without one."""
    return " ".join("".join(element.itertext()) for element in page.all("aside"))


@pytest.mark.parametrize(("agent", "said"), INSIDE.items())
def test_the_app_is_named_and_the_way_out_shown(app: Flask, places: dict[str, str], agent: str, said: str) -> None:
    settings: Settings = app.extensions["settings"]

    page = seen(app, agent, places["sign-in"])

    assert said in bar(page)
    assert f"{settings.public_url}{places['sign-in']}" in bar(page)
    links = page.links()
    assert ("Mở bằng Chrome" in links) == ("Android" in agent)
    if "Android" in agent:
        host = settings.public_url.partition("://")[2]
        wanted = f"intent://{host}{places['sign-in']}#Intent;scheme=https;package=com.android.chrome;end"
        assert links["Mở bằng Chrome"] == wanted


@pytest.mark.parametrize("where", ["sign-in", "staff", "wall"])
def test_it_stands_where_people_come_in(app: Flask, places: dict[str, str], where: str) -> None:
    token = places["token"] if where == "staff" else ""
    zalo = next(iter(INSIDE))

    assert "Đang mở trong Zalo." in bar(seen(app, zalo, places[where], token))


@pytest.mark.parametrize("agent", INSIDE)
def test_whoever_comes_to_a_class_is_told_one_quiet_line_and_warned_of_nothing(
    app: Flask, places: dict[str, str], agent: str
) -> None:
    page = seen(app, agent, places["course"])

    assert bar(page) == ""
    [line] = [paragraph for paragraph in page.all("p") if "chụp màn hình phiếu để giữ" in words(paragraph)]
    assert line.get("class") == "soft"
    app_name = INSIDE[agent].removeprefix("Đang mở trong ").removesuffix(".")
    assert words(line).startswith(
        f"Đăng ký ngay trong {app_name} được." if agent != ANDROID else "Đăng ký ngay ở đây được."
    )
    assert page.text.index("Số điện thoại") < page.text.index(words(line)) < page.text.index("Miễn phí, không cần")


@pytest.mark.parametrize("agent", OUTSIDE)
def test_browsers_get_no_byte_of_it(app: Flask, places: dict[str, str], agent: str) -> None:
    for where in ("course", "sign-in", "staff", "wall"):
        page = seen(app, agent, places[where], places["token"] if where == "staff" else "")
        assert bar(page) == ""
        assert "chụp màn hình" not in page.text
        assert not [link for link in page.all("link") if "guides" in (link.get("href") or "")]


def test_put_away_it_stays_away(app: Flask, places: dict[str, str]) -> None:
    zalo = next(iter(INSIDE))
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = zalo
    pages = Pages(client)

    page = pages.get(places["wall"]).follow("Để sau")

    assert page.address == places["wall"]
    assert bar(page) == ""
    assert bar(pages.get("/dang-nhap")) == ""


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example/", "/nowhere", ""])
def test_it_leads_back_to_our_own_pages_only(client: FlaskClient, elsewhere: str) -> None:
    assert client.get("/trong-ung-dung", query_string={"ve": elsewhere}).location == "/"
