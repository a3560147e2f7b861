"""An old page or a phone that names a residential group merged meanwhile goes to the group that stays, at each door."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import HelpRecord, Household, Person, ResidentialGroup
from app.models.people import group_history
from app.web.database import db, immediate
from tests.doorsteps import Street
from tests.factories import make_course, make_group
from tests.pages import Pages
from tests.routes.outbox.test_entries import MADE, send

SOMEBODY = {"full_name": "Hứa Thị Lành", "birth_year": "1961"}
HELP = {"topics": ["vneid_cai_dat"], "result": "did_alone", "minutes": 4}


@pytest.fixture
def street(app: Flask) -> Street:
    """The ward with a class that anybody may join."""
    street = Street.build(app, "14")
    with app.app_context(), immediate() as session:
        unit = session.get_one(ResidentialGroup, street.group.id).unit
        make_course(session, unit, code="DEM1")
        make_group(session, unit, "Tổ Ở Lại").code = "STAYS"
    return street


def merge(street: Street, *gone: ResidentialGroup) -> None:
    """The first group goes into the other, that one into the one that stays; or only those `gone`, one by one."""
    with street.app.app_context(), immediate() as session:
        last = session.scalars(select(ResidentialGroup).where(ResidentialGroup.code == "STAYS")).one()
        chain = [session.get_one(ResidentialGroup, each.id) for each in gone or (street.group, street.other)]
        for gone, into in pairwise([*chain, last]):
            group_history.merge(session, gone, into, clock.today())


def home(street: Street) -> str:
    """Where the one who was added lives."""
    someone = db.session.scalars(select(Person).where(Person.full_name == SOMEBODY["full_name"])).one()
    return someone.residential_group.code if someone.residential_group else ""


def said(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"uuid": str(uuid4()), "kind": kind, "at": clock.now().isoformat(), "sequence": 1, "data": data}


def helped(street: Street) -> str:
    record = db.session.scalars(select(HelpRecord)).one()
    return record.residential_group.code if record.residential_group else ""


def by_public_form(street: Street) -> Callable[[Street], str]:
    form = Pages(street.app.test_client()).get("/l/DEM1").form(action="/l/DEM1")
    merge(street)
    form.submit({**SOMEBODY, "residential_group": street.group.code})
    return home


def by_form_with_a_fault(street: Street) -> Callable[[Street], str]:
    form = Pages(street.app.test_client()).get("/l/DEM1").form(action="/l/DEM1")
    merge(street)
    again = form.submit({**SOMEBODY, "birth_year": "19", "residential_group": street.group.code}, status=422)
    chosen = again.form(action="/l/DEM1").fields["residential_group"]
    return lambda _street: chosen[0]


def by_desk(street: Street) -> Callable[[Street], str]:
    desk = Pages(street.app.test_client()).sign_in(street.officer)
    form = desk.get("/quay/dang-ky-ho/DEM1").form(action="/DEM1")
    merge(street)
    form.submit({**SOMEBODY, "residential_group": street.group.code})
    return home


def by_link_to_a_group(street: Street) -> Callable[[Street], str]:
    merge(street)
    desk = Pages(street.app.test_client()).sign_in(street.officer)
    page = desk.get(f"/quay/dang-ky-ho/DEM1?to={street.group.code}")
    chosen = page.form(action="/DEM1").fields["residential_group"]
    return lambda _street: chosen[0]


def by_help(street: Street) -> Callable[[Street], str]:
    merge(street)
    operation = said("help_record", {**HELP, "residential_group": street.group.code})
    assert send(street, street.officer, operation) == [("done", "")]
    return helped


def by_correction(street: Street) -> Callable[[Street], str]:
    record = said("help_record", HELP)
    assert send(street, street.officer, record) == [("done", "")]
    merge(street)
    put_right = said("help_correction", {"record": record["uuid"], "residential_group": street.group.code})
    assert send(street, street.officer, put_right) == [("done", "")]
    return helped


def by_correction_form(street: Street) -> Callable[[Street], str]:
    record = said("help_record", HELP)
    send(street, street.officer, record)
    desk = Pages(street.app.test_client()).sign_in(street.officer)
    form = desk.get(f"/quay/luot/{record['uuid']}/sua").form(action="/sua")
    merge(street)
    form.submit({"residential_group": street.group.code})
    return helped


def house(street: Street) -> str:
    made = db.session.scalars(select(Household).where(Household.number == MADE["number"])).one()
    return made.residential_group.code if made.residential_group else ""


def by_new_house(who: str) -> Callable[[Street], Callable[[Street], str]]:
    def door(street: Street) -> Callable[[Street], str]:
        merge(street)
        operation = street.said(str(uuid4()), made={**MADE, "group": street.group.code})
        assert send(street, getattr(street, who), operation, operation) == [("done", ""), ("already_done", "")]
        return house

    return door


DOORS = {
    "public": by_public_form, "fault": by_form_with_a_fault, "desk": by_desk, "link": by_link_to_a_group,
    "help": by_help, "correction": by_correction, "correction_form": by_correction_form,
    "house_by_officer": by_new_house("officer"), "house_by_head": by_new_house("head"),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_a_code_merged_meanwhile_leads_to_the_group_that_stays(street: Street, door: str) -> None:
    landed = DOORS[door](street)
    with street.app.app_context():
        assert landed(street) == "STAYS"


def test_a_house_made_before_the_merger_is_known_after_it(street: Street) -> None:
    made = {**MADE, "group": street.group.code}
    before, another = street.said(str(uuid4()), made=made), street.said(str(uuid4()), made=made)
    assert send(street, street.head, before) == [("done", "")]
    merge(street)
    assert send(street, street.head, before, another) == [("already_done", ""), ("done", "")]
    with street.app.app_context():
        assert len(db.session.scalars(select(Household).where(Household.number == MADE["number"])).all()) == 1


def test_whoever_had_no_right_to_the_merged_group_has_none_by_its_code(street: Street) -> None:
    merge(street, street.group)
    operation = street.said(str(uuid4()), made={**MADE, "group": street.group.code})
    assert [status for status, _message in send(street, street.member, operation)] == ["refused"]
