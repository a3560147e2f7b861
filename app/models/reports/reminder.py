"""Reminders: who was reminded of what is late, on which day, by whom and how."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.country import clock, names
from app.models.base import Keyed, known
from app.models.movement.organisation import Organisation
from app.models.movement.programme import Programme
from app.models.movement.team import Team
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.residential_group import ResidentialGroup
from app.models.targets.matter import Matter
from app.models.targets.reporting_rule import ReportingRule
from app.models.targets.task_owner import NOUNS

# What somebody is late with, and the column that names it.
REPORT, TASK, PROGRAMME = "report", "task", "programme"
SUBJECTS: Mapping[str, str] = {REPORT: "rule_id", TASK: "matter_id", PROGRAMME: "programme_id"}
GROUP, LETTER, SMS, CALL = "zalo_group", "letter", "sms", "call"
WAYS: Mapping[str, object] = {
    GROUP: _l("nhóm Zalo"),
    LETTER: _l("công văn"),
    SMS: _l("tin nhắn"),
    CALL: _l("gọi điện"),
}
WORDS = "name"  # the kind of a receiver that a plan names and that is no row of the ward
RECEIVERS: Mapping[str, str] = {**{kind: f"{kind}_id" for kind in NOUNS}, WORDS: "words"}
_KEY = 200  # signs of a receiver's words in a key


@dataclass(frozen=True)
class Receiver:
    """Who is reminded: a row of the ward by kind and id, or words of a plan (`WORDS`, id 0)."""

    kind: str
    id: int
    name: str = field(compare=False)

    @property
    def key(self) -> str:
        """Its kind and id, or its words in search form."""
        return f"{self.kind}-{self.id or names.search_key(self.name)[:_KEY]}"


@dataclass(frozen=True)
class Subject:
    """What somebody is late with: a rule, task or programme by id, by the day it was due."""

    about: str
    id: int
    due_on: date

    @property
    def key(self) -> str:
        """What it is, which, and its due day."""
        return f"{self.about}-{self.id}.{self.due_on.isoformat()}"


class Reminder(Keyed):
    """That a receiver was reminded of a subject on a day, in one way, by an account: once a day and way, however often
    it is recorded. `number` is that of a letter. `item` is the key of subject and receiver together."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("unit_id", "item", "how", "number", "day"),
        known("about", SUBJECTS),
        *(
            CheckConstraint(f"(about = '{about}') = ({column} IS NOT NULL)", name=f"of_{about}")
            for about, column in SUBJECTS.items()
        ),
        known("how", WAYS),
        CheckConstraint("number = '' OR how = 'letter'", name="number_of_letter"),
        CheckConstraint(
            " + ".join(f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in RECEIVERS.values() if
                       column != "words") + " + (CASE WHEN words = '' THEN 0 ELSE 1 END) = 1",
            name="one_receiver",
        ),
        *(Index(None, column) for column in (*SUBJECTS.values(), *RECEIVERS.values()) if column.endswith("_id")),
    )  # fmt: skip

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    about: Mapped[str]
    due_on: Mapped[date]
    rule_id: Mapped[int | None] = mapped_column(ForeignKey(ReportingRule.id), default=None)
    matter_id: Mapped[int | None] = mapped_column(ForeignKey(Matter.id), default=None)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey(Programme.id), default=None)
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id), default=None)
    residential_group_id: Mapped[int | None] = mapped_column(ForeignKey(ResidentialGroup.id), default=None)
    team_id: Mapped[int | None] = mapped_column(ForeignKey(Team.id), default=None)
    words: Mapped[str] = mapped_column(default="")
    item: Mapped[str]
    how: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    day: Mapped[date]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), init=False)
    by: Mapped[Account] = relationship(foreign_keys=[by_id])

    @property
    def how_words(self) -> object:
        """In which way, in words."""
        return WAYS[self.how]

    @classmethod
    def record(
        cls, session: Session, unit: AdministrativeUnit, items: Collection[tuple[Subject, Receiver]], how: str, *,
        by: Account, now: datetime, number: str = "",
    ) -> list[Receiver]:  # fmt: skip
        """Record that some receivers were reminded now. Returns those of whom that is new; the unit's row is locked, so
        that of two who record the same the second finds it recorded."""
        session.scalars(AdministrativeUnit.locked(unit.id)).one()
        day, wanted = clock.local(now).date(), {item_key(*each): each for each in items}
        same = cls.of([unit.id], list(wanted)).where(cls.how == how, cls.number == number, cls.day == day)
        there = {each.item for each in session.scalars(same)}
        new = {item: each for item, each in wanted.items() if item not in there}
        session.add_all(
            cls(unit=unit, item=item, how=how, number=number, day=day, at=now, by=by, **columns_of(*each))
            for item, each in new.items()
        )
        session.flush()
        return [receiver for _subject, receiver in new.values()]

    @classmethod
    def undo(cls, session: Session, unit_id: int, items: Iterable[str], how: str, day: date) -> int:
        """Take back what was recorded of some items on a day by mistake. Returns how many rows."""
        wanted = (cls.unit_id == unit_id, cls.item.in_(list(items)), cls.how == how, cls.day == day)
        gone = session.scalars(select(cls).where(*wanted).with_for_update()).all()
        session.execute(delete(cls).where(cls.id.in_([each.id for each in gone])))
        return len(gone)

    @classmethod
    def of(cls, unit_ids: Any, items: Any) -> Select["Reminder"]:
        """Those of some items, the oldest first."""
        wanted = select(cls).where(cls.unit_id.in_(unit_ids), cls.item.in_(items)).options(joinedload(cls.by))
        return wanted.order_by(cls.at, cls.id)

    @classmethod
    def newest(cls, session: Session, unit_ids: Collection[int], items: Iterable[str]) -> dict[str, "Reminder"]:
        """The newest of each item. One statement; none for no items."""
        values = {"units": unit_ids, "items": list(items)}
        return {each.item: each for each in session.scalars(_of(), values)} if values["items"] else {}

    @classmethod
    def newest_of_tasks(cls, session: Session, matter_ids: Collection[int]) -> dict[int, "Reminder"]:
        """The newest about each of some tasks, whoever was reminded. One statement."""
        wanted = select(cls).where(cls.matter_id.in_(matter_ids)).order_by(cls.at, cls.id)
        return {each.matter_id: each for each in session.scalars(wanted) if each.matter_id}


@cache
def _of() -> Select[Reminder]:
    return Reminder.of(bindparam("units", expanding=True), bindparam("items", expanding=True))


def item_key(subject: Subject, receiver: Receiver) -> str:
    """The key of a subject and a receiver together."""
    return f"{subject.key}.{receiver.key}"


def columns_of(subject: Subject, receiver: Receiver) -> dict[str, Any]:
    """The columns that say what and whom."""
    values: dict[str, Any] = {"about": subject.about, "due_on": subject.due_on, SUBJECTS[subject.about]: subject.id}
    values[RECEIVERS[receiver.kind]] = receiver.id or receiver.name
    return values
