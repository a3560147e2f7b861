"""Requests for help at home: asked for by a resident or for them, given to an ambassador or a team, and answered.

Who asks: `asking`. What the office does: `assigning`. Who goes there: `visiting`. Each act locks the request's row.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.country import codes
from app.country.audiences import tells
from app.models.base import Addressed, Keyed, known, partial_index
from app.models.guards import STAYS
from app.models.helping.ambassadors.ambassador import Ambassador
from app.models.helping.lists.ward_list import HelpTopic, Meaning
from app.models.helping.requests.requesting import OPEN_STAGES, RequestOver, RequestStage, RequestStep
from app.models.mixins.asked_again import AskedAgain
from app.models.movement.membership import Membership
from app.models.movement.team import Team
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.changing import Overtaken
from app.models.people.residential_group import ResidentialGroup

if TYPE_CHECKING:
    from app.models.helping.log.help_record import HelpRecord

_OPEN = "state IN ('new', 'assigned', 'accepted')"


class HelpRequest(AskedAgain, Addressed):
    """One request; `token` opens the asker's page. One open request a phone and topic of a ward, beside which
    stands who asked for the same again."""

    __tablename__ = "help_request"
    __table_args__ = (
        known("state", RequestStage),
        CheckConstraint("birth_year IS NULL OR birth_year BETWEEN 1900 AND 2100", name="birth_year_plausible"),
        CheckConstraint("ambassador_id IS NULL OR team_id IS NULL", name="one_or_the_other"),
        CheckConstraint(
            "state NOT IN ('assigned', 'accepted') OR ambassador_id IS NOT NULL OR team_id IS NOT NULL",
            name="assigned_to_somebody",
        ),
        CheckConstraint("state <> 'declined' OR why <> ''", name="declined_with_a_reason"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_at_a_moment"),
        partial_index("uq_help_request_open", "unit_id", "phone", "topic_id", where=f"{_OPEN} AND same_as_id IS NULL"),
        Index(None, "unit_id", "state"),
        Index(None, "ambassador_id"),
        Index(None, "team_id"),
        Index(None, "same_as_id"),
    )

    # Names it in addresses of the staff, and in the audit trail.
    token: Mapped[str] = mapped_column(unique=True, default_factory=codes.new_token)
    # Hidden in the form: a double tap is one request.
    submission: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    # Who is to be helped; `asked_by` is who asks for them ("con gái, chị Lan"), "" when it is they themselves.
    full_name: Mapped[str]
    birth_year: Mapped[int | None] = mapped_column(default=None)
    asked_by: Mapped[str] = mapped_column(default="")
    residential_group_id: Mapped[int | None] = mapped_column(ForeignKey("residential_group.id"), init=False)
    residential_group: Mapped[ResidentialGroup | None] = relationship(default=None)
    where: Mapped[str] = mapped_column("where_words", default="")
    topic_id: Mapped[int] = mapped_column(ForeignKey("help_topic.id"), init=False)
    topic: Mapped[HelpTopic] = relationship()
    words: Mapped[str] = mapped_column(default="")
    # When it suits them, in their words or from the choices of the form.
    suits: Mapped[str] = mapped_column(default="")
    phone: Mapped[str]
    state: Mapped[str] = mapped_column(default=RequestStage.NEW)
    due_on: Mapped[date]
    ambassador_id: Mapped[int | None] = mapped_column(ForeignKey("ambassador.id"), init=False)
    ambassador: Mapped[Ambassador | None] = relationship(default=None)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), init=False)
    team: Mapped[Team | None] = relationship(default=None)
    assigned_at: Mapped[datetime | None] = mapped_column(default=None)
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    assigned_by: Mapped[Account | None] = relationship(foreign_keys="HelpRequest.assigned_by_id", default=None)
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    accepted_by: Mapped[Account | None] = relationship(foreign_keys="HelpRequest.accepted_by_id", default=None)
    # When whoever accepted said they would come.
    visit_at: Mapped[datetime | None] = mapped_column(default=None)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    why: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    # The same phone had an open request for the topic: this row is a ticket for whoever asked again.
    same_as_id: Mapped[int | None] = mapped_column(
        ForeignKey("help_request.id", name="fk_help_request_same_as_id"), init=False, default=None
    )
    same_as: Mapped["HelpRequest | None"] = relationship(
        remote_side="HelpRequest.id", back_populates="repeats", default=None
    )
    repeats: Mapped[list["HelpRequest"]] = relationship(back_populates="same_as", init=False, order_by="HelpRequest.id")

    records: Mapped[list["HelpRecord"]] = relationship(viewonly=True, init=False, repr=False, default_factory=list)

    @property
    def named_words(self) -> str:
        """The words as they may stand beside a name: "" if they reveal a disability, an illness or poverty."""
        return "" if tells(self.words) else self.words

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state in OPEN_STAGES

    def is_overdue(self, day: date) -> bool:
        """Whether it was due before a day."""
        return self.is_open and self.due_on < day

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["HelpRequest"]:
        """All requests of some wards, what is due first first; not who asked for one of them again."""
        return select(cls).where(cls.unit_id.in_(unit_ids), cls.is_first()).order_by(cls.due_on, cls.id)

    @classmethod
    def open_in(cls, unit_ids: Collection[int]) -> Select["HelpRequest"]:
        """The open requests of some wards."""
        return cls.in_units(unit_ids).where(cls.state.in_(OPEN_STAGES))

    @classmethod
    def holding(cls, token: str) -> Select["HelpRequest"]:
        """The request of a token, however it was typed; one whose names were erased opens no page."""
        return select(cls).where(cls.token == codes.read_code(token), cls.phone != "")

    @classmethod
    def with_tokens(cls, tokens: Sequence[str]) -> Select["HelpRequest"]:
        """The open requests of some tokens as they are stored, with topic and, of who asked again, the first."""
        joined = joinedload(cls.topic), joinedload(cls.same_as)
        wanted = select(cls).where(cls.token.in_(tokens), cls.phone != "", cls.state.in_(OPEN_STAGES))
        return wanted.options(*joined).order_by(cls.id)

    @classmethod
    def given_to(cls, account_id: int, day: date) -> Select["HelpRequest"]:
        """The requests given to whoever has an account: to the ambassador that they are, or to a team of theirs."""
        serves = select(Ambassador.id).where(
            Ambassador.account_id == account_id, Ambassador.until.is_(None) | (Ambassador.until > day)
        )
        teams = select(Membership.team_id).where(Membership.account_id == account_id, Membership.until.is_(None))
        return select(cls).where(cls.ambassador_id.in_(serves) | cls.team_id.in_(teams)).order_by(cls.due_on, cls.id)

    @classmethod
    def give_back(
        cls,
        session: Session,
        *,
        ambassador: Ambassador | None = None,
        team: Team | None = None,
        by: Account | None,
        now: datetime,
    ) -> int:
        """What an ambassador who ends, or a team that is dissolved, has not answered is the office's again; returns how
        many. The caller holds the row of the ambassador or team."""
        theirs = cls.ambassador_id == ambassador.id if ambassador else cls.team_id == (team.id if team else None)
        open_ = select(cls).where(theirs, cls.state.in_(OPEN_STAGES)).order_by(cls.id).with_for_update(of=cls)
        given = session.scalars(open_.execution_options(populate_existing=True)).all()
        for request in given:
            request.free()
            request.goes(session, RequestStep.TAKEN_BACK, now, by=by)
        return len(given)

    def finish(self, session: Session, record: "HelpRecord", *, now: datetime) -> None:
        """Follow what a record of a help says, each time one that names this request is made, corrected or withdrawn.

        Done once by the first that ended otherwise than unfinished; an unfinished one leaves it open for another
        visit. Without any left it is open again, unless the same has been asked for anew meanwhile. A request that was
        cancelled or declined stays so.
        """
        session.refresh(self, with_for_update={"of": HelpRequest})
        if record.unit_id != self.unit_id or self.state in (RequestStage.CANCELLED, RequestStage.DECLINED):
            return
        session.flush()
        session.refresh(self, ["records"])
        standing = [each for each in self.records if each.withdrawn_at is None]
        helped = [each for each in standing if each.result.meaning != Meaning.UNFINISHED]
        if helped and self.is_open:
            self.state, self.done_at = RequestStage.DONE, helped[0].at
            self.goes(session, RequestStep.DONE, now, by=record.helper)
        elif not helped and self.state == RequestStage.DONE:
            self._reopen(session, record, now)
        elif record in standing and not helped:
            self.visit_at = None
            self.goes(session, RequestStep.TRIED, now, by=record.helper)

    def _reopen(self, session: Session, record: "HelpRecord", now: datetime) -> None:
        same = select(HelpRequest.id).filter_by(unit_id=self.unit_id, phone=self.phone, topic_id=self.topic_id)
        if session.scalars(same.where(HelpRequest.is_first(), HelpRequest.state.in_(OPEN_STAGES))).first() is not None:
            return
        given = self.ambassador_id is not None or self.team_id is not None
        before = RequestStage.ACCEPTED if given and self.accepted_by_id else RequestStage.ASSIGNED
        self.state, self.done_at = before if given else RequestStage.NEW, None
        self.goes(session, RequestStep.REOPENED, now, by=record.helper)

    def lock(self, session: Session) -> None:
        """Hold the row until the write transaction ends, as it stands now.

        Raises:
            RequestOver: it has ended.
        """
        session.refresh(self, with_for_update={"of": HelpRequest})
        if not self.is_open:
            raise RequestOver

    def check(self, version: str) -> None:
        """Check that `version` is current.

        Raises:
            Overtaken: somebody else changed it since `version`.
        """
        if version != str(self.version):
            raise Overtaken({"state": self.state})

    def is_given_to(self, session: Session, account: Account) -> bool:
        """Whether an account is the ambassador it was given to, or a member of the team."""
        if self.state == RequestStage.NEW:
            return False
        if self.ambassador is not None:
            return self.ambassador.account_id == account.id
        mine = Membership.live(account.id).where(Membership.team_id == self.team_id)
        return session.scalars(mine).first() is not None

    def free(self) -> None:
        """Take it back to the office; the caller adds the step with the reason."""
        self.state, self.ambassador, self.team = RequestStage.NEW, None, None
        self.assigned_at = self.accepted_at = self.visit_at = None
        self.assigned_by = self.accepted_by = None

    def goes(
        self, session: Session, step: RequestStep, now: datetime, *, by: Account | None = None, words: str = ""
    ) -> None:
        """Add a step; no account: the asker."""
        self.version += 1
        session.add(HelpRequestStep(request=self, step=step, words=words, by=by, at=now))
        session.flush()


class HelpRequestStep(Keyed):
    """A step of a request, with its time and account; no account: the asker. Append-only."""

    __tablename__ = "help_request_step"
    __table_args__ = (Index(None, "request_id"), {"info": {"guard": STAYS}})

    request_id: Mapped[int] = mapped_column(ForeignKey("help_request.id"), init=False)
    request: Mapped[HelpRequest] = relationship()
    step: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    by: Mapped[Account | None] = relationship(default=None)
    at: Mapped[datetime]

    @classmethod
    def of(cls, request_id: int) -> Select["HelpRequestStep"]:
        """The steps of a request with their accounts, the oldest first."""
        return select(cls).where(cls.request_id == request_id).options(joinedload(cls.by)).order_by(cls.id)
