"""Figures by the key that a target names: indicators, counts of programmes (the machine's own too), and wholes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.indicators import (
    activities,
    ambassadors,
    findings,
    help as helped,
    kiosk,
    learning,
    mentorships,
    skills,
    team_visits,
    teams,
    trail,
)  # fmt: skip
from app.indicators.programme_wholes import organisations_of, subjects
from app.indicators.programmes import DOT, indicator_called
from app.indicators.residential_groups import STANDING
from app.models import Programme
from app.models.movement.declaration import GROUP_COUNT, ORGANISATIONS, SUBJECTS
from app.models.movement.organisation import KINDS
from app.registers.indicator import Indicator


# All indicators: by key, and on shelves as pages list them.
def _of(book: str, shelf: Iterable[Indicator]) -> tuple[Indicator, ...]:
    return tuple(replace(each, book=each.book or book) for each in shelf)


SHELVES: tuple[tuple[object, tuple[Indicator, ...]], ...] = (
    (_l("Lớp học"), _of("classes", (*learning.INDICATORS, *skills.INDICATORS))),
    (_l("Hỗ trợ"), _of("help", (*helped.INDICATORS, *kiosk.INDICATORS))),
    (_l("Đại sứ số"), _of("ambassadors", ambassadors.INDICATORS)),
    (_l("Kèm cặp"), _of("pairs", mentorships.INDICATORS)),
    (_l("Tổ công nghệ số"), (*_of("teams", teams.INDICATORS), *_of("programmes", team_visits.INDICATORS))),
    (_l("Hoạt động"), _of("programmes", (*activities.INDICATORS, *findings.INDICATORS))),
    (_l("An toàn dữ liệu"), trail.INDICATORS),
)
INDICATORS: Mapping[str, Indicator] = {each.key: each for _words, shelf in SHELVES for each in shelf}


def figure_called(session: Session, key: str, unit_ids: Collection[int]) -> Indicator | None:
    """The indicator of a key in some units: one of all wards, or a count of a programme that they use; None of neither.
    At most one statement."""
    return INDICATORS.get(key) or (indicator_called(session, key, unit_ids) if DOT in key else None)


def denominator_called(session: Session, key: str, unit_ids: Collection[int]) -> Indicator | None:
    """What a target may be a share of: a figure, the subjects of a programme ("market.subjects"), "groups",
    "organisations" or those of a kind; None where there is none. At most one statement."""
    head, _dot, tail = key.partition(DOT)
    if key == GROUP_COUNT:
        return STANDING
    if head == ORGANISATIONS:
        return organisations_of(tail) if tail in ("", *KINDS) else None
    if tail != SUBJECTS:
        return figure_called(session, key, unit_ids)
    wanted = Programme.in_units(unit_ids).where(Programme.key == head, Programme.merged_into_id.is_(None))
    programme = session.scalars(wanted).first()
    return subjects(programme, programme.current.declared) if programme and programme.current else None


def used_programmes(session: Session, unit_ids: Collection[int] | Select[int]) -> set[str]:
    """The keys of the programmes that some units use. One statement."""
    used = Programme.versions.any(Programme.versions.property.mapper.class_.used_since.is_not(None))
    return set(session.scalars(select(Programme.key).where(Programme.unit_id.in_(unit_ids), Programme.in_use(), used)))
