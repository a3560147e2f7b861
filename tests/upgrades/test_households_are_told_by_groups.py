"""A ward that loaded the Front's plan before: its targets of households told count the groups' reports, unless it keeps
the book of houses alone; what was entered in several plans stays, and the newest day answers in all of them."""

from datetime import date

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.country import clock
from app.data.plans import catalogue
from app.data.programmes import catalogue as programmes
from app.exchange.plans import load
from app.indicators.readings import figure_statuses
from app.models import AdministrativeUnit, Measurement, Plan, Programme, ReportingRule, Target
from app.models.targets.measurement import COMPUTED
from app.web.database import db, immediate, schema
from tests.factories import PAPER, make_ward

DAY = date(2026, 6, 30)
COUNTED = text(
    "INSERT INTO measurement (public_id, unit_id, target_id, numerator, approximate, counted_on, source, from_words,"
    " note, made_at, search_key, version, period, responders, denominator_of, unsure, paper_number, paper_body,"
    " paper_asked) SELECT 'counted-' || t.id, :unit, t.id, 76, t.aspirational, :day, 'computed', '', '', :now, '', 1,"
    " '', '', '', t.aspirational, '', '', t.aspirational FROM target t WHERE t.id = :target"
)


def _loaded(session: Session, *using: str) -> AdministrativeUnit:
    """The Front's and the People's Committee's plan in a ward of its own, with some programmes; counted and entered."""
    ward = make_ward(session)
    for key in ("gia-vien", "phan-dinh-phung"):
        load(session, ward, catalogue()[key])
    rule = session.scalars(ReportingRule.in_units([ward.id])).first()
    for key in using:
        made = Programme.begun(session, ward, programmes()[key], catalogue=key, now=clock.now())
        made.use_draft(seen="1", now=clock.now(), rule=rule)
    for plan, number, day in (("gia-vien", 300, date(2026, 3, 1)), ("phan-dinh-phung", 400, DAY)):
        asked = session.scalars(select(Target).join(Target.plan).where(
            Plan.catalogue == plan, Plan.unit_id == ward.id, Target.key == "vneid_2026")).one()  # fmt: skip
        told = {"numerator": number, "denominator": 1000, "from_words": "Công an"}
        session.add(Measurement(unit=ward, target=asked, counted_on=day, **told, **PAPER))
    return ward


def _measures(session: Session, ward_id: int) -> set[str]:
    reached = Target.in_units([ward_id]).where(Target.key.like("household_reach_%"))
    return {each.measured_by for each in session.scalars(reached)}


def test_what_was_loaded_before_gives_one_answer(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            both, book = (_loaded(session, *using).id for using in (("household", "group_report"), ("household",)))
        schema.downgrade("0110")
        with immediate() as session:
            assert _measures(session, both) == _measures(session, book) == {"household.reached"}
            for target in session.scalars(Target.in_units([both, book]).where(Target.key == "household_reach_2026")):
                session.execute(COUNTED, {"target": target.id, "unit": target.unit_id, "day": DAY, "now": clock.now()})
        schema.upgrade()
        session = db.session()
        assert _measures(session, both) == {"group_report.told"}
        assert _measures(session, book) == {"household.reached"}
        for ward_id, counted in ((both, []), (book, [76])):
            wanted = Measurement.unit_id == ward_id, Measurement.source == COMPUTED
            assert session.scalars(select(Measurement.numerator).where(*wanted)).all() == counted
            for plan in session.scalars(Plan.in_units([ward_id])):
                status = next(each for each in figure_statuses(session, plan, DAY) if each.target.key == "vneid_2026")
                assert [each.numerator for each in status.months] == [400, 300]
