"""What was answered stands, once; figures equal the rows behind them."""

from collections import defaultdict
from collections.abc import Iterator

from tests.year.registry import always, sometimes
from tests.year.world import World


@always
def answered_now(world: World) -> Iterator[str]:
    """Nothing that was answered “đã ghi” is missing; nothing is there twice. (Of this step.)"""
    yield from _missing(world, world.step.number)


@always
def wrong_clocks_lose_nothing(world: World) -> Iterator[str]:
    """What a phone recorded while its clock was wrong is stored, once the clock is right and it sends."""
    for step, uuid, message in world.book.made["under_a_wrong_clock"]:
        if step == world.step.number and not world.one(
            "SELECT count(*) FROM programme_entry WHERE uuid = :uuid", uuid=uuid
        ):
            yield f"refused: {message}"


@sometimes()
def answered_ever(world: World) -> Iterator[str]:
    """Nothing that was answered “đã ghi” is missing; nothing is there twice."""
    yield from _missing(world, None)


def _missing(world: World, step: int | None) -> Iterator[str]:
    wanted = defaultdict(list)
    for each in world.book.answered:
        if step in (None, each.step):
            wanted[each.table, each.column].append(each)
    for (table, column), said in wanted.items():
        stands = defaultdict(int)
        for row in world.rows(f"SELECT {column}, count(*) FROM {table} GROUP BY {column}"):
            stands[str(row[0])] = row[1]
        for each in said:
            if stands[each.value] != 1:
                yield f"{table}.{column} {each.value}, answered at step {each.step}: {stands[each.value]} rows"
