"""Which entry of a site is the latest, which counts, and what follows from another one.

Each function does for many sites what it does for one, in as many statements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, case, column, delete, func, insert, or_, select, table, update
from sqlalchemy.orm import Session, aliased, joinedload
from sqlalchemy.orm.attributes import flag_modified

from app.country import clock
from app.models.movement.answer import MET, Answer
from app.models.movement.declaration import SENT, Outcome
from app.models.movement.programme import Programme
from app.models.movement.programme_entry import BY_PARTS, ProgrammeEntry
from app.models.movement.rules import Parts
from app.models.movement.site import Site
from app.models.storing import store_all

_ENTRY = table("programme_entry", *(column(name) for name in ("id", "site_id", "programme_id", "counts"))).alias()


def judged(
    session: Session, outer_ids: Collection[int], asked: Collection[Parts]
) -> Mapping[int, Mapping[str, tuple[int, int]]]:
    """Of the sites in use within each of some sites, by id and `Parts.key`: (how many have an entry of its programme
    that counts, how many of these meet its criterion). One statement for each part."""
    counted = {each.key: _counted(session, outer_ids, each) for each in asked} if outer_ids else {}
    return {
        outer_id: {key: found.get(outer_id, (0, 0)) for key, found in counted.items()} for outer_id in set(outer_ids)
    }


def _counted(session: Session, outer_ids: Collection[int], parts: Parts) -> dict[int, tuple[int, int]]:
    met = and_(Answer.entry_id == _ENTRY.c.id, Answer.key == parts.met, Answer.value == MET)
    wanted = (
        select(Site.within_id, func.count(_ENTRY.c.id), func.count(Answer.id))
        .select_from(Site)
        .join(_ENTRY, and_(_ENTRY.c.site_id == Site.id, _ENTRY.c.counts))
        .join(Programme, Programme.id == _ENTRY.c.programme_id)
        .outerjoin(Answer, met)
        .where(Site.within_id.in_(outer_ids), Site.retired_on.is_(None))
        .where(or_(Programme.key == parts.of, Programme.catalogue == parts.of))
        .group_by(Site.within_id)
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(wanted) if row[0] is not None}


# What ranking writes. All of it, so that one statement writes it to all entries.
_RANKED = "latest", "counts", "superseded_on", "answers"


def recompute_latest(
    session: Session, site_ids: Collection[int], programme_id: int, period: date | None = None
) -> None:
    """Set which entry of each site, and with `one_per` of each organisation, is latest in each period, or in that of a
    key alone, which counts, and until when each other one did; then judge the sites that contain them. The caller has
    locked the rows of all of these."""
    every = ProgrammeEntry.of(site_ids, programme_id).where(ProgrammeEntry.withdrawn_at.is_(None))
    every = every if period is None else every.where(ProgrammeEntry.period_key == period)
    sites = {site_id: session.get_one(Site, site_id) for site_id in site_ids}
    found: dict[tuple[int, date, int], list[ProgrammeEntry]] = {}
    for each in session.scalars(every):
        found.setdefault((each.site_id, each.period_key, each.organiser_key), []).append(each)
    chosen = list[tuple[ProgrammeEntry, ProgrammeEntry | None]]()
    for (site_id, *_of), entries in found.items():
        pair = _rank(entries)
        if sites[site_id].entry_day:
            pair = _rank_of_event(*pair)
            sites[site_id].follow(pair[0].outcome)
        chosen.append(pair)
    _write(session, (each for entries in found.values() for each in entries))  # clears before others are set
    for latest, counts in chosen:
        latest.latest = True
        if counts is not None:
            counts.counts = True
    _write(session, (each for pair in chosen for each in pair if each is not None))
    session.execute(update(Site).where(Site.id.in_(site_ids)).values(version=Site.version + 1))
    session.flush()
    day = max((counts.day for _latest, counts in chosen if counts is not None), default=None)
    judge_within(session, *{each.within_id for each in sites.values() if each.within_id is not None}, since=day)


def judge_within(session: Session, *site_ids: int, since: date | None = None) -> None:
    """Judge some sites again by what stands of the sites within them. Where one meets other criteria than before, the
    entry that counts meets these from today, or `since` a day: that of what was recorded; all else of it stays. The
    caller has locked their rows."""
    counting = _judged_by_parts(session, site_ids)
    if not counting:
        return
    asked = frozenset(part for each in counting for part in each.asked_by.declared.parts)
    within, met = judged(session, [each.site_id for each in counting], asked), dict[int, set[str]]()
    of = Answer.entry_id.in_([each.id for each in counting])
    for entry_id, key in session.execute(select(Answer.entry_id, Answer.key).where(of, Answer.value == MET)):
        met.setdefault(entry_id, set()).add(key)
    changed = dict[ProgrammeEntry, set[str]]()
    for each in counting:
        declared = each.asked_by.declared
        keys = {criterion.key for criterion in declared.criteria if criterion.rule.parts}
        if keys & met.get(each.id, set()) != keys & set(declared.met({**each.given, **within[each.site_id]})):
            changed[each] = keys
    _count_from(session, list(changed), min(since or clock.today(), clock.today()))
    rows = list[Answer]()
    for each, keys in changed.items():
        session.execute(delete(Answer).where(Answer.entry_id == each.id, Answer.key.in_(keys)))
        rows += (row for row in Answer.rows_of(each, each.asked_by, within[each.site_id]) if row.key in keys)
    store_all(session, rows)


def _judged_by_parts(session: Session, site_ids: Collection[int]) -> list[ProgrammeEntry]:
    """Of each of some sites the entry of its newest period that counts, if its version asks of the sites within."""
    if not site_ids:
        return []
    own = ProgrammeEntry.site_id.in_(site_ids), ProgrammeEntry.programme_id == Site.programme_id, ProgrammeEntry.counts
    wanted = select(ProgrammeEntry).join(Site, Site.id == ProgrammeEntry.site_id).where(*own)
    wanted = wanted.options(joinedload(ProgrammeEntry.asked_by), joinedload(ProgrammeEntry.site))
    newest: dict[int, ProgrammeEntry] = {}
    for each in session.scalars(wanted.order_by(ProgrammeEntry.site_id, ProgrammeEntry.period_key.desc())):
        newest.setdefault(each.site_id, each)
    return [each for each in newest.values() if each.asked_by.declared.parts]


def _count_from(session: Session, entries: Sequence[ProgrammeEntry], since: date) -> None:
    """Of entries that figures read by their day: let figures of before a day read copies with the same answers, and the
    entries themselves from that day."""
    by_day = [each for each in entries if each.period is None and each.site.entry_day is None and each.day < since]
    if not by_day:
        return
    made = [
        ProgrammeEntry(
            uuid=str(uuid4()), unit_id=each.unit_id, programme_id=each.programme_id, way=BY_PARTS, by_id=None,
            programme_version_id=each.programme_version_id, site_id=each.site_id, at=each.at, day=each.day,
            received_at=each.received_at, outcome=each.outcome, answers=each.answers, reason=each.reason,
        )
        for each in by_day
    ]  # fmt: skip
    store_all(session, made)
    copy, ids = aliased(ProgrammeEntry), [each.id for each in by_day]
    of_same = copy.site_id == Answer.site_id, copy.programme_id == Answer.programme_id
    columns = {each.name: each for each in Answer.__table__.c if not each.primary_key} | {"entry_id": copy.id}
    answers = select(*columns.values()).join(copy, and_(*of_same, copy.uuid.in_([each.uuid for each in made])))
    session.execute(insert(Answer).from_select(list(columns), answers.where(Answer.entry_id.in_(ids))))
    session.execute(update(Answer).where(Answer.entry_id.in_(ids)).values(day=since))
    for each in by_day:
        each.day = since
    session.flush()
    for programme_id in sorted({each.programme_id for each in by_day}):
        recompute_latest(session, [each.site_id for each in by_day if each.programme_id == programme_id], programme_id)


def _write(session: Session, entries: Iterable[ProgrammeEntry]) -> None:
    changed = session.dirty
    for each in entries:
        if each in changed and session.is_modified(each):
            for key in _RANKED:
                flag_modified(each, key)
    session.flush()


def _rank(entries: Sequence[ProgrammeEntry]) -> tuple[ProgrammeEntry, ProgrammeEntry | None]:
    """Clear the flags of those of a site, period and organiser, newest first, that are not latest or do not count any
    more; returns the two that are to have them."""
    done = [each for each in entries if each.outcome in SENT and not each.is_undecided]
    answered = any(each.outcome in SENT and each.returned_at is None for each in entries)
    # That nobody was in takes the place of no answer.
    latest = next((each for each in entries if not answered or each.outcome != Outcome.ABSENT), entries[0])
    counts, newer = next(iter(done), None), None
    for each in entries:
        open_ = each is latest and (each.waits or each.outcome == Outcome.PLANNED)  # may count as it is
        if each is not counts and not open_:
            each.forget_names()
        if (each.latest and each is not latest) or (each.counts and each is not counts):
            each.latest, each.counts = each.latest and each is latest, each.counts and each is counts
    for each in done:  # an entry without a time arrived later than it ranks
        each.superseded_on = max(newer, each.day) if newer else None
        newer = min(newer, each.day) if newer else each.day
    return latest, counts


def _rank_of_event(
    latest: ProgrammeEntry, counts: ProgrammeEntry | None
) -> tuple[ProgrammeEntry, ProgrammeEntry | None]:
    """Of an event nothing counts whose latest entry says that it is planned again, or called off."""
    if counts is not None and latest.outcome != Outcome.DONE:
        counts.counts, counts.superseded_on = False, counts.day
        counts.forget_names()
        counts = None
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


def move_all(session: Session, site: Site, to: Site) -> None:
    """Move all entries of a site to the one into which it was merged. The caller has locked both rows."""
    _move(session, to, ProgrammeEntry.site_id == site.id)


def move_back(session: Session, site: Site, kept: Site, entry_ids: Collection[int]) -> None:
    """Move some entries of a site back to the one that was merged into it. The caller has locked both rows."""
    own = ProgrammeEntry.id.in_(entry_ids), ProgrammeEntry.site_id == kept.id
    programmes = session.scalars(select(ProgrammeEntry.programme_id).where(*own).distinct()).all()
    _move(session, site, *own)
    for programme_id in sorted(programmes):
        recompute_latest(session, [kept.id], programme_id)


def move_period(session: Session, site: Site, to: Site, programme_id: int, period: date) -> None:
    """Move the entries of a site for a period to another site. The caller has locked both rows."""
    own = ProgrammeEntry.site_id == site.id, ProgrammeEntry.programme_id == programme_id
    _move(session, to, *own, ProgrammeEntry.of_period(period))


def move_organisation(session: Session, gone_id: int, into_id: int) -> None:
    """Let the entries recorded for an organisation be of the one into which it was merged; where both recorded of a
    subject and period, the later entry stays."""
    entry = ProgrammeEntry
    apart = list(session.execute(select(entry.programme_id, entry.site_id).where(entry.organiser_key == gone_id)))
    session.scalars(Site.locked(*{each.site_id for each in apart})).all()
    session.flush()
    own = {"organisation_id": into_id, "organiser_key": into_id, "latest": False, "counts": False}
    moved = update(entry).where(entry.organiser_key == gone_id)
    session.execute(moved.values(**own, superseded_on=None))
    session.execute(update(entry).where(entry.organisation_id == gone_id).values(organisation_id=into_id))
    session.expire_all()
    for programme_id in sorted({each.programme_id for each in apart}):
        recompute_latest(session, {each.site_id for each in apart if each.programme_id == programme_id}, programme_id)


def _move(session: Session, to: Site, *which: ColumnElement[bool]) -> None:
    programmes = set(session.scalars(select(ProgrammeEntry.programme_id).where(*which).distinct()))
    moving = select(ProgrammeEntry.id).where(*which)
    session.execute(update(Answer).where(Answer.entry_id.in_(moving)).values(site_id=to.id))
    moved = update(ProgrammeEntry).where(*which)
    session.execute(moved.values(site_id=to.id, latest=False, counts=False, superseded_on=None))
    session.expire_all()
    for programme_id in sorted(programmes):
        recompute_latest(session, [to.id], programme_id)
