"""Candidates for recognition: sites that meet the criteria of a version in use and have no plate or paper, or one that
is due; with periods those of one period."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.models.movement.answer import MET, Answer
from app.models.movement.declared_periods import NO_PERIOD
from app.models.movement.plate import DUE, Plate, PlateState
from app.models.movement.programme import ProgrammeVersion
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.recipients import recipient_words
from app.models.movement.recognition import Recognition
from app.models.movement.site import Site
from app.models.people.residential_group import ResidentialGroup


class Candidate(NamedTuple):
    """A site that meets the criteria, its entry, the plate that it would renew, and why a leader declined that entry
    ("" if none did)."""

    site: Site
    entry: ProgrammeEntry
    renews: Plate | None
    declined: str

    @property
    def name(self) -> str:
        """Who would get the paper; "" where the entry names nobody."""
        return recipient_words(self.entry.asked_by.declared, self.site, self.entry)["full_name"]


def candidates(
    session: Session,
    version: ProgrammeVersion,
    day: date,
    group: str = "",
    *,
    period: date | None = None,
    by: Collection[str] | None = None,
    sites: Collection[str] = (),
    declined: bool = True,
    most: int | None = None,
) -> list[Candidate]:
    """The candidates of a version, ordered by group and alley. Filters: `group` by its code, `by` entries by uuid,
    `sites` by public id, without those a leader declined, at most `most`. `period` is the key of the one asked for,
    None without periods. A site whose plate expires within `DUE` is a
    candidate only with an entry newer than that plate. Two statements."""
    standing, order = aliased(Plate), (Site.residential_group_id, Site.order_key, Site.search_key, Site.id)
    still = and_(
        standing.programme_id == version.programme_id,
        standing.site_id == Site.id,
        standing.state == PlateState.STANDING,
        standing.period == (period or NO_PERIOD),
    )
    among = [Site.residential_group_id.in_(select(ResidentialGroup.id).where(ResidentialGroup.code == group))]
    wanted = (
        _proposable(select(Site, ProgrammeEntry, standing), version, day, period)
        .outerjoin(standing, still)
        .where(*(among if group else ()), *(() if by is None else [ProgrammeEntry.uuid.in_(by)]))
        .where(*([Site.public_id.in_(sites)] if sites else ()))
        .where(*(() if declined else [_undeclined(version)]))
        .options(joinedload(Site.residential_group), joinedload(ProgrammeEntry.asked_by))
    )
    rows: list[Any] = list(session.execute(wanted.order_by(*order).limit(most)))
    refused = session.execute(_refused(version, Plate.entry_id, Plate.end_reason).order_by(Plate.id))
    why = {row[0]: row[1] for row in refused}  # declined more than once: the last reason
    return [Candidate(site, entry, renews, why.get(entry.id, "")) for site, entry, renews in rows]


def candidate_groups(
    session: Session, version: ProgrammeVersion, day: date, period: date | None = None
) -> dict[ResidentialGroup | None, tuple[int, int]]:
    """Candidates per group, ordered by code: how many, and how many of them not declined. Two statements."""
    group = Site.residential_group_id
    counted = group, func.count(), func.count().filter(_undeclined(version))
    wanted = _proposable(select(*counted), version, day, period).group_by(group)
    counts = {row[0]: (row[1], row[2]) for row in session.execute(wanted)}
    named = select(ResidentialGroup).where(ResidentialGroup.id.in_(counts)).order_by(ResidentialGroup.code)
    found: dict[ResidentialGroup | None, tuple[int, int]] = {each: counts[each.id] for each in session.scalars(named)}
    return found | ({None: counts[None]} if None in counts else {})


def _undeclined(version: ProgrammeVersion) -> ColumnElement[bool]:
    return ProgrammeEntry.id.not_in(_refused(version, Plate.entry_id))


def _refused(version: ProgrammeVersion, *columns: Any) -> Select[*tuple[Any, ...]]:
    return select(*columns).where(Plate.programme_id == version.programme_id, Plate.state == PlateState.DECLINED)


def candidate_count(session: Session, version: ProgrammeVersion, day: date, period: date | None = None) -> int:
    """The number of candidates. One statement."""
    return session.scalar(_proposable(select(func.count()).select_from(Site), version, day, period)) or 0


def _proposable(
    wanted: Select[*tuple[Any, ...]], version: ProgrammeVersion, day: date, period: date | None
) -> Select[*tuple[Any, ...]]:
    """Sites that meet the criteria, except those with a plate that is not due. A NOT IN, since with a join the planner
    expects hardly any row and loops over thousands."""
    entry, of_period = aliased(ProgrammeEntry), Plate.period == (period or NO_PERIOD)
    not_due = or_(Plate.valid_until.is_(None), Plate.valid_until > day + DUE, entry.day <= Plate.decided_on)
    holds = select(entry.id).join(Plate, and_(Plate.programme_id == entry.programme_id, Plate.site_id == entry.site_id))
    holds = holds.where(Plate.programme_id == version.programme_id, Plate.state == PlateState.STANDING, not_due)
    holds = holds.where(entry.counts, of_period)
    return _that_meet(wanted, version, period).where(ProgrammeEntry.id.not_in(holds))


def _that_meet(
    wanted: Select[*tuple[Any, ...]], version: ProgrammeVersion, period: date | None
) -> Select[*tuple[Any, ...]]:
    """The counting entries of sites in use that meet the criteria of recognition, under a version or one that judges
    alike (reworded, or with more questions), and that are on no waiting list of that period."""
    waiting = select(Plate.site_id).join(Recognition, Recognition.id == Plate.recognition_id)
    waiting = waiting.where(
        Plate.programme_id == version.programme_id, Recognition.waits, Plate.period == (period or NO_PERIOD)
    )
    met = [
        ProgrammeEntry.id.in_(
            select(Answer.entry_id).where(
                Answer.programme_id == version.programme_id, Answer.key == key, Answer.value == MET
            )
        )
        for key in version.declared.recognised_when
    ]
    return wanted.join(ProgrammeEntry, ProgrammeEntry.site_id == Site.id).where(
        ProgrammeEntry.programme_id == version.programme_id,  # uses the index
        ProgrammeEntry.programme_version_id.in_(version.judging_alike),
        ProgrammeEntry.counts,
        ProgrammeEntry.of_period(period),
        Site.retired_on.is_(None),
        Site.id.not_in(waiting),
        *met,
    )
