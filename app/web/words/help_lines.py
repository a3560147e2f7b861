"""Counts of help with the words a ward has for them: what a table of a page or a paper shows, row by row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.country import formats
from app.indicators.help import By, Count, Key, Scope, counts
from app.models import AgeBand, HelpDesk, HelpReason, HelpResult, HelpTopic, ResidentialGroup
from app.web.words.helps import MEANINGS, PLACES

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
    """One row: lượt noted one by one (None: nobody said so of any, which is not that there was none), and lượt from
    paper (None: paper does not say)."""

    key: Key
    label: str
    logged: int | None
    tallied: int | None = None

    @property
    def all(self) -> int:
        """What a bar is as long as."""
        return (self.logged or 0) + (self.tallied or 0)


# What a help may leave unsaid: a row of these that occurs nowhere is missing ("chưa có"), never 0.
MAY_BE_UNSAID = (By.AGE, By.GROUP)


def lines(session: Session, scope: Scope, by: By) -> list[Line]:
    """What occurs, in the order of the ward's list: two statements. Topics come by how often, and last those for what
    is on no list ("Việc khác": one statement more); what was not said ends all as "Chưa ghi"; for reasons nothing
    stands for those that needed none. Hours and days: every one in between. Ages and, of a whole ward, groups stand
    there also where nothing is known of them."""
    found = counts(session, scope, by)
    labels = _labels(session, scope, by, found)
    nothing = None if by in MAY_BE_UNSAID else 0
    known = [_line(key, label, found.get(key), nothing) for key, label in labels.items()]
    if by in (By.TOPIC, By.RESULT, By.REASON, By.DESK, By.MEANING, By.PLACE):
        known = [line for line in known if line.all]
    if by is By.TOPIC:
        rest = set(session.scalars(HelpTopic.open_ended(scope.unit_id).with_only_columns(HelpTopic.id)))
        known.sort(key=lambda line: (line.key in rest, -(line.logged or 0), -(line.tallied or 0)))
    if None in found and by is not By.REASON:
        known.append(_line(None, str(_("Chưa ghi")), found[None]))
    return known


def _line(key: Key, label: str, count: Count | None, nothing: int | None = 0) -> Line:
    return Line(key, label, count.logged, count.tallied) if count else Line(key, label, nothing)


def _labels(session: Session, scope: Scope, by: By, found: Mapping[Key, Count]) -> dict[Key, str]:
    if noun := LISTS.get(by):
        return {row.id: row.label for row in session.scalars(noun.of(scope.unit_id)) if _shown(row, found)}
    if by is By.DESK:
        return dict(session.execute(select(HelpDesk.id, HelpDesk.name).where(HelpDesk.id.in_(_ids(found)))).all())
    if by is By.GROUP:
        groups = ResidentialGroup.in_units([scope.unit_id]).where(_is_shown(scope, found))
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


def _is_shown(scope: Scope, found: Mapping[Key, Count]) -> ColumnElement[bool]:
    """The groups that occur; of a whole ward each that stood within the days, so that none is overlooked."""
    occurs = ResidentialGroup.id.in_(_ids(found))
    if (scope.desk_id, scope.helper_id, scope.topic_id) != (None, None, None):
        return occurs
    begun = or_(ResidentialGroup.valid_from.is_(None), ResidentialGroup.valid_from <= scope.until)
    return occurs | (begun & or_(ResidentialGroup.valid_to.is_(None), ResidentialGroup.valid_to >= scope.since))


def _ids(found: Mapping[Key, Count]) -> list[int]:
    return [key for key in found if isinstance(key, int)]


def hours_of(found: Mapping[Key, Count] | Sequence[int]) -> range:
    """The hours of a day's picture: those of an office, wider where something was earlier or later."""
    hours = [key for key in found if isinstance(key, int)]
    return range(min([OPENS, *hours]), max([CLOSES - 1, *hours]) + 1)
