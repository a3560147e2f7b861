"""What is kept beside a task: the moments of its states, and files of whoever has it."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.country import clock
from app.models.base import Keyed, known
from app.models.mixins.named_file import file_below, stored_names
from app.models.targets.task_states import STATES
from app.models.trust.file_to_remove import FileToRemove


class TooManyFiles(Exception):
    """The task would have more than `MatterFile.MOST`; nothing was written."""


class MatterFile(Keyed):
    """One photo or file; `file` lies under DATA_DIR/photos/tasks. What is removed, or past its time, leaves no row."""

    __tablename__ = "matter_file"
    __table_args__ = (
        CheckConstraint("file <> '' AND sha256 <> ''", name="whole"),
        UniqueConstraint("matter_id", "sha256"),
        Index(None, "by_id"),
    )

    # The most of a task.
    MOST: ClassVar[int] = 4

    public_id: Mapped[str] = mapped_column(unique=True, init=False, default_factory=lambda: str(uuid.uuid4()))
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"))
    file: Mapped[str] = mapped_column(info=file_below("photos/tasks"))
    sha256: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]

    @classmethod
    def named(cls, matter_id: int, public_id: str) -> Select["MatterFile"]:
        """One of a task."""
        return select(cls).where(cls.matter_id == matter_id, cls.public_id == public_id)

    @classmethod
    def add_to(
        cls, session: Session, matter_id: int, files: Collection[tuple[str, str]], *, by_id: int, now: datetime
    ) -> int:
        """Add files that are on the disk, each with its SHA-256, to a task; the same one again changes nothing. Returns
        how many were added. The caller has locked the task.

        Raises:
            TooManyFiles: nothing was written.
        """
        there = set(session.scalars(select(cls.sha256).where(cls.matter_id == matter_id)))
        fresh = {sha256: file for file, sha256 in files if sha256 not in there}
        if len(there) + len(fresh) > cls.MOST:
            raise TooManyFiles
        added = [
            cls(matter_id=matter_id, file=file, sha256=sha256, by_id=by_id, at=now) for sha256, file in fresh.items()
        ]
        session.add_all(added)
        FileToRemove.note(session, stored_names(cls.file, [file for file, _sha256 in files]))  # what is there already
        return len(added)

    @classmethod
    def forget(cls, session: Session, which: "MatterFile | datetime") -> None:
        """Delete one, or all from before a moment, with their files."""
        gone = cls.at < which if isinstance(which, datetime) else cls.id == which.id
        files = session.scalars(delete(cls).where(gone).returning(cls.file)).all()
        FileToRemove.note(session, stored_names(cls.file, files))

    @property
    def ending(self) -> str:
        """What kind of file it is: "pdf", "jpg", "docx", "xlsx"."""
        return self.file.rpartition(".")[2]


# Changes of state of a task by moment: its state on an earlier day is read from them; the trail says who did it.
class MatterStep(Keyed):
    """A task came into a state; before its first step it was open."""

    __tablename__ = "matter_step"
    __table_args__ = (known("state", STATES), Index(None, "matter_id", "at"))

    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"), init=False)
    matter: Mapped[Any] = relationship("Matter", back_populates="steps")
    state: Mapped[str]
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)


def steps_on(session: Session, matter_ids: Collection[int], day: date) -> Mapping[int, tuple[str, date]]:
    """The states of some tasks at the end of a day, each with the day since which it is so, by id; without those that
    nobody had marked by then. One statement."""
    wanted = select(MatterStep.matter_id, MatterStep.state, MatterStep.at).where(MatterStep.matter_id.in_(matter_ids))
    until = wanted.where(MatterStep.at < clock.at_local(day + timedelta(days=1)))
    rows = session.execute(until.order_by(MatterStep.at, MatterStep.id)).all()
    return {key: (state, clock.local(at).date()) for key, state, at in rows}
