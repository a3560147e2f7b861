"""Pages opened inside another app such as Zalo or Facebook: which one, and a link to a real browser."""

from dataclasses import dataclass

from flask import request

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
