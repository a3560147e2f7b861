"""Draws the sheets of residential groups: what a group did, its houses, who of it learns."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.country import clock, figures as shown, formats
from app.documents import group_sheet
from app.documents.group_sheet import Figure, GroupLearner, GroupSheet, GroupSheets, HouseBook
from app.documents.lists.registers import Heading
from app.indicators.named_figures import INDICATORS
from app.indicators.residential_groups import GROUP, OF_A_GROUP
from app.indicators.target_counts import BY_GROUP, TargetPart, matrix_of
from app.jobs.drawing import draw_file, issuer_of, row_of
from app.jobs.work import Impossible, Work
from app.models import (
    AdministrativeUnit,
    Course,
    Person,
    Plan,
    Programme,
    Registration,
    ResidentialGroup,
    Role,
    RoleGrant,
    Target,
)
from app.models.learning.absences import LATELY, absent_last
from app.models.learning.standing import is_attending, learner_statuses_of
from app.models.movement.denominator import HOUSEHOLDS, PEOPLE
from app.registers.indicator import Scope
from app.registers.listing import NOTHING
from app.registers.lists import lines, table
from app.registers.programmes.opening import register_of
from app.web.database import db

Cells = Sequence[str]


def perform(work: Work) -> str:
    """Draw the sheets of the `groups` of a `unit`, by their codes' order, as of today."""
    unit = row_of(work, AdministrativeUnit, "unit", _("Đơn vị này không còn nữa."))
    ids = [int(each) for each in work.arguments["groups"].split(",") if each]
    wanted = ResidentialGroup.with_unit(*ids).where(ResidentialGroup.unit_id == unit.id)
    groups = list(db.session.scalars(wanted.options(selectinload(ResidentialGroup.counts))))
    if not groups:
        raise Impossible(_("Tổ, thôn này không còn nữa."))
    today = clock.today()
    since = date(today.year, 1, 1)
    figures, books, learners = _figures(unit, groups, since, today), _books(unit, groups), _learners(groups, since)
    heads = _heads(unit, today)
    sheets = [
        GroupSheet(each.name, _facts(each, heads.get(each.id, ())), figures[each.id], books[each.id], learners[each.id])
        for each in groups
    ]
    content = GroupSheets(issuer_of(unit), sheets, since, today, clock.now())
    return draw_file(work, unit.code, group_sheet.draw, content)


def _facts(group: ResidentialGroup, heads: Sequence[str]) -> list[str]:
    counted = ((HOUSEHOLDS, _("hộ")), (PEOPLE, _("người")))
    latest = [(group.latest(audience), words) for audience, words in counted]
    numbers = ", ".join(f"{formats.number(each.number)} {words}" for each, words in latest if each)
    head = _("Tổ trưởng: %(names)s.", names=", ".join(heads)) if heads else ""
    return [" ".join(filter(None, (head, numbers and _("Toàn tổ có %(numbers)s.", numbers=numbers))))]


def _heads(unit: AdministrativeUnit, day: date) -> Mapping[int, list[str]]:
    """Who heads which group today, by its id."""
    wanted = select(RoleGrant).where(
        RoleGrant.unit_id == unit.id, RoleGrant.in_force(day), RoleGrant.role == Role.GROUP_HEAD
    )
    found: dict[int, list[str]] = defaultdict(list)
    for grant in db.session.scalars(wanted.options(joinedload(RoleGrant.account))):
        found[grant.residential_group_id or 0].append(grant.account.full_name)
    return found


def _figures(
    unit: AdministrativeUnit, groups: Sequence[ResidentialGroup], since: date, today: date
) -> Mapping[int, list[Figure]]:
    """What is counted of each group in the year, and the targets of plans that are asked of groups."""
    session, scope = db.session(), Scope((unit.id,), since, today)
    found: dict[int, list[Figure]] = {group.id: [] for group in groups}
    for indicator in (INDICATORS[key] for key in OF_A_GROUP):
        counted = indicator.table(session, scope, indicator.by_key[GROUP])
        for group in groups:
            number = counted.get(group.id, 0)
            reached = f"{indicator.unit.text(number)} {indicator.unit.words}"
            found[group.id].append(Figure(str(indicator.words), reached))
    in_use = select(Target).join(Plan, Plan.id == Target.plan_id)
    in_use = in_use.where(Target.unit_id == unit.id, Target.in_use(), Plan.retired_on.is_(None))
    in_use = in_use.options(contains_eager(Target.plan)).order_by(Plan.id.desc(), Target.position, Target.id)
    targets = list(session.scalars(in_use))
    hidden = {each.key for each in _programmes(unit) if not _is_for_all_readers(each)}
    targets = [each for each in targets if each.measured_by.partition(".")[0] not in hidden]
    of_groups = [each for each in targets if BY_GROUP in each.places or (each.is_share and not each.each_of)]
    matrix = matrix_of(session, of_groups, today, BY_GROUP)
    by_name = dict(matrix.lines)
    for group in groups:
        parts = by_name.get(group.short_name, ())
        lines = [_target(*each) for each in zip(matrix.targets, parts, strict=False)]
        if len({each.plan_id for each in matrix.targets}) > 1:  # two plans may ask the same
            named = [each.plan.number or each.plan.name for each in matrix.targets]
            lines = [replace(one, words=f"{one.words} ({plan})") for one, plan in zip(lines, named, strict=True)]
        found[group.id] += lines
    return found


