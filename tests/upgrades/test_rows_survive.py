"""Up, down and up again with rows in it: not a row differs, and each version's schema is the same however reached."""

import hashlib
import uuid
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Row, Select, column, delete, insert, select, table, text, update
from sqlalchemy.exc import DBAPIError

from app.country import clock
from app.models import (
    AdministrativeUnit,
    Certificate,
    Consent,
    Course,
    CourseTemplate,
    Denominator,
    Household,
    Mentorship,
    MentorshipSkill,
    MentorVisit,
    Person,
    Plate,
    Report,
    ResidentialGroup,
    Role,
    RoleGrant,
    SkillStep,
)
from app.models.helping.lists.ward_list import Skill
from app.models.helping.pairs import pairing
from app.models.helping.pairs.mentorship import Reached
from app.models.helping.pairs.skill_step import SkillStatement
from app.models.reports.due import Period
from app.models.reports.passage import begin
from app.web.database import db, immediate, schema
from tests.factories import make_account, make_course_template
from tests.recognising import make_met, make_recognising, propose
from tests.rows import digests, schema_of
from tests.upgrades.oddities import ODD_NAMES
from tests.upgrades.revisions import later_columns, revisions


def held(app: Flask, but: Collection[str] = ()) -> dict[str, str]:
    with app.app_context(), db.engine.connect() as connection:
        return digests(connection, but)


PEOPLE = select(Person.id, Person.full_name, Person.public_id).order_by(Person.id)
ISSUED = select(
    Certificate.number, Certificate.code, Certificate.content, Certificate.file, Certificate.sha256
).order_by(Certificate.number)


def rows(wanted: Select[Any]) -> Sequence[Row[Any]]:
    found = db.session.execute(wanted).all()
    db.session.rollback()
    return found


def test_every_version_down_and_up_with_rows(used_app: Flask, schemas: dict[str, Any]) -> None:
    with used_app.app_context(), immediate() as session:  # older releases know no such role
        session.execute(delete(RoleGrant).where(RoleGrant.role == Role.UNIT))
    before = held(used_app, later_columns(schemas))
    with used_app.app_context():
        people, issued = rows(PEOPLE), rows(ISSUED)
        for revision in revisions()[-2::-1]:
            schema.downgrade(revision)
            assert schema.standing() == revision
            assert schema_of(db.engine) == schemas[revision]
        for revision in revisions()[1:]:
            schema.upgrade(revision)
            assert schema_of(db.engine) == schemas[revision]
        assert schema.differences() == []
        get_a_public_id_each(people, rows(PEOPLE))
        assert rows(ISSUED) == issued
        stand_as_they_were_issued(used_app.extensions["settings"].data_dir / "papers")
    assert held(used_app, later_columns(schemas)) == before


def get_a_public_id_each(before: Sequence[Row[Any]], after: Sequence[Row[Any]]) -> None:
    """People of a version without such a number."""
    assert [row[:2] for row in after] == [row[:2] for row in before]
    assert set(ODD_NAMES) <= {row.full_name for row in after}
    given = {row.public_id for row in after}
    assert len(given) == len(after)
    assert all(str(uuid.UUID(each)) == each and uuid.UUID(each).version == 4 for each in given)


def stand_as_they_were_issued(papers: Path) -> None:
    """Certificates: their files are those that were entered, and what was entered stays."""
    issued = rows(ISSUED)
    assert [row.number for row in issued] == list(range(1, 39))
    for row in issued:
        assert hashlib.sha256((papers / row.file).read_bytes()).hexdigest() == row.sha256
    for changed in ({"content": "{}"}, {"sha256": "0" * 64}, {"file": "other.pdf"}):
        with pytest.raises(DBAPIError, match=r"never changes|stay"), immediate() as session:
            session.execute(update(Certificate).where(Certificate.number == 1).values(changed))


def test_who_agreed_to_be_followed_up_is_forgotten_where_nothing_follows_up(doomed_app: Flask) -> None:
    purposes = select(Consent.purpose).order_by(Consent.id)
    with doomed_app.app_context():
        with immediate() as session:
            there = len(session.scalars(purposes).all())
            first = session.scalars(select(Consent).order_by(Consent.id).limit(1)).one()
            first.purpose = "follow_up"
        schema.downgrade("0005")
        schema.upgrade()
        assert db.session.scalars(purposes).all() == ["messages"] * (there - 1)


