"""What a page reads once of an account's places is what conditions of statements say, for each programme that ships."""

import pytest
from flask import Flask

from app.country import clock
from app.data.programmes import catalogue
from app.models import ResidentialGroup, Role, RoleGrant
from app.models.movement import relations
from app.models.movement.declaration import SUPERIOR
from app.models.movement.related_places import Related
from app.web.database import immediate
from tests.doorsteps import Street
from tests.factories import make_account, make_grant, make_organisation

pytestmark = pytest.mark.postgresql


def test_places_read_once_are_those_of_the_conditions(app: Flask) -> None:
    street = Street.build(app, "6")
    with app.app_context(), immediate() as session:
        ward, now = session.get_one(ResidentialGroup, street.group.id).unit, clock.now()
        union = make_organisation(session, ward, "Hội Phụ nữ phường", "mass_organisation")
        school = make_organisation(session, ward, "Trường Tiểu học Đồng Quang", "school")
        several, leader = make_account(session, ward), make_account(session, ward, Role.LEADER)
        for each in (school, union):
            make_grant(session, several, ward, Role.UNIT, organisation=each)
        session.flush()
        accounts = [each.id for each in (street.head, street.member, street.officer, several, leader)]
        groups = (street.group.id, street.other.id, None)
        led = set[tuple[int, str]]()
        alike = {(each.records, each.subject in relations.WARD_WIDE): each for each in catalogue().values()}
        for key, declared in alike.items():
            for account in accounts:
                found = Related.of(session, account, ward.id, now)
                who = account, ward.id, now
                where = relations.in_groups(declared, ResidentialGroup.id, *who)
                theirs = set(
                    session.scalars(ResidentialGroup.of(ward.id).where(where).with_only_columns(ResidentialGroup.id))
                )
                assert {each.id for each in found.recording_groups(declared)} == theirs, key
                granted = relations.organisations({*declared.records} - {SUPERIOR}, *who).order_by(RoleGrant.id)
                assert found.organisations(declared.records) == list(session.scalars(granted)), key
                for group in groups:
                    for_whom = relations.recorded_in(session, declared, group, *who)
                    assert found.recorded_in(declared, group) == for_whom, (key, group)
                led |= {(account, "groups")} if theirs else set()
                led |= {(account, "organisations")} if found.organisations(declared.records) else set()
        assert len(led) >= len(accounts)  # each leads somewhere by some programme
