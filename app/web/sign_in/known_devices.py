"""Known browsers: a cookie marks the accounts that signed in there, so that other people's tries do not lock them out.

OWASP's device cookies ("Slow down online guessing attacks with device cookies"): tries from such a browser are counted
separately (`WrongTries`), and the rate limit of its address does not apply. Whoever has the cookie without a password
gains five tries, and nothing else.
"""

import hmac
import re
import secrets

from flask import Response, current_app, request

from app.models.people.account import fold_username
from app.web.responses import settings

COOKIE, SECONDS = "lopso_known", 366 * 24 * 3600
# The cookie is sent to the sign-in only.
PATH = "/dang-nhap"
# On a counter's computer many accounts sign in; the last ones stay known.
MOST_NAMES = 8
COOKIES = re.compile(r"(?:(?P<device>[0-9a-f]{16})\.)?(?P<marks>[0-9a-f]{64}(?:\.[0-9a-f]{64})*)")


def known_as(username: str) -> str:
    """The key under which this browser's tries at a user name, as typed, are counted; "" if the name never signed in
    here."""
    device, marks = _read_cookie()
    wanted = _mark(device, username)
    known = [hmac.compare_digest(mark, wanted) for mark in marks]
    return (device or "0") if any(known) else ""


def remember(response: Response, username: str) -> None:
    """Set the cookie for a year, with the accounts that signed in last."""
    device, marks = _read_cookie()
    if not device:
        device, marks = secrets.token_hex(8), []
    newest = _mark(device, username)
    kept = [newest, *(mark for mark in marks if mark != newest)][:MOST_NAMES]
    response.set_cookie(
        COOKIE,
        ".".join((device, *kept)),
        max_age=SECONDS,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings().secure,
    )


def _read_cookie() -> tuple[str, list[str]]:
    """The browser's own name, "" if it has none yet, and the marks of its accounts.

    Until November 2026 the cookie was a single mark without a name.
    """
    found = COOKIES.fullmatch(request.cookies.get(COOKIE, ""))
    if found is None:
        return "", []
    return found["device"] or "", found["marks"].split(".")


def _mark(device: str, username: str) -> str:
    """The mark of a user name in the cookie: an HMAC, which does not reveal the name."""
    text = f"known device {fold_username(username)}" + (device and f"\n{device}")
    return hmac.digest(str(current_app.secret_key).encode(), text.encode(), "sha256").hex()
