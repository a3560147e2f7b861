"""The monthly report of a team, by its head: what was done, or that nothing was; due on a day of the month."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Select, UniqueConstraint, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.country import clock
from app.models.base import Keyed
from app.models.movement.team import Team
from app.models.people.account import Account
from app.models.people.changing import take_over

# Due on this day of the month (Kế hoạch 88/KH-UBND has reports of the 20th of May and November: five days for wards).
DUE_DAY = 25
# Open for corrections until this day of the next month.
CLOSING_DAY = 10
MOST = 9999
LONGEST = 500
FIGURES, TICKS = ("visits", "helps", "went"), ("met", "taught", "announced")


class Closed(Exception):
    """The month is closed or has not begun."""


class TeamMonth(Keyed):
    """One month of a team: homes visited, times helped, members who went; whether they met, held a class, announced by
    loudspeaker; difficulties. A month without any activity is valid. `sent_at` is the time of the first report."""

    __tablename__ = "team_month"
    __table_args__ = (
        UniqueConstraint("team_id", "month"),
        *(CheckConstraint(f"{each} BETWEEN 0 AND {MOST}", name=f"{each}_counted") for each in FIGURES),
        Index(None, "month"),
    )

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), init=False)
    team: Mapped[Team] = relationship()
    month: Mapped[date]  # its first day
    visits: Mapped[int] = mapped_column(default=0)
    helps: Mapped[int] = mapped_column(default=0)
    went: Mapped[int] = mapped_column(default=0)
    met: Mapped[bool] = mapped_column(default=False)
    taught: Mapped[bool] = mapped_column(default=False)
    announced: Mapped[bool] = mapped_column(default=False)
    trouble: Mapped[str] = mapped_column(default="")
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    sent_by: Mapped[Account] = relationship()
    sent_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def is_idle(self) -> bool:
        """Whether it reports no activity."""
        return not any(getattr(self, each) for each in (*FIGURES, *TICKS))

    @classmethod
    def busy(cls) -> ColumnElement[bool]:
        """Condition for months with any activity."""
        figures: ColumnElement[int] = cls.visits + cls.helps + cls.went
        return (figures > 0) | cls.met | cls.taught | cls.announced

    @property
    def is_late(self) -> bool:
        """Whether it was first reported after the due day."""
        return clock.local(self.sent_at).date() > due_on(self.month)

    @classmethod
    def of(cls, team_id: int, month: date) -> Select["TeamMonth"]:
        """The report of a team for a month."""
        return select(cls).where(cls.team_id == team_id, cls.month == month)

    @classmethod
    def months_of(cls, team_id: int) -> Select[date]:
        """The months that a team has reported."""
        return select(cls.month).where(cls.team_id == team_id)

    @classmethod
    def in_unit(cls, unit_id: int, since: date, until: date) -> Select["TeamMonth"]:
        """The reports of a ward's teams for some months."""
        return select(cls).join(cls.team).where(Team.unit_id == unit_id, cls.month.between(since, until))

    @classmethod
    def reported_within(cls, since: date, until: date) -> ColumnElement[bool]:
        """Condition for months within a period; of a month still running on its last day, only reports sent by then."""
        complete = (until + timedelta(days=1)).replace(day=1) > until
        ended = cls.month <= until if complete else cls.month < until.replace(day=1)
        under_way = and_(cls.month <= until, cls.sent_at < clock.at_local(until + timedelta(days=1)))
        return and_(cls.month >= since.replace(day=1), or_(ended, under_way))

    @classmethod
    def tell(
        cls,
        session: Session,
        team: Team,
        month: date,
        values: Mapping[str, object],
        version: str,
        *,
        by: Account,
        now: datetime,
    ) -> "TeamMonth":
        """Report a month, or correct the report as it was at `version`. The caller has locked the team's row.

        Raises:
            Closed: the month is closed or has not begun.
            Overtaken: somebody else reported it meanwhile.
        """
        if month not in open_months(clock.local(now).date()):
            raise Closed
        row = session.scalars(cls.of(team.id, month)).one_or_none()
        if row is None:
            row = cls(team=team, month=month, sent_by=by, sent_at=now)
            session.add(row)
            version = "1"
        take_over(row, values, version)
        session.flush()
        return row


def due_on(month: date) -> date:
    """The due day of a month's report."""
    return month.replace(day=DUE_DAY)


def closes_on(month: date) -> date:
    """The last day for corrections of a month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=CLOSING_DAY)


def open_months(today: date) -> Sequence[date]:
    """The months open for reports on a day, newest first: this one, and the one before until it closes."""
    this = today.replace(day=1)
    before = (this - timedelta(days=1)).replace(day=1)
    return [this, before] if today <= closes_on(before) else [this]
