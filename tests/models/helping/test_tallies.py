"""Paper tallies: an hour is replaced as a whole, by whoever saw what stood."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import HelpTally
from app.models.helping.log.help_tally import KeyedMeanwhile
from tests.helping import Counter

DAY = date(2026, 11, 20)


def keyed(counter: Counter, strokes: dict[str, int], version: str | None = None, hour: int = 8) -> int:
    desk = counter.desks["Q1"]
    return HelpTally.key_in(
        counter.session,
        desk,
        DAY,
        hour,
        {counter.topics[key].id: count for key, count in strokes.items()},
        version=HelpTally.version_of(counter.session, desk.id, DAY, hour) if version is None else version,
        by=counter.helper,
        now=clock.now(),
    )


def stands(counter: Counter) -> dict[tuple[int, str], int]:
    rows = counter.session.scalars(HelpTally.of_day(counter.desks["Q1"].id, DAY))
    return {(row.hour, row.topic.key): row.count for row in rows}


def test_keying_again_replaces_what_differs_and_keeps_the_old_rows(session: Session) -> None:
    counter = Counter(session)
    assert keyed(counter, {"khai_sinh": 5, "khac": 2}) == 2
    assert keyed(counter, {"khai_sinh": 7}, hour=9) == 1
    assert keyed(counter, {"khai_sinh": 6, "dat_dai": 1}) == 3
    assert stands(counter) == {(8, "khai_sinh"): 6, (8, "dat_dai"): 1, (9, "khai_sinh"): 7}
    gone = session.scalars(select(HelpTally).where(HelpTally.withdrawn_at.is_not(None))).all()
    assert sorted(row.count for row in gone) == [2, 5]


def test_the_same_numbers_change_nothing_whatever_the_form_saw(session: Session) -> None:
    counter = Counter(session)
    keyed(counter, {"khai_sinh": 5})
    assert keyed(counter, {"khai_sinh": 5}, version="an older form") == 0
    assert session.query(HelpTally).count() == 1


def test_an_older_form_is_told(session: Session) -> None:
    counter = Counter(session)
    keyed(counter, {"khai_sinh": 5}, version="0-0")
    with pytest.raises(KeyedMeanwhile):
        keyed(counter, {"khai_sinh": 6}, version="0-0")
    keyed(counter, {})
    with pytest.raises(KeyedMeanwhile):
        keyed(counter, {"khai_sinh": 6}, version="1-0")
    assert stands(counter) == {}
