"""What is played on two servers, step by step: each says what was measured, and fails if anything is missing."""

import io
import json
import shutil
import time
from collections import Counter
from collections.abc import Iterator

from flask import url_for
from sqlalchemy import select

from app import create_app
from app.country import clock
from app.exchange import backups
from app.jobs import orders, queue
from app.models import (
    Account,
    AdministrativeUnit,
    AuditEvent,
    Base,
    Certificate,
    Course,
    Job,
    JobState,
    LessonPhoto,
    Role,
)
from app.web.database import db, immediate
from app.web.settings import Settings
from tests.documents.ruler import Paper
from tests.exchange.imports.sheets import text
from tests.factories import make_account, make_attended_course, make_course
from tests.pages import Page, Pages
from tests.registers.personal_data.test_erased_on_request import a_ward_with_somebody, asks, erases, tells
from tests.routes.office.conftest import Office
from tests.routes.office.papers import LIST
from tests.routes.teaching.test_photos import picture
from tests.server.conftest import eventually  # as patient as a start on a busy machine
from tests.server.test_kill import kill_everything
from tools.two_servers.place import NAMES, Place

CERTIFICATES, LISTS, COLOURS = 46, 10, ("red", "blue", "green", "white")
DOWNLOADS = 500
LEADS_WITHIN = 60.0  # s after the leader was killed
# The class whose certificates are issued, the one that lists are for; that of the person who is erased has its code
# from tests/registers/personal_data/test_erased_on_request.py.
HELD, OPEN, THEIRS = "DEM2", "DEM1", "DEM5"
Row = tuple[str, str]


def play(place: Place) -> Iterator[Row]:
    """All steps in order; each gives what was done, and what was measured."""
    office = _office(place)
    place.start(*NAMES)
    yield "a leader and a night", f"{_leads(place)} leads, {_nights(place)} backup"
    yield "pooled connections", _no_setting_leaks(place)
    papers, sheets = _issued(office), _drawn(office)
    yield "papers", f"{len(papers)} issued, {len(sheets)} drawn"
    yield "lists", f"{_lists(office)} read and stored"
    photos = _photos(office)
    yield "photos", f"{len(photos)} taken, one removed: 404 on both"
    yield "downloads", _downloads(place, office, [*papers, *sheets])
    yield "erasure on request", _erased(place, office)
    yield "backup on one, restored elsewhere", _restored(place)
    yield "leader killed with -9", _led_on(place)
    yield "a server without its folder", _begun_anew(place, office, [*papers, *photos])
    assert not place.tracebacks(), place.tracebacks()
    assert _nights(place) == 1


def _office(place: Place) -> Office:
    officer = a_ward_with_somebody(place.app)
    with place.app.app_context(), immediate() as session:
        course = session.scalars(Course.called(THEIRS)).one()
        ward = session.get_one(AdministrativeUnit, course.unit_id)
        leader = make_account(session, ward, Role.LEADER, full_name="Lê Hồng Thái")
        AuditEvent.note(
            session, "unit.created", at=clock.now(), account_id=officer.id, unit_id=ward.id, subject=("unit", ward.code)
        )
        make_attended_course(session, ward, code=HELD, people=CERTIFICATES, lessons=1)
        make_course(session, ward, code=OPEN, seats=LISTS * 2)
    with place.app.app_context():
        ward = db.session.get_one(AdministrativeUnit, ward.id)
        officer, leader = (db.session.get_one(Account, each.id) for each in (officer, leader))
        db.session.expunge_all()
    return Office(place.app, ward, officer, leader)


def _leads(place: Place) -> str:
    """Who leads, once the night's backup is made."""
    leader = eventually(place.leader)
    eventually(lambda: _nights(place))
    return leader


def _nights(place: Place) -> int:
    """How many nightly backups there are, in the folders of both servers."""
    return len(list(place.folder.glob("*/backups/night-*.backup")))


def _no_setting_leaks(place: Place) -> str:
    """What a client of the pool finds set is what the database gives to anybody."""
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "search_path", "jit")
    asked = f"SELECT {', '.join(f'current_setting($${name}$$)' for name in names)}"
    [usual] = place.ask(place.settings.database_url, asked)
    seen = {place.ask(place.pooled, asked)[0] for _ in range(20)}
    assert seen == {usual}, f"{names}: {seen}, not {usual}"
    return "20 as the database gives them"


def _issued(office: Office) -> list[str]:
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


def _drawn(office: Office) -> list[str]:
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


def _lists(office: Office) -> int:
    """Each is loaded, looked at and stored by requests that go to either server."""
    pages = office.as_officer()
    for number in range(LISTS):
        sent = {"file": (io.BytesIO(text("Họ tên;Năm sinh", f"Hà Thị Mơ {number};1954")), "lop.csv")}
        form = pages.get(f"/van-phong/lop/{OPEN}/nhap").form("/nhap")
        preview = _over(form.submit(sent, content_type="multipart/form-data"), "Xem trước danh sách")
        assert "1 ghi mới" in preview.text
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


