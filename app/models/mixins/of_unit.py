"""A row that a unit keeps: found among its unit's, locked, changed by who read it, retired and used again."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from sqlalchemy import ColumnElement, Select, false, inspect, select
from sqlalchemy.orm import Mapped, Session

from app.country import clock, names
from app.models.base import Base
from app.models.people.changing import take_over

if TYPE_CHECKING:
    from app.models.people.administrative_unit import AdministrativeUnit


# What is kept only while a row is used: `mapped_column(info=WHILE_USED)`. Declared with the time `CONTACT`
# (app/registers/personal_data), and held to be the same by tests/registers/personal_data/test_endings.py.
WHILE_USED = {"kept": "while used"}


class OfUnit:
    """Mixed into a noun with these columns (`code` where it has one). `RETIRED` names the one that holds the day since
    when it is not used, `SLUG` the one by which addresses name a row; another than its id names it in the trail too."""

    RETIRED: ClassVar[str]
    SLUG: ClassVar[str] = "id"

    if TYPE_CHECKING:
        id: Mapped[int]
        unit_id: Mapped[int]
        unit: Mapped[AdministrativeUnit]
        code: Mapped[str]
        search_key: Mapped[str]
        version: Mapped[int]

        @property
        def name(self) -> str:
            """What it is called."""

    @classmethod
    def made(cls, session: Session, unit: "AdministrativeUnit", values: Mapping[str, Any]) -> Self:
        """A new row of a unit, of what was written."""
        make: Any = cls
        return cast("Self", make(unit=unit, **values))

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select[Self]:
        """All of some units, those no longer used too, by code or by name."""
        return select(cls).where(cls.unit_id.in_(unit_ids)).order_by(getattr(cls, "code", cls.search_key), cls.id)

    @classmethod
    def at(cls, slug: object) -> ColumnElement[bool]:
        """What the row of a part of an address fulfils."""
        text = str(slug)
        if cls.SLUG == "id":
            return cls.id == int(text[:18]) if text.isdecimal() else false()
        return cast("ColumnElement[str]", getattr(cls, cls.SLUG)) == text

    @property
    def slug(self) -> object:
        """The part of an address that names it."""
        return getattr(self, self.SLUG)

    @classmethod
    def same(cls, unit_id: int, values: Mapping[str, object], besides: int = 0) -> Select[int]:
        """The others of a unit in whose columns the same stands."""
        alike = [getattr(cls, column) == value for column, value in values.items()]
        return select(cls.id).where(cls.unit_id == unit_id, *alike, cls.id != besides)

    @classmethod
    def holding(cls, words: str) -> list[ColumnElement[bool]]:
        """What a row fulfils that holds every part of what was typed, accents aside."""
        terms = [names.like_pattern(term) for term in names.search_terms(words)]
        coded = getattr(cls, "code", cls.search_key)
        return [cls.search_key.like(term, escape="\\") | coded.ilike(term, escape="\\") for term in terms]

    @property
    def searched(self) -> str:
        """What it is found by, the name first: lists are sorted by it too."""
        return self.name

    def __post_init__(self) -> None:
        """Keep the search key beside what it is made of."""
        self.search_key = names.search_key(self.searched)

    def change(self, values: Mapping[str, object], version: str) -> dict[str, object]:
        """Take over what was written, said of the row as it stood at `version`; returns what differed. `Overtaken`, and
        nothing taken over, where somebody else changed it since."""
        changed = take_over(self, values, version)
        self.search_key = names.search_key(self.searched)
        return changed

    @classmethod
    def in_use(cls) -> ColumnElement[bool]:
        """What a row fulfils that was not retired."""
        return cast("ColumnElement[bool]", getattr(cls, cls.RETIRED).is_(None))

    @property
    def retired_on(self) -> date | None:
        """Since when it is not used."""
        return cast("date | None", getattr(self, self.RETIRED))

    @property
    def returns(self) -> bool:
        """Whether it may be used again once it is not."""
        return getattr(self, "merged_into_id", None) is None

    def retire(self, on: date | None) -> bool:
        """Use it no longer from a day on, or with None again; what is kept only while it is used is emptied. False
        where it is so already."""
        if (self.retired_on is None) == (on is None):
            return False
        for column in inspect(type(self)).columns if on is not None else ():
            if getattr(column, "info", None) == WHILE_USED:  # a computed one has none
                setattr(self, inspect(type(self)).get_property_by_column(column).key, "")
        setattr(self, self.RETIRED, on)
        self.version += 1
        return True


# Whose a row is: the columns that lead to its owner, and from owner to owner up to a unit.
# The first of these that a table has says it.
OWNERS = (
    "unit_id",
    "course_id",
    "lesson_id",
    "registration_id",
    "approval_id",
    "register_id",
    "certificate_id",
    "team_id",
    "person_id",
    "kept_id",
    "one_id",
    "sending_id",
    "desk_id",
    "request_id",
    "mentorship_id",
    "goal_id",
    "record_id",
    "programme_id",
    "site_id",
    "report_id",
    "passage_id",
    "arrival_id",
    "measurement_id",
    "entry_id",
    "matter_id",
    "plan_id",
)


# Tables of what a ward records, each with its unit; `lesson` by its course.
_RECORDED = ("programme_entry", "help_record", "help_tally", "report_receipt")


def first_day(session: Session, unit_id: int) -> date | None:
    """The first day of an organisation or residential group that is added today and of which nobody says another one.
    None, from the start, while the ward has recorded nothing: then its lists are being loaded. Afterwards today, so
    that no figure of a past day is a share of more than it was. One statement."""
    tables = Base.metadata.tables
    recorded = [select(tables[name].c.id).where(tables[name].c.unit_id == unit_id).exists() for name in _RECORDED]
    lesson, course = tables["lesson"].c, tables["course"].c
    taught = select(lesson.id).where(lesson.course_id == course.id, lesson.starts_at < clock.now())
    recorded.append(select(course.id).where(course.unit_id == unit_id, taught.exists()).exists())
    return clock.today() if any(session.execute(select(*recorded)).one()) else None
