"""A ward whose targets were counted and entered before figures knew who answered: months that are over stand as they
were read; of reported counts they are no point of a pace; open targets list what lacks a paper."""

from datetime import date

from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.data.plans import catalogue
from app.data.programmes import catalogue as programmes
from app.exchange.plans import load
from app.indicators.figure_status import State
from app.indicators.readings import figure_statuses
from app.models import Measurement, Plan, Programme, Target
from app.routes.office.targets.words import month_words
from app.web.database import immediate, schema
from tests.factories import make_ward
from tests.upgrades.revisions import before_revision

SEPTEMBER, OCTOBER, TODAY = date(2026, 9, 30), date(2026, 10, 31), date(2026, 11, 27)
REPORTED, OWN_BOOK = "vneid_2026", "adults_2026"


def test_past_months_stand_as_they_were_read_and_open_targets_ask_for_papers(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            load(session, ward, catalogue()["gia-vien"])
            plan = session.scalars(select(Plan).where(Plan.unit_id == ward.id)).one()
            made = Programme.begun(session, ward, programmes()["vneid"], catalogue="vneid", now=clock.now())
            made.use_draft(seen="1", now=clock.now())
            found = {each.key: each for each in session.scalars(Target.of_plan(plan.id))}
            assert found[REPORTED].measured_by.startswith("vneid.")
            typed = next(each for each in found.values() if not each.measured_by and each.is_share)
            for target in (found[REPORTED], found[OWN_BOOK]):
                for day, count in ((SEPTEMBER, 300), (OCTOBER, 400), (TODAY, 500)):
                    session.add(Measurement(unit=ward, target=target, counted_on=day, numerator=count,
                                            denominator=1000, source="computed"))  # fmt: skip
            for day, count in ((OCTOBER, 30), (TODAY, 40)):
                session.add(Measurement(unit=ward, target=typed, counted_on=day, numerator=count, denominator=50,
                                        from_words="Công an phường"))  # fmt: skip
            plan_id, keys = plan.id, (REPORTED, OWN_BOOK, typed.key)
        schema.downgrade(before_revision("0092"))
        schema.upgrade()
        with immediate() as session:
            plan = session.get_one(Plan, plan_id)
            for day, reached in ((OCTOBER, (None, 40.0, 60.0)), (TODAY, (None, 50.0, None))):
                states = {each.target.key: each for each in figure_statuses(session, plan, day)}
                shown = [states[key].now for key in keys]
                assert [each and each.numerator for each in shown][:2] == [400 if day == OCTOBER else 500] * 2
                assert tuple(states[key].reached for key in keys) == reached, day
            assert states[REPORTED].known == []
            assert month_words(states[REPORTED].target, states[REPORTED].now) == ("500", "không rõ đã đủ chưa")
            assert [states[key].state for key in (REPORTED, keys[2])] == [State.PARTIAL] * 2
            lacking = session.scalars(
                select(Measurement).where(Measurement.lacks_paper(), Measurement.unit_id == plan.unit_id)
            ).all()
            assert {(each.target.key, each.counted_on) for each in lacking} == {(keys[2], OCTOBER), (keys[2], TODAY)}
