"""What an office does through its pages while several servers run: issue, draw, import, take photos."""

import io

from flask import Flask, url_for
from sqlalchemy import select

from app.country import clock
from app.jobs import orders, queue
from app.models import (
    Account,
    AdministrativeUnit,
    AuditEvent,
    Certificate,
    Course,
    Job,
    JobState,
    LessonPhoto,
    Role,
)
from app.web.database import db, immediate
from tests.exchange.imports.sheets import text
from tests.factories import make_account, make_attended_course, make_course
from tests.pages import Page, Pages
from tests.pictures import picture
from tests.registers.personal_data.somebody import a_ward_with_somebody
from tests.routes.office.conftest import Office
from tests.routes.office.papers import LIST
from tests.server.conftest import eventually  # as patient as a start on a busy machine

CERTIFICATES, LISTS, COLOURS = 46, 10, ("red", "blue", "green", "white")
# The class whose certificates are issued, the one that lists are for; that of the person who is erased has its code
# from tests/registers/personal_data/test_erased_on_request.py.
HELD, OPEN, THEIRS = "DEM2", "DEM1", "DEM5"


def make_office(app: Flask) -> Office:
    """A ward with its classes, and the accounts that work in it."""
    officer = a_ward_with_somebody(app)
    with app.app_context(), immediate() as session:
        course = session.scalars(Course.called(THEIRS)).one()
        ward = session.get_one(AdministrativeUnit, course.unit_id)
        leader = make_account(session, ward, Role.LEADER, full_name="Lê Hồng Thái")
        AuditEvent.note(
            session, "unit.created", at=clock.now(), account_id=officer.id, unit_id=ward.id, subject=("unit", ward.code)
        )
        make_attended_course(session, ward, code=HELD, people=CERTIFICATES, lessons=1)
        make_course(session, ward, code=OPEN, seats=LISTS * 2)
    with app.app_context():
        ward = db.session.get_one(AdministrativeUnit, ward.id)
        officer, leader = (db.session.get_one(Account, each.id) for each in (officer, leader))
        db.session.expunge_all()
    return Office(app, ward, officer, leader)


def issue_certificates(office: Office) -> list[str]:
    """The addresses of certificates: submitted by the officer, approved by the leader, drawn by whichever worker."""
    address = LIST.replace(THEIRS, HELD)
    office.as_officer().get(address.replace("/duyet", "/trinh-duyet")).form("/trinh-duyet").submit()
    _all_done(office)  # drawn on trial, before any gets its number
    office.as_leader().get(f"{address}/cap-so").form("/duyet").submit()
    _all_done(office)
    with office.read() as session, office.app.test_request_context():
        rows = session.scalars(select(Certificate).where(Certificate.file.is_not(None))).all()
        found = [
            url_for("office.certificates.show", unit=row.unit.code, year=row.register.year, number=row.number)
            for row in rows
        ]
    assert len(found) == CERTIFICATES, f"{len(found)} certificates"
    return found


def draw_sheets(office: Office) -> list[str]:
    """The addresses of sheets that name the person who is erased later."""
    with office.write() as session:
        lessons = session.scalars(Course.called(THEIRS)).one().lessons
        ordered = [orders.sign_in_sheet(session, each, marked=True, by=office.officer.id) for each in lessons]
    with office.read():
        queue.enqueue_all(ordered)
    _all_done(office)
    with office.app.test_request_context():
        return [url_for("job_files.show", room="van-phong", public_id=job.public_id) for job in ordered]


def _all_done(office: Office) -> None:
    def open_jobs() -> list[str]:
        with office.read() as session:
            jobs = session.scalars(select(Job).where(Job.state != JobState.DONE)).all()
            assert not [job for job in jobs if job.state == JobState.FAILED], [job.kind for job in jobs]
            return [job.kind for job in jobs]

    eventually(lambda: not open_jobs())


def load_lists(office: Office) -> int:
    """Each is loaded, looked at and stored by requests that go to either server."""
    pages = office.as_officer()
    for number in range(LISTS):
        sent = {"file": (io.BytesIO(text("Họ tên;Năm sinh", f"Hà Thị Mơ {number};1954")), "lop.csv")}
        form = pages.get(f"/van-phong/lop/{OPEN}/nhap").form("/nhap")
        preview = _over(form.submit(sent, content_type="multipart/form-data"), "Xem trước danh sách")
        assert "1 ghi mới" in preview.text
        # Nobody of it has a group, which is asked once.
        elsewhere = preview.form(button="Nơi khác").submit({"tra-loi": "all:group=khong"})
        preview = _over(elsewhere, "Xem trước danh sách")
        done = _over(preview.form("/ghi").submit(), "Kết quả nhập danh sách")
        assert "1 ghi mới" in done.text or "1 dòng" in done.text, done.text
    return LISTS


def _over(page: Page, h1: str) -> Page:
    """The page to which one leads that waits for a worker."""
    seen = [page]

    def look() -> Page | None:
        if seen[0].h1 == h1:
            return seen[0]
        seen[0] = page.pages.get(seen[0].address)
        return None

    return eventually(look)


def take_photos(office: Office) -> list[str]:
    """The addresses of photos that stay; one is removed by one server and gone on both."""
    pages, lesson = office.as_officer(), f"/giang-vien/lop/{HELD}/buoi/1"
    for colour in COLOURS:
        form = pages.get(f"{lesson}/anh").form(button="Lưu ảnh")
        form.submit({"photos": [picture(colour, (200, 100))], "kind": "board"}, content_type="multipart/form-data")
    with office.read() as session:
        found = [f"{lesson}/anh/{photo.public_id}.jpg" for photo in session.scalars(select(LessonPhoto))]
    assert len(found) == len(COLOURS)
    for address in [address for address in found for _server in range(2)]:
        fetched(pages, address)
    removed = found.pop()
    page = pages.get(f"{lesson}/anh")
    pages.post(removed.replace(".jpg", "/bo"), {"csrf_token": page.form(button="Lưu ảnh").fields["csrf_token"][0]})
    for _server in range(2):
        fetched(pages, removed, 404)
    return found


def fetched(pages: Pages, address: str, status: int = 200) -> bytes:
    """The bytes of an address, whichever server answers."""
    answer = pages.client.get(address)
    assert answer.status_code == status, f"{address}: {answer.status_code}"
    return bytes(answer.data)
