"""Tries of unknown browsers at an address whose rate limit is used up: an officer's new phone in an office whose Wi-Fi
somebody floods.

Every such try is refused at once with the same sentence: neither the response nor its duration reveals whether a name
exists. Afterwards a background thread checks the passwords of existing names one by one. A right one is accepted when
it is sent again, however fast others poll. Each name has a limit of its own, so tries at other names do not use it up;
made-up names cost no hash. All state is in memory and lost with a restart.
"""

import hmac
import secrets
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Lock

from app.models.people.account import fold_username, is_password

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
