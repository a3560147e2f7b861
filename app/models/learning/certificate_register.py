"""The register of certificates: a unit's book of one year, numbered without gaps, kept permanently."""

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.models.base import Keyed
from app.models.mixins.issued import need_certain_day
from app.models.people.administrative_unit import AdministrativeUnit


class CertificateRegister(Keyed):
    """A unit's register of one calendar year in Vietnam, with the last number given."""

    __tablename__ = "certificate_register"
    __table_args__ = (UniqueConstraint("unit_id", "year"), CheckConstraint("last_number >= 0", name="last_positive"))

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    year: Mapped[int]
    last_number: Mapped[int] = mapped_column(default=0)

    @classmethod
    def of(cls, unit_id: int) -> Select["CertificateRegister"]:
        """A unit's registers, the newest year first."""
        return select(cls).where(cls.unit_id == unit_id).order_by(cls.year.desc())

    @classmethod
    def last_number_of(cls, unit_id: int, year: int) -> Select[int]:
        """The last number of a unit in a year; no row if it gave none."""
        return select(cls.last_number).where(cls.unit_id == unit_id, cls.year == year)

    @classmethod
    def lock(cls, session: Session, unit: AdministrativeUnit, year: int) -> "CertificateRegister":
        """The register of a unit and year, its row locked until the transaction ends; created if missing.

        The unit's row is locked first, so that a year's register is not created twice at once.

        Raises:
            DayInDoubt: the current day is uncertain.
        """
        need_certain_day(session)
        session.scalars(AdministrativeUnit.locked(unit.id)).one()
        wanted = select(cls).where(cls.unit_id == unit.id, cls.year == year).with_for_update()
        register = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
        if register is None:
            register = cls(unit=unit, year=year)
            session.add(register)
            session.flush()
        return register
