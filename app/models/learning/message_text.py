"""Message texts: a ward's own wording for each moment of a class."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Keyed
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.changing import Overtaken, take_over


class MessageText(Keyed):
    """A ward's own wording for a moment (`app.web.words.messages` has the moments and default texts)."""

    __tablename__ = "message_text"
    __table_args__ = (UniqueConstraint("unit_id", "moment"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"))
    moment: Mapped[str]
    body: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]

    @classmethod
    def called(cls, unit_id: int, moment: str) -> Select["MessageText"]:
        """A ward's own wording for a moment, if it has one."""
        return select(cls).where(cls.unit_id == unit_id, cls.moment == moment)

    @classmethod
    def write(
        cls, session: Session, unit_id: int, moment: str, body: str, *, seen: str | None, now: datetime
    ) -> "MessageText":
        """Store a ward's wording; `seen` is the version that was on the screen, "0" for none. Of two at once one
        succeeds.

        Raises:
            Overtaken: somebody else changed it meanwhile.
        """
        session.execute(
            select(AdministrativeUnit.id).where(AdministrativeUnit.id == unit_id).with_for_update(key_share=True)
        )
        found = cls.called(unit_id, moment).with_for_update().execution_options(populate_existing=True)
        text = session.scalars(found).one_or_none()
        if text is None and seen != "0":
            raise Overtaken({"body": body})
        if text is None:
            text = cls(unit_id=unit_id, moment=moment, body=body, changed_at=now)
            session.add(text)
        elif take_over(text, {"body": body}, seen or ""):
            text.changed_at = now
        session.flush()
        return text

    @classmethod
    def of(cls, unit_id: int) -> Select["MessageText"]:
        """All wordings of a ward."""
        return select(cls).where(cls.unit_id == unit_id).order_by(cls.moment)
