"""Targets: what a plan demands in numbers, in its own words, and what measures it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import CheckConstraint, ColumnElement, UniqueConstraint, and_, case, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.country import formats, sentences
from app.models.base import Base, known
from app.models.movement.denominator_values import DenominatorValue
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.targets import narrowing
from app.models.targets.narrowing import Narrowing
from app.models.targets.plan import OfPlan, Plan

OPERATORS: Mapping[str, object] = {">=": _l("ít nhất"), ">": _l("trên"), "=": _l("bằng"), "<=": _l("không quá")}
PARTS: Mapping[str, object] = {
    "chỉ tiêu": _l("chỉ tiêu"),
    "phụ lục": _l("phụ lục"),
    "mô hình": _l("mô hình"),
    "nhiệm vụ": _l("nhiệm vụ"),
    "tổ chức thực hiện": _l("tổ chức thực hiện"),
}
PERCENT = "%"
# The amount that a plan's sentence begins with: "Phấn đấu trên 90%", "100% các", "80% trở lên các".
_AMOUNT = re.compile(
    r"(?:(?:phấn đấu|phần đầu|bảo đảm|đảm bảo|duy trì)\s+)?(?:(?:đạt|có)\s+)?"
    r"(?:(?:trên|ít nhất|tối thiểu|không quá|tối đa)\s+)?"
    r"\d+(?:,\d+)?%\s+(?:trở lên\s+)?(?:(?:các|số)\s+)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r", năm (\d{4})$")
_REMARK = re.compile(r"\s*\([^()]*\)")
# Why a figure is entered, of a target for which nobody chose yet what measures it.
NOT_CHOSEN = _l("Chưa chọn cách đo.")


class Target(OfPlan, Base):
    """What one sentence of a plan demands from `since` until `until`: `operator` `value` `unit_words`, where "x / y"
    reads: each y has at least x. `measured_by` is the key of an indicator, or of a count of a programme
    ("household.reached"); nothing: a figure is entered, and `why` says the reason. `narrowed_to` narrows it
    (app/models/targets/narrowing.py), `each_of` names the dimension, or several ("to+co-quan"), whose entries are
    counted that have at least `least`; "don-vi": whether the unit has. The whole is `own_denominator`, a number of this
    target alone; else what `share_of` counts ("staff.staff", "market.subjects", "groups", "organisations.school"); else
    that of the `audience` of `Denominator`; else the indicator's own. With `each_of` it is the list of its entries, or
    those of the list that `share_of` names."""

    __tablename__ = "target"
    __table_args__ = (
        UniqueConstraint("plan_id", "key"),
        CheckConstraint("name <> '' AND text <> ''", name="has_words"),
        CheckConstraint("since <= until", name="ends_after_it_begins"),
        known("operator", OPERATORS),
        CheckConstraint("value >= 0", name="value_positive"),
        CheckConstraint("measured_by <> '' OR why <> ''", name="measured_or_why"),
        CheckConstraint("measured_by <> '' OR (narrowed_to = '' AND each_of = '')", name="narrowed_where_measured"),
        CheckConstraint("measured_by <> '' OR share_of = ''", name="whole_counted_where_measured"),
        CheckConstraint("narrowed_to = '' OR replace(narrowed_to, '=', '') <> narrowed_to", name="narrowed_to_entries"),
        CheckConstraint("own_denominator > 0", name="own_denominator_positive"),
    )

    unit: Mapped[AdministrativeUnit] = relationship()
    plan: Mapped[Plan] = relationship()
    name: Mapped[str]
    text: Mapped[str]
    part: Mapped[str] = mapped_column(default="chỉ tiêu")
    since: Mapped[date]
    until: Mapped[date]
    operator: Mapped[str] = mapped_column(default=">=")
    value: Mapped[int]
    unit_words: Mapped[str] = mapped_column(default=PERCENT)
    aspirational: Mapped[bool] = mapped_column(default=False)
    denominator_words: Mapped[str] = mapped_column(default="")
    # Why more than all were reached, where that is so: said, never cut.
    over_why: Mapped[str] = mapped_column(default="")
    audience: Mapped[str] = mapped_column(default="")
    measured_by: Mapped[str] = mapped_column(default="")
    narrowed_to: Mapped[str] = mapped_column(default="")
    each_of: Mapped[str] = mapped_column(default="")
    share_of: Mapped[str] = mapped_column(default="")
    why: Mapped[str] = mapped_column(default_factory=lambda: str(NOT_CHOSEN))
    own_denominator: Mapped[int | None] = mapped_column(default=None)

    @validates("narrowed_to")
    def _narrow(self, _key: str, text: str) -> str:
        return narrowing.written(narrowing.read(text))

    @property
    def narrowings(self) -> tuple[Narrowing, ...]:
        """What its measure is narrowed to."""
        return narrowing.read(self.narrowed_to)

    @property
    def places(self) -> list[str]:
        """The dimensions of whose entries each is asked."""
        return self.each_of.split("+") if self.each_of else []

    @classmethod
    def asks_like(cls, one: "type[Target]", other: "type[Target]") -> ColumnElement[bool]:
        """Condition that two targets of a unit, each under an alias, ask one question, whatever plan they are of: the
        same count, narrowed alike, of each of the same as much. What is entered without a count answers one alone."""
        alike = [
            getattr(one, column) == getattr(other, column)
            for column in ("unit_id", "measured_by", "narrowed_to", "each_of")
        ]
        return or_(one.id == other.id, and_(one.measured_by != "", *alike, cls._enough(one) == cls._enough(other)))

    @staticmethod
    def _enough(one: "type[Target]") -> ColumnElement[int]:
        """From how much on each has enough, below 0 where each is to have no more (`least`, `limits_each`)."""
        asks_each = and_(one.unit_words != PERCENT, or_(one.each_of != "", one.unit_words.contains("/")))
        limits = and_(one.operator == "<=", one.unit_words.contains("/"))
        return case((and_(asks_each, limits), -one.value), (asks_each, one.value), else_=1)

    def measured_as(self, columns: Mapping[str, object]) -> "Target":
        """A twin, kept nowhere, that asks the same and is measured in another way."""
        names = "key", "name", "text", "since", "until", "operator", "value", "unit_words", "denominator_words"
        asked: dict[str, Any] = {name: getattr(self, name) for name in names} | {**columns}
        twin = Target(unit=self.unit, plan=self.plan, **asked)
        twin.unit_id, twin.plan_id = self.unit_id, self.plan_id
        return twin

    @property
    def is_unchosen(self) -> bool:
        """Whether nobody chose yet what measures it, or said why its figure is entered."""
        return not self.measured_by and self.why in ("", str(NOT_CHOSEN))

    @property
    def question(self) -> str:
        """What it asks, alike in all plans that ask it: what is counted, narrowed to what, of what whole; "" where a
        figure is entered. Keys of figures are made of it: it has no "|"."""
        each = f"{self.each_of}>={self.least}" if self.each_of else ""
        of = self.share_of or self.audience if self.is_share else "so"
        asked = "~".join((self.measured_by, self.narrowed_to, each, of)).replace("|", ",")
        return asked if self.measured_by else ""

    @property
    def own_denominator_value(self) -> DenominatorValue | None:
        """The whole that is said of this target alone; it goes before any other."""
        return DenominatorValue(self.own_denominator) if self.own_denominator else None

    @property
    def searched(self) -> str:
        """Found by its name and the plan's sentence."""
        return f"{self.name} {self.text}"

    @property
    def is_share(self) -> bool:
        """Whether it is measured as a part of a whole."""
        return self.unit_words == PERCENT or "/" in self.unit_words

    @property
    def goal(self) -> int:
        """What is to be reached: the share in percent, or the number. "x / y" means every y."""
        return 100 if self.is_share and self.unit_words != PERCENT else self.value

    @property
    def least(self) -> int:
        """From how much on each has enough, of what is asked of each: of a share one will do ("100% tổ có tủ sách")."""
        return 1 if self.unit_words == PERCENT else self.value

    @property
    def each_words(self) -> str:
        """Of what each is asked something, where "x / y" is demanded: "tháng"; else nothing."""
        return self.unit_words.partition("/")[2].strip()

    @property
    def each_demand(self) -> str:
        """What each of them is to have: "ít nhất 1 đợt buổi học"; nothing where nothing is asked of each."""
        if not self.each_words:
            return ""
        sign = "" if self.operator == "=" else f"{OPERATORS[self.operator]} "
        return f"{sign}{formats.number(self.value)} {self.unit_words.partition('/')[0].strip()}"

    @property
    def names_amounts(self) -> bool:
        """Whether the plan's sentence says several shares, of several kinds of people: "80% cán bộ, 70% đại sứ số"."""
        amount = _AMOUNT.match(self.text)
        return PERCENT in self.text[amount.end() if amount else 0 :]

    @property
    def statement(self) -> str:
        """The plan's sentence as it stands before a figure: without the amount it begins with, unless it says another
        one too; with the year that the target's name ends in."""
        text = sentences.quoted(self.text).strip().rstrip(".;:,/ ").removeprefix("để ")
        amount = _AMOUNT.match(text)
        rest = text[amount.end() :] if amount and not self.names_amounts else text
        year = _YEAR.search(self.name)
        if year and year[1] not in rest:
            return str(_("Năm %(year)s, %(text)s", year=year[1], text=sentences.continued(rest)))
        return str(_("Chỉ tiêu %(text)s", text=rest)) if rest[:1].isdigit() else sentences.begun(rest)

    @property
    def judged_until(self) -> date:
        """Its last day, at the latest that of the year that its name ends in."""
        year = _YEAR.search(self.name)
        return min(self.until, date(int(year[1]), 12, 31)) if year else self.until

    @property
    def counted_words(self) -> str:
        """Whom the plan counts, in its words without the makers' remarks: "cán bộ, công chức"."""
        return _REMARK.sub("", self.denominator_words).strip()

    @property
    def demand(self) -> str:
        """What it demands, as people read it: "trên 90%", "110 tổ", "ít nhất 5 mentee / mentor"."""
        sign = "" if self.operator == "=" else f"{OPERATORS[self.operator]} "
        number = formats.number(self.value)
        unit = PERCENT if self.unit_words == PERCENT else f" {self.unit_words}"
        words = f"{sign}{number}{unit}"
        return str(_("phấn đấu %(said)s", said=words)) if self.aspirational else words

    @property
    def is_above(self) -> bool:
        """Whether its goal is to be passed: "trên 90%"."""
        return self.operator == ">" and self.goal == self.value

    @property
    def is_ceiling(self) -> bool:
        """Whether its goal is not to be passed: "không quá 5%"."""
        return self.operator == "<=" and not self.each_words

    def is_met(self, reached: float) -> bool:
        """Whether what was reached (percent, or the number) is what is demanded. What a plan writes as "100%" is met by
        more as well."""
        if self.is_ceiling:
            return reached <= self.goal
        return reached > self.goal if self.is_above else reached >= self.goal

    def is_enough(self, number: int) -> bool:
        """Whether one of those of which something is asked each has what is demanded."""
        return number <= self.least if self.limits_each else number >= self.least

    @property
    def limits_each(self) -> bool:
        """Whether each is to have no more: "không quá 2 đợt / tháng"."""
        return self.operator == "<=" and bool(self.each_words)
