"""No test waits for a fixed time, and none ends a wait sooner than `PATIENCE`: either says how fast the machine is."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from tests.patience import PATIENCE

TESTS = Path(__file__).parent
# Files that pause, each with its reason.
PAUSES: Mapping[str, str] = {
    "browser/islands.py": "its server answers as late as a bad line",
    "browser/patience.py": "asks a page again and again, until it is so",
    "browser/webkit.py": "asks WebKit again and again; its own silence is told from that of a page",
    "exchange/backups/test_round_trip.py": "people register ten a second while a backup is made",
    "patience.py": "looks again and again, until it is so",
    "server/test_database_away.py": "a browser that was refused asks again",
    "test_waits.py": "plants them",
    "year/faults_walk.py": "its limit is an hour, in seconds",
}
# What only files with a wait have; the others are not parsed.
HINT = re.compile(r"sleep|imeout|monotonic\(\) \+|\.(wait|join)\([\dA-Z]")
LIMITED = ("wait", "join", "set_default_timeout")


def waits(source: str) -> Iterator[tuple[int, str]]:
    """Lines that pause, or end a wait sooner than `PATIENCE`, with what they do."""
    tree = ast.parse(source)
    numbers = {
        target.id: each.value.value
        for each in tree.body
        if isinstance(each, ast.Assign) and isinstance(each.value, ast.Constant)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    short = partial(_is_short, numbers=numbers)
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="wait_for_timeout")):
                yield node.lineno, "pauses"
            case ast.Attribute(value=ast.Name(id="time" | "asyncio"), attr="sleep"):
                yield node.lineno, "pauses"
            case ast.ImportFrom(module="time" | "asyncio", names=names) if "sleep" in [each.name for each in names]:
                yield node.lineno, "pauses"
            case ast.Constant(value=str(text)) if "setTimeout(" in text and "while (" not in text:
                yield node.lineno, "pauses in a page"
            case ast.Call(func=ast.Attribute(attr=attr), args=[limit, *_]) if attr in LIMITED and short(limit):
                yield node.lineno, "gives up soon"
            case ast.BinOp(left=ast.Call(func=ast.Attribute(attr="monotonic")), right=limit) if short(limit):
                yield node.lineno, "gives up soon"
            case ast.keyword(arg="timeout", value=limit) if short(limit):
                yield node.value.lineno, "gives up soon"


def _is_short(limit: ast.expr, numbers: Mapping[str, object]) -> bool:
    """Whether a limit is a number below `PATIENCE`; one from a thousand on is of milliseconds."""
    value = numbers.get(limit.id) if isinstance(limit, ast.Name) else getattr(limit, "value", None)
    return isinstance(value, int | float) and (0 < value < PATIENCE or 1000 <= value < 1000 * PATIENCE)


def places() -> Iterator[tuple[str, str]]:
    """The waits of all tests: file, and line with what it does."""
    for path in sorted(TESTS.rglob("*.py")):
        if HINT.search(source := path.read_text(encoding="utf-8")):
            yield from ((path.relative_to(TESTS).as_posix(), f"{line} {what}") for line, what in waits(source))


def test_no_test_waits_for_a_fixed_time() -> None:
    found = list(places())
    more = "\n".join(f"tests/{file}:{line}" for file, line in found if file not in PAUSES)
    assert not more, f"wait for a sign of the product, with the helpers of tests/patience.py:\n{more}"
    pausing = {file for file, _line in found}
    assert [file for file in PAUSES if file not in pausing and (TESTS / file).exists()] == [], "needs no reason"


@pytest.mark.parametrize(
    "line",
    [
        "page.wait_for_timeout(400)",
        "time.sleep(pause)",
        "from time import monotonic, sleep",
        "page.evaluate('() => new Promise(done => setTimeout(done, 360))')",
        "enough.wait(10)",
        "thread.join(0.3)",
        "ran = run(command, timeout=30)",
        "page.set_default_timeout(30_000)",
        "SECONDS = 30\nlatest = time.monotonic() + SECONDS",
        "page.wait_for_load_state('load', timeout=10_000)",
        "SLOW = 60_000.0\npage.locator('h1').wait_for(timeout=SLOW)",
    ],
)
def test_a_fixed_wait_is_found(line: str) -> None:
    assert len(list(waits(f"import time\n{line}\n"))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "enough.wait(PATIENCE)",
        "latest = time.monotonic() + PATIENCE / 1000",
        "enough.wait(90)",
        "', '.join(names)",
        "queue.wait(job, 0)",
        "LONG = 120_000\nexpect(ready).to_be_visible(timeout=LONG)",
        "page.evaluate('async () => { while (!ready()) await new Promise(done => setTimeout(done, 5)); }')",
        "at_once([sleep] * 2)",
    ],
)
def test_what_waits_for_a_sign_is_not_found(line: str) -> None:
    assert list(waits(line)) == []
