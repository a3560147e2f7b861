"""Targets of the release before that are a share of a part of the staff are of that part, and what it counted of houses
is known to be of some; all else stands."""

from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Measurement, Target
from app.models.targets.measurement import COMPUTED
from app.web.database import db, immediate, schema
from tests.factories import make_plan, make_target, make_ward
from tests.upgrades.revisions import before_revision

STAFF = {
    "part": ("staff.ai_cadres", "staff.cadres"), "officials": ("staff.mooc_officials", "staff.officials"),
    "all": ("staff.mooc", "staff.staff"),
}  # fmt: skip


def test_shares_of_the_release_before_are_of_whom_they_count(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            plan = make_plan(session, ward := make_ward(session))
            for name, (measured_by, share_of) in STAFF.items():
                said = {"measured_by": measured_by, "share_of": share_of, "audience": "cbccvc"}
                make_target(session, ward, plan, name=name, **said)
            for name in ("reached", "recognised"):
                target = make_target(session, ward, plan, name=name, measured_by=f"household.{name}")
                row = Measurement(unit=ward, target=target, numerator=3, denominator=40, counted_on=clock.today())
                row.source = COMPUTED
                session.add(row)
            session.flush()
            own = plan.id
        schema.downgrade(before_revision("0111"))
        schema.upgrade()
        audiences = {each.name: each.audience for each in db.session.scalars(Target.of_plan(own)) if each.name in STAFF}
        assert audiences == {"part": "cadres", "officials": "officials", "all": "cbccvc"}
        wanted = select(Measurement).join(Target).where(Target.plan_id == own)
        rows = {each.target.name: each for each in db.session.scalars(wanted)}
        assert {name: each.unsure for name, each in rows.items()} == {"reached": True, "recognised": False}
        assert {(each.numerator, each.denominator) for each in rows.values()} == {(3, 40)}
