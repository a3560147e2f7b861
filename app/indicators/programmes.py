"""Figures of programmes: each count that one declares, as an indicator like any other. They read rows of `answer`, by
index, never the answers themselves, of the entry that stood on their last day; a programme of a known shape needs no
line here."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.country import formats
from app.indicators import dimensions as by, programme_answers, wholes
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
    """The counts of a programme by its versions in use, of which the last one asks; their keys begin with its own."""
    newest = versions[-1:]
    return [_indicator(each.programme, versions, count) for each in newest for count in each.declared.counts]


def indicator_called(session: Session, key: str, unit_ids: Collection[int]) -> Indicator | None:
    """The one of a key ("household.reached") in some units, also one that only an older version counts, by which
    targets may be measured still; None where nobody counts that. One statement."""
    named, dot, _count = key.partition(DOT)
    versions = session.scalars(_asked(unit_ids).where(Programme.key == named)).all() if dot else []
    own = [each for each in versions if each.programme_id == versions[-1].programme_id]
    return next((each for each in (*indicators_of(own), *_counted_before(own)) if each.key == key), None)


def _counted_before(versions: Versions) -> list[Indicator]:
    """The counts that only older versions declare, as the last that did."""
    before = {count.key: count for version in versions[:-1] for count in version.declared.counts}
    today = {count.key for version in versions[-1:] for count in version.declared.counts}
    gone = [replace(each, label=str(_("%(label)s (đã bỏ)", label=each.label))) for each in before.values()]
    return [_indicator(versions[-1].programme, versions, each) for each in gone if each.key not in today]


def _asked(unit_ids: Collection[int]) -> Select[Any]:
    """What programmes ask; of several units only what ships: what two wards made may be called alike and be another."""
    asked = ProgrammeVersion.asked_in(unit_ids).options(contains_eager(ProgrammeVersion.programme))
    return asked if len(unit_ids) == 1 else asked.where(Programme.catalogue != "")


def newest(session: Session, unit_ids: Collection[int]) -> list[Versions]:
    """What some units' programmes ask and asked before, of those that count something, of one key one; the last version
    of each asks. One statement."""
    asked = session.scalars(_asked(unit_ids).where(Programme.retired_on.is_(None))).all()
    by_programme: dict[int, list[ProgrammeVersion]] = {}
    for row in asked:
        by_programme.setdefault(row.programme_id, []).append(row)
    by_key = {each[-1].programme.key: each for each in by_programme.values()}
    return [each for each in by_key.values() if each[-1].declared.counts]


def shelves(session: Session, unit_ids: Collection[int]) -> list[tuple[object, list[Indicator]]]:
    """The figures of some units' programmes, each under its name."""
    return [(each[-1].programme.name, indicators_of(each)) for each in newest(session, unit_ids)]


def _indicator(programme: Programme, versions: Versions, count: Count) -> Indicator:
    declared, unit = versions[-1].declared, Unit(count.unit, adds=False)
    judged = [programme_answers.versions(versions)] if _differ(versions, count) else []
    household, whole = declared.subject is Subject.HOUSEHOLD, count.of.removeprefix(DENOMINATOR)
    return Indicator(
        programme.key + DOT + count.key, unit, count.label, _how(declared, count, bool(judged)), ProgrammeEntry,
        _rows(programme, count), _tells, (Site.search_key, ProgrammeEntry.id),
        (
            *(_dimension(each, versions) for each in count.by), by.units(ProgrammeEntry.unit_id), *judged,
            *(programme_answers.answers(each, versions) for each in _asked_before(versions, count)),
        ),
        loads=(joinedload(ProgrammeEntry.site), joinedload(ProgrammeEntry.by)),
        of=wholes.of(whole) if whole else None,
        of_words=label(whole) if whole else "", standing=MONTH not in count.by, named=household,
    )  # fmt: skip


