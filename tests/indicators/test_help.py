"""Help counted, beyond what is asked of every figure (tests/registers/test_indicators.py): topics, minutes, scopes,
paper."""

import random
from collections import Counter as Tally
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.help import HELPS, MEANING, TALLIES, TOPIC, By
from app.indicators.help_counts import Count, counts, total
from app.models import AgeBand, HelpReason, HelpRecord
from app.registers.indicator import Scope
from tests.factories import make_group
from tests.helping import Counter

FIRST = date(2026, 11, 2)
DAYS = 5


@pytest.fixture
def counter(session: Session) -> Counter:
    """A ward with its lists."""
    return Counter(session)


def scope_of(counter: Counter, only: dict[str, Any] | None = None) -> Scope:
    return Scope((counter.ward.id,), FIRST, FIRST + timedelta(days=DAYS - 1), only or {})


def written(counter: Counter, dice: random.Random, number: int) -> list[dict[str, Any]]:
    """So many records of five days, and what each was, noted apart."""
    bands = [None, *(counter.entry(AgeBand, key) for key in ("under_16", "60_up"))]
    groups = [None, make_group(counter.session, counter.ward), make_group(counter.session, counter.ward)]
    reason = counter.entry(HelpReason, "may_cu")
    said = []
    for _ in range(number):
        day, hour = FIRST + timedelta(days=dice.randrange(DAYS)), dice.choice([0, 6, 7, 8, 11, 23])
        topics = dice.sample(["vneid_cai_dat", "khai_sinh", "khac"], dice.choice([1, 1, 2]))
        result = dice.choice(list(counter.results))
        band, group, minutes = dice.choice(bands), dice.choice(groups), dice.choice([None, 0, 3, 12])
        desk, gone = dice.choice(["Q1", "CHO", None]), dice.random() < 0.1
        record = counter.record(
            clock.at_local(day, hour, dice.choice([0, 30, 59])) + timedelta(seconds=59.9),
            topics,
            result,
            desk,
            age_band=band,
            residential_group=group,
            minutes=minutes,
            reason=reason if result == "unfinished" else None,
            place_kind="market" if desk == "CHO" else "counter",
            withdrawn_at=clock.now() if gone else None,
        )
        if not gone:
            key = {"day": day, "hour": hour, "topics": topics, "result": record.result_id, "meaning": result}
            key |= {"age": band.id if band else None, "group": group.id if group else None, "minutes": minutes}
            key |= {"desk": record.desk_id, "place": record.place_kind, "reason": record.reason_id, "id": record.id}
            said.append(key)
    return said


def test_a_record_with_two_topics_is_one_lượt(counter: Counter) -> None:
    said = written(counter, random.Random(7), 40)
    by_topic = counts(counter.session, scope_of(counter), By.TOPIC)
    own = Tally(counter.topics[key].id for row in said for key in row["topics"])
    assert {key: count.logged for key, count in by_topic.items()} == own
    together = total(counter.session, scope_of(counter))
    assert together.logged == len(said) < sum(own.values())
    for key in by_topic:
        assert len(counter.session.scalars(HELPS.behind(scope_of(counter, {By.TOPIC: key}))).all()) == own[key]
    crossed = Tally((counter.topics[key].id, row["meaning"]) for row in said for key in row["topics"])
    assert HELPS.table(counter.session, scope_of(counter), TOPIC, MEANING) == crossed


def test_minutes_are_summed_over_those_that_say_them(counter: Counter) -> None:
    known = [row["minutes"] for row in written(counter, random.Random(3), 30) if row["minutes"] is not None]
    found = total(counter.session, scope_of(counter))
    assert (found.minutes, found.timed) == (sum(known), len(known))
    nothing = total(counter.session, Scope((counter.ward.id,), date(2026, 1, 1), date(2026, 1, 31)))
    assert (nothing.logged, nothing.tallied, nothing.minutes, nothing.timed, nothing.people) == (0, 0, 0, 0, 0)


def test_a_scope_is_narrowed_by_desk_group_topic_and_helper(counter: Counter) -> None:
    said = written(counter, random.Random(11), 40)
    desk, topic = counter.desks["CHO"].id, counter.topics["khai_sinh"].id
    group = next(row["group"] for row in said if row["group"])
    own = {
        (By.DESK, desk): [row for row in said if row["desk"] == desk],
        (By.GROUP, group): [row for row in said if row["group"] == group],
        (By.TOPIC, topic): [row for row in said if "khai_sinh" in row["topics"]],
        (By.HELPER, counter.helper.id): said,
        (By.HELPER, counter.helper.id + 999): [],
    }
    for (name, wanted), expected in own.items():
        assert total(counter.session, scope_of(counter, {name: wanted})).logged == len(expected)


def test_paper_is_told_apart_and_says_neither_result_nor_person(counter: Counter) -> None:
    counter.record(clock.at_local(FIRST, 8), ["khai_sinh"])
    counter.tally(FIRST, 8, "khai_sinh", 5)
    counter.tally(FIRST, 9, "khac", 2, desk="CHO")
    counter.tally(FIRST, 10, "khac", 9, withdrawn_at=clock.now())
    found = total(counter.session, scope_of(counter))
    assert (found.logged, found.tallied, found.unnamed) == (1, 7, 1)
    births, other = counter.topics["khai_sinh"].id, counter.topics["khac"].id
    assert counts(counter.session, scope_of(counter), By.TOPIC) == {births: Count(1, 5), other: Count(0, 2)}
    assert counts(counter.session, scope_of(counter), By.HOUR) == {8: Count(1, 5), 9: Count(0, 2)}
    assert counts(counter.session, scope_of(counter), By.PLACE) == {"counter": Count(1, 5), "market": Count(0, 2)}
    assert counts(counter.session, scope_of(counter), By.MEANING) == {"did_alone": Count(1, None)}
    assert counts(counter.session, scope_of(counter, {By.HELPER: counter.helper.id}), By.HOUR) == {8: Count(1, None)}
    assert total(counter.session, scope_of(counter, {By.HELPER: counter.helper.id})).tallied is None
    strokes = counter.session.scalars(TALLIES.behind(scope_of(counter, {By.PLACE: "market"}))).all()
    assert [(row.hour, row.count) for row in strokes] == [(9, 2)]
    assert not TALLIES.covers(scope_of(counter, {By.AGE: 1}))


def test_rows_come_newest_first(counter: Counter) -> None:
    early, late = (counter.record(clock.at_local(FIRST, hour)) for hour in (8, 15))
    found: list[HelpRecord] = list(counter.session.scalars(HELPS.behind(scope_of(counter))))
    assert found == [late, early]
