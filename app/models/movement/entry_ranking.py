"""Which entry of a site is the latest, which counts, and what follows from another one."""

from collections.abc import Sequence
from datetime import date
from uuid import uuid4

from sqlalchemy import ColumnElement, case, select, update
from sqlalchemy.orm import Session, joinedload

from app.country import clock
from app.models.movement.answer import MET, Answer
from app.models.movement.declaration import Outcome
from app.models.movement.parts import judged
from app.models.movement.programme_entry import BY_PARTS, ProgrammeEntry
from app.models.movement.site import Site


def recompute_latest(session: Session, site_id: int, programme_id: int) -> None:
    """Set which entry of a site is latest in each period, which counts, and until when each other one did. The
    caller has locked the site's row."""
    every = ProgrammeEntry.of([site_id], programme_id).where(ProgrammeEntry.withdrawn_at.is_(None))
    by_period: dict[date, list[ProgrammeEntry]] = {}
    for each in session.scalars(every):
        by_period.setdefault(each.period_key, []).append(each)
    chosen, site = [_rank(entries) for entries in by_period.values()], session.get_one(Site, site_id)
    if site.entry_day and chosen:
        chosen = [_rank_of_event(*chosen[0])]
        site.follow(chosen[0][0].outcome)
    session.flush()  # the unique indexes: clear the flags before setting others
    for latest, counts in chosen:
        latest.latest = True
        if counts is not None:
            counts.counts = True
    session.execute(update(Site).where(Site.id == site_id).values(version=Site.version + 1))
    session.flush()
    if site.within_id is not None:
        judge_within(session, site.within_id)


def judge_within(session: Session, site_id: int) -> ProgrammeEntry | None:
    """Judge a site again by what stands of the sites within it. Where it meets other criteria than its entry that
    counts, an entry of today with the same answers says so; returns that. The caller has locked the row."""
    own = ProgrammeEntry.site_id == site_id, ProgrammeEntry.programme_id == Site.programme_id, ProgrammeEntry.counts
    wanted = select(ProgrammeEntry).join(Site, Site.id == ProgrammeEntry.site_id).where(*own)
    wanted = wanted.options(joinedload(ProgrammeEntry.asked_by), joinedload(ProgrammeEntry.site))
    counting = session.scalars(wanted.order_by(ProgrammeEntry.period_key.desc()).limit(1)).first()
    if counting is None or not (parts := counting.asked_by.declared.parts):
        return None
    declared, within = counting.asked_by.declared, judged(session, site_id, parts)
    keys = {each.key for each in declared.criteria if each.rule.parts}
    met = select(Answer.key).where(Answer.entry_id == counting.id, Answer.value == MET, Answer.key.in_(keys))
    if set(session.scalars(met)) == keys & set(declared.met({**counting.given, **within})):
        return None
    now = clock.now()
    made = ProgrammeEntry(
        uuid=str(uuid4()), unit_id=counting.unit_id, programme_id=counting.programme_id, way=BY_PARTS, by_id=None,
        programme_version_id=counting.programme_version_id, site_id=site_id, at=counting.at, received_at=now,
        day=counting.site.entry_day or max(clock.local(now).date(), counting.day),
        period_key=counting.period_key, outcome=Outcome.DONE, answers=counting.answers,
        reason=counting.reason,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add_all(Answer.rows_of(made, counting.asked_by, within))
    recompute_latest(session, site_id, made.programme_id)
    return made


def _rank(entries: Sequence[ProgrammeEntry]) -> tuple[ProgrammeEntry, ProgrammeEntry | None]:
    """Clear the flags of those of a site and period, newest first, that are not latest or do not count any more;
    returns the two that are to have them."""
    done = [each for each in entries if each.outcome in (Outcome.DONE, Outcome.NOTHING) and not each.is_undecided]
    latest, counts, newer = entries[0], next(iter(done), None), None
    for each in entries:
        if each is not counts and not (each.waits and each is latest):
            each.forget_names()
        if (each.latest and each is not latest) or (each.counts and each is not counts):
            each.latest, each.counts = each.latest and each is latest, each.counts and each is counts
    for each in done:  # an entry without a time arrived later than it ranks
        each.superseded_on = max(newer, each.day) if newer else None
        newer = min(newer, each.day) if newer else each.day
    return latest, counts


def redate(session: Session, site: Site) -> None:
    """Give the entries of an event the day to which it moved. The caller has locked the row."""
    session.flush()
    day = site.entry_day
    superseded = case((ProgrammeEntry.superseded_on.is_not(None), day))
    moved = update(ProgrammeEntry).where(ProgrammeEntry.site_id == site.id)
    session.execute(moved.values(day=day, superseded_on=superseded))
    session.execute(update(Answer).where(Answer.site_id == site.id).values(day=day))
    session.expire_all()


def _rank_of_event(
    latest: ProgrammeEntry, counts: ProgrammeEntry | None
) -> tuple[ProgrammeEntry, ProgrammeEntry | None]:
    """Of an event nothing counts whose latest entry says that it is planned again, or called off."""
    if counts is not None and latest.outcome != Outcome.DONE:
        counts.counts, counts.superseded_on = False, counts.day
        counts.forget_names()
        counts = None
    return latest, counts


def move_all(session: Session, site: Site, to: Site) -> None:
    """Move all entries of a site to the one into which it was merged. The caller has locked both rows."""
    _move(session, to, ProgrammeEntry.site_id == site.id)


def move_period(session: Session, site: Site, to: Site, programme_id: int, period: date) -> None:
    """Move the entries of a site for a period to another site. The caller has locked both rows."""
    own = ProgrammeEntry.site_id == site.id, ProgrammeEntry.programme_id == programme_id
    _move(session, to, *own, ProgrammeEntry.of_period(period))


def _move(session: Session, to: Site, *which: ColumnElement[bool]) -> None:
    programmes = set(session.scalars(select(ProgrammeEntry.programme_id).where(*which).distinct()))
    moving = select(ProgrammeEntry.id).where(*which)
    session.execute(update(Answer).where(Answer.entry_id.in_(moving)).values(site_id=to.id))
    moved = update(ProgrammeEntry).where(*which)
    session.execute(moved.values(site_id=to.id, latest=False, counts=False, superseded_on=None))
    session.expire_all()
    for programme_id in sorted(programmes):
        recompute_latest(session, to.id, programme_id)