def _how(declared: Declaration, count: Count, differs: bool) -> object:
    texts = "; ".join(each.text for each in declared.criteria if each.key in count.met)
    how: object = count.how or _l("Tính mỗi nơi một lần, theo lần ghi gần nhất.")
    if texts and not count.how:
        how = _l("Tính mỗi nơi một lần, theo lần ghi gần nhất: %(texts)s.", texts=texts)
    return _l("%(how)s Tiêu chí đã đổi: mỗi lần ghi xét theo bản đã hỏi.", how=how) if differs else how


def _differ(versions: Versions, count: Count) -> bool:
    """Whether versions judge a criterion that it counts by different rules."""
    criteria = [each for version in versions for each in version.declared.criteria if each.key in count.met]
    return any(len({each.rule for each in criteria if each.key == key}) > 1 for key in count.met)


def _asked_before(versions: Versions, count: Count) -> list[str]:
    """By what older versions told the same count apart, and the newest one does not: a field that was taken out, or is
    counted no more. What was answered is told apart by it still."""
    before = [
        key
        for version in reversed(versions[:-1])
        for each in version.declared.counts if each.key == count.key
        for key in each.by if key not in (*count.by, MONTH, "group")
    ]  # fmt: skip
    return [*dict.fromkeys(before)]


def _rows(programme: Programme, count: Count) -> Callable[[Scope], Select[Any]]:
    """The entries that stood on the last day, of sites in use then, that meet what is asked; of a programme that ships,
    any unit's."""
    shipped = select(Programme.id).where(Programme.catalogue == programme.catalogue)

    def rows(scope: Scope) -> Select[Any]:
        ids: Any = [programme.id] if scope.units == (programme.unit_id,) or not programme.catalogue else shipped
        wanted = (
            select(ProgrammeEntry)
            .join(Site, Site.id == ProgrammeEntry.site_id)
            .where(ProgrammeEntry.programme_id.in_(ids))
            .where(ProgrammeEntry.unit_id.in_(scope.units), Site.stood_on(scope.until))
        )
        if count.where in STANDINGS:  # by the plate of that day and what it was given for, whatever was recorded since
            holds = Plate.valid_on if count.where == RECOGNISED else Plate.lapsed_by
            given = select(Plate.entry_id).where(Plate.programme_id.in_(ids), holds(scope.until))
            return wanted.where(ProgrammeEntry.id.in_(given))
        wanted = wanted.where(ProgrammeEntry.read_on(scope.until))
        if MONTH in count.by:
            wanted = wanted.where(ProgrammeEntry.day >= scope.since)
        has = partial(_has, ids)
        wanted = wanted.where(*(has(Answer.key == each, Answer.value == MET) for each in count.met))
        return wanted.where(_held(count.where, has)) if isinstance(count.where, Rule) else wanted

    return rows


def _has(programmes: Any, *of: ColumnElement[bool]) -> ColumnElement[bool]:
    """Read in the index of answers at once, not entry by entry."""
    return ProgrammeEntry.id.in_(select(Answer.entry_id).where(Answer.programme_id.in_(programmes), *of))


def _held(rule: Rule, has: Callable[..., ColumnElement[bool]]) -> ColumnElement[bool]:
    """A rule in SQL, over the rows of `answer`."""
    if rule.rules:
        conditions = [_held(each, has) for each in rule.rules]
        every = conditions[0]
        for each in conditions[1:]:
            every = every & each if rule.word == "all" else every | each
        return every
    of, value = Answer.key == rule.field, rule.value
    match rule.word:
        case "filled":
            return has(of)
        case "is":
            told = ("yes" if value else "no") if isinstance(value, bool) else str(value)
            return has(of, Answer.value == told)
        case "at_least":
            return has(of, Answer.number >= value)
        case "at_most":
            return has(of, Answer.number <= value)
    held = has(of, Answer.value == str(value[0]))
    for each in value[1:]:
        held = held & has(of, Answer.value == str(each))
    return held


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
