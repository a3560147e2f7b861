"""Since when a subject is asked: where wards are merged or divided, the subjects of one are asked for no period before
it used the programme, though the other ran it earlier. Stored as decisions about these subjects that are over."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.movement.declaration import Subject
from app.models.movement.programme import Programme
from app.models.movement.programme_subject import ProgrammeSubject
from app.models.movement.represented import REPRESENTING

_NOT_YET = "Khi ấy đơn vị sổ chưa mở"


class Beginnings(NamedTuple):
    """What two wards had before subjects go from one to the other: the first day of each programme with periods, by its
    id, of the one and of the other; and the ids of what the first one's subjects represent."""

    giving: Mapping[int, date]
    other: Mapping[int, date]
    nouns: Mapping[Subject, frozenset[int]]

    @classmethod
    def of(cls, session: Session, giving_id: int, other_id: int) -> "Beginnings":
        """Read before anything moves."""
        nouns = {
            subject: frozenset(session.scalars(select(kind.NOUN.id).where(kind.NOUN.unit_id == giving_id)))
            for subject, kind in REPRESENTING.items()
        }
        return cls(_began(session, giving_id), _began(session, other_id), nouns)

    def keep(self, session: Session, unit_id: int, day: date, twins: Mapping[int, int] | None = None) -> None:
        """Once all has moved into a ward on a day: its subjects are asked since their own ward asked them, and since
        that day where it did not. `twins`: by the id of a programme that stayed the one to which entries moved."""
        programmes = session.scalars(Programme.in_units([unit_id])).all()
        into = {each.id: each.standing.id for each in programmes} | dict(twins or {})
        for each in programmes:
            if each.merged_into_id is not None or each.schedule is None or each.current is None:
                continue
            if (kind := REPRESENTING.get(each.current.declared.subject)) is None:
                continue
            first = each.schedule.since
            moved = kind.column().in_(self.nouns[each.current.declared.subject])
            for began, side in ((self.giving, moved), (self.other, ~moved)):
                own = min((since for id_, since in began.items() if into.get(id_) == each.id), default=day)
                if (until := _period_of(each, own)) > (since := _period_of(each, first)):
                    sites = session.scalars(select(kind.id).where(kind.unit_id == unit_id, side)).all()
                    ProgrammeSubject.leave_out_before(session, each.id, sites, since, until, _NOT_YET)


def _began(session: Session, unit_id: int) -> dict[int, date]:
    found = session.scalars(Programme.in_units([unit_id]).where(Programme.merged_into_id.is_(None))).all()
    return {each.id: schedule.since for each in found if (schedule := each.schedule) is not None}


def _period_of(programme: Programme, day: date) -> date:
    """The first day of the period in which a day lies."""
    period = programme.schedule.at(day) if programme.schedule else None
    return period.first if period else day
