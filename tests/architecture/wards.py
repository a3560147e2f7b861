"""A ward with one of everything that an address can name, each holding words that nobody of another ward may meet.

A new kind of thing in an address gets its line here: in `values` by the argument's name, or in `exactly` by endpoint
where one name means several things.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.data.programmes import catalogue
from app.exchange.imports.headers import understood
from app.exchange.imports.reading import opened
from app.exchange.imports.row_results import RowOutcome, RowResult, write_results
from app.indicators.reports.figures import counted
from app.jobs import orders
from app.models import (
    Account,
    AdministrativeUnit,
    AmbassadorOffer,
    Approval,
    ApprovalEntry,
    ArrivalRemark,
    Certificate,
    CertificateRequest,
    Consent,
    Course,
    CourseInvitee,
    DataRequest,
    Document,
    DoorHelper,
    EntryPhoto,
    Event,
    HallRequest,
    HelpDesk,
    HelpReason,
    HelpRecord,
    HelpResult,
    HelpTopic,
    Household,
    ImportRun,
    Invitation,
    Kiosk,
    KioskVisit,
    Lesson,
    LessonPhoto,
    Matter,
    MatterFile,
    Measurement,
    MentorVisit,
    NamedBody,
    OfflineRoll,
    Organisation,
    OutsideReport,
    Person,
    Phone,
    Programme,
    Recognition,
    Registration,
    ReportArrival,
    ReportingRule,
    ReportPassage,
    ReportReceipt,
    ReportRemark,
    ReportState,
    RequestKind,
    Role,
    RoleGrant,
    Sending,
    ShiftNote,
    SignIn,
    Site,
    Skill,
    SourceFile,
    Team,
    WordTemplate,
)
from app.models.helping.ambassadors import appointing, thanks_proposing
from app.models.helping.pairs import pairing
from app.models.helping.pairs.mentor_visit import VisitFacts
from app.models.helping.requests.asking import ask
from app.models.helping.requests.assigning import assign
from app.models.helping.requests.requesting import NewRequest
from app.models.learning import merging
from app.models.mixins.issued import canonical
from app.models.movement import entry_recording, site_merging
from app.models.movement.candidates import candidates
from app.models.movement.declaration_reading import read
from app.models.movement.reopened_period import ReopenedPeriod
from app.models.movement.represented import GroupSite, OrganisationSite
from app.models.people.role import WARD_ROLES
from app.models.reports.reminder import GROUP, REPORT, WORDS, Receiver, Reminder, Subject
from app.models.targets.body_matching import sync
from app.models.targets.task_owner import Owner
from app.models.trust import asking_for_data
from app.models.trust.data_rights import Seen
from app.web.access import COOKIE
from app.web.database import immediate
from app.web.kept_files import keep
from tests import recording
from tests.architecture.declared import Route
from tests.factories import (
    PAPER,
    make_account,
    make_approved_list,
    make_attended_course,
    make_course,
    make_course_template,
    make_denominator,
    make_grant,
    make_group,
    make_organisation,
    make_person,
    make_place,
    make_plan,
    make_registration,
    make_report,
    make_sign_in,
    make_target,
    make_ward,
)
from tests.following import make_following, make_rule
from tests.pages import Pages
from tests.pairs import make_ambassador
from tests.sent_from_phones import keep_with, make_sent

Value = str | int
# The name of a value that is the query of an address.
QUERY = "?"


@dataclass
class Ward:
    """A ward, a sign-in of somebody who holds every role over it, and what its addresses are made of."""

    app: Flask
    token: str
    values: dict[str, Value]
    exactly: dict[str, dict[str, Value]] = field(default_factory=dict)
    fields: dict[str, dict[str, Value]] = field(default_factory=dict)

    def address(self, route: Route) -> str:
        """The address of what this ward has, for a route.

        Raises:
            KeyError: this module knows nothing of an argument: add it.
        """
        address = route.address
        values = {**self.values, **self.exactly.get(route.endpoint, {})}
        for name in route.arguments:
            begin, rest = address.split("<", 1)
            address = f"{begin}{values[name]}{rest.split('>', 1)[1]}"
        return f"{address}?{values[QUERY]}" if QUERY in values else address

    def browser(self) -> Pages:
        """A browser of somebody with every role over the ward; each shows the same sign-in."""
        return signed_in(self.app, self.token)


def signed_in(app: Flask, token: str) -> Pages:
    """A browser that shows a sign-in."""
    client = app.test_client()
    client.set_cookie(COOKIE, token)
    return Pages(client)


# What is done with somebody's request about their own data.
RIGHTS = (
    "data_requests.show",
    "data_requests.update",
    "data_decisions.create",
    "data_decisions.show",
    "data_decisions.edit",
    "data_decisions.update",
    "data_decisions.destroy",
)

# What a register has for one row, app/routes/registers.
ROW_VIEWS = ("show", "edit", "history")
ROW_DECIDED = ("update", "accept", "edit", "destroy", "revoke")
# And for all of them, whose addresses name the programme alone.
DRAFT_VIEWS = ("show", "update", "basics", "field", "criterion")
HALL_REQUEST_VIEWS = ("show", "create", "destroy")
RECOGNISING = (
    *(f"recognitions.{view}" for view in ("new", "create", "show", "update", "order")),
    *(f"recognition_decisions.{view}" for view in ("new", "create", "edit", "destroy")),
    *(f"site_merges.{view}" for view in ("index", "update", "new")),
    *(f"site_pairs.{view}" for view in ("show", "destroy")),
    *(f"plates.{view}" for view in ("index", "show", "file", "revoke")),
)
OF_ALL_ROWS = ("index", "new", "export", "printed", "chosen", "choose")


def make_everything(app: Flask, words: str) -> Ward:
    """A ward with one of everything, `words` in each name and title."""
    with app.app_context(), immediate() as session:
        unit = make_ward(session, name=f"Phường {words}")
        account = make_account(session, unit, *WARD_ROLES, full_name=f"Cán Bộ {words}")
        above = {"role": Role.PROVINCE_OFFICER, "unit": unit.parent, "since": clock.today(), "created_at": clock.now()}
        session.add(RoleGrant(account=account, **above))
        course, registration = _running(session, unit, words, account)
        on_file = _on_file(session, registration.person, account, words)
        lesson = course.lessons[0]
        certificate = _issued(session, app, unit, words)
        listed = _submitted(session, unit, words)
        officer = make_account(session, unit, Role.OFFICER, full_name=f"Người Đề Nghị {words}")
        asked = CertificateRequest.ask(
            session, certificate, RequestKind.REVOKE, reason=f"Cấp nhầm {words}", by=officer, now=clock.now()
        )
        photo = _pictured(session, app, lesson, words)
        helper = DoorHelper.make(session, lesson, f"Người Đón {words}", by=account, now=clock.now())
        waiting = HallRequest.ask(
            session,
            lesson,
            device=f"hall-{words}",
            full_name=f"Người Chờ {words}",
            birth_year=1961,
            residential_group_id=None,
            now=clock.now(),
        )
        invited = make_account(session, unit, *WARD_ROLES[:1], full_name=f"Giảng Viên {words}")
        Invitation.offer(session, invited, clock.now())
        job = orders.sign_in_sheet(session, lesson, marked=False, by=account.id)
        job.finish(result=certificate.file, now=clock.now())
        grant = session.scalars(RoleGrant.of(invited.id)).one()
        signed_in = session.scalars(SignIn.holding(make_sign_in(session, invited))).one().id
        held = _held(session, lesson, account)
        _invite(session, registration, account)
        noted = _noted(session, unit, account, words)
        copied, run = (
            _copied(session, unit, registration.person, account, words),
            _running_programme(session, app, unit, (officer, account), words),
        )
        of_unit = _of_unit(session, unit, account, words)
        listing = _loaded_list(session, app, unit, account, words)
        sending = Sending.begin(
            session,
            course,
            [registration],
            moment="changed",
            body="{lop}",
            lesson=lesson,
            by_id=account.id,
            now=clock.now(),
        )
        return Ward(
            app=app,
            token=make_sign_in(session, account),
            values={
                "code": course.code,
                "number": lesson.number,
                "public_id": registration.public_id,
                "key": registration.public_id,
                "account": invited.public_id,
                "room": "van-phong",
                "unit": unit.code,
                "year": certificate.register.year,
                "photo": photo.public_id,
                "helper": helper.public_id,
                "kind": "cap-lai",
                "paper": "phu-luc",
                "moment": "confirmed",
                "ending": "csv",
                "form": "json",
                **on_file,
                **(at_home := _asked_for_at_home(session, unit, account, words)),
                **_at_a_tablet(session, unit, account, words),
                **_in_lists(session, unit, words),
                **_ambassadors(session, app, unit, words),
                "uuid": noted,
                **_by_the_hand(session, unit, account, words),
            },
            exactly={
                **{
                    f"{room}.figures.{view}": {"key": "luot-ho-tro", "kind": "xlsx"}
                    for room, views in (("office", ("show", "export", "rows")), ("province", ("show", "export")))
                    for view in views
                },
                **{f"office.residential_groups.{view}": {"row": on_file["group"]} for view in ROW_VIEWS},
                **{f"teaching.hall_requests.{view}": {"public_id": waiting.public_id} for view in HALL_REQUEST_VIEWS},
                **{f"office.teams.{view}": {"row": at_home["team"]} for view in (*ROW_VIEWS, "destroy")},
                **{
                    f"office.{register}.{view}": {"row": on_file[row]}
                    for register, row in (
                        ("organisations", "organisation"),
                        ("denominators", "denominator"),
                        ("plans", "plan"),
                        ("target_rows", "target"),
                        ("matters", "matter"),
                        ("reporting_rules", "rule"),
                        ("measurements", "measurement"),
                    )
                    for view in (*ROW_VIEWS, "destroy")
                    if (register, view) != ("matters", "show")
                },
                **{
                    f"office.source_files.{view}": {"row": on_file["measurement"]}
                    for view in ("show", "create", "destroy")
                },
                **{
                    f"{room}.given_tasks.{view}": {"task": on_file["matter"]}
                    for room, views in (("office", ROW_DECIDED), ("counter", ("show", "update")))
                    for view in views
                },
                **{
                    f"{room}.task_files.{view}": _sent_with(session, app, unit, on_file["matter"], account)
                    for room, view in (("office", "show"), ("counter", "show"), ("counter", "destroy"))
                },
                "office.named_bodies.update": {"row": on_file["body"]},
                **{
                    f"office.plan_parts.{view}": {"plan": on_file["plan"], "numeral": "5.1"}
                    for view in ("index", "new", "edit", "destroy")
                },
                **{f"office.targets.{view}": {"row": on_file["target"]} for view in ("target", "edit")},
                "office.target_denominators.edit": {"row": on_file["target"]},
                **_reported(session, app, unit, (officer, account), words),
                **{f"office.programmes.{view}": run for view in ("show", "destroy")},
                **{f"office.editions.{view}": run for view in ("show", "update")},
                **_following(session, unit, words),
                **{f"office.{view}": run for view in RECOGNISING},
                **{
                    f"office.organisation_accounts.{view}": {
                        "account": of_unit["invited"],
                        "organisation": of_unit["of"],
                    }
                    for view in ("index", "create", "show", "update", "destroy")
                },
                **{
                    f"office.organisation_helpers.{view}": {
                        "account": of_unit["invited"],
                        "organisation": of_unit["of"],
                    }
                    for view in ("create", "destroy")
                },
                **{f"unit.recordings.{view}": of_unit for view in ("index", "new", "show")},
                "unit.places.show": of_unit,
                **{
                    f"counter.doorsteps.{view}_within": {"programme": of_unit["walked"], "outer": of_unit["row"]}
                    for view in ("index", "new")
                },
                **{f"{room}.tables.show": {"programme": of_unit["table"]} for room in ("office", "unit")},
                **{f"office.drafts.{view}": {**run, "number": 1} for view in DRAFT_VIEWS},
                "office.recognition_drafts.edit": run,
                "office.sentence_drafts.edit": run,
                **_sent_by_units(session, app, unit, account, words),
                **_sent_from_phones(session, app, unit, account, words),
                **{f"office.programme_rows.{view}": run for view in (*ROW_VIEWS, *OF_ALL_ROWS, "destroy")},
                **{
                    f"counter.doorsteps.{view}": {
                        "programme": run["programme"],
                        "house": run["row"],
                        "group": run["group"],
                    }
                    for view in ("index", "new", "create", "show")
                },
                **{
                    f"counter.{entries}.create": {"programme": on_phones}
                    for on_phones in [_on_phones(session, unit, words)]
                    for entries in ("quick_entries", "unchanged_entries")
                },
                **{
                    f"{where}.{view}": {"programme": run["programme"], named: run["row"], "photo": run["photo"]}
                    for where, named in (("counter.house_photos", "house"), ("office.entry_photos", "row"))
                    for view in ("show", "destroy")
                },
                "office.entry_photos.create": {"programme": run["programme"], "row": run["row"], "photo": run["photo"]},
                "office.entry_photos.download": {
                    "programme": run["programme"],
                    "row": run["row"],
                    "photo": run["file"],
                },
                "office.confirmations.create": {"programme": run["programme"], "row": run["row"]},
                "office.entry_sheets.create": {"programme": run["programme"], "row": run["row"]},
                "counter.house_photos.new": {"programme": run["programme"], "house": run["row"]},
                **{
                    f"office.help_lists.{view}": {"row": f"muc_{unit.code}"}
                    for view in (*ROW_VIEWS, "destroy", "remove")
                },
                **{f"office.course_templates.{view}": {"row": on_file["template"]} for view in (*ROW_VIEWS, "destroy")},
                **{f"office.moved.{view}": {"task": on_file["matter"]} for view in ("task", "given_task")},
                **{
                    f"office.moved.{view}": {"code": on_file["template_code"]}
                    for view in ("template", "unused_template", "used_template")
                },
                "admin.units.edit": {"code": unit.code},
                "counter.shift_notes.update": {"uuid": _left_a_note(session, unit, account, words)},
                "admin.units.show": {"code": unit.code},
                **{
                    f"office.{endpoint}": {"public_id": sending.public_id}
                    for endpoint in (
                        "sendings.show",
                        "sendings.destroy",
                        "sendings.reached",
                        "sendings.not_reached",
                    )
                },
                "office.certificates.draw_paper": {"paper": "ho-so"},
                "teaching.sheets.show": {"code": lesson.code},
                **{
                    f"office.{endpoint}": {"number": certificate.number}
                    for endpoint in (
                        "certificates.show",
                        "registers.entry",
                        "unearned_certificates.show",
                        "unearned_certificates.update",
                        "certificate_requests.new",
                    )
                },
                **{
                    f"office.{view}": {"public_id": listing.public_id}
                    for view in (
                        "imports.show",
                        "imports.update",
                        "imports.destroy",
                        "imports.mend",
                        "intakes.create",
                        "intakes.show",
                    )
                },
                **{
                    f"office.{endpoint}": {"public_id": asked.public_id}
                    for endpoint in (
                        "request_decisions.show",
                        "request_decisions.update",
                        "request_decisions.destroy",
                        "certificate_requests.destroy",
                    )
                },
                **{f"office.{endpoint}": {"public_id": copied} for endpoint in RIGHTS},
                **{
                    f"office.approvals.{view}_exception": {"code": listed.course.code, "public_id": listed.public_id}
                    for view in ("edit", "withdraw")
                },
                **{
                    endpoint: {"public_id": job.public_id}
                    for endpoint in ("jobs.show", "jobs.update", "jobs.destroy", "job_files.show")
                },
            },
            fields={
                "counter.days.destroy": {"bo": noted},
                "office.sendings.create": {"loai": "changed", "buoi": lesson.number},
                "office.sendings.reached": {"how": "sms", "person": registration.public_id},
                "office.sendings.not_reached": {"person": registration.public_id},
                "admin.grants.destroy": {"grant": grant.id},
                "admin.sign_outs.destroy": {"device": signed_in},
                "teaching.rolls.give_up": {"held": held},
                "teaching.marks.create": {"mark": f"present:{registration.public_id}"},
            },
        )


def _loaded_list(session: Session, app: Flask, unit: AdministrativeUnit, account: Account, words: str) -> ImportRun:
    """A list that was looked at, with a row that can be stored and one that cannot."""
    folder = app.extensions["settings"].imports
    content = f"Họ tên;Năm sinh\r\nNgười Mới {words};1954\r\nThiếu Năm {words};54\r\n".encode()
    run = ImportRun(
        unit_id=unit.id, kind="people", name=f"Danh sách {words}", file="", sha256="", by_id=account.id,
        created_at=clock.now(),
    )  # fmt: skip
    run.file, run.fates = f"{run.public_id}.csv", f"{run.public_id}.fates"
    refused = RowResult(3, RowOutcome.REFUSED, f"Thiếu Năm {words}", why=f"Sai {words}")
    told = [RowResult(2, RowOutcome.NEW, f"Người Mới {words}"), refused]
    columns = understood({"": opened(content).head("")})
    run.looked_at({**columns.kept(), "sheets": [""], "samples": []}, rows=2)
    keep(folder, run.file, content)
    write_results(folder, run.fates, told)
    session.add(run)
    session.flush()
    return run


def _invite(session: Session, registration: Registration, by: Account) -> None:
    """A class invites the person of one of its registrations, whom `person` names."""
    invitee = CourseInvitee(
        course=registration.course, person=registration.person, invited_by=by, invited_at=clock.now()
    )
    session.add(invitee)
    session.flush()


def _held(session: Session, lesson: Lesson, account: Account) -> int:
    """The roll of a lesson on a phone."""
    said = {"device": f"phone-{account.id}", "waiting": 1, "refused": 0, "now": clock.now()}
    phone = Phone.heard(session, account_id=account.id, **said)
    OfflineRoll.hold(session, phone, [lesson.id], clock.now())
    return session.scalars(OfflineRoll.of(lesson.id)).one().id


def _sent_with(session: Session, app: Flask, unit: AdministrativeUnit, task: str, by: Account) -> dict[str, str]:
    """The file that went with the report of a task."""
    content = f"%PDF-1.7 {task}".encode()
    file, sha256 = f"files/{task}.pdf", hashlib.sha256(content).hexdigest()
    keep(app.extensions["settings"].photos.below("tasks"), file, content)
    row = session.scalars(Matter.called(task, [unit.id])).one()
    MatterFile.add_to(session, row.id, [(file, sha256)], by_id=by.id, now=clock.now())
    return {"task": task, "file": session.scalars(select(MatterFile.public_id).filter_by(matter_id=row.id)).one()}


def _pictured(session: Session, app: Flask, lesson: Lesson, words: str) -> LessonPhoto:
    """A picture of a lesson."""
    content = f"a picture of {words}".encode()
    sha256 = hashlib.sha256(content).hexdigest()
    file = f"{sha256}.jpg"
    keep(app.extensions["settings"].photos, file, content)
    now = clock.now()
    taken = {"kind": "board", "file": file, "sha256": sha256, "width": 1, "height": 1, "by_id": None, "at": now}
    photo = LessonPhoto(lesson_id=lesson.id, **taken)
    session.add(photo)
    session.flush()
    return photo


def _running(session: Session, unit: AdministrativeUnit, words: str, by: Account) -> tuple[Course, Registration]:
    """A class under way with somebody on its roll, whom the ward's own staff registered today."""
    first = clock.now() - timedelta(hours=1)
    course = make_course(session, unit, title=f"Lớp {words}", first=first)
    return course, make_registration(session, course, f"Người Học {words}", late=True, by_id=by.id)


