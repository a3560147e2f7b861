"""Days that are over."""

from collections.abc import Iterator
from datetime import date, timedelta

from tests.year.registry import always
from tests.year.world import World

# So many steps at most are taken before a day is read again; of a short list of steps after each.
SHORT = 12
# Each day is read after every so many steps.
EACH = 4


@always
def past_days_stay(world: World) -> Iterator[str]:
    """A figure of a day that is over does not change by what is recorded for a later day."""
    known, since, step = world.book.memory["past_days_stay"], world.book.memory["past_days_since"], world.step
    days = _days(world)
    for day in [each for each in known if each not in days or step.everything or step.day <= each]:
        known.pop(day)
    turn = len(world.book.steps)
    for number, day in enumerate(days):
        if turn > SHORT and day in known and turn % EACH != number:
            continue  # to read all figures of a day takes longer than a step
        before, figures = known.get(day), world.figures(day)
        for key in sorted(before.keys() | figures.keys()) if before is not None else ():
            new = key not in before and figures[key].startswith("0")  # of what did not stand yet nothing was recorded
            if before.get(key) != figures.get(key) and not new:
                rules = ", ".join(each.rule for each in world.book.steps[since[day] :])
                yield f"{key} up to {day}: {before.get(key)} before {rules}, {figures.get(key)} after it"
        known[day], since[day] = figures, turn


def _days(world: World) -> list[date]:
    """Yesterday, and the last day of a month that is over."""
    yesterday, ended = world.today - timedelta(days=1), world.today.replace(day=1) - timedelta(days=1)
    days = dict.fromkeys((yesterday, ended))
    return [each for each in days if each < world.began.date() + timedelta(days=400)]
