"""The plan of the demo ward: that of the ward in whose frame its people were invented, for this year, with the figures
that the police would send by group."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.demo_ward.fixtures import rows
from app.commands.demo_ward.ward import DemoWard
from app.data.plans import catalogue
from app.exchange.plans import load
from app.jobs.measuring import measure_all, store
from app.models import Denominator, Measurement, Plan, Target

PLAN = "phan-dinh-phung"
POLICE = "Công an phường (số giả định)"
# Days ago, and how much of the last figure was known then.
REPORTED = ((190, 70), (100, 85), (8, 100))
# Numbers of the whole ward, invented with it.
TOTALS = {"cbccvc": 412, "pupils": 5230, "workers": 3860}


def count(session: Session, ward: DemoWard) -> None:
    """What the machine counts of it, on the last days of months and today."""
    session.flush()
    plan = session.scalars(Plan.newest(ward.unit.id)).one()
    store(session, measure_all(session, plan, ward.calendar.today), ward.calendar.now)


def make_plan(session: Session, ward: DemoWard) -> None:
    """The plan with its denominators and what was entered of it."""
    today = ward.calendar.today
    first, last = today.replace(month=1, day=1), today.replace(month=12, day=31)
    plan = load(session, ward.unit, catalogue()[PLAN]).plan
    assert plan
    plan.since, plan.until = first, last
    targets = {each.key: each for each in session.scalars(select(Target).where(Target.plan_id == plan.id))}
    for each in targets.values():
        each.since, each.until = first, last
    session.add_all(
        Denominator(unit=ward.unit, audience=audience, number=number, counted_on=first, source="Số giả định")
        for audience, number in TOTALS.items()
    )
    reported = {max(today - timedelta(days=ago), first): percent for ago, percent in REPORTED}
    for row in rows("measured"):
        group = ward.groups[row["group"]]
        for audience in ("adults", "citizens"):
            session.add(
                Denominator(
                    unit=ward.unit, residential_group=group, audience=audience, number=int(row[audience]),
                    counted_on=first, source=POLICE,
                )
            )  # fmt: skip
        for key, column in (("vneid_2026", "confirmed"), ("identity_16", "identity")):
            for day, percent in reported.items():
                session.add(
                    Measurement(
                        unit=ward.unit, target=targets[key], residential_group=group, counted_on=day,
                        numerator=int(row[column]) * percent // 100, from_words=POLICE,
                    )
                )  # fmt: skip