def _submitted(session: Session, unit: AdministrativeUnit, words: str) -> Registration:
    """A class that is over, its list before the leader; somebody on it."""
    over = make_attended_course(session, unit, people=1, lessons=1, title=f"Lớp chờ duyệt {words}")
    approval = Approval.submit(session, over.id, by=make_account(session, unit, Role.OFFICER), now=clock.now())
    return session.scalars(ApprovalEntry.of(approval.id)).one().registration


def _issued(session: Session, app: Flask, unit: AdministrativeUnit, words: str) -> Certificate:
    """A class that is over, with a certificate that was issued."""
    over = make_attended_course(session, unit, people=1, lessons=2, title=f"Lớp đã xong {words}")
    approval = make_approved_list(session, over)
    certificate = session.scalars(Certificate.of_approval(approval.id)).one()
    content = f"%PDF-1.7 {words}".encode()
    file = f"certificates/{certificate.code}.pdf"
    keep(app.extensions["settings"].papers, file, content)
    certificate.issue(file=file, sha256=hashlib.sha256(content).hexdigest(), now=clock.now())
    return certificate


def _noted(session: Session, unit: AdministrativeUnit, by: Account, words: str) -> str:
    """A help of today in the log."""
    topic = HelpTopic(unit_id=unit.id, key=f"viec-{unit.id}", label=f"Việc {words}", field="Khác")
    result = HelpResult(unit_id=unit.id, key=f"kq-{unit.id}", label=f"Kết quả {words}", meaning="together")
    now = clock.now()
    record = HelpRecord(
        uuid=str(uuid4()), unit_id=unit.id, helper=by, topics=[topic], result=result, day=clock.today(), at=now,
        device_at=now, received_at=now,
    )  # fmt: skip
    session.add_all([topic, result, record])
    session.flush()
    return record.uuid


