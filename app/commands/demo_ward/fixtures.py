"""The demo ward's own files (data/ beside this), read as they are: dates of the sample, not yet moved to today."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from app.country.written import read_yaml

FOLDER = Path(__file__).parent / "data"

Row = Mapping[str, str]


def rows(name: str) -> list[Row]:
    """The rows of one CSV file, each by its column names."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


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


@dataclass(frozen=True)
class People:
    """Who registers on a shown course: how many, how old, and over how many days before its first lesson."""

    seated: int
    from_age: int
    to_age: int
    for_days: int
    waiting: int = 0


@dataclass(frozen=True)
class ShownCourse:
    """shown.yaml: one of the courses DEM1–DEM6, made from a template where one fits. `held` and `came` say what became
    of the lessons that are over, `called_off` which do not take place, and why."""

    code: str
    title: str
    audience: str
    organiser: str
    place: str
    instructor: str
    seats: int
    topics: tuple[str, ...]
    bring: str
    first: Mapping[str, int]
    hour: str
    lessons: int
    people: People
    held: Mapping[str, int] = field(default_factory=dict)
    came: Mapping[int, int] = field(default_factory=dict)
    called_off: Mapping[int, str] = field(default_factory=dict)
    submitted_by: str = ""
    template: str = ""


@cache
def ward_plan() -> WardPlan:
    """The ward, its accounts and its calendar."""
    read: dict[str, Any] = read_yaml((FOLDER / "ward.yaml").read_text(encoding="utf-8"))
    return WardPlan(**{**read, "accounts": tuple(ShownAccount(**account) for account in read["accounts"])})


@cache
def shown_courses() -> tuple[ShownCourse, ...]:
    """The six courses that the screens are shown on."""
    read: list[dict[str, Any]] = read_yaml((FOLDER / "shown.yaml").read_text(encoding="utf-8"))
    return tuple(
        ShownCourse(**{**course, "topics": tuple(course["topics"]), "people": People(**course["people"])})
        for course in read
    )
