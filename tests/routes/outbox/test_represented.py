"""What phones record of organisations and groups that are in a book: those alone, and none is made."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.country import clock
from app.models import GroupSite, Programme, ProgrammeEntry, ProgrammeSubject, ResidentialGroup, Site
from app.models.movement.declaration_reading import read
from app.web.database import db, immediate
from tests.doorsteps import Street
from tests.pages import Pages
from tests.routes.outbox.test_entries import send

SAID: dict[str, Any] = {
    "key": "told", "shape": "recognise", "name": "Báo cáo của tổ", "noun": "tổ dân phố", "subject": "group",
    "recorded_on": ["doorstep", "office"], "records": ["group_head", "officer"], "sees": ["group_head", "officer"],
    "fields": [{"key": "has", "label": "Đã họp", "type": "yes_no", "counted": True}],
    "counts": [{"key": "all", "unit": "tổ", "label": "Tổ đã ghi"}],
}  # fmt: skip


@pytest.fixture
def street(app: Flask) -> Street:
    """See `Street`; its ward has a programme about its groups."""
    street = Street.build(app, "14")
    with app.app_context(), immediate() as session:
        unit = session.get_one(ResidentialGroup, street.group.id).unit
        programme = Programme.begun(session, unit, read(SAID), catalogue="", now=clock.now())
        programme.use_draft(seen="1", now=clock.now())
        session.flush()
        street.programme = programme.id
    return street


def row(street: Street, group: ResidentialGroup) -> str:
    """The uuid of the row of a group."""
    with street.app.app_context():
        return db.session.scalars(select(GroupSite.public_id).where(GroupSite.residential_group_id == group.id)).one()


def test_a_head_records_their_own_group_and_makes_none(street: Street) -> None:
    mine, other = row(street, street.group), row(street, street.other)
    said = {"answers": {"has": True}}
    made = {"group": street.group.code, "name": "Tổ mới"}
    answers = send(
        street, street.head, street.said(mine, **said), street.said(other, **said),
        street.said(str(uuid4()), **said, made=made), street.said(mine, **said, made=made),
        street.said(street.houses["14"], **said),
    )  # fmt: skip
    assert [status for status, _message in answers] == ["done", *["refused"] * 4]
    with street.app.app_context():
        assert db.session.scalar(select(func.count()).where(ProgrammeEntry.programme_id == street.programme)) == 1
        assert db.session.scalar(select(func.count()).where(Site.name == "Tổ mới")) == 0


def test_a_group_that_is_left_out_is_not_asked(street: Street) -> None:
    mine = row(street, street.group)
    with street.app.app_context(), immediate() as session:
        site = session.scalars(select(Site).where(Site.public_id == mine)).one()
        ProgrammeSubject.decide(session, site, street.programme, included=False, reason="Đã gộp", on=clock.today())
    [(status, message)] = send(street, street.head, street.said(mine, answers={"has": True}))
    assert (status, bool(message)) == ("refused", True)


def test_the_round_of_a_group_is_itself(street: Street) -> None:
    pages = Pages(street.app.test_client()).sign_in(street.head)
    page = pages.get(f"/quay/ho/{street.programme}")
    assert street.group.name in page.text
    assert "chưa có trong sổ" not in page.text
    pages.get(f"/quay/ho/{street.programme}/moi", status=404)
    address = f"/quay/ho/{street.programme}/{row(street, street.group)}"
    form = pages.get(address).form(address)
    form.submit({"a_has": "yes", "outcome": "done"})
    with street.app.app_context():
        assert db.session.scalars(select(ProgrammeEntry.answers)).all() == ['{"has": true}']
