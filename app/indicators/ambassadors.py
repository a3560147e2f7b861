"""Đại sứ số counted: who serves on a day, who is trained, who takes as many people by the hand as the ward's plan asks
for, who was active.

All are people (người), each once; a group is counted where no ambassador serves it. Nothing here orders one before
another by what they did.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from app.indicators.people import standing
from app.models import Ambassador, HelpRecord, Mentorship, MentorVisit, ResidentialGroup, Training

# Who did nothing for so many days is told apart: no visit, no help noted.
ACTIVE_DAYS = 30


class Which(StrEnum):
    """Which of those who serve on a day."""

    ALL = "all"
    TRAINED = "trained"
    AI_TRAINED = "ai_trained"
    ENOUGH = "enough"
    FEWER = "fewer"
    ACTIVE = "active"


@dataclass(frozen=True)
class Figures:
    """How many serve on a day, and of them: trained, trained in AI, with as many people as the plan asks for (None
    where it names no number), active in the last `ACTIVE_DAYS`; and the groups, with those that none serves."""

    serving: int
    trained: int
    ai_trained: int
    enough: int | None
    active: int
    groups: int
    groups_without: int


@dataclass(frozen=True)
class Mentees:
    """Of one ambassador: people taken by the hand so far, each once, and those of a pair that is open."""

    taken: int = 0
    open: int = 0


def _serve(unit_id: int, day: date) -> list[ColumnElement[bool]]:
    return [
        Ambassador.unit_id == unit_id,
        Ambassador.since <= day,
        or_(Ambassador.until.is_(None), Ambassador.until > day),
    ]


def figures(session: Session, unit_id: int, day: date, least: int | None) -> Figures:
    """All of them for a day; `least`: how many mentees are enough (`AdministrativeUnit.least_mentees`). A fixed number
    of statements."""
    told = select(
        func.count(),
        func.count().filter(_trained(day)),
        func.count().filter(Ambassador.ai_trained_on <= day),
        func.count().filter(_active(day)),
    )
    serving, trained, ai_trained, active = session.execute(told.where(*_serve(unit_id, day))).one()
    groups = session.scalar(select(func.count()).where(*_standing_groups(unit_id, day))) or 0
    without = session.scalar(groups_without(unit_id, day).with_only_columns(func.count()).order_by(None)) or 0
    enough = _enough(session, unit_id, day, least) if least is not None else None
    return Figures(serving, trained, ai_trained, enough, active, groups, without)


def _enough(session: Session, unit_id: int, day: date, least: int) -> int:
    taken = mentees(session, unit_id, day)
    ids = session.scalars(select(Ambassador.id).where(*_serve(unit_id, day))).all()
    return sum(taken.get(each, Mentees()).taken >= least for each in ids)


def _trained(day: date) -> ColumnElement[bool]:
    known = or_(Ambassador.trained_on.is_(None), Ambassador.trained_on <= day)
    return (Ambassador.training != Training.NONE) & known


def _active(day: date) -> ColumnElement[bool]:
    """A visit noted, whether the mentee was there or not, or a help noted by their own sign-in."""
    days = (day - timedelta(days=ACTIVE_DAYS), day)
    went = exists().where(
        Mentorship.ambassador_id == Ambassador.id,
        MentorVisit.mentorship_id == Mentorship.id,
        MentorVisit.withdrawn_at.is_(None),
        MentorVisit.day.between(*days),
    )
    helped = exists().where(
        HelpRecord.helper_id == Ambassador.account_id,
        HelpRecord.unit_id == Ambassador.unit_id,
        HelpRecord.withdrawn_at.is_(None),
        HelpRecord.day.between(*days),
    )
    return or_(went, helped)


def mentees(session: Session, unit_id: int, day: date) -> Mapping[int, Mentees]:
    """The mentees of each ambassador by id, as of a day; who never had one is left out. Two statements."""
    pairs = session.execute(
        select(Mentorship.ambassador_id, Mentorship.mentee_id, Mentorship.until)
        .join(Mentorship.ambassador)
        .where(Ambassador.unit_id == unit_id, Mentorship.since <= day)
    ).all()
    kept = standing(session, unit_id, {pair.mentee_id for pair in pairs})
    taken: dict[int, set[int]] = {}
    still: dict[int, set[int]] = {}
    for ambassador_id, mentee_id, until in pairs:
        taken.setdefault(ambassador_id, set()).add(kept[mentee_id])
        if until is None or until > day:
            still.setdefault(ambassador_id, set()).add(kept[mentee_id])
    return {each: Mentees(len(people), len(still.get(each, ()))) for each, people in taken.items()}


def by_group(session: Session, unit_id: int, day: date) -> dict[int | None, int]:
    """How many serve each group, by its id; None is who serves no group of their own. Groups without one are left out:
    `groups_without` names them."""
    counted = select(Ambassador.residential_group_id, func.count()).where(*_serve(unit_id, day))
    return dict(session.execute(counted.group_by(Ambassador.residential_group_id)).all())


def _standing_groups(unit_id: int, day: date) -> list[ColumnElement[bool]]:
    return [
        ResidentialGroup.unit_id == unit_id,
        or_(ResidentialGroup.valid_to.is_(None), ResidentialGroup.valid_to >= day),
    ]


def groups_without(unit_id: int, day: date) -> Select[ResidentialGroup]:
    """The groups that no ambassador serves on a day, by code."""
    serves = exists().where(Ambassador.residential_group_id == ResidentialGroup.id, *_serve(unit_id, day))
    wanted = select(ResidentialGroup).where(*_standing_groups(unit_id, day), ~serves)
    return wanted.order_by(ResidentialGroup.code)


def rows(
    session: Session, unit_id: int, day: date, which: Which = Which.ALL, least: int | None = None
) -> Select[Ambassador]:
    """The ambassadors behind a figure, by code. `ENOUGH` and `FEWER` want the `least` that `figures` was given."""
    wanted = select(Ambassador).where(*_serve(unit_id, day)).order_by(*Ambassador.by_code())
    if which is Which.TRAINED:
        return wanted.where(_trained(day))
    if which is Which.AI_TRAINED:
        return wanted.where(Ambassador.ai_trained_on <= day)
    if which is Which.ACTIVE:
        return wanted.where(_active(day))
    if which in (Which.ENOUGH, Which.FEWER) and least is not None:
        taken = mentees(session, unit_id, day)
        enough = [each for each, people in taken.items() if people.taken >= least]
        among = Ambassador.id.in_(enough)
        return wanted.where(among if which is Which.ENOUGH else ~among)
    return wanted
