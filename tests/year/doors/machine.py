"""The machine: hours and days go by, its clock leaps and is put right, the worker goes its round."""

from contextlib import suppress
from datetime import timedelta
from random import Random
from unittest.mock import patch

from app.jobs import queue, rounds, sweeping
from app.web import trusted_days
from tests.year.registry import Refused, rule
from tests.year.world import World

# How many seconds a round counts the sums of all wards at most; the next one goes on. In full they cost a walk more
# than all that it does.
SUMMING = 5


@rule(4)
def next_hours(world: World, draw: Random) -> None:
    """Some hours go by."""
    world.advance(timedelta(hours=draw.randrange(1, 9), minutes=draw.randrange(60)))


@rule(3)
def next_days(world: World, draw: Random) -> None:
    """Some days go by; the worker is there on each of them."""
    for _day in range(draw.choice((1, 1, 2, 3, 7))):
        world.advance(timedelta(days=1, minutes=draw.randrange(10)))
        with world.app.app_context():
            if trusted_days.moment(world.settings) is not None:  # the whole round would make a backup each day
                sweeping.lapse()


@rule(0.6, after=("next_days",))
def nightly_round(world: World, draw: Random) -> None:
    """The worker goes its round of the minute, the nightly backup among it."""
    _go_round(world)


@rule(0.4)
def clock_leaps(world: World, draw: Random) -> None:
    """The machine's clock runs ahead for a minute, in which the worker goes its round, and is put right; the worker
    goes its next round."""
    leap = timedelta(days=draw.choice((1, 40, 366)), hours=draw.randrange(1, 20))
    world.advance(leap)
    try:
        _go_round(world)
    finally:
        world.advance(-leap)
    _go_round(world)


@rule(1)
def kill_a_job(world: World, draw: Random) -> None:
    """The worker is killed while it draws a sheet, before or after the file is there; another worker goes on."""
    found = world.rows(
        "SELECT c.code, l.number, l.id FROM lesson l JOIN course c ON c.id = l.course_id WHERE l.state = 'held'"
    )
    lesson = world.pick(draw, found, key=lambda each: each.id)
    page = world.browser("canbo").get(f"/giang-vien/lop/{lesson.code}/buoi/{lesson.number}/ket-qua")
    form = page.form(action="/phieu")
    before = {row.id for row in world.rows("SELECT id FROM job")}
    with (
        patch(draw.choice(("app.jobs.work.import_module", "app.jobs.work._finish")), side_effect=Killed),
        suppress(Killed),
    ):
        form.submit()
    ordered = [
        row.id for row in world.rows("SELECT id FROM job WHERE state IN ('queued', 'running')") if row.id not in before
    ]
    if not ordered:
        raise Refused("it was drawn before")
    world.advance(timedelta(minutes=5))
    with world.app.app_context():
        queue.enqueue_unfinished()
    world.book.made["killed jobs"].append((world.step.number, ordered[0]))


class Killed(BaseException):
    """What ends a process: nothing catches it."""


def _go_round(world: World) -> None:
    with world.app.app_context(), patch("app.jobs.summing.SECONDS", SUMMING):
        rounds.go(world.settings)
