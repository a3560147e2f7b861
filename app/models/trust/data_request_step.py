"""The history of requests about personal data (`DataRequest`)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.models.base import Keyed
from app.models.people.account import Account
from app.models.trust.data_rights import Behalf


class DataRequestStep(Keyed):
    """One step of a request, with its time, the account and the message."""

    __tablename__ = "data_request_step"
    __table_args__ = (Index(None, "request_id"),)

    request_id: Mapped[int] = mapped_column(ForeignKey("data_request.id"))
    step: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    by: Mapped[Account | None] = relationship(init=False, viewonly=True)
    words: Mapped[str] = mapped_column(default="")

    @classmethod
    def of(cls, request_id: int) -> Select["DataRequestStep"]:
        """The history of a request, the oldest first."""
        return select(cls).where(cls.request_id == request_id).options(joinedload(cls.by)).order_by(cls.id)

    @property
    def behalf(self) -> Behalf | None:
        """For whom somebody asks, as far as this step says it."""
        return Behalf.SELF if self.step == "seen" else Behalf(self.words) if self.step == "for_another" else None
