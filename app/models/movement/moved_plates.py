"""Plates of two houses that were merged: what they were before, so that they go back as they were.

JSON of a plate: its id, whether it was of the house that went, its state before and after."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.models.merge_refusals import Contradiction
from app.models.movement.plate import Plate, PlateState
from app.models.movement.recognition import Recognition, RecognitionState
from app.models.movement.site import Site

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
