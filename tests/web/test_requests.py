"""Addresses are built by many threads at once."""

import gc
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from werkzeug.routing import Map

from app.web.requests import LateRule

PLACE = "/".join(f"<int:part{number}>" for number in range(12))
PARTS = {f"part{number}": number for number in range(12)}


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Threads change places as often as they can, also while memory is collected."""
    interval, threshold = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(1e-6)
    gc.set_threshold(5)
    yield
    sys.setswitchinterval(interval)
    gc.set_threshold(*threshold)


class Garbage:
    """A cycle whose end runs code, so that a collection lets another thread in."""

    def __init__(self) -> None:
        self.own = self

    def __del__(self) -> None:
        for _ in range(50):
            pass


@pytest.mark.usefixtures("hasty_threads")
def test_late_rules_compile_in_many_threads_at_once() -> None:
    addresses = Map([LateRule(f"/{number}/{PLACE}", endpoint=str(number)) for number in range(400)]).bind("x.example")

    def build(number: int) -> str:
        Garbage()
        return addresses.build(str(number), PARTS)

    with ThreadPoolExecutor(8) as threads:
        built = list(threads.map(build, range(400)))

    assert built == [f"/{number}/{'/'.join(map(str, range(12)))}" for number in range(400)]
