"""Tries from an address that wrong ones have used up, by browsers that nobody knows: an officer's new phone in an
office whose Wi-Fi somebody floods.

All are told to wait, in the same words and at once: nobody learns from the answer, nor from how long it took, whether
a name exists. Only then, beside the requests and one by one, the password of a name that exists is looked at; one that
is right is let through when it comes again, whoever else polls however fast. Each name is heard apart, so a crowd with
other names takes nothing from it; a flood of made-up ones costs no hash. All in memory: after a restart one waits anew.
"""

import hmac
import secrets
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Lock

from app.models.people.account import fold_username, is_password

# So many tries of a name are heard within so long; its lock (docs/promises.md, "Sign-in") counts beside it.
HEARD, WITHIN = 3, timedelta(minutes=15)
# How long one that was right may come again.
KEPT = timedelta(minutes=5)


class LateTries:
    """What was heard, by name, and which pairs of name and password were right."""

    def __init__(self, fits: Callable[[str | None, str], bool] = is_password, beside: Executor | None = None) -> None:
        self._fits = fits
        self._beside = beside or ThreadPoolExecutor(1, thread_name_prefix="late-tries")
        self._key = secrets.token_bytes(32)
        self._lock = Lock()
        self._heard: dict[str, list[datetime]] = {}
        self._right: dict[bytes, datetime] = {}

    def hear(self, username: str, password: str, stored: str, now: datetime) -> None:
        """Have a password looked at beside the requests, unless its name, which exists, was heard too often lately.

        `stored` is the hash. Returns at once.
        """
        name = fold_username(username)
        with self._lock:
            lately = [at for at in self._heard.get(name, ()) if abs(now - at) < WITHIN]
            if len(lately) >= HEARD:
                return
            self._heard[name] = [*lately, now]
        self._beside.submit(self._look, self._sign(username, password), password, stored, now)

    def was_right(self, username: str, password: str, now: datetime) -> bool:
        """Whether this very pair was heard lately and fitted."""
        with self._lock:
            at = self._right.get(self._sign(username, password))
        return at is not None and abs(now - at) < KEPT

    def _look(self, sign: bytes, password: str, stored: str, now: datetime) -> None:
        if self._fits(stored, password):
            with self._lock:
                self._right = {other: at for other, at in self._right.items() if abs(now - at) < KEPT}
                self._right[sign] = now

    def _sign(self, username: str, password: str) -> bytes:
        """What stands for a pair; no password is kept."""
        said = f"{fold_username(username)}\n{password}".encode("utf-8", "replace")
        return hmac.digest(self._key, said, "sha256")
