"""The four roles of the field, each with work under way."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from app.country import clock
from app.models import (
    Account,
    AccountPin,
    CheckIn,
    DoorHelper,
    EntryPhoto,
    HalfSignIn,
    HelpTopic,
    Household,
    Job,
    JobState,
    LessonPhoto,
    Matter,
    Organisation,
    Passkey,
    Plan,
    Programme,
    ProgrammeEntry,
    ResidentialGroup,
    Role,
    ShiftNote,
    SignIn,
    Skill,
    Team,
    VisitLink,
)
from app.models.helping.pairs import pairing
from app.models.helping.requests.asking import ask
from app.models.helping.requests.assigning import accept, assign
from app.models.helping.requests.requesting import NewRequest
from app.models.learning.substitution import appoint
from app.models.people.account import hash_pin
from app.models.targets.task_owner import Owner
from app.routes.kiosk.sheets import PATH as KIOSK_PATH
from app.web.sign_in.limits import PATH as DOOR_PATH
from app.web.sign_in.welcome import HALF_COOKIE
from tests import recording
from tests.architecture.wards import photos_of
from tests.factories import (
    PASSWORD,
    make_account,
    make_course,
    make_grant,
    make_person,
    make_plan,
    make_registration,
    make_second_factor,
    make_sign_in,
)
from tests.forms.discovery import Visitor
from tests.forms.people import Street, account_visitor
from tests.pairs import make_ambassador
from tests.sent_from_phones import make_sent

PIN = "482915"


def _today(moment: datetime) -> datetime:
    """A moment of today, in the hour after midnight too."""
    return max(moment, clock.at_local(clock.today()))


def instructor(street: Street) -> None:
    """Teaches a class under way and one to come, has a PIN, a passkey, a second factor and another device."""
    session, unit, now = street.session, street.unit, clock.now()
    account = make_account(session, unit, Role.INSTRUCTOR, full_name="Lý Thị Dạy", password=PASSWORD)
    AccountPin.choose(session, account.id, hash_pin(PIN), now)
    make_second_factor(session, account)
    session.add(
        Passkey(
            account_id=account.id, name="Điện thoại", host="x", credential=str(uuid4()), public_key="x", made_at=now
        )
    )
    make_sign_in(session, account)
    street.visitors.append(account_visitor(session, account, Role.INSTRUCTOR))
    course = make_course(session, unit, title="Lớp đang học", first=_today(now - timedelta(minutes=30)), seats=40)
    people = [make_registration(session, course, name, 1950 + n) for n, name in enumerate(("Ma Văn Một", "Ma Thị Hai"))]
    lesson = course.lessons[0]
    CheckIn.open(session, lesson, by_id=account.id, now=now)
    taken: dict[str, Any] = {
        "kind": "board",
        "file": "0.jpg",
        "sha256": "0" * 64,
        "width": 1,
        "height": 1,
    }
    photo = LessonPhoto(lesson_id=lesson.id, by_id=account.id, at=now, **taken)
    helper = DoorHelper.make(session, lesson, "Lò Thị Đón", by=account, now=now)
    substitute = make_account(session, unit, Role.INSTRUCTOR, full_name="Lò Văn Thay")
    appoint(session, course.lessons[1], substitute, day=clock.today(), now=now)
    held = make_course(session, unit, title="Lớp có buổi đã xong", first=now - timedelta(hours=2), lessons=1)
    came = make_registration(session, held, "Ma Văn Ba", 1953)
    held.lessons[0].close(by=account, now=now)
    street.add("code", code=held.code, number=1, key=came.public_id)
    team = Team(unit=unit, name="Tổ công nghệ số 5", created_at=now)
    session.add(team)
    team.take_in(session, account, leads=True, day=clock.today())
    session.flush()
    street.add("team", team=team.public_id)
    running, failed = (
        Job.ask(
            session,
            "sheet_before",
            {"lesson": str(number)},
            title="Danh sách",
            unit_id=unit.id,
            asked_by_id=account.id,
            now=now,
        )
        for number in (lesson.id, held.lessons[0].id)
    )
    failed.give_up(JobState.FAILED, "Máy in hỏng", now=now)
    for job in (running, failed):
        street.add("room", room="giang-vien", public_id=job.public_id)
    session.add(photo)
    session.flush()
    street.lesson, street.people, street.helper = lesson, people, helper
    known = {"code": course.code, "key": people[0].public_id, "helper": helper.public_id, "photo": photo.public_id}
    # Before the class to come: of a lesson that has not begun one is asked first whether one means it.
    street.more["code"] = [{**known, "number": number} for number in (1, 2)] + street.more["code"]


def counter(street: Street) -> None:
    """Has helped somebody today, at a desk where the shift before left a note; and one whose sign-in lies idle."""
    session, now = street.session, clock.now()
    desk = street.desk
    account, other = desk.helper, make_account(session, street.unit, Role.COUNTER, full_name="Lò Thị Trước")
    record = desk.record(_today(now - timedelta(minutes=20)))
    ShiftNote.leave(session, desk.desks["Q1"], "Còn một bác hẹn chiều", by=other, uuid=str(uuid4()), now=now)
    street.add("uuid", uuid=record.uuid)
    street.registered_by(account)
    visitor = account_visitor(session, account, Role.COUNTER)
    street.visitors.append(visitor._replace(start=(f"/quay?vua={record.uuid}",)))
    idle = account_visitor(session, other, Role.COUNTER, "locked")._replace(role="public", room="/mo-khoa")
    last = session.scalars(select(SignIn).where(SignIn.account_id == other.id).order_by(SignIn.id.desc())).first()
    assert last
    last.last_seen_at -= timedelta(hours=1)
    half = HalfSignIn.start(session, with_factor(street), now)
    fresh = HalfSignIn.start(session, make_account(session, street.unit, Role.COUNTER, password=PASSWORD), now)
    ways = [
        Visitor(name, "public", DOOR_PATH, ((HALF_COOKIE, token, DOOR_PATH),))
        for name, token in (("half", half), ("new", fresh))
    ]
    at_tablet = account_visitor(session, account, Role.COUNTER, "counter at a tablet")
    street.visitors += [idle, *ways, at_tablet._replace(role="public", room=KIOSK_PATH)]


def with_factor(street: Street) -> Account:
    account = make_account(street.session, street.unit, Role.COUNTER, password=PASSWORD)
    make_second_factor(street.session, account)
    return account


def ambassador(street: Street) -> None:
    """Takes two by the hand, one of whom has learnt all; is to help two at home, one of whom they said yes to."""
    session, unit, now, today = street.session, street.unit, clock.now(), clock.today()
    account = make_account(session, unit, Role.AMBASSADOR, full_name="Hoàng Văn Sáu")
    ambassador = make_ambassador(session, unit, "Hoàng Văn Sáu", account=account)
    skills = list(session.scalars(Skill.of(unit.id)))[:2]
    pairs = [
        pairing.begin(session, ambassador, make_person(session, unit, name, 1947), now=now, day=today, skills=skills)
        for name in ("Đàm Thị Ba", "Đàm Thị Bốn")
    ]
    for pair in pairs:
        street.add("pair_id", pair_id=pair.public_id)
    session.add(VisitLink.make(session, pairs[0], by=account, now=now))
    answered = VisitLink.make(session, pairs[1], by=account, now=now)
    session.flush()
    answered.answer(session, met=True, uuid=str(uuid4()), now=now)
    pairs[1].reached_at = now
    topic = session.scalars(HelpTopic.of(unit.id)).first()
    assert topic
    for number, name in enumerate(("Bế Thị Nhờ", "Bế Văn Nhờ")):
        who: dict[str, Any] = {"full_name": name, "where": "Ngõ 2", "phone": f"+8491234567{number}"}
        request = ask(session, NewRequest(unit=unit, submission=str(uuid4()), topic=topic, **who), now)
        assign(session, request, ambassador, by=account, version="1", now=now)
        if number:
            accept(session, request, by=account, now=now)
        street.add("help_request", help_request=request.public_id)
    street.visitors.append(account_visitor(session, account, Role.AMBASSADOR))


def group_head(street: Street) -> None:
    """Heads the group whose houses are visited, and has recorded two of them, one with a photo."""
    session, unit, now = street.session, street.unit, clock.now()
    group = session.get_one(ResidentialGroup, int(street.ward.exactly["counter.doorsteps.index"]["group"]))
    account = make_account(session, unit, full_name="Hoàng Văn Trưởng")
    make_grant(session, account, unit, Role.GROUP_HEAD, group=group)
    programme = session.get_one(Programme, int(street.ward.exactly["counter.doorsteps.index"]["programme"]))
    assert programme.current
    street.registered_by(account)
    answers = {"teaches": True, "skills": ["shopping", "payments", "ehealth", "public_services"]}
    for number in ("16", "18"):
        house = Household(unit=unit, number=number, head=f"Chủ Hộ {number}", residential_group=group)
        session.add(house)
        session.flush()
        told: dict[str, Any] = {"by": account, "way": "doorstep", "at": now, "now": now, "answers": answers}
        entry = recording.record(session, house, programme.current, uuid=str(uuid4()), **told)
        if number == "18":
            photo = EntryPhoto(entry_id=entry.id, key="photo", by_id=account.id, at=now, file="0.jpg", sha256="0" * 64)
            session.add(photo)
            session.flush()
        street.add("programme", programme=programme.id, house=house.public_id)
    task = Matter(unit=unit, plan=session.scalars(select(Plan)).first() or make_plan(session, unit), text="Mở lớp")
    task.owner = Owner.of(group)
    session.add(task)
    session.flush()
    street.add("task", task=task.public_id)
    sent = make_sent(session, photos_of(street.ward.app), group, account, "Tổ Gửi", key="sent_by_head")
    for endpoint in ("recorded_entries.show", "recorded_entries.update", "entry_photos.create"):
        street.add("entry", entry=str(sent[endpoint]["entry"]))
    street.visitors.append(account_visitor(session, account, Role.GROUP_HEAD))


def unit(street: Street) -> None:
    """Records for the organisation whose place is in the book of a programme."""
    session = street.session
    organisation = session.get_one(Organisation, int(street.ward.exactly["unit.recordings.index"]["of"]))
    account = make_account(session, street.unit, full_name="Hoàng Thị Đơn Vị")
    make_grant(session, account, street.unit, Role.UNIT, organisation=organisation)
    for endpoint in ("recorded_entries.update", "entry_photos.create"):
        street.add("entry", entry=str(street.ward.exactly[f"unit.{endpoint}"]["entry"]))
    own = str(street.ward.exactly["unit.entry_photos.create"]["entry"])
    session.scalars(ProgrammeEntry.sent_as(own)).one().by_id = account.id  # who may take it back
    street.visitors.append(account_visitor(session, account, Role.UNIT))