def _left_a_note(session: Session, unit: AdministrativeUnit, by: Account, words: str) -> str:
    """What a shift left at a desk."""
    desk = HelpDesk(unit=unit, key="Q9", name=f"Quầy {words}")
    session.add(desk)
    note = ShiftNote.leave(session, desk, f"Dặn {words}", by=by, uuid=str(uuid4()), now=clock.now())
    assert note is not None
    return note.uuid


def _at_a_tablet(session: Session, unit: AdministrativeUnit, by: Account, words: str) -> dict[str, Value]:
    """A self-service tablet, and somebody at it who calls."""
    desk = HelpDesk.add(session, unit, label=f"Quầy {words}", place_kind="counter")
    kiosk, _token = Kiosk.pair(session, desk, name=f"Bàn {words}", by=by, now=clock.now())
    call = KioskVisit.begin(session, kiosk, None, uuid=kiosk.public_id, now=clock.now())
    call.call(clock.now())
    return {"tablet": kiosk.public_id, "call": call.uuid}


def _by_the_hand(session: Session, unit: AdministrativeUnit, by: Account, words: str) -> dict[str, Value]:
    """Somebody whom an ambassador takes by the hand, and a visit of today."""
    ambassador = make_ambassador(session, unit, f"Đại Sứ {words}", account=by)
    mentee = make_person(session, unit, f"Người Được Kèm {words}", 1951)
    pair = pairing.begin(session, ambassador, mentee, now=clock.now(), day=clock.today(), wish=f"Muốn {words}")
    told = VisitFacts(uuid=pair.public_id, met=True, at=clock.now(), note=f"Ghi chú {words}")
    visit = MentorVisit.record(session, pair, told, by=by, now=clock.now())
    return {"pair_id": pair.public_id, "visit": visit.uuid, "ambassador_code": ambassador.code}


