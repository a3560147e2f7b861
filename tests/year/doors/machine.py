"""The machine: hours and days go by, its clock leaps and is put right, the worker goes its round."""

from datetime import timedelta
from random import Random

from app.jobs import rounds
from tests.year.registry import rule
from tests.year.world import World


@rule(4)
def next_hours(world: World, draw: Random) -> None:
    """Some hours go by."""
    world.advance(timedelta(hours=draw.randrange(1, 9), minutes=draw.randrange(60)))


@rule(3)
def next_days(world: World, draw: Random) -> None:
    """Some days go by."""
    world.advance(timedelta(days=draw.choice((1, 1, 2, 3, 7)), minutes=draw.randrange(60)))


@rule(1, after=("next_days",))
def nightly_round(world: World, draw: Random) -> None:
    """The worker goes its round of the minute, the nightly backup among it."""
    with world.app.app_context():
        rounds.go(world.settings, idle=True)
