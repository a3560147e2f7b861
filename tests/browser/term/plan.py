"""What the sample says of the term: who lives there, which classes there are, who registers and who comes."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache

from app.commands.demo_ward.fixtures import Row, rows, ward_plan


@dataclass(frozen=True)
class Someone:
    """A resident, or a member of staff who learns (`group` is empty then)."""

    key: str
    full_name: str
    birth_year: str
    sex: str
    group: str
    phone: str


@dataclass(frozen=True)
class Meeting:
    """A lesson of a class; `came` are those who were there, in the order of the roll."""

    course: str
    number: int
    day: date
    hour: str
    held: bool
    came: tuple[str, ...]


@dataclass(frozen=True)
class Registered:
    """Somebody registers on a class: a person's key, the day, and how (qr, desk, import)."""

    course: str
    person: str
    day: date
    way: str


@dataclass(frozen=True)
class Planned:
    """A class with its lessons."""

    code: str
    title: str
    audience: str
    organiser: str
    place: str
    instructor: str
    seats: str
    topics: str
    template: str
    meetings: tuple[Meeting, ...]

    @property
    def weekday(self) -> int:
        """0 is Monday; the sample's classes meet once a week."""
        return self.meetings[0].day.weekday()


@cache
def everybody() -> dict[str, Someone]:
    """Residents (D…) and staff who learn (CB…), by the sample's keys."""
    people = {}
    for row in [*rows("residents"), *rows("staff")]:
        told = {name: row.get(name, "") for name in ("full_name", "birth_year", "sex", "group", "phone")}
        people[row["id"]] = Someone(row["id"], **told)
    return people


def residents() -> list[Someone]:
    """The 240 residents."""
    return [person for person in everybody().values() if person.group]


@cache
def classes() -> dict[str, Planned]:
    """The twelve classes, by code."""
    came: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows("attendance"):
        came[row["course"], row["lesson"]].append(row["person"])
    meetings: dict[str, list[Meeting]] = defaultdict(list)
    for row in rows("lessons"):
        there = tuple(came[row["course"], row["number"]])
        day = date.fromisoformat(row["day"])
        meetings[row["course"]].append(
            Meeting(row["course"], int(row["number"]), day, row["hour"], row["state"] == "held", there)
        )
    made = {}
    for row in rows("courses"):
        told = {**row, "title": row["title"].format(month=meetings[row["code"]][0].day.month)}
        made[row["code"]] = Planned(**told, meetings=tuple(meetings[row["code"]]))
    return made


def registrations() -> list[Registered]:
    """All 240 registrations, by day."""
    read = [Registered(r["course"], r["person"], date.fromisoformat(r["day"]), r["way"]) for r in rows("registrations")]
    return sorted(read, key=lambda each: each.day)


def groups() -> dict[str, str]:
    """The names of the residential groups, by code."""
    return {row["code"]: row["name"] for row in rows("groups")}


def places() -> dict[str, str]:
    """The names of the halls, by code."""
    return {row["code"]: row["name"] for row in rows("places")}


def halls() -> list[Row]:
    """The halls as the sample tells them: name, quarter, seats, wheelchair."""
    return rows("places")


def instructors() -> dict[str, str]:
    """The names of those who teach, by user name."""
    shown = {account.username: account.full_name for account in ward_plan().accounts if account.role == "instructor"}
    return {**shown, **ward_plan().instructors}
