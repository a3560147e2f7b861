"""A leader's decision to keep a certificate whose attendance was corrected below the rule of its course."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.models.base import Keyed
from app.models.learning.certificate import Certificate
from app.models.people.account import Account


class KeptCertificate(Keyed):
    """One decision, with its reason and the `attendance` that it was taken on: if that changes, it no longer holds.

    `attendance` is a line of statuses as `unearned.attendance_of` writes it. Rows stay; the newest one counts.
    """

    __tablename__ = "kept_certificate"
    __table_args__ = (CheckConstraint("reason <> ''", name="kept_with_reason"), Index(None, "certificate_id"))

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), init=False)
    certificate: Mapped[Certificate] = relationship()
    attendance: Mapped[str]
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    by: Mapped[Account] = relationship()
    at: Mapped[datetime]

    @classmethod
    def of(cls, certificate_id: int) -> Select["KeptCertificate"]:
        """The decisions about a certificate, the oldest first, with who took them."""
        return select(cls).where(cls.certificate_id == certificate_id).options(joinedload(cls.by)).order_by(cls.id)
