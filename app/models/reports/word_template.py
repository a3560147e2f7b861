"""Word files in which a ward writes its reports instead of ours."""

from base64 import b64decode, b64encode
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Select, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.models.base import Addressed, partial_index
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit


class WordTemplate(Addressed):
    """A ward's own file. It was sent, is tried by the worker, and used from `used_at` until `ended_at`: one at a time.
    Its bytes stand in the row (base64), so that a backup of rows has them."""

    __tablename__ = "word_template"
    __table_args__ = (
        CheckConstraint("name <> '' AND content <> ''", name="has_file"),
        CheckConstraint("ended_at IS NULL OR used_at IS NOT NULL", name="used_before_it_ends"),
        partial_index("uq_word_template_used", "unit_id", where="used_at IS NOT NULL AND ended_at IS NULL"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    name: Mapped[str]
    content: Mapped[str] = mapped_column(repr=False)
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    sent_by: Mapped[Account] = relationship()
    sent_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def file(self) -> bytes:
        """The file as it was sent."""
        return b64decode(self.content)

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["WordTemplate"]:
        """Those of some units that are in use or wait for it, the newest first."""
        return select(cls).where(cls.unit_id.in_(unit_ids), cls.ended_at.is_(None)).order_by(cls.id.desc())

    @classmethod
    def used(cls, unit_id: int) -> Select["WordTemplate"]:
        """The one in which a unit's reports are written."""
        return cls.in_units([unit_id]).where(cls.used_at.is_not(None))

    @classmethod
    def send(
        cls, session: Session, unit: AdministrativeUnit, name: str, file: bytes, *, by: Account, now: datetime
    ) -> "WordTemplate":
        """Keep a file to be tried, in the place of one that was never used."""
        session.execute(delete(cls).where(cls.unit_id == unit.id, cls.used_at.is_(None)))
        made = cls(unit=unit, name=name, content=b64encode(file).decode(), sent_by=by, sent_at=now)
        session.add(made)
        session.flush()
        return made

    def use(self, session: Session, now: datetime) -> None:
        """Write reports in it from now on, in the place of the one before. Load the unit locked."""
        for before in session.scalars(self.used(self.unit_id).where(WordTemplate.id != self.id)):
            before.ended_at = now
        session.flush()
        self.used_at = self.used_at or now
