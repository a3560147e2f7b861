"""Counts of help with the words a ward has for them: what a table of a page or a paper shows, row by row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import formats
from app.indicators.help import By, Count, Key, Scope, counts
from app.models import AgeBand, HelpDesk, HelpReason, HelpResult, HelpTopic, ResidentialGroup
from app.words.helps import MEANINGS, PLACES

# The hours that a day's picture begins with, however quiet: those of an office.
OPENS, CLOSES = 7, 17
LISTS: Mapping[By, Any] = {
    By.TOPIC: HelpTopic,
    By.RESULT: HelpResult,
    By.REASON: HelpReason,
    By.AGE: AgeBand,
}


@dataclass(frozen=True)
class Line:
    """One row: lượt noted one by one, and lượt from paper (None: paper does not say)."""

    key: Key
    label: str
    logged: int
    tallied: int | None = None

    @property
    def all(self) -> int:
        """What a bar is as long as."""
        return self.logged + (self.tallied or 0)


def lines(session: Session, scope: Scope, by: By) -> list[Line]:
    """What occurs, in the order of the ward's list: two statements. Topics come by how often, the rest last as
    "Chưa ghi"; for reasons nothing stands for those that needed none. Hours and days: every one in between."""
    found = counts(session, scope, by)
    labels = _labels(session, scope, by, found)
    known = [_line(key, label, found.get(key)) for key, label in labels.items()]
    if by in (By.TOPIC, By.RESULT, By.REASON, By.DESK, By.GROUP, By.MEANING, By.PLACE):
        known = [line for line in known if line.all]
    if by is By.TOPIC:
        known.sort(key=lambda line: (-line.logged, -(line.tallied or 0)))
    if None in found and by is not By.REASON:
        known.append(_line(None, str(_("Chưa ghi")), found[None]))
    return known


def _line(key: Key, label: str, count: Count | None) -> Line:
    return Line(key, label, count.logged, count.tallied) if count else Line(key, label, 0)


def _labels(session: Session, scope: Scope, by: By, found: Mapping[Key, Count]) -> dict[Key, str]:
    if noun := LISTS.get(by):
        return {row.id: row.label for row in session.scalars(noun.of(scope.unit_id)) if _shown(row, found)}
    if by is By.DESK:
        return dict(session.execute(select(HelpDesk.id, HelpDesk.name).where(HelpDesk.id.in_(_ids(found)))).all())
    if by is By.GROUP:
        groups = select(ResidentialGroup).where(ResidentialGroup.id.in_(_ids(found))).order_by(ResidentialGroup.code)
        return {group.id: group.short_name for group in session.scalars(groups)}
    words: Mapping[By, Callable[[], dict[Key, str]]] = {
        By.MEANING: lambda: {key: str(label) for key, label in MEANINGS.items()},
        By.PLACE: lambda: {key: str(label) for key, label in PLACES.items()},
        By.HOUR: lambda: {hour: str(_("%(hour)s giờ", hour=hour)) for hour in hours_of(found)},
        By.DAY: lambda: {day: formats.date(day) for day in sorted(key for key in found if isinstance(key, date))},
    }
    return words[by]()


def _shown(row: Any, found: Mapping[Key, Count]) -> bool:
    return row.retired_at is None or row.id in found


def _ids(found: Mapping[Key, Count]) -> list[int]:
    return [key for key in found if isinstance(key, int)]


def hours_of(found: Mapping[Key, Count] | Sequence[int]) -> range:
    """The hours of a day's picture: those of an office, wider where something was earlier or later."""
    hours = [key for key in found if isinstance(key, int)]
    return range(min([OPENS, *hours]), max([CLOSES - 1, *hours]) + 1)