def test_houses_stay_where_plates_go_and_those_given_later_are_kept_again(doomed_app: Flask) -> None:
    houses, numbers = select(Household.id, Household.head).order_by(Household.id), select(Plate.number, Plate.said)
    with doomed_app.app_context():
        first, second = give_two_plates()  # behind those of the demo ward
        assert first
        assert second == first + 1
        before = rows(houses)
        schema.downgrade("0028")
        schema.upgrade()
        assert rows(houses) == before
        assert rows(numbers) == []
        assert give_two_plates() == [1, 2]
        for changed in ({"number": 9}, {"said": "{}"}, {"valid_until": None}):
            with pytest.raises(DBAPIError, match=r"never changes|stay"), immediate() as session:
                session.execute(update(Plate).values(changed))
        with pytest.raises(DBAPIError, match=r"never changes|stay"), immediate() as session:
            session.execute(delete(Plate))


def test_a_provinces_report_stays_as_it_was_locked_where_each_has_a_plan(doomed_app: Flask) -> None:
    kept = select(Report.public_id, Report.name, Report.figures).order_by(Report.id)
    with doomed_app.app_context():
        with immediate() as session:
            province = session.scalars(AdministrativeUnit.called("19")).one()
            by, leader = (
                make_account(session, province, Role.PROVINCE_OFFICER),
                make_account(session, province, Role.LEADER),
            )
            days = Period(date(2026, 1, 1), date(2026, 3, 31), date(2026, 3, 31), "quý I năm 2026")
            row = begin(session, province, None, None, days, by=by, now=clock.now())
            row.send(session, "{}", by=by, now=clock.now())
            session.flush()
            row.approve(session, by=leader, now=clock.now(), seen=row.proposed_at.isoformat())
            session.flush()
            row.lock_for_good()
        before = rows(kept)
        schema.downgrade("0046")
        with db.engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM report WHERE plan_id IS NULL")) == 0
        schema.upgrade()
        assert rows(kept) == before
        with pytest.raises(DBAPIError, match=r"never changes|stay"), immediate() as session:
            session.execute(update(Report).where(Report.name == days.name).values(figures="khác"))


def test_of_two_reports_of_a_span_that_stood_one_goes_on_and_the_other_stays_to_be_read(doomed_app: Flask) -> None:
    begun = select(Report.id, Report.name).where(Report.plan_id.is_(None)).order_by(Report.id)
    name, now = "quý I năm 2026", clock.now()
    with doomed_app.app_context():
        before = rows(begun)
        with immediate() as session:
            province = session.scalars(AdministrativeUnit.called("19")).one()
            by = make_account(session, province, Role.PROVINCE_OFFICER)
            session.flush()
            said = {
                "unit_id": province.id, "name": name, "since": date(2026, 1, 1), "until": date(2026, 3, 31),
                "figures": "", "made_at": now, "proposed_by_id": by.id, "proposed_at": now, "reason": "",
                "kind": "periodic", "state": "draft",
            }  # fmt: skip
        schema.downgrade("0048")
        # As the table was then: today's columns have defaults that it has no place for.
        then = table("report", *(column(each, Report.__table__.c[each].type) for each in ("id", "public_id", *said)))
        with immediate() as session:
            first, second, third = (
                session.scalar(insert(then).values(public_id=str(uuid.uuid4()), **said).returning(then.c.id))
                for _each in range(3)
            )
            session.execute(update(Report).where(Report.id == second).values(state="sent", figures="{}"))
        schema.upgrade()
        assert rows(begun) == [*before, (first, f"{name} (bản 3)"), (second, name), (third, f"{name} (bản 2)")]


def give_two_plates() -> list[int | None]:
    """Two houses more that met everything, proposed and given their plates; the numbers."""
    with immediate() as session:
        ward = session.scalars(AdministrativeUnit.called("05443")).one()
        officer, leader = (make_account(session, ward, role) for role in (Role.OFFICER, Role.LEADER))
        listed = propose(session, make_recognising(session, ward), make_met(session, ward, 2), by=officer)
        return [each.number for each in listed.approve(session, by=leader, now=clock.now())]


def test_a_course_is_made_from_the_same_template_whatever_that_is_called(doomed_app: Flask) -> None:
    made_from = (
        select(Course.code, CourseTemplate.id, CourseTemplate.code, CourseTemplate.weekdays)
        .join(Course.template)
        .order_by(Course.id)
    )
    with doomed_app.app_context():
        with immediate() as session:
            first = session.scalars(select(CourseTemplate).order_by(CourseTemplate.id).limit(1)).one()
            first.retire(date(2026, 3, 1))
            number, stands = first.id, (first.code, first.weekdays.replace(",", ""))
        before = rows(made_from)
        schema.downgrade("0019")
        stood = db.session.execute(text("SELECT key, weekdays FROM programme WHERE retired_at IS NOT NULL")).all()
        assert [tuple(row) for row in stood] == [stands]
        db.session.rollback()
        schema.upgrade()
        assert len(before) > 9
        assert rows(made_from) == before
        assert rows(select(CourseTemplate.retired_on).where(CourseTemplate.id == number)) == [(date(2026, 3, 1),)]
        with immediate() as session:
            ward = session.scalars(AdministrativeUnit.called("05443")).one()
            found = session.scalars(CourseTemplate.in_units([ward.id]).where(*CourseTemplate.holding("cao tuoi"))).all()
            assert [template.code for template in found] == ["nguoi-cao-tuoi"]
            assert make_course_template(session, ward).id > max(row.id for row in before)


