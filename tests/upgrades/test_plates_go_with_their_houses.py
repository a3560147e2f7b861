"""A database of a ward that was divided before plates went along: each is of the programme of its house again."""

from flask import Flask
from sqlalchemy import select, update

from app.country import clock
from app.models import AdministrativeUnit, Plate, Programme, ResidentialGroup, Role
from app.models.people.ward_division import divide
from app.web.database import db, immediate, schema
from tests.factories import make_account, make_ward
from tests.recognising import make_met, make_recognising, propose

STANDS = select(Plate.id, Plate.state, Plate.programme_id, Plate.end_reason).order_by(Plate.id)


def test_plates_of_a_ward_that_was_divided_follow_their_houses_and_of_two_of_a_door_the_second_holds(
    doomed_app: Flask,
) -> None:
    now = clock.now()
    with doomed_app.app_context():
        with immediate() as session:
            ward, new = session.scalars(AdministrativeUnit.called("05443")).one(), make_ward(session)
            group = session.scalars(ResidentialGroup.of(ward.id)).first()
            assert group
            officer, leader = (make_account(session, ward, role) for role in (Role.OFFICER, Role.LEADER))
            houses = make_met(session, ward, 2, residential_group=group)
            programme = make_recognising(session, ward)
            first = propose(session, programme, houses, by=officer).approve(session, by=leader, now=now)
            divide(session, ward, {group.id: new}, None, clock.today(), now)
            twin = session.scalars(Programme.in_units([new.id]).where(Programme.catalogue == "household")).one()
            ids, old, there = [each.id for each in first], programme.id, twin.id
            # As the release before had it: plates stayed with the programme that gave them, and the door was given a
            # second one by the ward to which it went.
            session.execute(update(Plate).where(Plate.id.in_(ids)).values(programme_id=old))
            session.expire_all()
            [second] = propose(session, twin, houses[1:], by=officer).approve(session, by=leader, now=now)
            assert (second.number, second.year) == (1, clock.today().year)
            ids.append(second.id)
        schema.downgrade("0053")
        wanted = STANDS.where(Plate.id.in_(ids))
        stood = [tuple(row) for row in db.session.execute(wanted)]
        db.session.rollback()
        assert [row[1:3] for row in stood] == [("standing", old), ("standing", old), ("standing", there)]
        others = [tuple(row) for row in db.session.execute(STANDS.where(Plate.id.not_in(ids)))]
        db.session.rollback()
        schema.upgrade()
        assert [tuple(row)[1:] for row in db.session.execute(wanted)] == [
            ("standing", there, ""), ("replaced", there, f"001/{clock.today().year}"), ("standing", there, ""),
        ]  # fmt: skip
        assert len([row for row in others if row[1] == "standing"]) > 2
        assert [tuple(row) for row in db.session.execute(STANDS.where(Plate.id.not_in(ids)))] == others
