"""Reports of wards on other servers: whose key signs for which ward, and the files that came."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.country import clock
from app.models.base import Addressed, Keyed, partial_index
from app.models.guards import STAYS
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit


class AnotherKey(Exception):
    """The ward signs by another key than the one that was compared; or by none that was."""


class Doubled(Exception):
    """The very file came before."""


class Older(Exception):
    """What came of the ward and span before is newer."""


class OutsideKey(Keyed):
    """The public key by which a ward on another server signs, since somebody compared it with them by telephone; one
    at a time."""

    __tablename__ = "outside_key"
    __table_args__ = (
        CheckConstraint("key <> '' AND code <> ''", name="of_somebody"),
        partial_index("uq_outside_key_standing", "unit_id", "code", where="ended_at IS NULL"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    code: Mapped[str]
    key: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    by: Mapped[Account] = relationship()
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def standing(cls, unit_id: int, code: str) -> Select["OutsideKey"]:
        """The one of a ward."""
        return select(cls).where(cls.unit_id == unit_id, cls.code == code, cls.ended_at.is_(None))

    @classmethod
    def trust(
        cls, session: Session, unit: AdministrativeUnit, code: str, key: str, *, by: Account, now: datetime
    ) -> bool:
        """From now on this key signs for a ward, in the place of the one before. Whether that is new."""
        session.scalars(AdministrativeUnit.locked(unit.id)).one()
        before = session.scalars(cls.standing(unit.id, code)).one_or_none()
        if before is not None and before.key == key:
            return False
        if before is not None:
            before.ended_at = now
            session.flush()
        session.add(cls(unit=unit, code=code, key=key, by=by, at=now))
        session.flush()
        return True


class OutsideReport(Addressed):
    """The totals of a report that was locked on another server at `made_at`, as its signed file told them. Of several
    of one ward and span the newest counts; rows never change."""

    __tablename__ = "outside_report"
    __table_args__ = (
        UniqueConstraint("unit_id", "digest"),
        CheckConstraint("figures <> '' AND span <> '' AND digest <> ''", name="says_something"),
        {"info": {"guard": STAYS}},
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    code: Mapped[str]
    title: Mapped[str]
    span: Mapped[str]
    since: Mapped[date]
    until: Mapped[date]
    due_on: Mapped[date | None]
    number: Mapped[str]
    figures: Mapped[str]
    made_at: Mapped[datetime]
    digest: Mapped[str]
    arrived_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    by: Mapped[Account] = relationship()

    @property
    def day(self) -> date:
        """The day on which it was locked, and could be sent."""
        return clock.local(self.made_at).date()

    @property
    def accepted_at(self) -> None:
        """Nobody is told over there."""
        return None

    @property
    def is_late(self) -> bool:
        """Whether that was after its day."""
        return self.due_on is not None and self.day > self.due_on

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["OutsideReport"]:
        """What came to some provinces, the newest first."""
        return select(cls).where(cls.unit_id.in_(unit_ids)).order_by(cls.made_at.desc(), cls.id.desc())

    @classmethod
    def newest(cls, session: Session, unit_ids: Collection[int], span: str) -> list["OutsideReport"]:
        """Of each ward the one of a span that counts."""
        found: dict[str, OutsideReport] = {}
        for each in session.scalars(cls.in_units(unit_ids).where(cls.span == span)):
            found.setdefault(each.code, each)
        return sorted(found.values(), key=lambda each: each.title)

    @classmethod
    def spans(cls, unit_ids: Collection[int]) -> Select[str, date, date, str]:
        """Of which spans and whose something came."""
        return select(cls.span, cls.since, cls.until, cls.code).where(cls.unit_id.in_(unit_ids)).distinct()

    @classmethod
    def take(cls, session: Session, made: "OutsideReport", key: str) -> None:
        """Keep what came, signed by a key. The province's row is locked: of two with one file the second is told.

        Raises:
            AnotherKey, Doubled, Older: it is not kept.
        """
        session.scalars(AdministrativeUnit.locked(made.unit.id)).one()
        trusted = session.scalars(OutsideKey.standing(made.unit.id, made.code)).one_or_none()
        if trusted is None or trusted.key != key:
            raise AnotherKey
        before = session.scalars(cls.in_units([made.unit.id]).where(cls.code == made.code)).all()
        if any(each.digest == made.digest for each in before):
            raise Doubled
        if any(each.span == made.span and each.made_at >= made.made_at for each in before):
            raise Older
        session.add(made)
        session.flush()
