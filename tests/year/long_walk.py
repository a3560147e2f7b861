"""The long walk, `script/test --year`: hundreds of steps on each engine. It goes on after a failure, so that one run
tells of all that does not hold, each with its shortest steps; it fails where a rule was hardly ever accepted."""

import os
import sys
from collections.abc import Callable

import pytest

from tests.year.test_year import explained
from tests.year.walk import Walk, Walked
from tests.year.world import World

# Steps in a world; on each engine one world, and more while a rule was accepted fewer than five times.
STEPS, MOST = 500, 4
SHORTENING = float(os.environ.get("LOPSO_YEAR_SHORTENING", "600"))
SEED = int(os.environ.get("LOPSO_YEAR_SEED", "2026"))


@pytest.mark.postgresql
def test_a_year_leaves_everything_true(engine: str, make_world: Callable[[], World]) -> None:
    whole = Walked()
    for number in range(MOST):
        if number and not whole.seldom(engine):
            break
        with make_world() as world:
            walked = Walk(world, goes_on=True).draw(SEED + number, STEPS, whole if number else None)
        whole.add(walked)
        seldom = ", ".join(whole.seldom(engine)) or "none"
        taken = f"{engine}, seed {SEED + number}: {len(walked.moves)} steps"
        sys.stdout.write(f"\n{taken}; accepted fewer than five times: {seldom}\n")
        sys.stdout.flush()
        assert not walked.failures, explained(make_world, walked, SHORTENING)
    sys.stdout.write(f"\n{engine}\n{whole.table()}\n")
    assert not whole.seldom(engine), f"accepted fewer than five times: {', '.join(whole.seldom(engine))}"
