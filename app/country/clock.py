"""The one clock: `now()` in one place, so that a test (or a drill) can set it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
# A press from before this year was made under a clock that nobody knows (app/outbox/operations.py).
FIRST_YEAR = 2020

# Seconds by which every process of a drill, and of `script/test --at`, is ahead of the machine's clock.
SHIFT = "LOPSO_CLOCK_SHIFT"
_shift: list[timedelta] = [timedelta(seconds=float(os.environ.get(SHIFT, "0")))]
_frozen_at: list[datetime] = []


def now() -> datetime:
    """The present moment in UTC, aware, to the microsecond."""
    return (_frozen_at[-1] if _frozen_at else datetime.now(UTC)) + _shift[0]


def today() -> date:
    """The date on the wall calendar in Vietnam."""
    return now().astimezone(LOCAL).date()


def local(moment: datetime) -> datetime:
    """An aware moment as the clock in Vietnam shows it."""
    return moment.astimezone(LOCAL)


def is_known(at: datetime) -> bool:
    """Whether a press has a time; else only its place among others of the same phone is known."""
    return at.year >= FIRST_YEAR


def day_of(at: datetime, received: datetime) -> date:
    """The day in Vietnam on which a press was made; the day on which it came where its time is not known."""
    return local(at if is_known(at) else received).date()


def at_local(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The UTC moment of an hour on a day in Vietnam."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The last UTC moment of a day in Vietnam: by then all holds that was written until now of a day that goes on."""
    return at_local(day + timedelta(days=1)) - timedelta(microseconds=1)


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Move the clock by a span inside the block; for tests and the demo's past."""
    before = _shift[0]
    _shift[0] = before + by
    try:
        yield
    finally:
        _shift[0] = before


@contextmanager
def frozen() -> Iterator[None]:
    """Keep the clock where it stands inside the block, however long that takes; for tests."""
    _frozen_at.append(datetime.now(UTC))
    try:
        yield
    finally:
        _frozen_at.pop()
