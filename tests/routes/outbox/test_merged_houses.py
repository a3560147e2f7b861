"""What phones send of a house that was merged meanwhile goes where it went, and to itself once that is undone."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Household, Site
from app.models.movement.site_merging import merge_sites
from app.web.database import db, immediate
from tests.doorsteps import Street
from tests.routes.outbox.test_entries import MADE, send


@pytest.fixture
def street(app: Flask) -> Street:
    """See `Street`."""
    return Street.build(app, "14")


def merge(street: Street, gone: str, into: str) -> None:
    with street.app.app_context(), immediate() as session:
        both = {each.public_id: each for each in session.scalars(select(Site).where(Site.public_id.in_((gone, into))))}
        merge_sites(session, both[gone], both[into], clock.now())


def made_there(street: Street, **more: object) -> dict[str, Any]:
    return street.said(str(uuid4()), made={**MADE, "group": street.group.code, **more})


def test_a_house_that_a_phone_made_is_known_after_it_was_merged_into_one_of_another_number(street: Street) -> None:
    said = made_there(street)
    assert send(street, street.head, said) == [("done", "")]
    merge(street, said["data"]["subject"], street.houses["14"])
    later = {**said, "uuid": str(uuid4()), "data": {**said["data"], "outcome": "absent", "answers": {}}}
    assert [status for status, _words in send(street, street.head, said, later)] == ["already_done", "done"]
    with street.app.app_context():
        kept = db.session.scalars(select(Site).where(Site.public_id == street.houses["14"])).one()
        assert [each.site_id for each in street.entries()] == [kept.id] * 2
        assert len(db.session.scalars(select(Household).where(Household.number == "16")).all()) == 1


def test_another_phone_that_makes_a_merged_house_anew_records_the_one_that_stays(street: Street) -> None:
    said, other = made_there(street), made_there(street)
    assert send(street, street.head, said) == [("done", "")]
    merge(street, said["data"]["subject"], street.houses["14"])
    assert [status for status, _words in send(street, street.officer, other)] == ["done"]
    with street.app.app_context():
        kept = db.session.scalars(select(Site).where(Site.public_id == street.houses["14"])).one()
        assert [each.site_id for each in street.entries()] == [kept.id] * 2
        assert len(db.session.scalars(select(Household).where(Household.number == "16")).all()) == 1
