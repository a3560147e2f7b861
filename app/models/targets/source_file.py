"""Source files: the paper from which an entered figure is, as it was sent."""

from base64 import b64decode, b64encode
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Select, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.models.base import Addressed, known, partial_index
from app.models.people.account import Account
from app.models.targets.measurement import Measurement

# What is taken, and as what it is handed out.
KINDS = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class SourceFile(Addressed):
    """One file of an entered figure, one at a time; its bytes stand in the row (base64), as those of a Word template
    do. Taken away, who sent it and its SHA-256 stay."""

    __tablename__ = "source_file"
    __table_args__ = (
        known("kind", KINDS),
        CheckConstraint("(content = '') = (removed_at IS NOT NULL)", name="held_until_removed"),
        partial_index("uq_source_file_held", "measurement_id", where="removed_at IS NULL"),
    )

    measurement_id: Mapped[int] = mapped_column(ForeignKey("measurement.id"), init=False)
    measurement: Mapped[Measurement] = relationship()
    name: Mapped[str]
    kind: Mapped[str]
    sha256: Mapped[str]
    content: Mapped[str] = mapped_column(repr=False, deferred=True)
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    sent_by: Mapped[Account] = relationship()
    sent_at: Mapped[datetime]
    removed_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def file(self) -> bytes:
        """The file."""
        return b64decode(self.content)

    @staticmethod
    def stored(file: bytes) -> str:
        """How its bytes stand in the row."""
        return b64encode(file).decode()

    @classmethod
    def current(cls, measurement_id: int) -> Select["SourceFile"]:
        """The one of a figure, with who sent it."""
        current = cls.measurement_id == measurement_id, cls.removed_at.is_(None)
        return select(cls).where(*current).options(joinedload(cls.sent_by))

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["SourceFile"]:
        """Those of the figures of some units."""
        wanted = select(cls).join(cls.measurement).where(Measurement.unit_id.in_(unit_ids), cls.removed_at.is_(None))
        return wanted.options(joinedload(cls.measurement), joinedload(cls.sent_by)).order_by(cls.id)

    @classmethod
    def behind(cls, target_id: int, day: date) -> Select["SourceFile"]:
        """Those of what was entered of a target as of a day."""
        figures = Measurement.answering([target_id]).where(Measurement.counted_on == day)
        behind = cls.measurement_id.in_(figures.with_only_columns(Measurement.id))
        return select(cls).where(behind, cls.removed_at.is_(None)).order_by(cls.id)

    @classmethod
    def take_away(cls, session: Session, measurement_id: int, now: datetime) -> "SourceFile | None":
        """Take the one of a figure away, where it has one. Load the figure locked."""
        row = session.scalars(cls.current(measurement_id)).first()
        if row is not None:
            row.content, row.removed_at = "", now
            session.flush()
        return row