def _ambassadors(session: Session, app: Flask, unit: AdministrativeUnit, words: str) -> dict[str, Value]:
    """An ambassador with an open invitation, somebody who offers themselves, an issued letter of thanks."""
    now = clock.now()
    one = make_ambassador(
        session, unit, f"Đại Sứ Mới {words}", group=make_group(session, unit, f"Tổ {words} có đại sứ")
    )
    one.household_cluster = f"Liên gia {words}"
    appointing.invite(session, one, now)
    offered = AmbassadorOffer(
        submission=one.public_id, unit=unit, full_name=f"Người Xin Làm {words}", birth_year=1970, phone="+84912345678",
        made_at=now,
    )  # fmt: skip
    session.add(offered)
    officer, leader = make_account(session, unit, Role.OFFICER), make_account(session, unit, Role.LEADER)
    period = (clock.today(), clock.today())
    (letter,) = thanks_proposing.propose(session, [one], period, f"Cảm ơn {words}", by=officer, now=now)
    letter.approve(session, by=leader, now=now)
    content = f"%PDF-1.7 {words}".encode()
    keep(app.extensions["settings"].papers, f"thanks/{unit.code}.pdf", content)
    letter.issue(file=f"thanks/{unit.code}.pdf", sha256=hashlib.sha256(content).hexdigest(), now=clock.now())
    session.flush()
    return {"ambassador": one.public_id, "offer": offered.public_id, "letter": letter.public_id}


