"""The year's walk: a short one in every run, the long one by `script/test --year`."""

from collections.abc import Callable

import pytest

from tests.year.walk import Walk, Walked, described, shorten
from tests.year.world import World

SHORT = 18
# Seconds in which a failing list of steps is shortened.
SHORTENING = 60


@pytest.mark.parametrize("seed", [1])
def test_a_short_walk_leaves_everything_true(make_world: Callable[[], World], seed: int) -> None:
    with make_world() as world:
        walked = Walk(world).draw(seed, SHORT)
    assert not walked.failures, explained(make_world, walked, SHORTENING)


def explained(make_world: Callable[[], World], walked: Walked, seconds: float) -> str:
    """The failures of a walk, each with the shortest list of its steps that is found within so many seconds (0: all its
    steps), and how often each rule was accepted."""
    lists = []
    for each in walked.failures:
        taken = walked.moves[: each.steps]
        moves = shorten(make_world, walked, each, seconds / len(walked.failures)) if seconds else taken
        lists.append(described(each, moves))
    return "\n\n".join(["", *lists, walked.table()])
