"""Browsers that let somebody in before, known by a cookie: a stranger's wrong tries do not shut their door.

OWASP's device cookies ("Slow down online guessing attacks with device cookies"): tries from such a browser are counted
apart (`WrongTries`), so it is worth five more tries to whoever has it and knows no password, and nothing else.
"""

import hmac

from flask import Response, current_app, request

from app.models.people.account import fold_username
from app.responses import settings

COOKIE, SECONDS = "lopso_known", 366 * 24 * 3600
# Sent to the door alone.
PATH = "/dang-nhap"


def is_known(username: str) -> bool:
    """Whether this browser let in whoever has this user name, as typed."""
    return hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), _mark(username).encode())


def remember(response: Response, username: str) -> None:
    """Let this browser be known again for a year, of one account: the last one that came in."""
    response.set_cookie(
        COOKIE, _mark(username), max_age=SECONDS, path=PATH, httponly=True, samesite="Lax", secure=settings().secure
    )


def _mark(username: str) -> str:
    """What the cookie holds: it stands for the name and does not tell it."""
    said = f"known device {fold_username(username)}"
    return hmac.digest(str(current_app.secret_key).encode(), said.encode(), "sha256").hex()