def _asked_for_at_home(session: Session, unit: AdministrativeUnit, account: Account, words: str) -> dict[str, Value]:
    """A request for help at home, given to a team of one."""
    topic = HelpTopic(unit_id=unit.id, key=f"at_home_{unit.id}", field="Đời sống số", label=f"Việc nhà {words}")
    team = Team(unit=unit, name=f"Đội {words}", created_at=clock.now())
    session.add_all([topic, team])
    session.flush()
    team.take_in(session, account, leads=True, day=clock.today())
    who = {"full_name": f"Người Nhờ {words}", "where": f"Ngõ {words}", "phone": "+84912345678"}
    request = ask(session, NewRequest(unit=unit, submission=team.public_id, topic=topic, **who), clock.now())
    assert request is not None
    assign(session, request, team, by=account, version="1", now=clock.now())
    return {
        "help_request": request.public_id,
        "team": team.public_id,
        "member": team.members[0].id,
        "month": f"{clock.today():%Y-%m}",
    }


def _running_programme(
    session: Session, app: Flask, unit: AdministrativeUnit, people: tuple[Account, Account], words: str
) -> dict[str, Value]:
    """A programme that the ward runs, with a house in its book into which another was merged, and one beside it."""
    photo = {"key": "photo", "label": f"Ảnh {words}", "type": "photo"}
    paper = {"key": "paper", "label": f"Giấy {words}", "type": "file"}
    said = catalogue()["household"].definition
    asked = read({**said, "fields": [*said["fields"], photo, paper]})
    programme = Programme.begun(session, unit, asked, catalogue="household", now=clock.now())
    programme.use_draft(seen="1", now=clock.now())
    group = make_group(session, unit, f"Tổ {words} có nhà")
    house, gone, beside = (
        Household(unit=unit, number=each, head=f"Chủ Hộ {words}", residential_group=group)
        for each in ("14", "14", "15")
    )
    session.add_all([house, gone, beside])
    session.flush()
    made = site_merging.merge(session, house.id, gone.id, seen=("1", "1"), by=people[0], now=clock.now())
    known = {"programme": programme.id, "row": house.public_id, "group": group.id}
    known |= {"other": beside.public_id, "merge": made.public_id}
    return {**known, **_recognised(session, app, programme, house, people)}


def _following(session: Session, unit: AdministrativeUnit, words: str) -> dict[str, dict[str, Value]]:
    """A programme with the periods of a rule on demand."""
    today = clock.today()
    plan = make_plan(session, unit, since=today - timedelta(days=30), until=today + timedelta(days=300))
    rule = make_rule(session, unit, plan=plan, every="on_demand", days="", text=f"Báo cáo {words} khi có yêu cầu")
    programme = make_following(session, unit, rule, began=clock.now(), name=f"Báo cáo của đơn vị {words}")
    return {f"office.followed_rules.{view}": {"programme": programme.id} for view in ("update", "create")}


def _of_unit(session: Session, unit: AdministrativeUnit, account: Account, words: str) -> dict[str, Value]:
    """A programme that organisations record, with a place of the one for which the account does."""
    definition = {
        "key": "by_units", "name": f"Điểm của đơn vị {words}", "shape": "recognise", "subject": "site",
        "records": ["unit"], "fields": [{"key": "people", "label": "Người dùng", "type": "number", "counted": True}],
    }  # fmt: skip
    programme = Programme.begun(session, unit, read(definition), catalogue="", now=clock.now())
    programme.use_draft(seen="1", now=clock.now())
    [grant] = session.scalars(RoleGrant.of(account.id).where(RoleGrant.role == Role.UNIT))
    site = Site(unit=unit, name=f"Điểm {words}", programme_id=programme.id, organisation=grant.organisation)
    session.add(site)
    session.flush()
    invited = make_account(session, unit, full_name=f"Đầu Mối {words}")
    make_grant(session, invited, unit, Role.UNIT, organisation=grant.organisation)
    Invitation.offer(session, invited, clock.now())
    assert grant.organisation_id
    said = {**definition, "key": "tabled", "name": f"Bảng {words}", "subject": "group", "recorded_on": ["table"]}
    tabled = Programme.begun(
        session, unit, read({**said, "records": ["unit", "officer"]}), catalogue="", now=clock.now()
    )
    tabled.use_draft(seen="1", now=clock.now())
    stalls = {**definition, "key": "stalls", "name": f"Quầy {words}", "within": "by_units", "recorded_on": ["doorstep"]}
    walked = Programme.begun(session, unit, read(stalls), catalogue="", now=clock.now())
    walked.use_draft(seen="1", now=clock.now())
    session.flush()
    named = {"walked": walked.id, "table": tabled.id, "invited": invited.public_id, "of": grant.organisation_id}
    return {"programme": programme.id, "row": site.public_id, **named}


