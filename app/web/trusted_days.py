"""The trusted date, for code that erases by date or stores a figure of a day: a clock that jumps a year ahead for one
night must erase nothing and store no figure.

**The rule.** Each sweep that deletes old data for good gets the time from `moment` and does nothing if it is None:

    if (now := trusted_days.moment(settings)) is not None:
        erase(now)

Code that stores the figure of a day checks `is_certain`; code that gives a number of a year checks the same through its
session (app/models/mixins/issued.py), where a day far in the past is not certain either.

The worker calls `moment` every minute, so days follow one another in a note of the place (app/web/place_notes.py). A
day up to `LEAP` after the last trusted one is trusted. A later one is not, until the clock has gone on from there for
`ENOUGH` days (a machine that was off over a long holiday erases a week later), or an administrator confirms it
(`lopso trust-clock`, or /quan-tri/ngay-cua-may). A day before the last trusted one erases less than that one did, and
is trusted. Without the note, as after a restore, the last audit event gives the date. A server whose clock differs from
PostgreSQL's (app/web/running.py) has no trusted moment, stores no figure and changes no note. Days are those of
Vietnam's calendar.
"""

import logging
from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask import Flask

from app.country import clock
from app.models import AuditEvent
from app.models.mixins.issued import LOOK
from app.models.trust.server import DAYS
from app.web import place_notes, running
from app.web.database import db
from app.web.settings import Settings

log = logging.getLogger(__name__)

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


def moment(settings: Settings) -> datetime | None:
    """The time to erase by; None while the clock is not trusted. It stores the day; call it in a worker.

    A day that cannot be stored (full disk) is judged all the same.
    """
    now = clock.now()
    if running.right_moment(settings):
        return None
    days = _noted(settings)
    today = (days or _from_the_trail(now)).on(clock.local(now).date())
    if today != days:
        if today.leapt and not (days and days.leapt):
            log.error("the clock went from %s to %s: nothing is erased by date", today.trusted, today.latest)
        _note(settings, today)
    return None if today.leapt else now


def standing(settings: Settings) -> Days:
    """The current state; stores nothing."""
    now = clock.now()
    return (_noted(settings) or _from_the_trail(now)).on(clock.local(now).date())


def is_certain(settings: Settings) -> bool:
    """Whether a figure of today may be stored; stores nothing."""
    return last_certain(settings) is None and running.right_moment(settings) is None


def last_certain(settings: Settings) -> date | None:
    """The last certain day if today is not certain; None if it is."""
    days = standing(settings)
    return running.right_day(settings) if days.is_certain_on(clock.today()) else days.trusted


def init_days(app: Flask, settings: Settings) -> None:
    """Tell each write transaction whether today's date may be put on a paper."""
    app.extensions[LOOK] = lambda: last_certain(settings)


def trust(settings: Settings) -> date:
    """Confirm the clock; returns the day that is trusted from now on."""
    today = clock.local(clock.now()).date()
    _note(settings, Days(today, today))
    return today


def _noted(settings: Settings) -> Days | None:
    try:
        content = place_notes.read(settings, DAYS)
        return Days(date.fromisoformat(content["trusted"]), date.fromisoformat(content["latest"]), int(content["seen"]))
    except (ValueError, KeyError, TypeError):
        return None


def _from_the_trail(now: datetime) -> Days:
    session = db.session()
    with session.no_autoflush:
        last = session.scalars(AuditEvent.latest()).first()
    if not session.info.get("writes"):
        session.rollback()
    day = clock.local(last.at if last is not None else now).date()
    return Days(day, day)


def _note(settings: Settings, days: Days) -> None:
    content = {"trusted": days.trusted.isoformat(), "latest": days.latest.isoformat(), "seen": days.seen}
    place_notes.change(settings, DAYS, content)
