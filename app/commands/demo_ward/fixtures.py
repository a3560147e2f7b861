"""The demo ward's own files (data/ beside this), read as they are: dates of the sample, not yet moved to today."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from app.country import clock
from app.country.written import read_yaml
from app.models import Base

FOLDER = Path(__file__).parent / "data"

Row = Mapping[str, str]
Noun = TypeVar("Noun", bound=Base)


def rows(name: str) -> list[Row]:
    """The rows of one CSV file, each by its column names."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def read(name: str) -> Any:
    """What one YAML file says."""
    return read_yaml((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class ShownAccount:
    """An account that a visitor of the demo signs in with, and what it has its role over; a group head's `group` is a
    code of groups.csv, a unit's `organisation` one of organisations.csv."""

    username: str
    full_name: str
    role: str
    over: str = "ward"
    group: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class WardPlan:
    """ward.yaml: the unit and its province as column values, who signs in, and the sample's calendar."""

    province: Mapping[str, Any]
    ward: Mapping[str, Any]
    day_zero: date
    begins: date
    accounts: tuple[ShownAccount, ...]
    instructors: Mapping[str, str]
    recorders: Mapping[str, str]
    more_residents: int


def made(noun: type[Noun], row: Mapping[str, Any], **more: object) -> Noun:
    """A new row of a noun: what a row of a file says of its columns, an empty cell left out, and `more` of it."""
    columns, settable = noun.__table__.c, {each.name for each in fields(noun) if each.init} - more.keys()
    given = {key: value for key, value in row.items() if key in settable and key in columns and value not in ("", None)}
    return noun(**{key: _typed(value, columns[key].type.python_type) for key, value in given.items()}, **more)


def _typed(value: Any, kind: type) -> Any:
    """A cell of a CSV file as its column has it; what a YAML file says is typed already."""
    if not isinstance(value, str) or kind not in (int, bool, date):
        return value
    return value == "1" if kind is bool else date.fromisoformat(value) if kind is date else int(value)


@cache
def ward_plan() -> WardPlan:
    """The ward, its accounts and its calendar."""
    plan = read("ward")
    return WardPlan(**{**plan, "accounts": tuple(ShownAccount(**account) for account in plan["accounts"])})


def shown_courses() -> list[Mapping[str, Any]]:
    """The six courses that the screens are shown on."""
    found: list[Mapping[str, Any]] = read("shown")
    return found


# The sample's calendar moved to today by whole weeks, so that a Wednesday course stays a Wednesday course.
@dataclass(frozen=True)
class Calendar:
    """Where the sample's days fall when it is filled in at `now`.

    `day_zero` is the sample's day that stands for today, or for one of the six days before it.
    """

    now: datetime
    day_zero: date

    @property
    def today(self) -> date:
        """The day on the wall calendar in Vietnam."""
        return clock.local(self.now).date()

    def moved(self, day: date) -> date:
        """A day of the sample, as many whole weeks later as today is after day zero."""
        weeks = (self.today - self.day_zero).days // 7
        return day + timedelta(weeks=weeks)

    def moment(self, day: str, hour: str) -> datetime:
        """The UTC moment of a day (ISO) and hour ("19:30") of the sample."""
        return at(self.moved(date.fromisoformat(day)), hour)

    def is_before_today(self, moment: datetime) -> bool:
        """Whether a moment lies on a day that is over."""
        return clock.local(moment).date() < self.today

    def first_day(self, rule: Mapping[str, int]) -> date:
        """A shown course's first day: so many days from today, then the next such weekday when one is asked for."""
        day = self.today + timedelta(days=rule["days"])
        return day + timedelta(days=(rule["weekday"] - day.weekday()) % 7) if "weekday" in rule else day


def at(day: date, hour: str) -> datetime:
    """The UTC moment of an hour ("19:30") on a day in Vietnam."""
    hours, minutes = hour.split(":")
    return clock.at_local(day, int(hours), int(minutes))
