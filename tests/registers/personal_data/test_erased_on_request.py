"""Somebody registers, comes, is helped, asks to be erased and is: gone from the database, its log, the papers and the
next backup, but for what the register of certificates must keep."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock, formats
from app.exchange import backups
from app.jobs import orders, queue
from app.jobs.importing import imports_folder
from app.jobs.nightly import KEEP_FOR
from app.models import (
    Account,
    AuditEvent,
    Base,
    Course,
    DataRequest,
    HelpDesk,
    HelpRequest,
    HelpTopic,
    ImportRun,
    Membership,
    Person,
    Registration,
    ShiftNote,
    Team,
)
from app.models.helping.requests.requesting import RequestStage
from app.web.database import db, immediate
from tests.factories import (
    make_approved_list,
    make_course,
    make_registration,
)
from tests.pages import Pages
from tests.registers.personal_data.somebody import NAME, PHONE, a_ward_with_somebody, asks, erases, tells
from tests.registers.personal_data.test_erasing import opened

STAYS = {"certificate", "approval_entry"}


@pytest.fixture
def officer(own_app: Flask) -> Account:
    return a_ward_with_somebody(own_app)


@pytest.mark.core("erasure on request")
def test_erased_on_request_nothing_of_them_lies_anywhere(own_app: Flask, officer: Account, tmp_path: Path) -> None:
    settings = own_app.extensions["settings"]
    with own_app.app_context():
        with immediate() as session:
            course = session.scalars(Course.called("DEM5")).one()
            lesson = course.lessons[0]
            job = orders.sign_in_sheet(session, lesson, marked=True, by=officer.id)
        queue.enqueue(job.id)
        key = backups.backup_key(settings.data_dir, settings.backup_key)
        assert tells(opened(tmp_path / "before.backup", own_app, key).encode())
    request = asks(own_app)
    with own_app.app_context(), immediate() as session:
        session.add(
            ImportRun(
                unit_id=request.unit_id, kind="people", name="a.csv", file="a.csv", sha256="", created_at=clock.now()
            )
        )
        imports_folder().put({"a.csv": f"Họ tên\n{NAME}".encode()})

    page = erases(own_app, officer, request)

    assert "Đã xóa" in page.text
    assert list(settings.imports.list()) == [], "a list that lies there may name them"
    with own_app.app_context():
        assert tells(opened(tmp_path / "after.backup", own_app, key).encode()) == []
        table = Base.metadata.tables
        assert [name for name in table if tells(str(db.session.execute(select(table[name])).all()).encode())] == []
        detail = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "data_request.erased")).one()
        assert (detail.account_id, detail.subject_id) == (officer.id, request.public_id)
    for path in (*settings.data_dir.glob("lopso.db*"), *(settings.data_dir / "papers").rglob("*")):
        assert not path.is_file() or tells(path.read_bytes()) == [], path
    assert not list((settings.data_dir / "papers" / "sheets").rglob("*.pdf")), "a sheet that named them is drawn anew"


def test_the_person_is_told_what_went_what_stays_and_until_when_backups_hold_it(
    own_app: Flask, officer: Account
) -> None:
    with own_app.app_context(), immediate() as session:
        make_approved_list(session, session.scalars(Course.called("DEM5")).one())
    request, far = asks(own_app), clock.today() + timedelta(days=90)

    erases(own_app, officer, request, f"{far:%d/%m/%Y}")

    told = Pages(own_app.test_client()).get(f"/quyen/{request.token}")
    assert told.h1 == "Phường đã xóa"
    assert "Số điện thoại" in told.text
    assert "sổ gốc phải giữ đủ số và đủ tên đã cấp" in told.text
    assert formats.date(far) in told.text
    with own_app.app_context():
        table = Base.metadata.tables
        naming = {name for name in table if tells(str(db.session.execute(select(table[name])).all()).encode())}
    assert naming <= STAYS


def test_without_a_copy_elsewhere_backups_run_out_after_so_many_nights(own_app: Flask, officer: Account) -> None:
    request = asks(own_app)
    erases(own_app, officer, request)
    with own_app.app_context():
        until = db.session.scalars(select(DataRequest)).one().came_of_it["copies_until"]
    assert date.fromisoformat(until) == clock.today() + timedelta(days=KEEP_FOR)


def stands_in_rows_of_others(app: Flask) -> None:
    """They brought a grandchild, asked for another, are in a team by name, stand in words and asked twice more."""
    with app.app_context(), immediate() as session:
        course = session.scalars(Course.called("DEM5")).one()
        seats = session.scalars(Registration.of(course.id).where(Registration.paper_name.is_(None))).all()
        child, other = seats[0], seats[1]
        child.guardian, child.door_line = NAME, f"Bà {NAME} {PHONE} đón"
        topic = session.scalars(HelpTopic.of(course.unit.id)).first()
        assert topic
        asked: dict[str, Any] = {"unit": course.unit, "topic": topic, "due_on": clock.today(), "made_at": clock.now()}
        asked |= {"phone": "+84987654321", "asked_by": NAME, "submission": "nhờ", "state": RequestStage.CANCELLED}
        session.add(HelpRequest(full_name=other.person.full_name, **asked))
        team = Team(unit=course.unit, name="Tổ công nghệ số 3", created_at=clock.now())
        session.add(team)
        session.flush()
        team.name_in(session, NAME, "", day=clock.today())
        by = session.scalars(select(Account)).first()
        desk = session.scalars(HelpDesk.in_units([course.unit.id])).first()
        assert by
        assert desk
        words = "Gọi lại bà VÀNG THỊ XUYẾN, 0987.654.321"
        session.add(ShiftNote(uuid=str(uuid4()), desk=desk, day=clock.today(), text=words, by=by, at=clock.now()))
        course.lessons[0].note = f"{NAME.upper()} đến muộn"
        AuditEvent.note(
            session, "registration.removed", at=clock.now(), account_id=by.id, unit_id=course.unit.id,
            subject=("course", course.code),
            detail={"registration": child.public_id, "reason": f"bà {NAME} xin cho nghỉ"},
        )  # fmt: skip
    for kind in ("erasure", "correction"):
        typed = {"kind": kind, "full_name": NAME, "birth_year": "1940", "phone": PHONE, "words": f"Tôi là {NAME}"}
        Pages(app.test_client()).get("/quyen").form(button="Gửi yêu cầu").submit(typed)


def test_erased_on_request_they_stand_in_no_row_of_others_either(
    own_app: Flask, officer: Account, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    request, settings = asks(own_app), own_app.extensions["settings"]
    stands_in_rows_of_others(own_app)
    with own_app.app_context():
        person = db.session.scalars(select(Person).where(Person.phone == "+84987654321")).one().public_id
    page = Pages(own_app.test_client()).sign_in(officer).get(f"/van-phong/quyen/{request.public_id}")

    page = page.form("/nguoi-hoi").submit({"how": "paper", "person": person})
    for what in ("Còn đứng tên ở", "Đăng ký học", "Nhờ giúp tại nhà", "Ở tổ, đội", "Bàn giao ca", "Buổi học"):
        assert what in page.text
    page = page.form("/xoa").submit({})

    assert "Đã xóa. Sao lưu đêm nay trở đi không còn người này." in page.text
    with own_app.app_context():
        key = backups.backup_key(settings.data_dir, settings.backup_key)
        assert tells(opened(tmp_path / "after.backup", own_app, key).encode()) == []
        table = Base.metadata.tables
        assert [name for name in table if tells(str(db.session.execute(select(table[name])).all()).encode())] == []
        assert AuditEvent.first_broken(db.session()) is None
        assert list(db.session.scalars(DataRequest.open_in([request.unit_id]))) == []
        member = db.session.scalars(select(Membership)).one()
        assert (member.name, member.until) == ("(đã xóa tên)", clock.today())
    for path in settings.data_dir.rglob("*"):
        assert not path.is_file() or path.suffix == ".log" or tells(path.read_bytes()) == [], path
    assert tells(caplog.text.encode()) == []


def test_what_the_office_leaves_is_told(own_app: Flask, officer: Account) -> None:
    request = asks(own_app)
    stands_in_rows_of_others(own_app)
    with own_app.app_context():
        person = db.session.scalars(select(Person).where(Person.phone == "+84987654321")).one().public_id
    page = Pages(own_app.test_client()).sign_in(officer).get(f"/van-phong/quyen/{request.public_id}")
    page = page.form("/nguoi-hoi").submit({"how": "paper", "person": person})

    page = page.form("/xoa").submit({"xoa-o": []})

    assert "Sao lưu đêm nay trở đi không còn người này" not in page.text
    assert "Đã xóa, trừ những chỗ anh chị để lại" in page.text
    assert "Bàn giao ca" in page.text
    assert "là của người khác cùng tên" in Pages(own_app.test_client()).get(f"/quyen/{request.token}").text


def test_all_that_stands_in_the_way_is_shown_at_once_with_the_page_that_ends_it(
    own_app: Flask, officer: Account
) -> None:
    request = asks(own_app)
    with own_app.app_context(), immediate() as session:
        person = session.scalars(select(Person).where(Person.phone == "+84987654321")).one()
        unit = person.unit
        course = make_course(session, unit, code="DEM9")
        made = make_registration(session, course, NAME, person.birth_year)
        made.person = person
        team = Team(unit=unit, name="Tổ công nghệ số 3", created_at=clock.now())
        session.add(team)
        session.flush()
        team.name_in(session, NAME, "+84987654321", day=clock.today())
        public_id, seat, row = person.public_id, made.public_id, team.public_id
    page = Pages(own_app.test_client()).sign_in(officer).get(f"/van-phong/quyen/{request.public_id}")

    page = page.form("/nguoi-hoi").submit({"how": "paper", "person": public_id})

    assert "đang có chỗ ở lớp" in page.text
    assert "đang ở Tổ công nghệ số 3" in page.text
    assert f'href="/van-phong/lop/DEM9/hoc-vien/{seat}"' in page.html
    assert f'href="/van-phong/doi/{row}"' in page.html
    assert "/xoa" not in page.html.split("<main")[1].replace("data-xoa", "")
