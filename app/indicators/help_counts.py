"""Counts of help, with what was tallied on paper beside what was recorded one by one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.indicators.dimensions import NO
from app.indicators.help import HELPED, HELPS, MEANING, MINUTES, NAMED, TALLIES, TOPIC, By
from app.models import HelpDesk, HelpTopic, Meaning
from app.registers.indicator import UNSAID, Entry, Key, Scope


@dataclass(frozen=True)
class Count:
    """Lượt of one key: recorded one by one, and from paper tallies (None where these do not record the key)."""

    logged: int
    tallied: int | None


@dataclass(frozen=True)
class Total:
    """Sums of a scope. `minutes` is the sum over the `timed` lượt, whose minutes are known; `people` counts distinct
    known people, `unnamed` the lượt without a name."""

    logged: int
    tallied: int | None
    minutes: int
    timed: int
    people: int
    unnamed: int


@dataclass(frozen=True)
class HelpLine:
    """One row; `name` is its key in addresses. The counts are lượt recorded one by one, and lượt from paper (None:
    paper does not have this dimension); `ended` those recorded, by result (in the order of `Meaning`), of topics."""

    key: Key
    name: str
    label: str
    logged: int
    tallied: int | None = None
    ended: tuple[int, ...] = ()

    @property
    def all(self) -> int:
        """The total, for the length of a bar."""
        return self.logged + (self.tallied or 0)


def total(session: Session, scope: Scope) -> Total:
    return Total(
        logged=HELPS.figure(session, scope),
        tallied=TALLIES.figure(session, scope) if TALLIES.covers(scope) else None,
        minutes=MINUTES.figure(session, scope),
        timed=MINUTES.many(session, scope),
        people=HELPED.figure(session, scope),
        unnamed=HELPS.figure(session, scope.narrowed(NAMED, NO)),
    )


def counts(session: Session, scope: Scope, by: By) -> Mapping[Key, Count]:
    """Lượt of a scope by the keys that occur. The key None: not recorded (of reasons: none was needed)."""
    noted = HELPS.table(session, scope, HELPS.by_key[by])
    if not TALLIES.covers(scope, by):
        return {found: Count(count, None) for found, count in noted.items()}
    paper = TALLIES.table(session, scope, TALLIES.by_key[by])
    return {found: Count(noted.get(found, 0), paper.get(found, 0)) for found in {**noted, **paper}}


def lately_by_topic(session: Session, desk: HelpDesk, day: date) -> Counter[Key]:
    """Lượt of a desk by topic in the thirty days until a day."""
    scope = Scope((desk.unit_id,), day - timedelta(days=30), day, {By.DESK: desk.id})
    found = counts(session, scope, By.TOPIC)
    return Counter({key: count.logged + (count.tallied or 0) for key, count in found.items()})


# Dimensions that show only occurring entries.
OCCUR = (By.TOPIC, By.REASON, By.DESK, By.MEANING, By.PLACE)


def lines(session: Session, scope: Scope, by: By) -> list[HelpLine]:
    """The rows of a dimension, in the order of the ward's list: two statements. Topics are ordered by count, with open
    ones ("Việc khác") at the end (one more statement). Helps without a value come last as "Chưa ghi"; reasons have no
    such row for helps that need none. Hours: every hour in between. Ages, and groups for a ward, include rows with
    0."""
    found = counts(session, scope, by)
    entries = HELPS.by_key[by].entries(session, scope, found)
    known = [_line(each, found.get(each.key)) for each in entries]
    if by in OCCUR or (by is By.GROUP and scope.only):
        known = [line for line in known if line.all]
    if by is By.TOPIC:
        rest = set(session.scalars(HelpTopic.open_ended(scope.units[0]).with_only_columns(HelpTopic.id)))
        known.sort(key=lambda line: (line.key in rest, -line.logged, -(line.tallied or 0)))
    if None in found and by is not By.REASON:
        known.append(_line(Entry(None, UNSAID, str(_("Chưa ghi"))), found[None]))
    return known


def _line(entry: Entry, count: Count | None) -> HelpLine:
    logged, tallied = (count.logged, count.tallied) if count else (0, None)
    return HelpLine(entry.key, entry.name, entry.label, logged, tallied)


def topic_lines(session: Session, scope: Scope) -> list[HelpLine]:
    """The lines of topics, with how each ended. One statement more."""
    ended = HELPS.table(session, scope, TOPIC, MEANING)
    return [
        replace(line, ended=tuple(ended.get((line.key, meaning), 0) for meaning in Meaning))
        for line in lines(session, scope, By.TOPIC)
    ]
