"""Counts of help with the words a ward has for them: what a table of a page or a paper shows, row by row."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.indicators.help import HELPS, counts
from app.indicators.help_asked import By, Count, Scope
from app.models import HelpTopic
from app.registers.indicator import UNSAID, Entry, Key


@dataclass(frozen=True)
class Line:
    """One row, `name` being what an address calls it: lượt noted one by one, and lượt from paper (None: paper does not
    say)."""

    key: Key
    name: str
    label: str
    logged: int
    tallied: int | None = None

    @property
    def all(self) -> int:
        """What a bar is as long as."""
        return self.logged + (self.tallied or 0)


# Of these only what occurs is shown.
OCCUR = (By.TOPIC, By.REASON, By.DESK, By.MEANING, By.PLACE)


def lines(session: Session, scope: Scope, by: By) -> list[Line]:
    """What occurs, in the order of the ward's list: two statements. Topics come by how often, and last those for what
    is on no list ("Việc khác": one statement more); what was not said ends all as "Chưa ghi"; for reasons nothing
    stands for those that needed none. Hours: every one in between. Ages and, of a whole ward, groups stand there also
    with 0."""
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


def _line(entry: Entry, count: Count | None) -> Line:
    logged, tallied = (count.logged, count.tallied) if count else (0, None)
    return Line(entry.key, entry.name, entry.label, logged, tallied)
