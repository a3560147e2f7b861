"""Merge two houses, or two own sites of a programme, that are one, and undo it unless something contradicts."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session, aliased, joinedload

from app.country import clock
from app.models.merge_refusals import Contradicted, Contradiction, ReadAnew
from app.models.movement import entry_ranking
from app.models.movement.plate import Plate, PlateState
from app.models.movement.programme_entry import BY_PARTS, ProgrammeEntry
from app.models.movement.question import AGREED
from app.models.movement.recognition import Recognition, RecognitionState
from app.models.movement.site import AlreadyGone, Site, SiteKind
from app.models.movement.site_merge import SiteMerge, packed
from app.models.movement.site_name import SiteName
from app.models.people.account import Account

# Plates of two houses that were merged: what they were before, so that they go back as they were.
#
# JSON of a plate: its id, whether it was of the house that went, its state before and after.
PlateRecord = dict[str, Any]


def stood(session: Session, gone: Site, into: Site) -> list[PlateRecord]:
    """The plates of the house that goes, and those in force or proposed of the one that stays."""
    open_ = Plate.state.in_((PlateState.STANDING, PlateState.PROPOSED))
    theirs = or_(Plate.site_id == gone.id, (Plate.site_id == into.id) & open_)
    rows = session.execute(select(Plate.id, Plate.site_id, Plate.state).where(theirs).order_by(Plate.id))
    return [{"id": id_, "gone": site_id == gone.id, "before": state} for id_, site_id, state in rows]


def went(session: Session, before: Sequence[PlateRecord]) -> list[PlateRecord]:
    """The same once the two are one, without those of which nothing changed."""
    states = select(Plate.id, Plate.state).where(Plate.id.in_([each["id"] for each in before]))
    after = dict(session.execute(states).all()) if before else {}
    record = [{**each, "after": after[each["id"]]} for each in before]
    return [each for each in record if each["gone"] or each["before"] != each["after"]]


def contradict(
    session: Session, kept: Site, moved: Sequence[PlateRecord], entry_ids: Collection[int]
) -> list[Contradiction]:
    """Why plates cannot go back: one of them was given or renewed since, something was proposed or given since by an
    entry that goes back, or a house would have two."""
    wanted = select(Plate).where(Plate.site_id == kept.id).order_by(Plate.id).with_for_update(of=Plate)
    rows = session.scalars(wanted.execution_options(populate_existing=True)).all()
    known, taken = {each["id"]: each for each in moved}, set[tuple[Any, ...]]()
    for row in rows:
        record, over = known.get(row.id), row.state in (PlateState.DECLINED, PlateState.DROPPED)
        if record is None and not over and (row.replaces_id in known or row.entry_id in entry_ids):
            return [Contradiction("plate")]
        if record and record["after"] == PlateState.PROPOSED and row.number is not None and record["gone"]:
            return [Contradiction("plate")]
        state = record["before"] if record and row.state == record["after"] else row.state
        if state in (PlateState.STANDING, PlateState.PROPOSED):
            place = bool(record and record["gone"]), row.programme_id, row.period, state
            if place in taken:
                return [Contradiction("plate")]
            taken.add(place)
    return []


def put_back(session: Session, moved: Sequence[PlateRecord], gone: Site) -> None:
    """Let plates be of the house that went again, and in force or proposed those that ended by the merge alone; where
    the list of a proposal was decided meanwhile, it stays without one."""
    ended = [each for each in moved if each["before"] != each["after"]]
    theirs = [each["id"] for each in moved if each["gone"]]
    session.execute(update(Plate).where(Plate.id.in_(theirs)).values(site_id=gone.id))
    waits = select(Recognition.id).where(Recognition.state == RecognitionState.SUBMITTED)
    for each in ended:
        stands = update(Plate).where(Plate.id == each["id"], Plate.state == each["after"])
        if each["before"] == PlateState.PROPOSED:
            stands = stands.where(Plate.recognition_id.in_(waits))
        session.execute(stands.values(state=each["before"], ended_at=None, end_reason=""))
    session.expire_all()


# The lines that may be taken from the one that goes, by kind. Codes stay: an import finds the kept one by either.
WRITTEN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "address": ("number", "alley"), "head": ("head",), "members": ("members",), "name": ("name",)
}  # fmt: skip
LINES: Mapping[str, tuple[str, ...]] = {
    SiteKind.HOUSEHOLD: ("address", "head", "members"), SiteKind.OWN: ("name",)
}  # fmt: skip


def merge(
    session: Session,
    kept_id: int,
    gone_id: int,
    *,
    take: Collection[str] = (),
    seen: tuple[str, str],
    by: Account,
    now: datetime,
) -> SiteMerge:
    """Merge one house into another of its group, or one own site into another of its programme that lies where it does;
    the lines named by `take` (see `LINES`) are taken from the one that goes. `seen` are the versions of both when they
    were compared.

    Raises:
        AlreadyGone: one of them was merged or retired.
        ReadAnew: one of the two was changed, or something was recorded of it, since they were compared.
    """
    sites = {each.id: each for each in session.scalars(Site.locked_with_outer(kept_id, gone_id))}
    kept, gone = sites[kept_id], sites[gone_id]
    if kept.retired_on is not None or gone.retired_on is not None:
        raise AlreadyGone
    if kept.among != gone.among or seen != (str(kept.version), str(gone.version)):
        raise ReadAnew
    taken = {column: getattr(gone, column) for line in take for column in WRITTEN_COLUMNS[line]}
    before = {column: getattr(kept, column) for column in taken}
    moved = merge_sites(session, gone, kept, now)
    kept.change(taken, str(kept.version))
    made = SiteMerge(kept_id=kept.id, gone_id=gone.id, moved=packed({**moved, "before": before}), by_id=by.id, at=now)
    session.add(made)
    session.flush()
    return made


def merge_sites(session: Session, gone: Site, into: Site, now: datetime) -> dict[str, Any]:
    """Merge `gone` into `into`; entries that phones still send for `gone` go there. Returns what moved, JSON-ready. The
    caller has locked both rows.

    Raises:
        AlreadyGone: one of them is retired; nothing was changed.
    """
    gone.join_to(into, clock.local(now).date())
    session.flush()
    entries = list(session.scalars(select(ProgrammeEntry.id).where(ProgrammeEntry.site_id == gone.id)))
    names, plates = _names(session, gone, into), stood(session, gone, into)
    entry_ranking.move_all(session, gone, into)
    inner = select(Site.id, Site.residential_group_id).where(Site.within_id == gone.id)
    within = [list(each) for each in session.execute(inner)]
    if within:
        moved = {"within_id": into.id, "residential_group_id": into.residential_group_id}
        session.execute(update(Site).where(Site.id.in_([id_ for id_, _group in within])).values(**moved))
    entry_ranking.judge_within(session, into.id)  # what came may be judged by what lay within it already
    Plate.move_all(session, gone, into, now)
    session.expire_all()
    return {"entries": entries, "names": names, "within": within, "plates": went(session, plates)}


def undo(session: Session, made: SiteMerge, *, by: Account, now: datetime) -> bool:
    """Undo a merge: both stand again, each with what it had. False if it was undone already.

    What was recorded of the kept one since stays with it. Call with a merge loaded in this transaction.

    Raises:
        Contradicted: with all later changes that prevent it; nothing was changed.
    """
    sites = {each.id: each for each in session.scalars(Site.locked_with_outer(made.kept_id, made.gone_id))}
    session.refresh(made, with_for_update={"of": SiteMerge})
    if made.undone_at is not None:
        return False
    kept, gone = sites[made.kept_id], sites[made.gone_id]
    moved: dict[str, Any] = json.loads(made.moved) if made.moved else {}
    if why := _contradictions(session, made, kept, gone, moved, now):
        raise Contradicted(why)
    gone.retired_on = gone.merged_into_id = None
    gone.version += 1
    kept.change(moved["before"], str(kept.version))
    session.flush()
    by_merge = SiteName.site_id.in_((kept.id, gone.id)), SiteName.until >= made.at
    session.execute(delete(SiteName).where(*by_merge, SiteName.search_key == gone.described))
    put_back(session, moved["plates"], gone)
    _put_within_back(session, kept, gone, moved["within"])
    entry_ranking.move_back(session, gone, kept, _with_copies(session, kept, moved["entries"]))
    entry_ranking.judge_within(session, kept.id, gone.id)
    session.expire_all()
    ids = [int(id_) for id_ in moved["names"]]
    named = select(ProgrammeEntry).where(ProgrammeEntry.id.in_(ids)).options(joinedload(ProgrammeEntry.asked_by))
    for entry in session.scalars(named):
        entry.recall_names(moved["names"][str(entry.id)])
    made.undone_at, made.undone_by_id = now, by.id
    session.flush()
    return True


def _put_within_back(session: Session, kept: Site, gone: Site, within: Collection[tuple[int, int | None]]) -> None:
    """Let sites that were within the one that went be within it again, unless they went elsewhere."""
    for id_, group_id in within:
        there = update(Site).where(Site.id == id_, Site.within_id == kept.id)
        session.execute(there.values(within_id=gone.id, residential_group_id=group_id))


def _with_copies(session: Session, kept: Site, entry_ids: Collection[int]) -> list[int]:
    """Some entries of a site, by id, with the copies that the machine made of them (`ProgrammeEntry.copies`)."""
    entry, copy = ProgrammeEntry, aliased(ProgrammeEntry)
    same = (copy.site_id == entry.site_id) & (copy.programme_id == entry.programme_id) & (copy.at == entry.at)
    made = select(copy.id).join(entry, same).where(copy.way == BY_PARTS, entry.way != BY_PARTS)
    theirs = made.where(entry.site_id == kept.id, entry.id.in_(entry_ids))
    return [*{*entry_ids, *session.scalars(theirs)}]


def _names(session: Session, *sites: Site) -> dict[str, dict[str, Any]]:
    """What entries of some sites that tell names tell, by their ids."""
    entry = ProgrammeEntry
    wanted = select(entry).where(entry.site_id.in_([each.id for each in sites]), or_(entry.counts, entry.latest))
    wanted = wanted.where(entry.answers.contains(AGREED)).options(joinedload(entry.asked_by))
    return {str(each.id): each.names for each in session.scalars(wanted)}


def _contradictions(
    session: Session, made: SiteMerge, kept: Site, gone: Site, moved: Mapping[str, Any], now: datetime
) -> list[Contradiction]:
    if kept.merged_into_id is not None:
        return [Contradiction("later")]
    newer = SiteMerge.kept_id == kept.id, SiteMerge.id > made.id, SiteMerge.undone_at.is_(None)
    if session.scalars(select(SiteMerge.id).where(*newer).limit(1)).first() is not None:
        return [Contradiction("another")]
    if made.is_late(now):
        return [Contradiction("late")]
    why = [Contradiction("ward")] if kept.unit_id != gone.unit_id else []
    taken = {line for line, columns in WRITTEN_COLUMNS.items() if moved["before"].keys() & set(columns)}
    why += [
        Contradiction("field", line)
        for line in WRITTEN_COLUMNS
        if line in taken and any(getattr(kept, each) != getattr(gone, each) for each in WRITTEN_COLUMNS[line])
    ]
    return why + contradict(session, kept, moved["plates"], moved["entries"])
