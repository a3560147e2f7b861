"""The demo ward itself: unit, groups, places, and who signs in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import Calendar, at, made, rows, ward_plan
from app.data.help_lists import supply
from app.models import (
    Account,
    AccountPin,
    AdministrativeUnit,
    Course,
    CourseTemplate,
    Organisation,
    Person,
    Place,
    ResidentialGroup,
    Role,
    RoleGrant,
    Team,
)


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
