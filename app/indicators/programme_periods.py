"""Which entries of a programme a figure reads: by day, or where it is recorded for periods by these.

For periods that ended a figure reads what counts of them today: a return of September comes in October, and one that is
mended is mended for September; of one that ran on the last day, what was sent by then. Flows add up over the periods
whose first day lies within the scope; anything else is, of each site, of the newest period that has begun by the last
day (docs/decisions/0086). For those of a report rule the due day counts as the first, and of them a report reads none
that was due before its own days. With `one_per` "of each site" means: and of each organisation that recorded.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.country import clock, sentences
from app.country.periods import PeriodType, name_of, running_since
from app.models import Answer, ProgrammeEntry, ResidentialGroup, Site
from app.models.movement.declaration import Count, Declaration, Subject
from app.registers.indicator import Dimension, Entry, Indicator, Key, Scope

# Its name in addresses of figures, where `ky` is the time that is asked for.
PERIOD = "ky-ghi"
_DAY = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])")


def read_in(declared: Declaration, count: Count, programmes: Any, scope: Scope) -> list[Any]:
    """Conditions for the entries of some programmes (ids, or a select of them) that a count reads in a scope, and for
    their sites."""
    if declared.subject is Subject.EVENT:
        return [Site.in_use(), ProgrammeEntry.counts, ProgrammeEntry.day.between(scope.since, scope.until)]
    if declared.every is None:
        return [_speaks(declared, count, scope), ProgrammeEntry.read_on(scope.until)]
    running = running_since(declared.every, scope.until) if scope.until < clock.today() else None
    if count.adds_over_time:
        begins = ProgrammeEntry.period_key
        stood = or_(Site.retired_on.is_(None), Site.retired_on > begins)
        read = ProgrammeEntry.read_of_periods(scope.until, running)
        return [read, begins.between(scope.since, scope.until), stood]
    newest = ProgrammeEntry.newest_until(scope.until, scope.units, running)
    return [_speaks(declared, count, scope), newest, *due_within(declared, scope)]


def _speaks(declared: Declaration, count: Count, scope: Scope) -> ColumnElement[bool]:
    """Condition for sites in use on the last day of a scope. What is added up of a merged group belongs to the one that
    it went into, until that tells anew."""
    stood = Site.stood_on(scope.until)
    if declared.subject is not Subject.GROUP or not count.sum:
        return stood
    own, anew, into, group = ProgrammeEntry, aliased(ProgrammeEntry), aliased(Site), ResidentialGroup
    later = [anew.period_key > own.period_key, anew.period_key <= scope.until] if declared.every else []
    anew_sent = exists().where(
        anew.site_id == into.id, into.kind == Site.kind, into.residential_group_id == group.merged_into_id,
        anew.programme_id == own.programme_id, anew.counts, anew.day > group.valid_to, anew.day <= scope.until, *later,
    )  # fmt: skip
    went = exists().where(group.id == Site.residential_group_id, group.merged_into_id.is_not(None))
    return or_(stood, went.where(~anew_sent.correlate(own, Site, group)))


def due_within(declared: Declaration, scope: Scope, key: Any = ProgrammeEntry.period_key) -> list[Any]:
    """Conditions for the periods (`key`: a column, or a day) of which figures of a report may tell."""
    return [key >= scope.since] if scope.of_report and declared.every is PeriodType.REPORT else []


def amount_of(count: Count) -> Any:
    """What a count adds up of each entry; None where it counts entries."""
    if not count.field:
        return None
    own = [Answer.entry_id == ProgrammeEntry.id, Answer.key == count.field]
    own += [Answer.value.in_(count.part)] if count.part else []
    added = func.sum(Answer.number) if count.sum else func.count()
    return select(added).where(*own).correlate(ProgrammeEntry).scalar_subquery()


def periods(kind: PeriodType, *, tabulated: bool) -> Dimension:
    """By period; lists those that occur. `tabulated`: tables of it are offered."""

    def entries(session: Session, scope: Scope, found: Collection[Any]) -> Iterable[Entry]:
        named = [(key, name_of(kind, key)) for key in sorted(each for each in found if each)]
        return [Entry(key, key.isoformat(), sentences.begun(name)) for key, name in named]

    def keys(session: Session, scope: Scope, names: Collection[str]) -> Mapping[str, tuple[Key, ...]]:
        return {each: (date.fromisoformat(each),) for each in names if _DAY.fullmatch(each)}

    return Dimension(PERIOD, _l("Kỳ"), ProgrammeEntry.period_key, entries, tabulated=tabulated, keys=keys)


def how_of(declared: Declaration, count: Count) -> object:
    """How a count of a programme is counted, in a sentence."""
    texts = "; ".join(each.text for each in declared.criteria if each.key in count.met)
    if declared.subject is Subject.EVENT and (day := declared.words.get("day", "")):
        day, noun = day[:1].lower() + day[1:], declared.noun or _l("hoạt động")
        return _l("Của những %(noun)s có %(day)s trong khoảng thời gian này.", noun=noun, day=day)
    if declared.subject is Subject.EVENT:
        return _l("Của những hoạt động đã tổ chức trong khoảng thời gian này.")
    if declared.every is PeriodType.REPORT and count.adds_over_time:
        return _l("Cộng số của các kỳ có hạn gửi trong khoảng thời gian này.")
    if declared.every and count.adds_over_time:
        return _l("Cộng số của các kỳ bắt đầu trong khoảng thời gian này.")
    if declared.per_organiser:
        how = _how_of_each(declared, count)
    elif declared.every:
        how = _l("Tính mỗi nơi một lần, theo kỳ mới nhất đã ghi")
    else:
        how = _l("Tính mỗi nơi một lần, theo lần ghi gần nhất")
    return _l("%(how)s: %(texts)s.", how=how, texts=texts) if texts else _l("%(how)s.", how=how)


def _how_of_each(declared: Declaration, count: Count) -> object:
    if count.plain:
        return _l("Tính mỗi nơi một lần, dù mấy đơn vị cùng ghi; của mỗi đơn vị theo lần ghi mới nhất")
    if declared.every:
        return _l("Cộng số của từng đơn vị ghi, mỗi đơn vị theo kỳ mới nhất đã ghi")
    return _l("Cộng số của từng đơn vị ghi, mỗi đơn vị theo lần ghi gần nhất")


def oldest_period(session: Session, indicator: Indicator, scope: Scope) -> str:
    """Of which period the oldest entry in a figure is, in a sentence; "" where the figure reads none, or adds up
    periods. One statement."""
    by = indicator.by_key.get(PERIOD)
    if by is None or not indicator.standing or PERIOD in scope.only:
        return ""
    found = indicator.table(session, scope, by)
    lines = [*by.entries(session, scope, found)]
    if not lines:
        return ""
    oldest = lines[0].label[:1].lower() + lines[0].label[1:]
    if len(lines) == 1:
        return str(_("Số của %(period)s.", period=oldest))
    return str(_("Mỗi nơi lấy kỳ mới nhất đã ghi; cũ nhất là %(period)s.", period=oldest))
