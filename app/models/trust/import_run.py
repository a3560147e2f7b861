"""Imports: a file from outside, looked at first, then taken over row by row; each row's fate is kept."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.models.base import Addressed, known
from app.models.learning.course import Course
from app.models.mixins.named_file import file_below, stored_names
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.trust.file_to_remove import FileToRemove


class ImportState(StrEnum):
    """uploaded → read (each row's fate is known, nothing is stored) → done | refused | left."""

    UPLOADED = "uploaded"
    READ = "read"
    DONE = "done"
    REFUSED = "refused"
    LEFT = "left"


# So long the files lie there, with the names they hold; what became of a list can be counted for ever.
KEPT = timedelta(days=7)
# Where `columns` holds the results of the last batch.
BATCH = "batch"


class NotReady(Exception):
    """The import was not read, its columns are undecided, or it was stored already."""


class ImportRun(Addressed):
    """One file. It lies under DATA_DIR/imports as `file`; `columns` is JSON of which column means what, with cells as
    examples and those that somebody wrote anew; `fates` the file of what becomes of each row. The counts: rows in all,
    taken over as new, known already, refused."""

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint("kind <> ''", name="kind_known"),
        known("state", ImportState),
        CheckConstraint("rows >= 0 AND new >= 0 AND known >= 0 AND refused >= 0", name="counts_positive"),
        CheckConstraint("new + known + refused <= rows", name="each_row_once"),
        Index(None, "unit_id"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"))
    unit: Mapped[AdministrativeUnit] = relationship(init=False, viewonly=True)
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), default=None)
    course: Mapped[Course | None] = relationship(init=False, viewonly=True)
    kind: Mapped[str]
    name: Mapped[str]
    file: Mapped[str] = mapped_column(info=file_below("imports", stays=False))
    sha256: Mapped[str]
    columns: Mapped[str] = mapped_column(default="{}")
    fates: Mapped[str | None] = mapped_column(default=None, info=file_below("imports", stays=False))
    state: Mapped[str] = mapped_column(default=ImportState.UPLOADED)
    rows: Mapped[int] = mapped_column(default=0)
    new: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def of(cls, unit_id: int) -> Select["ImportRun"]:
        """The imports of a ward with their courses, the newest first."""
        return select(cls).where(cls.unit_id == unit_id).options(joinedload(cls.course)).order_by(cls.id.desc())

    @classmethod
    def called(cls, public_id: str, unit_ids: Collection[int]) -> Select["ImportRun"]:
        """The import of a public id in some units, with unit and course."""
        beside = joinedload(cls.unit), joinedload(cls.course)
        return select(cls).where(cls.public_id == public_id, cls.unit_id.in_(unit_ids)).options(*beside)

    @classmethod
    def locked_called(cls, public_id: str, unit_ids: Collection[int]) -> Select["ImportRun"]:
        """The import of a public id, its row locked until the write transaction ends."""
        return cls.called(public_id, unit_ids).with_for_update(of=cls)

    @classmethod
    def with_old_files(cls, now: datetime) -> Select["ImportRun"]:
        """The imports whose files are due for removal, the oldest first."""
        return select(cls).where(cls.file != "", cls.created_at < now - KEPT).order_by(cls.id)

    @classmethod
    def with_files(cls, unit_ids: Collection[int]) -> Select["ImportRun"]:
        """The imports of some wards whose files still exist, the oldest first."""
        return select(cls).where(cls.unit_id.in_(unit_ids), cls.file != "").order_by(cls.id)

    @property
    def read_as(self) -> dict[str, Any]:
        """How the columns are understood, as `imports.headers.Columns` keeps it; empty before the first look."""
        kept: dict[str, Any] = json.loads(self.columns)
        return kept

    @property
    def taken(self) -> int:
        """The number of rows that were processed."""
        return self.new + self.known + self.refused

    @property
    def is_open(self) -> bool:
        """Whether its columns can still be changed or its rows stored."""
        return self.state in (ImportState.UPLOADED, ImportState.READ)

    def looked_at(self, columns: Mapping[str, object], rows: int) -> None:
        """Note how the columns are understood and how many rows the table has; nothing is stored of them."""
        self.columns, self.rows = json.dumps(columns, ensure_ascii=False), rows
        self.state, self.reason = ImportState.READ, ""

    def set_columns(self, columns: Mapping[str, object]) -> None:
        """Set the meaning of the columns, so that the file is read again.

        Raises:
            NotReady: rows of it were taken over as they were understood before.
        """
        if not self.is_open or self.taken:
            raise NotReady
        self.columns, self.state = json.dumps(columns, ensure_ascii=False), ImportState.UPLOADED

    def ready(self) -> None:
        """Check that its rows can be stored.

        Raises:
            NotReady: it cannot.
        """
        if self.state != ImportState.READ or not self.rows or any(map(self.read_as.get, ("asked", "open"))):
            raise NotReady

    def count(self, *, new: int, known: int, refused: int) -> None:
        """Count processed rows, in the transaction that stores them."""
        self.new, self.known, self.refused = self.new + new, self.known + known, self.refused + refused

    def hold(self, results: Sequence[str]) -> None:
        """Hold the results of a batch, a line a row, until they are in the store; call it before `count`."""
        self.columns = json.dumps({**self.read_as, BATCH: [self.taken, results]}, ensure_ascii=False)

    @property
    def last_batch(self) -> tuple[int, list[str]]:
        """How many rows were taken before the last batch, and its results."""
        begun, results = self.read_as.get(BATCH, (0, []))
        return begun, results

    def finish(self, now: datetime) -> None:
        """Mark the import as done."""
        self.rows, self.state, self.finished_at = self.taken, ImportState.DONE, now
        self.columns = json.dumps({key: each for key, each in self.read_as.items() if key != BATCH}, ensure_ascii=False)

    def refuse(self, reason: str, now: datetime) -> None:
        """Refuse the import for a reason in plain words."""
        self.state, self.reason, self.finished_at = ImportState.REFUSED, reason, now

    def leave(self, now: datetime) -> None:
        """Abandon the import; stored rows stay."""
        if self.is_open:
            self.state, self.finished_at = ImportState.LEFT, now

    def forget_files(self, session: Session, now: datetime) -> None:
        """Forget its files, to be removed after the commit, and what was noted of their cells."""
        self.leave(now)
        files = stored_names(ImportRun.file, (self.file, self.fates))
        self.file, self.fates, self.columns = "", None, "{}"
        FileToRemove.note(session, files)
