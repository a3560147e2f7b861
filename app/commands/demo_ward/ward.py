"""The demo ward itself: unit, groups, places, who signs in; and its people: the sample's residents, its staff (who
learn too), and more residents of the same names."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import Calendar, Row, at, made, rows, ward_plan
from app.country import formats, names
from app.data.help_lists import supply
from app.models import (
    Account,
    AccountPin,
    AdministrativeUnit,
    Ambassador,
    Course,
    CourseTemplate,
    Organisation,
    Person,
    Place,
    ResidentialGroup,
    Role,
    RoleGrant,
    Team,
    Workplace,
)
from app.models.people.account import propose_username


@dataclass
class DemoWard:
    """What is filled in so far, by the names that the files use."""

    calendar: Calendar
    unit: AdministrativeUnit
    groups: dict[str, ResidentialGroup] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    templates: dict[str, CourseTemplate] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    # The accounts that are set up and record for organisations, by the codes of these.
    senders: dict[str, Account] = field(default_factory=dict)

    @property
    def began(self) -> datetime:
        """The moment since when the ward keeps its people and its staff their roles."""
        return at(self.calendar.moved(ward_plan().begins), "08:00")

    def join(self, session: Session, username: str, full_name: str, password_hash: str | None = None) -> Account:
        """A new account, which without a password's hash has not been set up: nobody signs in with it."""
        account = Account(username=username, full_name=full_name, password_hash=password_hash, created_at=self.began)
        self.accounts[username] = account
        session.add(account)
        return account

    def grant(self, session: Session, account: Account, role: Role, since: date | None = None, **over: Any) -> None:
        """Give somebody a role over the ward or what `over` says, from the ward's first day on unless told."""
        since = since or self.calendar.moved(ward_plan().begins)
        given = {"unit": self.unit, **over}
        session.add(RoleGrant(account=account, role=role, since=since, created_at=self.began, **given))

    def from_template(self, key: str) -> dict[str, Any]:
        """What a course of the template with a key has of it; nothing for "": no template of the plans fits."""
        if not key:
            return {}
        return {"template": self.templates[key], "who_sees": self.templates[key].who_sees}

    def let_teach(self, session: Session, username: str, course: Course) -> None:
        """Give an instructor the role over one course (already flushed)."""
        since = self.calendar.moved(ward_plan().begins)
        session.add(RoleGrant.to_teach(self.accounts[username], course, since=since, until=None, now=self.began))


def make_ward(session: Session, now: datetime, password_hashes: Mapping[str, str]) -> DemoWard:
    """Add the unit and its province, both marked as demo, with groups, places, accounts and roles over units."""
    plan = ward_plan()
    province = AdministrativeUnit(**plan.province, is_demo=True)
    unit = AdministrativeUnit(**plan.ward, parent=province, is_demo=True)
    ward = DemoWard(calendar=Calendar(now, plan.day_zero), unit=unit)
    session.add_all([province, unit])
    for row in rows("groups"):
        ward.groups[row["code"]] = made(ResidentialGroup, row, unit=unit)
    for row in rows("places"):
        ward.places[row["code"]] = made(Place, row, unit=unit)
    session.add_all([*ward.groups.values(), *ward.places.values()])
    session.flush()
    supply(session, unit)
    _make_accounts(session, ward, province, password_hashes)
    session.flush()
    return ward


def _make_accounts(
    session: Session, ward: DemoWard, province: AdministrativeUnit, password_hashes: Mapping[str, str]
) -> None:
    for shown in ward_plan().accounts:
        account = ward.join(session, shown.username, shown.full_name, password_hashes[shown.username])
        session.flush()
        AccountPin.ask(session, account.id, ward.began)  # nobody who looks around is asked for a PIN
        if shown.role not in (Role.INSTRUCTOR, Role.UNIT):  # these are given with their classes and organisations
            ward.grant(
                session, account, Role(shown.role), unit=province if shown.over == "province" else ward.unit,
                residential_group_id=ward.groups[shown.group].id if shown.group else None,
            )  # fmt: skip
    for username, full_name in ward_plan().instructors.items():
        ward.join(session, username, full_name)


