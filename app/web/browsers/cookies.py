"""Browsers that refuse cookies: no form of theirs fits the token of its page, however often it is sent. The first such
form is sent back as one that is too old; the page marks it, and marked and without a cookie once more it tells."""

from dataclasses import dataclass

from flask import current_app, g, request

from app.web.addresses import local_address
from app.web.browsers.devices import on_android
from app.web.browsers.inside import chrome_link
from app.web.responses import public_address

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
