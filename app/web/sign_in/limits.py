"""Rate limits by address, in the database; they slow guessing and never block it, because an office may share one.
Browsers that signed in are known by a cookie, so that other people's tries do not lock their accounts.

OWASP's device cookies ("Slow down online guessing attacks with device cookies"): tries from such a browser are counted
separately (`WrongTries`), and the rate limit of its address does not apply. Whoever has the cookie without a password
gains five tries, and nothing else.
"""

import hmac
import re
import secrets
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock
from typing import TypeVar

from flask import Response, current_app, request
from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import RateLimit
from app.models.people.account import fold_username, is_password
from app.web.database import db, immediate
from app.web.responses import settings


class TooMany(Exception):
    """Too many guesses from this address; the next one is allowed in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class AddressLimit:
    """At most `size` wrong guesses from one address in `seconds`; afterwards they are allowed one by one, evenly."""

    name: str
    size: int
    seconds: int

    def check(self) -> None:
        """Check that the address has guesses left; only reads.

        Raises:
            TooMany: it has none.
        """
        now = clock.now()
        if RateLimit.is_empty(db.session(), self._key(), size=self.size, seconds=self.seconds, now=now):
            raise TooMany(-(-self.seconds // self.size))

    def note_wrong(self, session: Session) -> None:
        """Count a wrong guess, or any other limited act, in a write transaction."""
        RateLimit.take(session, self._key(), size=self.size, seconds=self.seconds, now=clock.now())

    def _key(self) -> str:
        return f"{self.name} {network(request.remote_addr or '')}"


def network(address: str) -> str:
    """The network that is limited: an IPv4 address, or the /64 of an IPv6 address, which one customer has."""
    try:
        read = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(read, IPv6Address):
        return str(read.ipv4_mapped or ip_network((int(read) >> 64 << 64, 64)))
    return str(read)


# docs/promises.md, "Sign-in".
SIGN_IN = AddressLimit("sign-in", 50, 15 * 60)
# Secret links: 80 random bits, so many misses mean guessing.
TOKENS = AddressLimit("token", 50, 15 * 60)
# The setup code is short, because it is typed from another screen.
SETUP = AddressLimit("setup", 10, 15 * 60)
# Whether a press was stored: a phone asks once of each that got no answer.
PRESSES = AddressLimit("press", 200, 15 * 60)
# Requests for help at home: enough for a hall whose telephones share one address, too few for a flood.
REQUESTS = AddressLimit("help-request", 60, 60 * 60)
# Requests about one's own data.
RIGHTS = AddressLimit("data-request", 20, 60 * 60)
# Offers to become an ambassador: at a meeting many may come from one address.
OFFERS = AddressLimit("ambassador-offer", 40, 60 * 60)


# Rate limit for guessing codes that give access to whoever has them.
#
# Only misses count: a right code always works, so one guesser never blocks a ward that shares an address.
Noun = TypeVar("Noun")


def found_by_code(wanted: Select[Noun]) -> Noun | None:
    """The row with a code, or None, which counts as a miss.

    Raises:
        TooMany: no row has this code, and this address has missed too often. Costs no write.
    """
    row = db.session.scalars(wanted.limit(1)).first()
    if row is None:
        TOKENS.check()
        with immediate() as session:
            TOKENS.note_wrong(session)
    return row


# Tries of unknown browsers at an address whose rate limit is used up: an officer's new phone in an office whose Wi-Fi
# somebody floods.
#
# Every such try is refused at once with the same sentence: neither the response nor its duration reveals whether a name
# exists. Afterwards a background thread checks the passwords of existing names one by one. A right one is accepted when
# it is sent again, however fast others poll. Each name has a limit of its own, so tries at other names do not use it
# up; made-up names cost no hash. All state is in memory and lost with a restart.
# Tries of a name that are checked in this time; its lock (docs/promises.md, "Sign-in") counts separately.
MOST_TRIES, WITHIN = 3, timedelta(minutes=15)
# How long a right try is accepted.
KEPT = timedelta(minutes=5)


class LateTries:
    """The queued tries by name, and the right pairs of name and password."""

    def __init__(self, fits: Callable[[str | None, str], bool] = is_password, beside: Executor | None = None) -> None:
        self._fits = fits
        self._beside = beside or ThreadPoolExecutor(1, thread_name_prefix="late-tries")
        self._key = secrets.token_bytes(32)
        self._lock = Lock()
        self._tries: dict[str, list[datetime]] = {}
        self._right: dict[bytes, datetime] = {}

    def check_later(self, username: str, password: str, stored: str, now: datetime) -> None:
        """Check a password of an existing name in the background, unless the name has too many recent tries.

        `stored` is the hash. Returns at once.
        """
        name = fold_username(username)
        with self._lock:
            lately = [at for at in self._tries.get(name, ()) if abs(now - at) < WITHIN]
            if len(lately) >= MOST_TRIES:
                return
            self._tries[name] = [*lately, now]
        self._beside.submit(self._look, self._sign(username, password), password, stored, now)

    def was_right(self, username: str, password: str, now: datetime) -> bool:
        """Whether this pair was checked lately and was right."""
        with self._lock:
            at = self._right.get(self._sign(username, password))
        return at is not None and abs(now - at) < KEPT

    def _look(self, sign: bytes, password: str, stored: str, now: datetime) -> None:
        if self._fits(stored, password):
            with self._lock:
                self._right = {other: at for other, at in self._right.items() if abs(now - at) < KEPT}
                self._right[sign] = now

    def _sign(self, username: str, password: str) -> bytes:
        """The HMAC of a pair; passwords are not stored."""
        text = f"{fold_username(username)}\n{password}".encode("utf-8", "replace")
        return hmac.digest(self._key, text, "sha256")


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