def _sent_by_units(
    session: Session, app: Flask, unit: AdministrativeUnit, account: Account, words: str
) -> dict[str, dict[str, Value]]:
    """What the organisation for which the account records sent for a closed month, with a photo and a file; and a
    group of a programme whose entries it confirms."""
    [grant] = session.scalars(RoleGrant.of(account.id).where(RoleGrant.role == Role.UNIT))
    assert grant.organisation
    definition = {
        "key": "sent_by_units", "name": f"Số liệu {words}", "shape": "return", "subject": "organisation",
        "among": {"organisations": [grant.organisation.kind]}, "every": "month", "due": {"days_after": 5},
        "records": ["own_organisation", "officer"], "confirmed_by": ["officer"],
        "fields": [
            {"key": "people", "label": "Người", "type": "number", "counted": True},
            {"key": "photo", "label": f"Ảnh {words}", "type": "photo"},
            {"key": "paper", "label": f"Giấy {words}", "type": "file"},
        ],
    }  # fmt: skip
    began = clock.now() - timedelta(days=150)
    programme = Programme.begun(session, unit, read(definition), catalogue="", now=began)
    programme.use_draft(seen="1", now=began)
    session.flush()
    site = session.scalars(OrganisationSite.of(grant.organisation.id)).one()
    assert programme.current
    assert programme.schedule
    *periods, unsent = programme.schedule.until(clock.today())[:4]
    entry, confirmed_entry, bare = (
        recording.record(
            session, site, programme.current, uuid=str(uuid4()), by=account, way="office", at=clock.now(),
            period=each.key, answers={"people": 3}, now=clock.now(),
        ) for each in periods
    )  # fmt: skip
    for each in (entry, confirmed_entry, bare):  # as it was sent while its month was open
        each.organisation_id = grant.organisation.id
    session.flush()
    entry_recording.decide(session, confirmed_entry, account, clock.now())
    for each in (periods[0], periods[-1]):  # whose photos and files the organisation may change
        ReopenedPeriod.reopen(session, site.id, programme.id, each, reason=f"Sửa {words}", by=account, now=clock.now())
    photos = {key: keep_with(session, photos_of(app), entry, key, account, words) for key in ("photo", "paper")}
    of_entry: dict[str, Value] = {"entry": entry.uuid, "photo": photos["photo"]}
    row: dict[str, Value] = {"programme": programme.id, "row": site.public_id}
    confirmed = _confirmed_by(session, app, unit, (grant.organisation, account), words)
    return {
        "unit.recorded_entries.show": of_entry,
        **{f"unit.recorded_entries.{view}": {"entry": confirmed_entry.uuid} for view in ("update", "destroy")},
        "unit.entry_photos.create": {"entry": bare.uuid},
        **{f"unit.entry_photos.{view}": of_entry for view in ("show", "destroy")},
        "unit.entry_photos.download": {**of_entry, "photo": photos["paper"]},
        "unit.entry_sheets.create": of_entry,
        "unit.period_sheets.create": {**row, QUERY: f"ky={entry.period}&cua={grant.organisation.code}"},
        **{f"unit.confirmations.{view}": confirmed for view in ("listed", "show", "create")},
        "unit.confirmation_photos.show": confirmed,
        "unit.confirmation_photos.download": {**confirmed, "photo": confirmed["file"]},
        **_found_by_units(session, app, unit, (grant.organisation, account), words),
        "office.reopened_periods.create": {**row, QUERY: f"ky={unsent.key}"},
        "office.reopened_periods.destroy": {**row, QUERY: f"ky={periods[0].key}"},
    }


def _found_by_units(
    session: Session, app: Flask, unit: AdministrativeUnit, whose: tuple[Organisation, Account], words: str
) -> dict[str, dict[str, Value]]:
    """An event of an organisation, and a task that it asked for, which was reported with a file."""
    organisation, account = whose
    kind = f"organisation.{organisation.kind}"
    definition = {
        "key": "found_by_units", "name": f"Giám sát {words}", "shape": "follow", "noun": "cuộc", "subject": "event",
        "title": "about", "tasks_to": ["at"], "records": ["officer", kind], "sees": ["officer", "leader", kind],
        "fields": [
            {"key": "about", "label": f"Việc {words}", "type": "text", "required": True},
            {"key": "at", "label": "Nơi", "type": "organisations", "counted": True},
        ],
    }  # fmt: skip
    programme = Programme.begun(session, unit, read(definition), catalogue="", now=clock.now())
    programme.use_draft(seen="1", now=clock.now())
    session.flush()
    assert programme.current
    today, by = clock.today(), {"unit": unit, "by": account, "now": clock.now()}
    event = Event(
        unit=unit, programme_id=programme.id, name=f"Giám sát {words}", held_on=today, organisation=organisation
    )
    session.add(event)
    session.flush()
    entry = recording.record(
        session, event, programme.current, uuid=str(uuid4()), by=account, way="office", at=clock.now(),
        organisation_id=organisation.id, answers={"at": [organisation.id]}, now=clock.now(),
    )  # fmt: skip
    task = Matter.found_at(event, f"Lập sổ {words}", Owner.of(organisation), today, **by)
    session.add(task)
    session.flush()
    task.report(session, f"Đã lập {words}", by=account, now=clock.now())
    session.flush()
    file = _sent_with(session, app, unit, task.public_id, account)
    return {
        "office.findings.create": {"programme": programme.id, "row": event.public_id},
        "unit.findings.create": {"entry": entry.uuid},
        **{f"unit.findings.{view}": {"task": task.public_id} for view in ("show", "update")},
        "unit.finding_files.show": {**file},
    }


def _confirmed_by(
    session: Session, app: Flask, unit: AdministrativeUnit, whose: tuple[Organisation, Account], words: str
) -> dict[str, Value]:
    """A programme about groups whose entries organisations of a kind confirm, and one group of it, with a photo and a
    file."""
    organisation, account = whose
    kind = f"organisation.{organisation.kind}"
    definition = {
        "key": "confirmed_by_units", "name": f"Tin {words}", "shape": "confirm", "subject": "group",
        "records": ["officer", kind], "sees": ["officer", kind], "confirmed_by": [kind],
        "fields": [
            {"key": "people", "label": "Người", "type": "number", "counted": True},
            {"key": "photo", "label": f"Ảnh {words}", "type": "photo"},
            {"key": "paper", "label": f"Giấy {words}", "type": "file"},
        ],
    }  # fmt: skip
    programme = Programme.begun(session, unit, read(definition), catalogue="", now=clock.now())
    programme.use_draft(seen="1", now=clock.now())
    session.flush()
    site = session.scalars(GroupSite.in_units([unit.id])).first()
    assert site
    assert programme.current
    entry = recording.record(
        session, site, programme.current, uuid=str(uuid4()), by=None, way="office", at=clock.now(),
        answers={"people": 3}, now=clock.now(),
    )  # fmt: skip
    photo, file = (keep_with(session, photos_of(app), entry, key, account, words) for key in ("photo", "paper"))
    return {"programme": programme.id, "row": site.public_id, "photo": photo, "file": file}


