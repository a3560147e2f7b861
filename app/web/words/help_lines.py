"""Counts of help with the ward's labels: the rows of a table on a page or a paper."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.indicators.help import HELPS, counts
from app.indicators.help_asked import By, Count, HelpScope
from app.models import HelpTopic
from app.registers.indicator import UNSAID, Entry, Key


@dataclass(frozen=True)
class HelpLine:
    """One row; `name` is its key in addresses. The counts are lượt recorded one by one, and lượt from paper (None:
    paper does not have this dimension)."""

    key: Key
    name: str
    label: str
    logged: int
    tallied: int | None = None

    @property
    def all(self) -> int:
        """The total, for the length of a bar."""
        return self.logged + (self.tallied or 0)


# Dimensions that show only occurring entries.
OCCUR = (By.TOPIC, By.REASON, By.DESK, By.MEANING, By.PLACE)


def lines(session: Session, scope: HelpScope, by: By) -> list[HelpLine]:
    """The rows of a dimension, in the order of the ward's list: two statements. Topics are ordered by count, with open
    ones ("Việc khác") at the end (one more statement). Helps without a value come last as "Chưa ghi"; reasons have no
    such row for helps that need none. Hours: every hour in between. Ages, and groups for a ward, include rows with
    0."""
    found = counts(session, scope, by)
    entries = HELPS.by_key[by].entries(session, scope.asked, found)
    known = [_line(each, found.get(each.key)) for each in entries]
    if by in OCCUR or (by is By.GROUP and (scope.desk_id, scope.helper_id, scope.topic_id) != (None, None, None)):
        known = [line for line in known if line.all]
    if by is By.TOPIC:
        rest = set(session.scalars(HelpTopic.open_ended(scope.unit_id).with_only_columns(HelpTopic.id)))
        known.sort(key=lambda line: (line.key in rest, -line.logged, -(line.tallied or 0)))
    if None in found and by is not By.REASON:
        known.append(_line(Entry(None, UNSAID, str(_("Chưa ghi"))), found[None]))
    return known


def _line(entry: Entry, count: Count | None) -> HelpLine:
    logged, tallied = (count.logged, count.tallied) if count else (0, None)
    return HelpLine(entry.key, entry.name, entry.label, logged, tallied)
