"""What each page that ends, takes or deletes something says before the press, and how it is read afterwards.

`COUNTED`: the numbers that such a page names, each with the rows that the press then changes. `ALONE`: what changes
nothing but the row that its page is about, or shows row by row what it changes; the reason stands beside it.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    Attendance,
    Course,
    CourseState,
    HelpRequest,
    Lesson,
    Mark,
    Matter,
    Membership,
    Mentorship,
    Organisation,
    Person,
    Plan,
    Programme,
    Registration,
    ReportingRule,
    Role,
    RoleGrant,
    Target,
    Team,
)
from app.models.learning.due import untold
from app.models.learning.standing import learner_statuses
from app.models.movement.entry_lists import unconfirmed
from tests.factories import (
    make_account,
    make_attended_course,
    make_course,
    make_grant,
    make_group,
    make_organisation,
    make_person,
    make_plan,
    make_registration,
    make_target,
)
from tests.helping import Counter
from tests.pairs import make_pair, make_village
from tests.returns import make_returns, send
from tests.routes.office.conftest import Office

GROUP = "Tổ dân phố Túc Duyên 1"

Reader = Callable[[Session], int]


@dataclass(frozen=True)
class Ending:
    """Makes what ends and returns its page; the button, what is filled in; the numbers that the page names (patterns of
    its text), each with how many rows it speaks of, before and after."""

    make: Callable[[Session, Office], str]
    button: str
    says: Mapping[str, Reader]
    fills: Mapping[str, str] = field(default_factory=dict)


# Filled in: the last choice of a list.
LAST = "…"


def many(noun: Any, *where: Any) -> Reader:
    """How many rows of a noun meet conditions."""
    return lambda session: session.scalar(select(func.count()).select_from(noun).where(*where)) or 0


def _called_off_lesson(session: Session, office: Office) -> str:
    first = clock.now() - timedelta(days=14, hours=1)
    course = make_course(session, office.here(session), code="DEM1", first=first, lessons=5)
    seats = [make_registration(session, course, name).id for name in ("Hoàng Thị Hoa", "Bế Thị Cúc", "Ma Văn Din")]
    for number, statuses in enumerate((("present",) * 3, ("present", "absent", "absent"), ("present", "present"))):
        lesson = course.lessons[number]
        marks = [
            Mark(str(uuid.uuid4()), seat, status, lesson.starts_at, lesson.starts_at, "phone")
            for seat, status in zip(seats, statuses, strict=False)
        ]
        Attendance.record(session, lesson, marks, by_id=None, now=lesson.starts_at)
        if number < 2:
            lesson.close(by=session.merge(office.officer), now=lesson.ends_at)
    return "/van-phong/lop/DEM1/buoi/3/huy"


def _out_of_reach(session: Session) -> int:
    course = session.scalars(select(Course)).one()
    return sum(row.out_of_reach for row in learner_statuses(session, course))


def _called_off_course(session: Session, office: Office) -> str:
    make_registration(session, make_course(session, office.here(session), code="DEM1"))
    return "/van-phong/lop/DEM1/huy"


def _closed_course(session: Session, office: Office) -> str:
    make_attended_course(session, office.here(session), code="DEM1", people=3)
    for seat in session.scalars(select(Registration).limit(2)):
        seat.needs = "wheelchair"
    return "/van-phong/lop/DEM1"


def _draft(session: Session, office: Office) -> str:
    make_course(session, office.here(session), code="DEM1", state=CourseState.DRAFT)
    return "/van-phong/lop/DEM1/xoa"


def _sending(session: Session, office: Office) -> str:
    course = make_course(session, office.here(session), code="DEM1")
    for name in ("Hoàng Thị Hoa", "Bế Thị Cúc"):
        make_registration(session, course, name)
    course.lessons[0].call_off("Giảng viên ốm")
    return "/van-phong/lop/DEM1/tin-nhan/moi?loai=lesson_cancelled&buoi=1"


def _not_told(session: Session) -> int:
    return sum(count for _lesson, count in session.execute(untold(select(Course.id))))


def _team(session: Session, office: Office) -> str:
    ward = office.here(session)
    team, counter = Team(name="Tổ Túc Duyên", unit=ward, created_at=clock.now()), Counter(session, ward)
    session.add(team)
    session.flush()
    for name in ("Ma Văn Din", "Bế Thị Cúc"):
        session.add(Membership(team=team, name=name, since=clock.today()))
    session.add(
        HelpRequest(
            full_name="Ma Thị Sen", submission="1", phone="+84912345671", due_on=clock.today(), unit=ward,
            topic=counter.topics["vneid_cai_dat"], made_at=clock.now(), team=team, state="assigned",
        )
    )  # fmt: skip
    session.flush()
    return f"/van-phong/doi/{team.public_id}/sua"


def _plan(session: Session, office: Office) -> str:
    ward = office.here(session)
    plan = make_plan(session, ward)
    for number in range(3):
        make_target(session, ward, plan, name=f"Chỉ tiêu {number}")
    for number in range(2):
        session.add(Matter(unit=ward, plan=plan, text=f"Việc {number}", due="day", due_on=plan.until))
    rule = {"text": "Báo cáo", "senders": "", "every": "yearly", "days": "12-31", "valid_from": plan.since}
    session.add(ReportingRule(unit=ward, plan=plan, **rule))
    session.flush()
    return f"/van-phong/ke-hoach/{plan.public_id}/sua"


def _in_plans(noun: Any) -> Reader:
    return many(noun, noun.in_use(), noun.plan_id.in_(select(Plan.id).where(Plan.in_use())))


def _organisation(session: Session, office: Office) -> str:
    ward = office.here(session)
    body = make_organisation(session, ward)
    for _each in range(2):
        make_grant(session, make_account(session, ward), ward, Role.UNIT, organisation=body)
    make_person(session, ward, "Lò Thị Én", 1980).organisation_id = body.id
    return f"/van-phong/co-quan-don-vi/{body.id}/sua"


def _merged_organisation(session: Session, office: Office) -> str:
    _organisation(session, office)
    session.flush()
    make_organisation(session, office.here(session), "THCS Gia Sàng")
    return _organisation_page(session) + "/nhap"


def _organisation_page(session: Session) -> str:
    [id_] = session.scalars(select(Person.organisation_id).where(Person.organisation_id.is_not(None)))
    return f"/van-phong/co-quan-don-vi/{id_}"


def _group(session: Session, office: Office) -> str:
    ward = office.here(session)
    group = make_group(session, ward, GROUP)
    make_group(session, ward, "Tổ dân phố Gia Sàng 2")
    for name in ("Ma Văn Din", "Bế Thị Cúc"):
        make_person(session, ward, name, group=group)
    return f"/van-phong/to-dan-pho/{group.id}/ket-thuc"


def _ticked(session: Session, office: Office) -> str:
    course = make_course(session, office.here(session), code="DEM1")
    seats = [make_registration(session, course, name) for name in ("Hoàng Thị Hoa", "Bế Thị Cúc", "Ma Văn Din")]
    return "/van-phong/lop/DEM1/nguoi-hoc/huy-cho?" + "&".join(f"dong={each.public_id}" for each in seats[:2])


def _ambassador(session: Session, office: Office) -> str:
    village = make_village(session)
    village.ambassador.unit = village.account.unit = office.here(session)
    for name in ("Ma Văn Din", "Bế Thị Cúc"):
        make_pair(session, village, name)
    return f"/van-phong/dai-su/{village.ambassador.public_id}/thoi"


def _programme(session: Session, office: Office) -> str:
    began = clock.today() - timedelta(days=100)
    programme, sites = make_returns(session, office.here(session), sites=2, began=began, confirmed_by=["officer"])
    assert programme.schedule
    period = programme.schedule.newest_due(clock.today())
    assert period
    for site in sites:
        send(session, programme, site, period.key, clock.today(), loans=1)
    return f"/van-phong/phong-trao/{programme.id}"


def _awaited(session: Session) -> int:
    units = session.scalars(select(Programme.unit_id)).all()
    return len(unconfirmed(session, units, [Role.OFFICER]))


_FIRST = select(func.min(Organisation.id)).scalar_subquery()
COUNTED: Mapping[str, Ending] = {
    "office.lessons.call_off": Ending(
        _called_off_lesson, "Hủy buổi 3",
        {r"Vẫn mức cũ: .*?(\d+) người không": _out_of_reach, r"đã ghi (\d+) người có mặt": many(
            Attendance, Attendance.status == "present",
            Attendance.lesson_id.in_(select(Lesson.id).where(Lesson.number == 3)))},
        {"reason": "Mưa lũ", "rule": "share", "marks": "drop"},
    ),
    "office.lifecycle.call_off": Ending(
        _called_off_course, "Hủy cả lớp", {r"(\d+) buổi chưa học đều hủy": many(Lesson, Lesson.state == "cancelled")},
        {"reason": "Mưa lũ"},
    ),
    "office.lifecycle.close": Ending(
        _closed_course, "Khép lớp", {r"của (\d+) học viên được xóa": many(Registration, Registration.needs != "")}
    ),
    "office.lifecycle.discard_draft": Ending(_draft, "Xóa bản nháp", {r"(\d+) buổi học đã xếp cũng mất": many(Lesson)}),
    "office.teams.destroy": Ending(
        _team, "Giải thể",
        {r"(\d+) người rời": many(Membership, Membership.until.is_(None)),
         r"(\d+) việc về lại văn phòng": many(HelpRequest, HelpRequest.team_id.is_not(None))},
    ),
    "office.plans.destroy": Ending(
        _plan, "Thôi dùng kế hoạch",
        {r"Gồm (\d+) chỉ tiêu": _in_plans(Target), r"(\d+) nhiệm vụ, ": _in_plans(Matter),
         r"(\d+) hạn báo cáo\.": _in_plans(ReportingRule)},
    ),
    "office.organisations.destroy": Ending(
        _organisation, "Thôi dùng",
        {r"(\d+) đầu mối thôi ghi": many(RoleGrant, RoleGrant.role == "unit", RoleGrant.revoked_at.is_(None))},
    ),
    "office.programmes.destroy": Ending(_programme, "Dừng phong trào", {r"(\d+) lần ghi chờ xem thôi chờ": _awaited}),
    "office.residential_group_endings.destroy": Ending(
        _group, "Ghi sáp nhập", {r"(\d+) người trong sổ": many(Person, Person.residential_group.has(name=GROUP))},
        {"into": LAST},
    ),
    "office.organisation_merges.create": Ending(
        _merged_organisation, "Nhập vào",
        {r"(\d+) người trong sổ": many(Person, Person.organisation_id == _FIRST)},
        {"into": LAST},
    ),
    "office.ambassador_endings.new": Ending(
        _ambassador, "Ghi thôi làm Đại sứ số", {r"Đang kèm (\d+) người": many(Mentorship, Mentorship.until.is_(None))},
        {"why": "chuyển nơi ở", "cap-tat-ca": "thoi"},
    ),
    "office.chosen_registrations.edit": Ending(
        _ticked, "Hủy chỗ", {r"Hủy chỗ của (\d+) người": many(Registration, Registration.state == "seated")}
    ),
    "office.sendings.destroy": Ending(_sending, "Cất danh sách này", {r"(\d+) người chưa được báo vẫn": _not_told}),
}  # fmt: skip
_ROW = "changes the row of its page alone"
_BACK = "gives back or takes back one row, with its words"
_FILE = "removes a file or a text that is named beside the press"
_SHOWN = "shows one by one what it changes"
ALONE: Mapping[str, str] = {
    "admin.grants.destroy": _ROW, "admin.merges.create": "its dry run counts: tests/routes/admin/test_ward_merges.py",
    "admin.second_factors.destroy": _ROW, "admin.sign_outs.create": _SHOWN, "admin.sign_outs.destroy": _ROW,
    "admin.suspensions.create": "one account; its phones stand above", "admin.suspensions.destroy": _BACK,
    "office.ambassador_offers.destroy": _BACK, "office.approvals.withdraw_exception": _BACK,
    "office.certificate_requests.destroy": _BACK, "office.chosen_registrations.new": _SHOWN,
    "office.moved.unused_template": "an address that moved", "office.consents.destroy": _ROW,
    "office.course_templates.destroy": _ROW, "office.data_decisions.destroy": _SHOWN,
    "office.data_decisions.edit": _BACK, "office.data_decisions.update": _BACK, "office.decisions.update": _BACK,
    "office.denominators.destroy": _ROW, "office.duplicates.destroy": _ROW, "office.entry_photos.destroy": _FILE,
    "office.erasures.destroy": _ROW, "office.given_tasks.destroy": _BACK, "office.given_tasks.revoke": _BACK,
    "office.hand_overs.destroy": _BACK, "office.help_lists.destroy": _ROW, "office.help_lists.remove": _ROW,
    "office.help_requests.decline_request": _BACK, "office.imports.new_for_course": "takes in, ends nothing",
    "office.imports.destroy": _FILE, "office.lifecycle.withdraw": "only where nobody registered",
    "office.matters.destroy": _ROW, "office.measurements.destroy": _ROW, "office.memberships.destroy": _ROW,
    "office.mentorships_changes.end": _ROW, "office.mentorships_changes.hand_over": _ROW,
    "office.merges.create": _SHOWN, "office.merges.destroy": _ROW, "office.message_texts.destroy": _FILE,
    "office.organisation_accounts.destroy": _ROW, "office.organisation_helpers.destroy": _ROW,
    "office.places.destroy": "lessons there stay",
    "office.plan_parts.destroy": "moves its tasks: tests/routes/office/targets/test_plan_parts.py",
    "office.plates.revoke": _ROW, "office.programme_rows.destroy": _ROW, "office.recognition_decisions.destroy": _BACK,
    "office.registration_steps.new": _ROW, "office.registration_steps.destroy": _ROW,
    "office.registrations.destroy": "one person; says that the first who waits moves up",
    "office.reopened_periods.destroy": _ROW,
    "office.report_decisions.destroy": _BACK, "office.report_issuing.destroy": _BACK,
    "office.reporting_rules.destroy": _ROW, "office.request_decisions.destroy": _BACK,
    "office.sendings.not_reached": _BACK, "office.site_pairs.destroy": _ROW, "office.source_files.destroy": _FILE,
    "office.substitutes.destroy": _BACK, "office.target_rows.destroy": _ROW, "office.thanks_letters.destroy": _BACK,
    "office.thanks_letters.revoke": _ROW, "office.unearned_certificates.update": _ROW,
    "office.word_templates.destroy": _FILE, "office.word_templates.update": "puts a template to use",
    # Presses that ask first and end nothing of others.
    "admin.invitations.create": _ROW, "office.certificates.resize": _SHOWN, "office.drafts.update": _FILE,
    "office.duplicates.update": _ROW, "office.lifecycle.take_up": _BACK, "office.request_decisions.update": _ROW,
    "office.site_merges.update": _ROW, "office.thanks_letters.approve": _ROW,
    "office.thanks_letters.approve_all": "its button counts the letters",
}  # fmt: skip
