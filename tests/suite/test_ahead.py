"""Workers of a run whose clock is ahead have that clock, too; a copy that a browser has stays as it is."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.http import parse_date

from app.country import clock
from app.country.clock import SHIFT
from tests.ahead import with_moved_workers


def asked(path: str, status: str = "200 OK") -> tuple[bytes, dict[str, str]]:
    """The body and the headers that a browser gets."""
    sent: dict[str, str] = {}

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response(status, [("Content-Length", "5"), ("ETag", "a")])
        return [b"work;"] if status.startswith("200") else []

    def start(_status: str, headers: list[tuple[str, str]], *_more: Any) -> None:
        sent.update(headers)

    body = b"".join(with_moved_workers(app)({"PATH_INFO": path}, start))
    made = parse_date(sent.pop("Date"))
    assert made
    assert abs(clock.now() - made) < timedelta(minutes=1), "the answer is dated by the clock of the run"
    return body, sent


def test_a_worker_begins_with_the_clock_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SHIFT, "60")
    for path in ("/sw.js", "/static/mine.0123456789ab.js", "/static/kiosk_worker.0123456789ab.js"):
        body, headers = asked(path)
        assert b"Real.now() + 60000" in body
        assert body.endswith(b"work;")
        assert headers == {"ETag": "a"}, "the length is another one"


def test_other_files_and_known_workers_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SHIFT, "60")
    assert asked("/static/roll.0123456789ab.js") == (b"work;", {"Content-Length": "5", "ETag": "a"})
    assert asked("/sw.js", "304 NOT MODIFIED")[0] == b""
