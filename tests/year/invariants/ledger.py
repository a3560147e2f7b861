"""The ledger of programmes that ship: which entry counts, sums of figures, what a market meets, tasks and reminders."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from tests.year.doors.ledger import declared, shipped
from tests.year.invariants.counted import NUMBER
from tests.year.registry import always, sometimes
from tests.year.world import World, day, moment

# Units of what happens: their numbers add up over periods (movement.md, figures).
FLOWS = {"lượt", "buổi", "giờ", "đồng", "cuộc", "tin", "bài", "lớp", "việc", "kiến nghị"}
ENTRIES = """
    SELECT e.id, e.site_id, e.programme_id, e.period, e.at, e.day, e.outcome, e.answers, e.counts, e.latest, e.waits,
    e.confirmed_at, e.returned_at, e.withdrawn_at, s.kind, s.retired_on FROM programme_entry e
    JOIN site s ON s.id = e.site_id
"""
WEEK = timedelta(days=7)


@always
def nothing_counts_that_waits(world: World) -> Iterator[str]:
    """What waits to be confirmed, was given back or withdrawn does not count, nor an event that was not held."""
    wrong = world.rows(
        """
        SELECT e.id FROM programme_entry e LEFT JOIN event v ON v.site_id = e.site_id WHERE e.counts AND (e.waits
        OR e.returned_at IS NOT NULL OR e.withdrawn_at IS NOT NULL OR (v.site_id IS NOT NULL AND v.state <> 'held'))
        """
    )
    for row in wrong:
        yield f"entry {row.id} counts"


@sometimes(forgets=True)
def the_newest_counts(world: World) -> Iterator[str]:
    """Of each subject and period the newest done and confirmed entry counts, and no other, no copy for days before."""
    for row in world.rows(f"{ENTRIES} WHERE e.way = 'parts'"):
        if row.counts or row.latest:
            yield f"copy {row.id} of site {row.site_id}: counts {row.counts}, latest {row.latest}"
    groups = defaultdict(list)
    for row in world.rows(f"{ENTRIES} WHERE e.withdrawn_at IS NULL AND e.way <> 'parts'"):
        groups[row.site_id, row.programme_id, str(row.period)[:10]].append(row)
    for place, rows in groups.items():
        rows.sort(key=lambda each: (moment(each.at), each.id))
        done = [each for each in rows if each.outcome in ("done", "nothing") and not (each.waits or each.returned_at)]
        newest = done[-1].id if done else None
        if rows[-1].kind == "event" and rows[-1].outcome in ("planned", "called_off"):
            newest = None
        counting = [each.id for each in rows if each.counts]
        if counting != ([newest] if newest else []):
            yield f"site, programme, period {place}: {counting} counts, not {newest}"
        answered = any(each.outcome in ("done", "nothing") and not each.returned_at for each in rows)
        last = [each.id for each in rows if not answered or each.outcome != "absent"][-1]
        if [each.id for each in rows if each.latest] != [last]:
            yield f"site, programme, period {place}: {last} is not the latest"


@sometimes(forgets=True)
def sums_equal_their_rows(world: World) -> Iterator[str]:
    """A sum of numbers of a programme that ships is that of the entries behind it: of events those of the year, of
    periods all or the newest, of other subjects what stands."""
    for programme in shipped(world):
        said, rows = declared(programme), world.rows(f"{ENTRIES} WHERE e.programme_id = {programme.id}")
        numbers = {each["key"] for each in said["fields"] if each["type"] in ("number", "money")}
        code = world.one("SELECT code FROM administrative_unit WHERE id = :id", id=programme.unit_id)
        figures = world.figures(world.today, code)
        for count in said["counts"]:
            shown = figures.get(f"{programme.key}.{count['key']}")
            if count.get("sum") not in numbers or {"where", "of", "part"} & set(count) or shown is None:
                continue
            flow = count.get("over_time", "sum" if count["unit"] in FLOWS else "last") == "sum"
            read = _read(world, said, rows, _left_out(world, programme.id), flow=flow)
            wanted = sum(each.get(count["sum"], 0) for each in read)
            if _shown(shown) != wanted:
                yield f"{programme.key}.{count['key']} in {code}: {shown} on the page, {wanted} by the rows"


def _left_out(world: World, programme: int) -> Callable[[int, date], bool]:
    """Whether a site was left out of a programme on a day."""
    rows = world.rows("SELECT site_id, since, until FROM programme_subject WHERE programme_id = :id AND NOT included",
                      id=programme)  # fmt: skip
    spans = [(row.site_id, day(row.since), day(row.until) if row.until else date.max) for row in rows]
    return lambda site, on: any(of == site and since <= on < until for of, since, until in spans)


def _read(
    world: World, said: dict[str, Any], rows: list[Any], left_out: Callable[[int, date], bool], *, flow: bool
) -> list[dict[str, Any]]:
    """The answers that a figure of this year up to today reads."""
    found: dict[Any, Any] = {}
    for row in sorted(rows, key=lambda each: (day(each.period), day(each.day))):
        period = day(row.period)
        # What somebody did in a period stays done when they end, or are left out, later.
        of_period = "every" in said and flow
        gone = row.retired_on is not None and day(row.retired_on) <= (period if of_period else world.today)
        on = (period, day(row.day)) if of_period else (world.today,)
        gone = gone or all(left_out(row.site_id, each) for each in on)
        if not row.counts or day(row.day) > world.today or gone:
            continue
        if said["subject"] == "event" and day(row.day).year != world.today.year:
            continue
        if "every" in said and (period > world.today or (flow and period < date(world.today.year, 1, 1))):
            continue
        found[row.site_id, period if flow else None] = row.answers
    return [json.loads(each) if isinstance(each, str) else each for each in found.values()]


def _shown(words: str) -> int:
    found = NUMBER.match(words.strip())
    return int(found[0].replace(".", "")) if found and found[0].strip(".") else 0


@always
def a_market_meets_what_its_stalls_meet(world: World) -> Iterator[str]:
    """A market meets a criterion about its stalls where enough of them, and a large enough share, meet theirs."""
    for programme in shipped(world):
        for criterion in declared(programme).get("criteria", ()):
            if parts := criterion["rule"].get("parts"):
                yield from _judged(world, programme, criterion["key"], parts)


def _judged(world: World, programme: Any, key: str, parts: dict[str, Any]) -> Iterator[str]:
    inner = world.rows(
        """
        SELECT s.within_id, s.id, (SELECT count(*) FROM answer a WHERE a.entry_id = e.id AND a.key = :met
        AND a.value = 'yes') AS met FROM site s JOIN programme_entry e ON e.site_id = s.id AND e.counts
        AND e.programme_id = s.programme_id WHERE s.within_id IS NOT NULL AND s.retired_on IS NULL
        AND s.merged_into_id IS NULL
        """,
        met=parts["met"],
    )
    asked = defaultdict(list)
    for row in inner:
        asked[row.within_id].append(bool(row.met))
    outer = world.rows(
        """
        SELECT e.site_id, (SELECT count(*) FROM answer a WHERE a.entry_id = e.id AND a.key = :key AND a.value = 'yes')
        AS met FROM programme_entry e WHERE e.programme_id = :id AND e.counts AND e.outcome = 'done'
        """,
        key=key, id=programme.id,
    )  # fmt: skip
    for row in outer:
        met = asked[row.site_id]
        enough = len(met) >= parts.get("at_least", 1)
        wanted = enough and 100 * sum(met) >= parts.get("share_at_least", 0) * len(met)
        if bool(row.met) != wanted:
            yield f"site {row.site_id}: {key} is {bool(row.met)}, {sum(met)} of {len(met)} within it meet their part"


@sometimes()
def accepted_tasks_stay_accepted(world: World) -> Iterator[str]:
    """A task that the leader accepted is finished, and says who accepted it."""
    for row in world.rows("SELECT id, state, decided_by_id FROM matter"):
        if row.id in world.book.made["accepted"] and (row.state != "accepted" or row.decided_by_id is None):
            yield f"task {row.id} is {row.state}"


@sometimes()
def who_was_reminded_waits_a_week(world: World) -> Iterator[str]:
    """Whom the office reminded of something in the group is not reminded of it there again within seven days."""
    days = defaultdict(list)
    for row in world.rows("SELECT unit_id, item, day FROM reminder WHERE how = 'zalo_group'"):
        days[row.unit_id, row.item].append(day(row.day))
    for place, found in days.items():
        found.sort()
        if any(later - earlier < WEEK for earlier, later in pairwise(found)):
            yield f"{place} was reminded on {', '.join(map(str, found))}"