# Any number does; the same one makes the same people each time.
SEED = 5443
# The sample's invented numbers are 0900 000 001–199 and 901–904; ours lie between.
FIRST_PHONE = 300


def make_people(session: Session, ward: DemoWard) -> None:
    """Add residents and staff; `ward.people` holds them by the ids of the files, further residents as N001, N002 …"""
    residents = rows("residents")
    for row in [*residents, *rows("staff"), *_more_residents(residents)]:
        group, phone = row.get("group"), row.get("phone")
        ward.people[row["id"]] = made(
            Person, row, unit=ward.unit, full_name=names.clean_name(row["full_name"]), created_at=ward.began,
            residential_group=ward.groups[group] if group else None,
            phone=formats.parse_phone(phone) if phone else None,
        )  # fmt: skip
    session.add_all(ward.people.values())
    session.flush()


def residents_aged(ward: DemoWard, from_age: int, to_age: int) -> list[Person]:
    """Residents (no staff) of an age, both ends included, in the order of the files."""
    year = ward.calendar.today.year
    return [
        person
        for key, person in ward.people.items()
        if key[0] in "DN" and from_age <= year - person.birth_year <= to_age
    ]


def _more_residents(known: Sequence[Row]) -> Iterator[Row]:
    """Rows like those of residents.csv: a surname of one resident, the rest of another's name, nobody twice."""
    chance = random.Random(SEED)
    taken = {(names.search_key(row["full_name"]), row["birth_year"], row["group"]) for row in known}
    for number in range(1, ward_plan().more_residents + 1):
        while True:
            one, other, third = chance.choice(known), chance.choice(known), chance.choice(known)
            full_name = f"{one['full_name'].split()[0]} {other['full_name'].partition(' ')[2]}"
            year, group = third["birth_year"], chance.choice(known)["group"]
            if int(year) <= 2008 and (identity := (names.search_key(full_name), year, group)) not in taken:
                break
        taken.add(identity)
        phone = f"0900000{FIRST_PHONE + number}" if chance.random() < 0.8 else ""
        yield {
            "id": f"N{number:03d}",
            "full_name": full_name,
            "birth_year": year,
            "sex": other["sex"],
            "group": group,
            "phone": phone,
        }


# Who belongs to the demo ward's organisations: staff, pupils, workers on file, accounts that record for them or work
# there, and the ambassadors whom they sent. Of unions and the Party only paid staff (`STAFFED`).
def make_members(session: Session, ward: DemoWard) -> None:
    """Add all of them; `ward.senders` has whose accounts are set up."""
    for row in rows("members"):
        place = ward.organisations[row["organisation"]]
        written = {"organisation_id": place.id, "position": row["position"]}
        ward.people[row["person"]].change(written, version="1")
    for row in rows("workplaces"):
        Workplace.keep(session, ward.accounts[row["account"]], ward.unit.id, ward.organisations[row["organisation"]])
    for shown in ward_plan().accounts:
        if shown.organisation:
            ward.senders[shown.organisation] = ward.accounts[shown.username]
            _grant(session, ward, shown.organisation, ward.accounts[shown.username])
    for code, full_name in ward_plan().recorders.items():
        _grant(session, ward, code, ward.join(session, propose_username(full_name, ward.accounts), full_name))
    _tie_ambassadors(session, ward)


def _grant(session: Session, ward: DemoWard, code: str, account: Account) -> None:
    ward.grant(session, account, Role.UNIT, organisation_id=ward.organisations[code].id)


def _tie_ambassadors(session: Session, ward: DemoWard) -> None:
    """As appointing them does: who was sent by one of the organisations is known to be."""
    known = {each.search_key: each.id for each in ward.organisations.values()}
    for each in session.scalars(select(Ambassador).where(Ambassador.unit_id == ward.unit.id)):
        each.organisation_id = known.get(names.search_key(each.organisation))
