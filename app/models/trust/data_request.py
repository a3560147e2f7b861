"""Requests about personal data: a copy, erasure, correction, withdrawal of a consent, an objection.

Nghị định 356/2025/NĐ-CP, on the rights of Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15: answered within two working days
("ngày làm việc") of the day it came; seen, corrected or handed over within ten days, withdrawn, limited or objected to
within fifteen, erased within twenty ("ngày": of the calendar), where no processor outside has to be asked. It may be
put off once, and where the last day is a holiday the next working day may count; neither is used here, so the days told
are the earliest. The office grants it once it has seen who asks; each step stays as a row.
"""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, case, func, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.country import clock, codes
from app.country.holidays import working_day_after
from app.models.base import Addressed, known
from app.models.mixins.asked_again import AskedAgain
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.person import Person
from app.models.trust.data_rights import (
    ANSWERED_WITHIN,
    DONE_WITHIN,
    FETCHED_WITHIN,
    KEPT,
    OPEN,
    DataRequestStep,
    NobodySeen,
    RequestOver,
    Right,
    RightState,
    Seen,
)


class DataRequest(AskedAgain, Addressed):
    """One request. `token` (80 random bits) opens its page to whoever made it; names are as typed, and go with the
    person's own."""

    __tablename__ = "data_request"
    __table_args__ = (
        known("kind", Right),
        known("state", RightState),
        known("seen_how", ("", "paper", "call", "known")),
        CheckConstraint("state NOT IN ('granted', 'done') OR seen_how <> ''", name="granted_to_somebody_seen"),
        CheckConstraint("state <> 'refused' OR legal_ground <> ''", name="refused_by_law"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_at_a_moment"),
        Index(None, "unit_id", "state"),
        Index(None, "person_id"),
        Index(None, "same_as_id"),
    )

    token: Mapped[str] = mapped_column(unique=True, default_factory=codes.new_token)
    submission: Mapped[str | None] = mapped_column(unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    kind: Mapped[str]
    full_name: Mapped[str]
    birth_year: Mapped[int | None]
    phone: Mapped[str | None]
    words: Mapped[str]
    # How it came: "page", "ticket", "desk", "phone" or "letter".
    way: Mapped[str]
    asked_at: Mapped[datetime]
    answer_by: Mapped[date] = mapped_column(init=False)
    done_by: Mapped[date] = mapped_column(init=False)
    # The registration it was asked from, where it was a ticket's.
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"), default=None)
    state: Mapped[str] = mapped_column(default=RightState.ASKED)
    # Who on file it is about, once the office has seen who asks.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False)
    person: Mapped[Person | None] = relationship(default=None)
    seen_how: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    legal_ground: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    # Of an erasure what went, what stays and why, and until when older backups hold it; of a copy its files.
    outcome: Mapped[str] = mapped_column(default="{}")
    # The same was asked before and is open: this row is a ticket for whoever asked again, who may be anybody that knows
    # the name, and tells nothing of what becomes of the first. The office works on that one alone.
    same_as_id: Mapped[int | None] = mapped_column(
        ForeignKey("data_request.id", name="fk_data_request_same_as_id"), init=False, default=None
    )
    same_as: Mapped["DataRequest | None"] = relationship(
        remote_side="DataRequest.id", back_populates="repeats", default=None
    )
    repeats: Mapped[list["DataRequest"]] = relationship(back_populates="same_as", init=False, order_by="DataRequest.id")

    def __post_init__(self) -> None:
        """Set the days by which it is answered and done."""
        day = clock.local(self.asked_at).date()
        self.answer_by = working_day_after(day, ANSWERED_WITHIN)
        self.done_by = day + timedelta(days=DONE_WITHIN[self.kind])

    # -- queries --------------------------------------------------------------------------------------------------

    @classmethod
    def holding(cls, token: str) -> Select["DataRequest"]:
        """The request of a token, however it was typed."""
        return select(cls).where(cls.token == codes.read_code(token)).options(joinedload(cls.unit))

    @classmethod
    def called(cls, public_id: str, unit_ids: Collection[int]) -> Select["DataRequest"]:
        """The request of a public id in some units."""
        outcome = (joinedload(cls.unit), joinedload(cls.person))
        return select(cls).where(cls.public_id == public_id, cls.unit_id.in_(unit_ids)).options(*outcome)

    @classmethod
    def open_in(cls, unit_ids: Collection[int]) -> Select["DataRequest"]:
        """The open requests of some units, the first deadline first."""
        return cls._worked_on(unit_ids).where(cls.state.in_(OPEN)).order_by(cls.done_by, cls.id)

    @classmethod
    def over_in(cls, unit_ids: Collection[int]) -> Select["DataRequest"]:
        """The closed requests of some units, the newest first."""
        return cls._worked_on(unit_ids).where(cls.state.not_in(OPEN)).order_by(cls.id.desc())

    @classmethod
    def _worked_on(cls, unit_ids: Collection[int]) -> Select["DataRequest"]:
        return select(cls).where(cls.unit_id.in_(unit_ids), cls.is_first())

    @classmethod
    def open_of(cls, people: Collection[int], ids: Collection[int]) -> Select["DataRequest"]:
        """The open requests about some people, or of some ids."""
        return select(cls).where(cls.person_id.in_(people) | cls.id.in_(ids), cls.state.in_(OPEN)).order_by(cls.id)

    @classmethod
    def over_long_ago(cls, now: datetime) -> Select["DataRequest"]:
        """The requests that were answered or withdrawn a year ago and still name a person."""
        last = select(func.max(DataRequestStep.at)).where(DataRequestStep.request_id == cls.id).scalar_subquery()
        over = cls.state.not_in(OPEN), cls.is_first(), cls.full_name != ""
        return select(cls).where(*over, last < now - KEPT).order_by(cls.id)

    @classmethod
    def open_by(cls, unit_ids: Collection[int], today: date, *, due: bool) -> Select[int, date]:
        """The open requests of some units that are due today or overdue, or those that are not yet: the id, and the
        next day by which something is owed."""
        owed = case((cls.answered_at.is_(None), cls.answer_by), else_=cls.done_by)
        wanted = select(cls.id, owed).where(cls.unit_id.in_(unit_ids), cls.state.in_(OPEN), cls.is_first())
        is_due = or_(cls.answered_at.is_(None) & (cls.answer_by <= today), cls.done_by <= today)
        return wanted.where(is_due if due else ~is_due)

    def see(self, session: Session, person: Person | None, how: Seen, *, by: Account, now: datetime) -> None:
        """Record that staff identified the requester, and the person on file if there is one.

        Raises:
            RequestOver: it was decided or taken back before.
        """
        self.lock_in(session, RightState.ASKED, RightState.SEEN)
        self.state, self.seen_how = RightState.SEEN, how
        self.person = person.standing if person is not None else None
        self.write_down(session, "seen", now, by=by, words=how)

    def grant(self, session: Session, answer: str, *, by: Account, now: datetime) -> None:
        """Grant the request, with a message for the requester.

        Raises:
            NobodySeen: first somebody sees who asks; a copy and erasure are of somebody on file.
            RequestOver: it was decided or taken back before.
        """
        self.lock_in(session, RightState.ASKED, RightState.SEEN)
        if self.state != RightState.SEEN or (self.kind in (Right.COPY, Right.ERASURE) and self.person_id is None):
            raise NobodySeen
        self.state, self.answer, self.answered_at = RightState.GRANTED, answer, now
        self.write_down(session, "granted", now, by=by)

    def refuse(self, session: Session, answer: str, legal_ground: str, *, by: Account, now: datetime) -> None:
        """Refuse the request, with a message and the legal ground.

        Raises:
            RequestOver: it was decided or taken back before.
        """
        self.lock_in(session, RightState.ASKED, RightState.SEEN)
        self.state, self.answer, self.legal_ground, self.answered_at = RightState.REFUSED, answer, legal_ground, now
        self.write_down(session, "refused", now, by=by)

    def finish(self, session: Session, outcome: Mapping[str, Any], *, by: Account | None, now: datetime) -> None:
        """Record that the granted request was carried out.

        Raises:
            RequestOver: it is not granted, or done already.
        """
        self.lock_in(session, RightState.GRANTED)
        self.state, self.done_at = RightState.DONE, now
        self.outcome = json.dumps(outcome, ensure_ascii=False, sort_keys=True)
        self.write_down(session, "done", now, by=by)

    def withdraw(self, session: Session, *, now: datetime) -> None:
        """The requester withdraws the request.

        Raises:
            RequestOver: it was decided before.
        """
        self.lock_in(session, RightState.ASKED, RightState.SEEN)
        self.state = RightState.WITHDRAWN
        self.write_down(session, "withdrawn", now)
        if self.same_as is not None:  # it may be anybody: the office asks
            self.same_as.write_down(session, "repeat_withdrawn", now)

    def forget_who(self) -> None:
        """Remove the personal data; keep the right, the dates and the outcome."""
        self.full_name = self.words = ""
        self.phone = self.birth_year = None
        for each in self.repeats:
            each.forget_who()

    def write_down(
        self, session: Session, step: str, at: datetime, *, by: Account | None = None, words: str = ""
    ) -> None:
        """Add a step to its history."""
        by_id = by.id if by else None
        session.add(DataRequestStep(request_id=self.id, step=step, at=at, by_id=by_id, words=words))
        session.flush()

    def lock_in(self, session: Session, *states: RightState) -> None:
        """Lock the row; raise `RequestOver` if it is in none of these states."""
        session.scalars(DataRequest.locked(self.id)).one()
        if self.state not in states:
            raise RequestOver

    @property
    def is_open(self) -> bool:
        """Whether the office still has to answer or to carry it out."""
        return self.state in OPEN

    @property
    def came_of_it(self) -> dict[str, Any]:
        """The outcome."""
        outcome: dict[str, Any] = json.loads(self.outcome)
        return outcome

    @property
    def due(self) -> date:
        """The next deadline of the office: for the answer, then for carrying it out."""
        return self.done_by if self.answered_at else min(self.answer_by, self.done_by)

    def is_fetchable(self, now: datetime) -> bool:
        """Whether the copy can be downloaded from the page of the request."""
        return self.kind == Right.COPY and self.done_at is not None and now < self.done_at + FETCHED_WITHIN

    @property
    def fetched_until(self) -> datetime | None:
        """The end of the download period."""
        return self.done_at + FETCHED_WITHIN if self.done_at and self.kind == Right.COPY else None