def _sent_from_phones(
    session: Session, app: Flask, unit: AdministrativeUnit, account: Account, words: str
) -> dict[str, dict[str, Value]]:
    """What the account sent from a phone for a group that it heads."""
    group = make_group(session, unit, f"Tổ {words} gửi báo cáo")
    make_grant(session, account, unit, Role.GROUP_HEAD, group=group)
    sent = make_sent(session, photos_of(app), group, account, words)
    return {f"counter.{view}": address for view, address in sent.items()}


def photos_of(app: Flask) -> Path:
    """Where photos of entries lie."""
    folder: Path = app.extensions["settings"].data_dir
    return folder / "photos" / "entries"


def _on_phones(session: Session, unit: AdministrativeUnit, words: str) -> int:
    """A programme of events that is recorded as "Ghi nhanh"."""
    definition = {
        "key": "on_phones", "name": f"Hoạt động {words}", "shape": "act", "subject": "event", "title": "called",
        "recorded_on": ["phone", "office"], "records": ["officer", "group_head"],
        "fields": [{"key": "called", "label": "Tên hoạt động", "type": "text", "required": True}],
    }  # fmt: skip
    programme = Programme.begun(session, unit, read(definition), catalogue="", now=clock.now())
    programme.use_draft(seen="1", now=clock.now())
    session.flush()
    return programme.id


def _recognised(
    session: Session, app: Flask, programme: Programme, house: Household, people: tuple[Account, Account]
) -> dict[str, Value]:
    """Its plate, drawn, and the list by which it was given."""
    version = programme.current
    assert version
    answers = {"teaches": True, "skills": ["shopping", "payments", "ehealth", "public_services"]}
    entry = recording.record(
        session, house, version, uuid=house.public_id, by=people[1], way="office", at=clock.now(), answers=answers,
        now=clock.now(),
    )  # fmt: skip
    chosen = candidates(session, version, clock.today())
    listed = Recognition.submit(session, version, chosen, by=people[0], now=clock.now())
    plate = listed.approve(session, by=people[1], now=clock.now())[0]
    content = f"%PDF-1.7 {house.head}".encode()
    file = f"plates/{programme.unit.code}.pdf"
    keep(app.extensions["settings"].papers, file, content)
    plate.issue(file=file, sha256=hashlib.sha256(content).hexdigest(), now=clock.now())
    session.flush()
    picture = f"a picture of {house.head}".encode()
    file, sha256 = f"{house.public_id}.jpg", hashlib.sha256(picture).hexdigest()
    keep(app.extensions["settings"].photos.below("entries"), file, picture)
    photo = EntryPhoto(entry_id=entry.id, key="photo", by_id=people[1].id, at=clock.now(), file=file, sha256=sha256)
    name, sha256 = f"files/{house.public_id}.pdf", hashlib.sha256(content).hexdigest()
    keep(app.extensions["settings"].photos.below("entries"), name, content)
    paper = EntryPhoto(entry_id=entry.id, key="paper", by_id=people[1].id, at=clock.now(), file=name, sha256=sha256)
    session.add_all([photo, paper])
    session.flush()
    ids = {"photo": photo.public_id, "file": paper.public_id}
    return {"recognition": listed.public_id, "plate": plate.public_id, **ids}


def _reported(
    session: Session, app: Flask, unit: AdministrativeUnit, people: tuple[Account, Account], words: str
) -> dict[str, dict[str, Value]]:
    """A report with a passage and a remark, filed and drawn."""
    row = make_report(session, unit, by=people[0], name=f"kỳ {words}")
    passage = ReportPassage(report=row, part="I", position=0, text=f"Đoạn {words}")
    remark = ReportRemark(report=row, passage=passage, text=f"Sửa {words}", by=people[1], at=clock.now())
    session.add_all([passage, remark])
    row.state, row.figures = ReportState.SENT, counted(session, row, clock.today()).stored()
    row.state, row.decided_by, row.decided_at = ReportState.APPROVED, people[1], clock.now()
    content, file = f"%PDF-1.7 {words}".encode(), f"documents/{unit.code}.pdf"
    keep(app.extensions["settings"].papers, file, content)
    part = {"part": "I", "numeral": "I", "title": words, "paragraphs": [passage.text]}
    filed = Document.add(session, Document(
        unit=unit, kind="BC", year=2026, number=1, pattern="…/BC-UBND", signed_on=clock.today(), subject=words,
        report=row, made_by=people[0], made_at=clock.now(), said=canonical({"parts": [part]}),
    ))  # fmt: skip
    filed.issue(file=file, sha256=hashlib.sha256(content).hexdigest(), now=clock.now())
    session.flush()
    place = {"report": row.public_id}
    arrival = ReportArrival.arrive(session, row, filed, clock.now())
    assert arrival
    asked = ArrivalRemark(arrival=arrival, place="", text=f"Hỏi {words}", by=people[1], at=clock.now())
    outside = OutsideReport(
        unit=arrival.unit, by=people[1], code=f"{unit.code}", title=words, span=words, since=row.since, until=row.until,
        due_on=None, number="7", figures="{}", made_at=clock.now(), digest=words, arrived_at=clock.now(),
    )  # fmt: skip
    session.add_all([asked, outside])
    session.flush()
    own = WordTemplate.send(session, unit, f"{words}.docx", b"PK", by=people[0], now=clock.now())
    return {
        **{f"office.word_templates.{view}": {"template": own.public_id} for view in ("file", "update", "destroy")},
        "office.word_templates.report": place,
        **_expected(session, unit, people[0], words),
        **{f"province.reports.{view}": {"arrival": arrival.public_id} for view in ("show", "file", "remark", "update")},
        "office.report_decisions.send_up": place,
        "office.report_decisions.file": place,
        "province.outside.show": {"outside": outside.public_id},
        "office.report_decisions.answer": {**place, "remark_id": asked.id},
        **{f"office.reports.{view}": place for view in ("show",)},
        **{f"office.report_decisions.{view}": place for view in ("show", "new", "edit", "create", "update", "destroy")},
        **{f"office.report_filings.{view}": place for view in ("new", "order", "sheets")},
        "office.letterheads.edit": {"style": "front", QUERY: f"phuong={unit.code}"},
        **{f"office.report_issuing.{view}": place for view in ("new", "destroy")},
        "office.report_filings.show": {"document": filed.public_id},
        **{
            f"office.report_passages.{view}": {**place, "passage": passage.id} for view in ("edit", "update", "history")
        },
        **{f"office.report_passages.{view}": place for view in ("create", "remark")},
        "office.report_words.update": place,
        "office.report_passages.settle": {**place, "remark_id": remark.id},
    }


