"""Measurements: what was known of a target on a day, by whom: counted by the machine, entered, or received."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    and_,
    column,
    delete,
    exists,
    inspect,
    or_,
    select,
    table,
)
from sqlalchemy.orm import Mapped, Session, aliased, column_property, joinedload, mapped_column, relationship

from app.country import clock, formats, names
from app.models.base import Addressed, count_of, known, partial_index
from app.models.mixins.of_unit import OfUnit
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.targets.target import Target

if TYPE_CHECKING:
    from app.models.people.residential_group import ResidentialGroup

COMPUTED, ENTERED, RECEIVED = "computed", "entered", "received"


# What a figure is counted by: changed, it is another one.
COUNTED_BY = {
    "since",
    "until",
    "value",
    "measured_by",
    "narrowed_to",
    "each_of",
    "share_of",
    "audience",
    "unit_words",
    "own_denominator",
}
# What no two rows of the office share.
OWN = ("target", "residential_group", "counted_on", "from_words")


class Measurement(OfUnit, Addressed):
    """`numerator` of `denominator` (of a group, or of the whole unit), as of a day. Computed ones are kept a day and
    target once, renewed while the day lasts; the others are rows that the office keeps, each with where it is from.
    Nothing is never 0: where nobody counted there is no row. What was entered answers the question of its target, in
    every plan of the unit that asks it on that day (`Target.asks_like`). `parts`: what each group had, counted along
    (JSON); `later`: what has been known since of the end of a month, that something late was sent for or that was
    corrected."""

    RETIRED, SLUG = "retired_on", "public_id"

    __tablename__ = "measurement"
    __table_args__ = (
        CheckConstraint("numerator >= 0 AND (denominator IS NULL OR denominator >= 0)", name="positive"),
        known("source", (COMPUTED, ENTERED, RECEIVED)),
        CheckConstraint("source = 'computed' OR from_words <> ''", name="says_where_from"),
        CheckConstraint("source <> 'computed' OR residential_group_id IS NULL", name="computed_of_all"),
        CheckConstraint("(answered IS NULL) = (expected IS NULL)", name="answered_of_expected"),
        partial_index("uq_measurement_computed", "target_id", "counted_on", where="source = 'computed'"),
        Index("ix_measurement_target", "target_id", "counted_on"),
        Index("ix_measurement_unit", "unit_id", "source"),
        Index(None, "entered_by_id"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id"), init=False)
    target: Mapped[Target] = relationship()
    residential_group_id: Mapped[int | None] = mapped_column(ForeignKey("residential_group.id"), init=False)
    residential_group: Mapped["ResidentialGroup | None"] = relationship(default=None)
    numerator: Mapped[int]
    denominator: Mapped[int | None] = mapped_column(default=None)
    approximate: Mapped[bool] = mapped_column(default=False)
    counted_on: Mapped[date]
    source: Mapped[str] = mapped_column(default=ENTERED)
    from_words: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    # Who entered it; None of what was counted, and of what an earlier release stored.
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), init=False)
    entered_by: Mapped[Account | None] = relationship(default=None)
    made_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    parts: Mapped[str | None] = mapped_column(default=None)
    later: Mapped[int | None] = mapped_column(default=None)
    # Who answered when it was counted (app/indicators/shares.py); none of it of a book that the ward keeps itself.
    # `responders`: what they are ("tổ dân phố").
    answered: Mapped[int | None] = mapped_column(default=None)
    carried: Mapped[int | None] = mapped_column(default=None)
    expected: Mapped[int | None] = mapped_column(default=None)
    period: Mapped[str] = mapped_column(default="")
    responders: Mapped[str] = mapped_column(default="")
    # Whose number the denominator is, and how much of it those who answered have.
    denominator_of: Mapped[str] = mapped_column(default="")
    answered_part: Mapped[int | None] = mapped_column(default=None)
    # Counted by a release that did not know who answered.
    unsure: Mapped[bool] = mapped_column(default=False)
    # The paper that says it, of another body than the office; `paper_asked`: not of what stood before papers were.
    paper_number: Mapped[str] = mapped_column(default="")
    paper_day: Mapped[date | None] = mapped_column(default=None)
    paper_body: Mapped[str] = mapped_column(default="")
    paper_asked: Mapped[bool] = mapped_column(default=True)
    search_key: Mapped[str] = mapped_column(init=False, default="")
    retired_on: Mapped[date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)

    if TYPE_CHECKING:
        has_file: Mapped[bool] = mapped_column(init=False)

    @property
    def has_paper(self) -> bool:
        """Whether a paper says it: its file, or its number, its day and whose it is."""
        return bool(self.paper_number and self.paper_day and self.paper_body) or self.has_file

    @classmethod
    def lacks_paper(cls) -> ColumnElement[bool]:
        """Condition for those that no paper says, of targets that are still open."""
        named = and_(cls.paper_number != "", cls.paper_day.is_not(None), cls.paper_body != "")
        open_ = cls.target.has(Target.in_use() & (Target.until >= clock.today()))
        return and_(cls.source != COMPUTED, open_, ~named, ~cls.has_file.expression)

    @classmethod
    def lacking_papers(cls, session: Session, unit_id: int) -> int:
        """How many of a unit no paper says, of targets that are still open."""
        wanted = select(cls).where(cls.unit_id == unit_id, cls.lacks_paper(), cls.retired_on.is_(None))
        return session.scalar(count_of(wanted)) or 0

    def is_certain(self, day: date, today: date) -> bool:
        """Whether it stands for all as of a day: by its paper; what was entered before papers were asked for, in months
        that are over."""
        return self.has_paper or (not self.paper_asked and day < today.replace(day=1))

    @staticmethod
    def called(values: Mapping[str, Any]) -> str:
        """What tells one from all others: of which target, whose, of which day, from where."""
        target, group, day = (values.get(key) for key in ("target", "residential_group", "counted_on"))
        whose = (target.name if target else "", group.name if group else "", formats.date(day) if day else "")
        return ", ".join(filter(None, (*whose, str(values.get("from_words") or ""))))

    @property
    def name(self) -> str:
        """The same of this one."""
        return self.called({key: getattr(self, key) for key in OWN})

    @property
    def searched(self) -> str:
        """Found by where it is from, and what was noted."""
        return names.search_key(f"{self.from_words} {self.note}")

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["Measurement"]:
        """All that the offices of some units keep, by day; what the machine counts is none of it."""
        kept = select(cls).where(cls.unit_id.in_(unit_ids), cls.source != COMPUTED)
        return kept.order_by(cls.counted_on, cls.id)

    @classmethod
    def begin_anew(cls, session: Session, target: Target, changed: Collection[str]) -> None:
        """Forget what was counted of a target where it is counted another way now: that is another figure, and months
        do not compare."""
        if not COUNTED_BY.isdisjoint(changed):
            session.execute(delete(cls).where(cls.target_id == target.id, cls.source == COMPUTED))

    @classmethod
    def holding(cls, words: str) -> list[ColumnElement[bool]]:
        """What one fulfils in whose source, note or target, or another that asks the same, every part stands of what
        was typed."""
        terms = [names.like_pattern(term) for term in names.search_terms(words)]
        own, asked = aliased(Target), aliased(Target)
        asking = select(own.id).join(asked, Target.asks_like(own, asked))
        return [
            cls.search_key.like(term, escape="\\")
            | cls.target_id.in_(asking.where(asked.search_key.like(term, escape="\\")))
            for term in terms
        ]

    @classmethod
    def last_counted(cls, target_id: int, day: date) -> Select["Measurement"]:
        """What was counted of a target by a day, the newest."""
        counted = select(cls).where(cls.target_id == target_id, cls.source == COMPUTED, cls.counted_on <= day)
        return counted.order_by(cls.counted_on.desc()).limit(1)

    @classmethod
    def same(cls, unit_id: int, values: Mapping[str, object], besides: int = 0) -> Select[int]:
        """The others of the question of a target: of the same group and day, from the same source."""
        own, asked, target_id = aliased(Target), aliased(Target), getattr(values.get("target"), "id", None)
        asking = select(own.id).join(asked, Target.asks_like(own, asked)).where(asked.id == target_id)
        rest = {column: value for column, value in values.items() if column != "target"}
        return super().same(unit_id, rest, besides).where(cls.target_id.in_(asking))

    @classmethod
    def answering(cls, target_ids: Collection[int]) -> Select["Measurement", int]:
        """What was counted or entered of some targets, each with the target's id; and what was entered within its days
        of another that asks the same."""
        own, asked = aliased(Target), aliased(Target)
        shared = and_(cls.source != COMPUTED, cls.counted_on.between(asked.since, asked.until))
        wanted = select(cls, asked.id).select_from(asked).join(own, Target.asks_like(own, asked))
        wanted = wanted.join(cls, and_(cls.target_id == own.id, or_(own.id == asked.id, shared)))
        return wanted.where(asked.id.in_(target_ids), cls.retired_on.is_(None))

    @classmethod
    def of_targets(cls, target_ids: Collection[int], until: date) -> Select["Measurement", int]:
        """The same until a day, the oldest first; of one day the one that was told last comes last."""
        wanted = cls.answering(target_ids).where(cls.counted_on <= until)
        return wanted.options(joinedload(cls.entered_by)).order_by(cls.counted_on, cls.id)


_FILES = table("source_file", column("measurement_id"), column("removed_at"))
_there = exists().where(_FILES.c.measurement_id == Measurement.id, _FILES.c.removed_at.is_(None))
inspect(Measurement).add_property("has_file", column_property(_there))
