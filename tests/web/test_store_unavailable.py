"""While the object store is away: 503 in its own words for what needs a file; pages go on, jobs wait."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.country import clock
from app.jobs import entry_sheets, orders, queue, work
from app.jobs.work import Work
from app.jobs.workers import Lane
from app.models import AdministrativeUnit, Certificate, Course, Job, JobState, LessonPhoto, Role
from app.web.database import db, immediate
from app.web.database.schema import scratch_database
from app.web.kept_files import keep
from app.web.storage import LocalStore, StoreUnavailable
from app.web.storage.bucket import MARK
from tests.classroom import Classroom, Phone, make_classroom, operation
from tests.factories import make_account, make_approved_list, make_attended_course, make_ward
from tests.jobs import kinds
from tests.object_stores import ObjectStore, object_store
from tests.pages import Pages
from tests.pictures import picture
from tests.registering import registrations, tickets


@pytest.fixture
def store() -> Iterator[ObjectStore]:
    """The object store, empty."""
    with object_store() as made:
        yield made


@pytest.fixture
def app(make_app: Callable[[str], Flask], store: ObjectStore) -> Flask:
    """A place whose files lie there."""
    made = make_app("sqlite")
    store.lend(made, "05443")
    store.objects[f"05443/{MARK}"] = b"{}", clock.now()
    return made


@pytest.fixture
def room(app: Flask) -> Classroom:
    """A lesson of today."""
    return make_classroom(app).entered()


def photos(room: Classroom) -> list[LessonPhoto]:
    """Those of the lesson."""
    with room.app.app_context():
        return list(db.session.scalars(LessonPhoto.of(room.lesson_id)))


def teacher(room: Classroom) -> Pages:
    """The browser of its instructor."""
    pages = Pages(room.app.test_client())
    pages.client.set_cookie("lopso_sign_in", room.token)
    return pages


def test_a_form_with_a_photo_comes_back_with_what_was_typed_and_asks_for_the_photo_again(
    room: Classroom, store: ObjectStore
) -> None:
    form = teacher(room).get(f"{room.address}/anh").form(button="Lưu ảnh")
    store.is_away = True
    away = form.submit({"photos": [picture(), picture()], "kind": "sheet"}, status=503)
    assert (away.h1, away.response.headers["Retry-After"]) == ("Chưa cất được ảnh và giấy tờ", "10")
    assert "Anh chị chờ nửa phút, chọn lại ảnh, tệp" in away.text
    assert photos(room) == []
    asked = [each for each in away.all("input") if each.get("type") == "file"]
    assert [(each.get("name"), each.get("multiple") is not None) for each in asked] == [("photos", True)]
    store.is_away = False
    away.form(button="Gửi lại").submit({"photos": [picture()]})
    assert [each.kind for each in photos(room)] == ["sheet"]


def test_what_needs_a_file_says_so_and_other_pages_go_on(
    room: Classroom, store: ObjectStore, caplog: pytest.LogCaptureFixture
) -> None:
    pages = teacher(room)
    form = pages.get(f"{room.address}/anh").form(button="Lưu ảnh")
    shown = form.submit({"photos": [picture()], "kind": "board"}).all("img")[0].get("src") or ""
    with pages.client.get(shown) as seen:
        assert (seen.status_code, seen.mimetype, seen.headers["Cache-Control"]) == (200, "image/jpeg", "no-store")
    assert pages.client.get("/suc-khoe").json == {"status": "ok"}
    room.app.extensions["settings"].store._checked = 0.0, ""  # as some seconds later
    store.is_away = True
    away = pages.get(shown, 503)
    assert (away.h1, away.response.headers["Retry-After"]) == ("Chưa lấy được ảnh và giấy tờ", "10")
    assert pages.get(f"{room.address}/anh").h1
    health = pages.client.get("/suc-khoe")
    assert (health.status_code, health.json) == (200, {"status": "warning", "warnings": ["store"]})
    with room.app.app_context(), immediate() as session:
        account = make_account(session, session.scalars(AdministrativeUnit.wards()).one(), Role.ADMINISTRATOR)
    assert "Kho tệp chung không trả lời" in Pages(room.app.test_client()).sign_in(account).get("/quan-tri/may").text
    assert [record for record in caplog.records if record.exc_info] == []
    assert "the store of files is away" in caplog.text


def test_an_issued_paper_is_checked_before_its_first_byte(app: Flask, store: ObjectStore) -> None:
    content = b"%PDF-1.7 paper"
    with app.app_context(), immediate() as session:
        course = make_attended_course(session, make_ward(session), people=1)
        approval = make_approved_list(session, course)
        paper = session.scalars(Certificate.of_approval(approval.id)).one()
        keep(app.extensions["settings"].papers, "certificates/own.pdf", content)
        paper.issue(file="certificates/own.pdf", sha256=hashlib.sha256(content).hexdigest(), now=clock.now())
    [made], [ticket] = registrations(app), tickets(app)
    pages, address = Pages(app.test_client()), f"/v/{ticket.token}/giay/{made.public_id}.pdf"
    assert pages.client.get(address).data == content
    store.objects["05443/papers/certificates/own.pdf"] = content[:-1] + b"!", clock.now()
    assert b"%PDF" not in pages.client.get(address).data
    store.is_away = True
    assert pages.client.get(address).status_code == 503


def test_a_photo_of_a_phone_waits_there_and_arrives_once(room: Classroom, store: ObjectStore) -> None:
    phone = Phone.of(room)
    asked = operation("lesson_photo", {"lesson": room.lesson, "of": "sheet"})
    form = {"call": json.dumps(phone.body([asked]))}
    headers = {"X-CSRFToken": phone.csrf}
    store.is_away = True
    away = phone.client.post("/dong-bo/anh", data={**form, "photo": picture()}, headers=headers)
    assert (away.status_code, away.mimetype, away.headers["Retry-After"]) == (503, "application/json", "10")
    assert photos(room) == []
    store.is_away = False
    sent = phone.client.post("/dong-bo/anh", data={**form, "photo": picture()}, headers=headers)
    assert [each["status"] for each in sent.get_json()["results"]] == ["done"]
    assert [each.public_id for each in photos(room)] == [asked["uuid"]]


def job_row(job_id: int) -> Job:
    """The row as it is."""
    db.session.rollback()
    return db.session.get_one(Job, job_id, populate_existing=True)


def test_jobs_wait_until_the_store_is_back_and_use_up_no_attempt(
    app: Flask, store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(work.KINDS, "scripted", "tests.jobs.kinds")
    opened = app.extensions["settings"].store

    def put(at_work: Work) -> str:
        store.is_away = len(kinds.script) == 1
        at_work.papers.put({"posters/1.pdf": b"x"})
        return "posters/1.pdf"

    kinds.script[:] = [put, put]
    with app.app_context():
        with immediate() as session:
            ward = make_ward(session)
            job_id = Job.ask(
                session, "scripted", {}, title="Việc thử", unit_id=ward.id, asked_by_id=None, now=clock.now()
            ).id
        for _time in range(5):
            opened._checked = 0.0, ""
            assert work.run(job_id) is None
            assert (job_row(job_id).state, job_row(job_id).attempts, job_row(job_id).worker) == (JobState.QUEUED, 0, "")
        assert len(kinds.script) == 1  # nothing was drawn in vain
        store.is_away, opened._checked = False, (0.0, "")
        queue.enqueue_unfinished(Lane.DRAWINGS)
        assert (job_row(job_id).state, job_row(job_id).attempts) == (JobState.DONE, 1)


def test_no_file_of_a_course_is_drawn_without_its_photo(room: Classroom, store: ObjectStore) -> None:
    form = teacher(room).get(f"{room.address}/anh").form(button="Lưu ảnh")
    form.submit({"photos": [picture()], "kind": "board"})
    store.away_below = "photos/"
    with room.app.app_context():
        with immediate() as session:
            job_id = orders.course_file(session, session.get_one(Course, room.course_id), by=None).id
        work.run(job_id)
        assert (job_row(job_id).state, job_row(job_id).attempts, job_row(job_id).result) == (JobState.QUEUED, 0, None)
        with pytest.raises(StoreUnavailable):
            entry_sheets._photo(Work(1, "x", "entry_sheet", {}, 1, None, ""), "a.jpg", "", "")


def test_a_database_on_trial_never_reaches_the_files_of_the_place(app: Flask, tmp_path: Path) -> None:
    with scratch_database(app.extensions["settings"], tmp_path) as own:
        assert own.store == LocalStore(tmp_path)