def _expected(session: Session, unit: AdministrativeUnit, account: Account, words: str) -> dict[str, dict[str, Value]]:
    """A rule with a day by which somebody is to send, who did."""
    due = clock.today().replace(day=20)
    rule = ReportingRule(
        unit=unit, plan=make_plan(session, unit), text=words, every="yearly", days=f"{due:%m-%d}", senders=words
    )
    session.add(rule)
    session.flush()
    ReportReceipt.write(session, rule, due, {words: words}, day=due, by=account, now=clock.now())
    reminded = Subject(REPORT, rule.id, due), Receiver(WORDS, 0, words)
    Reminder.record(session, unit, [reminded], GROUP, by=account, now=clock.now())
    return {
        f"office.{view}": {"rule": rule.public_id, "han": due.isoformat()}
        for view in ("moved.senders", "report_senders.update", "report_senders.order")
    }


def _copied(session: Session, unit: AdministrativeUnit, person: Person, account: Account, words: str) -> str:
    """Somebody asked for a copy, and has it."""
    asked = DataRequest(
        submission=None, unit=unit, kind="copy", full_name=f"Người Xin {words}", birth_year=1954, phone=None,
        words=words, way="desk", asked_at=clock.now(),
    )  # fmt: skip
    asking_for_data.ask(session, asked, by=account)
    asked.see(session, person, Seen.KNOWN, by=account, now=clock.now())
    asked.grant(session, words, by=account, now=clock.now())
    asked.finish(session, {}, by=account, now=clock.now())
    return asked.public_id


def _in_lists(session: Session, unit: AdministrativeUnit, words: str) -> dict[str, Value]:
    """An entry in each list of the help log, all of one key."""
    entries = [
        HelpTopic.add(session, unit.id, label=f"Việc {words}", field=f"Loại {words}"),
        HelpResult.add(session, unit.id, label=f"Kết quả khác {words}", meaning="together"),
        HelpReason.add(session, unit.id, label=f"Lý do {words}"),
        Skill.add(session, unit.id, label=f"Kỹ năng {words}"),
        HelpDesk.add(session, unit, label=f"Bàn {words}", place_kind="hall"),
    ]
    for entry in entries:
        entry.key = f"muc_{unit.code}"
    session.flush()
    return {"entry": f"muc_{unit.code}", "topic_key": f"muc_{unit.code}"}


def _on_file(session: Session, person: Person, by: Account, words: str) -> dict[str, Value]:
    """Somebody like the person, a merge of two more, a group and a place."""
    unit = person.unit
    group, place = make_group(session, unit, f"Tổ {words}"), make_place(session, unit, f"Nhà văn hóa {words}")
    other, kept, gone = (
        make_person(session, unit, f"{name} {words}", 1956, group=group) for name in ("Ba", "Tư", "Năm")
    )
    session.add(Consent(person=person, purpose="photos", text_version="2026-11", given_at=clock.now(), how="qr"))
    merge = merging.merge(session, kept.id, gone.id, seen=("1", "1"), by=by, now=clock.now())
    template = make_course_template(session, unit, f"Mẫu lớp {words}")
    organisation = make_organisation(session, unit, f"Trường {words}")
    return {
        "organisation": organisation.id,
        "denominator": make_denominator(session, unit, 30, "cbccvc", organisation=organisation).public_id,
        **_planned(session, unit, by),
        "person": person.public_id,
        "other": other.public_id,
        "merge": merge.public_id,
        "purpose": "photos",
        "group": group.id,
        "row": place.id,
        "template": template.id,
        "template_code": template.code,
    }


def _planned(session: Session, unit: AdministrativeUnit, by: Account) -> dict[str, str]:
    """A plan with one of each of its parts."""
    plan = make_plan(session, unit)
    target = make_target(session, unit, plan)
    parts = (
        Matter(unit=unit, plan=plan, text="Mở lớp hằng tháng", lead="Công an phường"),
        ReportingRule(unit=unit, plan=plan, valid_from=plan.since, text="Báo cáo khi có yêu cầu"),
        Measurement(
            unit=unit, target=target, **PAPER, numerator=12, counted_on=clock.today(), from_words="Công an phường"
        ),
    )
    session.add_all(parts)
    session.add(
        SourceFile(
            measurement=parts[2], name="cong-van.pdf", kind="pdf", sha256="0" * 64, content="JVBERi0=",
            sent_by=by, sent_at=clock.now(),
        )
    )  # fmt: skip
    parts[0].owner = Owner.of(by)
    session.flush()
    sync(session, [parts[0]])
    body = session.scalars(NamedBody.of(unit.id)).one().public_id
    matter, rule, measurement = (each.public_id for each in parts)
    return {
        "plan": plan.public_id, "target": target.public_id, "matter": matter, "rule": rule, "measurement": measurement,
        "body": body,
    }  # fmt: skip
