"""A walk in a copy of the product with a fault: it ends with the first thing that does not hold."""

import os
from collections.abc import Callable

import pytest

from tests.year.walk import Walk, Walked
from tests.year.world import World

SEEDS, STEPS = (7,), 300


@pytest.mark.postgresql
def test_nothing_is_found(engine: str, make_world: Callable[[], World]) -> None:
    if engine != os.environ["LOPSO_FAULT_ENGINE"]:
        return
    whole = Walked()
    for seed in SEEDS:
        with make_world() as world:
            walked = Walk(world).draw(seed, STEPS, whole)
        whole.add(walked)
        assert not walked.failures, (
            f"FOUND at step {walked.failures[0].steps}: {walked.failures[0].line}{walked.failures[0].found[:1]}"
        )
