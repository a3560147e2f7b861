"""Move entries from one programme to another: of a house that changes ward, and of two copies of a shipped programme,
which are merged when their wards are."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select, update
from sqlalchemy.orm import Session

from app.country import clock
from app.models.movement import entry_ranking
from app.models.movement.answer import Answer
from app.models.movement.effects import count_earlier_entries
from app.models.movement.plate import Plate
from app.models.movement.programme import Programme, ProgrammeVersion, spaced
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.programme_subject import ProgrammeSubject
from app.models.movement.reopened_period import ReopenedPeriod
from app.models.movement.site import Site


def merge_copies(session: Session, unit_id: int, now: datetime) -> int:
    """Merge the copies of each shipped programme in a ward; returns how many were merged into another. In one write
    transaction. The copy in use with the shipped key stays, else the oldest."""
    wanted = Programme.in_units([unit_id]).where(Programme.catalogue != "", Programme.merged_into_id.is_(None))
    rows = session.scalars(wanted.with_for_update(of=Programme).execution_options(populate_existing=True)).all()
    by_catalogue: dict[str, list[Programme]] = {}
    for row in rows:
        by_catalogue.setdefault(row.catalogue, []).append(row)
    merged = 0
    for copies in by_catalogue.values():
        into, *others = sorted(copies, key=lambda each: (bool(each.retired_on), each.key != each.catalogue, each.id))
        for gone in others:
            _merge(session, gone, into, clock.local(now).date())
            rehang(session, gone.id, into.id, shared_versions(session, gone.id, into.id, add=True), now)
            count_earlier_entries(session, session.get_one(Programme, into.id))
        merged += len(others)
    return merged


def has_copies(unit_id: Any) -> ColumnElement[bool]:
    """Condition for units with two copies of a shipped programme."""
    stands = Programme.unit_id == unit_id, Programme.catalogue != "", Programme.merged_into_id.is_(None)
    twice = select(Programme.catalogue).where(*stands).group_by(Programme.catalogue).having(func.count() > 1)
    return exists(twice.correlate_except(Programme))


def shared_versions(session: Session, mine: int, twin: int, *, add: bool) -> dict[int, int]:
    """Map each version in use of programme `mine` to the version of `twin` with the identical declaration, by id; `add`
    creates missing ones, and one that was in use earlier where periods are recorded: they begin with the first of
    both. The version put to use last is current from now on."""
    there = _in_use(session, twin)
    asked = {each.said: each for each in reversed(there)}
    number = session.scalar(select(func.max(ProgrammeVersion.number)).where(ProgrammeVersion.programme_id == twin)) or 0
    for each in _in_use(session, mine) if add else ():
        if each.said not in asked or _is_earlier(each, asked[each.said]):
            number += 1
            made = ProgrammeVersion(
                number=number, said=each.said, made_at=each.made_at, used_since=each.used_since,
                shipped=json.dumps(each.programme.edition_of(each), ensure_ascii=False, separators=(",", ":")),
            )  # fmt: skip
            session.get_one(Programme, twin).versions.append(made)
            asked[each.said] = made
    session.flush()
    return {each.id: asked[each.said].id for each in _in_use(session, mine) if each.said in asked}


def rehang(
    session: Session, mine: int, twin: int, versions: Mapping[int, int], now: datetime, unit_id: int | None = None
) -> int:
    """Move entries, answers, sites and plates from programme `mine` to `twin`, each entry to the identical version;
    with a unit only those of its sites, which then belong to that unit. Returns the number of entries.

    Which entry counts is recomputed for sites with entries of both programmes; of two plates of a site the later one
    stays in force.
    """
    sites = select(Site.id).where(Site.unit_id == unit_id) if unit_id is not None else select(Site.id)
    entry, unit = ProgrammeEntry, {"unit_id": unit_id} if unit_id is not None else {}
    there = entry.programme_id == mine, entry.site_id.in_(sites)
    session.flush()
    both = _of_both(session, entry, mine, twin, sites)
    apart = entry.site_id.in_(both), entry.programme_id.in_((mine, twin))
    session.execute(update(entry).where(*apart).values(latest=False, counts=False, superseded_on=None))
    many = 0
    for version, asks in versions.items():
        moved: Any = session.execute(
            update(entry)
            .where(*there, entry.programme_version_id == version)
            .values(programme_id=twin, programme_version_id=asks, **unit)
        )
        many += moved.rowcount
    answers = update(Answer).where(Answer.programme_id == mine, Answer.site_id.in_(sites))
    session.execute(answers.values(programme_id=twin, **unit))
    _recode(session, mine, twin, sites)
    ProgrammeSubject.rehang(session, mine, twin, sites)
    ReopenedPeriod.rehang(session, mine, twin, sites)
    session.execute(update(Site).where(Site.programme_id == mine, Site.id.in_(sites)).values(programme_id=twin))
    Plate.keep_latest(session, _of_both(session, Plate, mine, twin, sites), (mine, twin), now)
    session.execute(update(Plate).where(Plate.programme_id == mine, Plate.site_id.in_(sites)).values(programme_id=twin))
    session.expire_all()
    for site_id in both:
        session.scalars(Site.locked(site_id)).one()
        entry_ranking.recompute_latest(session, [site_id], twin)
    return many


def recorded_apart(part_id: int, unit_id: int) -> ColumnElement[bool]:
    """Condition: a unit has entries for a programme in use of unit `part_id`, to which the houses belonged before."""
    entry = ProgrammeEntry
    of = select(Programme.id).where(Programme.unit_id == part_id, Programme.retired_on.is_(None))
    return exists().where(entry.unit_id == unit_id, entry.programme_id.in_(of))


def _merge(session: Session, gone: Programme, into: Programme, on: date) -> None:
    gone.merged_into_id, gone.retired_on = into.id, gone.retired_on or on
    into.seen_by_office = into.seen_by_office and gone.seen_by_office
    into.seen_by = spaced(each for each in into.seen_by.split() if each in gone.seen_by.split())
    gone.version += 1
    into.version += 1
    session.flush()
    # Earlier copies point to the remaining programme directly.
    session.execute(update(Programme).where(Programme.merged_into_id == gone.id).values(merged_into_id=into.id))


def _in_use(session: Session, programme_id: int) -> list[ProgrammeVersion]:
    wanted = select(ProgrammeVersion).where(
        ProgrammeVersion.programme_id == programme_id, ProgrammeVersion.used_since.is_not(None)
    )
    return list(session.scalars(wanted.order_by(ProgrammeVersion.number)))


def _is_earlier(version: ProgrammeVersion, twin: ProgrammeVersion) -> bool:
    """Whether a version with periods was in use before one with the identical declaration."""
    since = version.used_since, twin.used_since
    return version.declared.every is not None and since[0] is not None and since[1] is not None and since[0] < since[1]


def _of_both(session: Session, noun: Any, mine: int, twin: int, sites: Select[int]) -> list[int]:
    """The ids of sites with rows of both programmes."""
    there = select(noun.site_id).where(noun.programme_id == twin)
    wanted = select(noun.site_id).where(noun.programme_id == mine, noun.site_id.in_(sites), noun.site_id.in_(there))
    return sorted(session.scalars(wanted.distinct()))


def _recode(session: Session, mine: int, twin: int, sites: Select[int]) -> None:
    """Append a number to the codes of own sites that the other programme uses too."""
    codes = set(session.scalars(select(Site.code).where(Site.programme_id == twin)))
    wanted = select(Site).where(Site.programme_id == mine, Site.id.in_(sites), Site.code != "").order_by(Site.id)
    rows = session.scalars(wanted).all()
    taken = codes | {each.code for each in rows}
    for row in rows:
        if row.code in codes:
            row.code = next(
                code for number in range(2, len(taken) + 3) if (code := f"{row.code}-{number}") not in taken
            )
            taken.add(row.code)
    session.flush()
