"""The roll of two hundred without a network: time in its template, bytes, and how often the database is asked."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, template_rendered

from app.web.access import COOKIE
from tests.statements import counted
from tools.measure.bench import Bench, column
from tools.measure.report import Broken, Measurement
from tools.measure.rounds import Take, compare
from tools.measure.ward import HALL, ROLL, Ward

KB = 1024
SECONDS = 0.3  # of rendering, again and again, for the median of a round
MACRO = "macro row, csrf in header"  # the floor's roll that is built as ours is
ROWS = "{% for r in rows %}{{ row(r) }}{% endfor %}"
OUR_ROWS = "{% from 'components/roll.html' import roll_rows with context %}{{ roll_rows(rows) }}"


def measure(bench: Bench) -> list[Measurement]:
    """Page and rows alone beside the floor's macro; compressed bytes; statements of 200 beside those of 40."""
    ward = bench.ward
    app = ward.app()
    asked = {size: _asked(app, ward, size) for size in (ROLL, HALL)}
    return [
        *_renders(bench, app, ward),
        Measurement("roll of 200, compressed", asked[HALL][0], "bytes", goal=6 * KB, of="ours"),
        Measurement(
            "roll of 200, statements beside 40's",
            asked[HALL][1],
            "",
            asked[ROLL][1],
            asked[HALL][1] / asked[ROLL][1],
            1.0,
        ),
    ]


def _renders(bench: Bench, app: Flask, ward: Ward) -> list[Measurement]:
    floor = bench.floors.templates()
    people, env = floor["people"](HALL), floor["env"]
    page = env.get_template(f"t{list(floor['T']).index(MACRO)}.html")
    rows = env.from_string(floor["mac"](floor["ROW"].replace("%s", "")) + ROWS)
    with floor["app"].test_request_context():
        token = floor["generate_csrf"]()
    ours = [(each["id"], each["name"], each["year"], "present" if each["on"] else "unmarked", "") for each in people]
    with _roll(app, ward, HALL) as render:
        our_rows = app.jinja_env.from_string(OUR_ROWS)
        in_floor: dict[str, Callable[[], object]] = {
            "": lambda: page.render(tok=token, rows=people),
            "rows alone": lambda: rows.render(rows=people),
        }
        in_ours: dict[str, Callable[[], object]] = {"": render, "rows alone": lambda: our_rows.render(rows=ours)}
        found = []
        for word, goal in (("", 1.2), ("rows alone", None)):
            takes = {"floor": _timed(in_floor[word]), "again": _timed(in_floor[word]), "ours": _timed(in_ours[word])}
            name = ", ".join(filter(None, ("roll of 200, template", word)))
            seen = bench.alternate(name, takes)
            compared = compare(*(column(seen[which], "ms") for which in ("ours", "floor", "again")))
            more = {"beside": f"floor_template {MACRO}", "rounds": bench.rounds}
            found.append(Measurement.of_rounds(name, compared, "ms", goal=goal, more=more))
        return found


@contextmanager
def _roll(app: Flask, ward: Ward, size: int) -> Iterator[Callable[[], object]]:
    """A function that renders the roll's page again with what its view gave it."""
    rendered: list[tuple[Any, dict[str, Any]]] = []

    def hear(sender: Flask, template: Any, context: dict[str, Any], **rest: object) -> None:
        rendered.append((template, context))

    with app.test_request_context(ward.rolls[size], headers={"Cookie": f"{COOKIE}={ward.token}"}):
        with template_rendered.connected_to(hear, app):
            answer = app.full_dispatch_request()
        if answer.status_code != 200 or not rendered:
            raise Broken(f"GET {ward.rolls[size]} answered {answer.status_code}: there is no roll to render.")
        template, context = rendered[-1]
        yield lambda: template.render(context)


def _asked(app: Flask, ward: Ward, size: int) -> tuple[int, int]:
    """Bytes of the roll as sent, and the statements it took."""
    client = app.test_client()
    client.set_cookie(COOKIE, ward.token)
    client.get(ward.rolls[size])  # the first one may note that the device was seen
    with counted() as statements:
        answer = client.get(ward.rolls[size], headers={"Accept-Encoding": "br"})
    if answer.status_code != 200:
        raise Broken(f"GET {ward.rolls[size]} answered {answer.status_code}: there is no roll to weigh.")
    return len(answer.data), len(statements)


def _timed(render: Callable[[], object]) -> Take:
    """A round: the median of rendering for some time, in ms."""

    def take() -> dict[str, float]:
        times = []
        end = time.perf_counter() + SECONDS
        while time.perf_counter() < end:
            began = time.perf_counter()
            render()
            times.append((time.perf_counter() - began) * 1000)
        return {"ms": statistics.median(times)}

    return take
