"""Pages that are the same for everybody, drawn once and handed out until a write touches what they show.

A page is kept with its state: the ward's `PageVersion`, the minute, and whatever else of it changes by itself. What
differs from visitor to visitor (the form's token and number, seats left) is left open as a hole when it is drawn, and
put in on each request. Each process keeps its own pages; the version lies in the database, so none of them hands out
one that is older than the last write that touches it.
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

# Signs that no keyboard types, and a word that no page says.
_WORD = secrets.token_hex(8)
_HOLE = re.compile(f"\ue000{_WORD}:([a-z_]+)\ue001")
TOKEN, SUBMISSION, IDEMPOTENCY = "csrf_token", "submission", "idempotency_key"
_DRAWING = "holes_left_open"


@dataclass(frozen=True)
class _Drawn:
    """A page with its holes: text, name of a hole, text …; and the headers that its view set."""

    state: Hashable
    pieces: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """Bytes in memory, roughly."""
        return 2 * sum(map(len, self.pieces))


class PageCache:
    """The pages of a process, by place: which page, and for whom it looks otherwise. The least asked for go first."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._drawn: OrderedDict[Hashable, _Drawn] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def find(self, place: Hashable, state: Hashable) -> _Drawn | None:
        """What is kept for a place, where it is of this state."""
        with self._lock:
            drawn = self._drawn.get(place)
            if drawn is None or drawn.state != state:
                return None
            self._drawn.move_to_end(place)
            return drawn

    def empty(self) -> None:
        """Forget all pages."""
        with self._lock:
            self._drawn.clear()
            self._size = 0

    def keep(self, place: Hashable, drawn: _Drawn) -> None:
        """Keep it in place of an older one."""
        with self._lock:
            if earlier := self._drawn.pop(place, None):
                self._size -= earlier.size
            self._drawn[place] = drawn
            self._size += drawn.size
            while self._size > self._most:
                _place, gone = self._drawn.popitem(last=False)
                self._size -= gone.size


def init_page_cache(app: Flask, settings: Settings) -> None:
    """Give an app its pages."""
    app.extensions["page_cache"] = PageCache(settings.page_cache_bytes)
    app.jinja_env.globals["hole"] = hole


def hole(name: str, value: object) -> object:
    """A value that is put into a kept page on each request; the value itself where no page is drawn to be kept."""
    return _sign(name) if g.get(_DRAWING) else value


def drawn_once(
    state: Hashable, draw: Callable[[], Response | str], fills: Mapping[str, Callable[[], str]] | None = None
) -> Response:
    """This request's page in a state: as it was drawn for whoever came first, or drawn now; its holes filled.

    `draw` is called with the token and the number of its form left open, and calls `hole` for the rest; `fills` says
    what comes into those. Kept apart for each size of letters and each app it is open in; an answer other than 200, a
    fragment, a page whose address asks for something and one that is `not_kept` are drawn each time.
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
    """Let this page be drawn each time: it shows more than its state tells of."""
    g.not_kept = True


def minute(now: datetime) -> int:
    """The minute of a moment: no page tells seconds, and none changes by itself but with a minute."""
    return int(now.timestamp()) // 60


def new_submission() -> str:
    """The number of a form: the same press sent twice is stored once."""
    return _sign(SUBMISSION) if g.get(_DRAWING) else str(uuid.uuid4())


def new_key() -> str:
    """The idempotency key of a form (app/web/idempotency.py); each form of a page has another."""
    return _sign(IDEMPOTENCY) if g.get(_DRAWING) else str(uuid.uuid4())


def _draw(state: Hashable, draw: Callable[[], Response | str]) -> tuple[Response, _Drawn]:
    g.holes_left_open = True
    g.csrf_token = _sign(TOKEN)  # where Flask-WTF keeps the token of a request
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
