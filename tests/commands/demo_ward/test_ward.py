"""The demo ward as design/interface.md promises it: unit, accounts, and the courses DEM1–DEM6 around today."""

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    Account,
    AdministrativeUnit,
    Approval,
    ApprovalEntry,
    ApprovalState,
    AuditEvent,
    Course,
    CourseTemplate,
    Denominator,
    Lesson,
    LessonState,
    Matter,
    Organisation,
    Person,
    Place,
    Plan,
    Registration,
    Report,
    ReportArrival,
    ReportState,
    ResidentialGroup,
    Role,
    RoleGrant,
    Stage,
    Target,
)
from app.models.learning import shelf
from app.models.learning.certificate_numbers import enter
from app.models.learning.course_template import common_templates
from app.models.learning.leaving import place_in_queue
from app.models.learning.standing import learner_statuses
from app.models.movement.organisation import KINDS
from app.models.people.account import is_password
from app.models.targets.given_tasks import readers_of
from app.models.targets.task_states import STATES
from app.web.database import immediate

ROLES = {
    "quantri": Role.ADMINISTRATOR,
    "canbo": Role.OFFICER,
    "lanhdao": Role.LEADER,
    "giangvien": Role.INSTRUCTOR,
    "quay": Role.COUNTER,
    "daisu": Role.AMBASSADOR,
    "totruong": Role.GROUP_HEAD,
    "truong": Role.UNIT,
    "doanhnghiep": Role.UNIT,
    "congan": Role.UNIT,
    "tramyte": Role.UNIT,
    "doanthe": Role.UNIT,
    "danguy": Role.UNIT,
    "vanhoa": Role.UNIT,
    "kinhte": Role.UNIT,
    "thanhnien": Role.UNIT,
    "cho": Role.UNIT,
    "mattran": Role.UNIT,
    "hoptacxa": Role.UNIT,
    "tinh": Role.PROVINCE_OFFICER,
    "lanhdaotinh": Role.LEADER,
}


def course(session: Session, code: str) -> Course:
    return session.scalars(Course.called(code)).one()


def test_the_unit_is_marked_as_demo(demo: Session) -> None:
    ward = demo.scalars(AdministrativeUnit.called("05443")).one()
    province = demo.scalars(AdministrativeUnit.called("19")).one()
    assert (ward.title, province.full_name) == ("Phường Phan Đình Phùng", "tỉnh Thái Nguyên")
    assert ward.parent is province
    assert ward.is_demo
    assert province.is_demo
    assert len(demo.scalars(ResidentialGroup.of(ward.id)).all()) == 24
    assert max(place.seats for place in demo.scalars(Place.of(ward.id))) >= 200


@pytest.mark.parametrize("username", ROLES)
def test_an_account(demo: Session, username: str) -> None:
    account = demo.scalars(Account.called(username)).one()
    grants = demo.scalars(RoleGrant.of(account.id).where(RoleGrant.in_force(clock.today()))).all()
    assert is_password(account.password_hash, "BinhDan@2026")
    assert account.enabled
    assert {grant.role for grant in grants} == {ROLES[username]}
    assert {grant.unit.code for grant in grants} == {"19" if username.endswith("tinh") else "05443"}
    assert all(grant.course_id is not None for grant in grants) == (username == "giangvien")


def test_the_instructor_teaches_some_courses_only(demo: Session) -> None:
    account = demo.scalars(Account.called("giangvien")).one()
    codes = {one.code for one in demo.scalars(Course.teachable_by(account.id, clock.today()))}
    assert codes == {"DEM1", "DEM4", "DEM5", "DEM6", "LOP04", "LOP05"}


def test_every_course_has_one_instructor(demo: Session) -> None:
    ids = demo.scalars(select(Course.id)).all()
    grants = demo.scalars(RoleGrant.instructors_of(ids, clock.today())).all()
    assert sorted(grant.course_id or 0 for grant in grants) == sorted(ids)
    assert {grant.account.username for grant in grants if grant.account.password_hash} == {"giangvien"}


