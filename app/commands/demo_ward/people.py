"""The demo ward's people: the sample's residents, its staff (who learn too), and more residents of the same names."""

import random
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import Row, made, rows, ward_plan
from app.commands.demo_ward.ward import DemoWard
from app.country import formats, names
from app.models import Account, Ambassador, Person, Role, Workplace
from app.models.people.account import propose_username

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
