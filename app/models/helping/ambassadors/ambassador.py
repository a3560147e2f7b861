"""Đại sứ số: residents who take others by the hand, from the day of their appointment until they are no more."""

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Select, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, object_session, relationship
from sqlalchemy.orm.interfaces import ORMOption

from app.country import codes, names
from app.models.base import Addressed, known, partial_index
from app.models.movement.organisation import Organisation
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.changing import take_over
from app.models.people.person import Person
from app.models.people.residential_group import ResidentialGroup


class Training(StrEnum):
    """How far an ambassador has been trained."""

    NONE = "none"
    BASIC = "basic"
    ADVANCED = "advanced"


_CODE = re.compile(r"DSS(\d+)")


class ServesAlready(Exception):
    """The person is an ambassador today: `ambassador`."""

    def __init__(self, ambassador: "Ambassador") -> None:
        super().__init__(ambassador.code)
        self.ambassador = ambassador


class NotServing(Exception):
    """The appointment is over."""


@dataclass(frozen=True)
class Terms:
    """What an appointment says: from which day, where they help, who sends them, by which decision, how trained."""

    since: date
    residential_group_id: int | None = None
    household_cluster: str = ""
    organisation: str = ""
    decision_no: str = ""
    decision_on: date | None = None
    training: str = Training.NONE
    trained_on: date | None = None
    ai_trained_on: date | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """The terms by column name."""
        return asdict(self)