def _photos(office: Office) -> list[str]:
    """The addresses of photos that stay; one is removed by one server and gone on both."""
    pages, lesson = office.as_officer(), f"/giang-vien/lop/{HELD}/buoi/1"
    for colour in COLOURS:
        form = pages.get(f"{lesson}/anh").form(button="Lưu ảnh")
        form.submit({"photos": [picture(colour, (200, 100))], "kind": "board"}, content_type="multipart/form-data")
    with office.read() as session:
        found = [f"{lesson}/anh/{photo.public_id}.jpg" for photo in session.scalars(select(LessonPhoto))]
    assert len(found) == len(COLOURS)
    for address in [address for address in found for _server in range(2)]:
        _fetched(pages, address)
    removed = found.pop()
    page = pages.get(f"{lesson}/anh")
    pages.post(removed.replace(".jpg", "/bo"), {"csrf_token": page.form(button="Lưu ảnh").fields["csrf_token"][0]})
    for _server in range(2):
        _fetched(pages, removed, 404)
    return found


def _fetched(pages: Pages, address: str, status: int = 200) -> bytes:
    answer = pages.client.get(address)
    assert answer.status_code == status, f"{address}: {answer.status_code}"
    return bytes(answer.data)


def _downloads(place: Place, office: Office, papers: list[str]) -> str:
    """Each paper from each server in turn, again and again."""
    pages, began = office.as_officer(), time.monotonic()
    place.relay.served_by.clear()
    for number in range(DOWNLOADS):
        address = papers[number // 2 % len(papers)]
        assert _fetched(pages, address).startswith(b"%PDF"), address
    taken = (time.monotonic() - began) / DOWNLOADS * 1000
    shares = Counter(place.relay.served_by)
    assert len(shares) == 2
    assert min(shares.values()) > DOWNLOADS * 0.4, shares
    return f"{DOWNLOADS} whole, {' and '.join(map(str, shares.values()))} by each server, {taken:.0f} ms each"


def _erased(place: Place, office: Office) -> str:
    """Somebody asks, the office erases them, and nothing of them lies in the rows or in the bucket."""
    store = place.settings.store

    def left() -> list[str]:
        return [each.name for each in store.list("") if _says(store.get(each.name), each.name)]

    assert left(), "no file tells of them before"
    page = erases(place.app, office.officer, asks(place.app))
    assert "Đã xóa" in page.text
    with office.read() as session:
        named = _tables_that_tell()
        session.rollback()
    assert not named, named
    eventually(lambda: not left())
    return f"in no row, in none of {len(list(store.list('')))} files"


def _tables_that_tell() -> list[str]:
    tables = Base.metadata.tables
    return [name for name in tables if tells(str(db.session.execute(select(tables[name])).all()).encode())]


def _says(content: bytes, name: str) -> bool:
    """Whether a file tells of the person who was erased, a paper by the words on it."""
    return bool(tells(Paper(content).text().encode() if name.endswith(".pdf") else content))


def _restored(place: Place) -> str:
    """A backup that one server makes is put back onto SQLite and a folder: every file that rows name is there."""
    file = place.folder / "one.backup"
    made = json.loads(place.lopso("b", "backup", "--with-files", "--json", str(file)))
    assert not made["missing"] + made["altered"], made
    elsewhere = place.folder / "elsewhere"
    away = dict.fromkeys((name for name in place.environment if name.startswith(("FILES_", "DATABASE_"))), "")
    key = place.folder / "key"
    key.write_text(place.environment["BACKUP_KEY"], encoding="ascii")
    put_back = json.loads(
        place.lopso("elsewhere", "restore", "--json", "--key-file", str(key), str(file), **away, BACKUP_KEY="")
    )
    app = create_app(Settings.from_environment({**place.environment, **away, "DATA_DIR": str(elsewhere)}))
    settings: Settings = app.extensions["settings"]
    with app.app_context():
        found = backups.unmatched(db.session(), lambda name: backups.read_on_disk(settings.store, name))
        named = _tables_that_tell()
        db.session.rollback()
        db.engine.dispose()
    assert not found.all, found
    assert not named, named
    assert not [each.name for each in settings.store.list("papers") if _says(settings.store.get(each.name), each.name)]
    return f"{put_back['rows']} rows, {found.named} named files, none lacking"


def _led_on(place: Place) -> str:
    """The whole server of the leader is killed, and the other one leads."""
    before = eventually(place.leader)
    kill_everything(place.servers[before])
    began = time.monotonic()
    eventually(lambda: (found := place.leader()) and found != before and found)
    taken = time.monotonic() - began
    assert taken < LEADS_WITHIN, f"{taken:.0f} s"
    return f"the other leads after {taken:.1f} s"


def _begun_anew(place: Place, office: Office, addresses: list[str]) -> str:
    """The folder of the server that was killed is deleted; started anew, it lacks nothing."""
    [dead] = [name for name, server in place.servers.items() if server.process.poll() is not None]
    for made in place.data(dead).glob("backups"):
        made.rename(place.folder / "looking" / "backups")  # to be counted
    shutil.rmtree(place.data(dead))
    place.start(dead)
    pages = Pages(place.alone(dead).test_client()).sign_in(office.officer)
    for address in addresses:
        _fetched(pages, address)
    return f"{len(addresses)} papers and photos, none lacking"
