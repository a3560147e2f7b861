"""Links in messages by which an ambassador says "Đã gặp" or "Chưa gặp được" without signing in."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, relationship

from app.country import codes
from app.models.base import Keyed, known
from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.helping.pairs.mentor_visit import MentorVisit, VisitFacts, VisitWay
from app.models.helping.pairs.mentorship import Mentorship, PairEnded
from app.models.people.account import Account

# How long a message is answered, and how long an answer can be taken back.
LASTS = timedelta(days=14)
UNDO = timedelta(minutes=30)
HOW = ("sms", "zalo", "call", "skipped")


class LinkState(StrEnum):
    """The state of a link when it is opened."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"
    REPLACED = "replaced"
    ENDED = "ended"


class LinkShut(Exception):
    """The link takes no answer: `state` says why. Nothing was written."""

    def __init__(self, state: LinkState) -> None:
        super().__init__(state)
        self.state = state


class VisitLink(Keyed):
    """A link in a message: an ambassador says "Đã gặp" or "Chưa gặp được" without signing in. One pair, once.

    `how` is the way in which it was sent ("" not yet), `told_at` when.
    """

    __tablename__ = "visit_link"
    __table_args__ = (
        known("how", ("", "sms", "zalo", "call", "skipped")),
        CheckConstraint("(how = '') = (told_at IS NULL)", name="told_when_told"),
        Index(None, "mentorship_id"),
    )

    token: Mapped[str] = mapped_column(unique=True, default_factory=codes.new_token)
    mentorship_id: Mapped[int] = mapped_column(ForeignKey("mentorship.id"), init=False)
    mentorship: Mapped[Mentorship] = relationship()
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    made_by: Mapped[Account] = relationship()
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    how: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("mentor_visit.id"), init=False, unique=True)
    visit: Mapped[MentorVisit | None] = relationship(default=None)

    @classmethod
    def called(cls, token: str) -> Select["VisitLink"]:
        """The link of a token as somebody typed or opened it, with its pair and answer."""
        pair = joinedload(cls.mentorship)
        related = (
            pair.joinedload(Mentorship.mentee),
            pair.joinedload(Mentorship.ambassador).joinedload(Ambassador.account),
            joinedload(cls.visit),
        )
        return select(cls).where(cls.token == codes.read_code(token)).options(*related)

    @classmethod
    def newest_of(cls, pair_id: int) -> Select["VisitLink"]:
        """The links of a pair, the newest first."""
        return select(cls).where(cls.mentorship_id == pair_id).order_by(cls.id.desc())

    @classmethod
    def live_in(cls, unit_id: int, now: datetime) -> Select["VisitLink"]:
        """The links of a ward that were made within their time and not replaced, answered ones too, of pairs that have
        not ended; those of one ambassador together, by code."""
        live = (cls.revoked_at.is_(None), cls.expires_at > now, Mentorship.until.is_(None))
        return (
            select(cls)
            .join(cls.mentorship)
            .join(Mentorship.ambassador)
            .where(Mentorship.unit_id == unit_id, *live)
            .options(
                contains_eager(cls.mentorship).contains_eager(Mentorship.ambassador).joinedload(Ambassador.person),
                contains_eager(cls.mentorship).joinedload(Mentorship.mentee),
                joinedload(cls.visit),
            )
            .order_by(*Ambassador.by_code(), cls.id)
        )

    @classmethod
    def make(cls, session: Session, pair: Mentorship, *, by: Account, now: datetime) -> "VisitLink":
        """A new link of a pair; the one before, unless it was answered, works no more. Load the pair locked.

        Raises:
            PairEnded: there is nobody to ask.
        """
        if not pair.is_open:
            raise PairEnded
        standing = cls.newest_of(pair.id).where(cls.revoked_at.is_(None), cls.visit_id.is_(None))
        for old in session.scalars(standing):
            old.revoked_at = now
        link = cls(mentorship=pair, made_by=by, made_at=now, expires_at=now + LASTS)
        session.add(link)
        session.flush()
        return link

    def state(self, now: datetime) -> LinkState:
        """Its state when it is opened."""
        if self.visit is not None and self.visit.withdrawn_at is None:
            return LinkState.ANSWERED
        if not self.mentorship.is_open:
            return LinkState.ENDED
        if self.revoked_at is not None:
            return LinkState.REPLACED
        return LinkState.OPEN if now < self.expires_at else LinkState.EXPIRED

    def may_undo(self, now: datetime) -> bool:
        """Whether its answer can still be taken back by the link."""
        visit = self.visit
        return visit is not None and visit.withdrawn_at is None and now - visit.received_at < UNDO

    def tell(self, how: str, now: datetime) -> bool:
        """Note how it was sent, or that it was passed over; false when somebody had done so."""
        if self.how:
            return False
        self.how, self.told_at = how, now
        return True

    def answer(self, session: Session, *, met: bool, uuid: str, now: datetime) -> MentorVisit:
        """Keep the visit that is told; told again, by a double tap or a second press, it is the one visit.

        Load the pair and the link locked.

        Raises:
            LinkShut: it expired, was replaced, or the pair ended.
        """
        if self.visit is not None and self.visit.withdrawn_at is None:
            return self.visit
        if (state := self.state(now)) is not LinkState.OPEN:
            raise LinkShut(state)
        facts = VisitFacts(uuid=uuid, met=met, at=now)
        by = self.mentorship.ambassador.account
        self.visit = MentorVisit.record(session, self.mentorship, facts, by=by, now=now, way=VisitWay.LINK)
        session.flush()
        return self.visit

    def undo(self, session: Session, now: datetime) -> bool:
        """Take the answer back, so that the link can be answered anew; false when it is too late for it.

        Load the pair and the link locked.
        """
        if not self.may_undo(now) or self.visit is None:
            return False
        MentorVisit.take_back(session, self.mentorship, self.visit.uuid, at=now, now=now)
        self.visit = None
        session.flush()
        return True

    def plan(self, session: Session, day: date | None, *, now: datetime) -> bool:
        """The next visit is on a day (None for none), said beside the answer; false when it is too late."""
        visit = self.visit
        if not self.may_undo(now) or visit is None or not self.mentorship.is_open:
            return False
        visit.next_on, visit.plans = day, True
        session.flush()
        MentorVisit.recompute(session, self.mentorship)
        return True
