"""What is not theirs stays closed."""

from collections.abc import Iterator

from tests.year.registry import always
from tests.year.world import World


@always
def rows_of_others_stay_closed(world: World) -> Iterator[str]:
    """Nobody meets a row of another ward or group."""
    for step, address, status in world.book.made["opened by a stranger"]:
        if step == world.step.number and status not in (403, 404):
            yield f"an officer of another ward opened {address}: {status}"
    for step, house, status in world.book.made["recorded elsewhere"]:
        if step == world.step.number and status != "refused":
            yield f"the head of another group recorded house {house}: {status}"
    for step, course, status in world.book.made["ticked elsewhere"]:
        if step == world.step.number and status != "refused":
            yield f"somebody who does not teach {course} ticked there: {status}"
