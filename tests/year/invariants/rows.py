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


@always
def the_same_twice_is_once(world: World) -> Iterator[str]:
    """What a phone sends twice, and a list that is taken in twice, stands there once."""
    tables = {
        "entry": "programme_entry",
        "mark": "attendance_mark",
        "help_record": "help_record",
        "visit": "mentor_visit",
    }
    if world.step.rule == "send_again":
        for _phone, operation in world.sent[-40:]:
            table = tables.get(operation["kind"])
            if table and world.one(f"SELECT count(*) FROM {table} WHERE uuid = :uuid", uuid=operation["uuid"]) != 1:
                yield f"{operation['kind']} {operation['uuid']} is not there once"
    for step, phone, count in world.book.made["imported twice"]:
        if step == world.step.number and count != 1:
            yield f"{phone} of a list that was taken in twice: {count} people"


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
