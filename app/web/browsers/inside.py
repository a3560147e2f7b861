"""Pages opened inside another app such as Zalo or Facebook, and browsers that refuse cookies."""

from dataclasses import dataclass

from flask import current_app, g, request

from app.web.addresses import local_address
from app.web.browsers.devices import inside_app, on_android
from app.web.browsers.installing import WAYS, InstallWay
from app.web.responses import public_address

COOKIE = "trong_ung_dung"


@dataclass(frozen=True)
class Inside:
    """The embedding app ("" for an unnamed one), this page's address, and a link that opens Chrome ("" on iPhones)."""

    app: str
    address: str
    chrome: str
    way: InstallWay


def found_inside() -> Inside | None:
    """The app in which this page is open, unless its bar was dismissed; None for a browser of its own."""
    agent = request.user_agent.string
    app = inside_app(agent)
    if app is None or request.cookies.get(COOKIE):
        return None
    address = public_address(request.full_path.rstrip("?"))
    android = on_android(agent)
    key = "inside_android" if android else "inside_apple"
    way = next(way for way in WAYS if way.key == key)
    return Inside(app, address, chrome_link(address) if android else "", way)


def chrome_link(address: str) -> str:
    """The link that makes Android open an address in Chrome: "intent://host/path#Intent;scheme=https;package=…;end"."""
    scheme, _separator, rest = address.partition("://")
    return f"intent://{rest}#Intent;scheme={scheme};package=com.android.chrome;end"


# Browsers that refuse cookies: no form of theirs fits the token of its page, however often it is sent. The first such
# form is sent back as one that is too old; the page marks it, and marked and without a cookie once more it tells.
# The field of a form that was sent back: the page that it came from.
SENT_BACK = "sent_back"


@dataclass(frozen=True)
class RefusedCookies:
    """The absolute address to open in another browser, and a link that opens Chrome there ("" but on Android)."""

    address: str
    chrome: str


def marked() -> dict[str, str]:
    """The hidden field that marks a form that is sent back; for any other form nothing."""
    return {SENT_BACK: before} if (before := page_sent_back()) else {}


def page_sent_back() -> str:
    """The address of the page whose form this response gives back because its token did not fit; else ""."""
    if not g.get("token_is_wrong"):
        return ""
    own = request.host_url.rstrip("/")
    wanted = (request.form.get(SENT_BACK), (request.referrer or "").removeprefix(own), request.path)
    return next((each for each in wanted if local_address(each, doors=True)), None) or "/"


def refused_cookies() -> RefusedCookies | None:
    """The way out of a browser that was given a cookie with the form and did not bring it."""
    came = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    if not g.get("token_is_wrong") or SENT_BACK not in request.form or came:
        return None
    address = public_address(page_sent_back())
    return RefusedCookies(address, chrome_link(address) if on_android(request.user_agent.string) else "")