class Ambassador(Addressed):
    """A person of the ward who is ambassador from a day on; `token` is what the QR of the card leads to.

    From the day `until` on they are no more. Somebody appointed again has another row, code and card.
    """

    __tablename__ = "ambassador"
    __table_args__ = (
        UniqueConstraint("unit_id", "code"),
        CheckConstraint("until IS NULL OR until >= since", name="dates_in_order"),
        CheckConstraint("household_cluster = '' OR residential_group_id IS NOT NULL", name="cluster_in_group"),
        known("training", Training),
        partial_index("uq_ambassador_person", "person_id", where="until IS NULL"),
        partial_index("uq_ambassador_account", "account_id", where="until IS NULL"),
        Index(None, "residential_group_id"),
    )

    token: Mapped[str] = mapped_column(unique=True, default_factory=codes.new_token)
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    # What lists and cards call them by ("DSS01"), continuous in a ward, never reused.
    code: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False)
    person: Mapped[Person] = relationship()
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    account: Mapped[Account | None] = relationship(default=None)
    # The group in which they help, which need not be where they live.
    residential_group_id: Mapped[int | None] = mapped_column(ForeignKey("residential_group.id"), init=False)
    residential_group: Mapped[ResidentialGroup | None] = relationship(default=None)
    # The nhóm liên gia of that group in which they help, by its name; "" for the entire group (S4 L653).
    household_cluster: Mapped[str] = mapped_column(default="")
    # The body that sends them: a chi bộ, the union of youth, of women, veterans …
    organisation: Mapped[str] = mapped_column(default="")
    # The same as an organisation of the ward, where it keeps one of that name.
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), default=None)
    decision_no: Mapped[str] = mapped_column(default="")
    decision_on: Mapped[date | None] = mapped_column(default=None)
    training: Mapped[str] = mapped_column(default=Training.NONE)
    trained_on: Mapped[date | None] = mapped_column(default=None)
    ai_trained_on: Mapped[date | None] = mapped_column(default=None)
    since: Mapped[date]
    until: Mapped[date | None] = mapped_column(default=None)
    ended_why: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def card_path(self) -> str:
        """The path in the QR code of the card."""
        return f"/dai-su/{self.token}"

    def serves(self, day: date) -> bool:
        """Whether the appointment holds on a day."""
        return self.since <= day and (self.until is None or self.until > day)

    # -- queries --------------------------------------------------------------------------------------------------

    @classmethod
    def by_code(cls) -> tuple[ColumnElement[Any], ...]:
        """The sort key of codes: DSS100 after DSS99."""
        return func.length(cls.code), cls.code.expression, cls.id.expression

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["Ambassador"]:
        """All ambassadors of some wards, former ones too, by code."""
        return select(cls).where(cls.unit_id.in_(unit_ids)).order_by(*cls.by_code())

    @classmethod
    def named(cls, unit_ids: Collection[int]) -> Select["Ambassador"]:
        """The same with their people, in no order."""
        return select(cls).join(cls.person).where(cls.unit_id.in_(unit_ids))

    @classmethod
    def listed(cls, unit_ids: Collection[int]) -> Select["Ambassador"]:
        """The same with their groups, by name: to be listed in one statement."""
        loaded = cls.named(unit_ids).options(contains_eager(cls.person), joinedload(cls.residential_group))
        return loaded.order_by(Person.sort_key, cls.code, cls.id)

    @classmethod
    def sent_by(cls, unit_id: int) -> Select[str]:
        """The bodies that ever sent somebody of a ward, as they are written."""
        return select(cls.organisation).where(cls.unit_id == unit_id, cls.organisation != "").distinct()

    @classmethod
    def serving(cls, unit_ids: Collection[int], day: date) -> Select["Ambassador"]:
        """Who is ambassador on a day, by code."""
        serves = (cls.since <= day) & (cls.until.is_(None) | (cls.until > day))
        return cls.in_units(unit_ids).where(serves)

    @classmethod
    def of_account(cls, account_id: int, day: date) -> Select["Ambassador"]:
        """The ambassador that an account is on a day."""
        serves = (cls.since <= day) & (cls.until.is_(None) | (cls.until > day))
        return select(cls).where(cls.account_id == account_id, serves)

    @classmethod
    def of_person(cls, person_id: int) -> Select["Ambassador"]:
        """The appointments of a person, the newest first."""
        return select(cls).where(cls.person_id == person_id).order_by(cls.id.desc())

    @classmethod
    def loader_options(cls) -> tuple[ORMOption, ...]:
        """Loader options for person, unit, group and account."""
        return tuple(map(joinedload, (cls.person, cls.unit, cls.residential_group, cls.account)))

    @classmethod
    def called(cls, public_id: str, unit_ids: Collection[int]) -> Select["Ambassador"]:
        """The ambassador of a public id in some units, serving or not."""
        return select(cls).where(cls.public_id == public_id, cls.unit_id.in_(unit_ids))

    @classmethod
    def holding(cls, token: str) -> Select["Ambassador"]:
        """The ambassador of a card's token, in any spelling."""
        return select(cls).where(cls.token == codes.read_code(token))

    # -- what happens to them -------------------------------------------------------------------------------------

    @classmethod
    def appoint(cls, session: Session, candidate: Person, terms: Terms, *, now: datetime) -> "Ambassador":
        """Appoint somebody on file, or a candidate who is looked for there as `Person.recognise` does; the ward's next
        code is theirs.

        Raises:
            ServesAlready: the person is ambassador; nothing was stored.
        """
        person = Person.recognise(session, candidate)
        # Two appointments of a ward at once: one after the other, so that codes are continuous.
        unit = session.scalars(AdministrativeUnit.locked(person.unit_id)).one()
        if (stands := session.scalars(cls.of_person(person.id).where(cls.until.is_(None))).first()) is not None:
            raise ServesAlready(stands)
        person.learn_from(candidate)
        values = dict(terms.columns)
        group_id = values.pop("residential_group_id")
        group = session.get(ResidentialGroup, group_id) if group_id is not None else None
        code = _next_code(session, unit.id)
        made = cls(unit=unit, code=code, person=person, residential_group=group, created_at=now, **values)
        made.organisation_id = Organisation.named(session, unit.id).get(names.search_key(made.organisation))
        session.add(made)
        session.flush()
        return made

    def change(self, values: Mapping[str, object], version: str) -> dict[str, object]:
        """Take over what an officer wrote, said of the appointment as it stood at `version`; returns what differed.

        Load the ambassador locked.

        Raises:
            Overtaken: somebody else changed it since; nothing was taken over.
        """
        changed = take_over(self, values, version)
        if "organisation" in changed and (session := object_session(self)):
            there = Organisation.named(session, self.unit_id)
            self.organisation_id = there.get(names.search_key(self.organisation))
        return changed

    @classmethod
    def tie(cls, session: Session, organisation: Organisation) -> None:
        """Whose sending body is written as an organisation is called that is kept from now on is sent by that one."""
        untied = select(cls.id, cls.organisation).where(cls.unit_id == organisation.unit_id, cls.organisation != "")
        key = names.search_key(organisation.name)
        rows = session.execute(untied.where(cls.organisation_id.is_(None)))
        meant = [row.id for row in rows if names.search_key(row.organisation) == key]
        session.execute(update(cls).where(cls.id.in_(meant)).values(organisation_id=organisation.id))

    def end(self, day: date, why: str) -> None:
        """From a day on they are ambassador no more. Load locked; see `ambassador_ending.end` for what hangs on it.

        Raises:
            NotServing: it ended before.
        """
        if self.until is not None:
            raise NotServing
        self.until, self.ended_why = max(day, self.since), why
        self.version += 1


def _next_code(session: Session, unit_id: int) -> str:
    """The code after the highest that a ward ever gave; the caller holds the ward's row."""
    given = session.scalars(select(Ambassador.code).where(Ambassador.unit_id == unit_id))
    numbers = [int(found[1]) for code in given if (found := _CODE.fullmatch(code))]
    return f"DSS{max(numbers, default=0) + 1:02d}"
