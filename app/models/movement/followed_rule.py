"""The reporting rule that a programme follows where its periods are those of one: which rule, and by which days."""

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, ForeignKey, String, cast, column, func, select, table
from sqlalchemy.orm import Mapped, MappedAsDataclass, declared_attr, joinedload, mapped_column, relationship, undefer
from sqlalchemy.orm.interfaces import ORMOption

from app.country.periods import PeriodType
from app.country.report_days import ReportDays
from app.models.movement.declaration import Declaration
from app.models.targets.reporting_rule import ReportingRule

_ENTRIES = table("programme_entry", column("programme_id"), column("period", Date), column("withdrawn_at"))


class NeedsRule(Exception):
    """Its periods are those of a reporting rule, and none was chosen."""


class FollowsRule(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """Mixed into a programme. `rule`: whose due days its periods are; None where they are those of the calendar."""

    rule_id: Mapped[int | None] = mapped_column(ForeignKey("reporting_rule.id"), init=False, index=True)
    if TYPE_CHECKING:
        version: Mapped[int]
        # The days of its periods of which an entry stands, parted by commas; None without a rule.
        recorded_days: Mapped[str | None] = mapped_column(init=False)

    @declared_attr
    def rule(cls) -> Mapped[ReportingRule | None]:  # noqa: N805
        """The rule."""
        return relationship(default=None)

    @property
    def report_days(self) -> ReportDays:
        """The due days of its periods: of its rule, and of those with entries."""
        named = [date.fromisoformat(each) for each in (self.recorded_days or "").split(",") if each]
        recorded = tuple(sorted(each for each in named if each > date.min))
        return self.rule.period_days(recorded) if self.rule else ReportDays(recorded=recorded)

    def take_rule(self, declared: Declaration, rule: ReportingRule | None) -> None:
        """Follow a rule as a declaration asks: the one that it follows, else `rule`; none where it asks for none.

        Raises:
            NeedsRule: there is neither.
        """
        self.rule = (self.rule or rule) if declared.every is PeriodType.REPORT else None
        if declared.every is PeriodType.REPORT and self.rule is None:
            raise NeedsRule

    def follow(self, rule: ReportingRule) -> bool:
        """Follow another rule: periods with entries stay, all others are those of the rule. False where it follows that
        one. The caller has locked the row, and knows that it has the periods of a rule."""
        if self.rule is rule:
            return False
        self.rule = rule
        self.version += 1
        return True


def recorded_days(programme: Any) -> Any:
    """The days of the periods of which an entry stands, as one text; None of a programme without a rule."""
    stands = _ENTRIES.c.programme_id == programme.id, _ENTRIES.c.withdrawn_at.is_(None), programme.rule_id.is_not(None)
    days = select(_ENTRIES.c.period.label("day")).where(*stands).distinct().correlate(programme).subquery()
    return select(func.aggregate_strings(cast(days.c.day, String), ",")).scalar_subquery()


def with_days(programme: Any) -> tuple[ORMOption, ...]:
    """Loader options: what `report_days` reads."""
    rule = joinedload(programme.rule)
    more = rule.joinedload(ReportingRule.plan), rule.joinedload(ReportingRule.unit)
    return *more, undefer(programme.recorded_days)
