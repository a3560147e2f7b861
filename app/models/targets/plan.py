"""Plans: what a unit set itself to do in a time, as its document says it."""

import re
import uuid
from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Select, UniqueConstraint, and_, select
from sqlalchemy.orm import Mapped, MappedAsDataclass, Session, contains_eager, mapped_column, relationship

from app.country import formats, sentences
from app.models.base import Addressed, holding, known
from app.models.mixins.of_unit import OfUnit
from app.models.movement.sentence import THEMES
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.changing import take_over
from app.models.targets.plan_part import PlanPart, above, standard_parts

# How its papers look: Nghị định 30/2020/NĐ-CP; Hướng dẫn 36-HD/VPTW, 2018; the Front's own.
_AROUND_SIGNS = re.compile(r"\s*([-/])\s*")
_NAMED_PART, _ITEM = re.compile(r"phần\s+\w+"), re.compile(r"\d{1,2}(?:\.\d{1,2})?")
NAME = 90  # signs by which a long text is known
STYLES: Mapping[str, object] = {
    "state": _l("Nhà nước"),
    "party": _l("Đảng"),
    "front": _l("Mặt trận, đoàn thể"),
}


def shortened(text: str) -> str:
    """How a long text begins: what tells of what has no name."""
    return text if len(text) <= NAME else f"{text[: NAME - 1].rstrip()}…"


