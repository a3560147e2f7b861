"""Indicators of programmes, one for each count that a programme declares. They read rows of `answer` by index, never
the stored answers, of the entry that was current on the scope's last day. A programme of a known shape needs no code
here."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.country import formats
from app.indicators import denominators, dimensions as by, programme_answers
from app.models import Answer, Plate, Programme, ProgrammeEntry, ProgrammeVersion, Site
from app.models.movement.answer import MET
from app.models.movement.declaration import DENOMINATOR, RECOGNISED, STANDINGS, Count, Declaration, Subject
from app.models.movement.denominator import label
from app.models.movement.rules import Rule
from app.registers.indicator import Behind, Dimension, Indicator, Scope, Unit

MONTH = "month"
DOT = "."
Versions = Sequence[ProgrammeVersion]


def indicators_of(versions: Versions) -> list[Indicator]:
    """Counts of a programme from its versions in use, the last of which is the one asked today. Keys begin with the
    programme's."""
    newest = versions[-1:]
    return [_indicator(each.programme, versions, count) for each in newest for count in each.declared.counts]


def indicator_called(session: Session, key: str, unit_ids: Collection[int]) -> Indicator | None:
    """Indicator of a key ("household.reached") in some units, or None. A count that only an older version declares is
    found too: targets may still be measured by it. One statement."""
    named, dot, _count = key.partition(DOT)
    versions = session.scalars(_versions_in_use(unit_ids).where(Programme.key == named)).all() if dot else []
    own = [each for each in versions if each.programme_id == versions[-1].programme_id]
    return next((each for each in (*indicators_of(own), *_counted_before(own)) if each.key == key), None)


def _counted_before(versions: Versions) -> list[Indicator]:
    """Counts that only older versions declare, each as last declared."""
    before = {count.key: count for version in versions[:-1] for count in version.declared.counts}
    today = {count.key for version in versions[-1:] for count in version.declared.counts}
    gone = [replace(each, label=str(_("%(label)s (đã bỏ)", label=each.label))) for each in before.values()]
    return [_indicator(versions[-1].programme, versions, each) for each in gone if each.key not in today]


def _versions_in_use(unit_ids: Collection[int]) -> Select[Any]:
    """Versions in use. Of several units only shipped programmes: those that two wards made may share a name and
    differ."""
    asked = ProgrammeVersion.asked_in(unit_ids).options(contains_eager(ProgrammeVersion.programme))
    return asked if len(unit_ids) == 1 else asked.where(Programme.catalogue != "")


def newest(session: Session, unit_ids: Collection[int]) -> list[Versions]:
    """Versions in use of some units' programmes that count something, one programme a key; the last version of each is
    the one asked today. One statement."""
    asked = session.scalars(_versions_in_use(unit_ids).where(Programme.retired_on.is_(None))).all()
    by_programme: dict[int, list[ProgrammeVersion]] = {}
    for row in asked:
        by_programme.setdefault(row.programme_id, []).append(row)
    by_key = {each[-1].programme.key: each for each in by_programme.values()}
    return [each for each in by_key.values() if each[-1].declared.counts]


def shelves(session: Session, unit_ids: Collection[int]) -> list[tuple[object, list[Indicator]]]:
    """Indicators of some units' programmes, by programme name."""
    return [(each[-1].programme.name, indicators_of(each)) for each in newest(session, unit_ids)]


def _indicator(programme: Programme, versions: Versions, count: Count) -> Indicator:
    declared, unit = versions[-1].declared, Unit(count.unit, adds=False)
    judged = [programme_answers.versions(versions)] if _differ(versions, count) else []
    household, audience = declared.subject is Subject.HOUSEHOLD, count.of.removeprefix(DENOMINATOR)
    return Indicator(
        programme.key + DOT + count.key, unit, count.label, _how(declared, count, bool(judged)), ProgrammeEntry,
        _rows(programme, count), _tells, (Site.search_key, ProgrammeEntry.id),
        (
            *(_dimension(each, versions) for each in count.by), by.units(ProgrammeEntry.unit_id), *judged,
            *(programme_answers.answers(each, versions) for each in _earlier_dimensions(versions, count)),
        ),
        loads=(joinedload(ProgrammeEntry.site), joinedload(ProgrammeEntry.by)),
        of=denominators.of(audience) if audience else None,
        of_words=label(audience) if audience else "", standing=MONTH not in count.by, named=household,
    )  # fmt: skip


