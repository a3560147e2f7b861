"""Tasks of plans, and those that an event asked for: who leads and co-operates in the plan's words, who owns it here,
when it is due, how far it is."""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Select,
    UniqueConstraint,
    Update,
    and_,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, object_session, relationship, selectinload, validates
from sqlalchemy.orm.interfaces import ORMOption

from app.models.base import Base, known
from app.models.movement.organisation import Organisation
from app.models.movement.site import Site
from app.models.movement.team import Team
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.residential_group import ResidentialGroup
from app.models.targets.finding import Finding
from app.models.targets.matter_file import MatterFile, MatterStep
from app.models.targets.plan import OfPlan, Plan
from app.models.targets.plan_part import PlanPart
from app.models.targets.task_owner import NOUNS, Owner
from app.models.targets.task_states import OPEN, RETURNED, SHORT, STATES, UNFINISHED, TaskStates, called

DUES: Mapping[str, object] = {
    "": _l("không nêu"),
    "day": _l("trước một ngày"),
    "monthly": _l("hằng tháng"),
    "yearly": _l("hằng năm"),
    "ongoing": _l("thường xuyên"),
}
OWNER_COLUMNS: Mapping[str, str] = {kind: f"owner_{kind}_id" for kind in NOUNS}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}


def place_key(place: str) -> str:
    """Sort key of a place in a plan: "phần IV, mục 5.2, điểm đ" is "0004.0005.0002.d~"; no place comes last."""
    part = re.search(r"phần ([ivxl]+)\b", place.lower())
    numbers = [_roman(part[1])] if part else [0]
    numbers += [int(each) for each in re.findall(r"\d{1,4}", place[part.end() :] if part else place)]
    letter = re.search(r"điểm ([a-zđ])\b", place.lower())
    ends = [letter[1].replace("đ", "d~")] if letter else []
    return ".".join([*(f"{each:04}" for each in numbers), *ends]) if place.strip() else "~"


def _roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in text]
    return sum(-each if each < max(values[at:]) else each for at, each in enumerate(values))


