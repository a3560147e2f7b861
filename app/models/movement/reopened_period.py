"""Periods that the office opens again for one subject after they have closed for all who send."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Select, select, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column, relationship

from app.country import clock
from app.country.periods import Period
from app.models.base import Base
from app.models.movement.declaration import OF_ORGANISATIONS, Declaration
from app.models.movement.declared_periods import NO_PERIOD, PeriodNotOpen
from app.models.movement.programme import ProgrammeVersion
from app.models.movement.programme_entry import ERASED, ProgrammeEntry
from app.models.movement.site import Site, SiteKind
from app.models.people.account import Account

# So many days after the one on which it was opened again a period closes of itself.
DAYS = timedelta(days=14)
LONGEST_REASON = 200


class ReopenedPeriod(Base):
    """A period of a programme that one site may send again, from a moment until another: the end of a day, or the
    press by which the office closed it before. Opened once more, the row takes the new reason; an earlier one stays
    with the entry that was returned, or in the audit trail where the office opened it."""

    __tablename__ = "reopened_period"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint("period > '0001-01-01'", name="has_period"),
        CheckConstraint("closes_at >= opened_at", name="closes_after_opened"),
        Index(None, "opened_by_id"),
    )

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True, index=True)
    period_key: Mapped[date] = mapped_column("period", primary_key=True)
    reason: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    opened_by: Mapped[Account] = relationship(init=False, viewonly=True)
    closes_at: Mapped[datetime]

    def is_open(self, now: datetime) -> bool:
        """Whether it may be sent at a moment."""
        return now < self.closes_at

    @property
    def last_day(self) -> date:
        """The last day on which it may be sent."""
        return _last_day(self.closes_at)

    @classmethod
    def reopen(
        cls, session: Session, site_id: int, programme_id: int, period: Period, *, reason: str, by: Account,
        now: datetime,
    ) -> bool:  # fmt: skip
        """Open a period for a site until the end of a day. False where it is open, again or still for all. The caller
        has locked the site's row."""
        today = clock.local(now).date()
        if today <= period.closes:
            return False
        stands = cls._at(session, site_id, programme_id, period)
        if stands is not None and stands.is_open(now):
            return False
        closes_at = clock.at_local(today + DAYS + timedelta(days=1))
        if stands is None:
            session.add(cls(programme_id=programme_id, site_id=site_id, period_key=period.key, reason=reason,
                            opened_at=now, opened_by_id=by.id, closes_at=closes_at))  # fmt: skip
        else:
            stands.reason, stands.opened_by_id = reason, by.id
            stands.opened_at, stands.closes_at = now, closes_at
        session.flush()
        return True

    @classmethod
    def close(cls, session: Session, site_id: int, programme_id: int, period: Period, *, now: datetime) -> bool:
        """Close it before its day. False where it is not open. The caller has locked the site's row."""
        stands = cls._at(session, site_id, programme_id, period)
        if stands is None or not stands.is_open(now):
            return False
        stands.closes_at = max(now, stands.opened_at)
        session.flush()
        return True

    @classmethod
    def _at(cls, session: Session, site_id: int, programme_id: int, period: Period) -> "ReopenedPeriod | None":
        return session.get(cls, (programme_id, site_id, period.key), populate_existing=True)

    @classmethod
    def open_in(cls, session: Session, unit_ids: Collection[int], now: datetime) -> "list[Reopened]":
        """What is open again in some units, what closes first first. One statement."""
        outer = aliased(Site)
        site = cls.site_id, Site.kind == SiteKind.GROUP, Site.organisation_id, outer.organisation_id
        wanted = select(cls.programme_id, cls.period_key, cls.closes_at, *site).join(Site, Site.id == cls.site_id)
        wanted = wanted.outerjoin(outer, outer.id == Site.within_id).where(Site.unit_id.in_(unit_ids))
        rows = session.execute(wanted.where(cls.closes_at > now, Site.retired_on.is_(None)).order_by(cls.closes_at))
        return [Reopened(row[0], row[1], _last_day(row[2]), *row[3:]) for row in rows]

    @classmethod
    def open_at(
        cls, session: Session, site_ids: Collection[int], programme_id: int, key: date, now: datetime
    ) -> Mapping[int, "ReopenedPeriod"]:
        """How the period of a key is open again for some sites, by site id. One statement."""
        own = cls.programme_id == programme_id, cls.period_key == key, cls.site_id.in_(site_ids)
        return {each.site_id: each for each in session.scalars(select(cls).where(*own, cls.closes_at > now))}

    @classmethod
    def opens(cls, programme_id: int, period: date, now: datetime) -> ColumnElement[bool]:
        """Condition for the sites for which a period is open again."""
        own = cls.programme_id == programme_id, cls.period_key == period
        return Site.id.in_(select(cls.site_id).where(*own, cls.closes_at > now))

    @classmethod
    def forget_reasons(cls, session: Session, programme_id: int, before: date, now: datetime) -> None:
        """Erase why periods of before a day were opened again that are closed by now: a return gives its words, which
        may tell of a person. One statement."""
        old = cls.programme_id == programme_id, cls.period_key < before, cls.closes_at <= now, cls.reason != ERASED
        session.execute(update(cls).where(*old).values(reason=ERASED))

    @classmethod
    def rehang(cls, session: Session, mine: int, twin: int, sites: Select[int]) -> None:
        """Move those of some sites from programme `mine` to `twin`; those of `twin` stand."""
        own = select(cls).where(cls.programme_id == mine, cls.site_id.in_(sites)).order_by(cls.site_id, cls.period_key)
        for each in session.scalars(own).all():
            if session.get(cls, (twin, each.site_id, each.period_key)) is None:
                session.add(cls(programme_id=twin, site_id=each.site_id, period_key=each.period_key,
                                reason=each.reason, opened_at=each.opened_at, opened_by_id=each.opened_by_id,
                                closes_at=each.closes_at))  # fmt: skip
            session.delete(each)
        session.flush()


