"""What one shift at a desk leaves for the next."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.country import clock
from app.models.base import Keyed
from app.models.helping.lists.help_desk import HelpDesk
from app.models.people.account import Account

LENGTH = 500


class ShiftNote(Keyed):
    """A note to whoever sits at the desk next, until somebody has read it."""

    __tablename__ = "shift_note"
    __table_args__ = (CheckConstraint("text <> ''", name="has_text"), Index(None, "desk_id", "day"))

    # The form's, so that a double tap leaves one note.
    uuid: Mapped[str] = mapped_column(unique=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("help_desk.id"), init=False)
    desk: Mapped[HelpDesk] = relationship()
    day: Mapped[date]
    text: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    by: Mapped[Account] = relationship(foreign_keys="ShiftNote.by_id")
    at: Mapped[datetime]
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    read_by: Mapped[Account | None] = relationship(foreign_keys="ShiftNote.read_by_id", default=None)
    read_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def leave(
        cls, session: Session, desk: HelpDesk, text: str, *, by: Account, uuid: str, now: datetime
    ) -> "ShiftNote | None":
        """Leave a note at a desk, `text` already clean; None where this form has left its note before.

        Call inside a write transaction that holds the desk's row (`HelpDesk.locked`): a double tap waits there.
        """
        if session.scalars(select(cls.id).where(cls.uuid == uuid)).first() is not None:
            return None
        note = cls(uuid=uuid, desk=desk, day=clock.local(now).date(), text=text, by=by, at=now)
        session.add(note)
        session.flush()
        return note

    def read(self, *, by: Account, now: datetime) -> bool:
        """Somebody says that they have read it; whether they were the first. The caller holds the desk's row."""
        if self.read_at is not None:
            return False
        self.read_by, self.read_at = by, now
        return True

    @classmethod
    def called(cls, uuid: str, unit_ids: Collection[int]) -> Select["ShiftNote"]:
        """The note of a form's uuid, in some wards."""
        return select(cls).join(cls.desk).where(cls.uuid == uuid, HelpDesk.unit_id.in_(unit_ids))

    @classmethod
    def unread_at(cls, desk_id: int, reader_id: int) -> Select["ShiftNote"]:
        """What others left at a desk and nobody has read yet, the oldest first, with who wrote it."""
        unread = select(cls).where(cls.desk_id == desk_id, cls.read_at.is_(None), cls.by_id != reader_id)
        return unread.options(joinedload(cls.by)).order_by(cls.at, cls.id)

    @classmethod
    def left_at(cls, desk_id: int) -> Select["ShiftNote"]:
        """All notes of a desk, the newest first, with who wrote and who read them."""
        wanted = select(cls).where(cls.desk_id == desk_id).options(joinedload(cls.by), joinedload(cls.read_by))
        return wanted.order_by(cls.at.desc(), cls.id.desc())
