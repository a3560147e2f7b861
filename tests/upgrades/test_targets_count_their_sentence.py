"""A ward that loaded the plans before: targets that it left as they were count what their sentence says, what it chose
by hand stays, and no figure stands that was counted another way."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.country import clock
from app.data.plans import MEASURE, catalogue
from app.exchange.plans import changes, load
from app.models import AdministrativeUnit, Measurement, Plan, Target
from app.models.targets.measurement import COMPUTED
from app.web.database import db, immediate, schema
from tests.factories import make_ward

AI = "ai_staff_2026"
# By hand, in a ward of its own: another measure, the same one narrowed, and what was always entered.
CHOSEN = {
    "adults_2026": {"measured_by": "hoc-het-lop", "narrowed_to": "", "each_of": ""},
    "teams_2026": {"measured_by": "to-da-tap-huan", "narrowed_to": "", "each_of": ""},
    "monthly_lessons": {"measured_by": "", "narrowed_to": "", "each_of": "", "why": "Phường tự ghi"},
}  # fmt: skip


def _loaded(session: Session) -> dict[str, AdministrativeUnit]:
    """Each plan in a ward of its own."""
    wards = {}
    for key, file in catalogue().items():
        ward = wards[key] = make_ward(session)
        plan = load(session, ward, file).plan
        assert plan
    return wards


def _targets(session: Session, ward: AdministrativeUnit) -> dict[str, Target]:
    return {each.key: each for each in session.scalars(Target.in_units([ward.id]))}


def test_targets_that_were_left_as_loaded_are_as_the_plans_say_now(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            wards = {key: each.id for key, each in _loaded(session).items()}
            ai = _targets(session, session.get_one(AdministrativeUnit, wards["phan-dinh-phung"]))[AI]
            stands = {
                (plan.key, key): tuple(getattr(each, name) for name in (*MEASURE, "audience", "own_denominator"))
                for plan in session.scalars(select(Plan).where(Plan.unit_id.in_(wards.values())))
                for key, each in ((each.key, each) for each in session.scalars(Target.of_plan(plan.id)))
            }  # fmt: skip
            assert ai.measured_by
        schema.downgrade("0055")
        with db.engine.connect() as connection:
            old = connection.execute(text(
                "SELECT p.key, t.key, t.measured_by, t.narrowed_to, t.each_of FROM target t"
                " JOIN plan p ON p.id = t.plan_id"
            )).all()  # fmt: skip
        before = {(plan, key): tuple(more) for plan, key, *more in old}
        assert before["gia-vien", "workers_2026"] == ("nguoi-hoc", "doi-tuong=workers", "")
        assert before["phan-dinh-phung", AI] == ("", "", "")
        assert before["thuan-chau", "ambassador_per_unit"] == ("dai-su", "", "to")
        assert not [each for each in before.values() if "loai-co-quan" in each[1] or "|" in each[1]]
        db.session.rollback()
        with immediate() as session:  # as the release before counted them
            session.execute(text(
                "INSERT INTO measurement (public_id, unit_id, target_id, numerator, approximate, counted_on, source,"
                " from_words, note, made_at, search_key, version) SELECT 'old ' || t.id, t.unit_id, t.id, 279, :no,"
                " :day, 'computed', '', '', :now, '', 1 FROM target t WHERE t.measured_by <> ''"
                " AND NOT EXISTS (SELECT 1 FROM measurement m WHERE m.target_id = t.id)"
            ), {"no": False, "day": clock.today() - timedelta(days=1), "now": clock.now()})  # fmt: skip
        schema.upgrade()
        files = catalogue()
        for key, ward_id in wards.items():
            ward = db.session.get_one(AdministrativeUnit, ward_id)
            for target in _targets(db.session(), ward).values():
                now = tuple(getattr(target, name) for name in (*MEASURE, "audience", "own_denominator"))
                assert now == stands[key, target.key], f"{key}.{target.key}"
                count = select(func.count()).where(Measurement.target_id == target.id, Measurement.source == COMPUTED)
                changed = before[key, target.key] != now[:3] or target.measured_by == "dai-su-du-nguoi-kem"
                changed |= target.key == "disabled"  # entered for a time
                assert db.session.scalar(count) == int(bool(target.measured_by) and not changed), f"{key}.{target.key}"
            assert changes(db.session(), ward, files[key]).nothing
        db.session.rollback()


def test_what_a_ward_chose_by_hand_stays(doomed_app: Flask) -> None:
    with doomed_app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            assert load(session, ward, catalogue()["phan-dinh-phung"]).plan
            unit_id = ward.id
        schema.downgrade("0055")
        with immediate() as session:
            for key, said in CHOSEN.items():
                values = ", ".join(f"{name} = :{name}" for name in said)
                of = "plan_id IN (SELECT id FROM plan WHERE unit_id = :unit)"
                session.execute(text(f"UPDATE target SET {values} WHERE key = :key AND {of}"),
                                   {**said, "key": key, "unit": unit_id})  # fmt: skip
            session.execute(text(  # somebody enters what staff learnt of AI
                "INSERT INTO measurement (public_id, unit_id, target_id, numerator, approximate, counted_on, source,"
                " from_words, note, made_at, search_key, version) SELECT 'by hand', t.unit_id, t.id, 9, :no, :day,"
                " 'entered', 'Danh sách lớp', '', :now, '', 1 FROM target t WHERE t.key = :key AND t.unit_id = :unit"
            ), {"no": False, "day": clock.today(), "now": clock.now(), "key": AI, "unit": unit_id})  # fmt: skip
        schema.upgrade()
        targets = _targets(db.session(), db.session.get_one(AdministrativeUnit, unit_id))
        for key, said in CHOSEN.items():
            assert {name: getattr(targets[key], name) for name in said} == said
            assert targets[key].own_denominator is None
        assert targets[AI].measured_by == ""
        assert targets["cbccvc_2026"].narrowed_to.startswith("loai-co-quan=")
        db.session.rollback()
