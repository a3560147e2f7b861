"""Course templates: what a plan names and a ward teaches repeatedly; they pre-fill new courses."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from app.country import clock, names
from app.country.written import read_yaml
from app.models.base import Keyed, known
from app.models.learning.course_terms import WhoSees, seen_by
from app.models.mixins.of_unit import OfUnit
from app.models.people.administrative_unit import AdministrativeUnit

CODE_LENGTH = 40


class CourseTemplate(OfUnit, Keyed):
    """One template of a ward with the initial values of its courses.

    `goal` is what learners can do afterwards; `outline` has a line for each lesson; `practice_hours`, of all lessons
    together, None: not said. Courses have none of the three: they are read from here.

    `topics` are separated by "|"; `weekdays` are the days of the weekly pattern by number, Monday 0 ("1,3": Tuesday and
    Thursday); `starts` is the time ("19:30"). `source` is the plan and its place ("Kế hoạch 25/KH-UBND, mục II.3").
    """

    RETIRED = "retired_on"

    __tablename__ = "course_template"
    __table_args__ = (
        UniqueConstraint("unit_id", "code"),
        CheckConstraint("seats > 0", name="seats_positive"),
        CheckConstraint("lessons > 0", name="lessons_positive"),
        CheckConstraint("minutes > 0", name="minutes_positive"),
        CheckConstraint("practice_hours > 0", name="practice_hours_positive"),
        CheckConstraint("certificate_share BETWEEN 1 AND 100", name="certificate_share_percent"),
        known("certificate_size", ("A4", "A5")),
        known("excused_counts", ("absent", "present", "left_out")),
        known("who_sees", WhoSees),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    code: Mapped[str]
    name: Mapped[str]
    search_key: Mapped[str] = mapped_column(init=False, default="")
    title: Mapped[str]
    audience: Mapped[str] = mapped_column(default="people")
    topics: Mapped[str] = mapped_column(default="")
    bring: Mapped[str] = mapped_column(default="")
    seats: Mapped[int] = mapped_column(default=30)
    lessons: Mapped[int] = mapped_column(default=4)
    minutes: Mapped[int] = mapped_column(default=120)
    weekdays: Mapped[str] = mapped_column(default="")
    starts: Mapped[str] = mapped_column(default="")
    certificate_share: Mapped[int] = mapped_column(default=80)
    certificate_size: Mapped[str] = mapped_column(default="A4")
    excused_counts: Mapped[str] = mapped_column(default="absent")
    who_sees: Mapped[str] = mapped_column(default=WhoSees.ANYONE)
    source: Mapped[str] = mapped_column(default="")
    goal: Mapped[str] = mapped_column(default="")
    practice_hours: Mapped[int | None] = mapped_column(default=None)
    outline: Mapped[str] = mapped_column(default="")
    # The keys of the skills that its courses ask about, with commas between.
    skills: Mapped[str] = mapped_column(default="")
    retired_on: Mapped[date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    @classmethod
    def of(cls, unit_id: int) -> Select["CourseTemplate"]:
        """The current templates of a ward, by name."""
        return select(cls).where(cls.unit_id == unit_id, cls.retired_on.is_(None)).order_by(cls.name, cls.id)

    @classmethod
    def called(cls, unit_id: int, code: str) -> Select["CourseTemplate"]:
        """The template of a ward with a code."""
        return select(cls).where(cls.unit_id == unit_id, cls.code == code)

    @classmethod
    def made(
        cls, session: Session, unit: AdministrativeUnit, values: Mapping[str, Any], code: str = ""
    ) -> "CourseTemplate":
        """A new template of a ward, with a new code unless one is given; locks the unit's row. If it does not say who
        sees its courses, the audience decides."""
        session.scalars(AdministrativeUnit.locked(unit.id)).one()
        seen = seen_by(values.get("who_sees"), values.get("audience", ""))
        return cls(
            unit=unit, code=code or cls._fresh_code(session, unit.id, values["name"]), **{**values, "who_sees": seen}
        )

    @classmethod
    def lacking(
        cls, session: Session, unit_id: int, offered: Mapping[str, Mapping[str, Any]]
    ) -> dict[str, Mapping[str, Any]]:
        """The offered templates that a ward never had, by code."""
        have = set(session.scalars(select(cls.code).where(cls.unit_id == unit_id, cls.code.in_(offered))))
        return {code: values for code, values in offered.items() if code not in have}

    @classmethod
    def take_over(
        cls, session: Session, unit: AdministrativeUnit, offered: Mapping[str, Mapping[str, Any]]
    ) -> list["CourseTemplate"]:
        """Add the offered templates that the ward never had, by code; returns them.

        Existing templates stay as edited, retired ones stay retired.
        """
        session.scalars(AdministrativeUnit.locked(unit.id)).one()
        lacking = cls.lacking(session, unit.id, offered)
        made = [cls.made(session, unit, values, code) for code, values in lacking.items()]
        session.add_all(made)
        session.flush()
        return made

    @classmethod
    def _fresh_code(cls, session: Session, unit_id: int, name: str) -> str:
        signs = "".join(sign for sign in names.search_key(name) if sign.isascii())
        base = "-".join(signs.split())[:CODE_LENGTH].strip("-") or "mau-lop"
        taken = set(session.scalars(select(cls.code).where(cls.unit_id == unit_id)))
        code, number = base, 1
        while code in taken:
            number += 1
            code = f"{base}-{number}"
        return code


# Course templates that the movement's plans name, for any ward to adopt and edit.
FILE = Path(__file__).parents[2] / "data" / "course_templates.yaml"


@cache
def common_templates() -> dict[str, dict[str, Any]]:
    """The values of each template by its code, in the order of the file."""
    rows = read_yaml(FILE.read_text(encoding="utf-8"))
    return {row.pop("code"): row for row in rows}
