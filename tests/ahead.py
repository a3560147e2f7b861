"""Pages and their workers with the clock of the run, where that is ahead of the machine's (`script/test --at`)."""

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.http import http_date

from app.country import clock
from app.country.clock import SHIFT

WORKERS = re.compile(r"/sw\.js|/static/(?:mine|kiosk_worker)\.[0-9a-f]+\.js")
MOVED = """if (!Date.ahead) { const Real = Date;
globalThis.Date = class Date extends Real {
  constructor(...given) { if (given.length) super(...given); else super(Real.now() + %d); }
  static now() { return Real.now() + %d; }
  static ahead = true;
}; }
"""


def moved_script() -> str:
    """What a page runs before its own scripts to have the run's clock; "" where that is the machine's."""
    ahead = float(os.environ.get(SHIFT, "0")) * 1000
    return MOVED % (ahead, ahead) if ahead else ""


def with_moved_workers(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """A WSGI application whose workers have the run's clock, too: no browser lets a test speak to them first. Its
    answers are dated by that clock: a worker tells by the date what was saved just now."""

    def moved(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def dated(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            return start_response(status, [*headers, ("Date", http_date(clock.now()))], *exc_info)

        if not WORKERS.fullmatch(environ["PATH_INFO"]):
            return app(environ, dated)
        script, first = moved_script().encode(), [b""]

        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            if status.startswith("200"):
                first[0] = script
                headers = [(key, value) for key, value in headers if key != "Content-Length"]
            return dated(status, headers, *exc_info)

        body = app({key: value for key, value in environ.items() if key != "HTTP_ACCEPT_ENCODING"}, start)
        return [first[0], *body]

    return moved
