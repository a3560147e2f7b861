"""Days that are over."""

from collections.abc import Iterator
from datetime import date, timedelta

from tests.year.registry import always
from tests.year.world import World


@always
def past_days_stay(world: World) -> Iterator[str]:
    """A figure of a day that is over does not change by what is recorded for a later day."""
    known, step = world.book.memory["past_days_stay"], world.step
    for day in _days(world):
        if world.step.everything or step.day <= day:
            known.pop(day, None)
        figures = world.figures(day)
        if day in known:
            before = known[day]
            for key in sorted(before.keys() | figures.keys()):
                if before.get(key) != figures.get(key):
                    yield f"{key} up to {day}: {before.get(key)} before {step.rule}, {figures.get(key)} after it"
        known[day] = figures
    for day in [each for each in known if each not in _days(world)]:
        if step.everything or step.day <= day:
            del known[day]


def _days(world: World) -> list[date]:
    """Yesterday, and the last day of a month that is over."""
    yesterday, ended = world.today - timedelta(days=1), world.today.replace(day=1) - timedelta(days=1)
    return [each for each in (yesterday, ended) if each < world.began.date() + timedelta(days=400)]