class Reopened(NamedTuple):
    """A period of a programme that is open again for a site until a day; whether that is a group, which organisation
    the site represents or which organises it, and which organises the site that contains it."""

    programme_id: int
    key: date
    last_day: date
    site_id: int
    is_group: bool
    organiser_id: int | None
    outer_id: int | None

    def is_for(self, organisation_ids: Collection[int]) -> bool:
        """Whether some organisations may send it: of themselves, of what they organise or what lies within that, of
        groups."""
        return bool(self.is_group) or not {self.organiser_id, self.outer_id}.isdisjoint(organisation_ids)


def _last_day(closes_at: datetime) -> date:
    return clock.local(closes_at - timedelta(microseconds=1)).date()


def sender_of(declared: Declaration, site: Site) -> str:
    """Who sends, beside the office, what is asked of a site: the name of the organisation or of the residential group.
    "" where nobody does, or nobody who is known beforehand."""
    others = set(declared.records) - {"officer", "leader"}
    by_organisations = not OF_ORGANISATIONS.isdisjoint(others)
    match site.kind:
        case SiteKind.ORGANISATION:
            return site.name if by_organisations else ""
        case SiteKind.GROUP:
            return site.name if by_organisations or (others and declared.field_visits) else ""
        case SiteKind.OWN if by_organisations:
            organiser = site.within.organisation if site.within else site.organisation
            return organiser.name if organiser else ""
    return ""


def check_sender(session: Session, entry: ProgrammeEntry, now: datetime) -> None:
    """Refuse to let the sender of an entry change what goes with it, its photos and files. The caller has locked the
    row of its site.

    Raises:
        PeriodNotOpen: its period is not open, nor again for its site.
    """
    sent = {entry.site_id: (clock.local(now).date(), now)}
    check_open(session, entry.asked_by, entry.period_key, sent, now)


def check_open(
    session: Session, asked: ProgrammeVersion, key: date, sent: Mapping[int, tuple[date, datetime]], now: datetime
) -> None:
    """Refuse what a sender may not send: `sent` says of each site by id on which day and at which moment it was. The
    caller has locked the rows of the sites, so that nothing is closed meanwhile.

    Raises:
        PeriodNotOpen: the period was not open on that day, nor again for the site at that moment, and is not now.
    """
    period = asked.programme.schedule.called(key) if asked.programme.schedule and key != NO_PERIOD else None
    if period is None:
        return
    closed = {site_id: at for site_id, (day, at) in sent.items() if not period.is_open(day)}
    if not closed:
        return
    again = ReopenedPeriod
    own = again.programme_id == asked.programme_id, again.period_key == key, again.site_id.in_(closed)
    rows = session.execute(select(again.site_id, again.opened_at, again.closes_at).where(*own))
    for site_id, opened_at, closes_at in rows:
        if now < closes_at or opened_at <= closed[site_id] < closes_at:
            del closed[site_id]
    if closed:
        raise PeriodNotOpen(period)
