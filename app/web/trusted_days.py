"""The trusted date, for code that erases by date or stores a figure of a day: a clock that jumps a year ahead for one
night must erase nothing and store no figure.

**The rule.** Each sweep that deletes old data for good gets the time from `moment` and does nothing if it is None:

    if (now := trusted_days.moment(settings.data_dir)) is not None:
        erase(now)

Code that stores the figure of a day checks `is_certain`; code that gives a number of a year checks the same through its
session (app/models/mixins/dated.py), where a day far in the past is not certain either.

The worker calls `moment` every minute, so days follow one another in `DATA_DIR/days.json`. A day up to `LEAP` after the
last trusted one is trusted. A later one is not, until the clock has gone on from there for `ENOUGH` days (a machine
that was off over a long holiday erases a week later), or an administrator confirms it (`lopso trust-clock`, or
/quan-tri/ngay-cua-may). A day before the last trusted one erases less than that one did, and is trusted. Without the
file, as after a restore, the last audit event gives the date. Days are those of Vietnam's calendar.
"""

import json
import logging
import os
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from flask import Flask

from app.country import clock
from app.models import AuditEvent
from app.models.mixins.dated import LOOK
from app.web.database import db
from app.web.settings import Settings

log = logging.getLogger(__name__)

NOTE = "days.json"
# Tết with its weekends lasts nine days.
LEAP = timedelta(days=10)
ENOUGH = 7


class Days(NamedTuple):
    """The last trusted day, and the last day of the clock; `seen`: the number of days since a leap."""

    trusted: date
    latest: date
    seen: int = 0

    @property
    def leapt(self) -> bool:
        """Whether the clock jumped ahead, so that nothing may be erased."""
        return self.seen > 0

    def is_certain_on(self, day: date) -> bool:
        """Whether a day of the clock may be stored as a date: neither after a leap, nor long past."""
        return not self.leapt and self.trusted - day <= LEAP

    def on(self, day: date) -> "Days":
        """The state after the clock shows a day."""
        if day <= self.trusted:
            return self._replace(latest=self.trusted, seen=0)
        if day - self.trusted <= LEAP:
            return Days(day, day)
        goes_on = self.leapt and timedelta(0) <= day - self.latest <= LEAP
        seen = self.seen + (day != self.latest) if goes_on else 1
        return Days(day, day) if seen >= ENOUGH else Days(self.trusted, day, seen)


def moment(data_dir: Path) -> datetime | None:
    """The time to erase by; None while the clock is not trusted. It stores the day; call it in a worker.

    A day that cannot be stored (full disk) is judged all the same.
    """
    now = clock.now()
    days = _noted(data_dir, now)
    today = days.on(clock.local(now).date())
    if today != days or not (data_dir / NOTE).exists():
        if today.leapt and not days.leapt:
            log.error("the clock went from %s to %s: nothing is erased by date", days.trusted, today.latest)
        _note(data_dir, today)
    return None if today.leapt else now


def standing(data_dir: Path) -> Days:
    """The current state; stores nothing."""
    now = clock.now()
    return _noted(data_dir, now).on(clock.local(now).date())


def is_certain(data_dir: Path) -> bool:
    """Whether today's date may be stored; stores nothing."""
    return standing(data_dir).is_certain_on(clock.today())


def last_certain(data_dir: Path) -> date | None:
    """The last certain day if today is not certain; None if it is."""
    days = standing(data_dir)
    return None if days.is_certain_on(clock.today()) else days.trusted


def init_days(app: Flask, settings: Settings) -> None:
    """Tell each write transaction whether today's date may be put on a paper."""
    app.extensions[LOOK] = lambda: last_certain(settings.data_dir)


def trust(data_dir: Path) -> date:
    """Confirm the clock; returns the day that is trusted from now on."""
    today = clock.local(clock.now()).date()
    _note(data_dir, Days(today, today))
    return today


def _noted(data_dir: Path, now: datetime) -> Days:
    try:
        content = json.loads((data_dir / NOTE).read_text(encoding="utf-8"))
        return Days(date.fromisoformat(content["trusted"]), date.fromisoformat(content["latest"]), int(content["seen"]))
    except (OSError, ValueError, KeyError, TypeError):
        return _from_the_trail(now)


def _from_the_trail(now: datetime) -> Days:
    session = db.session()
    with session.no_autoflush:
        last = session.scalars(AuditEvent.latest()).first()
    if not session.info.get("writes"):
        session.rollback()
    day = clock.local(last.at if last is not None else now).date()
    return Days(day, day)


def _note(data_dir: Path, days: Days) -> None:
    """Write the file atomically."""
    content = {"trusted": days.trusted.isoformat(), "latest": days.latest.isoformat(), "seen": days.seen}
    beside = data_dir / f".{NOTE}.{os.getpid()}"
    try:
        beside.write_text(json.dumps(content), encoding="utf-8")
        beside.replace(data_dir / NOTE)
    except OSError as error:
        log.warning("what day it is could not be noted: %s", error)
        beside.unlink(missing_ok=True)