def test_dem1_is_open(demo: Session) -> None:
    one = course(demo, "dem1")
    assert (one.seats, one.free) == (30, 12)
    assert one.stage(clock.now()) is Stage.OPEN
    assert one.takes_registrations(clock.now())


def test_dem2_has_one_seat_left(demo: Session) -> None:
    one = course(demo, "DEM2")
    assert one.free == 1
    assert one.takes_registrations(clock.now())


def test_dem3_is_full_with_a_waiting_list(demo: Session) -> None:
    one = course(demo, "DEM3")
    waiting = demo.scalars(Registration.waiting_on(one.id)).all()
    assert (one.free, one.waiting_list) == (0, True)
    assert [place_in_queue(demo, row) for row in waiting] == [1, 2, 3, 4, 5, 6]
    assert [row.created_at for row in waiting] == sorted(row.created_at for row in waiting)


def test_dem4_is_running_and_its_roll_comes_next(demo: Session) -> None:
    one = course(demo, "DEM4")
    instructor = demo.scalars(Account.called("giangvien")).one()
    mine = Course.teachable_by(instructor.id, clock.today()).order_by(None).with_only_columns(Course.id)
    ahead = select(Lesson).where(Lesson.course_id.in_(mine), Lesson.state == LessonState.PLANNED)
    following = demo.scalars(ahead.order_by(Lesson.starts_at)).first()
    assert one.stage(clock.now()) is Stage.RUNNING
    assert one.seated == 40
    assert following is one.lessons[2]
    assert following is not None
    assert clock.local(following.starts_at).date() == clock.today()
    assert [lesson.state for lesson in one.lessons] == ["held", "held", "planned", "planned", "planned"]
    statuses = Counter(status for row in learner_statuses(demo, one) for status in row.statuses[:2])
    assert statuses["present"] > 40
    assert statuses["late"]
    assert statuses["absent"]


def test_dem5_waits_for_the_leader(used: Flask) -> None:
    with used.app_context(), immediate() as session:
        one = course(session, "DEM5")
        leader = session.scalars(Account.called("lanhdao")).one()
        waiting = session.scalars(Approval.waiting_in({one.unit_id})).one()
        entries = session.scalars(ApprovalEntry.of(waiting.id)).all()
        assert one.stage(clock.now()) is Stage.FINISHED
        assert (waiting.course_id, waiting.submitted_by.username) == (one.id, "canbo")
        assert waiting.state == ApprovalState.SUBMITTED
        assert one.seated == 40
        assert Counter(entry.came for entry in entries) == {5: 25, 4: 13}
        waiting.approve(session, by=leader, now=clock.now())
        made = enter(session, waiting, now=clock.now())
        assert [one.number for one in made] == list(range(1, 39))


def test_dem6_fills_a_hall_of_two_hundred(demo: Session) -> None:
    one = course(demo, "DEM6")
    assert (one.seats, one.seated) == (200, 200)
    assert one.place is not None
    assert one.place.seats >= 200
    following = one.next_lesson(clock.now())
    assert following is not None
    assert clock.local(following.starts_at).date() == clock.today() + timedelta(days=1)
    marked = [row for row in learner_statuses(demo, one) if row.statuses[0] in ("present", "late")]
    assert len(marked) > 130


def test_the_audit_trail_tells_of_it_and_is_whole(demo: Session) -> None:
    actions = [act.action for act in demo.scalars(AuditEvent.in_order())]
    assert [each for each in actions if not each.startswith("matter.")] == ["approval.submitted", "demo.filled"]
    assert AuditEvent.first_broken(demo) is None


