"""Help records: one help to one person, named or not. A record is a lượt; a người only where the person is known."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    Table,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from app.country.audiences import tells
from app.models.base import Base, Keyed, known
from app.models.guards import STAYS
from app.models.helping.lists.help_desk import HelpDesk, PlaceKind
from app.models.helping.lists.ward_list import AgeBand, HelpReason, HelpResult, HelpTopic
from app.models.helping.pairs.mentorship import Mentorship, same_person
from app.models.helping.requests.help_request import HelpRequest
from app.models.people.account import Account
from app.models.people.person import Person
from app.models.people.residential_group import ResidentialGroup


class HelpWay(StrEnum):
    """How a record came: noted on the log, keyed in later from paper with its own row, brought in as a list."""

    LOG = "log"
    LATER = "later"
    IMPORT = "import"


help_record_topic = Table(
    "help_record_topic",
    Base.metadata,
    Column("record_id", ForeignKey("help_record.id"), primary_key=True),
    Column("topic_id", ForeignKey("help_topic.id"), primary_key=True, index=True),
)


class HelpRecord(Keyed):
    """One help, as it stands after its corrections (`HelpCorrection` keeps what stood before).

    `uuid` is the phone's; `at` the moment of the help, skew-corrected and never later than it arrived; `day` its day in
    Vietnam, by which everything is counted; `minutes` from opening the log to the press, correctable. Withdrawn ones
    stay and are not counted.
    """

    __tablename__ = "help_record"
    __table_args__ = (
        known("place_kind", PlaceKind),
        known("way", HelpWay),
        CheckConstraint("minutes IS NULL OR minutes BETWEEN 0 AND 1440", name="minutes_of_a_day"),
        # What most figures tell helps apart by, so that they read no other column.
        Index(
            "ix_help_record_counted",
            "unit_id",
            "day",
            "withdrawn_at",
            "residential_group_id",
            "result_id",
            "minutes",
            "person_id",
        ),
        Index(None, "helper_id", "day"),
        Index(None, "person_id"),
        Index(None, "mentorship_id"),
        Index(None, "request_id"),
    )

    uuid: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"))
    helper_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    helper: Mapped[Account] = relationship()
    desk_id: Mapped[int | None] = mapped_column(ForeignKey("help_desk.id"), init=False)
    desk: Mapped[HelpDesk | None] = relationship(default=None)
    place_kind: Mapped[str] = mapped_column(default=PlaceKind.COUNTER)
    topics: Mapped[list[HelpTopic]] = relationship(
        secondary=help_record_topic, order_by=HelpTopic.position, default_factory=list
    )
    # What "Việc khác" was, in three words.
    other_words: Mapped[str] = mapped_column(default="")
    result_id: Mapped[int] = mapped_column(ForeignKey("help_result.id"), init=False)
    result: Mapped[HelpResult] = relationship()
    reason_id: Mapped[int | None] = mapped_column(ForeignKey("help_reason.id"), init=False)
    reason: Mapped[HelpReason | None] = relationship(default=None)
    age_band_id: Mapped[int | None] = mapped_column(ForeignKey("age_band.id"), init=False)
    age_band: Mapped[AgeBand | None] = relationship(default=None)
    residential_group_id: Mapped[int | None] = mapped_column(ForeignKey("residential_group.id"), init=False)
    residential_group: Mapped[ResidentialGroup | None] = relationship(default=None)
    minutes: Mapped[int | None] = mapped_column(default=None)
    # Only where they wish to be followed up, with their consent.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), init=False)
    person: Mapped[Person | None] = relationship(default=None)
    mentorship_id: Mapped[int | None] = mapped_column(ForeignKey("mentorship.id"), init=False)
    mentorship: Mapped[Mentorship | None] = relationship(default=None)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("help_request.id"), init=False)
    request: Mapped[HelpRequest | None] = relationship(default=None)
    way: Mapped[str] = mapped_column(default=HelpWay.LOG)
    day: Mapped[date]
    at: Mapped[datetime]
    device_at: Mapped[datetime]
    received_at: Mapped[datetime]
    corrected_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def is_named(self) -> bool:
        """Whether the record leads to somebody: as helped by name, as an ambassador's mentee, by their request."""
        return any(each is not None for each in (self.person_id, self.mentorship_id, self.request_id))

    @property
    def topic_words(self) -> str:
        """What it was about in a sentence."""
        return ", ".join(self.topic_labels)

    @property
    def topic_labels(self) -> list[str]:
        """What it was about, in the ward's words; neutral ones where it leads to somebody and they would tell of
        poverty or disability. Rows from before topics were marked are told so as well."""
        labels = [topic.named_label if self.is_named else topic.label for topic in self.topics]
        return list(dict.fromkeys(labels))

    @property
    def shown_words(self) -> str:
        """What "Việc khác" was; nothing where it leads to somebody and tells too much."""
        return "" if self.is_named and tells(self.other_words) else self.other_words

    @classmethod
    def of_person(cls, person: Person) -> Select["HelpRecord"]:
        """The helps that somebody was given by name, under whichever row of theirs, withdrawn ones left out, the newest
        first; with topics, result and helper."""
        named = select(cls).where(cls.person_id.in_(same_person(person.id)), cls.withdrawn_at.is_(None))
        related = (joinedload(cls.result), joinedload(cls.helper), selectinload(cls.topics))
        return named.options(*related).order_by(cls.at.desc(), cls.id.desc())

    @classmethod
    def of_ward(cls, unit_id: Any) -> ColumnElement[bool]:
        """Condition for helps of a ward (an id, or a column of the caller's statement), with those that were recorded
        before groups came to it, in the ward from which they came: who moves to another ward keeps what they did."""
        group = ResidentialGroup.unit_id == unit_id, ResidentialGroup.came_from_id == cls.unit_id
        return or_(cls.unit_id == unit_id, exists().where(*group, ResidentialGroup.came_on > cls.day))

    @classmethod
    def called(cls, uuid: str) -> Select["HelpRecord"]:
        """The record of a uuid."""
        return select(cls).where(cls.uuid == uuid)

    @classmethod
    def helped(cls, unit_ids: Collection[int], at_desks_of: Collection[int], helper_id: int) -> Select[int | None]:
        """Who was helped by name in some units: at a desk of some of them, or by one helper."""
        named = select(cls.person_id).where(cls.person_id.is_not(None), cls.withdrawn_at.is_(None))
        at_desk = cls.unit_id.in_(at_desks_of) & (HelpDesk.place_kind == PlaceKind.COUNTER)
        theirs = named.outerjoin(cls.desk).where(at_desk | (cls.helper_id == helper_id))
        return theirs.where(cls.unit_id.in_(unit_ids))

    @classmethod
    def busy(cls, unit_id: int, since: date, today: date) -> Select[str, str, int, int]:
        """How often each desk of a ward helped with each topic today, and since a day."""
        times = func.sum(case((cls.day == today, 1), else_=0))
        counted = select(HelpDesk.key, HelpTopic.key, times, func.count()).select_from(cls).join(cls.desk)
        stands = cls.unit_id == unit_id, cls.day >= since, cls.withdrawn_at.is_(None)
        return counted.join(cls.topics).where(*stands).group_by(HelpDesk.key, HelpTopic.key)

    @classmethod
    def noted_by(cls, helper_id: int, unit_id: int, day: date) -> Select["HelpRecord"]:
        """What somebody noted in a ward's log of a day, withdrawn ones too."""
        return select(cls).where(cls.helper_id == helper_id, cls.unit_id == unit_id, cls.day == day)

    @classmethod
    def count_noted_by(cls, helper_id: int, unit_id: int, day: date) -> Select[int]:
        """How many of those stand."""
        mine = select(func.count(cls.id)).where(cls.helper_id == helper_id, cls.unit_id == unit_id, cls.day == day)
        return mine.where(cls.withdrawn_at.is_(None))

    @classmethod
    def last_desk_of(cls, helper_id: int, desk_ids: Collection[int]) -> Select[int | None]:
        """The one of some desks at which somebody noted a help last."""
        sat = select(cls.desk_id).where(cls.helper_id == helper_id, cls.desk_id.in_(desk_ids))
        return sat.order_by(cls.day.desc(), cls.id.desc()).limit(1)


class HelpCorrection(Keyed):
    """One change of a record: who, when, why, and what stood before (`before`, JSON by field). Only ever added."""

    __tablename__ = "help_correction"
    __table_args__ = (Index(None, "record_id"), {"info": {"guard": STAYS}})

    uuid: Mapped[str] = mapped_column(unique=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("help_record.id"), init=False)
    record: Mapped[HelpRecord] = relationship()
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    by: Mapped[Account] = relationship()
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")
    before: Mapped[str]
    # Whether it stands: false where a newer one had arrived before it.
    stands: Mapped[bool] = mapped_column(default=True)