class Matter(TaskStates, Finding, OfPlan, Base):
    """A task of a plan with the columns of its annex: what, who directs, who leads, who co-operates, with what result,
    when in the plan's words; `due` is how that reads, `due_on` the (next) day where there is one; one owner at
    most. `short`: the name that an officer gave it. `part`: the heading of the plan that it is of. `steps`: each
    change of its state. Of no plan is what an event (`site`) asked for: `Finding`."""

    __tablename__ = "matter"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        ForeignKeyConstraint(["plan_id", "part_id"], ["plan_part.plan_id", "plan_part.id"]),
        Index(None, "part_id"),
        Index(None, "site_id"),
        CheckConstraint("(site_id IS NULL) = (plan_id IS NOT NULL)", name="of_a_plan_or_an_event"),
        CheckConstraint("(part_id IS NULL) = (plan_id IS NULL)", name="part_of_its_plan"),
        CheckConstraint("text <> ''", name="has_text"),
        CheckConstraint(f"length(short) <= {SHORT}", name="short_name"),
        known("due", DUES),
        CheckConstraint("due <> 'day' OR due_on IS NOT NULL", name="has_day"),
        known("state", STATES),
        CheckConstraint(
            " + ".join(f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in OWNER_COLUMNS.values())
            + " <= 1",
            name="one_owner",
        ),
        CheckConstraint("state <> 'reported' OR proposed_at IS NOT NULL", name="reported_at_a_time"),
        CheckConstraint("state NOT IN ('accepted', 'returned') OR decided_at IS NOT NULL", name="decided_when_decided"),
        CheckConstraint("state <> 'returned' OR reason <> ''", name="returned_with_a_reason"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_people"),
        *(Index(None, column) for column in OWNER_COLUMNS.values()),
    )

    unit: Mapped[AdministrativeUnit] = relationship()
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), index=True, init=False)
    plan: Mapped[Plan | None] = relationship(default=None)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"), init=False)
    site: Mapped[Site | None] = relationship(default=None)
    text: Mapped[str]
    part_id: Mapped[int | None] = mapped_column(init=False)
    part: Mapped[PlanPart | None] = relationship(
        primaryjoin=lambda: Matter.part_id == PlanPart.id, foreign_keys=part_id, default=None
    )
    place_key: Mapped[str] = mapped_column(init=False, default="~")
    short: Mapped[str] = mapped_column(default="")
    directing: Mapped[str] = mapped_column(default="")
    lead: Mapped[str] = mapped_column(default="")
    cooperating: Mapped[str] = mapped_column(default="")
    result: Mapped[str] = mapped_column(default="")
    when_words: Mapped[str] = mapped_column(default="")
    due: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None] = mapped_column(default=None)
    steps: Mapped[list[MatterStep]] = relationship(back_populates="matter", init=False, default_factory=list)
    files: Mapped[list[MatterFile]] = relationship(order_by=MatterFile.id, viewonly=True, init=False)
    state: Mapped[str] = mapped_column(default=OPEN)
    answer: Mapped[str] = mapped_column(default="")
    owner_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    owner_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), init=False)
    owner_residential_group_id: Mapped[int | None] = mapped_column(ForeignKey("residential_group.id"), init=False)
    owner_team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), init=False)
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    given_at: Mapped[datetime | None] = mapped_column(default=None)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    proposed_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")
    given_by: Mapped[Account | None] = relationship(init=False, foreign_keys=given_by_id, viewonly=True)
    proposed_by: Mapped[Account | None] = relationship(init=False, foreign_keys=proposed_by_id, viewonly=True)
    decided_by: Mapped[Account | None] = relationship(init=False, foreign_keys=decided_by_id, viewonly=True)
    owner_account: Mapped[Account | None] = relationship(init=False, foreign_keys=owner_account_id, viewonly=True)
    owner_organisation: Mapped[Organisation | None] = relationship(init=False, viewonly=True)
    owner_residential_group: Mapped[ResidentialGroup | None] = relationship(init=False, viewonly=True)
    owner_team: Mapped[Team | None] = relationship(init=False, viewonly=True)

    def __post_init__(self) -> None:
        """Without a part it is of the one that its place names."""
        super().__post_init__()
        if self.plan and not self.part:
            self.part = self.plan.part_at(self.place)

    @validates("plan")
    def _plan(self, _key: str, plan: Plan | None) -> Plan | None:
        if plan and self.part and self.part.plan is not plan:
            self.part = plan.part_at(self.place)
        return plan

    @validates("place")
    def _place(self, _key: str, place: str) -> str:
        self.place_key = place_key(place)
        return place

    @validates("state")
    def _step(self, _key: str, state: str) -> str:
        if state != (self.state or OPEN):
            step = MatterStep(matter=self, state=state)
            if session := object_session(self):
                session.add(step)
        return state

    @property
    def name(self) -> str:
        """What it is called: its short name, else its first clause."""
        return self.short or called(self.text)

    @property
    def searched(self) -> str:
        """Found by its name, by what it says and who does it."""
        return f"{self.short} {self.text} {self.lead} {self.cooperating} {self.result}"

    @property
    def owner(self) -> Owner | None:
        """Whose it is here; None while it is nobody's."""
        for kind, column in OWNER_COLUMNS.items():
            if (key := getattr(self, column)) is not None:
                row = getattr(self, f"owner_{kind}")
                return Owner.of(row) if row is not None and row.id == key else Owner(kind, key)
        return None

    @owner.setter
    def owner(self, owner: Owner | None) -> None:
        for kind, column in OWNER_COLUMNS.items():
            setattr(self, column, owner.id if owner and owner.kind == kind else None)

    def days_late(self, day: date) -> int:
        """How many days it is overdue; 0 if it is not."""
        return max((day - self.due_on).days, 0) if self.due_on and self.state in UNFINISHED else 0

    @classmethod
    def with_owner(cls) -> tuple[ORMOption, ...]:
        """Loader options for the owner."""
        return tuple(joinedload(getattr(cls, f"owner_{kind}")) for kind in NOUNS)

    @classmethod
    def moved(cls, part: PlanPart, other: PlanPart) -> Update:
        """Moves all tasks of a part to another one of its plan."""
        return update(cls).where(cls.part_id == part.id).values(part_id=other.id, version=cls.version + 1)

    @classmethod
    def counts_by_part(cls, plan_id: int) -> Select[Any, int]:
        """How many tasks in use are of each part of a plan, by the part's id."""
        counts = select(cls.part_id, func.count()).where(cls.plan_id == plan_id, cls.in_use())
        return counts.group_by(cls.part_id)

    @classmethod
    def waiting_in(cls, unit_ids: Collection[int]) -> Select["Matter"]:
        """Those of some units that were reported finished and about which a leader decides, the longest waiting first,
        with owner, reporter, files."""
        wanted = select(cls).where(cls.unit_id.in_(unit_ids), cls.waits, cls.in_use(), cls.for_leaders())
        loads = joinedload(cls.plan), joinedload(cls.site), joinedload(cls.proposed_by), selectinload(cls.files)
        wanted = wanted.options(*cls.with_owner(), *loads)
        return wanted.order_by(cls.proposed_at, cls.id)

    @classmethod
    def with_details(cls) -> tuple[ORMOption, ...]:
        """Loader options for the owner, the plan or event and who gave, reported and decided it."""
        loads = (cls.plan, cls.site, cls.given_by, cls.proposed_by, cls.decided_by)
        return *cls.with_owner(), *map(joinedload, loads)

    @classmethod
    def unowned(cls) -> ColumnElement[bool]:
        """What one fulfils that was given to nobody."""
        return and_(*(getattr(cls, column).is_(None) for column in OWNER_COLUMNS.values()))

    @classmethod
    def late(cls, day: date) -> ColumnElement[bool]:
        """What one fulfils that should be done by a day and is not, of no plan that ended."""
        return and_(cls.is_going_on(), cls.state.in_(UNFINISHED), cls.due_on < day)

    @classmethod
    def overdue(cls, day: date) -> ColumnElement[bool]:
        """The same without what a leader gave back, which is told apart."""
        return and_(cls.late(day), cls.state != RETURNED)

    @classmethod
    def is_returned(cls) -> ColumnElement[bool]:
        """What a leader gave back and somebody can still finish."""
        return and_(cls.is_going_on(), cls.state == RETURNED)

    @classmethod
    def is_going_on(cls) -> ColumnElement[bool]:
        """What one fulfils that somebody can still finish: it is in use, and so is its plan where it is of one."""
        return and_(cls.in_use(), or_(cls.plan_id.is_(None), cls.plan_id.in_(select(Plan.id).where(Plan.in_use()))))