class Plan(OfUnit, Addressed):
    """A plan of a unit, from `since` to `until`. Its targets, tasks and rules for reports lead to it; retired, never
    deleted. `catalogue` names the one that ships from which it was loaded; lists are lines. Without parts of its own it
    has the standard ones."""

    RETIRED, SLUG = "retired_on", "public_id"

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("unit_id", "key"),
        CheckConstraint("title <> ''", name="has_title"),
        CheckConstraint("since <= until", name="ends_after_it_begins"),
        known("style", STYLES),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    key: Mapped[str] = mapped_column(default_factory=lambda: str(uuid.uuid4()))
    title: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    signed_on: Mapped[date | None] = mapped_column(default=None)
    body: Mapped[str] = mapped_column(default="")
    style: Mapped[str] = mapped_column(default="state")
    since: Mapped[date]
    until: Mapped[date]
    based_on: Mapped[str] = mapped_column(default="")
    addressees: Mapped[str] = mapped_column(default="")
    catalogue: Mapped[str] = mapped_column(default="")
    search_key: Mapped[str] = mapped_column(init=False, default="")
    retired_on: Mapped[date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)
    parts: Mapped[list[PlanPart]] = relationship(
        back_populates="plan", order_by=PlanPart.position, cascade="all, delete-orphan", default_factory=list
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        self.parts = self.parts or standard_parts()

    @property
    def searched(self) -> str:
        """Found by its title, its number and whose it is."""
        return f"{self.title} {self.number} {self.body}"

    @property
    def code(self) -> str:  # type: ignore[override]
        """By what lists from outside name it: its number."""
        return self.number or self.key

    @property
    def name(self) -> str:
        """As people speak of it: by its number, or by how its title begins where it has none."""
        return f"{_l('Kế hoạch')} {self.number}" if self.number else shortened(self.title)

    @property
    def cited(self) -> str:
        """As a paper cites it: "Kế hoạch số 88/KH-UBND ngày 24 tháng 3 năm 2025 của UBND phường …"; without a number
        with what it is about."""
        number = _AROUND_SIGNS.sub(r"\1", self.number)
        words = [str(_l("Kế hoạch số %(number)s", number=number) if number else _l("Kế hoạch"))]
        words += [formats.long_date(self.signed_on)] if self.signed_on else []
        words += [str(_l("của %(body)s", body=self.body))] if self.body else []
        words += [] if number else [str(_l("về %(title)s", title=sentences.continued(self.title)))]
        return " ".join(words)

    @property
    def is_citable(self) -> bool:
        """Whether number, day and issuer are known, which a paper cites it by."""
        return bool(self.number and self.signed_on and self.body)

    def heading_of(self, theme: str) -> PlanPart:
        """The part under which sentences of a theme stand: the one that names it, else the one that names the theme
        that it belongs to, else the last."""
        named = {key: part for part in self.parts for key in part.theme_keys}
        return named.get(theme) or named.get(theme.rpartition(".")[0]) or self.last_part

    def part_at(self, place: str) -> PlanPart:
        """The part of a task by its place: "phần IV, mục 5.2, điểm a" is of 5.2, without such a part of 5, else of the
        last."""
        by_numeral = {part.numeral: part for part in self.parts}
        item = _ITEM.search(_NAMED_PART.sub("", place.lower()))
        return (item and (by_numeral.get(item[0]) or by_numeral.get(above(item[0])))) or self.last_part

    @property
    def last_part(self) -> PlanPart:
        """The part of what belongs to no other."""
        return max(self.parts, key=lambda part: part.position)

    def write_part(self, numeral: str, title: str, themes: Collection[str], version: str = "") -> PlanPart | None:
        """Store a part, a new one where the plan has none of this numeral; the others lose these themes. `version` is
        the one that was read of a part. None where nothing differed. The caller holds the plan's lock.

        Raises:
            Overtaken: somebody else changed the part since.
        """
        part = next((each for each in self.parts if each.numeral == numeral), None)
        ordered = ",".join(each for each in THEMES if each in themes)
        if part is None:
            part = PlanPart(numeral=numeral, title=title, themes=ordered)
            self.parts.append(part)
        elif not take_over(part, {"title": title, "themes": ordered}, version or str(part.version)):
            return None
        for other in self.parts:
            left = [each for each in other.theme_keys if each not in themes]
            if other is not part and left != other.theme_keys:
                take_over(other, {"themes": ",".join(left)}, str(other.version))
        return part

    @classmethod
    def all_parts(cls, unit_id: int) -> Select[PlanPart]:
        """The parts of a unit's plans in use, those of the newest first, with their plans."""
        wanted = select(PlanPart).join(PlanPart.plan).options(contains_eager(PlanPart.plan))
        wanted = wanted.where(cls.unit_id == unit_id, cls.in_use())
        return wanted.order_by(cls.since.desc(), cls.id.desc(), PlanPart.position)

    @classmethod
    def holding(cls, words: str) -> list[ColumnElement[bool]]:
        """What a plan fulfils that holds every part of what was typed."""
        return holding(words, cls.search_key.expression)

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["Plan"]:
        """All of some units, the oldest first."""
        return select(cls).where(cls.unit_id.in_(unit_ids)).order_by(cls.since, cls.id)

    @classmethod
    def running(cls, unit_id: int, day: date) -> Select["Plan"]:
        """Those of a unit that hold on a day, the newest first."""
        return cls.newest(unit_id).where(cls.since <= day, cls.until >= day)

    @classmethod
    def disseminated(cls, unit_id: int, day: date) -> Select["Plan"]:
        """That of which a unit's groups and organisations tell on a day, first: the one of the People's Committee that
        was there first, else the first of all."""
        return cls.running(unit_id, day).order_by(None).order_by(cls.style != "state", cls.id).limit(1)

    @classmethod
    def newest(cls, unit_id: int) -> Select["Plan"]:
        """Those of a unit that are in use, the newest first."""
        wanted = select(cls).where(cls.unit_id == unit_id, cls.in_use())
        return wanted.order_by(cls.since.desc(), cls.id.desc())

    @classmethod
    def keyed(cls, session: Session, unit_id: int, key: str) -> "Plan | None":
        """The one of a key."""
        return session.scalars(select(cls).where(cls.unit_id == unit_id, cls.key == key)).one_or_none()


class OfPlan(OfUnit, MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """Mixed into what belongs to a plan: it is in use while the plan is, and found beside its words by its place. The
    plan's file knows it by `key`."""

    RETIRED, SLUG = "retired_on", "public_id"

    if TYPE_CHECKING:
        plan: Mapped[Any]

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=lambda: str(uuid.uuid4()))
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    plan_id: Mapped[Any] = mapped_column(ForeignKey("plan.id"), index=True, nullable=False, init=False)
    key: Mapped[str] = mapped_column(default_factory=lambda: str(uuid.uuid4()))
    position: Mapped[int] = mapped_column(default=0)
    place: Mapped[str] = mapped_column(default="")
    search_key: Mapped[str] = mapped_column(init=False, default="")
    retired_on: Mapped[date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)

    @classmethod
    def of_plan(cls, plan_id: int) -> Select[Any]:
        """Those of a plan that are in use, as the plan orders them."""
        return select(cls).where(cls.plan_id == plan_id, cls.in_use()).order_by(cls.position, cls.id)

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select[Any]:
        """All of some units, those of the newest plan first, as it orders them."""
        wanted = select(cls).where(cls.unit_id.in_(unit_ids))
        return wanted.order_by(cls.plan_id.desc(), cls.position, cls.id)

    @classmethod
    def holding(cls, words: str) -> list[ColumnElement[bool]]:
        """What a row fulfils that holds every part of what was typed, or whose plan does."""
        own = holding(words, cls.search_key.expression)
        return [and_(*own) | cls.plan_id.in_(select(Plan.id).where(*Plan.holding(words)))] if own else []

    @classmethod
    def made(cls, session: Session, unit: AdministrativeUnit, values: Mapping[str, Any]) -> Any:
        """A new one behind all others of its plan."""
        last = session.scalars(
            select(cls.position).where(cls.plan_id == values["plan"].id).order_by(cls.position.desc())
        )
        return super().made(session, unit, {"position": (last.first() or 0) + 1, **values})
