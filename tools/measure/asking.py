"""People who ask at a pace of their own, not as fast as they are answered: instructors who tick, pages opened."""

import itertools
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from types import TracebackType
from urllib.parse import urlsplit

from tools.measure.report import Broken

PATIENCE = 30.0


@dataclass(frozen=True)
class Ask:
    """One request."""

    path: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True)
class Answer:
    """One answer: when the request was due, and how long after that it was there; seconds of `time.perf_counter`."""

    due: float
    took: float


@dataclass
class Paced:
    """So many requests a second, evenly, over connections that stay open, from `with` until its end.

    `asks(turn)` says what is asked the turn-th time. A wait counts from the moment when the request was due, so that
    a server that stalls is not asked less for it. `answers` may be read at any time. With `starts`, a moment in seconds
    for each connection's first request, they do not take turns evenly, but each keeps its own time.
    """

    address: str
    asks: Callable[[int], Ask]
    rate: float
    connections: int = 1
    good: int = 200
    starts: Sequence[float] = ()
    answers: list[Answer] = field(default_factory=list)
    _faults: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> "Paced":
        began = time.perf_counter()
        for place in range(self.connections):
            self._threads.append(threading.Thread(target=self._ask, args=(place, began)))
            self._threads[-1].start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        if self._faults and error is None:
            raise Broken(f"{len(self._faults)} requests went wrong: {self._faults[0]}")

    def waits(self, began: float, ended: float) -> list[float]:
        """How long those waited, in ms, who asked between two moments.

        Raises:
            Broken: nobody did.
        """
        waits = [answer.took * 1000 for answer in list(self.answers) if began <= answer.due < ended]
        if not waits:
            raise Broken("Nobody was answered while it was looked at.")
        return waits

    def _ask(self, place: int, began: float) -> None:
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
        with suppress(OSError):  # the first request tells of it
            connection.connect()
        first = began + (self.starts[place] if self.starts else place / self.rate)
        for turn in itertools.count(place, self.connections):
            due = first + (turn - place) / self.rate
            if self._over.wait(max(0.0, due - time.perf_counter())):
                break
            ask = self.asks(turn)
            try:
                connection.request("POST" if ask.body is not None else "GET", ask.path, ask.body, dict(ask.headers))
                answer = connection.getresponse()
                answer.read()
            except (OSError, HTTPException) as error:
                self._faults.append(f"{ask.path}: {error}")
                connection.close()
                continue
            if answer.status != self.good:
                self._faults.append(f"{ask.path} answered {answer.status}")
            self.answers.append(Answer(due, time.perf_counter() - due))
        connection.close()


def p95(waits: Sequence[float]) -> float:
    """The wait that 19 of 20 do not exceed."""
    return sorted(waits)[max(0, -(-len(waits) * 95 // 100) - 1)]
