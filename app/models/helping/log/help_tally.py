"""Tallies keyed in later from paper: hour × topic × count. Lượt, never người."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.models.base import Keyed, partial_index
from app.models.helping.lists.help_desk import HelpDesk
from app.models.helping.lists.ward_list import HelpTopic
from app.models.people.account import Account

MOST = 999


class KeyedMeanwhile(Exception):
    """Somebody else keyed in the same hour since the form was opened; nothing was taken over."""


class HelpTally(Keyed):
    """How often a topic was helped with at a desk within one hour of a day, by a paper's strokes.

    One live row a desk, day, hour and topic: keying the same sheet in again replaces it, the older row stays withdrawn.
    """

    __tablename__ = "help_tally"
    __table_args__ = (
        CheckConstraint("hour BETWEEN 0 AND 23", name="hour_of_a_day"),
        CheckConstraint("count BETWEEN 1 AND 999", name="count_plausible"),
        partial_index("uq_help_tally_live", "desk_id", "day", "hour", "topic_id", where="withdrawn_at IS NULL"),
        Index(None, "unit_id", "day"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"))
    desk_id: Mapped[int] = mapped_column(ForeignKey("help_desk.id"), init=False)
    desk: Mapped[HelpDesk] = relationship()
    day: Mapped[date]
    hour: Mapped[int]
    topic_id: Mapped[int] = mapped_column(ForeignKey("help_topic.id"), init=False)
    topic: Mapped[HelpTopic] = relationship()
    count: Mapped[int]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    entered_by: Mapped[Account] = relationship()
    entered_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def of_day(cls, desk_id: int, day: date) -> Select["HelpTally"]:
        """What stands of a desk's day, by hour, with topics and who keyed it in."""
        live = select(cls).where(cls.desk_id == desk_id, cls.day == day, cls.withdrawn_at.is_(None))
        return live.options(joinedload(cls.topic), joinedload(cls.entered_by)).order_by(cls.hour, cls.id)

    @classmethod
    def version_of(cls, session: Session, desk_id: int, day: date, hour: int) -> str:
        """What a form of one hour was drawn from: another string after each time that the hour was keyed in."""
        rows = select(func.count(), func.count(cls.withdrawn_at)).where(
            cls.desk_id == desk_id, cls.day == day, cls.hour == hour
        )
        written, withdrawn = session.execute(rows).one()
        return f"{written}-{withdrawn}"

    @classmethod
    def key_in(
        cls,
        session: Session,
        desk: HelpDesk,
        day: date,
        hour: int,
        strokes: Mapping[int, int],
        *,
        version: str,
        by: Account,
        now: datetime,
    ) -> int:
        """Let `strokes` (topic's id → 1 … 999) be all that paper says of an hour; returns how many topics changed.

        The same numbers once more change nothing. Call inside a write transaction that holds the desk's row
        (`HelpDesk.locked`); `uq_help_tally_live` stands behind it.

        Raises:
            KeyedMeanwhile: the hour is no longer what the form was drawn from, and says something else.
        """
        live = cls.of_day(desk.id, day).where(cls.hour == hour)
        stands = {row.topic_id: row for row in session.scalars(live)}
        topics = stands.keys() | strokes.keys()
        changed = {topic for topic in topics if strokes.get(topic) != _count(stands.get(topic))}
        if changed and version != cls.version_of(session, desk.id, day, hour):
            raise KeyedMeanwhile
        for topic in changed & stands.keys():
            stands[topic].withdrawn_at = now
        session.flush()
        for topic in sorted(changed & strokes.keys()):
            row = cls(
                unit_id=desk.unit_id, desk=desk, day=day, hour=hour, topic=session.get_one(HelpTopic, topic),
                count=strokes[topic], entered_by=by, entered_at=now,
            )  # fmt: skip
            session.add(row)
        session.flush()
        return len(changed)


def _count(row: HelpTally | None) -> int | None:
    return row.count if row else None