def _target(target: Target, part: TargetPart | None) -> Figure:
    """A target as one group stands."""
    if part is None or part.numerator is None:
        return Figure(target.name, _("chưa gửi") if part and part.lacks else _("chưa có số"), asked=target.demand)
    total = part.denominator.number if part.denominator else 0
    lacking = part.lacking(target)
    return Figure(
        target.name,
        formats.number(part.numerator),
        formats.number(total) if total else "",
        shown.share(part.share) if part.share is not None else "",
        target.demand,
        formats.number(lacking) if lacking else "",
    )


def _programmes(unit: AdministrativeUnit) -> Sequence[Programme]:
    in_use = Programme.in_units([unit.id]).where(Programme.retired_on.is_(None), Programme.merged_into_id.is_(None))
    return db.session.scalars(in_use.options(selectinload(Programme.versions))).all()


def _is_for_all_readers(programme: Programme) -> bool:
    """Whether the head of a group, officers and leaders all see what a programme records: one sheet is for all."""
    readers = {Role.GROUP_HEAD, Role.OFFICER, Role.LEADER}
    return programme.current is not None and readers <= set(programme.current.declared.sees)


def _books(unit: AdministrativeUnit, groups: Sequence[ResidentialGroup]) -> Mapping[int, list[HouseBook]]:
    """The books of the programmes that all readers of a sheet see, by group."""
    session = db.session()
    found: dict[int, list[HouseBook]] = {group.id: [] for group in groups}
    for programme in _programmes(unit):
        register = register_of(session, programme) if _is_for_all_readers(programme) else None
        if register is None:
            continue
        declared, noun = register.declared, register.noun
        wanted = register.rows([unit.id]).where(noun.retired_on.is_(None), noun.residential_group_id.in_(list(found)))
        ids = session.scalars(wanted.order_by(None).with_only_columns(noun.id).order_by(noun.order_key, noun.id)).all()
        shown = replace(register.listing, columns=register.listing.on_paper.columns)
        columns = table(shown, register, register.archive).columns
        rows: dict[int, list[Cells]] = defaultdict(list)
        left: dict[int, int] = defaultdict(int)
        for line in lines(register.listing, unit.id, session, ids):
            group = line.row.residential_group_id
            rows[group].append([_text(column.cell(line).text) for column in columns])
            left[group] += not line.row.latest
        headings = [Heading(str(each.label), each.look == "main", "num" in each.look) for each in columns]
        for group in found:
            found[group].append(HouseBook(declared.name, declared.noun or _("hộ"), headings, rows[group], left[group]))
    return found


def _text(text: object) -> str:
    return "" if str(text) == NOTHING else str(text)


def _learners(groups: Sequence[ResidentialGroup], since: date) -> Mapping[int, list[GroupLearner]]:
    """Who of each group is in classes of the year, by name; who missed the last lesson of one is noted. In January also
    in classes of the last weeks before: whoever missed their last lesson is still followed up."""
    session, now = db.session(), clock.now()
    start = min(clock.at_local(since), now - LATELY)
    ids = [group.id for group in groups]
    seats = [seat for seat in session.scalars(_seats(ids)) if _is_of(seat.course, start)]
    statuses = learner_statuses_of(session, seats)
    missed = {seat.id: lesson for seat, lesson in session.execute(absent_last([groups[0].unit_id], ids, now))}
    found: dict[int, list[GroupLearner]] = {each: [] for each in ids}
    for person, theirs in groupby(seats, key=lambda seat: seat.person):
        mine = sorted(theirs, key=lambda seat: seat.course.live_lessons[0].starts_at)
        days = sorted(missed[seat.id].starts_at for seat in mine if seat.id in missed)
        absent = _("vắng %(days)s", days=", ".join(map(formats.day_month, days))) if days else ""
        found[person.residential_group_id or 0].append(
            GroupLearner(
                name=person.full_name,
                birth_year=person.birth_year,
                courses=len(mine),
                course=mine[-1].course.named_title,
                came=sum(statuses[seat.id].came for seat in mine),
                of=sum(statuses[seat.id].of_all for seat in mine),
                note=str(absent),
            )
        )
    return found


def _seats(group_ids: Sequence[int]) -> Any:
    return (
        select(Registration)
        .join(Registration.person)
        .where(Person.residential_group_id.in_(group_ids), Person.erased_at.is_(None), is_attending())
        .options(contains_eager(Registration.person), joinedload(Registration.course).selectinload(Course.lessons))
        .order_by(Person.sort_key, Person.id, Registration.id)
    )


def _is_of(course: Course, start: datetime) -> bool:
    """Whether a course has lessons since a moment."""
    return any(lesson.starts_at >= start for lesson in course.live_lessons)