def test_the_ward_has_the_templates_that_plans_name(demo: Session) -> None:
    unit = demo.scalars(select(AdministrativeUnit).where(AdministrativeUnit.code == "05443")).one()
    templates = demo.scalars(CourseTemplate.of(unit.id)).all()
    assert {template.code for template in templates} == set(common_templates())
    assert all(template.source for template in templates)


def test_classes_hang_on_the_templates_they_were_made_from(demo: Session) -> None:
    ward = demo.scalars(AdministrativeUnit.called("05443")).one()
    courses = {course.code: course.template for course in demo.scalars(Course.of(ward.id))}
    assert {code for code, template in courses.items() if template is None} == {"DEM2", "DEM4", "DEM6"}
    assert all(each is None or each.audience == course(demo, code).audience for code, each in courses.items())
    keys = {template.id: template.code for template in demo.scalars(CourseTemplate.of(ward.id))}
    taught = {keys[id_]: courses for id_, (courses, _) in shelf.taught_from(demo, ward.id).items()}
    assert taught == {
        "hoc-cong-dong": 3, "nguoi-cao-tuoi": 3, "binh-dan-hoc-ai": 2, "thuong-mai-dien-tu": 2, "nguoi-khuyet-tat": 1,
        "can-bo-ai": 1, "to-cong-nghe-so": 1, "nguoi-lao-dong": 1, "hoc-sinh": 1,
    }  # fmt: skip
    assert [each.code for each in demo.scalars(Course.of(ward.id)) if each.who_sees == "link"] == ["LOP04"]


def test_eleven_more_wards_have_a_plan_and_reports_in_each_state_and_nobody_in_them(demo: Session) -> None:
    wards = [each for each in demo.scalars(AdministrativeUnit.wards()) if each.code != "05443"]
    ids = [each.id for each in wards]
    assert len(wards) == 11
    assert all(each.is_demo for each in wards)
    assert {each.unit_id for each in demo.scalars(Plan.in_units(ids))} == set(ids)
    states = {each.state for each in demo.scalars(Report.in_units(ids))}
    assert states == set(ReportState) - {ReportState.SIGNING}  # no plan of theirs is of another body
    assert len({each.ward_id for each in demo.scalars(select(ReportArrival))} & set(ids)) >= 3
    for noun in (Person, ResidentialGroup, Course):
        assert demo.scalar(select(func.count()).select_from(noun).where(noun.unit_id.in_(ids))) == 0


def test_a_resident_chooses_no_ward_in_which_nobody_lives(demo: Session) -> None:
    assert [each.code for each in demo.scalars(ResidentialGroup.wards_for_people())] == ["05443"]


def test_the_ward_has_organisations_of_each_kind_two_plans_and_targets_of_its_size(demo: Session) -> None:
    [unit] = demo.scalars(AdministrativeUnit.called("05443"))
    assert {each.kind for each in demo.scalars(Organisation.of(unit.id))} == set(KINDS)
    plans = demo.scalars(Plan.newest(unit.id)).all()
    assert [each.number for each in plans] == ["88/KH-UBND", "02/KH-MTTQ-BTT"]
    assert not [each for each in demo.scalars(Target.of_plan(plans[0].id)) if "110" in each.text or each.value == 110]
    told = {each.audience for each in demo.scalars(Denominator.in_units([unit.id]))}
    assert {"households", "elderly", "disabled", "cbccvc", "pupils", "workers"} <= told


def test_tasks_are_under_way_in_each_state_and_somebody_sees_them(demo: Session) -> None:
    states = {state for (state,) in demo.execute(select(Matter.state).distinct())}
    assert states == STATES.keys() - {"dropped"}
    today = clock.today()
    assert demo.scalars(select(Matter).where(Matter.late(today), ~Matter.unowned())).all()
    given = list(demo.scalars(select(Matter).where(~Matter.unowned()).options(*Matter.with_owner())))
    seen = [each for each in given if each.owner and readers_of(demo, each.owner, each.unit_id, today)]
    assert len(seen) >= len(given) / 2