def test_counts_of_groups_are_rows_of_their_day_and_come_back_into_groups(doomed_app: Flask) -> None:
    """Of a list that told no day it is the one on which it came; what nobody told stays so; the last one counts."""
    counts = text(
        "SELECT code, population, households, counted_on, count_source FROM residential_group "
        "WHERE code IN ('TDP01', 'TDP02', 'TDP03') ORDER BY code"
    )
    with doomed_app.app_context():
        with immediate() as session:
            one, two, _none = session.scalars(select(ResidentialGroup).order_by(ResidentialGroup.code).limit(3)).all()
            for number, day in ((1_100, date(2025, 3, 1)), (1_204, date(2026, 3, 1))):
                told = {"population": number, "households": 0, "counted_on": day, "count_source": "Công an phường"}
                one.change(told, str(one.version))
            listed = {"households": 125, "count_source": "tệp tổ.csv, nhập ngày 05/08/2026"}
            two.change({**listed, "counted_on": date(2026, 8, 5)}, str(two.version))
            session.execute(delete(Denominator).where(Denominator.residential_group_id.not_in([one.id, two.id])))
        schema.downgrade("0021")
        stood = [tuple(map(str, row)) for row in db.session.execute(counts)]
        assert stood == [
            ("TDP01", "1204", "0", "2026-03-01", "Công an phường"),
            ("TDP02", "None", "125", "2026-08-05", "tệp tổ.csv, nhập ngày 05/08/2026"),
            ("TDP03", "None", "None", "None", ""),
        ]
        db.session.rollback()
        with immediate() as session:
            session.execute(text("UPDATE residential_group SET counted_on = NULL WHERE code = 'TDP02'"))
        schema.upgrade()
        again = select(ResidentialGroup).order_by(ResidentialGroup.code).limit(3)
        assert [(g.population, g.households, g.counted_on) for g in db.session.scalars(again)] == [
            (1204, 0, date(2026, 3, 1)), (None, 125, date(2026, 8, 5)), (None, None, None)
        ]  # fmt: skip
        found = db.session.scalars(Denominator.in_units([db.session.scalars(again).first().unit_id])).all()
        assert {each.search_key for each in found} == {"cong an phuong", "tep to csv nhap ngay 05 08 2026"}


def test_what_was_reached_before_a_goal_was_given_stays_reached(doomed_app: Flask) -> None:
    """Which goal came later, and which was only spoken of, follows from what was said and when; whoever visits next
    finds all as it was."""
    reached = select(Mentorship.id, Mentorship.reached_at).order_by(Mentorship.id)
    with doomed_app.app_context():
        with immediate() as session:
            done = Mentorship.reached_at.is_not(None) & Mentorship.until.is_(None)
            pair = session.scalars(select(Mentorship).where(done).limit(1)).one()
            known = {goal.skill_id for goal in pair.skills}
            unknown = select(Skill).where(Skill.id.not_in(known), Skill.unit_id == pair.unit_id)
            other, spoken_of = session.scalars(unknown.order_by(Skill.id).limit(2))
            pairing.choose(session, pair, [*(goal.skill for goal in pair.goals), other], now=clock.now())
            by, at = pair.ambassador.account, pair.created_at
            assert by
            SkillStep.say(session, pair, {spoken_of: SkillStatement(Reached.LEARNING)}, visit_uuid="told", at=at, by=by)
            given = {(pair.id, other.id, pair.reached_at), (pair.id, spoken_of.id, at)}
        before = rows(reached)
        schema.downgrade("0051")
        schema.upgrade()
        with immediate() as session:
            late = session.scalars(select(MentorshipSkill).where(MentorshipSkill.added_at.is_not(None)))
            assert {(each.mentorship_id, each.skill_id, each.added_at) for each in late} == given
            for each in session.scalars(select(Mentorship)):
                MentorVisit.recompute(session, each)
        assert rows(reached) == before


def test_upgrading_twice_changes_nothing(used_app: Flask) -> None:
    before = held(used_app)
    with used_app.app_context():
        schema.upgrade()
    assert held(used_app) == before
