"""A cache of pages that are the same for everybody, valid until a write changes what they show.

A page is cached with its state: the ward's `PageVersion`, the minute, and anything else that changes by itself. Parts
that differ between visitors (the form's token and number, seats left) are rendered as holes and filled on each request.
Each process has its own cache; the version is in the database, so no process serves a page older than the last write
that concerns it.
"""

import re
import secrets
import threading
import uuid
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, Response, current_app, g, make_response, request
from flask_wtf.csrf import generate_csrf

from app.web.browsers.inside import found_inside
from app.web.responses import htmx
from app.web.settings import Settings
from app.web.templating import text_size

# Characters that no keyboard types, and a random word that no page contains.
_WORD = secrets.token_hex(8)
_HOLE = re.compile(f"\ue000{_WORD}:([a-z_]+)\ue001")
TOKEN, SUBMISSION, IDEMPOTENCY = "csrf_token", "submission", "idempotency_key"
_DRAWING = "holes_left_open"


@dataclass(frozen=True)
class _Drawn:
    """A rendered page: text, name of a hole, text …; and the headers that its view set."""

    state: Hashable
    pieces: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """The approximate size in memory, in bytes."""
        return 2 * sum(map(len, self.pieces))


class PageCache:
    """The pages of a process by place: the page and its variant. The least recently used are dropped first."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._drawn: OrderedDict[Hashable, _Drawn] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def find(self, place: Hashable, state: Hashable) -> _Drawn | None:
        """The page cached for a place, if it has this state."""
        with self._lock:
            drawn = self._drawn.get(place)
            if drawn is None or drawn.state != state:
                return None
            self._drawn.move_to_end(place)
            return drawn

    def empty(self) -> None:
        """Drop all pages."""
        with self._lock:
            self._drawn.clear()
            self._size = 0

    def keep(self, place: Hashable, drawn: _Drawn) -> None:
        """Cache a page, replacing an older one."""
        with self._lock:
            if earlier := self._drawn.pop(place, None):
                self._size -= earlier.size
            self._drawn[place] = drawn
            self._size += drawn.size
            while self._size > self._most:
                _place, gone = self._drawn.popitem(last=False)
                self._size -= gone.size


def init_page_cache(app: Flask, settings: Settings) -> None:
    """Set up the app's cache."""
    app.extensions["page_cache"] = PageCache(settings.page_cache_bytes)
    app.jinja_env.globals["hole"] = hole


def hole(name: str, value: object) -> object:
    """A placeholder for a value that is filled in on each request; the value itself outside a page to be cached."""
    return _sign(name) if g.get(_DRAWING) else value


def drawn_once(
    state: Hashable, draw: Callable[[], Response | str], fills: Mapping[str, Callable[[], str]] | None = None
) -> Response:
    """This request's page in a state: from the cache, or rendered now; its holes filled.

    `draw` is called with holes for the token and the number of its form, and calls `hole` for others; `fills` computes
    their values. There is a variant for each text size and each embedding app. Statuses other than 200, fragments,
    addresses with a query and pages marked `not_kept` are rendered each time.
    """
    cache: PageCache = current_app.extensions["page_cache"]
    place = (request.path, text_size(), found_inside())
    may_keep = not request.query_string and not htmx()
    drawn = cache.find(place, state) if may_keep else None
    if drawn is None:
        response, drawn = _draw(state, draw)
        if may_keep and response.status_code == 200 and not g.get("not_kept"):
            cache.keep(place, drawn)
        response.set_data(_filled(drawn, fills or {}))
        return response
    response = make_response(_filled(drawn, fills or {}))
    response.headers.update(drawn.headers)
    return response


def not_kept() -> None:
    """Do not cache this page: it shows more than its state covers."""
    g.not_kept = True


def minute(now: datetime) -> int:
    """The minute of a moment: pages show no seconds and change by themselves only with the minute."""
    return int(now.timestamp()) // 60


def new_submission() -> str:
    """A new number of a form: the same press sent twice is stored once."""
    return _sign(SUBMISSION) if g.get(_DRAWING) else str(uuid.uuid4())


def new_key() -> str:
    """A new idempotency key of a form (app/web/idempotency.py); each form of a page has its own."""
    return _sign(IDEMPOTENCY) if g.get(_DRAWING) else str(uuid.uuid4())


def _draw(state: Hashable, draw: Callable[[], Response | str]) -> tuple[Response, _Drawn]:
    g.holes_left_open = True
    g.csrf_token = _sign(TOKEN)  # where Flask-WTF caches the request's token
    try:
        response = make_response(draw())
    finally:
        g.holes_left_open = False
        del g.csrf_token
    pieces = tuple(_HOLE.split(response.get_data(as_text=True)))
    headers = tuple((name, value) for name, value in response.headers if name != "Content-Length")
    return response, _Drawn(state, pieces, headers)


def _filled(drawn: _Drawn, fills: Mapping[str, Callable[[], str]]) -> str:
    every = {TOKEN: generate_csrf, SUBMISSION: new_submission, **fills}
    values = {name: every[name]() for name in set(drawn.pieces[1::2]) - {IDEMPOTENCY}}
    pieces = enumerate(drawn.pieces)
    return "".join((values[piece] if piece in values else new_key()) if at % 2 else piece for at, piece in pieces)


def _sign(name: str) -> str:
    return f"\ue000{_WORD}:{name}\ue001"
