"""Browsers that let somebody in before, known by a cookie: what strangers do does not shut their door.

OWASP's device cookies ("Slow down online guessing attacks with device cookies"): tries from such a browser are counted
apart (`WrongTries`), for itself alone, and no crowd at its address slows it. So it is worth five more tries to whoever
has it and knows no password, and nothing else.
"""

import hmac
import re
import secrets

from flask import Response, current_app, request

from app.models.people.account import fold_username
from app.web.responses import settings

COOKIE, SECONDS = "lopso_known", 366 * 24 * 3600
# Sent to the door alone.
PATH = "/dang-nhap"
# A counter's computer lets in whoever has the shift; those who came in last stay known.
MOST_NAMES = 8
COOKIES = re.compile(r"(?:(?P<device>[0-9a-f]{16})\.)?(?P<marks>[0-9a-f]{64}(?:\.[0-9a-f]{64})*)")


def known_as(username: str) -> str:
    """What this browser's tries at a user name, as typed, are counted under; "" where it did not let in whoever has
    the name."""
    device, marks = _told()
    wanted = _mark(device, username)
    known = [hmac.compare_digest(mark, wanted) for mark in marks]
    return (device or "0") if any(known) else ""


def remember(response: Response, username: str) -> None:
    """Let this browser be known again for a year, of those who came in last."""
    device, marks = _told()
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


def _told() -> tuple[str, list[str]]:
    """The browser's own name, "" where it has none yet, and what it is known of.

    Until November 2026 the cookie was one mark alone, of a browser without a name.
    """
    told = COOKIES.fullmatch(request.cookies.get(COOKIE, ""))
    if told is None:
        return "", []
    return told["device"] or "", told["marks"].split(".")


def _mark(device: str, username: str) -> str:
    """What the cookie holds of a name: it stands for the name and does not tell it."""
    said = f"known device {fold_username(username)}" + (device and f"\n{device}")
    return hmac.digest(str(current_app.secret_key).encode(), said.encode(), "sha256").hex()
