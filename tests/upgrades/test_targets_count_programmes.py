"""A ward that loaded the plans before programmes shipped: targets that it left as they were count them; what somebody
entered goes on being entered; a programme that officers do not see stays out of figures of all programmes."""

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.country import clock
from app.data.plans import catalogue
from app.data.programmes import catalogue as programmes
from app.exchange.plans import load
from app.models import AdministrativeUnit, Measurement, Programme, Target
from app.web.database import db, immediate, schema
from tests.factories import make_ward

KEYS = ("markets", "vneid_2026", "identity_16", "adults_2026")


def _targets(session: Session, ward_id: int) -> dict[str, Target]:
    return {each.key: each for each in session.scalars(Target.in_units([ward_id])) if each.key in KEYS}


def _loaded(session: Session) -> AdministrativeUnit:
    ward = make_ward(session)
    load(session, ward, catalogue()["gia-vien"])
    for key in ("opinion", "media"):
        made = Programme.begun(session, ward, programmes()[key], catalogue=key, now=clock.now())
        made.use_draft(seen="1", now=clock.now())
    return ward


def test_targets_that_were_left_as_loaded_count_programmes(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            ward_id = _loaded(session).id
        schema.downgrade("0076")
        with immediate() as session:
            before = session.execute(
                text("SELECT key, measured_by, why FROM target WHERE unit_id = :ward"), {"ward": ward_id}
            ).all()
            found = {row.key: (row.measured_by, row.why) for row in before}
            assert found["markets"][0] == found["vneid_2026"][0] == ""
            assert found["vneid_2026"][1].startswith("Số do công an xác nhận")
            assert found["adults_2026"] == ("nguoi-hoc", "")
            session.execute(
                text("UPDATE target SET measured_by = 'nguoi-hoc' WHERE key = 'markets' AND unit_id = :ward"),
                {"ward": ward_id},
            )
            session.execute(text(
                "INSERT INTO measurement (public_id, unit_id, target_id, numerator, approximate, counted_on, source,"
                " from_words, note, made_at, search_key, version) SELECT 'entered', t.unit_id, t.id, 40, :no, :day,"
                " 'entered', 'Công an phường', '', :now, '', 1 FROM target t"
                " WHERE t.key = 'vneid_2026' AND t.unit_id = :ward"
            ), {"no": False, "day": clock.today(), "now": clock.now(), "ward": ward_id})  # fmt: skip
        schema.upgrade()
        targets = _targets(db.session(), ward_id)
        assert {key: (each.measured_by, each.share_of) for key, each in targets.items()} == {
            "markets": ("nguoi-hoc", ""),  # chosen by hand
            "vneid_2026": ("", ""),  # somebody enters it
            "identity_16": ("vneid.identity", "vneid.citizens"),
            "adults_2026": ("nguoi-hoc-het-lop", ""),
        }
        assert (
            db.session.scalars(select(Measurement).where(Measurement.public_id == "entered")).one().entered_by_id
            is None
        )
        seen = {each.key: each.seen_by_office for each in db.session.scalars(Programme.in_units([ward_id]))}
        assert seen == {"opinion": False, "media": True}
