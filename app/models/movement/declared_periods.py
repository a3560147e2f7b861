"""Periods of a programme: how often its declaration says that something is recorded, the reporting rule that it
follows, and the period of an entry."""

import calendar
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, ForeignKey, String, cast, column, func, select, table
from sqlalchemy.orm import Mapped, MappedAsDataclass, declared_attr, joinedload, mapped_column, relationship, undefer
from sqlalchemy.orm.interfaces import ORMOption

from app.country.periods import DueDay, Period, PeriodType, Schedule
from app.country.report_days import ReportDays
from app.models.movement.declaration import Declaration
from app.models.movement.rules import InvalidDeclaration
from app.models.targets.reporting_rule import ReportingRule

SUM, LAST = "sum", "last"
# Units of what happens: such numbers add up over time; people, schools, houses do not.
FLOWS = frozenset({"lượt", "buổi", "giờ", "đồng", "cuộc", "tin", "bài", "lớp", "việc", "kiến nghị"})
# Keys of the counts that every programme with periods has by itself.
OWN_COUNTS = frozenset({"expected", "sent", "on_time", "sent_on_time", "confirmed", "waiting"})
# Any year but a leap year: 29 February is no due day.
_A_YEAR = 2025


def read_every(given: Mapping[str, Any]) -> tuple[PeriodType | None, DueDay | None]:
    """The keys `every` and `due`.

    Raises:
        InvalidDeclaration: one of them is invalid.
    """
    named = given.get("every")
    if "every" in given and named not in [*PeriodType]:
        raise InvalidDeclaration(("every",), f"one of {', '.join(PeriodType)}")
    every = PeriodType(str(named)) if "every" in given else None
    if "due" not in given:
        return every, None
    if every in (None, PeriodType.REPORT):
        raise InvalidDeclaration(("due",), "only with `every`; `report` has the days of the ward's report rule")
    assert every
    due = _due(given["due"], every)
    if due is None:
        raise InvalidDeclaration(
            ("due",), f"{{days_after: 5}}, {{day: 25}} or {{month_day: [5-20]}} with {every.a_year} days"
        )
    return every, due


def _due(given: Any, every: PeriodType) -> DueDay | None:
    if not isinstance(given, Mapping) or len(given) != 1:
        return None
    word, value = next(iter(given.items()))
    if word in ("days_after", "day"):
        valid = type(value) is int and 1 <= value <= 31
        return (DueDay(day=value) if word == "day" else DueDay(days_after=value)) if valid else None
    if word != "month_day" or not isinstance(value, Sequence) or len(value) != every.a_year:
        return None
    days = [_month_day(each) for each in value]
    return DueDay(month_days=tuple(each for each in days if each)) if all(days) else None


def _month_day(text: Any) -> tuple[int, int] | None:
    month, dash, day = str(text).partition("-")
    if not (dash and month.isdecimal() and day.isdecimal() and 1 <= int(month) <= 12):
        return None
    return (int(month), int(day)) if 1 <= int(day) <= calendar.monthrange(_A_YEAR, int(month))[1] else None


def read_over_time(
    given: Mapping[str, Any], path: tuple[str | int, ...], *, every: PeriodType | None, plain: bool
) -> str:
    """How a count adds up over periods: "sum" or "last"; "" without periods, and of subjects, which are counted by
    their newest one.

    Raises:
        InvalidDeclaration: the key is given where it has no meaning, or has an unknown value.
    """
    if "over_time" in given and (given["over_time"] not in (SUM, LAST) or every is None or plain):
        raise InvalidDeclaration(
            (*path, "over_time"), "sum or last, with `every`; subjects are counted by their newest"
        )
    if every is None or plain:
        return ""
    return str(given.get("over_time", SUM if given.get("unit") in FLOWS else LAST))


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


# The period of an entry of a programme without periods: unique indexes need a value.
NO_PERIOD = date.min


class WrongPeriod(ValueError):
    """The programme has no such period yet, or no periods, or none was named."""


class PeriodNotOpen(WrongPeriod):
    """The period is not open for those who send it."""

    def __init__(self, period: Period) -> None:
        super().__init__(period.key.isoformat())
        self.period = period


def check_period(declared: Declaration, schedule: Schedule | None, period: date | None, day: date) -> date:
    """The key to store of a period for which something is recorded on a day: one of the programme's `schedule` that has
    begun or may be sent by then; None where the programme has no periods. Senders are bound to open ones (`check_open`
    of reopened_period.py).

    Raises:
        WrongPeriod: it is none of these.
    """
    if declared.every is None and period is None:
        return NO_PERIOD
    found = schedule.called(period) if schedule and period else None
    if found is None or not found.has_begun(day):
        raise WrongPeriod
    return found.key
