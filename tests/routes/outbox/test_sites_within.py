"""Stalls that phones make: in the market that they name by its uuid, which the same batch may have made before."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.country import clock
from app.models import Account, Programme, ProgrammeEntry, ResidentialGroup, Site
from app.models.movement import site_merging
from app.web.database import db, immediate
from tests.doorsteps import Street
from tests.models.movement.test_sites_within import MARKET, STALL, use
from tests.pages import Pages
from tests.routes.outbox.test_entries import send

ON_PHONES = {
    "recorded_on": ["doorstep", "office"], "records": ["group_head", "officer"],
    "sees": ["group_head", "officer", "leader"],
}  # fmt: skip


@pytest.fixture
def street(app: Flask) -> Street:
    """See `Street`; heads of groups record its markets and their stalls."""
    street = Street.build(app, "14")
    with app.app_context(), immediate() as session:
        unit = session.get_one(ResidentialGroup, street.group.id).unit
        use(session, unit, {**MARKET, **ON_PHONES})
        street.programme = use(session, unit, {**STALL, **ON_PHONES}).id
    return street


def market(street: Street, name: str, group: ResidentialGroup | None = None) -> str:
    """The uuid of a new market in the first group, or another."""
    with street.app.app_context(), immediate() as session:
        home = session.get_one(ResidentialGroup, (group or street.group).id)
        [programme] = [each for each in _programmes() if each.key == "market"]
        made = Site(unit=home.unit, programme_id=programme.id, name=name, residential_group=home)
        session.add(made)
        session.flush()
        return made.public_id


def _programmes() -> list[Programme]:
    return list(db.session.scalars(select(Programme)))


def stall(street: Street, name: str, within: str | None = None, subject: str | None = None) -> dict[str, Any]:
    """An operation about a new stall."""
    made = {"group": street.group.code, "name": name, **({"within": within} if within else {})}
    return street.said(subject or str(uuid4()), answers={"cashless": True}, made=made)


def _within(street: Street) -> list[tuple[str, str]]:
    with street.app.app_context():
        rows = db.session.scalars(select(Site).where(Site.within_id.is_not(None)))
        return sorted((each.name, each.within.name) for each in rows if each.within)


def test_a_stall_lies_in_the_market_that_it_names(street: Street) -> None:
    one, other = market(street, "Chợ Một"), market(street, "Chợ Hai")
    elsewhere, subject = market(street, "Chợ xa", street.other), str(uuid4())
    answers = send(
        street, street.head, stall(street, "Quầy 1", one), stall(street, "quầy  1", one),
        stall(street, "Quầy 1", other), stall(street, "Quầy 2", one, subject), stall(street, "Quầy 2", other, subject),
        stall(street, "Quầy 3"), stall(street, "Quầy 3", elsewhere), stall(street, "Quầy 3", str(uuid4())),
    )  # fmt: skip
    assert [status for status, _message in answers] == [*["done"] * 5, *["refused"] * 3]
    assert _within(street) == [
        ("Quầy 1", "Chợ Hai"), ("Quầy 1", "Chợ Một"), ("Quầy 2", "Chợ Hai"), ("Quầy 2", "Chợ Một"),
    ]  # fmt: skip


def test_a_market_and_its_stalls_come_in_one_batch_and_the_only_one_needs_no_name(street: Street) -> None:
    [programme] = [each for each in _programmes_of(street) if each.key == "market"]
    made = {"group": street.group.code, "name": "Chợ mới"}
    subject = str(uuid4())
    first = street.said(subject, programme=programme.id, answers={"running": True}, made=made)
    stalls = [stall(street, f"Quầy {number}", subject) for number in range(4)]
    assert {status for status, _message in send(street, street.head, first, *stalls)} == {"done"}
    assert send(street, street.head, stall(street, "Quầy 9"))[0][0] == "done"
    assert len(_within(street)) == 5
    with street.app.app_context():
        entries = db.session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.programme_id == programme.id))
        assert sorted(each.way for each in entries) == ["doorstep"]


def _programmes_of(street: Street) -> list[Programme]:
    with street.app.app_context():
        return _programmes()


def rename(street: Street, name: str, to: str) -> None:
    with street.app.app_context(), immediate() as session:
        for site in session.scalars(select(Site).where(Site.name == name)):
            site.change({"name": to}, str(site.version))


def recorded(street: Street) -> list[tuple[str, int]]:
    """The stalls by age, each with how many entries it has."""
    with street.app.app_context():
        many = select(func.count()).where(ProgrammeEntry.site_id == Site.id).scalar_subquery()
        rows = select(Site.name, many).where(Site.within_id.is_not(None), Site.retired_on.is_(None))
        return [(name, count) for name, count in db.session.execute(rows.order_by(Site.id))]


def test_a_stall_that_the_office_renamed_is_the_one_that_a_phone_means_by_its_former_name(street: Street) -> None:
    market(street, "Chợ Một")
    assert send(street, street.head, stall(street, "Quầy 4, ông Chiến"))[0][0] == "done"
    kept = stall(street, "Quầy 4, ông Chiến")
    rename(street, "Quầy 4, ông Chiến", "Quầy 4, bà Liên")
    assert [status for status, _message in send(street, street.head, kept, kept)] == ["done", "already_done"]
    assert recorded(street) == [("Quầy 4, bà Liên", 2)]
    with clock.shifted(timedelta(days=32)):
        late = stall(street, "Quầy 4, ông Chiến")
        in_time = street.said(str(uuid4()), 30, answers={"cashless": True}, made=late["data"]["made"])
        assert [status for status, _message in send(street, street.head, in_time, late)] == ["done", "done"]
    assert recorded(street) == [("Quầy 4, bà Liên", 3), ("Quầy 4, ông Chiến", 1)]


def test_who_recorded_a_market_that_was_merged_into_one_of_another_group_still_does_by_their_phone(
    street: Street,
) -> None:
    gone, kept = market(street, "Chợ Một"), market(street, "Chợ Một", street.other)
    with street.app.app_context(), immediate() as session:
        rows = [session.scalars(select(Site).where(Site.public_id == each)).one() for each in (kept, gone)]
        ids, seen = [each.id for each in rows], (str(rows[0].version), str(rows[1].version))
        by = session.get_one(Account, street.officer.id)
        site_merging.merge(session, ids[0], ids[1], seen=seen, by=by, now=clock.now())
        number = rows[0].programme_id
    answers = {"running": True}
    said = [street.said(each, programme=number, answers=answers) for each in (gone, kept)]
    assert [status for status, _message in send(street, street.head, *said)] == ["done", "refused"]
    with street.app.app_context():
        assert db.session.scalars(select(ProgrammeEntry.site_id)).all() == [ids[0]]


def test_what_phones_send_for_a_stall_that_was_merged_is_of_the_one_that_stays(street: Street) -> None:
    outer = market(street, "Chợ Một")
    first = stall(street, "Quầy 4", outer)
    assert send(street, street.head, first, stall(street, "Quầy 4, ông Chiến", outer))[1][0] == "done"
    with street.app.app_context(), immediate() as session:
        rows = session.scalars(select(Site).where(Site.within_id.is_not(None)).order_by(Site.id)).all()
        seen, by = (str(rows[1].version), str(rows[0].version)), session.get_one(Account, street.officer.id)
        site_merging.merge(session, rows[1].id, rows[0].id, seen=seen, by=by, now=clock.now())
    known = street.said(first["data"]["subject"], answers={"cashless": False})
    assert {status for status, _message in send(street, street.head, stall(street, "quầy 4", outer), known)} == {"done"}
    assert recorded(street) == [("Quầy 4, ông Chiến", 4)]


def test_a_former_name_of_two_stalls_or_of_one_in_another_market_is_of_a_new_one(street: Street) -> None:
    one, other = market(street, "Chợ Một"), market(street, "Chợ Hai")
    with street.app.app_context(), immediate() as session:
        outer = session.scalars(select(Site).where(Site.public_id == one)).one()
        for name, to in (("Quầy 1", "Quầy 1A"), ("Quầy 1", "Quầy 1B"), ("Quầy 2", "Quầy 2A")):
            there = {"within": outer, "residential_group": outer.residential_group}
            made = Site(unit=outer.unit, programme_id=street.programme, name=name, **there)
            session.add(made)
            session.flush()
            made.change({"name": to}, str(made.version))
    told = [stall(street, *each) for each in (("Quầy 1", one), ("Quầy 2", other), ("Quầy 2", one))]
    assert {status for status, _message in send(street, street.head, *told)} == {"done"}
    assert sorted(recorded(street)) == [("Quầy 1", 1), ("Quầy 1A", 0), ("Quầy 1B", 0), ("Quầy 2", 1), ("Quầy 2A", 1)]


def test_the_plain_form_asks_for_the_market(street: Street) -> None:
    one, _other = market(street, "Chợ Một"), market(street, "Chợ Hai")
    pages = Pages(street.app.test_client()).sign_in(street.head)
    address = f"/quay/ho/{street.programme}/moi"
    page = pages.get(address)
    assert "Chợ Hai" in page.text
    assert "Quầy số mấy, của ai" in page.text
    page.form(address).submit({"name": "Quầy 1", "within": one, "a_cashless": "yes", "outcome": "done"})
    assert _within(street) == [("Quầy 1", "Chợ Một")]
