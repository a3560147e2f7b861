"""What `script/bench` says of figures: medians of ratios, chance, goals, and what is missing."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url

from app.models import Role, WriteStamp
from app.web.access import COOKIE
from app.web.database import db, immediate
from tests.factories import make_account, make_ward
from tests.patience import PATIENCE
from tests.statements import counted
from tools.measure import page_floors, pages
from tools.measure.__main__ import main
from tools.measure.asking import Ask, Paced, p95
from tools.measure.report import Broken, Measurement, table
from tools.measure.rounds import alternate, band, compare


def test_rounds_alternate_and_the_first_is_thrown_away() -> None:
    order: list[str] = []

    def take(name: str) -> dict[str, float]:
        order.append(name)
        return {"ms": float(len(order))}

    seen = alternate({"ours": lambda: take("ours"), "floor": lambda: take("floor")}, rounds=4)

    rounds = [tuple(order[place : place + 2]) for place in range(0, len(order), 2)]
    assert [set(pair) for pair in rounds] == [{"ours", "floor"}] * 5
    assert rounds[1:].count(("ours", "floor")) == 2
    assert [len(taken) for taken in seen.values()] == [4, 4]
    assert 1.0 not in [figures["ms"] for taken in seen.values() for figures in taken]


def test_the_ratio_is_that_of_a_usual_round_whatever_one_bad_round_did() -> None:
    compared = compare(ours=[2, 4, 90], floor=[1, 2, 3], again=[1, 2, 3])

    assert compared.ratio == 2
    assert compared.spread == (2, 30)
    assert compared.noise == (1, 1)


def test_chance_makes_a_wider_band_of_wilder_rounds() -> None:
    calm, wild = band([0.98, 1.0, 1.02] * 3), band([0.6, 1.0, 1.5] * 3)

    assert wild[0] < calm[0] <= 1 <= calm[1] < wild[1]


@pytest.mark.parametrize(
    ("ours", "met", "sure"), [(1.0, True, True), (1.48, True, False), (1.52, False, False), (3.0, False, True)]
)
def test_a_goal_is_met_or_not_and_chance_may_have_decided_it(ours: float, met: bool, sure: bool) -> None:
    compared = compare([ours] * 9, [1.0] * 9, [0.9, 1.0, 1.1] * 3)

    line = json.loads(Measurement.of_rounds("roll", compared, "ms", goal=1.5, more={}).line())

    assert (line["ratio"], line["goal"], line["met"], line["sure"]) == (ours, 1.5, met, sure)


def test_errors_among_the_answers_miss_any_goal() -> None:
    compared = compare([1.0], [1.0])

    assert Measurement.of_rounds("post", compared, "ms", goal=2.0, fault="3 errors", more={}).met is False


def test_a_bound_in_bytes_is_one_of_ours_not_of_the_ratio() -> None:
    page = Measurement("page", 9000, "bytes", floor=4000, ratio=2.25, goal=10_240, of="ours")

    assert page.met
    assert "≤ 10240 bytes" in table([page])


def test_without_the_floors_one_sentence_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--floors", str(tmp_path)]) == 1

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.strip().count("\n") == 0
    assert "--floors DIR" in told.err


@pytest.mark.parametrize(("number", "least"), [(1, 1), (19, 19), (20, 19), (100, 95)])
def test_of_twenty_waits_nineteen_are_no_longer(number: int, least: int) -> None:
    assert p95(range(number, 0, -1)) == least


class Counting(BaseHTTPRequestHandler):
    """Answers the turn that it is asked, every third with an error."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        turn = int(self.path[1:])
        self.send_response(500 if turn % 3 == 2 else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()
        if turn >= 5:
            enough.set()

    def log_message(self, *_words: object) -> None:
        """Nobody reads it."""


enough = threading.Event()


@pytest.fixture
def address() -> Iterator[str]:
    enough.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Counting) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_who_is_refused_while_asked_at_a_pace_is_no_measurement(address: str) -> None:
    paced = Paced(address, lambda turn: Ask(f"/{turn}", {}), rate=200, connections=2)

    with pytest.raises(Broken, match=r"\d requests went wrong: /\d+ answered 500"), paced:
        assert enough.wait(PATIENCE)


def test_waits_are_those_of_the_time_looked_at(address: str) -> None:
    paced = Paced(address, lambda turn: Ask("/6", {}), rate=200)

    with paced:
        assert enough.wait(PATIENCE)

    last = max(answer.due for answer in paced.answers)
    assert len(paced.waits(0, last + 1)) == len(paced.answers)
    with pytest.raises(Broken):
        paced.waits(last + 1, last + 2)


class Moving(BaseHTTPRequestHandler):
    """A page that has moved, and shows itself to one account alone."""

    def do_GET(self) -> None:
        theirs = self.headers["Cookie"] == f"{COOKIE}=theirs"
        self.send_response(308 if self.path == "/old" else 200 if theirs else 403)
        self.send_header("Location", "/new")
        self.send_header("Content-Length", "0")
        opened.append(self.path)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Nobody reads it."""


opened: list[str] = []


def test_a_page_is_asked_where_it_is_now_and_by_who_may_open_it() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Moving) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        connection = HTTPConnection("127.0.0.1", server.server_port)
        side = pages.Side(os.getpid(), connection, {"a": "theirs", "b": "another"})

        assert side.cost("a", "/old") > 0
        assert opened == ["/old", "/new"]
        with pytest.raises(Broken, match="GET /new answered 403 to b"):
            side.cost("b", "/new")

        connection.close()
        server.shutdown()
        thread.join()


def test_a_process_is_told_apart_from_others_that_work() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as asleep:
        before = pages.processor(os.getpid())
        assert sum(range(100_000))
        assert pages.processor(os.getpid()) > before
        assert pages.processor(asleep.pid) != pages.processor(os.getpid())
        asleep.communicate(b"\n")


def test_a_revision_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Broken, match="There is no revision of-nobody"):
        pages.revision("of-nobody", tmp_path / "tree")


@pytest.fixture(scope="module")
def ward(make_app: Callable[[str], Flask]) -> Flask:
    """An app whose first page stands."""
    app = make_app("sqlite")
    with app.app_context():
        with immediate() as session:
            make_account(session, make_ward(session), Role.OFFICER)
        db.session.remove()
    return app


def floors_of(app: Flask, address: str) -> page_floors.Floors:
    file = make_url(app.config["SQLALCHEMY_DATABASE_URI"]).database
    return page_floors.Floors(app, Path(str(file)), {"first": ("", address)})


def test_a_page_stands_beside_its_statements_and_its_template(ward: Flask) -> None:
    floors = floors_of(ward, "/")
    with floors.drawn("", "/") as drawn, counted(kept=True) as statements:
        assert drawn.draw() == drawn.draw() > 1000
        assert drawn.statements
    assert statements == []
    assert all(cost > 0 for figures in (floors.ours(), floors.floor()) for cost in figures.values())


def test_a_page_that_does_not_open_has_no_floor(ward: Flask) -> None:
    with pytest.raises(Broken, match="GET /khong-co answered 404"):
        floors_of(ward, "/khong-co").floor()


def test_a_write_before_each_request_makes_what_was_kept_old(ward: Flask) -> None:
    with ward.app_context():
        before = WriteStamp.newest(db.session())
        db.session.rollback()
        pages.write(floors_of(ward, "/").file)
        after = WriteStamp.newest(db.session())
    assert {"account", "administrative_unit"} <= {table for table in after if after[table] != before[table]}