def _how(declared: Declaration, count: Count, differs: bool) -> object:
    texts = "; ".join(each.text for each in declared.criteria if each.key in count.met)
    how: object = count.how or _l("Tính mỗi nơi một lần, theo lần ghi gần nhất.")
    if texts and not count.how:
        how = _l("Tính mỗi nơi một lần, theo lần ghi gần nhất: %(texts)s.", texts=texts)
    return _l("%(how)s Tiêu chí đã đổi: mỗi lần ghi xét theo bản đã hỏi.", how=how) if differs else how


def _differ(versions: Versions, count: Count) -> bool:
    """Whether versions judge a counted criterion by different rules."""
    criteria = [each for version in versions for each in version.declared.criteria if each.key in count.met]
    return any(len({each.rule for each in criteria if each.key == key}) > 1 for key in count.met)


def _earlier_dimensions(versions: Versions, count: Count) -> list[str]:
    """Dimensions of the count in older versions that the newest one lacks: fields that were removed or are no longer
    counted. Their answers can still be shown by them."""
    before = [
        key
        for version in reversed(versions[:-1])
        for each in version.declared.counts if each.key == count.key
        for key in each.by if key not in (*count.by, MONTH, "group")
    ]  # fmt: skip
    return [*dict.fromkeys(before)]


def _rows(programme: Programme, count: Count) -> Callable[[Scope], Select[Any]]:
    """Entries that were current on the scope's last day, of sites in use then, that meet the count's conditions. Of a
    shipped programme, every unit's."""
    shipped = select(Programme.id).where(Programme.catalogue == programme.catalogue)

    def rows(scope: Scope) -> Select[Any]:
        ids: Any = [programme.id] if scope.units == (programme.unit_id,) or not programme.catalogue else shipped
        wanted = (
            select(ProgrammeEntry)
            .join(Site, Site.id == ProgrammeEntry.site_id)
            .where(ProgrammeEntry.programme_id.in_(ids))
            .where(ProgrammeEntry.unit_id.in_(scope.units), Site.stood_on(scope.until))
        )
        if count.where in STANDINGS:  # by the plate of that day and the entry it was given for, not by later entries
            holds = Plate.valid_on if count.where == RECOGNISED else Plate.lapsed_by
            given = select(Plate.entry_id).where(Plate.programme_id.in_(ids), holds(scope.until))
            return wanted.where(ProgrammeEntry.id.in_(given))
        wanted = wanted.where(ProgrammeEntry.read_on(scope.until))
        if MONTH in count.by:
            wanted = wanted.where(ProgrammeEntry.day >= scope.since)
        has = partial(_has, ids)
        wanted = wanted.where(*(has(Answer.key == each, Answer.value == MET) for each in count.met))
        return wanted.where(_condition(count.where, has)) if isinstance(count.where, Rule) else wanted

    return rows


def _has(programmes: Any, *of: ColumnElement[bool]) -> ColumnElement[bool]:
    """One read of the index of answers, not one an entry."""
    return ProgrammeEntry.id.in_(select(Answer.entry_id).where(Answer.programme_id.in_(programmes), *of))


def _condition(rule: Rule, has: Callable[..., ColumnElement[bool]]) -> ColumnElement[bool]:
    """Condition in SQL over the rows of `answer`."""
    if rule.rules:
        conditions = [_condition(each, has) for each in rule.rules]
        every = conditions[0]
        for each in conditions[1:]:
            every = every & each if rule.word == "all" else every | each
        return every
    of, value = Answer.key == rule.field, rule.value
    match rule.word:
        case "filled":
            return has(of)
        case "is":
            text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
            return has(of, Answer.value == text)
        case "at_least":
            return has(of, Answer.number >= value)
        case "at_most":
            return has(of, Answer.number <= value)
    condition = has(of, Answer.value == str(value[0]))
    for each in value[1:]:
        condition = condition & has(of, Answer.value == str(each))
    return condition


def _dimension(key: str, versions: Versions) -> Dimension:
    if key == MONTH:
        return by.months(ProgrammeEntry.day)
    if key == "group":
        return by.groups(Site.residential_group_id, unsaid=_l("Chưa rõ địa bàn"))
    return programme_answers.answers(key, versions)


def _tells(session: Session, rows: Sequence[ProgrammeEntry]) -> Iterable[Behind]:
    for each in rows:
        who = each.by.full_name if each.by else _("từ danh sách")
        place = {"programme": each.programme_id, "row": each.site.public_id}
        yield Behind(each.site.name, f"{formats.date(each.day)} · {who}", "office.programme_rows.show", place)
