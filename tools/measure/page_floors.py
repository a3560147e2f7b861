"""What a first page costs beside its floor: its statements by the driver alone, and its template drawn again.

The floor is what the data of a page costs: each statement that the page sent, as text with its values, run by sqlite3
and read to the end, and its templates drawn once more with what the view gave them. What a template calls (the rail
and its counts) answers from what it answered before. What lies between is ours: building and compiling SELECTs, making
rows into nouns, judging, reckoning. Processor's time of this process, in which nothing else runs.
"""

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FunctionType, GeneratorType
from typing import Any

from flask import Flask, before_render_template
from sqlalchemy import Engine, event
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.models import kept_reading
from app.web.access import COOKIE
from app.web.database import sqlite_file
from tests.statements import BESIDE
from tools.measure.bench import Bench, column
from tools.measure.report import Broken, Measurement
from tools.measure.rounds import Figures, compare
from tools.measure.ward import app_on

EACH = 5  # times each is done in a round
# So many times its floor a page may cost; those in NEAR, whose readings are kept, less.
GOAL, GOAL_NEAR = 4.0, 3.0
NEAR = (
    "today",
    "a head's start",
    "people",
    "targets",
    "programmes",
    "a programme's book",
    "reports",
    "list of classes",
)
ANEW = ", nothing kept"
Sent = list[tuple[str, Any]]


@dataclass
class Drawn:
    """What a page was made of: statements with their values, and how to draw its templates again."""

    statements: Sent
    templates: list[tuple[Any, dict[str, Any]]]

    def draw(self) -> int:
        """Draw all templates again; how many signs that made."""
        return sum(len(template.render(context)) for template, context in self.templates)


@dataclass
class Floors:
    """The pages of a ward in this process, each to be opened by somebody who is signed in."""

    app: Flask
    file: Path
    pages: Mapping[str, tuple[str, str]]  # by name: the token ("" for nobody's), the address

    def ours(self) -> Figures:
        """The usual cost of each page with what is kept, and with nothing kept, in ms."""
        found = {}
        for page, (token, address) in self.pages.items():
            open_it = partial(run_wsgi_app, self.app, _asking(token, address), buffered=True)
            open_it()
            found[page], found[page + ANEW] = _usual(open_it), _usual(open_it, before=kept_reading.forget)
        return found

    def floor(self) -> Figures:
        """The usual cost of each page's floor."""
        raw = sqlite3.connect(self.file, cached_statements=sqlite_file.STATEMENTS, isolation_level=None)
        found = {}
        for page, (token, address) in self.pages.items():
            kept_reading.forget()
            with self.drawn(token, address) as anew:
                pass
            with self.drawn(token, address) as now:
                template = _usual(now.draw)
            for name, sent in ((page, now.statements), (page + ANEW, anew.statements)):
                found[name] = template + _usual(partial(_run, raw, sent))
        raw.close()
        return found

    @contextmanager
    def drawn(self, token: str, address: str) -> Iterator[Drawn]:
        """A page that was opened, inside of its request.

        Raises:
            Broken: it does not open.
        """
        sent, templates = Sent(), list[tuple[Any, dict[str, Any]]]()

        def before(_sender: Flask, template: Any, context: dict[str, Any], **_more: object) -> None:
            for name, value in context.items():
                if isinstance(value, GeneratorType):
                    context[name] = [*value]
            templates.append((template, {**context, **_answering_once(context)}))

        def hear(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: object) -> None:
            if not statement.startswith(BESIDE):
                sent.append((statement, values))

        self.app.extensions["page_cache"].empty()  # residents' pages are kept whole
        with self.app.request_context(_asking(token, address)):
            event.listen(Engine, "before_cursor_execute", hear)
            try:
                with before_render_template.connected_to(before, self.app):
                    answer = self.app.full_dispatch_request()
            finally:
                event.remove(Engine, "before_cursor_execute", hear)
            if answer.status_code != 200 or not templates:
                raise Broken(f"GET {address} answered {answer.status_code}: there is no page to draw.")
            drawn = Drawn(sent, templates)
            drawn.draw()  # what its functions answer is known from now on
            yield drawn


def measure(bench: Bench, data: Path, pages: Mapping[str, tuple[str, str]]) -> Iterator[Measurement]:
    """Each page beside its floor; with nothing kept besides."""
    floors = Floors(app_on(data), data / "lopso.db", pages)
    seen = bench.alternate("pages and floors", {"ours": floors.ours, "floor": floors.floor, "again": floors.floor})
    for page, (_token, address) in pages.items():
        for name in (page, page + ANEW):
            compared = compare(*(column(seen[side], name) for side in ("ours", "floor", "again")))
            goal = None if name != page else GOAL_NEAR if page in NEAR else GOAL
            more = {"rounds": bench.rounds, "address": address, "beside": "its statements and templates"}
            yield Measurement.of_rounds(f"{name}, page ÷ floor", compared, "ms", goal=goal, more=more)


def _asking(token: str, address: str) -> dict[str, Any]:
    """What a server gives an app for a page that somebody opens; without a token a resident."""
    cookie = [("Cookie", f"{COOKIE}={token}")] if token else []
    return EnvironBuilder(address, headers=cookie).get_environ()


def _answering_once(context: Mapping[str, Any]) -> dict[str, Any]:
    """The functions of a context, each of which answers a second drawing what it answered the first."""
    return {name: _once(value) for name, value in context.items() if isinstance(value, FunctionType)}


def _once(function: Callable[..., Any]) -> Callable[..., Any]:
    answers: dict[str, Any] = {}

    def answer(*given: Any, **named: Any) -> Any:
        key = repr((given, named))
        if key not in answers:
            answers[key] = function(*given, **named)
        return answers[key]

    return answer


def _run(raw: sqlite3.Connection, sent: Sent) -> None:
    for statement, values in sent:
        raw.execute(statement, values).fetchall()


def _usual(act: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """The median of the processor's time that something takes, in ms."""
    times = []
    for _ in range(EACH):
        before()
        began = time.process_time()
        act()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)
