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
from functools import partial
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from app.country import clock, sentences
from app.country.periods import PeriodType, name_of, running_since
from app.models import Answer, Plate, ProgrammeEntry, ResidentialGroup, Site
from app.models.movement.declaration import RECOGNISED, Count, Declaration, Subject
from app.models.movement.question import SEVERAL, Question, Type
from app.models.movement.rules import TOTAL_AT_MOST, Rule
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


# Which entries the figures of recognition read: by the plate or paper that their site was given.
def given_in(declared: Declaration, count: Count, programmes: Any, scope: Scope) -> list[Any]:
    """Conditions for the entries that a count of `recognised` or `lapsed` reads in a scope.

    Without periods these are the entries by which a plate was given that stood on the last day, whatever was recorded
    later; of events those held in the scope. With periods they are those that the figures of that programme read, whose
    site has a paper of that very period, given also later: that of a year is given when the year is over. In a report
    they were given by its last day.
    """
    if declared.every is not None:
        own = Plate.site_id == ProgrammeEntry.site_id, Plate.programme_id == ProgrammeEntry.programme_id
        of_period = Plate.period == ProgrammeEntry.period_key, Plate.not_ended_by(scope.until)
        by_then = [Plate.decided_on <= scope.until] if scope.of_report else []
        given = exists().where(*own, *of_period, *by_then, _lasts(count, scope)).correlate(ProgrammeEntry)
        return [*read_in(declared, count, programmes, scope), given]
    holds = Plate.valid_on if count.where == RECOGNISED else Plate.lapsed_by
    by_entry = select(Plate.entry_id).where(Plate.programme_id.in_(programmes), holds(scope.until))
    of_events = [ProgrammeEntry.day.between(scope.since, scope.until)] if declared.subject is Subject.EVENT else []
    return [ProgrammeEntry.id.in_(by_entry), Site.stood_on(scope.until), *of_events]


def _lasts(count: Count, scope: Scope) -> ColumnElement[bool]:
    if count.where == RECOGNISED:
        return or_(Plate.valid_until.is_(None), Plate.valid_until >= scope.until)
    return Plate.valid_until < scope.until


# Rules of programmes as conditions in SQL over the rows of `answer`.
Fields = Mapping[str, Question]


def has(programmes: Any, *of: ColumnElement[bool]) -> ColumnElement[bool]:
    """Condition for entries of some programmes with an answer row that meets conditions: one read of its index, not one
    an entry."""
    return ProgrammeEntry.id.in_(select(Answer.entry_id).where(Answer.programme_id.in_(programmes), *of))


def condition(rule: Rule, programmes: Any, fields: Fields) -> ColumnElement[bool]:
    """Condition for entries whose answers meet a rule over counted fields."""
    if rule.rules:
        joint = and_ if rule.word == "all" else or_
        return joint(*(condition(each, programmes, fields) for each in rule.rules))
    own, value = partial(has, programmes, Answer.key == rule.field), rule.value
    match rule.word:
        case "filled":
            return own()
        case "is":
            text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
            return own(Answer.value == text)
        case "at_least" | "at_most":
            return _compared(rule, programmes, fields[rule.field])
        case "any_part":
            return own(Answer.value.in_(value), Answer.number > 0)
        case "not_more_than":
            return _not_more(rule, programmes, fields)
        case "total_at_least" | "total_at_most":
            return _total(rule, programmes) if rule.limit is None else _total_of(rule, rule.limit, programmes)
    return and_(*(own(Answer.value == str(each)) for each in value))


def _compared(rule: Rule, programmes: Any, asked: Question) -> ColumnElement[bool]:
    """A number by itself, a field of several answers by how many there are."""
    if asked.type not in SEVERAL:
        within = Answer.number >= rule.value if rule.word == "at_least" else Answer.number <= rule.value
        return has(programmes, Answer.key == rule.field, within)
    many = func.count() >= rule.value if rule.word == "at_least" else func.count() <= rule.value
    named = select(Answer.entry_id).where(Answer.programme_id.in_(programmes), Answer.key == rule.field)
    return ProgrammeEntry.id.in_(named.group_by(Answer.entry_id).having(many))


def _not_more(rule: Rule, programmes: Any, fields: Fields) -> ColumnElement[bool]:
    one, other = aliased(Answer), aliased(Answer)
    both = other.entry_id == one.entry_id, other.key == rule.others[0]
    kinds = fields[rule.field].type, fields[rule.others[0]].type
    parts = (other.value == one.value,) if kinds == (Type.TALLY, Type.TALLY) else ()
    against = select(one.entry_id).join(other, and_(*both, *parts))
    against = against.where(one.programme_id.in_(programmes), one.key == rule.field)
    against = against.group_by(one.id, one.entry_id, one.number).having(one.number > func.sum(other.number))
    return ProgrammeEntry.id.not_in(against)


def _total_of(rule: Rule, limit: str, programmes: Any) -> ColumnElement[bool]:
    total, other = (func.sum(Answer.number).filter(Answer.key.in_(keys)) for keys in (rule.added, [limit]))
    own = Answer.programme_id.in_(programmes), Answer.key.in_([*rule.added, limit])
    passes = func.coalesce(total, 0) > other if rule.word == TOTAL_AT_MOST else func.coalesce(total, 0) < other
    against = select(Answer.entry_id).where(*own).group_by(Answer.entry_id).having(passes)
    return ProgrammeEntry.id.not_in(against)


def _total(rule: Rule, programmes: Any) -> ColumnElement[bool]:
    if rule.value <= 0:
        return true()
    added = select(Answer.entry_id).where(
        Answer.programme_id.in_(programmes), Answer.key.in_((rule.field, *rule.others))
    )
    return ProgrammeEntry.id.in_(added.group_by(Answer.entry_id).having(func.sum(Answer.number) >= rule.value))
