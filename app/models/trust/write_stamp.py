"""That a table was written: a row for each statement that wrote it. Readings are kept until one is added
(app/models/kept_reading.py)."""

from collections.abc import Mapping, Sequence
from typing import Self

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Mapped, Session

from app.models.base import Keyed

# The prefix of its triggers' names; on PostgreSQL the name of the function that they run.
TRIGGERS = "write_stamp_of"
# So many rows tell whether anything was written; the worker removes the others once there are twice as many.
NEWEST = 200


class WriteStamp(Keyed):
    """That a table was written. Only triggers add rows, so that no write can bypass it
    (app/web/database/triggers.py). Nobody updates a row, so no two writers wait for each other."""

    __tablename__ = "write_stamp"
    # An id that comes again would hide a write.
    __table_args__ = ({"sqlite_autoincrement": True, "info": {"of_the_place": True}},)

    table_name: Mapped[str]

    @classmethod
    def newest(cls, session: Session) -> Mapping[str, tuple[int, ...]]:
        """By table what differs after each write that was committed: who took an earlier id may commit later, so the
        newest id alone does not tell. One statement."""
        told = func.max(cls.id), func.min(cls.id), func.count()
        rows = session.execute(select(cls.table_name, *told).group_by(cls.table_name))
        return {table: tuple(each) for table, *each in rows}

    @classmethod
    def old(cls) -> Select[Self]:
        """All but the newest rows, where there are many. Without them what is kept is read once more."""
        oldest, newest = (select(end(cls.id)).scalar_subquery() for end in (func.min, func.max))
        return select(cls).where(oldest <= newest - 2 * NEWEST, cls.id <= newest - NEWEST).order_by(cls.id)

    @classmethod
    def remove(cls, session: Session, stamps: Sequence[Self]) -> None:
        """Remove rows. Their tables count as written: of a row that came late, nobody may have heard."""
        for stamp in stamps:
            session.delete(stamp)
        session.add_all(cls(table_name=table) for table in sorted({stamp.table_name for stamp in stamps}))
