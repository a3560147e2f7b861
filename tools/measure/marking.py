"""Marks through POST /dong-bo: one, as a tap sends it, and two hundred, as a phone does that comes back online."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPMessage
from typing import Any

from app.web.access import COOKIE
from tools.measure import wrk
from tools.measure.bench import Bench, Goals
from tools.measure.report import Broken, Measurement
from tools.measure.rounds import Figures
from tools.measure.servers import serving
from tools.measure.ward import Marked, Ward

AHEAD = 1000
ANSWER = 300  # bytes
BATCH = 200


@dataclass
class Presses:
    """Posts of one signed-in phone, counting on from round to round."""

    load: wrk.Load
    account: str
    size: int
    number: int = 0
    answered: int = 0

    @classmethod
    def to(cls, bench: Bench, token: str, address: str, script: str, connections: int, size: int) -> "Presses":
        """Ask for account and token as the outbox does, then be ready to send `size` operations a request."""
        told, headers = asked(f"{address}/dong-bo", {"Cookie": f"{COOKIE}={token}"})
        cookies = [f"{COOKIE}={token}", str(headers["Set-Cookie"] or "").partition(";")[0]]
        sent = {"Cookie": "; ".join(filter(None, cookies)), "X-CSRFToken": told["csrf_token"]}
        load = bench.load(f"{address}/dong-bo", connections, script, **sent)
        return cls(load, told["account"], size)

    def take(self) -> Figures:
        """A round."""
        figures = self.load.take((str(self.number), self.account, str(self.size)))
        # Whole batches, so that each begins with the first of a lesson's roll.
        self.number += (int(figures["n"]) + AHEAD) * self.size
        self.answered += int(figures["n"])
        return figures


def measure(bench: Bench) -> Iterator[Measurement]:
    """One mark a request, then two hundred."""
    ward = bench.ward
    with serving(ward.data) as address:
        for name, courses, connections, size, goals in (
            ("one mark", ward.marked, 4, 1, Goals(1.5)),
            ("outbox of 200 marks", (ward.hall,), 1, BATCH, Goals(15.0)),
        ):
            marks = Presses.to(bench, ward.token, address, _script(courses), connections, size)
            before = ward.marks()
            yield from bench.beside_post(name, connections, marks.take, goals)
            stored = ward.marks() - before
            if stored < marks.answered * size:
                raise Broken(f"{name}: {marks.answered} requests were answered, {stored} marks are stored.")
        yield _answer(Presses.to(bench, ward.token, address, _script(ward.marked), 1, 1), ward)


def _script(courses: tuple[Marked, ...]) -> str:
    return f"courses = {{{','.join(course.as_lua() for course in courses)}}}\n{wrk.script('marks.lua')}"


def _answer(marks: Presses, ward: Ward) -> Measurement:
    """How much comes back for one mark, for a phone that takes brotli."""
    course = ward.marked[0]
    at = "2026-01-01T00:00:00Z"
    uuid = "0b6f3f0e-51c5-4a2c-9d8e-6f8a1c2b3d4e"
    said = {"lesson": f"{course.code}/1", "registration": course.keys[0], "status": "present"}
    operation = {"uuid": uuid, "kind": "mark", "at": at, "sequence": 1, "data": said}
    body = {"device": "bench", "account": marks.account, "client_now": at, "operations": [operation]}
    headers = {**marks.load.headers, "Content-Type": "application/json", "Accept-Encoding": "br"}
    request = urllib.request.Request(marks.load.address, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return Measurement("answer to one mark", len(answer.read()), "bytes", goal=ANSWER, of="ours")


def asked(address: str, headers: dict[str, str]) -> tuple[dict[str, Any], HTTPMessage]:
    """What an address answers in JSON, and the headers of the answer."""
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
        return json.load(answer), answer.headers
